"""Internal notes: what only the staff who may see a case can read, and whom it mentions."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.staff import Staff
from tickets import events, mentions
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.service import needed, open_for

NOTE, MENTIONS = "catatan", "mentions"


def write(session: Session, case: Case, *, by: Staff, text: str, at: datetime) -> CaseEvent:
    """Write something only staff can read; who is mentioned in it is told once.

    Refuses :class:`tickets.mentions.MentionUnseen` and :class:`tickets.mentions.MentionUnclear`.
    """
    words = needed(text)
    case = open_for(session, case, by=by, version=None)
    people = mentions.read(session, case, words).people
    details = {MENTIONS: {name: person.id for name, person in people.items()}} if people else None
    event = events.append(
        session, case, NOTE, party=Party.STAFF, by=by, text=words, is_internal=True, details=details, at=at
    )
    distinct = {person.id: person for person in people.values()}
    mentions.tell(session, case, event, list(distinct.values()), by=by, text=words, at=at)
    return event
