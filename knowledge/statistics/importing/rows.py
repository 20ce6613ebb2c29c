"""Rows of a file as staged figures: each value with its indicator, place and period, or the reason why it is none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.statistics.importing import cells
from knowledge.statistics.importing.cells import STATUS_WORDS, Nothing, Style
from knowledge.statistics.importing.mapping import Column, Use, indicator_in, joined_period, names_of
from knowledge.statistics.importing.mapping import Mapping as RowMapping
from knowledge.statistics.importing.places import Known, PlaceBook
from knowledge.statistics.importing.scanning import Scan
from knowledge.statistics.importing.tables import Problem, column_letter, formula_in, problem
from knowledge.statistics.models import FigureStatus, Indicator
from knowledge.statistics.staging import RowState

COUNTS = frozenset({"jiwa", "orang", "unit"})
RATES: Mapping[str, tuple[str, str]] = {"persen_penduduk_miskin": ("jumlah_penduduk_miskin", "jumlah_penduduk")}
"""Rates whose official figure is estimated and not the quotient of these two, so that a quotient gives itself away."""
_MOST_RAW = 12
_FALLS = ("pertumbuhan", "inflasi", "laju", "selisih", "migrasi")
_SEXES = {"l": "laki-laki", "p": "perempuan", "laki laki": "laki-laki", "lk": "laki-laki", "pr": "perempuan",
          "laki-laki": "laki-laki", "perempuan": "perempuan"}  # fmt: skip
_WHOLES = frozenset(
    {"", "total", "jumlah", "laki-laki + perempuan", "laki-laki dan perempuan", "tidak ada", "l+p", "-"}
)
Staged = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a row has to know of an indicator."""

    id: int
    code: str
    unit: str
    is_sensitive: bool

    @property
    def may_fall(self) -> bool:
        """Can it be below zero?"""
        return self.code.startswith(_FALLS)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with what all its figures share."""

    number: int
    row: Sequence[Any]
    raw: list[str]
    place: Known | None
    wrong: list[Problem]


class Reader:
    """Reads the rows of one batch with one mapping."""

    def __init__(self, session: Session, mapping: RowMapping, scan: Scan) -> None:
        self._mapping, self._scan = mapping, scan
        self._book = PlaceBook(session)
        found = session.scalars(select(Indicator)).all()
        self._indicators = {one.code: Measured(one.id, one.code, one.unit, one.is_sensitive) for one in found}
        self._names = names_of([(one.code, one.name, one.synonyms) for one in found])
        self._by_code = {row.code: row for row in self._book.by_id.values()}

    def read(self, number: int, row: Sequence[Any]) -> Iterator[Staged]:
        """Every figure of one row."""
        mapping = self._mapping
        raw = [str(cell)[:60] for cell in row[:_MOST_RAW]]
        width = max(mapping.columns, default=0) + 1
        shared = [problem("shifted", cells=len(row), columns=width)] if len(row) > width else []
        place, wrong = self._place(row)
        shared += wrong
        line = _Line(number, row, raw, place, shared)
        for at in mapping.values:
            yield self._staged(line, at)

    def _staged(self, line: "_Line", at: int) -> Staged:
        column, wrong, row = self._mapping.columns[at], list(line.wrong), line.row
        indicator = self._indicator(row, column, wrong)
        period = self._period(row, column, wrong)
        style = self._scan.styles.get(at, Style.COMMA)
        cell = row[at] if at < len(row) else ""
        read = cells.read(cell, style)
        status = self._status(row, wrong) or read.status or FigureStatus.TETAP
        if read.value is None and read.nothing is None:
            wrong.append(problem("formula" if formula_in(cell) else "no_number", cell=str(cell)[:40]))
        if read.value is not None and indicator is not None:
            wrong += implausible(indicator, read.value)
        notes = self._computed(at, indicator, wrong)
        is_empty = read.nothing is not None and not line.wrong
        state = RowState.EMPTY if is_empty else RowState.REFUSED if wrong else RowState.NEW
        return {
            "number": line.number, "part": column_letter(at), "raw": line.raw, "indicator_id": indicator.id if indicator else None,
            "region_id": line.place.id if line.place else None, "period": period, "dimension": self._dimension(row, column),
            "base": self._mapping.base, "value": read.value, "status": status, "note": self._note(row), "state": state,
            "problems": [problem("no_figure", sign=(read.nothing or Nothing.BLANK).value)] if is_empty else [*wrong, *notes],
            "observation_id": None,
        }  # fmt: skip

    def _computed(self, at: int, indicator: Measured | None, wrong: list[Problem]) -> list[Problem]:
        """A rate somebody computed is refused where the official one is an estimate; elsewhere a person looks at it."""
        is_quotient = at in self._scan.derived
        if self._mapping.is_derived or (is_quotient and indicator is not None and indicator.code in RATES):
            wrong.append(problem("derived"))
            return []
        return [problem("maybe_derived")] if is_quotient else []

    def _cell(self, row: Sequence[Any], use: Use) -> Any:
        places = self._mapping.places(use)
        return row[places[0]] if places and places[0] < len(row) else ""

    def _place(self, row: Sequence[Any]) -> tuple[Known | None, list[Problem]]:
        """The region of a row. Where a row says it by code and by name, both have to mean the same one."""
        mapping, found = self._mapping, list[Known | Problem]()
        for use in (Use.CODE_BPS, Use.CODE_KEMENDAGRI):
            if (code := self._cell(row, use)) != "":
                found.append(self._book.of_code(code, is_kemendagri=use is Use.CODE_KEMENDAGRI))
        name = self._cell(row, Use.PLACE)
        named: Known | Problem | None = None
        if name != "":
            named = self._book.of_name(name, mapping.level, bare_is_kabupaten=mapping.bare_is_kabupaten)
            if not (found and isinstance(named, dict) and self._allows(str(name), found)):
                found.append(named)
        if not found:
            fixed = self._by_code.get(mapping.region)
            return (fixed, []) if fixed else (None, [problem("no_place")])
        wrong = [one for one in found if isinstance(one, dict)]
        if wrong:
            return None, wrong
        places = {one.id: one for one in found if isinstance(one, Known)}
        if len(places) > 1:
            return None, [problem("code_and_name", places=[one.name for one in places.values()])]
        return next(iter(places.values())), []

    def _allows(self, name: str, found: Sequence[Known | Problem]) -> bool:
        """A short name beside a good code: "Semarang" may stand beside the code of the city as of the kabupaten."""
        one = found[0]
        return isinstance(one, Known) and name.strip().lower() in one.name.lower()

    def _indicator(self, row: Sequence[Any], column: Column, wrong: list[Problem]) -> Measured | None:
        code = column.indicator or self._mapping.indicator
        said = self._cell(row, Use.INDICATOR)
        if said != "" and not column.indicator:
            code = indicator_in(str(said), self._names) or str(said)
        found = self._indicators.get(code)
        if found is None:
            wrong.append(problem("unknown_indicator", name=str(said or code)[:80]))
        return found

    def _period(self, row: Sequence[Any], column: Column, wrong: list[Problem]) -> str:
        """YYYY or YYYY-MM, of the column's own period, the row's year and its month."""
        said, month = self._cell(row, Use.PERIOD), self._cell(row, Use.MONTH)
        period = cells.period_of(said) if said != "" else ""
        fixed = joined_period(column.period, self._mapping.period)
        if not period:
            period = fixed if not fixed.startswith("-") and said == "" else ""
        if len(period) == 4 and fixed.startswith("-"):
            period += fixed
        if len(period) == 4 and month != "":
            numbers = cells.month_numbers(str(month))
            period += f"-{numbers[0]:02d}" if len(numbers) == 1 else ""
        if not period or not "1945" <= period[:4] <= "2100":
            wrong.append(problem("no_period", cell=str(said)[:40]))
        return period

    def _status(self, row: Sequence[Any], wrong: list[Problem]) -> FigureStatus | None:
        said = str(self._cell(row, Use.STATUS)).strip().lower()
        if said and said not in STATUS_WORDS:
            wrong.append(problem("unknown_status", cell=said[:40]))
        return STATUS_WORDS.get(said)

    def _dimension(self, row: Sequence[Any], column: Column) -> str:
        said = str(self._cell(row, Use.DIMENSION)).strip().lower()
        part = _SEXES.get(said, "" if said in _WHOLES else said) or column.dimension or self._mapping.dimension
        return part[:80]

    def _note(self, row: Sequence[Any]) -> str:
        return str(self._cell(row, Use.NOTE))[:300]


def implausible(indicator: Measured, value: Decimal) -> list[Problem]:
    """What no figure of this unit can be, whatever was published before."""
    if indicator.unit == "persen" and not indicator.may_fall and not 0 <= value <= 100:
        return [problem("percent", value=str(value))]
    if value < 0 and not indicator.may_fall:
        return [problem("negative", value=str(value))]
    if indicator.unit in COUNTS and value != value.to_integral_value():
        return [problem("not_whole", value=str(value), unit=indicator.unit)]
    return []
