"""Numbers, years, places, offices and articles that differ between question and entry forbid an automatic answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.language.normalise import considered
from core.places.gazetteer import Level, gazetteer
from knowledge.search.entries import Entry

LONGEST_NAME = 3

_LAW = re.compile(
    r"\b(?:uu|pp|perda|perbup|perki|perpres|permen\w*|undang[ -]undang|peraturan \w+)\s+(?:no\.?|nomor)?\s*(\d+)"
    r"(?:\s*/\s*|\s+tahun\s+|\s+th\s+|\s+)((?:19|20)\d\d)\b"
)
_ARTICLE = re.compile(r"\bpasal\s+(\d+)")
_LETTER = re.compile(r"\bhuruf\s+([a-z])\b")
_YEAR = re.compile(r"(?<![\d.,/])((?:19|20)\d\d)(?![\d.,/]*\d)")
_CODE = re.compile(r"\b([a-z]{1,3})(\d)\b")
_OFFICE = re.compile(r"\b(kemen(?!terian)[a-z]{2,}|kementerian\s+[a-z]+|pemprov|pemkot|polda|mabes)\b")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Marks:
    """What in a text must not be confused with another of its kind."""

    laws: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()


def marks_of(text: str) -> Marks:
    """The laws, articles, years, codes, places and other offices that a text names."""
    low = considered(text).lower()
    laws = frozenset(f"{number}/{year}" for number, year in _LAW.findall(low))
    rest = _LAW.sub(" ", low)
    return Marks(
        laws=laws,
        articles=frozenset(_ARTICLE.findall(low)),
        letters=frozenset(_LETTER.findall(low)),
        years=frozenset(_YEAR.findall(rest)),
        codes=frozenset("".join(code) for code in _CODE.findall(rest)),
        places=places_in(_WORD.findall(rest)),
        offices=frozenset(_OFFICE.findall(low)),
    )


def marks_of_entry(entry: Entry) -> Marks:
    """Everything an entry names, in its title, its phrasings and its answer."""
    found = [marks_of(text) for text in (entry.title, *entry.phrasings, *entry.phrasings_en, *_pieces(entry.answer))]
    return Marks(*(frozenset().union(*(getattr(each, name) for each in found)) for name in Marks.__dataclass_fields__))


def differ(asked: Marks, known: Marks, home: frozenset[str], *, points_away: bool = False) -> bool:
    """Whether a question names something of its own that the entry does not: then a person, or the asker, decides.

    Another office may be named where the entry only points to the office that is responsible (``points_away``).
    """
    return bool(
        asked.laws - known.laws
        or asked.articles - known.articles
        or (asked.letters - known.letters and known.letters)
        or (asked.years - known.years and not asked.laws)
        or any(code not in known.codes and _same_kind(code, known.codes) for code in asked.codes)
        or asked.places - known.places - home
        or (asked.offices - known.offices and not points_away)
    )


def places_in(spoken: Sequence[str]) -> frozenset[str]:
    """The provinces, kabupaten and kota that a text names; a name that is an ordinary word needs its level before it."""
    names = _names()
    found: set[str] = set()
    for start in range(len(spoken)):
        for length in range(LONGEST_NAME, 0, -1):
            name = " ".join(spoken[start : start + length])
            if name in names and (name not in _ALSO_WORDS or (start and spoken[start - 1] in _LEVELS)):
                found.add(name)
                break
    return frozenset(found)


_ALSO_WORDS = frozenset(
    "banjar batang batu buru demak ende karo kaur landak lebak malang metro padang pati puncak serang".split()
)
_NICKNAMES = frozenset({"jogja", "yogya", "solo", "jakarta"})
_LEVELS = frozenset({"kabupaten", "kab", "kota", "provinsi", "prov"})


@cache
def _names() -> frozenset[str]:
    levels = {Level.PROVINSI, Level.KABKOTA}
    listed = (name for name, places in gazetteer().by_name.items() if any(place.level in levels for place in places))
    return _NICKNAMES.union(listed)


def _same_kind(code: str, known: frozenset[str]) -> bool:
    return any(other.rstrip("0123456789") == code.rstrip("0123456789") for other in known)


def _pieces(text: str, size: int = 1500) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]
