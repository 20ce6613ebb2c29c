"""The catalogue: entries as staff look for them, by words, category and state, and suggestions while one types."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Text, cast, func, or_, select, true
from sqlalchemy.orm import Session

from knowledge.models import Entry, EntryCategory, EntryVersion, InformationClass, VersionState

PAGE = 50
MAX_SUGGESTIONS = 8
REMIND_BEFORE = timedelta(days=14)
"""How long before its last day an answer is to be looked at again."""


class EntryState(StrEnum):
    """Where an entry stands; one can be published and have a draft at once."""

    PUBLISHED = "terbit"
    DRAFT = "draf"
    REVIEW = "menunggu-tinjauan"
    DUE = "perlu-ditinjau"
    EXPIRED = "kedaluwarsa"
    SCHEDULED = "terjadwal"
    RETIRED = "diarsipkan"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the list of entries is narrowed to. ``today`` is the office's day, for what is due."""

    today: date
    search: str = ""
    category: EntryCategory | None = None
    information_class: InformationClass | None = None
    state: EntryState | None = None
    agency_id: int | None = None
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


def due(session: Session, *, today: date, limit: int) -> list[tuple[Entry, EntryVersion]]:
    """Live entries whose review is due, or whose last day is past or near, the most urgent first."""
    states = (EntryState.DUE, EntryState.EXPIRED)
    first = func.coalesce(EntryVersion.valid_until, EntryVersion.review_on)
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, EntryVersion.id == Entry.live_id)
        .where(or_(*(_in_state(state, today) for state in states)))
        .order_by(first, Entry.id)
        .limit(limit)
    )
    return [(row.Entry, row.EntryVersion) for row in rows]


def everything(session: Session, filters: EntryFilter) -> list[tuple[Entry, EntryVersion]]:
    """All entries a filter finds, by title."""
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, EntryVersion.id == _shown())
        .where(*_conditions(filters))
        .order_by(func.lower(EntryVersion.title), Entry.id)
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


def titles_by_id(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The titles of live entries by id."""
    rows = session.execute(
        select(Entry.id, EntryVersion.title)
        .join(EntryVersion, EntryVersion.id == Entry.live_id)
        .where(Entry.id.in_(ids), Entry.retired_at.is_(None))
    )
    return {row.id: row.title for row in rows}


def _shown() -> ColumnElement[int | None]:
    return func.coalesce(Entry.live_id, Entry.draft_id)


def _conditions(filters: EntryFilter) -> list[ColumnElement[bool]]:
    found = _searched(filters.search)
    if filters.category is not None:
        found.append(EntryVersion.category == filters.category)
    if filters.information_class is not None:
        found.append(EntryVersion.information_class == filters.information_class)
    if filters.agency_id is not None:
        found.append(EntryVersion.agency_id == filters.agency_id)
    if filters.sample_only:
        found.append(EntryVersion.is_sample.is_(True))
    found.append(_in_state(filters.state, filters.today))
    return found


def _in_state(state: EntryState | None, today: date) -> ColumnElement[bool]:
    answers = Entry.live_id.is_not(None) & Entry.retired_at.is_(None)
    match state:
        case EntryState.PUBLISHED:
            return answers
        case EntryState.DRAFT:
            return Entry.draft_id.is_not(None)
        case EntryState.REVIEW:
            return Entry.draft_id.in_(select(EntryVersion.id).where(EntryVersion.state == VersionState.REVIEW))
        case EntryState.DUE:
            ends = EntryVersion.valid_until.between(today, today + REMIND_BEFORE)
            return answers & ((EntryVersion.review_on <= today) | ends)
        case EntryState.EXPIRED:
            return answers & (EntryVersion.valid_until < today)
        case EntryState.SCHEDULED:
            return Entry.retired_at.is_(None) & (Entry.next_id.is_not(None) | (EntryVersion.valid_from > today))
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
