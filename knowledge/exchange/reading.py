"""A file of entries read row by row, whatever somebody sends: nothing in it can cost more than its size allows."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from core.cells import plain
from core.errors import Refusal
from knowledge.exchange.columns import REQUIRED, Line, named

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 2_000
_MAX_UNPACKED = 60 * 1024 * 1024
_MAX_DEPTH = 4
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class NotReadable(Refusal):
    """A file that is no table of entries; ``why`` is a code: size, kind, text, table, columns, rows or empty."""

    code = "import_not_readable"


def lines_of(content: bytes) -> list[Line]:
    """The rows of a file. The kind is read off its content. Refuses :class:`NotReadable`."""
    if len(content) > MAX_BYTES:
        raise NotReadable(why="size")
    found = _rows(content)
    if not found:
        raise NotReadable(why="empty")
    if len(found) > MAX_ROWS:
        raise NotReadable(why="rows", most=MAX_ROWS)
    return found


def _rows(content: bytes) -> list[Line]:
    if content.startswith(_ZIP):
        return _table(_workbook(content))
    if content.startswith(_OLE):
        raise NotReadable(why="kind")
    text = _decoded(content)
    start = text.lstrip()
    if start.startswith(("- ", "-\n", "---", "[")):
        return list(_documents(text))
    return _table(_separated(text))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotReadable(why="text")


def _separated(text: str) -> Iterator[Sequence[str]]:
    header = text.partition("\n")[0]
    delimiter = max(";\t,", key=header.count)
    csv.field_size_limit(MAX_BYTES)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise NotReadable(why="table") from None


def _workbook(content: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 20 MB the web process needs only for this

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
                raise NotReadable(why="size")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise NotReadable(why="kind") from None
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            if number > MAX_ROWS + 500:
                return
            yield row[:60]
    finally:
        book.close()


def _table(rows: Iterable[Sequence[Any]]) -> list[Line]:
    """Rows under a header. Empty ones are left out; a row keeps the number a spreadsheet gives it."""
    numbered = enumerate(rows, start=1)
    _, header = next(numbered, (0, ()))
    names = [named(cell) for cell in header]
    if len([name for name in names if name]) != len({name for name in names if name}) or not set(names) & set(REQUIRED):
        raise NotReadable(why="columns")
    found = []
    for number, row in numbered:
        cells = {name: _cell(cell) for name, cell in zip(names, row, strict=False) if name}
        if any(value not in (None, "") for value in cells.values()):
            found.append(Line(number, cells))
    return found


def _cell(cell: Any) -> Any:
    return plain(cell) if isinstance(cell, str) else cell


def _documents(text: str) -> Iterator[Line]:
    rows = _loaded(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotReadable(why="table")
    for number, row in enumerate(rows, start=1):
        cells = {name: value for key, value in row.items() if (name := named(key))}
        if not cells.keys() & set(REQUIRED):
            raise NotReadable(why="columns")
        yield Line(number, cells)


def _loaded(text: str) -> Any:
    """What a YAML text holds: no aliases, which could unfold without end, and no deep nesting."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
                raise NotReadable(why="table")
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe
    except (yaml.YAMLError, ValueError):
        raise NotReadable(why="table") from None
