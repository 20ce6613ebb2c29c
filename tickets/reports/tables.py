"""Tables: the shape in which the figures of a report are shown, on a screen, on paper and in a workbook alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is written. ``picks`` finds its tickets (:func:`tickets.reports.figures.picked`)."""

    text: str
    picks: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its title. ``has_total``: the last line is the sum of the others."""

    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    has_total: bool = False
    empty: str = field(default="Tidak ada.")
