"""All entries side by side as arrays: rows of terms, which entries hold a term, and how much each term tells."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from core.language.spelling import little_words
from core.language.stems import bare, stem
from knowledge.search.compiled import Compiled, Row
from knowledge.search.vocabulary import Likeness, Vocabulary

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Presence = tuple[Ints, Floats]

REMEMBERED = 4_000
TOLD = 0.4
HOME_SHARE = 50


class Spans:
    """Lists of terms laid end to end."""

    def __init__(self, lists: Sequence[Ints]) -> None:
        self.sizes: Ints = np.array([len(each) for each in lists], dtype=np.int32)
        self.flat: Ints = np.concatenate([np.zeros(0, np.int32), *lists])
        self.starts: Ints = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int32)

    def owners(self) -> Ints:
        """For each term in the line, the list it is from."""
        return np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)

    def gathered(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """The terms of several runs of lists end to end, and how long each list is."""
        begins, ends = self.starts[first].tolist(), self.starts[last].tolist()
        flat = np.concatenate([self.flat[begin:end] for begin, end in zip(begins, ends, strict=True)])
        runs = zip(first.tolist(), last.tolist(), strict=True)
        return flat, np.concatenate([self.sizes[start:end] for start, end in runs])


class Holders:
    """Which entries hold a term."""

    def __init__(self, terms: Ints, entries: Ints, how_many: int) -> None:
        met = np.unique(terms.astype(np.int64) << 32 | entries)
        self._entries = (met & 0xFFFFFFFF).astype(np.int32)
        self._from = np.searchsorted(met >> 32, np.arange(how_many + 1)).tolist()

    def of(self, term: int) -> Ints:
        """The entries that hold this term."""
        return self._entries[self._from[term] : self._from[term + 1]]


class Tables:
    """What a search looks things up in. Immutable but for what it remembers; an edit makes new tables."""

    def __init__(self, entries: Sequence[Compiled], vocabulary: Vocabulary) -> None:
        self.entries = tuple(entries)
        self.vocabulary = vocabulary
        self.rows = Spans([row for entry in entries for row in entry.rows])
        self.answers = Spans([entry.answer for entry in entries])
        self.subjects = Spans([entry.subject for entry in entries])
        self.kinds = np.array([kind for entry in entries for kind in entry.kinds], dtype=np.int8)
        self.first_row: Ints = np.cumsum([0, *(len(entry.rows) for entry in entries)]).astype(np.int32)
        own = [sum(kind is not Row.ENGLISH for kind in entry.kinds) for entry in entries]
        self.own_rows = np.array(own, dtype=np.int32)
        self._hold()
        self.top_weight = float(_rarity(np.float64(len(entries))))
        self._by_names()
        self.home = self._home()
        self._present: dict[int, tuple[Likeness, Presence]] = {}

    def presence(self, likeness: Likeness) -> Presence:
        """The entries a word is met in, and how much; what only an answer tells counts less."""
        remembered = self._present.get(id(likeness))
        if remembered is None:
            if len(self._present) >= REMEMBERED:
                self._present.clear()
            remembered = self._present[id(likeness)] = likeness, self._meet(likeness)
        return remembered[1]

    def saying(self, runs: Collection[Sequence[str]]) -> list[Compiled]:
        """The entries in which all words (bare) of one of these runs are said, asked or told."""
        terms: dict[str, list[int]] = {}
        for number, (word, _) in enumerate(self.vocabulary.terms):
            terms.setdefault(bare(word), []).append(number)
        holders = {word: self._holding(terms.get(word, [])) for run in runs for word in run}
        found = {number for run in runs for number in frozenset.intersection(*(holders[word] for word in run))}
        return [self.entries[number] for number in sorted(found)]

    def _holding(self, terms: Sequence[int]) -> frozenset[int]:
        is_meant = np.zeros(len(self.vocabulary.terms), dtype=bool)
        is_meant[list(terms)] = True
        lists = (
            self._entry_of[self.rows.owners()[is_meant[self.rows.flat]]],
            *(spans.owners()[is_meant[spans.flat]] for spans in (self.answers, self.subjects)),
        )
        return frozenset(np.concatenate(lists).tolist())

    def _meet(self, likeness: Likeness) -> Presence:
        met = np.zeros(len(self.entries), dtype=np.float32)
        for holders, share in ((self.told_by, TOLD), (self.asked_by, 1.0)):
            lists = [holders.of(term) for term in likeness.terms]
            if lists:
                values = np.repeat(np.array(likeness.values, dtype=np.float32) * share, [len(each) for each in lists])
                flat = np.concatenate(lists)
                rising = np.zeros_like(met)
                rising[flat] = values  # values rise, so the greatest of an entry is written last
                np.maximum(met, rising, out=met)
        entries = np.flatnonzero(met).astype(np.int32)
        return entries, met[entries]

    def _hold(self) -> None:
        self._entry_of = np.repeat(np.arange(len(self.entries), dtype=np.int32), np.diff(self.first_row))
        owner = self._entry_of[self.rows.owners()]
        how_many = len(self.vocabulary.terms)
        self.asked_by = Holders(self.rows.flat, owner, how_many)
        self.told_by = Holders(self.answers.flat, self.answers.owners(), how_many)
        self.term_weight = self._weigh(self.rows.flat, owner)

    def _weigh(self, terms: Ints, entries: Ints) -> Floats:
        """The rarity of each term's root among the entries, lessened for the little words of the language."""
        capitals: frozenset[str] = frozenset().union(*(entry.shouted for entry in self.entries))
        roots: dict[str, int] = {}
        words = [word for word, _ in self.vocabulary.terms]
        root_of = np.array([roots.setdefault(stem(word), len(roots)) for word in words])
        shares = np.array([1.0 if word in capitals else little_words().get(word, 1.0) for word in words])
        met = np.unique(entries.astype(np.int64) * len(roots) + root_of[terms])
        holders = np.bincount(met % len(roots), minlength=len(roots))[root_of]
        weights: Floats = (_rarity(len(self.entries) / np.maximum(holders, 1)) * shares).astype(np.float32)
        weights[0] = 0.0
        return weights

    def _by_names(self) -> None:
        """Look-ups by aspect, by wording and by acronym."""
        names = sorted({name for entry in self.entries for name in entry.aspects})
        self.aspect_column = {name: column for column, name in enumerate(names)}
        self.aspects: Floats = np.zeros((len(self.entries), len(names)), dtype=np.float32)
        self.by_key: dict[int, list[int]] = {}
        self.by_acronym: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            for name, share in entry.aspects.items():
                self.aspects[number, self.aspect_column[name]] = share
            for key in entry.keys:
                self.by_key.setdefault(key, []).append(number)
            for acronym in entry.acronyms:
                self.by_acronym.setdefault(acronym, []).append(number)

    def _home(self) -> frozenset[str]:
        """The places that many entries name: they are the office's own and tell nothing apart."""
        named: dict[str, int] = {}
        for entry in self.entries:
            for place in entry.marks.places:
                named[place] = named.get(place, 0) + 1
        return frozenset(place for place, times in named.items() if times >= max(3, len(self.entries) // HOME_SHARE))


def _rarity(entries_per_holder: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    """What a word tells that one of so many entries holds; flatter than a logarithm, as the rarest words are often chance."""
    return np.asarray(1.7 * np.log1p(entries_per_holder) ** 0.6)
