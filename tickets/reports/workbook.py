"""The workbook behind a report: every table, the tickets of every number, and every ticket with all that is counted."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.cells import TEXT_STAYS_TEXT, safe
from tickets.reports.facts import Fact
from tickets.reports.figures import picked
from tickets.reports.tables import Cell, Table

if TYPE_CHECKING:
    import xlsxwriter

MOST_LISTED = 5_000
"""Of more tickets than this the sheet of all tickets is filtered by its columns: a line for each number is too many."""
_NUMBERS = "Tiket per angka"

Written = Mapping[str, Any]
Write = Callable[[Fact], Sequence[tuple[str, str | int | None]]]


def made(tables: Iterable[Table], facts: Sequence[Fact], *, about: Sequence[tuple[str, str]], write: Write) -> bytes:
    """The XLSX. ``about`` is what the first sheet opens with; ``write`` names and fills the columns of a ticket."""
    import xlsxwriter  # noqa: PLC0415 - only who makes a workbook pays for it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {**TEXT_STAYS_TEXT, "constant_memory": True})
    shown = list(tables)
    _summary(book, shown, about)
    _tickets_of_numbers(book, shown, facts)
    _tickets(book, facts, write)
    book.close()
    return file.getvalue()


def _summary(book: "xlsxwriter.Workbook", tables: Sequence[Table], about: Sequence[tuple[str, str]]) -> None:
    sheet, bold = book.add_worksheet("Ringkasan"), book.add_format({"bold": True})
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 8, 15)
    row = 0
    for name, value in about:
        sheet.write_string(row, 0, safe(name))
        sheet.write_string(row, 1, safe(value))
        row += 1
    for table in tables:
        row += 1
        sheet.write_string(row, 0, safe(table.title), bold)
        row += 1
        for column, name in enumerate(table.head):
            sheet.write_string(row, column, safe(name), bold)
        for line in table.lines:
            row += 1
            sheet.write_string(row, 0, safe(line.label))
            for column, cell in enumerate(line.cells, 1):
                _number(sheet, row, column, cell.text)
        row += 1


def _number(sheet: Any, row: int, column: int, text: str) -> None:
    """As a number where it is one, so that a spreadsheet can add it up."""
    plain = text.replace(".", "").replace(",", ".")
    if plain.replace(".", "", 1).isdigit():
        sheet.write_number(row, column, float(plain))
    else:
        sheet.write_string(row, column, safe(text))


def _tickets_of_numbers(book: "xlsxwriter.Workbook", tables: Sequence[Table], facts: Sequence[Fact]) -> None:
    sheet, bold = book.add_worksheet(_NUMBERS), book.add_format({"bold": True})
    for column, (name, width) in enumerate((("Tabel", 34), ("Angka", 46), ("Nomor tiket", 18))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 0)
    if len(facts) > MOST_LISTED:
        sheet.write_string(
            1, 0, "Tiketnya terlalu banyak untuk didaftar per angka: saring lembar Tiket menurut kolomnya."
        )
        return
    row = 1
    for title, name, cell in _numbers(tables):
        for fact in picked(facts, cell.picks or {}):
            sheet.write_string(row, 0, safe(title))
            sheet.write_string(row, 1, safe(name))
            sheet.write_string(row, 2, safe(fact.number))
            row += 1
    sheet.autofilter(0, 0, row - 1, 2)


def _numbers(tables: Sequence[Table]) -> Iterable[tuple[str, str, Cell]]:
    for table in tables:
        for line in table.lines:
            for head, cell in zip(table.head[1:], line.cells, strict=True):
                if cell.picks is not None:
                    yield table.title, f"{line.label}: {head}", cell


def _tickets(book: "xlsxwriter.Workbook", facts: Sequence[Fact], write: Write) -> None:
    from core.sheets import LongSheet  # noqa: PLC0415 - as the library it is made with

    sheet, bold = book.add_worksheet("Tiket", LongSheet), book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 30, 18)
    for column, (name, _) in enumerate(write(facts[0]) if facts else ()):
        sheet.write_string(0, column, name, bold)
    sheet.autofilter(0, 0, max(len(facts), 1), len(write(facts[0])) - 1 if facts else 0)
    for row, fact in enumerate(facts, 1):
        sheet.add(row, [safe(value) if isinstance(value, str) else value for _, value in write(fact)])
