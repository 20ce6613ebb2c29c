"""Transfers: a case that another body has to deal with goes there, stays visible here, and may come back."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal
from core.staff import Staff
from tickets import deadlines, events, notices, reporting
from tickets.kinds import ClockKind, LinkKind, Party, TransferMode, TransferState
from tickets.models import Case, CaseEvent, Link, Transfer
from tickets.notices import Notice
from tickets.service import move, open_for
from tickets.states import Action, NotNow

MOST_TARGET, MOST_ID = 120, 80


class TargetNeeded(Refusal):
    """A transfer names the body that takes over."""

    code = "target_needed"


class TrackingNeeded(Refusal):
    code = "tracking_needed"


def transfer(
    session: Session, case: Case, *, by: Staff, version: int | None, target: str, reason: str, at: datetime
) -> CaseEvent:
    """Hand a case over to SP4N-LAPOR! or another body, by hand. The reporter is told who has it now and why."""
    to = " ".join(target.split())[:MOST_TARGET]
    if not to:
        raise TargetNeeded()
    event = move(
        session,
        case,
        Action.TRANSFER,
        party=Party.STAFF,
        by=by,
        version=version,
        reason=reason,
        details={"target": to},
        at=at,
    )
    session.add(
        Transfer(
            case_id=case.id,
            target=to,
            mode=TransferMode.MANUAL,
            state=TransferState.QUEUED,
            token=secrets.token_hex(16),
            reason=reason.strip(),
            by_id=by.id,
            at=at,
        )
    )
    notices.send(session, case, event, Notice.TRANSFERRED, at=at, data={"target": to, "reason": reason.strip()})
    return event


def record_tracking(
    session: Session, case: Case, *, by: Staff, version: int | None, external_id: str, at: datetime
) -> CaseEvent:
    """The other body gave a number of its own: it is kept and told to the reporter."""
    tracking = " ".join(external_id.split())[:MOST_ID]
    if not tracking:
        raise TrackingNeeded()
    case = open_for(session, case, by=by, version=version)
    running = of_case(session, case)
    if running is None or running.state is TransferState.REJECTED:
        raise NotNow(action="catat_nomor_luar", status=case.status, number=case.number)
    running.external_id, running.state, running.settled_at = tracking, TransferState.CONFIRMED, at
    case.version += 1
    event = events.append(
        session,
        case,
        "nomor_luar",
        party=Party.STAFF,
        by=by,
        details={"target": running.target, "external_id": tracking},
        at=at,
    )
    data = {"target": running.target, "external_id": tracking}
    notices.send(session, case, event, Notice.TRANSFERRED, at=at, data=data)
    return event


def rejected(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """The other body declined: the case is ours again, its completion term runs on from receipt."""
    event = move(
        session, case, Action.TRANSFER_REJECTED, party=Party.STAFF, by=by, version=version, reason=reason, at=at
    )
    running = of_case(session, case)
    if running is not None:
        running.state, running.settled_at = TransferState.REJECTED, at
    ended = [clock.id for clock in deadlines.of_case(session, case) if clock.kind is ClockKind.COMPLETION]
    deadlines.run_again(session, case, ended[-1:])
    due = case.due_on.isoformat() if case.due_on else None
    notices.send(session, case, event, Notice.TRANSFER_REJECTED, at=at, data={"due_on": due})
    return event


def to_ppid(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> Case:
    """A report that asks for public information becomes a permohonan, received when the report was (DECISIONS 8)."""
    move(session, case, Action.TO_PPID, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    request = reporting.file_as_permohonan(session, case, by=by, at=at)
    session.add(Link(kind=LinkKind.FOLLOW_UP_OF, case_id=request.id, to_id=case.id, by_id=by.id, at=at, details={}))
    return request


def of_case(session: Session, case: Case) -> Transfer | None:
    """The newest hand-over of a case."""
    return session.scalar(select(Transfer).where(Transfer.case_id == case.id).order_by(Transfer.id.desc()).limit(1))
