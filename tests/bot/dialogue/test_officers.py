"""Officers answer from their own chat: linking, quoting, the citizen's own words shown before they leave, and who is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.officers import code_for, linked, quotes

from bot.port import Kind
from core import staff_chats
from core.audit import AuditEntry
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage, OutboxState
from core.privacy import keyring
from core.staff import Staff
from core.staff_chats import StaffChat
from tickets import classifying, queries, service, staff_notices
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Status, Visibility
from tickets.models import Attachment, Case, CaseEvent
from tickets.states import Action


def _staff(conversation: Conversation, who) -> Staff:
    with conversation.database.write() as session:
        return who(session)


@pytest.fixture
def rina(conversation: Conversation) -> Citizen:
    """Rina of public works, at her own telephone."""
    return linked(conversation.citizen("2001"), _staff(conversation, cast.rina))


def _disposed(conversation: Conversation, **report: object) -> str:
    """A complaint of Siti's, disposed to public works; its number."""
    with conversation.database.write() as session:
        case = cast.a_complaint(session, at=conversation.clock(), **report)
        service.dispose(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            agency=cast.agency(session),
            instruction="Mohon dicek",
            at=conversation.clock(),
        )
        return case.number


def _case(conversation: Conversation, number: str) -> Case:
    with conversation.database.read() as session:
        case = queries.by_number(session, number)
        assert case is not None
        return case


def _times(conversation: Conversation, action: str) -> int:
    with conversation.database.read() as session:
        return session.scalar(select(func.count()).where(CaseEvent.action == action)) or 0


# linking -------------------------------------------------------------------------------------------------------------


def test_a_code_links_a_chat_once_and_only_for_ten_minutes(conversation, siti, tono):
    code = code_for(siti, _staff(conversation, cast.rina))
    late = code_for(tono, _staff(conversation, cast.agus))

    linked_now = siti.says(f"staf {code[:4].lower()}-{code[4:]}")
    again = tono.says(f"staf {code}")
    conversation.clock.move(minutes=11)
    too_late = tono.says(f"staf {late}")

    assert "tertaut ke akun petugas Rina" in everything(linked_now)
    assert "tidak berlaku" in everything(again)
    assert "tidak berlaku" in everything(too_late)
    with conversation.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StaffChat)) == 1
        assert "staff_chat_linked" in set(session.scalars(select(AuditEntry.action)))


def test_guessing_codes_ends_after_five_and_a_page_of_the_web_chat_is_no_officers_chat(conversation, tono):
    web = conversation.citizen("halaman", Channel.WEB)
    code = code_for(web, _staff(conversation, cast.rina))

    refused = web.says(f"staf {code}")
    for digit in range(5):
        tono.says(f"staf BCDF-000{digit}")
    locked_out = tono.says(f"staf {code}")

    assert "Telegram atau WhatsApp" in everything(refused)
    assert "Terlalu banyak" in everything(locked_out)
    with conversation.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StaffChat)) == 0


def test_a_chat_works_for_one_account_and_a_new_telephone_replaces_the_old_one(conversation, rina):
    agus_code = code_for(rina, _staff(conversation, cast.agus))
    phone = conversation.citizen("2002")

    taken = rina.says(f"staf {agus_code}")
    linked(phone, _staff(conversation, cast.rina))
    _disposed(conversation)

    assert "petugas lain" in everything(taken)
    assert "Disposisi baru" in everything(phone.hears())
    assert rina.hears() == []


def test_five_codes_an_hour_are_enough(conversation, siti):
    rina = _staff(conversation, cast.rina)
    for _ in range(staff_chats.MOST_CODES):
        code_for(siti, rina)

    with pytest.raises(staff_chats.CodesTooOften):
        code_for(siti, rina)


def test_groups_hear_nothing_of_codes(conversation, siti):
    code = code_for(siti, _staff(conversation, cast.rina))

    told = siti.does(Kind.TEXT, text=f"/start staf_{code}", group=True)

    assert "pribadi" in everything(told)
    with conversation.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StaffChat)) == 0


# answering -----------------------------------------------------------------------------------------------------------


