"""Areas: the kecamatan and desa of the office's own region that a text names, and whether two texts are elsewhere."""

import re
from functools import lru_cache

from core.places.gazetteer import Level, gazetteer

_WORD = re.compile(r"[a-z']+|[.,;:!?]")
_MOST_WORDS = 3
_COMMON = frozenset({"jalan", "pasar", "kali", "jembatan", "taman", "jambu", "kota", "tengah", "utara", "selatan"})


@lru_cache(maxsize=4096)
def areas_in(text: str, home_code: str) -> frozenset[str]:
    """The codes of every kecamatan and desa of the region that is named; of one name there may be several."""
    if not home_code:
        return frozenset()
    said, found, start = _WORD.findall(text.lower()), set[str](), 0
    while start < len(said):
        length, codes = _longest(said, start, home_code)
        found |= codes
        start += length
    return frozenset(found)


def _longest(said: list[str], start: int, home_code: str) -> tuple[int, set[str]]:
    for length in range(_MOST_WORDS, 0, -1):
        name = " ".join(said[start : start + length])
        if name in _COMMON:
            continue
        codes = {
            place.code
            for place in gazetteer().by_name.get(name, ())
            if place.level in {Level.KECAMATAN, Level.DESA} and place.code.startswith(f"{home_code}.")
        }
        if codes:
            return length, codes
    return 1, set()


def are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do both say where, and never the same place or one inside the other?"""
    if not one or not other:
        return False
    return not any(_touch(mine, yours) for mine in one for yours in other)


def _touch(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
