"""Publishing, and what the audit says of it: who wrote, who published, and whether a second person read it."""

from typing import Any

from sqlalchemy.orm import Session

from admin.context import me, now
from core import audit
from core.staff import Staff
from knowledge import entries
from knowledge.models import Entry, EntryVersion, VersionState
from texts import panel as said


def publish(session: Session, entry: Entry) -> None:
    """Publish the draft of an entry; the audit says when nobody but its writer has read it."""
    by = me(session)
    draft = entries.draft_of(session, entry)
    is_alone = draft is not None and draft.made_by == by.id
    entries.publish(session, entry, lock=entry.lock, by=by, at=now())
    record(session, "entry_published", entry, by=by, alone=is_alone)


def record(session: Session, action: str, entry: Entry, *, by: Staff | None = None, **details: Any) -> None:
    """Put an act on an entry into the audit."""
    kept = {name: value for name, value in details.items() if value}
    audit.record(session, by=by or me(session), action=action, subject=f"entry:{entry.slug}", at=now(), details=kept)


def published_words(session: Session, entry: Entry, day: Any) -> str:
    """What is said after publishing: since now, or from which day on."""
    waiting = session.get(EntryVersion, entry.next_id or 0)
    if waiting is not None and waiting.state is VersionState.SCHEDULED:
        return said.SCHEDULED.format(day=day(waiting.valid_from))
    return said.PUBLISHED
