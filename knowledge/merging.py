"""Two entries become one: the other's ways of asking move over, and its name and old buttons lead to the one that stays."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal
from core.staff import Staff
from knowledge import entries, phrasings
from knowledge.models import Entry, EntryVersion
from knowledge.phrasings import Learned, Ways


class CannotMerge(Refusal):
    """An entry is merged into another one that answers."""

    code = "entry_cannot_merge"


def retire_into(session: Session, entry: Entry, into: Entry, *, lock: int, at: datetime) -> None:
    """Stop answering with this entry; who asks for it by its name gets the other one. Refuses :class:`CannotMerge`."""
    _hold(session, entry, into)
    entries.retire(session, entry, lock=lock, at=at, into=into)


def merge(session: Session, entry: Entry, into: Entry, *, lock: int, by: Staff | None, at: datetime) -> Learned:
    """Retire an entry into another one that learns its ways of asking. Refuses :class:`CannotMerge`."""
    _hold(session, entry, into)
    entries.held(session, entry, lock)
    live = session.get(EntryVersion, entry.live_id) if entry.live_id else None
    entries.retire(session, entry, lock=lock, at=at, into=into)
    if live is None:
        return Learned.NOTHING
    ways = Ways((live.title, *live.phrasings), tuple(live.phrasings_en), tuple(live.acronyms))
    return phrasings.learn(session, into, ways, by=by, at=at)


def _hold(session: Session, entry: Entry, into: Entry) -> None:
    """Hold both, always in one order, and see that the one that stays answers."""
    held = session.scalars(
        select(Entry)
        .where(Entry.id.in_((entry.id, into.id)))
        .order_by(Entry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    stays = next((row for row in held if row.id == into.id), None)
    if stays is None or len(held) != 2 or stays.live_id is None or stays.retired_at is not None:
        raise CannotMerge(slug=entry.slug)
