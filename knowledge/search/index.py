"""The index of a knowledge base in memory: built once, changed entry by entry, searched by every thread."""

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType

import numpy as np

from knowledge.search.align import Features, Meeting, features, meet
from knowledge.search.compiled import Compiled, compiled, known_words, spoken
from knowledge.search.concepts import Concepts, default_synonyms
from knowledge.search.confidence import chance, evidence, scores
from knowledge.search.decide import decide
from knowledge.search.entries import Entry, Found, Hit, Outcome, Reason
from knowledge.search.guards import differ, marks_of
from knowledge.search.question import read
from knowledge.search.reasons import reasons
from knowledge.search.tables import Tables
from knowledge.search.vocabulary import Vocabulary
from knowledge.search.weights import Weights, default_weights

__all__ = ["Entry", "Found", "Hit", "Index", "Outcome", "Reason"]

MOST_HITS = 5
_SURELY = 0.85


class Index:
    """Entries ready to be searched. Immutable: an edit makes another index that shares what has not changed."""

    def __init__(
        self, entries: Mapping[str, Compiled], vocabulary: Vocabulary, known: frozenset[str], weights: Weights
    ) -> None:
        self._entries = MappingProxyType(dict(entries))
        self._known = known
        self._weights = weights
        self._tables = Tables(list(entries.values()), vocabulary)

    @classmethod
    def build(
        cls,
        entries: Iterable[Entry],
        synonyms: Iterable[Iterable[str]] | None = None,
        weights: Weights | None = None,
    ) -> "Index":
        """An index of these entries. Without ``synonyms`` and ``weights`` the house's own are used."""
        concepts = Concepts(default_synonyms() if synonyms is None else synonyms)
        empty = cls({}, Vocabulary([], concepts), frozenset(), weights or default_weights())
        return empty.updated(entries)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What is searched, by id."""
        return {name: entry.entry for name, entry in self._entries.items()}

    def knows(self, word: str) -> bool:
        """Does any entry use this word, or one that it is most likely a misspelling or a form of? A name mostly is neither."""
        vocabulary = self._tables.vocabulary
        likeness = vocabulary.likeness((word, vocabulary.concepts.of_word(word)))
        return likeness.kind == "known" or any(value >= _SURELY for value in likeness.values[-1:])

    @property
    def concepts(self) -> Concepts:
        """The groups of words that mean the same to this index."""
        return self._tables.vocabulary.concepts

    @property
    def sure_from(self) -> float:
        """The chance from which a question is answered without asking back."""
        return self._weights.answer_from

    def updated(self, changed: Iterable[Entry] = (), removed: Iterable[str] = ()) -> "Index":
        """An index with these entries added or changed and others gone; this one stays as it is."""
        return self._changed(self._tables.vocabulary, changed, set(removed))

    def meaning(self, synonyms: Iterable[Iterable[str]]) -> "Index":
        """An index of the same entries in which these words mean the same.

        Only entries that say a longer term ("kartu keluarga") of a group that came or went are read again: what single
        words mean is looked up when a question is asked.
        """
        concepts = self.concepts.changed(synonyms)
        again = self._tables.saying(concepts.differing_runs(self.concepts))
        return self._changed(self._tables.vocabulary.meaning(concepts), [each.entry for each in again], set())

    def _changed(self, vocabulary: Vocabulary, changed: Iterable[Entry], gone: Set[str]) -> "Index":
        new = {entry.id: entry for entry in changed}
        known = self._known.union(*(known_words(entry) for entry in new.values()))
        said = {name: spoken(entry, known, vocabulary) for name, entry in new.items()}
        vocabulary = vocabulary.extended(term for each in said.values() for term in each.terms())
        kept = {name: entry for name, entry in self._entries.items() if name not in gone}
        kept |= {name: compiled(each, vocabulary) for name, each in said.items()}
        return Index(kept, vocabulary, known, self._weights)

    def search(self, question: str) -> Found:
        """The entries a question may mean, best first, and what to do with them."""
        asked = read(question, self._tables, self._known)
        meeting = meet(asked, self._tables)
        if not asked.asked or not len(meeting.entries):
            return Found((), Outcome.UNKNOWN, asked.lang, asked.words)
        hits = self._hits(meeting)
        first = self._entries[hits[0].entry_id]
        away = first.entry.kind == "rujukan"
        is_guarded = differ(marks_of(question), first.marks, self._tables.home, points_away=away)
        return Found(hits, decide(hits, self._weights, is_guarded=is_guarded), asked.lang, asked.words)

    def features(self, question: str) -> tuple[list[str], Features]:
        """The ids of the entries a question may mean, in no order, and what speaks for each: for learning weights."""
        asked = read(question, self._tables, self._known)
        meeting = meet(asked, self._tables)
        if not asked.asked or not len(meeting.entries):
            return [], {}
        return [self._tables.entries[number].entry.id for number in meeting.entries], features(meeting)

    def _hits(self, meeting: Meeting) -> tuple[Hit, ...]:
        found = features(meeting)
        ranked = scores(found, self._weights)
        order = np.argsort(-ranked, kind="stable")
        values = evidence(meeting, found, ranked, order)
        sure = chance(values, self._weights)
        odds = np.exp(np.clip(ranked[order] - ranked[order[0]], -30, 0))
        rest = (1 - sure) * odds / max(float(odds[1:].sum()), 1e-9)
        return tuple(
            self._hit(
                meeting, int(place), sure if rank == 0 else min(float(rest[rank]), sure), values if rank == 0 else {}
            )
            for rank, place in enumerate(order[:MOST_HITS])
        )

    def _hit(self, meeting: Meeting, place: int, confidence: float, values: dict[str, float]) -> Hit:
        entry = self._tables.entries[meeting.entries[place]]
        return Hit(entry.entry.id, confidence, reasons(meeting, place), values)
