"""Clusters: questions that ask the same in other words, put together offline so that thousands read as a few dozen."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from core.language.fuzzy import Lexicon
from core.language.normalise import words
from core.language.spelling import is_ordinary
from knowledge.gist import MOST_WORDS, Gist, gist
from knowledge.search.concepts import Concepts, Group, default_synonyms

SURE_SPELLING = 0.75
WELL_KNOWN = 3
ALIKE = 0.74
ALIKE_BUT_FOR_A_WORD = 0.86


def clustered(texts: Sequence[str], synonyms: Iterable[Group] | None = None) -> list[list[int]]:
    """The places of texts that ask the same, each cluster led by its first: give the most asked first.

    Every place is in one cluster. 5,000 short questions take well under two seconds on one core.
    """
    concepts = Concepts(default_synonyms() if synonyms is None else synonyms)
    gists = _gists(texts, concepts)
    weights = _rarity(gists)
    leaders = _Leaders(weights)
    clusters: dict[int, list[int]] = {}
    for place, told in enumerate(gists):
        leader = leaders.like(told)
        if leader is None:
            leaders.add(place, told)
            clusters[place] = [place]
        else:
            clusters[leader].append(place)
    return list(clusters.values())


class _Leaders:
    """The first question of each cluster, found by its rarest words."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights
        self._gists: dict[int, Gist] = {}
        self._holding: dict[str, list[int]] = {}
        self._same: dict[Gist, int] = {}

    def add(self, place: int, told: Gist) -> None:
        """Let this question lead a cluster of its own."""
        self._gists[place] = told
        self._same.setdefault(told, place)
        for root in told.roots:
            self._holding.setdefault(root, []).append(place)

    def like(self, told: Gist) -> int | None:
        """The leader that asks the same most surely."""
        if told in self._same and told.roots:
            return self._same[told]
        best: tuple[float, int] | None = None
        for place in self._candidates(told):
            other = self._gists[place]
            if other.numbers == told.numbers:
                alike = self._likeness(told, other)
                if alike and (best is None or alike > best[0]):
                    best = alike, place
        return best[1] if best else None

    def _candidates(self, told: Gist) -> set[int]:
        """The leaders that share one of the rare words; a question that shares none of them cannot be alike."""
        rare = sorted(told.roots, key=lambda root: (-self._weights[root], root))
        room = (1 - ALIKE) * 2 * sum(self._weights[root] for root in rare)
        found: set[int] = set()
        for root in rare:
            found.update(self._holding.get(root, ()))
            room -= self._weights[root]
            if room < 0:
                break
        return found

    def _likeness(self, one: Gist, other: Gist) -> float:
        """How much two questions share, 0 when it is too little; two that each have a word of their own need more."""
        shared = sum(self._weights[root] for root in one.roots & other.roots)
        whole = sum(self._weights[root] for root in one.roots) + sum(self._weights[root] for root in other.roots)
        alike = 2 * shared / whole if whole else 0.0
        differ = one.roots - other.roots and other.roots - one.roots
        return alike if alike >= (ALIKE_BUT_FOR_A_WORD if differ else ALIKE) else 0.0


def _gists(texts: Sequence[str], concepts: Concepts) -> list[Gist]:
    spoken = [words(text)[:MOST_WORDS] for text in texts]
    meant = _spellings(spoken, concepts)
    return [gist([meant.get(word, word) for word in line], concepts) for line in spoken]


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
