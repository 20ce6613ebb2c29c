"""Officers answer from their own chat: quoting, the citizen's own words shown before they leave, and the steps at hand."""

from datetime import timedelta

from sqlalchemy import select
from support import cast
from support.citizen import everything
from support.officers import case_of, disposed, linked, quotes, staff_of, times

from bot.port import Kind
from core.messages import contacts, media
from core.messages.channels import Channel
from core.messages.media import Media
from core.messages.outfiles import OutboxFile
from core.privacy import keyring
from tickets import classifying, queries, reporting, service
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Status
from tickets.models import Attachment, CaseEvent
from tickets.states import Action

# answering -----------------------------------------------------------------------------------------------------------


def test_an_officer_answers_by_quoting_and_the_citizen_reads_exactly_what_was_shown(conversation, siti, rina):
    number = disposed(conversation)
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
    case = case_of(conversation, number)
    assert case.status is Status.ANSWERED
    with conversation.database.read() as session:
        said = session.scalar(select(CaseEvent).where(CaseEvent.action == Action.ANSWER))
        assert said.staff_id == staff_of(conversation, cast.rina).id


def test_a_reply_that_was_sent_twice_and_confirmed_twice_is_one_answer(conversation, siti, rina):
    disposed(conversation)
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
    assert times(conversation, Action.ANSWER) == 1


def test_the_step_under_older_words_sends_nothing(conversation, siti, rina):
    disposed(conversation)
    siti.hears()
    rina.hears()
    (first,) = quotes(rina, "Besok kami perbaiki.")
    quotes(rina, "Sudah kami perbaiki.")

    old = rina.does(Kind.BUTTON, button=next(id_ for id_, label in first.choices if label == "Kirim"))
    rina.says("kirim")

    assert "diganti" in everything(old)
    assert "Sudah kami perbaiki." in everything(siti.hears())


def test_what_changed_meanwhile_is_told_before_anything_is_sent(conversation, siti, rina):
    number = disposed(conversation)
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
    number = disposed(conversation)
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
    assert times(conversation, Action.ANSWER) == 0


def test_a_photo_is_evidence_and_physical_works_want_one(conversation, siti, rina):
    number = disposed(conversation, category="jalan")
    siti.hears()
    rina.hears()

    asked = quotes(rina, "Sudah kami tambal.")
    (shown,) = rina.sends("photo")
    _fetched(conversation)
    rina.taps("Kirim")

    assert "bukti" in everything(asked)
    assert "Sudah kami tambal." in shown.text
    assert "Sudah kami tambal." in everything(siti.hears())
    with conversation.database.read() as session:
        answer = session.scalar(select(CaseEvent).where(CaseEvent.action == Action.ANSWER))
        assert session.scalar(select(Attachment.event_id)) == answer.id
    assert case_of(conversation, number).status is Status.ANSWERED


def _fetched(conversation) -> None:
    """The photos of the officer lie in the store."""
    with conversation.database.write() as session:
        for row in session.scalars(select(Media)):
            media.stored(session, row.id, sha256="a" * 64, mime="image/jpeg", size=1000)


def test_a_photo_of_an_officer_goes_to_the_citizen_with_the_answer(conversation, siti, rina):
    disposed(conversation)
    rina.hears()
    quotes(rina, "Sudah kami tambal.")
    rina.sends("photo")
    _fetched(conversation)

    told = rina.taps("Kirim")

    assert "belum ikut" not in everything(told)
    with conversation.database.read() as session:
        assert list(session.scalars(select(OutboxFile.sha256))) == ["a" * 64]
        assert len(session.scalars(select(Attachment)).all()) == 1


def test_a_photo_that_is_not_here_yet_stays_with_the_ticket_and_the_officer_is_told(conversation, siti, rina):
    disposed(conversation)
    rina.hears()
    quotes(rina, "Sudah kami tambal.")
    rina.sends("photo")

    told = rina.taps("Kirim")

    assert "belum ikut terkirim" in everything(told)
    with conversation.database.read() as session:
        assert list(session.scalars(select(OutboxFile.sha256))) == []
        assert len(session.scalars(select(Attachment)).all()) == 1


def test_words_without_a_quotation_are_asked_about_when_several_cases_are_open(conversation, siti, rina):
    first, second = disposed(conversation), disposed(conversation, text="Talud ambrol di Sumber")
    rina.hears()

    asked = rina.says("Sudah kami perbaiki.")
    rina.taps(second)
    rina.taps("Kirim")

    assert "yang mana" in everything(asked)
    assert (case_of(conversation, first).status, case_of(conversation, second).status) == (
        Status.DISPOSED,
        Status.ANSWERED,
    )


def test_the_officers_own_number_is_not_sent_to_a_citizen(conversation, siti, rina):
    disposed(conversation)
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
    number = disposed(conversation)
    disposed(conversation, text="Talud ambrol")

    (knock,) = rina.hears()
    notice, _ = rina.says("baca")

    assert "Ada kabar" in knock.text
    assert "Disposisi baru" in notice.text
    assert number in notice.text


# steps ---------------------------------------------------------------------------------------------------------------


def test_the_steps_under_a_ticket_are_those_of_the_tables(conversation, siti, rina):
    number = disposed(conversation)
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
    assert case_of(conversation, number).status is Status.IN_PROGRESS
    assert "mulai dikerjakan" in everything(siti.hears())


def test_news_and_a_closing_go_to_the_citizen_a_note_does_not(conversation, siti, rina):
    number = disposed(conversation)
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
    assert case_of(conversation, number).status is Status.CLOSED


def test_an_answer_that_needs_approval_is_proposed_and_says_so(conversation, siti):
    indra = linked(conversation.citizen("2009"), staff_of(conversation, cast.inspektur))
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
    assert case_of(conversation, number).status is Status.IN_PROGRESS
    assert "memeriksa" not in everything(siti.hears())


def test_a_request_for_information_is_asked_about_from_the_chat_too(conversation, siti):
    putri = linked(conversation.citizen("2009"), staff_of(conversation, cast.ppid))
    with conversation.database.write() as session:
        request = reporting.file_permohonan(
            session,
            text="Minta DIP",
            requester=None,
            purpose=None,
            contact=cast.siti(session, conversation.clock()),
            source_inbox_id=99,
            at=conversation.clock(),
        )
        number = request.number
    putri.hears()
    putri.says(number)

    putri.taps("Tanya pelapor")
    (shown,) = putri.says("Tahun berapa yang diminta?")
    putri.taps("Kirim")

    assert f"permohonan {number}" in shown.text
    assert case_of(conversation, number).status is Status.WAITING
