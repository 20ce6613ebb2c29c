"""What was missed stays missed: in the queue, in the export and in the report alike."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast

from core import office as offices
from core import workdays
from core.clock import local_day
from core.db import Database
from tickets import classifying, deadlines, queries, reporting, service, timekeeping
from tickets.classifying import Sorted
from tickets.export import COLUMNS, Frame, rows
from tickets.kinds import ClockKind, Kadar, Status
from tickets.models import Case
from tickets.notices import Notice
from tickets.queries import CaseFilter, Tab
from tickets.reports import facts
from tickets.reports.promises import Promise

RECEIVED = datetime(2026, 3, 11, 3, tzinfo=UTC)
"""A Wednesday: verification until Monday 16 March."""


def _noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def _ask(session: Session, case: Case, at: datetime) -> None:
    service.ask(session, case, by=cast.koordinator(session), version=None, text="Di mana tepatnya?", at=at)
    timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=at)


def _promise(session: Session, case: Case, kind: ClockKind, end: datetime) -> str | None:
    span = facts.span_of(session, offices.current(session), RECEIVED, end)
    (fact,) = [fact for fact in facts.read(session, span).facts if fact.number == case.number]
    return fact.promises.get(kind.value)


def _is_listed_overdue(session: Session, case: Case, at: datetime) -> bool:
    by = cast.dewi(session)
    where = queries.conditions(
        CaseFilter(tab=Tab.OVERDUE), by, today=local_day(at, offices.current(session).zone), midnight=at
    )
    return session.scalar(select(Case.id).where(*where, Case.id == case.id)) is not None


def _exported(session: Session, case: Case, at: datetime) -> dict[str, object]:
    session.flush()
    office = offices.current(session)
    frame = Frame(
        where=[Case.id == case.id],
        zone=office.zone,
        calendar=workdays.current(session),
        today=local_day(at, office.zone),
        word=str,
    )
    (row,) = rows(session.connection(), frame)
    return dict(zip(COLUMNS, row, strict=True))


def test_asking_does_not_whitewash_a_verification_that_is_overdue(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session, at=RECEIVED)
        _ask(session, case, _noon(3, 31))
        assert _is_listed_overdue(session, case, _noon(3, 31))
        assert _promise(session, case, ClockKind.VERIFICATION, _noon(4, 1)) == Promise.OVERDUE

        reporting.add(session, case, text="Depan pasar", at=_noon(4, 2))
        classifying.verify(session, case, by=cast.koordinator(session), version=None, at=_noon(4, 2))

        assert _promise(session, case, ClockKind.VERIFICATION, _noon(4, 3)) == Promise.LATE


def test_asking_in_time_still_stops_verification(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session, at=RECEIVED)
        _ask(session, case, _noon(3, 16))

        reporting.add(session, case, text="Depan pasar", at=_noon(4, 2))
        classifying.verify(session, case, by=cast.koordinator(session), version=None, at=_noon(4, 2))

        assert _promise(session, case, ClockKind.VERIFICATION, _noon(4, 3)) == Promise.ON_TIME


def test_a_term_that_stood_still_after_it_was_missed_keeps_the_day_it_missed(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session, at=RECEIVED)
        _ask(session, case, _noon(3, 31))
        clock = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        clock.paused_at, clock.days_left = _noon(3, 31), 0

        reporting.add(session, case, text="Depan pasar", at=_noon(4, 2))

        assert (clock.paused_at, clock.due_on) == (None, date(2026, 3, 16))


def _reclassified_after_the_breach(session: Session) -> Case:
    """Completion was due on 8 April; on the 15th it turns out to be berkadar, with 60 days from receipt."""
    case = cast.a_complaint(session, at=RECEIVED)
    classifying.verify(session, case, by=cast.koordinator(session), version=None, at=RECEIVED)
    classifying.reclassify(
        session, case, by=cast.koordinator(session), version=None, sort=Sorted(kadar=Kadar.BERKADAR), reason="Pungli",
        at=_noon(4, 15),
    )  # fmt: skip
    return case


def test_reclassifying_after_a_breach_keeps_the_ticket_among_the_overdue(database: Database) -> None:
    with database.write() as session:
        case = _reclassified_after_the_breach(session)

        assert _is_listed_overdue(session, case, _noon(4, 16))
        assert _exported(session, case, _noon(4, 16))["Terlambat"] == "ya"
        assert _promise(session, case, ClockKind.COMPLETION, _noon(4, 16)) == Promise.OVERDUE
        assert deadlines.nearest(session, case).days == 60


def test_reclassifying_in_time_gives_the_longer_term_without_a_stain(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session, at=RECEIVED)
        classifying.verify(
            session, case, by=cast.koordinator(session), version=None, sort=Sorted(kadar=Kadar.BERKADAR), at=RECEIVED
        )

        assert not _is_listed_overdue(session, case, _noon(4, 16))
        assert _exported(session, case, _noon(4, 16))["Terlambat"] == "tidak"


def test_an_answer_in_the_longer_term_is_late_all_the_same(database: Database) -> None:
    with database.write() as session:
        case = _reclassified_after_the_breach(session)
        service.accept(session, case, by=cast.inspektur(session), version=None, at=_noon(4, 16))
        case.status = Status.ANSWERED
        deadlines.meet(session, case, (ClockKind.COMPLETION,), at=_noon(4, 20))

        assert case.due_on is None
        assert _exported(session, case, _noon(4, 21))["Terlambat"] == "ya"


def test_a_ticket_that_was_late_once_and_taken_up_again_still_says_so(database: Database) -> None:
    with database.write() as session:
        case, by = cast.a_complaint(session, at=RECEIVED), cast.koordinator(session)
        service.reply(session, case, by=by, version=None, text="Sudah kami perbaiki.", at=_noon(4, 20))
        service.reopen(session, case, by=by, version=None, reason="Masih mati", at=_noon(4, 21))

        assert _exported(session, case, _noon(4, 22))["Terlambat"] == "ya"
