"""Words that mean the same: the house's groups, and what this office adds to them, changes and takes away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal, SavedMeanwhile
from core.language.normalise import words
from knowledge import entries
from knowledge.models import SynonymGroup
from knowledge.search.concepts import Group, default_synonyms

MAX_TERMS = 30
MAX_WORDS_OF_A_TERM = 5
MAX_LETTERS = 500


class NotAGroup(Refusal):
    """Fewer than two different words, or too many: ``why`` is few, many or long."""

    code = "not_a_group"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list: the words that count, which of the house's groups it is, and what the office did to it."""

    words: Group
    house: str | None
    id: int | None
    version: int
    is_off: bool
    house_words: Group | None

    @property
    def is_own(self) -> bool:
        return self.house is None

    @property
    def is_changed(self) -> bool:
        return self.house is not None and self.id is not None


@dataclass(frozen=True, slots=True)
class Change:
    """A group as somebody wants it: an own one (``key`` names the one it replaces), or in place of one of the house's."""

    words: Group
    key: int | None = None
    house: str | None = None
    is_off: bool = False


def effective(session: Session) -> tuple[Group, ...]:
    """The groups the search uses: the house's, as far as this office left them, and its own."""
    return _effective(_kept(session))


def would_be(session: Session, wanted: Change) -> tuple[Group, ...]:
    """The groups the search would use if this change were kept."""
    return _effective([*(row for row in _kept(session) if not _same(row, wanted)), wanted])


def _kept(session: Session) -> list[Change]:
    rows = session.scalars(select(SynonymGroup).order_by(SynonymGroup.id))
    return [Change(_terms(row.words), row.id, row.house, row.is_off) for row in rows]


def _same(row: Change, wanted: Change) -> bool:
    return row.house == wanted.house if wanted.house is not None else row.key == wanted.key


def _effective(kept: Sequence[Change]) -> tuple[Group, ...]:
    changed = {row.house: row for row in kept if row.house is not None}
    house = [
        changed[name].words if name in changed else group
        for name, group in _house().items()
        if name not in changed or not changed[name].is_off
    ]
    return (*house, *(row.words for row in kept if row.house is None))


def listed(session: Session) -> list[Shown]:
    """Every group, the office's own first, then the house's in their order."""
    rows = list(session.scalars(select(SynonymGroup).order_by(SynonymGroup.id.desc())))
    changed = {row.house: row for row in rows if row.house is not None}
    own = [Shown(_terms(row.words), None, row.id, row.version, False, None) for row in rows if row.house is None]
    return own + [_of_house(name, group, changed.get(name)) for name, group in _house().items()]


def read(text: str) -> Group:
    """The terms somebody typed, parted by commas or lines. Refuses :class:`NotAGroup`."""
    terms = tuple(dict.fromkeys(" ".join(part.lower().split()) for part in text.replace("\n", ",").split(",")))
    terms = tuple(term for term in terms if words(term))
    if len(terms) < 2:
        raise NotAGroup(why="few")
    if len(terms) > MAX_TERMS or len(", ".join(terms)) > MAX_LETTERS:
        raise NotAGroup(why="many")
    if any(len(term.split()) > MAX_WORDS_OF_A_TERM for term in terms):
        raise NotAGroup(why="long")
    return terms


def save(session: Session, wanted: Change, *, version: int) -> SynonymGroup:
    """Keep a group. Refuses :class:`SavedMeanwhile` when it is not the one that was looked at any more."""
    entries.touch(session)
    found = select(SynonymGroup).with_for_update().execution_options(populate_existing=True)
    by_name = SynonymGroup.house == wanted.house if wanted.house is not None else SynonymGroup.id == (wanted.key or 0)
    kept = session.scalar(found.where(by_name))
    if (kept.version if kept is not None else 0) != version:
        raise SavedMeanwhile(version=kept.version if kept is not None else 0)
    if kept is None:
        kept = SynonymGroup(house=wanted.house, version=0)
        session.add(kept)
    kept.words, kept.is_off, kept.version = ", ".join(wanted.words), wanted.is_off, kept.version + 1
    session.flush()
    return kept


def drop(session: Session, key: int, *, version: int) -> None:
    """Take an own group away, or go back to the house's words. Refuses :class:`SavedMeanwhile`."""
    kept = session.get(SynonymGroup, key, with_for_update=True)
    if kept is None or kept.version != version:
        raise SavedMeanwhile(version=kept.version if kept is not None else 0)
    session.delete(kept)
    session.flush()
    entries.touch(session)


@cache
def _house() -> dict[str, Group]:
    """The house's groups by their first word, the second of one name by its first two."""
    named: dict[str, Group] = {}
    for group in default_synonyms():
        sizes = range(1, len(group) + 1)
        name = next(name for size in sizes if (name := ", ".join(group[:size])[:120]) not in named)
        named[name] = group
    return named


def _of_house(name: str, group: Group, row: SynonymGroup | None) -> Shown:
    if row is None:
        return Shown(group, name, None, 0, False, group)
    return Shown(_terms(row.words), name, row.id, row.version, row.is_off, group)


def _terms(words: str) -> Group:
    return tuple(term for part in words.split(",") if (term := part.strip()))
