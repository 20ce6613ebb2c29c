"""Attention: what the koordinator or the supervisor has to look at, raised by what happens, ended by a word of theirs."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.staff import Role, Staff, office_wide
from tickets import events
from tickets.kinds import Attention, Party
from tickets.models import Case, CaseEvent
from tickets.states import Action, ChangedMeanwhile, NotNow, ReasonNeeded

TWICE = 2
_LEADS = frozenset({Role.KOORDINATOR, Role.SUPERVISOR, Role.INSPEKTORAT})
_AT_TWO = {Action.RETURN: Attention.RETURNED_TWICE, Action.REOPEN: Attention.REOPENED_TWICE}


def consider(session: Session, case: Case, action: Action, *, party: Party, by: Staff | None, at: datetime) -> None:
    """After a move: does somebody have to look at this case, or has the one who had to just acted?

    A report that somebody moves is held no more.
    """
    if case.attention is Attention.QUARANTINE or (by is not None and office_wide(by) & _LEADS):
        case.attention = None
    if action is Action.OBJECT:
        call(session, case, Attention.OBJECTION, at=at)
    elif action in _AT_TWO and _times(session, case, action) >= TWICE:
        call(session, case, _AT_TWO[action], at=at)


def call(session: Session, case: Case, why: Attention, *, at: datetime) -> None:
    """Raise it, as an event only staff read."""
    case.attention = why
    events.append(
        session, case, "eskalasi", party=Party.SYSTEM, is_internal=True, details={"attention": why.value}, at=at
    )


def may_settle(case: Case, staff: Staff) -> bool:
    """Is there something this person may declare looked after?"""
    return case.attention not in {None, Attention.QUARANTINE} and staff.active and bool(office_wide(staff) & _LEADS)


def settle(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Somebody looked after it, and says what was decided."""
    session.refresh(case, with_for_update=True)
    if not may_settle(case, by):
        raise NotNow(action="perhatian_selesai", status=case.status, number=case.number)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number)
    if not reason.strip():
        raise ReasonNeeded(action="perhatian_selesai")
    case.attention, case.version = None, case.version + 1
    return events.append(
        session, case, "perhatian_selesai", party=Party.STAFF, by=by, reason=reason.strip(), is_internal=True, at=at
    )


def _times(session: Session, case: Case, action: Action) -> int:
    done = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.action == action)
    return session.scalar(done) or 0
