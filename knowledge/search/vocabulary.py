"""The words of a knowledge base as numbers, and what any asked word resembles among them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.language.fuzzy import Lexicon
from core.language.spelling import english, english_forms, is_ordinary, little_words, ordinary_words, spellings
from core.language.stems import bare, stem, stems
from knowledge.search.concepts import Concepts, Kind, Marks, kind_of

Term = tuple[str, Marks]
Reading = tuple[str, float, str]

PADDING: Term = ("", frozenset())
LITTLE = 0.1
LONG_ROOT = 6
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one asked word resembles: numbers of terms, how much (0 to 1, rising) and in which way."""

    terms: tuple[int, ...]
    values: tuple[float, ...]
    ways: tuple[str, ...]
    share: float
    kind: str


@dataclass(frozen=True, slots=True)
class Worth:
    """How much a likeness of each kind is worth, 0 to 1."""

    bare: float = 0.97
    alias: float = 0.95
    stem: float = 0.85
    synonym: float = 0.8
    related: float = 0.5
    english: float = 0.8
    spelling: float = 0.95

    def of(self, kind: Kind) -> float:
        """What it is worth that two words are of one group."""
        return {Kind.ALIAS: self.alias, Kind.SYNONYM: self.synonym, Kind.RELATED: self.related}[kind]


WORTH = Worth()


class Vocabulary:
    """Terms (a word, with the longer terms it is part of) and their numbers. Immutable; it grows by a larger copy."""

    def __init__(self, terms: Sequence[Term], concepts: Concepts, worth: Worth = WORTH) -> None:
        self.concepts, self.worth = concepts, worth
        self.terms: tuple[Term, ...] = (PADDING, *(term for term in terms if term != PADDING))
        self.numbers = {term: number for number, term in enumerate(self.terms)}
        self._of_word: dict[str, list[int]] = {}
        self._of_root: dict[str, list[int]] = {}
        self._of_mark: dict[int, list[int]] = {}
        for number, (word, marks) in enumerate(self.terms):
            self._file(number, word, marks)
        self.lexicon = Lexicon({*self._of_word, *_general_words(), *concepts.words})
        self._remembered: dict[Term, Likeness] = {}

    def __contains__(self, word: object) -> bool:
        return word in self._of_word

    def words(self) -> Iterable[str]:
        """Every word that an entry uses."""
        return self._of_word.keys()

    def extended(self, terms: Iterable[Term]) -> "Vocabulary":
        """This vocabulary, or a larger one where there are new terms; numbers in use keep their meaning."""
        new = list(dict.fromkeys(term for term in terms if term not in self.numbers))
        return Vocabulary([*self.terms, *new], self.concepts, self.worth) if new else self

    def meaning(self, concepts: Concepts) -> "Vocabulary":
        """The same terms under the same numbers, with other words that mean the same."""
        return Vocabulary(self.terms, concepts, self.worth)

    def terms_of(self, spoken: Sequence[str]) -> list[Term]:
        """The words of a text with the longer terms they are part of."""
        return list(zip(spoken, self.concepts.of_runs(spoken), strict=True))

    def likeness(self, term: Term) -> Likeness:
        """What an asked word resembles."""
        found = self._remembered.get(term)
        if found is None:
            found = self._compare(term)
            if len(self._remembered) < REMEMBERED:
                self._remembered[term] = found
        return found

    def _file(self, number: int, word: str, marks: Marks) -> None:
        self._of_word.setdefault(word, []).append(number)
        if _is_little(word):
            return
        for root in _roots(word):
            self._of_root.setdefault(root, []).append(number)
        for mark in marks | self.concepts.of_word(word):
            self._of_mark.setdefault(mark, []).append(number)

    def _compare(self, term: Term) -> Likeness:
        word, marks = term
        readings = list(self._readings(word))
        found: dict[int, tuple[float, str]] = {}
        for number, value, way in self._meetings(readings, marks):
            if value > found.get(number, (0.0, ""))[0]:
                found[number] = value, way
        rising = sorted(found.items(), key=lambda item: item[1][0])
        return Likeness(
            terms=tuple(number for number, _ in rising),
            values=tuple(value for _, (value, _) in rising),
            ways=tuple(way for _, (_, way) in rising),
            share=little_words().get(_likeliest_reading(readings), 1.0),
            kind=self._kind(word),
        )

    def _kind(self, word: str) -> str:
        if word in self._of_word:
            return "known"
        if word.isdigit():
            return "number"
        return "ordinary" if is_ordinary(word) or is_ordinary(stem(word)) else "strange"

    def _readings(self, word: str) -> Iterator[Reading]:
        """The words an asked word may stand for, and how surely."""
        yield word, 1.0, "exact"
        for base in english_forms(word):
            if base != word and base in self._of_word:
                yield base, self.worth.bare, "stem"
            for meaning in english().get(base, ()):
                yield meaning, self.worth.english, "synonym"
        if word in self._of_word or word.isdigit():
            return
        if is_ordinary(word) or word in self.concepts.words or bare(word) in self._of_word:
            return
        nearest = self.lexicon.near(word)
        for near in nearest:
            surely = self.worth.spelling * near.likeness * (near.likeness / nearest[0].likeness)
            for meaning in spellings().get(near.word, (near.word,)):
                yield meaning, surely, near.how

    def _meetings(self, readings: Sequence[Reading], marks: Marks) -> Iterator[tuple[int, float, str]]:
        """The terms that readings of an asked word meet, how much and how."""
        for word, surely, way in readings:
            for number in self._of_word.get(word, ()):
                yield number, surely, way
            if _is_little(word):
                continue
            for root in _roots(word):
                worth = self.worth.bare if root == bare(word) else self.worth.stem
                for number in self._of_root.get(root, ()):
                    yield number, surely * worth, "stem" if way == "exact" else way
            own = marks if way == "exact" else frozenset()
            for mark in self.concepts.of_word(word) | own:
                worth = surely * self.worth.of(kind_of(mark))
                for number in self._of_mark.get(mark, ()):
                    yield number, worth, "synonym"


def _general_words() -> set[str]:
    return {*ordinary_words(), *(spelling for spelling in spellings() if len(spelling) > 3)}


def _is_little(word: str) -> bool:
    return little_words().get(word, 1.0) < LITTLE


def _roots(word: str) -> set[str]:
    """The word without clitics, its likeliest root, and the longer of the other readings."""
    first, *others = stems(word)
    return {bare(word), first, *(root for root in others if len(root) >= LONG_ROOT)}


def _likeliest_reading(readings: Sequence[Reading]) -> str:
    """The word that an asked word most likely is: itself, unless it is a misspelling of another."""
    return next((word for word, _, way in readings if way in {"spelling", "letters"}), readings[0][0])
