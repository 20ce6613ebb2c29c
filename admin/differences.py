"""Differences between two texts, word by word, as a page shows them."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, came or went."""

    kind: str
    text: str


def of_words(before: str, after: str) -> list[Piece]:
    """The pieces from one text to the other; ``kind`` is same, new or gone."""
    old, new = _words(before), _words(after)
    return list(_pieces(old, new))


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)[:MOST_WORDS]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[c:d]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))
