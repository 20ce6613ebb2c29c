"""What is asked about a thing: its requirements, cost, duration, place, hours, meaning ... read from the words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from core.language.normalise import words
from core.language.stems import bare

DATA = Path(__file__).parent / "data" / "aspects.txt"
GIVEN = 0.6

Pattern = tuple[str, ...]


def aspects(spoken: Sequence[str]) -> frozenset[str]:
    """The aspects a text asks for."""
    return frozenset(name for _, name in _walked(spoken) if name)


def subject(spoken: Sequence[str]) -> list[str]:
    """The words of a text that ask for no aspect: what the question is about."""
    return [word for said, name in _walked(spoken) if not name for word in said]


def profile(attribute: str, texts: Iterable[Sequence[str]]) -> dict[str, float]:
    """How much of an entry is about each aspect, 0 to 1: by its own attribute, else by what its phrasings ask."""
    seen = [aspects(text) for text in texts]
    shares = {name: sum(name in found for found in seen) / len(seen) for name in frozenset().union(*seen)}
    if attribute:
        shares[attribute] = max(shares.get(attribute, 0.0), GIVEN)
    return shares


def _walked(spoken: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """A text in pieces: the words of a pattern with its aspect, other words one by one with none."""
    plain = [bare(word) for word in spoken]
    place = 0
    while place < len(plain):
        length, name = _met(plain, place)
        yield spoken[place : place + length], name
        place += length


def _met(plain: Sequence[str], place: int) -> tuple[int, str]:
    """How many words from here are a pattern, and of which aspect."""
    for pattern, name in _patterns().get(plain[place], ()):
        if tuple(plain[place : place + len(pattern)]) == pattern:
            return len(pattern), name
    return 1, ""


@cache
def _patterns() -> Mapping[str, tuple[tuple[Pattern, str], ...]]:
    """The patterns of all aspects by their first word, longest first."""
    table: dict[str, list[tuple[Pattern, str]]] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        name, _, terms = line.partition("=")
        for term in terms.split(",") if terms and not line.startswith("#") else ():
            pattern = tuple(bare(word) for word in words(term))
            table.setdefault(pattern[0], []).append((pattern, name.strip()))
    return {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in table.items()}
