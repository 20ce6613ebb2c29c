"""The live knowledge of this process: an index in memory that follows every published change within a second."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Database
from knowledge import entries
from knowledge.models import Entry, EntryVersion, SynonymGroup
from knowledge.search.index import Entry as IndexEntry
from knowledge.search.index import Index
from knowledge.statistics import catalogue
from knowledge.statistics.catalogue import Catalogue
from knowledge.statistics.loading import FIGURES

LOOK_EVERY = 0.4


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


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One state of everything the office may answer."""

    revision: int
    index: Index
    answers: Mapping[str, Answer]
    figures: Catalogue
    figures_revision: int = 0


class LiveKnowledge:
    """Hands out the newest knowledge; a change is read in the background of the next question that notices it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: Knowledge | None = None
        self._versions: dict[str, int] = {}
        self._synonyms: tuple[str, ...] = ()
        self._looked = 0.0

    def now(self) -> Knowledge:
        """The knowledge as it was at most half a second ago."""
        known = self._known
        if known is not None and time.monotonic() - self._looked < LOOK_EVERY:
            return known
        with self._lock:
            if self._known is not None and time.monotonic() - self._looked < LOOK_EVERY:
                return self._known
            with self._database.read() as session:
                self._known = self._refreshed(session)
            self._looked = time.monotonic()
            return self._known

    def _refreshed(self, session: Session) -> Knowledge:
        number, figures_number = entries.revision(session), entries.revision(session, FIGURES)
        known = self._known
        if known is not None and (known.revision, known.figures_revision) == (number, figures_number):
            return known
        is_same = known is not None and known.figures_revision == figures_number
        figures = known.figures if known is not None and is_same else catalogue.read(session)
        live = live_versions(session)
        synonyms = tuple(session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id)))
        index = self._index(live, synonyms)
        self._versions = {slug: version.id for slug, version in live.items()}
        self._synonyms = synonyms
        answers = {slug: _answer(slug, version) for slug, version in live.items()}
        return Knowledge(number, index, answers, figures, figures_number)

    def _index(self, live: Mapping[str, EntryVersion], synonyms: tuple[str, ...]) -> Index:
        if self._known is None or synonyms != self._synonyms:
            everything = [_searchable(slug, version) for slug, version in live.items()]
            extra = [group.split(",") for group in synonyms]
            return Index.build(everything, synonyms=extra) if extra else Index.build(everything)
        changed = [
            _searchable(slug, version) for slug, version in live.items() if self._versions.get(slug) != version.id
        ]
        return self._known.index.updated(changed, [slug for slug in self._versions if slug not in live])


def live_versions(session: Session) -> dict[str, EntryVersion]:
    """The published words of every entry that is not retired, by slug."""
    rows = session.execute(
        select(Entry.slug, EntryVersion)
        .join(EntryVersion, Entry.live_id == EntryVersion.id)
        .where(Entry.retired_at.is_(None))
        .order_by(Entry.id)
    )
    return {row.slug: row.EntryVersion for row in rows}


def _searchable(slug: str, version: EntryVersion) -> IndexEntry:
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


def _answer(slug: str, version: EntryVersion) -> Answer:
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
    )
