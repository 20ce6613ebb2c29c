"""Figures: recognises a question about a number the office has no table for yet, so that none is ever guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from core.language.normalise import words

_FILE = Path(__file__).parent / "starter" / "indikator.yaml"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COUNTING = frozenset(
    "berapa jumlah angka data persen persentase tingkat total banyak nilai besar terbaru terakhir statistik how many much "
    "rate number figure latest pinten piro".split()
)
_MEANING = frozenset(
    "apa arti artinya pengertian maksud definisi dimaksud rumus menghitung dihitung cara baca membaca".split()
)
_LEVELS = frozenset("kecamatan desa kelurahan kabupaten kota dusun rw rt district village subdistrict".split())
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A question about a figure: which one if it was said, for which year and down to which level."""

    indicator: str | None
    year: str | None
    level: str | None
    asks_number: bool


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every way to say an indicator, in the words a message is read as, and the indicator's name."""
    with _FILE.open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)
    return {" ".join(words(phrase)): row["name"] for row in rows for phrase in [*row["synonyms"], row["name"]]}


def figure_question(said: Sequence[str], text: str) -> FigureQuestion | None:
    """What a message asks of figures; None when it asks of none."""
    indicator, years = _indicator(said), _YEAR.findall(text[:500])
    spoken = set(said)
    level = next((word for word in said if word in _LEVELS), None)
    asks_number = bool(spoken & _COUNTING or years) and not (spoken & _MEANING and not spoken & {"berapa", "jumlah"})
    if indicator is None and not years and level is None:
        return None
    return FigureQuestion(indicator, years[0] if years else None, level, asks_number)


def _indicator(said: Sequence[str]) -> str | None:
    names = _names()
    for length in range(min(_LONGEST, len(said)), 0, -1):
        for start in range(len(said) - length + 1):
            name = names.get(" ".join(said[start : start + length]))
            if name is not None:
                return name
    return None
