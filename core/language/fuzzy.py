"""Near spellings: which known words a misspelled, shortened or vowel-less word may stand for."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

MOST = 6
LONGEST = 24
CLOSE = 0.64
OTHER_START = 0.08
NEIGHBOUR = 0.07
_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLE = re.compile(r"(.)\1+")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Near:
    """A known word, how much a spelling resembles it, 0 to 1, and whether by spelling or by the letters left of it."""

    word: str
    likeness: float
    how: str = "spelling"


class Lexicon:
    """Known words, ready to be compared with any spelling. Immutable; answers are remembered per spelling."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_length: list[str] = sorted({w for w in known if w.isalpha() and 3 <= len(w) <= LONGEST}, key=len)
        lengths = [len(word) for word in self._by_length]
        self._from = [bisect_left(lengths, length) for length in range(LONGEST + 5)]
        self._sorted = sorted(self._by_length)
        self._known = frozenset(self._by_length)
        self._skeletons: dict[str, list[str]] = {}
        for word in self._by_length:
            if len(word) >= 4:
                self._skeletons.setdefault(skeleton(word), []).append(word)
        self._remembered: dict[str, tuple[Near, ...]] = {}

    def near(self, spelling: str) -> tuple[Near, ...]:
        """The known words a spelling may stand for, likeliest first, at most six."""
        found = self._remembered.get(spelling)
        if found is None:
            found = self._compare(spelling)
            if len(self._remembered) < 20_000:
                self._remembered[spelling] = found
        return found

    def _compare(self, spelling: str) -> tuple[Near, ...]:
        if not 2 < len(spelling) <= LONGEST or not spelling.isalpha():
            return ()
        best: dict[str, Near] = {}
        for near in sorted(self._all(spelling), key=lambda near: (-near.likeness, near.word)):
            best.setdefault(near.word, near)
        return tuple(best.values())[:MOST]

    def _all(self, spelling: str) -> Iterator[Near]:
        yield from self._misspelled(spelling)
        yield from self._shortened(spelling)
        yield from self._without_vowels(spelling)
        single = _DOUBLE.sub(r"\1", spelling)
        if single != spelling and single in self._known:
            yield Near(single, 0.95)

    def _misspelled(self, spelling: str) -> list[Near]:
        allowed = _edits_allowed(len(spelling))
        if allowed == 0:
            return []
        start, end = self._from[max(3, len(spelling) - allowed)], self._from[len(spelling) + allowed + 1]
        choices = self._by_length[start:end]
        if not choices:
            return []
        edits = cdist([spelling], choices, scorer=OSA.distance, score_cutoff=allowed, dtype=np.uint8)[0]
        return [
            Near(choices[place], likeness)
            for place in np.flatnonzero(edits <= allowed)
            if (likeness := _likeness(spelling, choices[place], int(edits[place]))) > 0
        ]

    def _shortened(self, spelling: str) -> list[Near]:
        if len(spelling) < 4:
            return []
        first = bisect_left(self._sorted, spelling)
        found = []
        for word in self._sorted[first : first + 12]:
            if not word.startswith(spelling):
                break
            found.append(Near(word, 0.75 if len(word) - len(spelling) > 2 else 0.85, "letters"))
        return found

    def _without_vowels(self, spelling: str) -> list[Near]:
        bones = skeleton(spelling)
        if len(bones) < 3 or len(spelling) - len(bones) > len(bones) / 3:
            return []
        found = [Near(word, 0.8, "letters") for word in self._skeletons.get(bones, ()) if _is_inside(spelling, word)]
        if not found and bones.endswith("ny"):
            found = [Near(word, 0.7, "letters") for word in self._skeletons.get(bones[:-2], ())]
        return found


def skeleton(word: str) -> str:
    """The consonants of a word, which chat writing often leaves alone."""
    return word[:1] + word[1:].translate(_VOWELS)


def _edits_allowed(length: int) -> int:
    if length <= 2:
        return 0
    return 1 if length <= 4 else 2 if length <= 10 else 3


def _likeness(spelling: str, word: str, edits: int) -> float:
    """How much a spelling resembles a word: edits count by length, slips to a neighbouring key count less."""
    if len(spelling) == 3 and not (len(word) == 4 and spelling[0] == word[0]):
        return 0.0
    likeness = 1 - edits / max(len(spelling), len(word))
    if spelling[0] != word[0]:
        likeness -= OTHER_START
    if len(spelling) == len(word):
        likeness += NEIGHBOUR * sum(b in _NEXT_KEYS.get(a, "") for a, b in zip(spelling, word, strict=True))
    return likeness if likeness >= CLOSE else 0.0


def _next_keys() -> dict[str, str]:
    """The keys around each key of a telephone's keyboard."""
    around: dict[str, str] = {}
    for row, keys in enumerate(_KEYS):
        for place, letter in enumerate(keys):
            rows = [_KEYS[other] for other in (row - 1, row, row + 1) if 0 <= other < len(_KEYS)]
            around[letter] = "".join(other[max(0, place - 1) : place + 2] for other in rows).replace(letter, "")
    return around


_NEXT_KEYS = _next_keys()


def _is_inside(spelling: str, word: str) -> bool:
    """Whether the letters of a spelling appear in a word in the same order."""
    letters = iter(word)
    return all(letter in letters for letter in spelling)
