"""Events of a case: appended in a chain, so that a changed or missing row is found."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.audit import Break
from core.db import direct
from core.staff import Staff
from tickets.kinds import Party, Status
from tickets.models import Case, CaseEvent, Complaint, Permohonan

RECEIVED, HIDDEN = "diterima", "sembunyikan"
_BATCH = 1000


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
    report: str | None = None,
) -> CaseEvent:
    """Add what happened to the end of the case's chain.

    ``report``: the words of a report as they are shown, which lie with the case; their digest goes into its first event,
    and into the one by which its reporter is hidden, as these words may change then.
    """
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
        text_digest=sealed_words(report if report is not None else text),
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
    session.flush()
    yield from _walked(session, CaseEvent.case_id == case.id, Case.id == case.id)


def verify_all(session: Session) -> Iterator[Break]:
    """The same for every case there is, a thousand at a time."""
    last = session.scalar(select(func.max(Case.id))) or 0
    for first in range(1, last + 1, _BATCH):
        within = first, first + _BATCH - 1
        yield from _walked(session, CaseEvent.case_id.between(*within), Case.id.between(*within))


def unsealed(session: Session) -> int:
    """How many cases have a first event from before the words of a report were sealed into it."""
    first = CaseEvent.seq == 1, CaseEvent.action == RECEIVED, CaseEvent.text_digest == sealed_words("")
    return session.scalar(select(func.count()).select_from(CaseEvent).where(*first)) or 0


def sealed_words(text: str | None) -> str:
    """The digest that stands for words in a chain."""
    return hashlib.sha256((text or "").encode()).hexdigest()


def _walked(session: Session, events: ColumnElement[bool], cases: ColumnElement[bool]) -> Iterator[Break]:
    chains: dict[int, list[Any]] = {}
    columns = [getattr(CaseEvent, name) for name in ("id", *_HASHED, "text", "hash")]
    for event in direct(session, select(*columns).where(events).order_by(CaseEvent.case_id, CaseEvent.seq)):
        chains.setdefault(event.case_id, []).append(event)
    headers = (
        select(
            Case.id,
            Case.number,
            Case.events_count,
            Case.events_head,
            Case.status,
            func.coalesce(Complaint.text, Permohonan.text).label("words"),
        )
        .outerjoin(Complaint, Complaint.case_id == Case.id)
        .outerjoin(Permohonan, Permohonan.case_id == Case.id)
    )
    for header in direct(session, headers.where(cases).order_by(Case.id)):
        yield from _chain(header, chains.get(header.id, []))


def _chain(header: Any, events: Sequence[Any]) -> Iterator[Break]:
    previous, seq = "0" * 64, 0
    sealing = max((event.seq for event in events if _seals_the_report(event)), default=0)
    for event in events:
        seq += 1
        if event.seq != seq or event.previous != previous:
            yield Break(event.id, f"{header.number}: does not follow the event before it")
        is_report = _seals_the_report(event)
        words = header.words if is_report else event.text
        if event.hash != _digest(event):
            yield Break(event.id, f"{header.number}: was changed after it was written")
        elif event.text_digest != sealed_words(words) and not (is_report and event.seq < sealing):
            what = "the words of the report were" if is_report else "was"
            yield Break(event.id, f"{header.number}: {what} changed after it was written")
        previous = event.hash
    if events and events[-1].after is not header.status:
        yield Break(header.id, f"{header.number}: stands as {header.status}, its last event left it {events[-1].after}")
    if (seq, previous) != (header.events_count, header.events_head):
        yield Break(header.id, f"{header.number}: {header.events_count} events were written, {seq} are here")


def _seals_the_report(event: Any) -> bool:
    """Does this event stand for the words of the report, which lie with the case? The last one that does tells how they are."""
    return event.action in {RECEIVED, HIDDEN} and event.text is None and event.text_digest != sealed_words(None)


_HASHED = (
    "case_id", "seq", "at", "party", "staff_id", "action", "before", "after", "reason", "is_internal", "details",
    "text_digest", "previous",
)  # fmt: skip


def _digest(event: Any) -> str:
    """What the hash of an event covers, in this order for good."""
    content = [getattr(event, name) for name in _HASHED]
    content[_AT] = event.at.astimezone(UTC).isoformat()
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


_AT = _HASHED.index("at")
