"""Words reach the case they belong to: during a talk with an officer, after a hand-over to PPID, after wrong numbers."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.officers import answered, case_of, disposed, quotes, times

import worker
from core.messages import handovers
from core.messages.outbox import OutboxMessage
from core.places.phrases import find_place
from tickets import deadlines, queries, service, transfers
from tickets.kinds import CaseKind, ClockKind, Status
from tickets.models import CaseEvent
from tickets.notices import Notice
from tickets.numbers import spell


def _officer_takes(siti: Citizen) -> None:
    siti.says("bicara dengan petugas")
    with siti.conversation.database.write() as session:
        talk = handovers.open_for(session, siti.chat)
        by = cast.verifikator(session)
        handovers.say(session, talk.id, by=by, text="Ada apa, Bu?", mark="1", at=siti.conversation.clock())
    siti.hears()


def _quotes_question(siti: Citizen, text: str) -> None:
    with siti.conversation.database.read() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.QUESTION)).one()
    siti.says(text, reply_to=sent.ext_id)


def test_a_quoted_question_is_answered_while_an_officer_has_the_chat(conversation: Conversation, siti: Citizen) -> None:
    with conversation.database.write() as session:
        case = cast.a_complaint(session, at=conversation.clock(), text="Ada sampah")
        by = cast.koordinator(session)
        service.ask(session, case, by=by, version=None, text="Di mana tepatnya?", at=conversation.clock())
        number = case.number
    siti.hears()
    _officer_takes(siti)

    _quotes_question(siti, "di dekat gapura dukuh Karang")

    assert case_of(conversation, number).status is Status.RECEIVED
    assert "petugas" in everything(siti.says("terus bagaimana bansos saya pak")).lower()


def test_words_for_a_report_that_became_a_request_are_kept_with_the_request(
    conversation: Conversation, siti: Citizen
) -> None:
    with conversation.database.write() as session:
        case = cast.a_complaint(session, at=conversation.clock(), text="Minta data anggaran jalan")
        by = cast.koordinator(session)
        transfers.to_ppid(session, case, by=by, version=None, reason="minta informasi", at=conversation.clock())
        number = case.number
    siti.hears()

    told = everything(siti.says(f"tambahan untuk {number}: yang tahun 2024 saja"))

    assert "badan lain" not in told
    assert "PPD-" in told
    with conversation.database.read() as session:
        event = session.scalars(select(CaseEvent).where(CaseEvent.action == "tambahan")).one()
        assert event.text.endswith("yang tahun 2024 saja")
        assert queries.by_number(session, number).id != event.case_id


def test_the_own_number_is_shown_however_many_were_wrong(
    conversation: Conversation, siti: Citizen, tono: Citizen
) -> None:
    own = disposed(conversation)
    siti.hears()
    for serial in range(6):
        siti.says(f"status {spell(CaseKind.PENGADUAN, 26, 900 + serial)}")
        tono.says(f"status {spell(CaseKind.PENGADUAN, 26, 900 + serial)}")

    assert "Didisposisikan" in everything(siti.says(f"status {own}"))
    refused = everything(tono.says(f"status {own}"))
    assert refused == everything(tono.says(f"status {spell(CaseKind.PENGADUAN, 26, 999)}"))
    assert "Terlalu banyak" in refused


@pytest.mark.parametrize("said", ["senyap", "stop notifikasi", "mute"])
def test_the_muted_are_still_reminded_before_a_term_ends(conversation: Conversation, siti: Citizen, said: str) -> None:
    assert "tidak kami kirim lagi" in everything(siti.says(said))
    number = answered(conversation, siti)
    with conversation.database.read() as session:
        case = queries.by_number(session, number)
        clock = deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS)
    conversation.clock.move(days=(clock.due_on - conversation.clock.now.date()).days)

    worker.remind_reporters(conversation.database, conversation.clock.now)

    assert "Tanpa kabar dari Anda" in everything(siti.hears())


@pytest.mark.parametrize(
    ("said", "place"),
    [("di kantor desa Paseban oleh oknum", "kantor desa Paseban"),
     ("saya dipungli di kantor desa Paseban oleh", "kantor desa Paseban"), ("di pasar Wedi akan ditutup", "pasar Wedi")],
)  # fmt: skip
def test_a_place_ends_before_a_word_that_only_joins(said: str, place: str) -> None:
    assert find_place(said) == place


@pytest.mark.parametrize("said", ["👍", "noted", "siap laksanakan", "ok pak"])
def test_a_nod_of_an_officer_is_no_answer_to_a_citizen(
    conversation: Conversation, siti: Citizen, rina: Citizen, said: str
) -> None:
    number = disposed(conversation)
    rina.hears()

    told = quotes(rina, said)

    assert number in everything(told)
    assert "Kirim" not in told[-1].labels
    rina.says("kirim")
    assert times(conversation, "jawab") == 0
