"""Unmasking: who an anonymous reporter is, opened by two people: one asks with a reason, another one decides."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.errors import Refusal
from core.staff import Role, Staff, office_wide
from tickets import events
from tickets.kinds import Party
from tickets.models import Case, Unmasking
from tickets.service import locked
from tickets.states import NotYourPart, ReasonNeeded, may_see

STANDS_FOR = timedelta(days=1)
_ASKS = frozenset({Role.SUPERVISOR})
_DECIDES = frozenset({Role.SUPERVISOR, Role.KOORDINATOR, Role.INSPEKTORAT})


class NotTwoPeople(Refusal):
    """Nobody decides on their own question."""

    code = "not_two_people"


class NothingGranted(Refusal):
    """Nothing was granted to this person, or it was opened already, or too long ago."""

    code = "nothing_granted"


def may_ask(case: Case, staff: Staff) -> bool:
    """Supervisors ask, about reporters who are hidden and have a contact."""
    return case.visibility.hides_reporter and case.contact_id is not None and _holds(case, staff, _ASKS)


def may_decide(asked: Unmasking | None, case: Case, staff: Staff) -> bool:
    """Somebody else who leads, while the question waits."""
    waits = asked is not None and asked.decided_at is None and asked.asked_by_id != staff.id
    return waits and _holds(case, staff, _DECIDES)


def _holds(case: Case, staff: Staff, roles: frozenset[Role]) -> bool:
    return may_see(staff, case) and bool(office_wide(staff) & roles)


def newest(session: Session, case: Case) -> Unmasking | None:
    """The last question about this case."""
    return session.scalar(select(Unmasking).where(Unmasking.case_id == case.id).order_by(Unmasking.id.desc()).limit(1))


def ask(session: Session, case: Case, *, by: Staff, reason: str, at: datetime) -> Unmasking:
    """Ask to see who the reporter is. One that waits already is not asked twice."""
    case = locked(session, case.id)
    if not may_ask(case, by):
        raise NotYourPart(action="buka_identitas")
    if not reason.strip():
        raise ReasonNeeded(action="buka_identitas")
    before = newest(session, case)
    if before is not None and before.decided_at is None:
        return before
    asked = Unmasking(case_id=case.id, reason=reason.strip()[:500], asked_by_id=by.id, asked_at=at)
    session.add(asked)
    _note(session, case, by, "reporter_unmasking_asked", reason.strip()[:500], at=at)
    return asked


def decide(session: Session, case: Case, *, by: Staff, is_granted: bool, at: datetime) -> Unmasking:
    """The second person says yes or no."""
    case = locked(session, case.id)
    asked = newest(session, case)
    if asked is not None and asked.asked_by_id == by.id:
        raise NotTwoPeople()
    if asked is None or not may_decide(asked, case, by):
        raise NotYourPart(action="buka_identitas")
    asked.decided_by_id, asked.decided_at, asked.is_granted = by.id, at, is_granted
    action = "reporter_unmasking_granted" if is_granted else "reporter_unmasking_refused"
    _note(session, case, by, action, asked.reason, at=at)
    return asked


def is_open_to(asked: Unmasking | None, staff: Staff, *, at: datetime) -> bool:
    """May this person look now? Once, within a day of the decision."""
    return (
        asked is not None
        and asked.asked_by_id == staff.id
        and bool(asked.is_granted)
        and asked.opened_at is None
        and asked.decided_at is not None
        and at - asked.decided_at <= STANDS_FOR
    )


def open_once(session: Session, case: Case, *, by: Staff, at: datetime) -> None:
    """The look itself, written down before anything is shown. Refuses :class:`NothingGranted`."""
    case = locked(session, case.id)
    asked = newest(session, case)
    if asked is None or not is_open_to(asked, by, at=at):
        raise NothingGranted()
    asked.opened_at = at
    _note(session, case, by, "reporter_unmasked", asked.reason, at=at)


def _note(session: Session, case: Case, by: Staff, action: str, reason: str, *, at: datetime) -> None:
    events.append(
        session, case, "buka_identitas", party=Party.STAFF, by=by, is_internal=True, details={"step": action}, at=at
    )
    audit.record(session, by=by, action=action, subject=f"case:{case.number}", at=at, details={"reason": reason})
