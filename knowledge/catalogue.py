"""The catalogue: entries as staff look for them, by words, category and state, and suggestions while one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Text, cast, func, or_, select, true
from sqlalchemy.orm import Session

from knowledge.models import Entry, EntryCategory, EntryVersion

PAGE = 50
MAX_SUGGESTIONS = 8


class EntryState(StrEnum):
    """Where an entry stands; one can be published and have a draft at once."""

    PUBLISHED = "terbit"
    DRAFT = "draf"
    RETIRED = "diarsipkan"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the list of entries is narrowed to."""

    search: str = ""
    category: EntryCategory | None = None
    state: EntryState | None = None
    sample_only: bool = False


def page(session: Session, filters: EntryFilter, *, number: int) -> list[tuple[Entry, EntryVersion]]:
    """One page of entries with the words that answer now, or the draft of one that never did."""
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, EntryVersion.id == _shown())
        .where(*_conditions(filters))
        .order_by(func.lower(EntryVersion.title), Entry.id)
        .limit(PAGE)
        .offset(number * PAGE)
    )
    return [(row.Entry, row.EntryVersion) for row in rows]


def count(session: Session, filters: EntryFilter) -> int:
    """How many entries a filter finds."""
    found = select(func.count()).select_from(Entry).join(EntryVersion, EntryVersion.id == _shown())
    return session.scalar(found.where(*_conditions(filters))) or 0


def suggest(session: Session, words: str) -> list[tuple[Entry, EntryVersion]]:
    """Live entries whose title or question forms carry these words, at most eight."""
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, EntryVersion.id == Entry.live_id)
        .where(Entry.retired_at.is_(None), *_searched(words))
        .order_by(func.length(EntryVersion.title), Entry.id)
        .limit(MAX_SUGGESTIONS)
    )
    return [(row.Entry, row.EntryVersion) for row in rows]


def titles(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """The titles of live entries by slug; a slug nobody has is left out."""
    rows = session.execute(
        select(Entry.slug, EntryVersion.title)
        .join(EntryVersion, EntryVersion.id == Entry.live_id)
        .where(Entry.slug.in_(slugs), Entry.retired_at.is_(None))
    )
    return {row.slug: row.title for row in rows}


def _shown() -> ColumnElement[int | None]:
    return func.coalesce(Entry.live_id, Entry.draft_id)


def _conditions(filters: EntryFilter) -> list[ColumnElement[bool]]:
    found = _searched(filters.search)
    if filters.category is not None:
        found.append(EntryVersion.category == filters.category)
    if filters.sample_only:
        found.append(EntryVersion.is_sample.is_(True))
    found.append(_in_state(filters.state))
    return found


def _in_state(state: EntryState | None) -> ColumnElement[bool]:
    match state:
        case EntryState.PUBLISHED:
            return Entry.live_id.is_not(None) & Entry.retired_at.is_(None)
        case EntryState.DRAFT:
            return Entry.draft_id.is_not(None)
        case EntryState.RETIRED:
            return Entry.retired_at.is_not(None)
    return true()


def _searched(words: str) -> list[ColumnElement[bool]]:
    """Every word must be in the title, the slug, the answer or a question form."""
    return [_word(word) for word in words.split()]


def _word(word: str) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (EntryVersion.title, Entry.slug, EntryVersion.answer, cast(EntryVersion.phrasings, Text))
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))
