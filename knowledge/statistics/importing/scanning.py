"""The first walk over a file: its rows counted, formulas and mixed separators found, and rates somebody computed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations
from typing import Any

from knowledge.statistics.importing import cells
from knowledge.statistics.importing.cells import Style
from knowledge.statistics.importing.mapping import Mapping, numbers_columns
from knowledge.statistics.importing.tables import Problem, Row, column_letter, formula_in, problem

_MOST_NAMED = 12
_SAMPLE = 2_000
_ENOUGH = 3
_MOSTLY = Decimal("0.9")
_MOST_NUMERIC = 12


@dataclass(slots=True)
class Scan:
    """What the whole file shows: how many rows, how numbers are written in each column, and what forbids it all."""

    rows: int = 0
    styles: dict[int, Style] = field(default_factory=dict)
    derived: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"rows": self.rows, "styles": {str(k): v.value for k, v in self.styles.items()}, "derived": self.derived}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Scan":
        """What was kept."""
        styles = {int(place): Style(style) for place, style in kept["styles"].items()}
        return cls(kept["rows"], styles, list(kept["derived"]))


@dataclass(slots=True)
class _Evidence:
    comma: int = 0
    point: int = 0
    unclear: int = 0
    comma_rows: list[int] = field(default_factory=list)
    point_rows: list[int] = field(default_factory=list)

    def add(self, number: int, cell: Any) -> None:
        styles = cells.style_of(cell)
        if styles == {Style.COMMA}:
            self.comma += 1
            self.comma_rows += [number] if self.comma <= _MOST_NAMED else []
        elif styles == {Style.POINT}:
            self.point += 1
            self.point_rows += [number] if self.point <= _MOST_NAMED else []
        elif styles and cells.has_separator(cell):
            self.unclear += 1


def scan(rows: Iterable[Row], mapping: Mapping) -> Scan:
    """Walk over every row below the header. The problems found forbid the whole file; single rows are judged later."""
    found = Scan()
    evidence = {place: _Evidence() for place in mapping.values}
    formulas: list[str] = []
    sample: list[list[Any]] = []
    for number, row in body(rows, mapping):
        found.rows += 1
        if len(formulas) < _MOST_NAMED:
            formulas += [f"{column_letter(place)}{number}" for place, cell in enumerate(row) if formula_in(cell)]
        for place, one in evidence.items():
            if place < len(row):
                one.add(number, row[place])
        if len(sample) < _SAMPLE:
            sample.append(row)
    if not found.rows:
        found.problems.append(problem("empty"))
    if formulas:
        found.problems.append(problem("formulas", cells=formulas[:_MOST_NAMED]))
    for place, one in evidence.items():
        _decide(found, place, one, mapping)
    found.derived = derived_columns(sample, mapping, found.styles)
    return found


def body(rows: Iterable[Row], mapping: Mapping) -> Iterator[Row]:
    """The rows below the header; a row that only numbers its columns ("(1) (2) (3)") is part of the header."""
    for number, row in rows:
        if number > mapping.header and not numbers_columns(row):
            yield number, row


def _decide(found: Scan, place: int, one: _Evidence, mapping: Mapping) -> None:
    """How this column writes decimals. Both ways in one column, or no way to tell, is refused and never guessed."""
    column = column_letter(place)
    if one.comma and one.point:
        rows = {"comma_rows": one.comma_rows, "point_rows": one.point_rows}
        found.problems.append(problem("mixed_decimals", column=column, **rows))
    elif one.comma or one.point:
        seen = Style.COMMA if one.comma else Style.POINT
        if mapping.style not in {None, seen}:
            found.problems.append(problem("other_decimals", column=column, said=mapping.style, seen=seen))
        found.styles[place] = seen
    elif mapping.style is not None:
        found.styles[place] = mapping.style
    elif one.unclear:
        found.problems.append(problem("unclear_decimals", column=column))
    else:
        found.styles[place] = Style.COMMA


def derived_columns(sample: Sequence[Sequence[Any]], mapping: Mapping, styles: dict[int, Style]) -> list[int]:
    """Columns that are 100 x one column / another in (nearly) every row: somebody computed them."""
    numeric = _numbers(sample, styles)
    found = []
    for place in mapping.values:
        if place in numeric and any(
            _is_share(numeric[place], numeric[upper], numeric[lower])
            for upper, lower in permutations([other for other in numeric if other != place], 2)
        ):
            found.append(place)
    return found


def _numbers(sample: Sequence[Sequence[Any]], styles: dict[int, Style]) -> dict[int, list[Decimal | None]]:
    """The columns that hold numbers, read as they are written."""
    width = max((len(row) for row in sample), default=0)
    found: dict[int, list[Decimal | None]] = {}
    for place in range(width):
        column = [row[place] if place < len(row) else "" for row in sample]
        style = styles.get(place)
        if style is None:
            comma, point = cells.styles_of(column)
            style = Style.COMMA if comma > point else Style.POINT
        read = [cells.read(cell, style).value for cell in column]
        if sum(value is not None for value in read) >= _MOSTLY * len(read) and len(found) < _MOST_NUMERIC:
            found[place] = read
    return found


def _is_share(rates: list[Decimal | None], upper: list[Decimal | None], lower: list[Decimal | None]) -> bool:
    fits = tried = 0
    for rate, above, below in zip(rates, upper, lower, strict=True):
        if rate is None or above is None or not below or not above:
            continue
        tried += 1
        exponent = rate.normalize().as_tuple().exponent
        room = Decimal(1).scaleb(min(exponent, -2) if isinstance(exponent, int) else -2)
        fits += any(abs(rate - above * scale / below) <= room for scale in (100, Decimal("0.1"), 100_000))
    return tried >= _ENOUGH and fits >= _MOSTLY * tried
