"""Leftovers: the words of a question that nothing accounts for. One that narrows what is asked is never left out silently."""

from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz, process

from core.language.spelling import ordinary_words
from knowledge.statistics.reading.tokens import Token, known_words, listed, understood_words

_ENDINGS = ("nya", "ne", "e", "an", "kah", "lah")
_BREAKS = frozenset({",", "?"})
_PURPOSE = frozenset("untuk buat demi guna karena soalnya".split())
_AGE = frozenset("tahun th ke keatas".split())
_ALIKE = 80


def narrowing(tokens: Sequence[Token], accounted: frozenset[int], named: frozenset[int], *, by_purpose: bool) -> str:
    """The first word that may make the question a narrower one: "penduduk Klaten yang difabel" is not "penduduk Klaten".

    ``accounted`` are the words of indicators, places and periods; ``named`` those of the first two, where the question
    proper begins. A word that parts people or things counts wherever it stands, and so does a word nobody knows. An
    everyday word counts behind the first name in its clause, unless it says what the figure is wanted for.
    """
    begun, purpose = False, False
    for index, token in enumerate(tokens):
        if index in accounted:
            begun = begun or index in named
            purpose = purpose and index not in named
            continue
        if token.word in _BREAKS:
            begun, purpose = False, False
            continue
        purpose = purpose or (by_purpose and begun and token.word in _PURPOSE)
        if _parts(token.word) or _is_age(tokens, index):
            return token.raw or token.word
        if _is_harmless(token.word) or not token.word.isalpha() or len(token.word) < 3:
            continue
        if token.word not in ordinary_words() or (begun and not purpose):
            return token.raw or token.word
    return ""


def _parts(word: str) -> bool:
    return any(stem in parting_words() for stem in _stems(word))


def _is_age(tokens: Sequence[Token], index: int) -> bool:
    """ "60 tahun ke atas": a number that is no year is an age."""
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    word = tokens[index].word
    return word.isdigit() and len(word) <= 2 and following in _AGE


def _is_harmless(word: str) -> bool:
    harmless = known_words() | understood_words() | harmless_words()
    if any(stem in harmless for stem in _stems(word)):
        return True
    if len(word) < 4 or word in ordinary_words():
        return False
    return process.extractOne(word, harmless, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def _stems(word: str) -> list[str]:
    return [
        word,
        *(word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2),
    ]


@cache
def parting_words() -> frozenset[str]:
    """Words that part people and things: by age, schooling, faith, work, town and country."""
    return frozenset(word for line in listed("parts") for word in line.split())


@cache
def harmless_words() -> frozenset[str]:
    """Words of stories and talk around a question, which change nothing of it."""
    return frozenset(word for line in listed("around") for word in line.split())


@cache
def around_words() -> frozenset[str]:
    """Every word of these lists: none of them is a place."""
    return parting_words() | harmless_words() | abroad()


@cache
def abroad() -> frozenset[str]:
    """Countries and parts of the world: no figures of them are here."""
    return frozenset(word for line in listed("abroad") for word in line.split())
