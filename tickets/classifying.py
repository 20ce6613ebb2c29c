"""Classifying: what a complaint touches, what it wants and what it is about, and the completion term that follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.staff import Staff
from tickets import chat_notices, deadlines, events, notices
from tickets.chat_notices import ChatNotice
from tickets.kinds import ClockKind, Kadar, Party, Subject
from tickets.models import Case, CaseEvent
from tickets.notices import Notice
from tickets.service import hold, iso, locked, move
from tickets.states import Action


@dataclass(frozen=True, slots=True)
class Sorted:
    """How a complaint is classified: what it touches, what it wants, and what it is about."""

    kadar: Kadar = Kadar.TIDAK_BERKADAR
    subject: Subject = Subject.PENGADUAN
    category: str | None = None


def verify(
    session: Session, case: Case, *, by: Staff, version: int | None, sort: Sorted | None = None, at: datetime
) -> CaseEvent:
    """The report is in order. Berkadar goes to the restricted desk and gets its own completion term."""
    hold(session, case, *notices.merged_into(session, case))
    wanted = sort or Sorted(category=case.complaint.category if case.complaint else None)
    event = move(
        session, case, Action.VERIFY, party=Party.STAFF, by=by, version=version, details=_as_details(wanted), at=at
    )
    _classify(session, case, wanted, at=at)
    _take_along(session, case, wanted.kadar, by=by, at=at)
    due = deadlines.nearest(session, case)
    notices.send(session, case, event, Notice.VERIFIED, at=at, data={"due_on": iso(due.due_on if due else None)})
    if wanted.kadar is Kadar.BERKADAR:
        chat_notices.tell_desk(session, case, ChatNotice.NEW, key=f"ev{event.id}", at=at, besides=by)
    return event


def reclassify(
    session: Session, case: Case, *, by: Staff, version: int | None, sort: Sorted, reason: str, at: datetime
) -> CaseEvent:
    """It turned out to be something else. A term that was missed before stays missed."""
    hold(session, case, *notices.merged_into(session, case))
    event = move(
        session,
        case,
        Action.RECLASSIFY,
        party=Party.STAFF,
        by=by,
        version=version,
        reason=reason,
        details=_as_details(sort),
        at=at,
    )
    was_restricted = case.complaint is not None and case.complaint.kadar is Kadar.BERKADAR
    _classify(session, case, sort, at=at)
    _take_along(session, case, sort.kadar, by=by, at=at)
    if sort.kadar is Kadar.BERKADAR and not was_restricted:
        key = f"ev{event.id}"
        chat_notices.tell_desk(session, case, ChatNotice.NEW, key=key, at=at, words=reason.strip(), besides=by)
    return event


def _take_along(session: Session, case: Case, kadar: Kadar, *, by: Staff, at: datetime) -> None:
    """What was merged into a case is for the same eyes: it has the kadar of the case that stands for it."""
    for member in notices.merged_into(session, case):
        held = locked(session, member.id)
        if held.complaint is None or held.complaint.kadar is kadar:
            continue
        held.complaint.kadar = kadar
        held.version += 1
        details = {"kadar": kadar.value, "with": case.number}
        events.append(
            session, held, Action.RECLASSIFY, party=Party.STAFF, by=by, is_internal=True, details=details, at=at
        )


def _as_details(sort: Sorted) -> dict[str, Any]:
    return {"kadar": sort.kadar.value, "subject": sort.subject.value, "category": sort.category}


def _classify(session: Session, case: Case, sort: Sorted, *, at: datetime) -> None:
    """The completion term follows the sort; it still runs from where it began (receipt, or the day the report was taken up
    after all), and a breach already made stays visible."""
    assert case.complaint is not None
    before = deadlines.completion_of(case.complaint)
    case.complaint.kadar, case.complaint.subject, case.complaint.category = sort.kadar, sort.subject, sort.category
    retime(session, case, before, at=at)


def retime(session: Session, case: Case, before: str, *, at: datetime) -> None:
    """Start the completion term that fits now, where another one runs since the case was sorted as it was ``before``."""
    assert case.complaint is not None
    wanted = deadlines.completion_of(case.complaint)
    running = deadlines.open_clock(session, case, ClockKind.COMPLETION)
    if wanted != before and running is not None:
        deadlines.meet(session, case, (ClockKind.COMPLETION,), at=at)
        deadlines.start(session, case, ClockKind.COMPLETION, at=running.started_at, applies_to=wanted)
