"""Workbooks: sheets of plain values as an XLSX file. Kept apart, so that a child process can write one by itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cells import TEXT_STAYS_TEXT

if TYPE_CHECKING:
    import xlsxwriter

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Sheets = Sequence[tuple[str, Sequence[Sequence[Any]]]]


def as_bytes(sheets: Sheets) -> bytes:
    """The workbook. Text stays text, whatever it begins with; every first row is a heading."""
    import xlsxwriter  # noqa: PLC0415 - only who makes a workbook pays for it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**TEXT_STAYS_TEXT, "in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, table in sheets:
            _sheet(book, name, table, bold)
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, table: Sequence[Sequence[Any]], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            is_text = isinstance(cell, str)
            if is_text:
                sheet.write_string(number, column, cell, bold if number == 0 else None)
            else:
                sheet.write_number(number, column, float(cell))
    sheet.set_column(0, max(len(table[0]) - 1, 0), 20)