def test_an_officer_answers_by_quoting_and_the_citizen_reads_exactly_what_was_shown(conversation, siti, rina):
    number = _disposed(conversation)
    siti.hears()
    (notice,) = rina.hears()

    (shown,) = quotes(rina, "Lampu sudah kami ganti pagi ini.")
    before = siti.hears()
    rina.taps("Kirim")

    (answer,) = siti.hears()
    assert "Mohon dicek" in notice.text
    assert number in notice.text
    assert before == []
    assert answer.text in shown.text
    assert "Rina" not in answer.text
    assert "2001" not in answer.text
    case = _case(conversation, number)
    assert case.status is Status.ANSWERED
    with conversation.database.read() as session:
        said = session.scalar(select(CaseEvent).where(CaseEvent.action == Action.ANSWER))
        assert said.staff_id == _staff(conversation, cast.rina).id


def test_a_reply_that_was_sent_twice_and_confirmed_twice_is_one_answer(conversation, siti, rina):
    _disposed(conversation)
    siti.hears()
    rina.hears()
    quotes(rina, "Sudah diganti.")
    (second,) = quotes(rina, "Sudah diganti.")

    rina.taps("Kirim")
    again = rina.does(Kind.BUTTON, button=next(id_ for id_, label in second.choices if label == "Kirim"))
    third = quotes(rina, "Sudah diganti.", newest=False)

    assert "tidak ada yang dikirim dua kali" in everything(again).lower()
    assert "Dijawab" in everything(third)
    assert len(siti.hears()) == 1
    assert _times(conversation, Action.ANSWER) == 1


def test_the_step_under_older_words_sends_nothing(conversation, siti, rina):
    _disposed(conversation)
    siti.hears()
    rina.hears()
    (first,) = quotes(rina, "Besok kami perbaiki.")
    quotes(rina, "Sudah kami perbaiki.")

    old = rina.does(Kind.BUTTON, button=next(id_ for id_, label in first.choices if label == "Kirim"))
    rina.says("kirim")

    assert "diganti" in everything(old)
    assert "Sudah kami perbaiki." in everything(siti.hears())


def test_what_changed_meanwhile_is_told_before_anything_is_sent(conversation, siti, rina):
    number = _disposed(conversation)
    siti.hears()
    rina.hears()
    quotes(rina, "Sudah diganti.")
    siti.says(f"tambahan untuk {number}: lampu di sebelahnya juga mati")
    rina.hears()

    told = rina.taps("Kirim")
    nothing_yet = [heard.text for heard in siti.hears()]
    rina.taps("Kirim")

    assert "lampu di sebelahnya juga mati" in everything(told)
    assert nothing_yet == []
    assert "Sudah diganti." in everything(siti.hears())


def test_a_case_another_officer_dealt_with_meanwhile_is_not_answered_again(conversation, siti, rina):
    number = _disposed(conversation)
    rina.hears()
    quotes(rina, "Sudah diganti.")
    with conversation.database.write() as session:
        case = queries.by_number(session, number)
        service.dispose(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            agency=cast.agency(session, cast.DLH),
            instruction="Ternyata DLH",
            at=conversation.clock(),
        )

    told = rina.taps("Kirim")

    assert "tidak ditemukan" in everything(told)
    assert _times(conversation, Action.ANSWER) == 0


def test_a_photo_is_evidence_and_physical_works_want_one(conversation, siti, rina):
    number = _disposed(conversation, category="jalan")
    siti.hears()
    rina.hears()

    asked = quotes(rina, "Sudah kami tambal.")
    (shown,) = rina.sends("photo")
    rina.taps("Kirim")

    assert "bukti" in everything(asked)
    assert "Sudah kami tambal." in shown.text
    assert "Sudah kami tambal." in everything(siti.hears())
    with conversation.database.read() as session:
        answer = session.scalar(select(CaseEvent).where(CaseEvent.action == Action.ANSWER))
        assert session.scalar(select(Attachment.event_id)) == answer.id
    assert _case(conversation, number).status is Status.ANSWERED


