"""Periods: the times a question names, from "Maret 2024" to "lima tahun terakhir"; nothing is looked up here."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.statistics.reading.tokens import MONTHS, Token

_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "ags": 8, "agu": 8, "agt": 8, "agst": 8, "aug": 8,
    "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "des": 12, "dec": 12, "january": 1, "february": 2, "march": 3,
    "may": 5, "june": 6, "july": 7, "august": 8, "october": 10, "december": 12,
}  # fmt: skip
_NUMBERS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10,
    "loro": 2, "telu": 3, "papat": 4, "limang": 5, "telung": 3, "rong": 2, "patang": 4, "beberapa": 5, "two": 2, "three": 3,
    "five": 5, "kedua": 2, "pertama": 1, "i": 1, "ii": 2, "iii": 3, "iv": 4, "ganjil": 1, "genap": 2,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_Y = r"((?:19|20)\d\d)"
_ANY_MONTH = "|".join(sorted([*MONTHS, *_SHORT_MONTHS], key=len, reverse=True))
_M = rf"({_ANY_MONTH})"
_YEAR_WORD = r"(?:(?:pada |di |per )?tahun )?"
_TO = r"(?:-|sampai(?: dengan)?|hingga|sampe|menuju|until|tekan|ke|to|sd)"
_COUNT = r"(\d{1,2}|" + "|".join(word for word in _NUMBERS if word.isalpha() and len(word) > 2) + r")"


class Span(StrEnum):
    """What sort of time was named."""

    NONE = "none"
    POINTS = "points"
    RANGE = "range"
    LAST = "last"
    LATEST = "latest"
    ALL = "all"
    AGO = "ago"
    BEFORE = "before"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Period:
    """The time a question names. ``points`` are YYYY, YYYY-MM, YYYY-S1 or YYYY-Q3, or MM for a month without year."""

    span: Span = Span.NONE
    points: tuple[str, ...] = ()
    count: int = 0
    unit: str = "tahun"
    is_pair: bool = False

    @property
    def is_said(self) -> bool:
        return self.span is not Span.NONE


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """A period and the places of the words that said it."""

    period: Period
    used: frozenset[int]


def read_period(tokens: Sequence[Token]) -> ReadPeriod:
    """The first time a question names, the most exact way of saying it first."""
    words = [token.word for token in tokens]
    text = " ".join(words)
    for pattern, made in _PATTERNS:
        found = pattern.search(text)
        if found is not None and (period := made(found)) is not None:
            return ReadPeriod(period, _covered(words, found.start(), found.end()))
    return _single_years(words) or _odd_number(words) or ReadPeriod(Period(), frozenset())


def number(word: str) -> int | None:
    """A small number in figures or words."""
    if word.isdigit():
        return int(word)
    return _NUMBERS.get(word)


def _covered(words: Sequence[str], start: int, end: int) -> frozenset[int]:
    covered, place = set(), 0
    for index, word in enumerate(words):
        if place < end and place + len(word) > start:
            covered.add(index)
        place += len(word) + 1
    return frozenset(covered)


def _month(word: str) -> str:
    place = MONTHS.index(word) + 1 if word in MONTHS else _SHORT_MONTHS[word]
    return f"{place:02d}"


def _points(*points: str, pair: bool = False) -> Period:
    return Period(Span.POINTS, points, is_pair=pair)


def _range(first: str, last: str, *, pair: bool = False) -> Period:
    return Period(Span.RANGE, (first, last) if first <= last else (last, first), is_pair=pair)


def _short_end(first: str, last: str) -> Period | None:
    whole = first[:2] + last
    return _range(first, whole) if whole > first else None


def _part(year: str | None, sort: str, word: str) -> Period | None:
    place = _NUMBERS.get(word)
    if place is None or place > (2 if sort == "S" else 4):
        return None
    return _points(f"{year}-{sort}{place}" if year else f"{sort}{place}")


def _last(count: str, unit: str | None) -> Period | None:
    many = number(count)
    return Period(Span.LAST, count=many, unit=(unit or "tahun").strip()) if many and many <= 60 else None


def _ago(count: str) -> Period | None:
    many = number(count)
    return Period(Span.AGO, count=many) if many else None


_Made = Callable[[re.Match[str]], Period | None]
_PATTERNS: tuple[tuple[re.Pattern[str], _Made], ...] = tuple(
    (re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), made)
    for pattern, made in (
        (rf"{_YEAR_WORD}{_Y}\s?an\b", lambda _: Period(Span.UNKNOWN)),
        (r"(?:tahun |era )(?:\d0an|\d0 an)", lambda _: Period(Span.UNKNOWN)),
        (
            rf"(?:dari )?(?:bulan )?{_M} {_YEAR_WORD}{_Y} {_TO} (?:bulan )?{_M} {_YEAR_WORD}{_Y}",
            lambda m: _range(f"{m[2]}-{_month(m[1])}", f"{m[4]}-{_month(m[3])}", pair=" ke " in m[0]),
        ),
        (
            rf"(?:dari )?(?:bulan )?{_M} {_TO} (?:bulan )?{_M} {_YEAR_WORD}{_Y}",
            lambda m: _range(f"{m[3]}-{_month(m[1])}", f"{m[3]}-{_month(m[2])}", pair=" ke " in m[0]),
        ),
        (
            rf"(?:bulan )?{_M} {_YEAR_WORD}{_Y} (?:dan|dengan|sama|dibanding) (?:bulan )?{_M} {_YEAR_WORD}{_Y}",
            lambda m: _points(f"{m[2]}-{_month(m[1])}", f"{m[4]}-{_month(m[3])}", pair=True),
        ),
        (
            rf"(?:bulan )?{_M} (?:dan|dengan|sama) (?:bulan )?{_M} {_YEAR_WORD}{_Y}",
            lambda m: _points(f"{m[3]}-{_month(m[1])}", f"{m[3]}-{_month(m[2])}", pair=True),
        ),
        (
            rf"(?:(?:dari|antara|sejak|mulai|periode|selama) )?{_YEAR_WORD}{_Y} (?:ke|menuju|to) {_YEAR_WORD}{_Y}",
            lambda m: _range(m[1], m[2], pair=True),
        ),
        (
            rf"(?:(?:dari|antara|sejak|mulai|periode|selama) )?{_YEAR_WORD}{_Y} {_TO} {_YEAR_WORD}{_Y}",
            lambda m: _range(m[1], m[2]),
        ),
        (rf"antara {_YEAR_WORD}{_Y} dan {_YEAR_WORD}{_Y}", lambda m: _range(m[1], m[2])),
        (rf"{_Y} - (0[1-9]|1[0-2])", lambda m: _points(f"{m[1]}-{m[2]}")),
        (rf"{_Y} - (\d\d)", lambda m: _short_end(m[1], m[2])),
        (rf"(?:bulan )?(0[1-9]|1[0-2]) - {_Y}", lambda m: _points(f"{m[2]}-{m[1]}")),
        (rf"(?:\d{{1,2}} )?(?:bulan )?{_M} {_YEAR_WORD}{_Y}", lambda m: _points(f"{m[2]}-{_month(m[1])}")),
        (rf"{_Y} (?:bulan )?{_M}", lambda m: _points(f"{m[1]}-{_month(m[2])}")),
        (rf"semester (?:ke )?(\w+) {_YEAR_WORD}{_Y}", lambda m: _part(m[2], "S", m[1])),
        (rf"{_Y} semester (?:ke )?(\w+)", lambda m: _part(m[1], "S", m[2])),
        (rf"(?:triwulan|tw|kuartal|quarter|q) (?:ke )?(\w+) {_YEAR_WORD}{_Y}", lambda m: _part(m[2], "Q", m[1])),
        (rf"q([1-4]) {_YEAR_WORD}{_Y}", lambda m: _part(m[2], "Q", m[1])),
        (rf"{_Y} (?:triwulan|tw|kuartal) (?:ke )?(\w+)", lambda m: _part(m[1], "Q", m[2])),
        (
            rf"(?:dalam |selama )?{_COUNT} (tahun|periode|data|semester|bulan|angka) (?:yang )?"
            r"(?:terakhir|belakangan|terbaru|ke belakang)(?: ini)?",
            lambda m: _last(m[1], m[2]),
        ),
        (rf"(?:terakhir|last) {_COUNT} (tahun|periode|bulan|years)", lambda m: _last(m[1], "tahun")),
        (rf"last {_COUNT} years", lambda m: _last(m[1], "tahun")),
        (rf"(?:sejak|mulai|semenjak|dari) {_YEAR_WORD}{_Y} (?:{_TO} )?(?:sekarang|kini|terbaru|saat ini)",
         lambda m: _range(m[1], "9999")),
        (rf"(?:sejak|mulai|semenjak|since) {_YEAR_WORD}{_Y}", lambda m: _range(m[1], "9999")),
        (r"(?:dari )?tahun (?:demi|ke) tahun|(?:tiap|setiap|saban) (?:tahun|tahunnya)|per tahunnya|"
        r"semua (?:tahun|periode)",
         lambda _: Period(Span.ALL)),
        (rf"{_COUNT} tahun (?:yang )?(?:lalu|sebelumnya|silam|kemarin)", lambda m: _ago(m[1])),
        (r"tahun (?:yang )?(?:lalu|kemarin|silam)|setahun (?:yang )?lalu|last year|tahun wingi",
         lambda _: Period(Span.AGO, count=1)),
        (r"(?:se)?bulan (?:sebelumnya|sebelum itu)", lambda _: Period(Span.BEFORE, count=-1, unit="bulan")),
        (r"bulan (?:berikutnya|sesudahnya|setelahnya|selanjutnya)", lambda _: Period(Span.BEFORE, count=1, unit="bulan")),
        (r"tahun (?:sebelumnya|sebelum itu)|setahun sebelumnya|sebelumnya|sebelum itu|previous year",
         lambda _: Period(Span.BEFORE, count=-1)),
        (r"tahun (?:berikutnya|sesudahnya|setelahnya|selanjutnya)|next year", lambda _: Period(Span.BEFORE, count=1)),
        (r"tahun depan|masa depan|mendatang", lambda _: Period(Span.UNKNOWN)),
        (r"bulan (?:lalu|kemarin|ini)|minggu (?:lalu|kemarin|ini)", lambda _: Period(Span.LATEST)),
    )
)  # fmt: skip
_LATEST = re.compile(
    r"(?<!\S)(?:terbaru|terkini|terakhir|sekarang|saat ini|hari ini|tahun ini|mutakhir|kini|teranyar|update|"
    r"paling (?:baru|anyar|akhir|mutakhir)|latest|current|currently|now|newest)(?!\S)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def _single_years(words: Sequence[str]) -> ReadPeriod | None:
    """Years that stand alone, a month without a year, or "terbaru"."""
    text = " ".join(words)
    years = [index for index, word in enumerate(words) if _YEAR.fullmatch(word)]
    if years:
        points = tuple(dict.fromkeys(words[index] for index in years))
        is_pair = len(points) == 2
        return ReadPeriod(_points(*points, pair=is_pair), frozenset(years))
    months = [index for index, word in enumerate(words) if word in MONTHS]
    if months:
        return ReadPeriod(_points(*(_month(words[index]) for index in months)), frozenset(months))
    short = re.search(r"(?<!\S)tahun (\d\d)(?!\S)", text)
    if short is not None:
        return ReadPeriod(_points(f"20{short[1]}"), _covered(words, short.start(), short.end()))
    latest = _LATEST.search(text)
    if latest is not None:
        return ReadPeriod(Period(Span.LATEST), _covered(words, latest.start(), latest.end()))
    return None


def _odd_number(words: Sequence[str]) -> ReadPeriod | None:
    """A year with a digit too many or too few is no year: it is asked for again, never guessed."""
    for index, word in enumerate(words):
        if re.fullmatch(r"(?:19|20)\d|(?:19|20)\d{3}|2\d[a-z]\d|20[\do][\do]", word) and not _YEAR.fullmatch(word):
            return ReadPeriod(Period(Span.UNKNOWN), frozenset({index}))
    return None
