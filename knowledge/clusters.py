"""Clusters: questions that ask the same in other words, put together offline so that thousands read as a few dozen."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.language.fuzzy import Lexicon
from core.language.normalise import words
from core.language.spelling import is_ordinary
from knowledge.gist import MOST_WORDS, Gist, gist
from knowledge.search.concepts import Concepts, Group, default_synonyms

SURE_SPELLING = 0.75
WELL_KNOWN = 3
ALIKE = 0.74
ALIKE_BUT_FOR_A_WORD = 0.86
SAME_LETTERS = 90


def clustered(texts: Sequence[str], synonyms: Iterable[Group] | None = None) -> list[list[int]]:
    """The places of texts that ask the same, each cluster led by its first: give the most asked first.

    Every place is in one cluster. 5,000 short questions take about a second on one core.
    """
    concepts = Concepts(default_synonyms() if synonyms is None else synonyms)
    asked = _asked(texts, concepts)
    leaders = _Leaders(_rarity([each.gist for each in asked]))
    clusters: dict[int, list[int]] = {}
    for place, each in enumerate(asked):
        leader = leaders.like(each)
        if leader is None:
            leaders.add(place, each)
            clusters[place] = [place]
        else:
            clusters[leader].append(place)
    return list(clusters.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question by its gist, and its plain words in their alphabet."""

    gist: Gist
    words: str


class _Leaders:
    """The first question of each cluster, found by its rarest words."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._asked: dict[int, tuple[_Asked, float]] = {}
        self._holding: dict[str, list[int]] = {}
        self._same: dict[Gist, int] = {}

    def add(self, place: int, asked: _Asked) -> None:
        """Let this question lead a cluster of its own."""
        self._asked[place] = asked, self._weight(asked.gist.roots)
        self._same.setdefault(asked.gist, place)
        for root in asked.gist.roots:
            self._holding.setdefault(root, []).append(place)

    def like(self, asked: _Asked) -> int | None:
        """The leader that asks the same most surely."""
        gist = asked.gist
        if gist in self._same and gist.roots:
            return self._same[gist]
        own = self._weight(gist.roots)
        best, leader = 0.0, None
        for place in self._candidates(gist, own):
            other, weight = self._asked[place]
            if other.gist.marks != gist.marks:
                continue
            alike = self._likeness(asked, other, own + weight)
            if alike > best:
                best, leader = alike, place
        return leader

    def _candidates(self, gist: Gist, own: float) -> set[int]:
        """The leaders that share one of the rare words; a question that shares none of them cannot be alike."""
        rare = sorted(gist.roots, key=lambda root: (-self._weights[root], root))
        room = (1 - ALIKE) * 2 * own
        found: set[int] = set()
        for root in rare:
            found.update(self._holding.get(root, ()))
            room -= self._weights[root]
            if room < 0:
                break
        return found

    def _likeness(self, one: _Asked, other: _Asked, whole: float) -> float:
        """How much two questions share, 0 when it is too little; two that each have a word of their own need more.

        Where only letters differ the words themselves may be near enough.
        """
        shared = one.gist.roots & other.gist.roots
        alike = 2 * self._weight(shared) / whole if whole else 0.0
        differ = len(shared) < len(one.gist.roots) and len(shared) < len(other.gist.roots)
        if alike >= (ALIKE_BUT_FOR_A_WORD if differ else ALIKE):
            return alike
        return fuzz.ratio(one.words, other.words, score_cutoff=SAME_LETTERS) / 100

    def _weight(self, roots: Iterable[str]) -> float:
        return sum(self._weights[root] for root in roots)


def _asked(texts: Sequence[str], concepts: Concepts) -> list[_Asked]:
    spoken = [words(text)[:MOST_WORDS] for text in texts]
    meant = _spellings(spoken, concepts)
    lines = [[meant.get(word, word) for word in line] for line in spoken]
    return [_Asked(gist(line, concepts), " ".join(sorted(line))) for line in lines]


def _spellings(spoken: Sequence[Sequence[str]], concepts: Concepts) -> dict[str, str]:
    """What a rare and strange word most likely is: a word that others use, but for slips of the finger."""
    often = Counter(word for line in spoken for word in line)
    known = {word for word, times in often.items() if times >= WELL_KNOWN or is_ordinary(word)} | concepts.words
    lexicon = Lexicon(known)
    return dict(_slips((word for word in often if word not in known), lexicon))


def _slips(strange: Iterable[str], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for word in strange:
        near = next(iter(lexicon.near(word)), None)
        if near is not None and near.likeness >= SURE_SPELLING:
            yield word, near.word


def _rarity(gists: Sequence[Gist]) -> dict[str, float]:
    """What a word tells: the fewer questions hold it, the more; flat, since the rarest are often chance."""
    held = Counter(root for gist in gists for root in gist.roots)
    return {root: math.sqrt(math.log1p(len(gists) / times)) for root, times in held.items()}