def test_words_without_a_quotation_are_asked_about_when_several_cases_are_open(conversation, siti, rina):
    first, second = _disposed(conversation), _disposed(conversation, text="Talud ambrol di Sumber")
    rina.hears()

    asked = rina.says("Sudah kami perbaiki.")
    rina.taps(second)
    rina.taps("Kirim")

    assert "yang mana" in everything(asked)
    assert (_case(conversation, first).status, _case(conversation, second).status) == (
        Status.DISPOSED,
        Status.ANSWERED,
    )


def test_the_officers_own_number_is_not_sent_to_a_citizen(conversation, siti, rina):
    _disposed(conversation)
    siti.hears()
    rina.hears()
    with conversation.database.write() as session:
        contact = contacts.of_chat(session, rina.chat)
        contact.phone = keyring(session).seal("+62 812-7777-8888")

    refused = quotes(rina, "Sudah. Hubungi saya di 0812 7777 8888.")
    rina.says("Sudah kami ganti.")
    rina.taps("Kirim")

    assert "nomor Anda sendiri" in everything(refused)
    assert "Sudah kami ganti." in everything(siti.hears())


def test_outside_the_window_a_template_knocks_and_the_ticket_waits(conversation, rina):
    port = conversation.ports[Channel.TELEGRAM]
    port.window, port.can_knock = timedelta(hours=24), True
    rina.says("tiket")
    conversation.clock.move(hours=25)
    number = _disposed(conversation)

    (knock,) = rina.hears()
    (notice,) = rina.says("baca")

    assert "Ada kabar" in knock.text
    assert "Disposisi baru" in notice.text
    assert number in notice.text


# steps ---------------------------------------------------------------------------------------------------------------


def test_the_steps_under_a_ticket_are_those_of_the_tables(conversation, siti, rina):
    number = _disposed(conversation)
    siti.hears()
    (notice,) = rina.hears()

    rina.taps("Mulai proses")
    rina.taps("Catatan")
    noted = rina.says("Tim sudah ke lokasi")
    refused = rina.taps("Kembalikan")
    reason = rina.says("Bukan kami")

    assert notice.labels == ["Jawab", "Mulai proses", "Kabari pelapor", "Catatan", "Kembalikan"]
    assert "Pelapor tidak membacanya" in everything(noted)
    assert "alasannya" in everything(refused)
    assert "tidak bisa saat status tiket “Diproses”" in everything(reason)
    assert _case(conversation, number).status is Status.IN_PROGRESS
    assert "mulai dikerjakan" in everything(siti.hears())


def test_news_and_a_closing_go_to_the_citizen_a_note_does_not(conversation, siti, rina):
    number = _disposed(conversation)
    siti.hears()
    rina.hears()
    rina.taps("Kabari pelapor")
    (shown,) = rina.says("Tukang datang besok.")
    rina.taps("Kirim")
    quotes(rina, "Lampu menyala lagi.")
    rina.taps("Kirim")
    heard = everything(siti.hears())
    rina.says(number)

    rina.taps("Selesai")
    rina.says("Sudah selesai dikerjakan")

    assert "Tukang datang besok." in shown.text
    assert "Tukang datang besok." in heard
    assert "ditutup" in everything(siti.hears())
    assert _case(conversation, number).status is Status.CLOSED


def test_an_answer_that_needs_approval_is_proposed_and_says_so(conversation, siti):
    indra = linked(conversation.citizen("2009"), _staff(conversation, cast.inspektur))
    with conversation.database.write() as session:
        case = cast.a_complaint(session, at=conversation.clock())
        sort = Sorted(Kadar.BERKADAR)
        by = cast.koordinator(session)
        classifying.verify(session, case, by=by, version=case.version, sort=sort, at=conversation.clock())
        number = case.number
    siti.hears()
    indra.hears()
    indra.taps("Mulai proses")

    (shown,) = quotes(indra, "Kami sudah memeriksa.")
    sent = indra.taps("Kirim")

    assert "disetujui" in shown.text
    assert "setelah disetujui" in everything(sent)
    assert _case(conversation, number).status is Status.IN_PROGRESS
    assert "memeriksa" not in everything(siti.hears())


# who is told, and who is refused -------------------------------------------------------------------------------------


