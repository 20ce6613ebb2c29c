"""Chat spellings, Javanese and English words, and the Indonesian words they stand for; the ordinary words of the language."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"

Meaning = tuple[str, ...]


def resolve(spelled: Sequence[str], known: Container[str] = frozenset()) -> list[str]:
    """Words with chat and Javanese spellings resolved; an ambiguous spelling that is ``known`` stays as it is."""
    certain, doubtful, pairs = _certain(), _doubtful(), _pairs()
    found: list[str] = []
    place = 0
    while place < len(spelled):
        pair = pairs.get((spelled[place], spelled[place + 1])) if place + 1 < len(spelled) else None
        if pair is not None:
            found.extend(pair)
            place += 2
            continue
        word = spelled[place]
        meaning = certain.get(word) or (doubtful.get(word) if word not in known else None)
        found.extend(meaning or (word,))
        place += 1
    return found


def english() -> Mapping[str, Meaning]:
    """English words a citizen may mix in, and the Indonesian words they stand for."""
    return _english()


def english_forms(word: str) -> tuple[str, ...]:
    """An English word and what it may be without its ending; nothing for words that look Indonesian."""
    if word in _english():
        return (word,)
    ends = (end for end in ("'s", "s", "es", "ed", "d", "ing", "ly") if word.endswith(end))
    return tuple(word[: -len(end)] for end in ends if word[: -len(end)] in _english())


def spellings() -> Mapping[str, Meaning]:
    """Every certain chat spelling and what it stands for."""
    return _certain()


def is_ordinary(word: str) -> bool:
    """Whether a word is a correctly spelled word of everyday Indonesian."""
    return word in ordinary_words()


@cache
def ordinary_words() -> frozenset[str]:
    """The everyday words of Indonesian, little words among them."""
    listed = {word for line in _lines("common_words.txt") for word in line.split()}
    return frozenset(listed | set(little_words()))


@cache
def little_words() -> Mapping[str, float]:
    """Words that say little about the subject of a question, and the share of their weight that counts."""
    shares: dict[str, float] = {}
    share = 1.0
    for line in _lines("words_of_little_weight.txt"):
        if line.startswith("["):
            share = float(line.strip("[]"))
            continue
        for word in line.split():
            shares.setdefault(word, share)
    return MappingProxyType(shares)


@cache
def _certain() -> Mapping[str, Meaning]:
    return MappingProxyType({s: m for s, m, sure in _entries() if sure and "_" not in s})


@cache
def _doubtful() -> Mapping[str, Meaning]:
    return MappingProxyType({s: m for s, m, sure in _entries() if not sure})


@cache
def _pairs() -> Mapping[tuple[str, str], Meaning]:
    return MappingProxyType({(s.split("_")[0], s.split("_")[1]): m for s, m, _ in _entries() if "_" in s})


@cache
def _english() -> Mapping[str, Meaning]:
    meanings: dict[str, Meaning] = {}
    for spelled, meaning, _ in _table("english.txt"):
        meanings[spelled] = tuple(dict.fromkeys((*meanings.get(spelled, ()), *meaning)))
    return MappingProxyType(meanings)


def _entries() -> Iterator[tuple[str, Meaning, bool]]:
    yield from _table("javanese.txt")
    yield from _table("chat.txt")


def _table(name: str) -> Iterator[tuple[str, Meaning, bool]]:
    """Lines "spellings = meaning", or "?=" for spellings that are also something else."""
    for line in _lines(name):
        left, _, right = line.partition("=")
        for spelled in left.rstrip("? ").split():
            yield spelled, tuple(right.split()), not left.rstrip().endswith("?")


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()
