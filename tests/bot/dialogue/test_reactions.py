"""What citizens say to what was done: several open cases, the reply at the last moment, quiet, objection, withdrawal."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.time import MovableClock

import worker
from core.db import Database
from core.messages.outbox import OutboxMessage
from tickets import deadlines, events, merging, queries, service, timekeeping
from tickets.kinds import Attention, ClockKind, LinkKind, Outcome, Status
from tickets.models import Case, CaseEvent, Link, Rating
from tickets.notices import Notice

THREE = (
    "lapor sampah menumpuk di TPS Gayamprit",
    "lapor lampu jalan mati di depan pasar Wedi",
    "lapor saluran air mampet di dukuh Karang Bayat",
)


@pytest.fixture
def numbers(siti: Citizen) -> list[str]:
    """Three complaints Siti has filed."""
    found = []
    for text in THREE:
        siti.says(text)
        told = siti.says("ya")
        assert told[-1].number
        found.append(told[-1].number)
    return found


def _case(database: Database, number: str) -> Case:
    with database.read() as session:
        case = queries.by_number(session, number)
        assert case is not None
        return case


def _answer(database: Database, number: str, at: datetime, text: str = "Sudah ditangani.") -> None:
    with database.write() as session:
        case = queries.by_number(session, number)
        service.reply(session, case, by=cast.koordinator(session), version=None, text=text, at=at)


def _after_silence(database: Database, number: str, clock: MovableClock) -> None:
    """Move to the first day on which the case would be closed for silence."""
    with database.read() as session:
        due = deadlines.open_clock(session, queries.by_number(session, number), ClockKind.REPORTER_REACTS).due_on
    clock.move(days=(due - clock.now.date()).days + 1)


def test_of_three_answered_cases_the_one_that_is_meant_is_asked_for(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    for number in numbers:
        _answer(database, number, clock.now)
    siti.hears()

    asked = siti.says("belum beres")
    assert set(asked[-1].labels) >= set(numbers)
    assert {_case(database, number).status for number in numbers} == {Status.ANSWERED}
    siti.taps(numbers[1])

    assert [_case(database, number).status for number in numbers] == [
        Status.ANSWERED,
        Status.REOPENED,
        Status.ANSWERED,
    ]


def test_a_reply_that_waits_when_the_term_ends_is_read_first_and_reopens(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    _answer(database, numbers[1], clock.now)
    siti.hears()
    _after_silence(database, numbers[1], clock)

    siti.writes(text="belum, lampunya tetap mati")
    worker.lapse_cases(database, clock.now)
    assert _case(database, numbers[1]).status is Status.ANSWERED
    siti.hears()

    assert _case(database, numbers[1]).status is Status.REOPENED
    worker.lapse_cases(database, clock.now)
    assert _case(database, numbers[1]).status is Status.REOPENED


def test_a_reply_right_after_the_term_ended_reopens_and_is_never_lost(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    _answer(database, numbers[1], clock.now)
    siti.hears()
    _after_silence(database, numbers[1], clock)

    worker.lapse_cases(database, clock.now)
    assert _case(database, numbers[1]).outcome is Outcome.NO_REACTION
    siti.says("belum, lampunya tetap mati")

    case = _case(database, numbers[1])
    assert (case.status, case.outcome, case.closed_at) == (Status.REOPENED, None, None)
    with database.read() as session:
        assert session.get(Rating, case.id) is None


@pytest.mark.parametrize("closed_first", [True, False])
def test_a_quoted_reply_at_the_buzzer_finds_its_case_among_three(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock, closed_first: bool
) -> None:
    _answer(database, numbers[0], clock.now)
    siti.hears()
    with database.read() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)).one()
    _after_silence(database, numbers[0], clock)

    if closed_first:
        worker.lapse_cases(database, clock.now)
    siti.says("sampahnya baru separuh diangkut", reply_to=sent.ext_id)
    worker.lapse_cases(database, clock.now)

    assert [_case(database, number).status for number in numbers] == [
        Status.REOPENED,
        Status.RECEIVED,
        Status.RECEIVED,
    ]


def test_a_quoted_reply_after_the_window_becomes_a_new_report_linked_to_the_old(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    _answer(database, numbers[0], clock.now)
    siti.hears()
    siti.says("sudah beres")
    with database.read() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)).one()
    clock.move(days=60)

    told = siti.says("sampah menumpuk lagi di TPS Gayamprit", reply_to=sent.ext_id)
    assert "sudah lewat" in everything(told)
    new = siti.says("ya")[-1].number

    with database.read() as session:
        link = session.scalars(select(Link)).one()
        assert link.kind is LinkKind.FOLLOW_UP_OF
        assert session.get(Case, link.case_id).number == new
        assert session.get(Case, link.to_id).number == numbers[0]


def test_an_addition_without_a_number_asks_which_of_three(
    siti: Citizen, numbers: list[str], database: Database
) -> None:
    asked = siti.says("tambahan, baunya sampai ke sekolah")
    assert set(asked[-1].labels) >= set(numbers)

    assert numbers[0] in everything(siti.taps(numbers[0]))
    with database.read() as session:
        texts = [event.text for event in _events(session, numbers[0]) if event.action == "tambahan"]
    assert texts == ["tambahan, baunya sampai ke sekolah"]


def _events(session: Session, number: str) -> list[CaseEvent]:
    return events.of_case(session, queries.by_number(session, number))


def test_quiet_means_no_progress_but_questions_and_answers(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    assert "tidak kami kirim lagi" in everything(siti.says("mute"))
    with database.write() as session:
        case = queries.by_number(session, numbers[0])
        by, agency = cast.koordinator(session), cast.agency(session)
        service.dispose(session, case, by=by, version=None, agency=agency, instruction="Cek", at=clock.now)
    assert siti.hears() == []
    _answer(database, numbers[0], clock.now)
    assert "Sudah ditangani." in everything(siti.hears())

    siti.says("unmute")
    with database.write() as session:
        service.inform(
            session,
            queries.by_number(session, numbers[1]),
            by=cast.koordinator(session),
            version=None,
            text="Tim berangkat",
            at=clock.now,
        )
    assert "Tim berangkat" in everything(siti.hears())


def test_one_tap_objects_to_archiving(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = queries.by_number(session, numbers[0])
        service.archive(
            session,
            case,
            by=cast.koordinator(session),
            version=None,
            ground=Outcome.OUT_OF_SCOPE,
            reason="PLN",
            at=clock.now,
        )
    siti.hears()

    assert "Supervisor" in everything(siti.taps("Saya keberatan"))

    case = _case(database, numbers[0])
    assert (case.status, case.attention) == (Status.ARCHIVED, Attention.OBJECTION)


def test_a_report_archived_for_silence_goes_on_with_the_reply(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = queries.by_number(session, numbers[0])
        service.ask(session, case, by=cast.koordinator(session), version=None, text="TPS yang mana?", at=clock.now)
    siti.hears()
    with database.write() as session:
        timekeeping.lapse(session, case.id, at=clock.move(days=30))
    (archived,) = siti.hears()
    assert "30 hari kerja" in archived.text
    with database.read() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ARCHIVED)).one()

    told = siti.says("yang dekat gapura", reply_to=sent.ext_id)

    assert "kami lanjutkan" in everything(told)
    assert "Waktu penyelesaiannya dihitung lagi sejak hari ini" in everything(told)
    assert _case(database, numbers[0]).status is Status.RECEIVED


def test_withdrawing_asks_which_and_passes_the_wish_on_when_work_has_begun(
    siti: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = queries.by_number(session, numbers[2])
        by, agency = cast.koordinator(session), cast.agency(session)
        service.dispose(session, case, by=by, version=None, agency=agency, instruction="Cek", at=clock.now)
    siti.hears()

    siti.says("cabut laporan")
    assert "teruskan kepada petugasnya" in everything(siti.taps(numbers[2]))
    assert "sudah kami cabut" in everything(siti.says(f"cabut laporan {numbers[0]}"))

    assert [_case(database, number).status for number in numbers] == [
        Status.ARCHIVED,
        Status.RECEIVED,
        Status.DISPOSED,
    ]


def test_a_merged_report_is_shown_under_its_own_number_with_what_is_done(
    siti: Citizen, tono: Citizen, numbers: list[str], database: Database, clock: MovableClock
) -> None:
    tono.says("lapor sampah menumpuk di TPS Gayamprit bau sekali")
    master = tono.says("ya")[-1].number
    with database.write() as session:
        cases = [queries.by_number(session, number) for number in (master, numbers[0])]
        by, agency = cast.koordinator(session), cast.agency(session)
        merging.merge(session, cases[0], [cases[1]], by=by, version=None, at=clock.now)
        service.dispose(session, cases[0], by=by, version=None, agency=agency, instruction="Cek", at=clock.now)

    told = everything(siti.hears())
    assert numbers[0] in told
    assert master not in told
    card = everything(siti.says(f"status {numbers[0]}"))
    assert "Status: Didisposisikan" in card
    assert "Ditangani bersama laporan warga lain" in card
    assert master not in card


def test_the_card_says_which_dates_do_not_count(siti: Citizen, conversation: Conversation, clock: MovableClock) -> None:
    clock.move(days=2)
    siti.says("lapor sampah menumpuk di TPS Gayamprit")
    number = siti.says("ya")[-1].number

    card = everything(siti.says(f"status {number}"))

    assert "Rabu, 25 Maret 2026" in card
    assert "18 Maret" in card
    assert "Nyepi" in card


def test_a_merged_reporter_answers_without_quoting_and_a_withdrawal_is_ones_own(
    conversation: Conversation, siti: Citizen, tono: Citizen, database: Database
) -> None:
    with database.write() as session:
        hers, his = (cast.a_complaint(session, contact=who(session)) for who in (cast.siti, cast.tono))
        by = cast.koordinator(session)
        merging.merge(session, hers, [his], by=by, version=None, at=conversation.clock())
        service.ask(session, hers, by=by, version=None, text="Tiang nomor berapa?", at=conversation.clock())
        numbers = hers.number, his.number
    siti.hears()
    tono.hears()

    tono.says("tiang nomor 12 depan toko Makmur")

    assert _case(database, numbers[0]).status is Status.RECEIVED
    assert numbers[0] in everything(siti.says("cabut laporan"))
    assert tono.hears() == []
    assert [_case(database, number).status for number in numbers] == [Status.ARCHIVED, Status.RECEIVED]
    assert "Diterima" in everything(tono.says(f"status {numbers[1]}"))