def test_a_dismissed_officer_is_refused_and_nothing_happens(conversation, siti, rina):
    number = _disposed(conversation)
    rina.hears()
    (shown,) = quotes(rina, "Sudah diganti.")
    with conversation.database.write() as session:
        session.get(Staff, _staff_id(session, "Rina")).active = False

    by_reply = quotes(rina, "Sudah diganti.")
    by_button = rina.does(Kind.BUTTON, button=shown.choices[0][0])

    assert "tidak tertaut ke akun petugas yang aktif" in everything(by_reply)
    assert "tidak tertaut ke akun petugas yang aktif" in everything(by_button)
    assert _case(conversation, number).status is Status.DISPOSED
    assert _times(conversation, Action.ANSWER) == 0


def test_a_chat_that_was_let_go_is_refused_and_is_told_nothing_more(conversation, rina):
    _disposed(conversation)
    rina.hears()
    _disposed(conversation, text="Jalan longsor")
    with conversation.database.write() as session:
        key = _staff_id(session, "Rina")
        by = session.get(Staff, key)
        assert staff_chats.unlink(session, key, by=by, at=conversation.clock()) == 1

    owed = rina.hears()
    refused = quotes(rina, "Sudah.")

    assert owed == []
    assert "tidak tertaut" in everything(refused)
    with conversation.database.read() as session:
        states = list(session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == staff_notices.KIND)))
        assert states == [OutboxState.SENT, OutboxState.EXPIRED]


def test_what_became_berkadar_on_the_way_reaches_the_inspektorat_only(conversation, siti, rina):
    indra = linked(conversation.citizen("2009"), _staff(conversation, cast.inspektur))
    number = _disposed(conversation)
    with conversation.database.write() as session:
        queries.by_number(session, number).complaint.kadar = Kadar.BERKADAR
        session.flush()
        case = queries.by_number(session, number)
        staff_notices.tell_desk(session, case, staff_notices.StaffNotice.NEW, key="uji", at=conversation.clock())

    assert rina.hears() == []
    assert number in everything(indra.hears())
    assert "tidak ditemukan" in everything(rina.says(number))


def test_an_anonymous_reporter_stays_one_in_an_officers_chat(conversation, rina):
    _disposed(conversation, text="Saya Siti Contoh, 0812-3456-7890, lampu mati", visibility=Visibility.ANONIM_RAHASIA)

    told = everything(rina.hears())

    assert "Pelapor anonim" in told
    assert "Siti" not in told
    assert "3456" not in told


def test_an_officer_can_be_a_citizen_and_comes_back(conversation, rina):
    number = _disposed(conversation)
    rina.hears()

    rina.says("mode warga")
    rina.says("lapor jalan berlubang di desa Sumber")
    receipt = rina.says("ya")
    quoted = quotes(rina, "Lampu menyala.", newest=False)
    rina.taps("Kirim")
    back = rina.says("mode petugas")

    assert "Nomor: ADU-" in everything(receipt)
    assert "Lampu menyala." in everything(quoted)
    assert _case(conversation, number).status is Status.ANSWERED
    assert "MODE PETUGAS" in everything(back)


def test_officers_hear_of_a_term_one_working_day_before_it_ends_once(conversation, rina):
    from worker import remind_officers

    _disposed(conversation)
    rina.hears()

    remind_officers(conversation.database, conversation.clock())
    quiet = rina.hears()
    conversation.clock.move(days=12)
    remind_officers(conversation.database, conversation.clock())
    remind_officers(conversation.database, conversation.clock())

    assert quiet == []
    (told,) = rina.hears()
    assert "Tenggat dekat" in told.text


def test_more_words_of_the_reporter_reach_the_officer_with_the_case(conversation, siti, rina):
    number = _disposed(conversation)
    siti.hears()
    rina.hears()

    siti.says(f"tambahan untuk {number}: sekarang tiangnya miring")

    assert "tiangnya miring" in everything(rina.hears())


def test_nobody_is_told_of_what_they_did_themselves(conversation):
    wati = linked(conversation.citizen("2003"), _staff(conversation, cast.koordinator))

    _disposed(conversation)

    assert wati.hears() == []


def _staff_id(session: Session, name: str) -> int:
    return session.scalars(select(Staff.id).where(Staff.name == name)).one()
