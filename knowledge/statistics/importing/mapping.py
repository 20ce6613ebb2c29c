"""The mapping of a table: which column says what. Guessed from headers and first rows, and corrected by a person."""

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from knowledge.statistics.importing import cells
from knowledge.statistics.importing.cells import Style
from knowledge.statistics.importing.tables import Row

USUAL_BASE = "-"
"""Said of the base: the usual one, where an indicator has others beside it."""


class Use(StrEnum):
    """What a column is for."""

    SKIP = ""
    PLACE = "wilayah"
    CODE_BPS = "kode_bps"
    CODE_KEMENDAGRI = "kode_kemendagri"
    INDICATOR = "indikator"
    PERIOD = "periode"
    MONTH = "bulan"
    VALUE = "nilai"
    STATUS = "status"
    DIMENSION = "dimensi"
    NOTE = "catatan"


class Level(StrEnum):
    """Which sort of place the names of a column are, so that "Aceh" and "Semarang" mean one."""

    MIXED = ""
    PROVINCE = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"
    DESA = "desa"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its use, and for a column of values what all of them are (wide tables)."""

    use: Use = Use.SKIP
    indicator: str = ""
    period: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a sheet is read. What is fixed here holds for rows whose columns do not say it.

    ``bare_is_kabupaten``: a person said that "Semarang" without a word before it is the kabupaten. ``is_derived``: a
    person said that the figures were computed by somebody and are not the official ones.
    """

    sheet: int = 0
    header: int = 1
    columns: AnyMapping[int, Column] = field(default_factory=dict)
    indicator: str = ""
    region: str = ""
    period: str = ""
    dimension: str = ""
    base: str = ""
    style: Style | None = None
    level: Level = Level.MIXED
    bare_is_kabupaten: bool = False
    is_derived: bool = False

    def places(self, use: Use) -> list[int]:
        """The columns with this use."""
        return [place for place, column in self.columns.items() if column.use is use]

    @property
    def values(self) -> list[int]:
        return self.places(Use.VALUE)

    def as_json(self) -> dict[str, Any]:
        """As plain values, to be kept with the batch."""
        return {**asdict(self), "columns": {str(place): asdict(column) for place, column in self.columns.items()}}

    @classmethod
    def from_json(cls, kept: AnyMapping[str, Any]) -> "Mapping":
        """What was kept."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        columns = {
            int(place): Column(Use(one["use"]), one["indicator"], one["period"], one["dimension"])
            for place, one in known.get("columns", {}).items()
        }
        style = Style(known["style"]) if known.get("style") else None
        return cls(**{**known, "columns": columns, "style": style, "level": Level(known.get("level", ""))})


def missing(mapping: Mapping) -> list[str]:
    """What a mapping does not say yet and has to: codes of sentences. Nothing is guessed in its place."""
    said = []
    if not mapping.values:
        said.append("no_value")
    if not (mapping.region or any(mapping.places(use) for use in (Use.PLACE, Use.CODE_BPS, Use.CODE_KEMENDAGRI))):
        said.append("no_place")
    by_column = bool(mapping.places(Use.INDICATOR))
    if (
        not by_column
        and not mapping.indicator
        and not all(mapping.columns[place].indicator for place in mapping.values)
    ):
        said.append("no_indicator")
    periods = [joined_period(mapping.columns[place].period, mapping.period) for place in mapping.values]
    has_year = bool(mapping.places(Use.PERIOD))
    if not has_year and not all(len(period) >= 4 and not period.startswith("-") for period in periods):
        said.append("no_period")
    written = [*periods, mapping.period]
    if any(period and not period.startswith("-") and cells.period_of(period) != period for period in written):
        said.append("odd_period")
    for use in (Use.PLACE, Use.CODE_BPS, Use.CODE_KEMENDAGRI, Use.INDICATOR, Use.PERIOD, Use.STATUS, Use.DIMENSION):
        if len(mapping.places(use)) > 1:
            said.append("twice")
            break
    keys = [(one.indicator, one.period, one.dimension) for place in mapping.values for one in [mapping.columns[place]]]
    if len(set(keys)) < len(keys):
        said.append("same_values")
    return said


def joined_period(column: str, sheet: str) -> str:
    """The period of a column: its own, or its month ("-03") in the year said for the whole sheet."""
    if column.startswith("-") and len(sheet) == 4:
        return f"{sheet}{column}"
    return column or sheet


# guessing ------------------------------------------------------------------------------------------------------------

_HEADERS: tuple[tuple[Use, re.Pattern[str]], ...] = (
    (Use.CODE_KEMENDAGRI, re.compile(r"kode.*(kemendagri|wilayah administrasi)|kemendagri")),
    (Use.CODE_BPS, re.compile(r"^kode(?!.*(indikator|dataset|variabel))|kode.*(bps|kab|kota|prov|wilayah)|^region_code$")),
    (Use.STATUS, re.compile(r"^(status|sifat)( angka| data)?$")),
    (Use.INDICATOR, re.compile(r"^(indikator|indicator|nama_?variabel|variabel|nama indikator|uraian)$")),
    (Use.MONTH, re.compile(r"^(bulan|nama_?turunan_?tahun|turunan tahun|month)$")),
    (Use.PERIOD, re.compile(r"^(tahun|periode|period|nama_?tahun|waktu|year)$")),
    (Use.VALUE, re.compile(r"^(nilai|jumlah|value|angka|data_?content|total|persen|persentase)$")),
    (Use.PLACE, re.compile(
        r"^(nama_?)?(provinsi|kabupaten|kab|kota|kecamatan|desa|kelurahan|wilayah|daerah|region)\b|nama.*(kab|kota|prov|wilayah)|"
        r"^(kabupaten ?[/_] ?kota)|vertical"
    )),
    (Use.DIMENSION, re.compile(r"^(jenis_? ?kelamin|dimensi|dimension|kelompok umur|nama_?variabel_?turunan|klasifikasi)$")),
    (Use.NOTE, re.compile(r"^(catatan|keterangan|note)$")),
)  # fmt: skip
_LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PROVINCE, re.compile(r"^(nama_? ?)?provinsi$")),
    (Level.KABKOTA, re.compile(r"kab|kota")),
    (Level.KECAMATAN, re.compile(r"kecamatan")),
    (Level.DESA, re.compile(r"desa|kelurahan")),
)


def header_of(head: Sequence[Row]) -> int:
    """The number of the row with the headers: the first wide one of words, above rows with numbers."""
    widest = max((len(row) for _, row in head), default=0)
    for number, row in head[:30]:
        words = [cell for cell in row if isinstance(cell, str) and cell and not cells.read(cell, Style.POINT).value]
        years = [cell for cell in row if cells.period_of(cell)]
        if len([cell for cell in row if cell != ""]) >= max(2, widest - 1) and len(words) + len(years) >= len(row) - 1:
            return number
    return head[0][0] if head else 1


def guess(
    head: Sequence[Row], *, indicators: AnyMapping[str, str], sheet: int = 0, header: int | None = None
) -> Mapping:
    """A first mapping: uses by header, wide columns by the period and indicator in it. ``indicators``: code by name."""
    number = header or header_of(head)
    names = next((row for at, row in head if at == number), [])
    body = [row for at, row in head if at > number and not numbers_columns(row)]
    columns: dict[int, Column] = {}
    taken: set[Use] = set()
    for place, name in enumerate(names):
        column = _guessed(str(name), [row[place] for row in body if place < len(row)], indicators)
        if column.use not in {Use.VALUE, Use.SKIP, Use.NOTE} and column.use in taken:
            column = Column()
        taken.add(column.use)
        columns[place] = column
    columns = _without_stray_values(columns)
    place_names = [str(names[place]).strip().lower() for place, one in columns.items() if one.use is Use.PLACE]
    level = next((level for level, known in _LEVELS if place_names and known.search(place_names[0])), Level.MIXED)
    return Mapping(sheet=sheet, header=number, columns=columns, level=level)


def numbers_columns(row: Sequence[Any]) -> bool:
    """Is this a row that only numbers its columns: "(1) (2) (3)"? It belongs to the header."""
    filled = [str(cell) for cell in row if cell != ""]
    return len(filled) > 1 and all(cell[0] == "(" and cell[-1] == ")" and cell[1:-1].isdigit() for cell in filled)


def _guessed(name: str, values: Sequence[Any], indicators: AnyMapping[str, str]) -> Column:
    said = name.strip().lower()
    filled = [value for value in values if value != ""]
    numbers = [value for value in filled if isinstance(value, int | float) or cells.style_of(value)]
    mostly_numbers = bool(filled) and len(numbers) >= 0.8 * len(filled)
    use = next((use for use, known in _HEADERS if known.search(said)), Use.SKIP)
    if use in {Use.CODE_BPS, Use.CODE_KEMENDAGRI}:
        dotted = [value for value in filled if re.fullmatch(r"\d\d(\.\d\d){1,3}", str(value))]
        return Column(Use.CODE_KEMENDAGRI if len(dotted) > len(filled) / 2 else use)
    if use not in {Use.SKIP, Use.VALUE}:
        return Column(use)
    if not mostly_numbers:
        return Column(Use.SKIP)
    period, indicator = cells.period_in(said), indicator_in(said, indicators)
    dimension = next((word for word in ("laki-laki", "perempuan") if word in said), "")
    if use is Use.VALUE or period or indicator:
        return Column(Use.VALUE, indicator, period, dimension)
    return Column(Use.SKIP)


def _without_stray_values(columns: dict[int, Column]) -> dict[int, Column]:
    """Where a column is called "nilai" beside a period column, another number beside it is not a second value."""
    long = any(column.use is Use.PERIOD for column in columns.values())
    plain = [place for place, one in columns.items() if one.use is Use.VALUE and not one.indicator and not one.period]
    if not long or len(plain) < 2:
        return columns
    return {place: replace(one, use=Use.SKIP) if place in plain[1:] else one for place, one in columns.items()}


def indicator_in(header: str, indicators: AnyMapping[str, str]) -> str:
    """The indicator a header names in full, the longest name first; a short one ("IPM") only where it stands alone."""
    said = f" {_words(header)} "
    if said.strip() in indicators:
        return indicators[said.strip()]
    for name in sorted(indicators, key=len, reverse=True):
        if len(name) > 3 and f" {name} " in said:
            return indicators[name]
    return ""


def names_of(rows: Sequence[tuple[str, str, Sequence[str]]]) -> dict[str, str]:
    """Code by plain name, of (code, name, synonyms); what two indicators are called is left out."""
    found: dict[str, set[str]] = {}
    for code, name, synonyms in rows:
        for one in (code, name, re.sub(r"\(.*?\)", "", name), *synonyms):
            found.setdefault(_words(one), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and name}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
