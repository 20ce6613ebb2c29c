"""The live knowledge of this process: an index in memory that follows every published change within a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import Clock, local_day, utc_now
from core.db import Database
from knowledge import entries, synonyms
from knowledge.entries import FIGURES, Content
from knowledge.models import Entry, EntryFile, EntryVersion
from knowledge.search.concepts import Group
from knowledge.search.entries import Entry as IndexEntry

if TYPE_CHECKING:
    from knowledge.search.index import Index
    from knowledge.statistics.catalogue import Catalogue

LOOK_EVERY = 0.4


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with an answer, and where a citizen gets it."""

    name: str
    size: int
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An entry as it is told: its words at one version, and where they come from."""

    id: int
    slug: str
    title: str
    kind: str
    category: str
    object: str
    answer: str
    answer_en: str
    source: str
    source_url: str | None
    dated: date | None
    is_sample: bool
    related: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One state of everything the office may answer. ``moved`` tells which entry answers in place of a retired one."""

    revision: int
    index: Index
    answers: Mapping[str, Answer]
    moved: Mapping[str, str]
    day: date
    figures: Catalogue
    figures_revision: int = 0

    def answer(self, slug: str) -> Answer | None:
        """The entry of this name, or the one that took its place."""
        return self.answers.get(slug) or self.answers.get(self.moved.get(slug, ""))


class LiveKnowledge:
    """Hands out the newest knowledge; a change is read in the background of the next question that notices it."""

    def __init__(self, database: Database, *, clock: Clock = utc_now, public_url: str = "") -> None:
        self._database = database
        self._public_url = public_url
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Knowledge | None = None
        self._versions: dict[str, int] = {}
        self._synonyms: tuple[Group, ...] = ()
        self._looked = 0.0

    def now(self) -> Knowledge:
        """The knowledge as it was at most half a second ago. While one thread reads a change the others go on."""
        known = self._known
        if known is not None and time.monotonic() - self._looked < LOOK_EVERY:
            return known
        if not self._lock.acquire(blocking=known is None):
            assert known is not None
            return known
        try:
            if self._known is None or time.monotonic() - self._looked >= LOOK_EVERY:
                with self._database.read() as session:
                    self._known = self._refreshed(session)
                self._looked = time.monotonic()
            return self._known
        finally:
            self._lock.release()

    def _refreshed(self, session: Session) -> Knowledge:
        from knowledge.statistics import catalogue  # noqa: PLC0415 - brings rapidfuzz: only who asks for figures pays

        number, figures_number = entries.revision(session), entries.revision(session, FIGURES)
        today = local_day(self._clock(), offices.current(session).zone)
        known = self._known
        if known is not None and (known.revision, known.figures_revision, known.day) == (number, figures_number, today):
            return known
        is_same = known is not None and known.figures_revision == figures_number
        figures = known.figures if known is not None and is_same else catalogue.read(session)
        live = live_versions(session, on=today)
        groups = synonyms.effective(session)
        index = self._index(live, groups)
        self._versions = {slug: version.id for slug, version in live.items()}
        self._synonyms = groups
        files = _files(session, live, self._public_url)
        answers = {slug: _answer(slug, version, files) for slug, version in live.items()}
        return Knowledge(number, index, answers, moved(session), today, figures, figures_number)

    def _index(self, live: Mapping[str, EntryVersion], groups: tuple[Group, ...]) -> Index:
        from knowledge.search.index import Index  # noqa: PLC0415 - brings numpy: only a process that searches pays

        if self._known is None:
            return Index.build([searchable(slug, version) for slug, version in live.items()], synonyms=groups)
        changed = [
            searchable(slug, version) for slug, version in live.items() if self._versions.get(slug) != version.id
        ]
        index = self._known.index if groups == self._synonyms else self._known.index.meaning(groups)
        return index.updated(changed, [slug for slug in self._versions if slug not in live])


def live_versions(session: Session, *, on: date, only: int | None = None) -> dict[str, EntryVersion]:
    """The words of every entry that answers on this day, by slug: published, not retired, and in force.

    ``only`` asks for one entry by its id.
    """
    rows = session.execute(
        select(Entry.slug, EntryVersion)
        .join(EntryVersion, EntryVersion.id.in_((Entry.live_id, Entry.next_id)))
        .where(Entry.retired_at.is_(None), Entry.id == only if only is not None else true())
        .order_by(Entry.id, EntryVersion.id == Entry.next_id)
    )
    begun: dict[str, EntryVersion] = {}
    for row in rows:
        version = row.EntryVersion
        if version.valid_from is None or version.valid_from <= on:
            begun[row.slug] = version
    return {
        slug: version for slug, version in begun.items() if version.valid_until is None or version.valid_until >= on
    }


def moved(session: Session) -> dict[str, str]:
    """For every retired name that another entry took over: the name that answers in the end."""
    rows = session.execute(select(Entry.id, Entry.slug, Entry.merged_into, Entry.retired_at)).all()
    slugs = {row.id: row.slug for row in rows}
    heir = {row.id: row.merged_into for row in rows if row.retired_at is not None and row.merged_into in slugs}
    found = {}
    for start in heir:
        end, steps = start, 0
        while end in heir and steps < len(heir):
            end, steps = heir[end], steps + 1
        found[slugs[start]] = slugs[end]
    return found


def _files(session: Session, live: Mapping[str, EntryVersion], public_url: str) -> dict[int, Attached]:
    named = {key for version in live.values() for key in version.files}
    if not named:
        return {}
    rows = session.scalars(select(EntryFile).where(EntryFile.id.in_(named)))
    return {row.id: Attached(row.name, row.size, f"{public_url}/berkas/{row.id}") for row in rows}


def searchable(slug: str, version: EntryVersion | Content) -> IndexEntry:
    """An entry as the search knows it."""
    return IndexEntry(
        id=slug,
        title=version.title,
        category=version.category,
        kind=version.kind,
        object=version.object,
        attribute=version.attribute,
        phrasings=tuple(version.phrasings),
        phrasings_en=tuple(version.phrasings_en),
        acronyms=tuple(version.acronyms),
        answer=version.answer,
    )


def _answer(slug: str, version: EntryVersion, files: Mapping[int, Attached]) -> Answer:
    return Answer(
        id=version.entry_id,
        slug=slug,
        title=version.title,
        kind=version.kind,
        category=version.category,
        object=version.object,
        answer=version.answer,
        answer_en=version.answer_en,
        source=version.source,
        source_url=version.source_url,
        dated=version.dated,
        is_sample=version.is_sample,
        related=tuple(version.related),
        links=tuple((label, address) for label, address in version.links),
        files=tuple(files[key] for key in version.files if key in files),
    )
