"""Approval: an answer that a second person reads before the reporter does."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.files import Kept
from core.staff import Staff
from tickets import enclosing, guards
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.service import evidence_details, locked, move, needed, tell_answer
from tickets.states import Action, allowed


def fitting(session: Session, case: Case, staff: Staff) -> frozenset[Action]:
    """What this person may do to the case, without what a guard would refuse anyway.

    Of answering and proposing only the one that fits is left, and nothing is decided on that nobody proposed.
    """
    hidden = {Action.ANSWER} if guards.needs_approval(case) and not guards.leads(staff) else {Action.PROPOSE}
    if guards.proposal(session, case) is None:
        hidden |= {Action.APPROVE, Action.DECLINE}
    else:
        hidden.add(Action.PROPOSE)
    return allowed(case, staff) - hidden


def propose(
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    text: str,
    evidence: str = "",
    files: Sequence[Kept] = (),
    at: datetime,
) -> CaseEvent:
    """Put an answer before the person who approves it. The reporter hears nothing yet and no clock is met."""
    event = move(
        session,
        case,
        Action.PROPOSE,
        party=Party.STAFF,
        by=by,
        version=version,
        text=needed(text),
        details=enclosing.details(files, evidence_details(evidence)),
        at=at,
    )
    enclosing.enclose(session, case, event, files, at=at)
    case.assignee_id = case.assignee_id or by.id
    return event


def approve(session: Session, case: Case, *, by: Staff, version: int | None, text: str = "", at: datetime) -> CaseEvent:
    """Send the proposed answer and its files, as it stands or with these words instead. Refuses one's own proposal."""
    waiting = guards.proposal(session, locked(session, case.id))
    words = text.strip() or (waiting.text if waiting is not None else "") or ""
    event = move(
        session,
        case,
        Action.APPROVE,
        party=Party.STAFF,
        by=by,
        version=version,
        text=needed(words) if waiting is not None else None,
        at=at,
    )
    files = enclosing.of_event(session, waiting.id) if waiting is not None else ()
    tell_answer(session, case, event, words, files=files, at=at)
    return event


def decline(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Give the proposed answer back with what is wrong with it."""
    return move(session, case, Action.DECLINE, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
