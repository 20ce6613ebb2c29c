"""Recomputing: when the calendar changes, open terms follow it, with an event. What is over never moves."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import local_day
from core.office import NonworkingReceipt, Office
from core.workdays import WorkCalendar
from tickets import deadlines, events, merging
from tickets.kinds import Party
from tickets.models import CaseClock
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
        _follow(clock, calendar, offices.current(session))
    merging.earliest(session, case)
    moved = [
        [clock.kind.value, before[clock.id].isoformat(), clock.due_on.isoformat()]
        for clock in deadlines.running(session, case)
        if clock.due_on != before[clock.id]
    ]
    if moved:
        details = {"calendar_version": calendar.version, "moved": moved}
        events.append(session, case, "hitung_ulang", party=Party.SYSTEM, is_internal=True, details=details, at=at)


def _follow(clock: CaseClock, calendar: WorkCalendar, office: Office) -> None:
    """A running term moves; a paused one keeps the days it has left, counted anew, and moves when it goes on."""
    clock.calendar_version = calendar.version
    if clock.days_left is None and office.nonworking_receipt is NonworkingReceipt.NEXT_WORKING_DAY:
        clock.start_day = deadlines.first_day(clock.started_at, office, calendar)
    if clock.paused_at is not None:
        if clock.start_day == deadlines.first_day(clock.started_at, office, calendar):
            spent = calendar.between(clock.start_day, local_day(clock.paused_at, office.zone))
            clock.days_left = max(clock.days - spent, 0)
        return
    term = calendar.after(clock.start_day, clock.days if clock.days_left is None else clock.days_left)
    earlier = [skip for skip in clock.skipped if date.fromisoformat(skip[0]) <= clock.start_day]
    deadlines.put_off(clock, term.due)
    clock.skipped = [*earlier, *deadlines.explanation(term)]
