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
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    target: str,
    reason: str,
    at: datetime,
    target_code: str | None = None,
) -> CaseEvent:
    """Hand a case over to SP4N-LAPOR! or another body. The reporter is told who has it now and why.

    With a ``target_code`` the worker hands it to that body's own service; without one a person does, on paper.
    """
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
            mode=TransferMode.API if target_code else TransferMode.MANUAL,
            target_code=target_code,
            not_before=at if target_code else None,
            state=TransferState.UNCERTAIN if _was_there(session, case, target_code) else TransferState.QUEUED,
            token=secrets.token_hex(16),
            reason=reason.strip(),
            by_id=by.id,
            at=at,
        )
    )
    notices.send(session, case, event, Notice.TRANSFERRED, at=at, data={"target": to, "reason": reason.strip()})
    return event


def _was_there(session: Session, case: Case, target_code: str | None) -> bool:
    """Was the case sent to this service before? Then it may lie there: it is asked for, not sent a second time."""
    sent = select(Transfer.id).where(Transfer.case_id == case.id, Transfer.sendings > 0)
    return target_code is not None and session.scalar(sent.where(Transfer.target_code == target_code)) is not None


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
    running.not_before = None
    case.attention, case.version = None, case.version + 1
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
    _is_ours_again(session, case, event, of_case(session, case), at=at)
    return event


def declined(session: Session, case: Case, running: Transfer, *, reason: str, at: datetime) -> CaseEvent:
    """The other body's service says that it does not take it: the same, without a person."""
    event = move(session, case, Action.TRANSFER_REJECTED, party=Party.SYSTEM, reason=reason, at=at)
    _is_ours_again(session, case, event, running, at=at)
    return event


def _is_ours_again(session: Session, case: Case, event: CaseEvent, running: Transfer | None, *, at: datetime) -> None:
    if running is not None:
        running.state, running.settled_at, running.not_before = TransferState.REJECTED, at, None
    ended = [clock.id for clock in deadlines.of_case(session, case) if clock.kind is ClockKind.COMPLETION]
    deadlines.run_again(session, case, ended[-1:])
    due = case.due_on.isoformat() if case.due_on else None
    notices.send(session, case, event, Notice.TRANSFER_REJECTED, at=at, data={"due_on": due})


def is_stuck(running: Transfer | None) -> bool:
    """Does this hand-over stand still until a person looks?"""
    return (
        running is not None
        and running.mode is TransferMode.API
        and running.not_before is None
        and running.state in {TransferState.QUEUED, TransferState.UNCERTAIN}
    )


def try_again(session: Session, case: Case, *, by: Staff, version: int | None, at: datetime) -> CaseEvent:
    """A person has looked: it goes on. What may have arrived is asked about first, never just sent again."""
    case = open_for(session, case, by=by, version=version)
    running = of_case(session, case)
    if running is None or not is_stuck(running):
        raise NotNow(action="kirim_ulang", status=case.status, number=case.number)
    running.sendings = running.looks = 0
    running.not_before, running.error = at, None
    case.attention, case.version = None, case.version + 1
    return events.append(session, case, "kirim_ulang", party=Party.STAFF, by=by, is_internal=True, at=at)


def to_ppid(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> Case:
    """A report that asks for public information becomes a permohonan, received when the report was (DECISIONS 8)."""
    move(session, case, Action.TO_PPID, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    request = reporting.file_as_permohonan(session, case, by=by, at=at)
    session.add(Link(kind=LinkKind.FOLLOW_UP_OF, case_id=request.id, to_id=case.id, by_id=by.id, at=at, details={}))
    return request


def of_case(session: Session, case: Case) -> Transfer | None:
    """The newest hand-over of a case."""
    return session.scalar(select(Transfer).where(Transfer.case_id == case.id).order_by(Transfer.id.desc()).limit(1))
