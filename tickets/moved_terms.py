"""Moved terms: what each move of a case does to its clocks."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import deadlines, guards
from tickets.kinds import CaseKind, ClockKind, Status
from tickets.models import Case, CaseClock, Complaint
from tickets.states import Action, Move

_ANSWERED = (
    ClockKind.VERIFICATION,
    ClockKind.FIRST_ANSWER,
    ClockKind.COMPLETION,
    ClockKind.NOTICE,
    ClockKind.REPORTER_COMPLETES,
    ClockKind.REPORTER_REACTS,
)
"""An answer ends also the time to react to the one before: the reporter has the whole time again from its delivery."""
_MEETS = {
    Action.VERIFY: (ClockKind.VERIFICATION,),
    Action.SUPPLY: (ClockKind.REPORTER_COMPLETES,),
    Action.DISPOSE: (ClockKind.VERIFICATION,),
    Action.ANSWER: _ANSWERED,
    Action.APPROVE: _ANSWERED,
    Action.REOPEN: (ClockKind.REPORTER_REACTS,),
}


def noted(session: Session, case: Case, action: Action, details: dict[str, Any] | None) -> dict[str, Any] | None:
    """When verification goes on, its new last day is kept with the event: a report of an earlier day can tell it."""
    running = deadlines.open_clock(session, case, ClockKind.VERIFICATION) if action is Action.SUPPLY else None
    return {**(details or {}), "due_on": running.due_on.isoformat()} if running is not None else details


def follow(session: Session, case: Case, cell: Move, before: Status, terms: list[CaseClock], *, at: datetime) -> None:
    """Meet, start and resume what this move meets, starts and resumes. ``before``: where the case was; ``terms``: those that
    ran then, which become those that run now.
    """
    deadlines.end(terms, _MEETS.get(cell.action, ()), at=at)
    if not case.status.is_open:
        deadlines.end(terms, ClockKind, at=at)
    if cell.action is Action.SUPPLY:
        deadlines.resume(session, case, ClockKind.VERIFICATION, at=at)
    if cell.action is Action.REVIVE and case.complaint is not None:
        deadlines.begin(session, case, terms, ClockKind.VERIFICATION, at=at)
        applies_to = deadlines.completion_of(case.complaint)
        deadlines.begin(session, case, terms, ClockKind.COMPLETION, at=at, applies_to=applies_to)
    if cell.action is Action.REOPEN and before is Status.ARCHIVED and case.complaint is not None:
        _complete_anew(session, case, case.complaint, terms, at=at)
    if cell.action is Action.DISPOSE or (cell.action is Action.REOPEN and case.kind is CaseKind.PENGADUAN):
        deadlines.begin(session, case, terms, ClockKind.FIRST_ANSWER, at=at)
    deadlines.show(session, case, terms)


def _complete_anew(session: Session, case: Case, complaint: Complaint, terms: list[CaseClock], *, at: datetime) -> None:
    """What was put aside and is taken up after all has a completion term from that day; one that was answered has none."""
    if not guards.answers(session, case):
        applies_to = deadlines.completion_of(complaint)
        deadlines.begin(session, case, terms, ClockKind.COMPLETION, at=at, applies_to=applies_to)
