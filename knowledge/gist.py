"""The gist of a question: its telling words as roots, with synonyms and names of one thing as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.courtesy import courtesies
from core.language.normalise import words
from core.language.spelling import little_words
from core.language.stems import stem
from knowledge.search.concepts import Concepts, Kind, Marks, kind_of

MOST_WORDS = 30
TELLING = 0.34


@dataclass(frozen=True, slots=True)
class Gist:
    """What a question is about: its telling words as roots, and its numbers, which must be the same to be one."""

    roots: frozenset[str]
    numbers: frozenset[str]


def gist_of(text: str, concepts: Concepts) -> Gist:
    """The gist of a text as somebody typed it."""
    return gist(words(text)[:MOST_WORDS], concepts)


def gist(spoken: Sequence[str], concepts: Concepts) -> Gist:
    """The gist of words in their order."""
    runs = concepts.of_runs(spoken)
    told = [
        (word, marks)
        for word, marks, is_polite in zip(spoken, runs, courtesies(spoken), strict=True)
        if not is_polite and (word.isdigit() or little_words().get(word, 1.0) > TELLING)
    ]
    return Gist(
        frozenset(_meaning(word, marks, concepts) for word, marks in told if not word.isdigit()),
        frozenset(word for word, _ in told if word.isdigit()),
    )


def _meaning(word: str, marks: Marks, concepts: Concepts) -> str:
    same = [mark for mark in marks or concepts.of_word(word) if kind_of(mark) is not Kind.RELATED]
    return f"#{min(same)}" if same else stem(word)
