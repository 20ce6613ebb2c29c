"""Internal notes: what only the staff who may see a case can read, and whom it mentions."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.staff import Staff
from tickets import events, mentions
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.service import needed, open_for

NOTE, MENTIONS = "catatan", "mentions"


_A_MOMENT = timedelta(minutes=1)


def _just_written(session: Session, case: Case, *, by: Staff, words: str, at: datetime) -> CaseEvent | None:
    """The same note of the same person as the last thing that happened: a button that was clicked twice."""
    last = session.scalar(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq.desc()).limit(1))
    if last is None or at - last.at > _A_MOMENT:
        return None
    return last if (last.action, last.staff_id, last.text) == (NOTE, by.id, words) else None


def write(session: Session, case: Case, *, by: Staff, text: str, at: datetime) -> CaseEvent:
    """Write something only staff can read; who is mentioned in it is told once. A form sent twice makes one note.

    Refuses :class:`tickets.mentions.MentionUnseen` and :class:`tickets.mentions.MentionUnclear`.
    """
    words = needed(text)
    case = open_for(session, case, by=by, version=None)
    before = _just_written(session, case, by=by, words=words, at=at)
    if before is not None:
        return before
    people = mentions.read(session, case, words).people
    details = {MENTIONS: {name: person.id for name, person in people.items()}} if people else None
    event = events.append(
        session, case, NOTE, party=Party.STAFF, by=by, text=words, is_internal=True, details=details, at=at
    )
    distinct = {person.id: person for person in people.values()}
    mentions.tell(session, case, event, list(distinct.values()), by=by, text=words, at=at)
    return event
