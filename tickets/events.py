"""Events of a case: appended in a chain, so that a changed or missing row is found."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Break
from core.staff import Staff
from tickets.kinds import Party, Status
from tickets.models import Case, CaseEvent


def append(
    session: Session,
    case: Case,
    action: str,
    *,
    party: Party,
    at: datetime,
    by: Staff | None = None,
    before: Status | None = None,
    reason: str | None = None,
    text: str | None = None,
    is_internal: bool = False,
    details: dict[str, Any] | None = None,
) -> CaseEvent:
    """Add what happened to the end of the case's chain."""
    event = CaseEvent(
        case_id=case.id,
        seq=case.events_count + 1,
        at=at,
        party=party,
        staff_id=by.id if by else None,
        action=action,
        before=before,
        after=case.status,
        reason=reason,
        text=text,
        is_internal=is_internal,
        details=details or {},
        text_digest=hashlib.sha256((text or "").encode()).hexdigest(),
        previous=case.events_head,
    )
    event.hash = _digest(event)
    case.events_count, case.events_head = event.seq, event.hash
    session.add(event)
    session.flush()
    return event


def of_case(session: Session, case: Case) -> list[CaseEvent]:
    """Everything that happened to a case, in order."""
    return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)))


def verify(session: Session, case: Case) -> Iterator[Break]:
    """Every place where the case's chain does not hold; nothing when it does."""
    previous, seq = "0" * 64, 0
    for event in of_case(session, case):
        seq += 1
        if event.seq != seq or event.previous != previous:
            yield Break(event.id, f"{case.number}: does not follow the event before it")
        if event.hash != _digest(event) or event.text_digest != hashlib.sha256((event.text or "").encode()).hexdigest():
            yield Break(event.id, f"{case.number}: was changed after it was written")
        previous = event.hash
    if (seq, previous) != (case.events_count, case.events_head):
        yield Break(case.id, f"{case.number}: {case.events_count} events were written, {seq} are here")


def _digest(event: CaseEvent) -> str:
    content = [
        event.case_id,
        event.seq,
        event.at.astimezone(UTC).isoformat(),
        event.party,
        event.staff_id,
        event.action,
        event.before,
        event.after,
        event.reason,
        event.is_internal,
        event.details,
        event.text_digest,
        event.previous,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
