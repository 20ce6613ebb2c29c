"""Every guard of the table: what it refuses, when, and what it lets through."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.cast import a_complaint, agency, dewi, inspektur, koordinator, rina, verifikator
from support.time import NOON, MovableClock

from core.db import Database
from core.messages.outbox import OutboxMessage
from tickets import approval, attention, classifying, deadlines, events, reactions, service, timekeeping, transfers
from tickets.classifying import Sorted
from tickets.guards import (
    AlreadyProposed,
    AnswerNotSent,
    ApprovalNeeded,
    EvidenceNeeded,
    KoordinatorAsksAgain,
    NothingProposed,
    NotYourOwnProposal,
    TooLateToReopen,
    TooLateToReturn,
    TooLateToRevive,
)
from tickets.kinds import Attention, ClockKind, Kadar, Outcome, Status, Subject, TransferState
from tickets.models import Case, CaseEvent
from tickets.notices import Notice
from tickets.service import PlanInThePast
from tickets.states import MOVES, Guard, NotNow

ROOT = Path(__file__).resolve().parents[2]


def _disposed(session: Session, **report: object) -> Case:
    case = a_complaint(session, **report)
    _dispose(session, case, NOON)
    return case


def _dispose(session: Session, case: Case, at: datetime) -> None:
    service.dispose(
        session, case, by=koordinator(session), version=None, agency=agency(session), instruction="Cek", at=at
    )


def test_only_the_one_move_changes_a_status() -> None:
    found = []
    for path in [*(ROOT / "tickets").glob("*.py"), *(ROOT / "admin").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            parts = [part for target in targets for part in getattr(target, "elts", [target])]
            if any(isinstance(part, ast.Attribute) and part.attr in {"status", "outcome"} for part in parts):
                found.append(path.relative_to(ROOT).as_posix())

    assert sorted(set(found)) == ["tickets/service.py"]


def test_every_guard_stands_in_the_table() -> None:
    assert {guard for moves in MOVES.values() for move in moves for guard in move.guards} == set(Guard)


def test_a_second_question_is_the_koordinator_s(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.ask(session, case, by=verifikator(session), version=None, text="Yang mana?", at=NOON)
        reactions.say_more(session, case, text="Jalan Merbabu", at=NOON)

        with pytest.raises(KoordinatorAsksAgain):
            service.ask(session, case, by=verifikator(session), version=None, text="Sebelah mana?", at=NOON)
        service.ask(session, case, by=koordinator(session), version=None, text="Sebelah mana?", at=NOON)
        assert case.status is Status.WAITING


def test_an_agency_gives_back_within_two_working_days_and_the_second_time_calls_the_koordinator(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = _disposed(session)
        service.send_back(session, case, by=rina(session), version=None, reason="Bukan kami", at=clock.move(days=2))
        assert case.attention is None
        _dispose(session, case, clock.now)
        service.send_back(session, case, by=rina(session), version=None, reason="Tetap bukan", at=clock.now)
        assert case.attention is Attention.RETURNED_TWICE

        _dispose(session, case, clock.now)
        assert case.attention is None
        with pytest.raises(TooLateToReturn):
            service.send_back(session, case, by=rina(session), version=None, reason="Telat", at=clock.move(days=5))


def test_an_answer_about_officials_conduct_is_approved_by_somebody_else(database: Database) -> None:
    with database.write() as session:
        case, officer = _disposed(session, text="Ada pungli di loket", category="aparatur"), rina(session)

        with pytest.raises(ApprovalNeeded):
            service.reply(session, case, by=officer, version=None, text="Sudah ditegur.", at=NOON)
        approval.propose(session, case, by=officer, version=None, text="Sudah ditegur.", at=NOON)
        with pytest.raises(AlreadyProposed):
            approval.propose(session, case, by=officer, version=None, text="Lagi", at=NOON)
        approval.decline(session, case, by=koordinator(session), version=None, reason="Sebut tanggalnya", at=NOON)
        with pytest.raises(NothingProposed):
            approval.approve(session, case, by=koordinator(session), version=None, at=NOON)
        approval.propose(session, case, by=officer, version=None, text="Ditegur 10 Maret.", at=NOON)
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER) is not None

        event = approval.approve(session, case, by=koordinator(session), version=None, at=NOON)

        assert (case.status, event.text) == (Status.ANSWERED, "Ditegur 10 Maret.")
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER) is None
        assert list(events.verify(session, case)) == []


def test_nobody_approves_their_own_answer(database: Database) -> None:
    with database.write() as session:
        case, by = _disposed(session, category="aparatur"), koordinator(session)
        approval.propose(session, case, by=by, version=None, text="Sudah.", at=NOON)

        with pytest.raises(NotYourOwnProposal):
            approval.approve(session, case, by=by, version=None, at=NOON)


def test_what_is_berkadar_is_led_by_the_inspektorat_and_approved_by_a_supervisor(database: Database) -> None:
    with database.write() as session:
        case, lead = a_complaint(session), inspektur(session)
        sort = Sorted(kadar=Kadar.BERKADAR)
        classifying.verify(session, case, by=verifikator(session), version=None, sort=sort, at=NOON)
        service.accept(session, case, by=lead, version=None, at=NOON)

        with pytest.raises(ApprovalNeeded):
            service.reply(session, case, by=lead, version=None, text="Selesai diperiksa.", at=NOON)
        approval.propose(session, case, by=lead, version=None, text="Selesai diperiksa.", at=NOON)
        approval.approve(session, case, by=dewi(session), version=None, at=NOON)
        assert case.status is Status.ANSWERED


def test_works_one_can_see_are_answered_with_evidence_by_the_agency(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session, category="jalan")

        with pytest.raises(EvidenceNeeded):
            service.reply(session, case, by=rina(session), version=None, text="Sudah ditambal.", at=NOON)
        event = service.reply(
            session, case, by=rina(session), version=None, text="Sudah ditambal.", evidence="BA 12/III/2026", at=NOON
        )

        assert event.details == {"evidence": "BA 12/III/2026"}


def test_a_plan_is_for_a_day_that_comes_and_is_told(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        with pytest.raises(PlanInThePast):
            service.accept(session, case, by=rina(session), version=None, planned_on=NOON.date() - _DAY, at=NOON)
        service.accept(session, case, by=rina(session), version=None, planned_on=NOON.date() + _DAY, at=NOON)
        assert case.complaint is not None
        assert case.complaint.planned_on == NOON.date() + _DAY


_DAY = timedelta(days=1)


def _incomplete(session: Session, clock: MovableClock) -> Case:
    case = a_complaint(session)
    service.ask(session, case, by=koordinator(session), version=None, text="Yang mana?", at=clock.now)
    timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=clock.now)
    timekeeping.lapse(session, case.id, at=clock.move(days=30))
    assert case.outcome is Outcome.INCOMPLETE
    return case


def test_a_report_nobody_completed_is_revived_for_thirty_working_days(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = _incomplete(session, clock)

        reactions.say_more(session, case, text="Jalan Merbabu", at=clock.move(days=30))

        assert (case.status, case.outcome, case.closed_at) == (Status.RECEIVED, None, None)
        running = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert running is not None
        assert running.start_day == clock.now.date()


def test_after_thirty_working_days_it_stays_archived(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = _incomplete(session, clock)

        with pytest.raises(TooLateToRevive):
            reactions.say_more(session, case, text="Jalan Merbabu", at=clock.move(days=60))
        assert case.status is Status.ARCHIVED


def test_an_objection_to_archiving_calls_the_supervisor_and_changes_nothing_else(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.archive(
            session, case, by=verifikator(session), version=None, ground=Outcome.OUT_OF_SCOPE, reason="PLN", at=NOON
        )

        reactions.object_to(session, case, at=NOON)

        assert (case.status, case.outcome) == (Status.ARCHIVED, Outcome.OUT_OF_SCOPE)
        assert case.attention is Attention.OBJECTION
        attention.settle(session, case, by=dewi(session), version=case.version, reason="Memang PLN", at=NOON)
        assert case.attention is None


def test_what_the_reporter_withdrew_cannot_be_objected_to(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        reactions.withdraw(session, case, at=NOON)

        with pytest.raises(NotNow):
            reactions.object_to(session, case, at=NOON)


def test_the_second_reopening_calls_the_supervisor(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        for _ in range(2):
            service.reply(session, case, by=koordinator(session), version=None, text="Sudah.", at=NOON)
            assert case.attention is None
            reactions.reopen(session, case, text="Belum", at=NOON)

        assert case.attention is Attention.REOPENED_TWICE


def test_a_reporter_reopens_within_ten_working_days_and_a_supervisor_any_time(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.reply(session, case, by=koordinator(session), version=None, text="Sudah.", at=clock.now)
        reactions.confirm(session, case, at=clock.now)
        clock.move(days=60)

        with pytest.raises(TooLateToReopen):
            reactions.reopen(session, case, text="Rusak lagi", at=clock.now)
        service.reopen(session, case, by=dewi(session), version=None, reason="Perlu dilihat lagi", at=clock.now)
        assert case.status is Status.REOPENED


def test_closing_needs_an_answer_that_left(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.reply(session, case, by=koordinator(session), version=None, text="Sudah.", at=NOON)

        with pytest.raises(AnswerNotSent):
            service.close(session, case, by=koordinator(session), version=None, reason="beres", at=NOON)


def test_a_transfer_stays_visible_with_the_other_number_and_comes_back_with_its_term(database: Database) -> None:
    with database.write() as session:
        case, by = a_complaint(session), koordinator(session)
        due = deadlines.open_clock(session, case, ClockKind.COMPLETION).due_on
        transfers.transfer(session, case, by=by, version=None, target="SP4N-LAPOR!", reason="Urusan provinsi", at=NOON)
        assert (case.status, case.outcome, case.status.is_open) == (Status.TRANSFERRED, Outcome.TRANSFERRED, False)

        transfers.record_tracking(session, case, by=by, version=None, external_id="LP-778", at=NOON)
        assert transfers.of_case(session, case).external_id == "LP-778"
        transfers.rejected(session, case, by=by, version=None, reason="Ditolak", at=NOON)

        assert (case.status, case.outcome, case.closed_at) == (Status.VERIFIED, None, None)
        assert deadlines.open_clock(session, case, ClockKind.COMPLETION).due_on == due
        assert transfers.of_case(session, case).state is TransferState.REJECTED


def test_a_report_that_asks_for_information_goes_to_the_ppid_with_its_receipt_time(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = a_complaint(session, text="Minta salinan APBD 2025", at=datetime(2026, 3, 9, 3, 0, tzinfo=UTC))

        request = transfers.to_ppid(
            session, case, by=verifikator(session), version=None, reason="Informasi publik", at=clock.now
        )

        assert (case.status, case.outcome) == (Status.TRANSFERRED, Outcome.TO_PPID)
        assert request.number.startswith("PPD-26-")
        assert (request.received_at, request.due_on.isoformat()) == (case.received_at, "2026-03-30")
        assert [event.action for event in events.of_case(session, request)] == ["diterima"]


def test_reclassifying_after_a_breach_keeps_the_breach(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = a_complaint(session)
        classifying.verify(session, case, by=verifikator(session), version=None, at=clock.now)
        clock.move(days=60)

        classifying.reclassify(
            session,
            case,
            by=verifikator(session),
            version=None,
            sort=Sorted(kadar=Kadar.BERKADAR),
            reason="Menyangkut pejabat",
            at=clock.now,
        )

        first, second = [row for row in deadlines.of_case(session, case) if row.kind is ClockKind.COMPLETION]
        assert first.met_at.date() > first.due_on
        assert (second.days, second.start_day, second.met_at) == (60, first.start_day, None)


def test_who_only_wants_to_know_has_five_working_days(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        sort = Sorted(subject=Subject.INFORMASI)
        classifying.verify(session, case, by=verifikator(session), version=None, sort=sort, at=NOON)

        assert deadlines.open_clock(session, case, ClockKind.COMPLETION).days == 5


@pytest.mark.parametrize(
    ("start", "status", "kind"),
    [("ask", Status.WAITING, Notice.REMIND_QUESTION), ("reply", Status.ANSWERED, Notice.REMIND_ANSWER)],
)
def test_the_reporter_is_reminded_once_after_five_working_days(
    database: Database, clock: MovableClock, start: str, status: Status, kind: Notice
) -> None:
    notice = {"ask": Notice.QUESTION, "reply": Notice.ANSWERED}[start]
    with database.write() as session:
        case = a_complaint(session)
        getattr(service, start)(session, case, by=koordinator(session), version=None, text="Halo", at=clock.now)
        timekeeping.delivered(session, kind=notice, case_id=case.id, at=clock.now)
        assert timekeeping.to_remind(session, at=clock.move(days=8)) == []

        (due,) = timekeeping.to_remind(session, at=clock.move(days=6))
        for _ in range(2):
            timekeeping.remind(session, due, at=clock.now)

        assert case.status is status
        assert timekeeping.to_remind(session, at=clock.now) == []
        told = session.scalars(select(CaseEvent).where(CaseEvent.action == "pengingat")).all()
        assert len(told) == 1
        assert _kinds(session).count(kind) == 1


def _kinds(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.kind)))
