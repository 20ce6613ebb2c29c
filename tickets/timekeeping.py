"""What time does to a case: clocks that start at delivery, and cases that end because nobody answered."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local_day
from tickets import deadlines, notices
from tickets.kinds import CaseKind, ClockKind, Outcome, Party, Status
from tickets.models import Case, CaseClock
from tickets.notices import Notice
from tickets.service import locked, move
from tickets.states import Action

_BATCH = 200


def delivered(session: Session, *, kind: str, case_id: int, at: datetime) -> None:
    """A notice reached its chat. An answer starts clock J; a question starts P and pauses V."""
    if kind not in {Notice.ANSWERED, Notice.QUESTION}:
        return
    case = locked(session, case_id)
    if case.kind is not CaseKind.PENGADUAN:
        return
    if kind == Notice.ANSWERED and case.status is Status.ANSWERED:
        deadlines.start(session, case, ClockKind.REPORTER_REACTS, at=at)
    if kind == Notice.QUESTION and case.status is Status.WAITING:
        deadlines.start(session, case, ClockKind.REPORTER_COMPLETES, at=at)
        deadlines.pause(session, case, ClockKind.VERIFICATION, at=at)


def lapsed(session: Session, *, at: datetime) -> list[int]:
    """Cases whose reporter's term is over: due before the office's today, and still open."""
    today = local_day(at, offices.current(session).zone)
    due = (
        select(CaseClock.case_id)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.kind.in_((ClockKind.REPORTER_REACTS, ClockKind.REPORTER_COMPLETES)),
            CaseClock.met_at.is_(None),
            CaseClock.due_on < today,
            Case.status.in_((Status.ANSWERED, Status.WAITING)),
        )
        .distinct()
        .limit(_BATCH)
    )
    return list(session.scalars(due))


def lapse(session: Session, case_id: int, *, at: datetime) -> None:
    """End one case by silence. It is shown apart in every figure; the rating stays empty."""
    case = locked(session, case_id)
    if case.status is Status.ANSWERED:
        event = move(session, case, Action.LAPSE, party=Party.SYSTEM, at=at)
        days = deadlines.policy(session, case.kind, ClockKind.REOPENING).days
        notices.send(session, case, event, Notice.LAPSED, at=at, data={"days": days})
    elif case.status is Status.WAITING and case.kind is CaseKind.PENGADUAN:
        event = move(session, case, Action.LAPSE_INCOMPLETE, party=Party.SYSTEM, at=at)
        notices.send(session, case, event, Notice.ARCHIVED, at=at, data={"ground": Outcome.INCOMPLETE, "reason": ""})


def heads(session: Session) -> dict[str, object]:
    """How many cases there are, and one hash over the heads of all their chains."""
    digest, number = hashlib.sha256(), 0
    rows = session.execute(select(Case.id, Case.events_count, Case.events_head).order_by(Case.id))
    for row in rows.yield_per(1000):
        digest.update(f"{row.id}:{row.events_count}:{row.events_head};".encode())
        number += 1
    return {"cases": number, "digest": digest.hexdigest()}
