"""Numbers and periods of figures, as they are written in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from texts.words import Words

STATUS = {
    "tetap": "angka tetap",
    "sementara": "angka sementara",
    "sangat_sementara": "angka sangat sementara",
    "revisi": "angka revisi",
}
DIMENSION = {"laki-laki": "laki-laki", "perempuan": "perempuan"}
_UNITS = {
    "persen": "persen",
    "ribu jiwa": "ribu jiwa",
    "jiwa": "jiwa",
    "orang": "orang",
    "unit": "unit",
    "tahun": "tahun",
    "indeks": "indeks",
    "nilai": "nilai",
    "km2": "km²",
    "per 100.000 penduduk": "per 100.000 penduduk",
    "rupiah/kapita/bulan": "rupiah per orang per bulan",
    "ribu rupiah": "ribu rupiah",
    "ribu rupiah/orang/tahun": "ribu rupiah per orang per tahun",
}
UNIT_WORDS = (*_UNITS.values(), *STATUS.values(), *DIMENSION.values())
_BARE = frozenset({"indeks", "nilai"})
_POINTS = frozenset({"persen"})


def of(value: str) -> Decimal:
    """The number of a card, exactly."""
    return Decimal(value)


def plain(w: Words, value: str, decimals: int) -> str:
    """12,33 in Indonesian, 12.33 in English, with as many decimals as the indicator is published with."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale=w.lang)


def unit(w: Words, measure: Mapping[str, Any]) -> str:
    """The unit in words."""
    name = str(measure["unit"])
    return w(_UNITS[name]) if name in _UNITS else name


def value(w: Words, number: str, measure: Mapping[str, Any]) -> str:
    """The number with its unit; thousands of people are written out too."""
    said = plain(w, number, measure["decimals"])
    name = str(measure["unit"])
    if name.startswith("rupiah"):
        return w("Rp{number} per orang per bulan", number=said) if "bulan" in name else f"Rp{said}"
    if name in _BARE:
        return said
    if name == "ribu jiwa":
        whole = plain(w, str(Decimal(number) * 1000), 0)
        return w("{number} ribu jiwa (sekitar {whole} jiwa)", number=said, whole=whole)
    return f"{said} {unit(w, measure)}"


def difference(w: Words, first: str, last: str, measure: Mapping[str, Any]) -> tuple[int, str]:
    """Up (1), down (-1) or level (0), and by how much: points for a percentage."""
    apart = Decimal(last) - Decimal(first)
    decimals = max(int(measure["decimals"]), 0)
    amount = plain(w, str(abs(apart)), decimals)
    name = str(measure["unit"])
    if name in _POINTS or name in _BARE:
        amount = w("{amount} poin", amount=amount)
    elif name.startswith("rupiah"):
        amount = f"Rp{amount}"
    else:
        amount = f"{amount} {unit(w, measure)}"
    return (apart > 0) - (apart < 0), amount


def period(w: Words, code: str) -> str:
    """2022, or Maret 2022."""
    if len(code) == 7 and code[5:].isdigit():
        return format_date(date(int(code[:4]), int(code[5:]), 1), "MMMM y", locale=w.lang)
    return code


def short_period(w: Words, code: str) -> str:
    """2022, or Mar 2022, where there is little room."""
    if len(code) == 7 and code[5:].isdigit():
        return format_date(date(int(code[:4]), int(code[5:]), 1), "MMM y", locale=w.lang)
    return code


def day(w: Words, moment: str) -> str:
    """The day of an ISO moment."""
    return w.dated(datetime.fromisoformat(moment).date())


def filled(w: Words, text: str, number: str, decimals: int) -> str:
    """How to read an indicator, with the answer's own number in it."""
    if "{bulat}" in text and Decimal(number) < 1:
        return ""
    return text.replace("{bulat}", plain(w, number, 0)).replace("{nilai}", plain(w, number, decimals))
