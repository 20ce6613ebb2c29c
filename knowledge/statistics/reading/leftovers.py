"""Leftovers: the words of a question that nothing accounts for. One that narrows what is asked is never left out silently."""

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz, process

from core.language.spelling import ordinary_words
from knowledge.statistics.reading.tokens import Token, known_words, listed, understood_words

_ENDINGS = ("nya", "ne", "e", "an", "kah", "lah")
_BREAKS = frozenset({",", "?"})
_PURPOSE = frozenset("untuk buat demi guna karena soalnya".split())
_PURPOSES = frozenset(
    "tugas pr skripsi tesis disertasi makalah laporan presentasi lomba sidang rapat proposal artikel berita penelitian riset "
    "keperluan bahan kantor kuliah kerjaan pekerjaan kajian analisis pembelajaran belajar".split()
)
_MIXED = re.compile(r"(?!km2|m2|p[012])[a-z]+\d{2,}|\d+[a-z]+\d+")
_VILLAGES = frozenset("desa kampung kelurahan kecamatan dusun".split())
_AGE = frozenset("tahun th ke keatas".split())
_ALIKE = 80


def narrowing(tokens: Sequence[Token], accounted: frozenset[int], named: frozenset[int]) -> str:
    """The first word that may make the question a narrower one: "penduduk Klaten yang difabel" is not "penduduk Klaten".

    ``accounted`` are the words of indicators, places and periods; ``named`` those of the first two, where the question
    proper begins. A word that parts people or things counts wherever it stands; any other word that nothing accounts
    for counts behind the first name in its clause, unless it says what the figure is wanted for ("untuk tugas anak").
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
        purpose = purpose or _says_purpose(tokens, index)
        if (
            _parts(token.word)
            or token.raw in parting_words()
            or _is_age(tokens, index)
            or _is_countryside(tokens, index)
        ):
            return token.raw or token.word
        if begun and not purpose and _is_content(token.word):
            return token.raw or token.word
    return ""


def _says_purpose(tokens: Sequence[Token], index: int) -> bool:
    following = {token.word for token in tokens[index + 1 : index + 4]}
    return tokens[index].word in _PURPOSE and bool(following & _PURPOSES)


def _is_content(word: str) -> bool:
    if _MIXED.fullmatch(word):
        return True
    return word.isalpha() and len(word) >= 3 and not _is_harmless(word)


def _parts(word: str) -> bool:
    return any(stem in parting_words() for stem in _stems(word))


def _is_age(tokens: Sequence[Token], index: int) -> bool:
    """ "60 tahun ke atas": a number that is no year is an age."""
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    word = tokens[index].word
    return word.isdigit() and len(word) <= 2 and following in _AGE


def _is_countryside(tokens: Sequence[Token], index: int) -> bool:
    """ "Kemiskinan di desa": no village is named, so those of all villages are meant; "per km2" is a density."""
    if tokens[index].word in {"km2", "km", "kilometer"} and index > 0 and tokens[index - 1].word == "per":
        return True
    return tokens[index].word in _VILLAGES and index > 0 and tokens[index - 1].word in {"di", "daerah", "wilayah"}


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
