"""One more way of asking: learned at once, or waiting for the second reader; nobody's open draft is lost by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from core import office as offices
from core.errors import Refusal
from core.language.normalise import key
from core.staff import Staff
from knowledge import entries
from knowledge.entries import MAX_PHRASING, MAX_PHRASINGS, Content, content_of
from knowledge.models import Entry, EntryVersion, VersionState


class Learned(StrEnum):
    """What became of new ways of asking: known from now on, waiting for a second reader, or nothing new."""

    NOW = "now"
    WAITING = "waiting"
    NOTHING = "nothing"


class TooManyWays(Refusal):
    """An entry with this many ways of asking is two entries."""

    code = "too_many_ways"


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways of asking for an entry."""

    phrasings: tuple[str, ...] = ()
    phrasings_en: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()


def extended(content: Content, ways: Ways) -> Content:
    """The words of an entry with more ways of asking for it; those it has already are left out."""
    return replace(
        content,
        phrasings=_with(content.phrasings, ways.phrasings),
        phrasings_en=_with(content.phrasings_en, ways.phrasings_en),
        acronyms=_with(content.acronyms, ways.acronyms),
    )


def learn(session: Session, entry: Entry, ways: Ways, *, by: Staff | None, at: datetime) -> Learned:
    """Let more ways of asking find this entry. A draft that is open, and words that wait for their day, learn them too.

    Refuses :class:`TooManyWays`.
    """
    entry = entries.locked(session, entry.id)
    live = session.get(EntryVersion, entry.live_id) if entry.live_id else None
    if live is None or entry.retired_at is not None:
        return Learned.NOTHING
    known = content_of(live)
    content = extended(known, ways)
    if content == known:
        return Learned.NOTHING
    if max(len(content.phrasings), len(content.phrasings_en)) > MAX_PHRASINGS:
        raise TooManyWays(slug=entry.slug, most=MAX_PHRASINGS)
    if by is not None and offices.current(session).second_reader:
        return _propose(session, entry, live, ways, by=by, at=at)
    draft = entries.draft_of(session, entry)
    state, note = (draft.state, draft.review_note) if draft else (VersionState.DRAFT, "")
    entries.revise(session, entry, content, lock=entry.lock, by=by, at=at)
    entries.publish(session, entry, lock=entry.lock, by=by, at=at)
    _teach_next(session, entry, ways, at=at)
    if draft is not None:
        kept = entries.add_draft(session, entry, extended(content_of(draft), ways), by=draft.made_by, at=at)
        kept.state, kept.review_note = state, note
        session.flush()
    return Learned.NOW


def _propose(session: Session, entry: Entry, live: EntryVersion, ways: Ways, *, by: Staff, at: datetime) -> Learned:
    """Put the ways into a draft for the second reader; on somebody's open draft they stay that person's words."""
    draft = entries.draft_of(session, entry)
    base = content_of(draft or live)
    content = extended(base, ways)
    if content == base:
        return Learned.NOTHING
    author = draft.made_by if draft is not None else by.id
    made = entries.add_draft(session, entry, entries.complete(content), by=author, at=at)
    made.state = VersionState.REVIEW
    session.flush()
    return Learned.WAITING


def _teach_next(session: Session, entry: Entry, ways: Ways, *, at: datetime) -> None:
    waiting = session.get(EntryVersion, entry.next_id) if entry.next_id else None
    if waiting is None:
        return
    content = extended(content_of(waiting), ways)
    taught = entries.add_draft(session, entry, content, by=waiting.made_by, at=at)
    taught.published_at, taught.published_by = waiting.published_at, waiting.published_by
    entries.put_next(session, entry, taught)
    entry.draft_id = None
    session.flush()


def _with(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    kept = {key(text) or text: text for text in known}
    for text in more:
        kept.setdefault(key(text) or text, text.strip()[:MAX_PHRASING])
    return tuple(kept.values())
