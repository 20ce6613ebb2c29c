"""Groups of words that mean the same, or point to the same subject, laid over the words of a text."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path

from core.language.normalise import words
from core.language.stems import bare, stem, stems

DATA = Path(__file__).parent / "data"

Group = tuple[str, ...]
Marks = frozenset[int]

NONE: Marks = frozenset()
REMEMBERED = 50_000
_STEP = 100_000


@cache
def default_synonyms() -> tuple[Group, ...]:
    """The house's own synonym groups of the public service."""
    return _groups("synonyms.txt")


@cache
def aliases() -> tuple[Group, ...]:
    """Groups of names for one and the same thing: acronyms and what they stand for."""
    return _groups("aliases.txt")


@cache
def related_words() -> tuple[Group, ...]:
    """Groups of words that belong to one subject without meaning the same."""
    return _groups("related.txt")


def _groups(name: str) -> tuple[Group, ...]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(term.strip() for term in line.split(",")) for line in lines if line and not line.startswith("#"))


class Kind(IntEnum):
    """How near the terms of a group are: one and the same thing, the same meaning, or only the same subject."""

    ALIAS = 0
    SYNONYM = 1
    RELATED = 2


def kind_of(mark: int) -> Kind:
    """The kind of group a mark stands for."""
    return Kind(mark // _STEP)


class Concepts:
    """Looks up which groups a word or a run of words belongs to. Immutable."""

    def __init__(
        self, synonyms: Iterable[Iterable[str]], *, with_house_words: bool = True, before: "Concepts | None" = None
    ) -> None:
        self._single: dict[str, set[int]] = {}
        self._runs: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._remembered: dict[str, Marks] = {}
        self.words: set[str] = set()
        self._with_house_words = with_house_words
        self._next: int = before._next if before else Kind.SYNONYM * _STEP
        self._synonyms: dict[Group, int] = self._numbered(synonyms, before._synonyms if before else {})
        for group, number in self._synonyms.items():
            self._learn_group(_terms(group), number)
        for kind, groups in ((Kind.ALIAS, aliases()), (Kind.RELATED, related_words())) if with_house_words else ():
            for number, group in enumerate(groups, start=kind * _STEP):
                self._learn_group(_terms(group), number)

    def changed(self, synonyms: Iterable[Iterable[str]]) -> "Concepts":
        """These groups with other synonyms. A group that stays keeps its number, and no number is given twice."""
        return Concepts(synonyms, with_house_words=self._with_house_words, before=self)

    def differing_runs(self, other: "Concepts") -> set[tuple[str, ...]]:
        """The longer terms, their words bare, that only one of the two knows: texts without them read the same."""
        groups = self._synonyms.keys() ^ other._synonyms.keys()
        return {tuple(bare(word) for word in term) for group in groups for term in _terms(group) if len(term) > 1}

    def _numbered(self, synonyms: Iterable[Iterable[str]], kept: Mapping[Group, int]) -> dict[Group, int]:
        numbers: dict[Group, int] = {}
        for group in map(tuple, synonyms):
            if group not in kept and group not in numbers:
                self._next += 1
            numbers.setdefault(group, kept.get(group, self._next))
        return numbers

    def _learn_group(self, terms: Sequence[tuple[str, ...]], number: int) -> None:
        for term in terms:
            self._learn(term, number)
            if len(term) == 2 and "tidak" not in term:
                self._learn(term[::-1], number)
        for root in _shared_roots(terms):
            self._single.setdefault(root, set()).add(number)

    def _learn(self, term: tuple[str, ...], number: int) -> None:
        self.words.update(term)
        if len(term) == 1:
            for form in {term[0], bare(term[0])}:
                self._single.setdefault(form, set()).add(number)
        elif term:
            self._runs.setdefault(bare(term[0]), []).append((tuple(bare(word) for word in term), number))

    def of_word(self, word: str) -> Marks:
        """The groups a single word belongs to, by itself or by its stem."""
        marks = self._remembered.get(word)
        if marks is None:
            known = next((form for form in (word, bare(word), *stems(word)) if form in self._single), None)
            marks = frozenset(self._single[known]) if known else NONE
            if len(self._remembered) < REMEMBERED:
                self._remembered[word] = marks
        return marks

    def of_runs(self, spoken: Sequence[str]) -> list[Marks]:
        """For each word of a text, the groups of the longer terms it is part of."""
        marks: list[set[int]] = [set() for _ in spoken]
        plain = [bare(word) for word in spoken]
        for start, word in enumerate(plain):
            for term, number in self._runs.get(word, ()):
                if tuple(plain[start : start + len(term)]) == term:
                    for place in range(start, start + len(term)):
                        marks[place].add(number)
        return [frozenset(found) if found else NONE for found in marks]


def _terms(group: Group) -> list[tuple[str, ...]]:
    return [tuple(words(term)) for term in group]


def _shared_roots(terms: Sequence[tuple[str, ...]]) -> set[str]:
    """The roots that at least two words of a group have in common: "aduan" and "mengadu" speak for "adu"."""
    roots = [stem(term[0]) for term in terms if len(term) == 1]
    return {root for root in roots if roots.count(root) > 1}
