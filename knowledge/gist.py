"""The gist of a question: its telling words as roots, with synonyms and names of one thing as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.language.courtesy import courtesies
from core.language.normalise import words
from core.language.spelling import little_words
from core.language.stems import stem
from knowledge.search.concepts import Concepts, Kind, Marks, kind_of

MOST_WORDS = 30
TELLING = 0.34
NOT = frozenset({"tidak", "bukan", "belum", "tanpa"})


@dataclass(frozen=True, slots=True)
class Gist:
    """What a question is about: its telling words as roots, and what must be the same in two that are one.

    ``marks`` are the numbers, the letters of an article ("huruf e"), and a "not" that is more than a tag at the end.
    """

    roots: frozenset[str]
    marks: frozenset[str]


def gist_of(text: str, concepts: Concepts) -> Gist:
    """The gist of a text as somebody typed it."""
    return gist(words(text)[:MOST_WORDS], concepts)


def gist(spoken: Sequence[str], concepts: Concepts) -> Gist:
    """The gist of words in their order."""
    runs = concepts.of_runs(spoken)
    told = [
        (word, marks)
        for word, marks, is_polite in zip(spoken, runs, courtesies(spoken), strict=True)
        if not is_polite and little_words().get(word, 1.0) > TELLING
    ]
    roots = frozenset(_meaning(word, marks, concepts) for word, marks in told if not word.isdigit())
    return Gist(roots, frozenset(_marks(spoken)))


def _marks(spoken: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(spoken):
        if word.isdigit() or (len(word) == 1 and place and spoken[place - 1] == "huruf"):
            yield word
        elif word in NOT and place < len(spoken) - 1:
            yield "tidak"


def _meaning(word: str, marks: Marks, concepts: Concepts) -> str:
    same = [mark for mark in marks or concepts.of_word(word) if kind_of(mark) is not Kind.RELATED]
    return f"#{min(same)}" if same else stem(word)
