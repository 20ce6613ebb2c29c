"""Cells of a table of figures: numbers as BPS writes them, the signs beside them, and periods in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from knowledge.statistics.models import FigureStatus

LARGEST = Decimal(10) ** 15
_PLACES = Decimal("0.00000001")


class Style(StrEnum):
    """Which sign parts the decimals: 12,33 or 12.33."""

    COMMA = "koma"
    POINT = "titik"


class Nothing(StrEnum):
    """Why a cell holds no figure, in the signs of BPS."""

    BLANK = "kosong"
    NONE = "tidak_ada"
    NOT_YET = "belum_tersedia"
    NOT_SHOWN = "tidak_dapat_ditampilkan"


_SIGNS = {
    "": Nothing.BLANK,
    "-": Nothing.NONE,
    "–": Nothing.NONE,
    "—": Nothing.NONE,
    "...": Nothing.NOT_YET,
    "…": Nothing.NOT_YET,
    "..": Nothing.NOT_YET,
    "na": Nothing.NOT_SHOWN,
    "n.a": Nothing.NOT_SHOWN,
    "n.a.": Nothing.NOT_SHOWN,
    "n/a": Nothing.NOT_SHOWN,
    "#n/a": Nothing.NOT_SHOWN,
    "x": Nothing.NOT_SHOWN,
}
_MARKS = {
    "*": FigureStatus.SEMENTARA,
    "**": FigureStatus.SANGAT_SEMENTARA,
    "***": FigureStatus.SANGAT_SEMENTARA,
    "e": FigureStatus.SEMENTARA,
    "r": FigureStatus.REVISI,
}
STATUS_WORDS = {
    "tetap": FigureStatus.TETAP,
    "angka tetap": FigureStatus.TETAP,
    "terbit": FigureStatus.TETAP,
    "sementara": FigureStatus.SEMENTARA,
    "angka sementara": FigureStatus.SEMENTARA,
    "sangat sementara": FigureStatus.SANGAT_SEMENTARA,
    "angka sangat sementara": FigureStatus.SANGAT_SEMENTARA,
    "sangat_sementara": FigureStatus.SANGAT_SEMENTARA,
    "revisi": FigureStatus.REVISI,
    "angka revisi": FigureStatus.REVISI,
    **_MARKS,
}
_MARKED = re.compile(r"^(?P<number>.*\d)\s*(?P<mark>\*{1,3}|[re])?(?:\s+\d\))?$", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"^-?\d[\d.,]*$", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d{3})")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: a value, or why there is none, or (both missing) something that is no number."""

    value: Decimal | None = None
    status: FigureStatus | None = None
    nothing: Nothing | None = None


def read(cell: Any, style: Style) -> Cell:
    """A cell of figures. A number of a workbook is taken as it stands; text is read with the column's separators."""
    if isinstance(cell, int | float):
        return Cell(Decimal(repr(cell)).quantize(_PLACES)) if abs(cell) < LARGEST else Cell()
    text, status = _parted(str(cell))
    if text.lower() in _SIGNS:
        return Cell(nothing=_SIGNS[text.lower()])
    if not _NUMBER.match(text) or not fits(text, style):
        return Cell()
    plain = text.replace(".", "").replace(",", ".") if style is Style.COMMA else text.replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return Cell()
    return Cell(value, status) if abs(value) < LARGEST else Cell()


def _parted(text: str) -> tuple[str, FigureStatus | None]:
    """A number and the mark of its firmness beside it: "12,33*" is provisional."""
    text = _BETWEEN_DIGITS.sub("", text.strip().replace("\u2212", "-"))
    found = _MARKED.match(text)
    if found is None:
        return text, None
    return found["number"].strip(), _MARKS.get((found["mark"] or "").lower())


def fits(text: str, style: Style) -> bool:
    """Can this number be written so in this style?"""
    group, part = (".", ",") if style is Style.COMMA else (",", ".")
    whole, _, decimals = text.lstrip("-").partition(part)
    if part in decimals or group in decimals:
        return False
    groups = whole.split(group)
    return groups[0] != "" and (len(groups) == 1 or (len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])))


def style_of(cell: Any) -> frozenset[Style]:
    """The styles a cell can be written in: both for 1.234 and for whole numbers, none for what is no number."""
    if isinstance(cell, int | float):
        return frozenset(Style)
    text, _ = _parted(str(cell))
    if not _NUMBER.match(text):
        return frozenset(Style) if text.lower() in _SIGNS else frozenset()
    return frozenset(style for style in Style if fits(text, style))


def has_separator(cell: Any) -> bool:
    """Does reading this cell depend on the style?"""
    return isinstance(cell, str) and bool(re.search(r"\d[.,]\d", cell))


# periods -------------------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        "januari jan january|februari feb pebruari february|maret mar march|april apr|mei may|juni jun june|juli jul july|"
        "agustus agu agt ags aug august|september sep sept|oktober okt oct october|november nov nopember|"
        "desember des dec december".split("|"),
        start=1,
    )
    for name in names.split()
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WORD = re.compile(r"[a-z]+")
_NUMERIC = re.compile(r"^((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.]\d{1,2})?$|^(\d{1,2})[-/]((?:19|20)\d\d)$")


def period_of(cell: Any, year: str = "") -> str:
    """ "2022", "2022-03", "Maret 2022" or "Maret" beside a year, as the tables write periods; "" for anything else."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip().lower()
    found = _NUMERIC.match(text)
    if found:
        said, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return f"{said}-{int(month):02d}" if 1 <= int(month) <= 12 else ""
    years = _YEAR.findall(text) or ([year] if year else [])
    months = month_numbers(text)
    words = [word for word in _WORD.findall(text) if word not in _MONTHS and word not in {"tahun", "th", "bulan"}]
    if len(set(years)) != 1 or len(months) > 1 or words:
        return ""
    return f"{years[0]}-{months[0]:02d}" if months else years[0]


def period_in(header: str) -> str:
    """The period a header speaks of, among other words: "Persentase - Maret 2022" is 2022-03; a month alone is "-03"."""
    years, months = set(_YEAR.findall(header)), month_numbers(header)
    if len(years) > 1 or len(months) > 1:
        return ""
    month = f"-{months[0]:02d}" if months else ""
    return f"{years.pop()}{month}" if years else month


def month_numbers(text: str) -> list[int]:
    """The months named in a text; short names only where they stand as a word."""
    return list(dict.fromkeys(_MONTHS[word] for word in _WORD.findall(text.lower()) if word in _MONTHS))


def styles_of(cells: Iterable[Any]) -> tuple[int, int]:
    """How many cells can only be written with a comma for decimals, and how many only with a point."""
    comma = point = 0
    for cell in cells:
        styles = style_of(cell)
        comma += styles == {Style.COMMA}
        point += styles == {Style.POINT}
    return comma, point
