"""A sheet of many rows holds what the library would have written cell by cell."""

import io
from zipfile import ZipFile

import openpyxl
import xlsxwriter

from core.cells import TEXT_STAYS_TEXT
from core.sheets import LongSheet

ROWS = [
    ["ADU-26-00001-X", 'Jalan & <rusak> "parah"', 12, None, " di tepi "],
    [None, "_x0041_ dan \x0b", -3, "=1+1", "baris\nkedua"],
    ["🚧 lubang", "", 0, "r>", None],
]


def _made(*, long: bool) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {**TEXT_STAYS_TEXT, "constant_memory": True})
    sheet = book.add_worksheet("Tiket", LongSheet if long else None)
    sheet.write_string(0, 0, "Nomor", book.add_format({"bold": True}))
    for row, cells in enumerate(ROWS, 1):
        if long:
            sheet.add(row, cells)
            continue
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            elif cell is not None:
                sheet.write_string(row, column, cell)
    book.close()
    return file.getvalue()


def test_rows_written_in_one_go_are_read_back_as_they_were():
    sheet = openpyxl.load_workbook(io.BytesIO(_made(long=True)))["Tiket"]

    read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert sheet["A1"].value == "Nomor"
    assert read[0] == ROWS[0]
    assert read[1][2:] == ROWS[1][2:]
    assert read[2][0] == ROWS[2][0]
    assert read[2][3] == ROWS[2][3]


def test_the_file_is_the_same_as_cell_by_cell():
    sheets = []
    for long in (True, False):
        with ZipFile(io.BytesIO(_made(long=long))) as book:
            sheets.append(book.read("xl/worksheets/sheet1.xml").decode())

    assert sheets[0] == sheets[1]
