"""Whose chat is whose: linking, who is told of what, and who is refused."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.officers import case_of, code_for, disposed, linked, quotes, staff_of, times

from bot.port import Kind
from core import staff_chats
from core.audit import AuditEntry
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage, OutboxState
from core.staff import Staff
from core.staff_chats import StaffChat
from tickets import chat_notices, internal_notes, queries
from tickets.kinds import Kadar, Status, Visibility
from tickets.notices import Notice
from tickets.staff_notices import StaffNotice
from tickets.states import Action

# linking -------------------------------------------------------------------------------------------------------------


def test_a_code_links_a_chat_once_and_only_for_ten_minutes(conversation, siti, tono):
    code = code_for(siti, staff_of(conversation, cast.rina))
    late = code_for(tono, staff_of(conversation, cast.agus))

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
    code = code_for(web, staff_of(conversation, cast.rina))

    refused = web.says(f"staf {code}")
    for digit in range(5):
        tono.says(f"staf BCDF-000{digit}")
    locked_out = tono.says(f"staf {code}")

    assert "Telegram atau WhatsApp" in everything(refused)
    assert "Terlalu banyak" in everything(locked_out)
    with conversation.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StaffChat)) == 0


def test_a_chat_works_for_one_account_and_a_new_telephone_replaces_the_old_one(conversation, rina):
    agus_code = code_for(rina, staff_of(conversation, cast.agus))
    phone = conversation.citizen("2002")

    taken = rina.says(f"staf {agus_code}")
    linked(phone, staff_of(conversation, cast.rina))
    disposed(conversation)

    assert "petugas lain" in everything(taken)
    assert "Disposisi baru" in everything(phone.hears())
    assert rina.hears() == []


def test_five_codes_an_hour_are_enough(conversation, siti):
    rina = staff_of(conversation, cast.rina)
    for _ in range(staff_chats.MOST_CODES):
        code_for(siti, rina)

    with pytest.raises(staff_chats.CodesTooOften):
        code_for(siti, rina)


def test_groups_hear_nothing_of_codes(conversation, siti):
    code = code_for(siti, staff_of(conversation, cast.rina))

    told = siti.does(Kind.TEXT, text=f"/start staf_{code}", group=True)

    assert "pribadi" in everything(told)
    with conversation.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StaffChat)) == 0


# who is told, and who is refused -------------------------------------------------------------------------------------


def test_a_dismissed_officer_is_refused_and_nothing_happens(conversation, siti, rina):
    number = disposed(conversation)
    rina.hears()
    (shown,) = quotes(rina, "Sudah diganti.")
    with conversation.database.write() as session:
        session.get(Staff, _staff_id(session, "Rina")).active = False

    by_reply = quotes(rina, "Sudah diganti.")
    by_button = rina.does(Kind.BUTTON, button=shown.choices[0][0])

    assert "tidak tertaut ke akun petugas yang aktif" in everything(by_reply)
    assert "tidak tertaut ke akun petugas yang aktif" in everything(by_button)
    assert case_of(conversation, number).status is Status.DISPOSED
    assert times(conversation, Action.ANSWER) == 0


def test_a_chat_that_was_let_go_is_refused_and_is_told_nothing_more(conversation, rina):
    disposed(conversation)
    rina.hears()
    disposed(conversation, text="Jalan longsor")
    with conversation.database.write() as session:
        key = _staff_id(session, "Rina")
        by = session.get(Staff, key)
        assert staff_chats.unlink(session, key, by=by, at=conversation.clock()) == 1

    owed = rina.hears()
    refused = quotes(rina, "Sudah.")

    assert owed == []
    assert "tidak tertaut" in everything(refused)
    with conversation.database.read() as session:
        states = list(session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == chat_notices.KIND)))
        assert states == [OutboxState.SENT, OutboxState.EXPIRED]


def test_what_became_berkadar_on_the_way_reaches_the_inspektorat_only(conversation, siti, rina):
    indra = linked(conversation.citizen("2009"), staff_of(conversation, cast.inspektur))
    number = disposed(conversation)
    with conversation.database.write() as session:
        queries.by_number(session, number).complaint.kadar = Kadar.BERKADAR
        session.flush()
        case = queries.by_number(session, number)
        chat_notices.tell_desk(session, case, chat_notices.ChatNotice.NEW, key="uji", at=conversation.clock())

    assert rina.hears() == []
    assert number in everything(indra.hears())
    assert "tidak ditemukan" in everything(rina.says(number))


def test_an_anonymous_reporter_stays_one_in_an_officers_chat(conversation, rina):
    disposed(conversation, text="Saya Siti Contoh, 0812-3456-7890, lampu mati", visibility=Visibility.ANONIM_RAHASIA)

    told = everything(rina.hears())

    assert "Pelapor anonim" in told
    assert "Siti" not in told
    assert "3456" not in told


def test_an_officer_can_be_a_citizen_and_comes_back(conversation, rina):
    number = disposed(conversation)
    rina.hears()

    rina.says("mode warga")
    rina.says("lapor jalan berlubang di desa Sumber")
    receipt = rina.says("ya")
    quoted = quotes(rina, "Lampu menyala.", newest=False)
    rina.taps("Kirim")
    back = rina.says("mode petugas")
    own = rina.says("tambahan: lubangnya makin dalam", reply_to=_receipt(conversation, rina))

    assert "Nomor: ADU-" in everything(receipt)
    assert "Lampu menyala." in everything(quoted)
    assert case_of(conversation, number).status is Status.ANSWERED
    assert "MODE PETUGAS" in everything(back)
    assert "tambahkan" in everything(own)


def test_officers_hear_of_a_term_one_working_day_before_it_ends_once(conversation, rina):
    from worker import escalate

    disposed(conversation)
    rina.hears()

    escalate(conversation.database, conversation.clock())
    quiet = rina.hears()
    conversation.clock.move(days=12)
    escalate(conversation.database, conversation.clock())
    escalate(conversation.database, conversation.clock())

    assert quiet == []
    (told,) = rina.hears()
    assert "Tenggat dekat" in told.text


def test_more_words_of_the_reporter_reach_the_officer_with_thecase_of(conversation, siti, rina):
    number = disposed(conversation)
    siti.hears()
    rina.hears()

    siti.says(f"tambahan untuk {number}: sekarang tiangnya miring")

    assert "tiangnya miring" in everything(rina.hears())


def test_people_named_by_another_part_of_the_house_are_told_once_if_they_may_see(conversation, rina):
    agus = linked(conversation.citizen("2005"), staff_of(conversation, cast.agus))
    number = disposed(conversation)
    rina.hears()

    for _ in range(2):
        with conversation.database.write() as session:
            people, case = [cast.rina(session), cast.agus(session)], queries.by_number(session, number)
            why = chat_notices.ChatNotice.OVERDUE
            told = chat_notices.tell(session, case, why, people, key="uji", at=conversation.clock())

    assert told == 1
    (notice,) = rina.hears()
    assert "Lewat tenggat" in notice.text
    assert agus.hears() == []


def test_nobody_is_told_of_what_they_did_themselves(conversation):
    wati = linked(conversation.citizen("2003"), staff_of(conversation, cast.koordinator))

    disposed(conversation)

    assert wati.hears() == []


def _staff_id(session: Session, name: str) -> int:
    return session.scalars(select(Staff.id).where(Staff.name == name)).one()


def _receipt(conversation: Conversation, citizen: Citizen) -> str:
    with conversation.database.read() as session:
        told = select(OutboxMessage.ext_id).where(
            OutboxMessage.chat_key == citizen.chat, OutboxMessage.kind == Notice.RECEIVED
        )
        return session.scalar(told) or ""


# mentions ------------------------------------------------------------------------------------------------------------


def test_a_mention_comes_to_the_own_chat_and_what_quotes_it_is_a_note_no_citizen_reads(conversation, siti, rina):
    number = disposed(conversation)
    rina.hears()
    with conversation.database.write() as session:
        wati = cast.koordinator(session)
        case = queries.by_number(session, number)
        internal_notes.write(session, case, by=wati, text="@rina sudah dicek?", at=conversation.clock())

    (told,) = rina.hears()
    answer = everything(quotes(rina, "Besok kami ke lokasi"))

    assert f"Anda disebut di catatan {number}" in told.text
    assert "Wati: @rina sudah dicek?" in told.text
    assert "catatan internal" in told.text
    assert f"Catatan disimpan di {number}" in answer
    assert times(conversation, internal_notes.NOTE) == 2
    assert times(conversation, Action.ANSWER) == 0
    assert "Wati" not in everything(siti.hears())


def test_a_note_from_a_chat_mentions_too_and_is_refused_for_who_may_not_see_the_ticket(conversation, rina):
    number = disposed(conversation)
    rina.hears()
    with conversation.database.write() as session:
        cast.agus(session)
        wati = cast.koordinator(session)
        case = queries.by_number(session, number)
        internal_notes.write(session, case, by=wati, text="@rina?", at=conversation.clock())
    rina.hears()

    refused = everything(quotes(rina, "tanya @agus"))
    taken = everything(quotes(rina, "tanya @wati"))

    assert "@agus tidak bisa membuka tiket ini" in refused
    assert "Catatan disimpan" in taken
    with conversation.database.read() as session:
        told = session.scalars(select(StaffNotice.staff_id).order_by(StaffNotice.id)).all()
        assert told[-1] == _staff_id(session, "Wati")
