"""An entry made ready for search, by itself: everything about it that does not depend on its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.language.normalise import key, raw_words, resolved
from knowledge.search import aspects, guards
from knowledge.search.acronyms import acronyms_of, shouted
from knowledge.search.entries import Entry
from knowledge.search.vocabulary import PADDING, Term, Vocabulary

MOST_WORDS = 24
MOST_ANSWER_WORDS = 250

Ints = NDArray[np.int32]


class Row(IntEnum):
    """Which part of an entry a line of words comes from."""

    PHRASING = 0
    TITLE = 1
    ACRONYM = 2
    ENGLISH = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """An entry in words, before they have numbers."""

    entry: Entry
    rows: tuple[tuple[Row, list[Term]], ...]
    answer: list[Term]
    subject: list[Term]

    def terms(self) -> Iterator[Term]:
        """Every term the entry uses."""
        for _, line in self.rows:
            yield from line
        yield from self.answer
        yield from self.subject


@dataclass(frozen=True, slots=True)
class Compiled:
    """An entry in numbers of terms, with what else a search asks of it."""

    entry: Entry
    rows: tuple[Ints, ...]
    kinds: tuple[Row, ...]
    answer: Ints
    subject: Ints
    aspects: dict[str, float]
    keys: frozenset[int]
    acronyms: frozenset[str]
    marks: guards.Marks
    shouted: frozenset[str]


def spoken(entry: Entry, known: frozenset[str], vocabulary: Vocabulary) -> Spoken:
    """An entry in words; ``known`` are spellings that the knowledge base uses as words of their own."""

    def terms(text: str, most: int) -> list[Term]:
        return vocabulary.terms_of(resolved(raw_words(text), known)[:most])

    lines = [(kind, line) for kind, text in _texts(entry) if (line := terms(text, MOST_WORDS))]
    if all(kind is Row.ENGLISH for kind, _ in lines):
        lines.insert(0, (Row.TITLE, [PADDING]))
    return Spoken(
        entry=entry,
        rows=tuple(lines),
        answer=list(dict.fromkeys(terms(entry.answer, MOST_ANSWER_WORDS))),
        subject=terms(entry.object or entry.title, MOST_WORDS),
    )


def compiled(said: Spoken, vocabulary: Vocabulary) -> Compiled:
    """An entry in the numbers of a vocabulary that holds all its terms."""

    def numbers(terms: list[Term]) -> Ints:
        return np.array([vocabulary.numbers[term] for term in terms], dtype=np.int32)

    entry = said.entry
    own = [[word for word, _ in line] for kind, line in said.rows if kind is not Row.ENGLISH]
    return Compiled(
        entry=entry,
        rows=tuple(numbers(line) for _, line in said.rows),
        kinds=tuple(kind for kind, _ in said.rows),
        answer=numbers(said.answer),
        subject=numbers(said.subject),
        aspects=aspects.profile(entry.attribute, own),
        keys=frozenset(
            hash(key(text)) for kind, text in _texts(entry) if kind is not Row.ACRONYM and _says_enough(text)
        ),
        acronyms=acronyms_of(entry),
        marks=guards.marks_of_entry(entry),
        shouted=frozenset().union(*(shouted(text) for _, text in _texts(entry))),
    )


def known_words(entry: Entry) -> frozenset[str]:
    """The spellings an entry uses, which chat spellings must not rewrite."""
    texts = (entry.title, entry.object, *entry.phrasings, *entry.acronyms)
    return frozenset(word for text in texts for word in raw_words(text))


def _texts(entry: Entry) -> Iterator[tuple[Row, str]]:
    title = key(entry.title)
    yield Row.TITLE, entry.title
    yield from ((Row.PHRASING, text) for text in entry.phrasings if key(text) != title)
    yield from ((Row.ACRONYM, acronym) for acronym in entry.acronyms)
    yield from ((Row.ENGLISH, text) for text in entry.phrasings_en)


def _says_enough(text: str) -> bool:
    """A single word is no phrasing: a title of one word must not count as the question asked."""
    return len(raw_words(text)) > 1
