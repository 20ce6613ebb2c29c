"""Recomputing: when the calendar changes, open terms follow it, with an event. What is over never moves."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import local_day
from core.office import NonworkingReceipt, Office
from core.workdays import WorkCalendar
from tickets import deadlines, events, merging
from tickets.kinds import ClockKind, Party
from tickets.models import Case, CaseClock
from tickets.service import locked

BATCH = 100


def stale(session: Session, *, limit: int = BATCH) -> list[int]:
    """Cases with an open term that was computed by an older calendar."""
    behind = select(CaseClock.case_id).where(CaseClock.met_at.is_(None), CaseClock.calendar_version < _newest(session))
    return list(session.scalars(behind.distinct().order_by(CaseClock.case_id).limit(limit)))


def stale_count(session: Session) -> int:
    """How many cases still wait to be computed anew."""
    behind = select(func.count(func.distinct(CaseClock.case_id)))
    found = behind.where(CaseClock.met_at.is_(None), CaseClock.calendar_version < _newest(session))
    return session.scalar(found) or 0


def _newest(session: Session) -> int:
    return workdays.current(session).version


def recompute(session: Session, case_id: int, *, at: datetime) -> None:
    """Compute the open terms of a case by the calendar as it is now; a term that moved is told in one event."""
    case = locked(session, case_id)
    calendar = workdays.current(session)
    before = {clock.id: clock.due_on for clock in deadlines.running(session, case)}
    for clock in deadlines.running(session, case):
        _follow(clock, _pauses(session, case, clock), calendar, offices.current(session))
    merging.earliest(session, case)
    moved = [
        [clock.kind.value, before[clock.id].isoformat(), clock.due_on.isoformat()]
        for clock in deadlines.running(session, case)
        if clock.due_on != before[clock.id]
    ]
    if moved:
        details = {"calendar_version": calendar.version, "moved": moved}
        events.append(session, case, "hitung_ulang", party=Party.SYSTEM, is_internal=True, details=details, at=at)


Pauses = Sequence[tuple[date, date]]


def _pauses(session: Session, case: Case, clock: CaseClock) -> Pauses:
    """From when until when this term stood still before now: while the reporter had a question and had not replied."""
    if clock.kind is not ClockKind.VERIFICATION:
        return ()
    zone = offices.current(session).zone
    asked = [term for term in deadlines.of_case(session, case) if term.kind is ClockKind.REPORTER_COMPLETES]
    replied = [(term.started_at, term.met_at) for term in asked if term.met_at is not None]
    days = [(local_day(begun, zone), local_day(ended, zone)) for begun, ended in replied if begun >= clock.started_at]
    return [pause for pause in days if pause[1] <= clock.start_day]


def _follow(clock: CaseClock, pauses: Pauses, calendar: WorkCalendar, office: Office) -> None:
    """A running term moves; a paused one keeps the days it has left, counted anew, and moves when it goes on."""
    clock.calendar_version = calendar.version
    first = deadlines.first_day(clock.started_at, office, calendar)
    stood_never = clock.days_left is None or (clock.paused_at is not None and not pauses)
    if stood_never and office.nonworking_receipt is NonworkingReceipt.NEXT_WORKING_DAY:
        clock.start_day = first
    ran = _ran(clock, first, pauses, office)
    if clock.days_left is not None and (ran or clock.start_day == first):
        clock.days_left = max(clock.days - sum(calendar.between(*span) for span in ran), 0)
    before = [skip for span in ran for skip in deadlines.written(calendar.passed(*span))]
    if not ran and clock.days_left is not None:
        before = [skip for skip in clock.skipped if date.fromisoformat(skip[0]) <= clock.start_day]
    if clock.paused_at is not None:
        clock.skipped = before
        return
    term = calendar.after(clock.start_day, clock.days if clock.days_left is None else clock.days_left)
    deadlines.put_off(clock, term.due)
    clock.skipped = [*before, *deadlines.explanation(term)]


def _ran(clock: CaseClock, first: date, pauses: Pauses, office: Office) -> list[tuple[date, date]]:
    """From which day to which day a term ran before it stood still, each time: a day off since gives back what it took."""
    spans, since = [], first
    for begun, ended in pauses:
        spans.append((since, begun))
        since = ended
    if clock.paused_at is not None and since == clock.start_day:
        spans.append((since, local_day(clock.paused_at, office.zone)))
    return spans
