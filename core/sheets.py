"""A sheet of many rows, for a workbook in constant memory: a row is written as it will lie in the file, in one go.

Cell by cell the library checks, keeps and escapes each value; most values of a long table are the same few words, which
are made ready once. The library lets sheets be subclassed; a test reads back what both ways write.
"""

from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class LongSheet(Worksheet):  # type: ignore[misc] # the library has no types
    """A sheet whose rows come from the top down."""

    def add(self, row: int, cells: Sequence[str | int | None]) -> None:
        """The next row; ``None`` is an empty cell. Rows count from 0, as everywhere in the library."""
        self._check_dimensions(row, len(cells) - 1)
        self._write_single_row(row)  # what was written before it cell by cell
        written = [
            f'<c r="{_column(place)}{row + 1}"{_content(cell)}' for place, cell in enumerate(cells) if cell is not None
        ]
        self.fh.write(f'<row r="{row + 1}">{"".join(written)}</row>')


@lru_cache(maxsize=200)
def _column(place: int) -> str:
    name: str = xl_col_to_name(place)
    return name


@lru_cache(maxsize=10_000)
def _content(cell: str | int) -> str:
    """All of a cell but its address."""
    if isinstance(cell, int):
        return f"><v>{cell}</v></c>"
    text = escape(Worksheet._escape_control_characters(cell))
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{kept}>{text}</t></is></c>'
