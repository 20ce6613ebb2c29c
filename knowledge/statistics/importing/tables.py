"""Tables in files, whatever somebody sends: the kind is read off the content, and rows come one by one."""

import codecs
import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import Refusal
from core.files import sniff

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 80
HEAD_ROWS = 60
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_SHARED = 40 * 1024 * 1024
_MOST_CELL = 500
_MOST_NAMED = 12
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<body")
_EVEN = 0.8

Problem = dict[str, Any]
Row = tuple[int, list[Any]]


class NotATable(Refusal):
    """A file of which nothing is taken; ``problems`` lists everything that is wrong with it: [{"code", "data"}]."""

    code = "figures_not_readable"

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems=list(problems))
        self.problems = list(problems)


def problem(code: str, /, **data: Any) -> Problem:
    """Something that is wrong, as a code that a desk turns into a sentence."""
    return {"code": code, "data": data}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name, and its first rows with the numbers a spreadsheet gives them."""

    name: str
    head: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A file understood as tables. ``delimiter`` is empty for a workbook."""

    sheets: tuple[Sheet, ...]
    delimiter: str = ""


def look(content: bytes, *, name: str = "") -> Book:
    """What the file is, with the beginning of each sheet. Refuses :class:`NotATable` with all that is wrong."""
    check(content, name=name)
    if content.startswith(_ZIP):
        with _workbook(content) as book:
            sheets = tuple(Sheet(sheet.title, tuple(_head(_cells(sheet)))) for sheet in book.worksheets[:30])
        delimiter = ""
    else:
        text = decoded(content)
        delimiter = _delimiter(text)
        sheets = (Sheet("", tuple(_head(_separated(text, delimiter)))),)
    if not any(sheet.head for sheet in sheets):
        raise NotATable(problem("empty"))
    formulas = _formulas(row for sheet in sheets for row in sheet.head)
    if formulas:
        raise NotATable(problem("formulas", cells=formulas))
    return Book(sheets, delimiter)


def check(content: bytes, *, name: str = "") -> None:
    """Refuse :class:`NotATable` for what cannot be a table of a bearable size, before any of it is read."""
    if not content.strip():
        raise NotATable(problem("empty"))
    if len(content) > MAX_BYTES:
        raise NotATable(problem("size", most=MAX_BYTES // 1024 // 1024))
    kind, ending = sniff(content), name.rpartition(".")[2].lower()[:8]
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(_ZIP):
        _check_packed(content)
    elif kind.startswith(("image/", "audio/", "video/")):
        raise NotATable(problem("picture", kind=kind, ending=ending))
    elif kind == "application/pdf":
        raise NotATable(problem("pdf", ending=ending))
    elif content.startswith(_OLE):
        raise NotATable(problem("old_excel"))
    elif start.startswith(_MARKUP):
        raise NotATable(problem("html", ending=ending))
    elif not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in content[:65536]:
        raise NotATable(problem("binary", ending=ending))
    elif (rows := content.count(b"\n")) > MAX_ROWS + HEAD_ROWS:
        raise NotATable(problem("rows", rows=rows, most=MAX_ROWS))


def rows_of(content: bytes, *, sheet: int = 0) -> Iterator[Row]:
    """Every row of a sheet that has anything in it, under the number a spreadsheet gives it."""
    check(content)
    if content.startswith(_ZIP):
        with _workbook(content) as book:
            if sheet >= len(book.worksheets):
                raise NotATable(problem("sheet"))
            yield from _filled(_cells(book.worksheets[sheet]))
        return
    text = decoded(content)
    yield from _filled(_separated(text, _delimiter(text)))


def formula_in(cell: Any) -> bool:
    """Is this cell a calculation instead of a value?"""
    return isinstance(cell, str) and cell.startswith("=") and len(cell) > 1


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _formulas(rows: Iterator[Row]) -> list[str]:
    found = (
        f"{column_letter(place)}{number}"
        for number, cells in rows
        for place, cell in enumerate(cells)
        if formula_in(cell)
    )
    return [cell for _, cell in zip(range(_MOST_NAMED), found, strict=False)]


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 that says so. Refuses :class:`NotATable` for any other."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotATable(problem("encoding", line=line)) from None
    if "\0" in text or "\ufffd" in text:
        raise NotATable(problem("encoding", line=text[: max(text.find("\0"), text.find("\ufffd"))].count("\n") + 1))
    return text.replace("\ufeff", "")


# separated text ------------------------------------------------------------------------------------------------------


def _delimiter(text: str) -> str:
    """The sign between the cells: the one that gives most rows the same number of them. None: not a table."""
    sample = text[:200_000].splitlines()[:HEAD_ROWS]
    best, found = (0.0, 0), ""
    counts: Mapping[str, Counter[int]] = {sign: _counted(sample, sign) for sign in ";\t,|"}
    for sign, count in counts.items():
        usable = Counter({columns: times for columns, times in count.items() if columns > 1})
        if not usable:
            continue
        columns, times = usable.most_common(1)[0]
        share = times / max(sum(count.values()), 1)
        if (share, columns) > best:
            best, found = (share, columns), sign
    if not found:
        raise NotATable(problem("one_column"))
    if best[0] < _EVEN:
        raise NotATable(problem("uneven", rows=_odd_rows(sample, found, best[1]), columns=best[1]))
    return found


def _counted(sample: Sequence[str], sign: str) -> Counter[int]:
    rows = csv.reader(sample, delimiter=sign)
    try:
        return Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    except csv.Error:
        return Counter()


def _odd_rows(sample: Sequence[str], sign: str, columns: int) -> list[int]:
    rows = enumerate(csv.reader(sample, delimiter=sign), start=1)
    return [number for number, row in rows if row and len(row) != columns][:_MOST_NAMED]


def _separated(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_BYTES)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield number, [cell.strip()[:_MOST_CELL] for cell in row]
    except csv.Error:
        raise NotATable(problem("damaged")) from None


# workbooks -----------------------------------------------------------------------------------------------------------


def _check_packed(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise NotATable(problem("damaged")) from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise NotATable(problem("archive"))
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > _MAX_UNPACKED or shared > _MAX_SHARED:
        raise NotATable(problem("bomb"))


class _workbook:  # noqa: N801 - used like a function, in a with statement
    """An open workbook; what openpyxl cannot read is a damaged file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> Any:
        from openpyxl import load_workbook  # noqa: PLC0415 - 20 MB the processes need only for this

        try:
            self._book = load_workbook(io.BytesIO(self._content), read_only=True, data_only=False, keep_links=False)
        except Exception as error:
            raise NotATable(problem("damaged")) from error
        return self._book

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._book.close()
        if error is not None and not isinstance(error, NotATable | GeneratorExit):
            raise NotATable(problem("damaged")) from error


def _cells(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_plain(cell) for cell in row]


def _plain(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()[:_MOST_CELL]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, int | float):
        return cell
    return f"={type(cell).__name__}"


# both ----------------------------------------------------------------------------------------------------------------


def _head(rows: Iterator[Row]) -> Iterator[Row]:
    for number, cells in _filled(rows):
        if number > HEAD_ROWS * 2:
            return
        yield number, cells
        if number >= HEAD_ROWS:
            return


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    for number, cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if number > MAX_ROWS + HEAD_ROWS:
            raise NotATable(problem("rows", rows=number, most=MAX_ROWS))
        if len(cells) > MAX_COLUMNS:
            raise NotATable(problem("columns", columns=len(cells), most=MAX_COLUMNS))
        yield number, cells
