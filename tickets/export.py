"""The ticket log as a file: what a screen lists, column by column, in bounded memory and safe in a spreadsheet.

No column names a reporter. Identity numbers are masked in the texts already; times are the office's own.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import IO, TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from core.cells import TEXT_STAYS_TEXT, safe
from core.clock import local, local_day
from core.db import Database
from core.staff import Agency, Staff
from core.workdays import WorkCalendar
from tickets import categories
from tickets.guards import ANSWERS
from tickets.kinds import ClockKind
from tickets.models import Case, CaseClock, CaseEvent, Complaint, Permohonan, Rating

if TYPE_CHECKING:
    import xlsxwriter

BATCH = 2000
HIDDEN = "(rahasia)"
"""What a file says in place of a report whose content is hidden: a file leaves the building, a screen does not."""
SHEET_ROWS = 1_000_000
_CHUNK = 64 * 1024
_MOST_IN_A_CELL = 32_767

Word = Callable[[StrEnum], str]
Cell = str | int | date | datetime | None
Heard = Callable[[int], None]
AT_ONCE = 20_000
"""More rows than this are no page's work: the worker makes the file, and the person fetches it."""

COLUMNS = (
    "Nomor",
    "Jenis",
    "Diterima",
    "Kanal",
    "Kategori",
    "Judul",
    "Isi",
    "Lokasi",
    "Waktu kejadian",
    "Status",
    "Hasil",
    "Prioritas",
    "Kerahasiaan",
    "OPD",
    "Petugas",
    "Tenggat",
    "Terlambat",
    "Dijawab pertama",
    "Ditutup",
    "Hari kerja sampai jawaban",
    "Penilaian",
)
_WIDTHS = (17, 14, 17, 11, 22, 40, 60, 26, 18, 16, 22, 10, 16, 18, 20, 12, 10, 17, 17, 12, 10)
_TERMS = (ClockKind.COMPLETION, ClockKind.NOTICE)


@dataclass(frozen=True, slots=True)
class Frame:
    """What to export: which cases, and how the office writes times and words."""

    where: Sequence[ColumnElement[bool]]
    zone: ZoneInfo
    calendar: WorkCalendar
    today: date
    word: Word


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is kept beside the cases of one batch, by case id."""

    answered: Mapping[int, datetime]
    terms: Mapping[int, list[tuple[date, datetime | None]]]
    ratings: Mapping[int, int]


def rows(connection: Connection, frame: Frame, heard: Heard | None = None) -> Iterator[tuple[Cell, ...]]:
    """The cases of the frame in the order they came, one tuple per case, never more than a batch in memory.

    ``heard`` is told after each batch how many rows there are so far.
    """
    count = 0
    between = lru_cache(maxsize=50_000)(frame.calendar.between)
    found = connection.execution_options(stream_results=True, yield_per=BATCH).execute(_cases(frame.where))
    for batch in found.partitions(BATCH):
        beside = _beside(connection, [row.id for row in batch])
        for row in batch:
            yield _cells(row, beside, frame, between)
        count += len(batch)
        if heard is not None:
            heard(count)


def as_csv(database: Database, frame: Frame, heard: Heard | None = None) -> Iterator[str]:
    """A CSV as spreadsheets here expect it: BOM, semicolons, and a last line that shows it is complete."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    count = 0
    with database.engine.connect() as connection:
        for cells in rows(connection, frame, heard):
            writer.writerow([_as_text(cell) for cell in cells])
            count += 1
            if buffer.tell() >= _CHUNK:
                yield _drained(buffer)
    writer.writerow([f"Jumlah baris: {count}"])
    yield _drained(buffer)


def as_xlsx(database: Database, frame: Frame, heard: Heard | None = None) -> Iterator[bytes]:
    """The same as a workbook, built in a temporary file and handed over in pieces."""
    with tempfile.TemporaryFile() as file:
        with database.engine.connect() as connection:
            _fill(file, rows(connection, frame, heard))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


# the questions ---------------------------------------------------------------------------------------------------


def _cases(where: Sequence[ColumnElement[bool]]) -> Select[*tuple[object, ...]]:
    return (
        select(
            Case.id,
            Case.number,
            Case.kind,
            Case.received_at,
            Case.channel,
            Complaint.category,
            Case.title,
            func.coalesce(Complaint.text, Permohonan.text).label("text"),
            Complaint.place,
            Complaint.happened,
            Case.status,
            Case.outcome,
            Case.priority,
            Case.visibility,
            Agency.short_name.label("agency"),
            Staff.name.label("assignee"),
            Case.due_on,
            Case.closed_at,
        )
        .join(Complaint, Complaint.case_id == Case.id, isouter=True)
        .join(Permohonan, Permohonan.case_id == Case.id, isouter=True)
        .join(Agency, Agency.id == Case.agency_id, isouter=True)
        .join(Staff, Staff.id == Case.assignee_id, isouter=True)
        .where(*where)
        .order_by(Case.id)
    )


def _beside(connection: Connection, ids: Sequence[int]) -> _Beside:
    answered = connection.execute(
        select(CaseEvent.case_id, func.min(CaseEvent.at))
        .where(CaseEvent.case_id.in_(ids), CaseEvent.action.in_(ANSWERS))
        .group_by(CaseEvent.case_id)
    )
    terms = connection.execute(
        select(CaseClock.case_id, CaseClock.due_on, CaseClock.met_at)
        .where(CaseClock.case_id.in_(ids), CaseClock.kind.in_(_TERMS))
        .order_by(CaseClock.id)
    )
    kept: dict[int, list[tuple[date, datetime | None]]] = defaultdict(list)
    for case_id, due_on, met_at in terms:
        kept[case_id].append((due_on, met_at))
    ratings = connection.execute(select(Rating.case_id, Rating.score).where(Rating.case_id.in_(ids)))
    return _Beside(
        {row[0]: row[1] for row in answered},
        kept,
        {row.case_id: row.score for row in ratings},
    )


def _cells(
    row: Row[*tuple[object, ...]], beside: _Beside, frame: Frame, between: Callable[[date, date], int]
) -> tuple[Cell, ...]:
    answered = beside.answered.get(row.id)
    due_on, is_late = _term(row, beside.terms.get(row.id, ()), frame)
    category = categories.by_code(row.category)
    received = local_day(row.received_at, frame.zone)
    secret = HIDDEN if row.visibility.hides_content else None
    return (
        row.number,
        frame.word(row.kind),
        _here(row.received_at, frame.zone),
        frame.word(row.channel),
        category.label if category else None,
        secret or row.title,
        secret or row.text,
        secret or row.place,
        secret or row.happened,
        frame.word(row.status),
        frame.word(row.outcome) if row.outcome else None,
        frame.word(row.priority),
        frame.word(row.visibility),
        row.agency,
        row.assignee,
        due_on,
        "ya" if is_late else "tidak",
        _here(answered, frame.zone),
        _here(row.closed_at, frame.zone),
        between(received, local_day(answered, frame.zone)) if answered else None,
        beside.ratings.get(row.id),
    )


def _term(
    row: Row[*tuple[object, ...]], terms: Sequence[tuple[date, datetime | None]], frame: Frame
) -> tuple[date | None, bool]:
    """The due date that counts now, and whether one was missed: the queue's while one runs, else the final term's.

    A completion term that was missed once stays missed, whatever became of the case.
    """
    was_missed = any((local_day(met_at, frame.zone) if met_at else frame.today) > due_on for due_on, met_at in terms)
    if row.status.is_open and row.due_on is not None:
        return row.due_on, was_missed or row.due_on < frame.today
    return (terms[-1][0], was_missed) if terms else (None, False)


def _here(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The office's wall clock, without a zone: what a cell can hold."""
    return local(at, zone).replace(tzinfo=None, second=0, microsecond=0) if at else None


# the files -------------------------------------------------------------------------------------------------------


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
    return safe(cell)


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _fill(file: IO[bytes], found: Iterator[tuple[Cell, ...]]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only who downloads a workbook pays for it

    book = xlsxwriter.Workbook(file, {**TEXT_STAYS_TEXT, "constant_memory": True})
    sheets = _Sheets(book)
    for cells in found:
        sheets.add(cells)
    sheets.finish()
    book.close()


class _Sheets:
    """A workbook that begins a new sheet before the last one is full."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._count = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        nth = len(self._book.worksheets()) + 1
        self._sheet = self._book.add_worksheet("Tiket" if nth == 1 else f"Tiket {nth}")
        self._sheet.freeze_panes(1, 1)
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, name, self._bold)
        self._row = 1

    def add(self, cells: Sequence[Cell]) -> None:
        if self._row > SHEET_ROWS:
            self._new_sheet()
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._row += 1
        self._count += 1

    def _write(self, column: int, cell: Cell) -> None:
        match cell:
            case None:
                return
            case datetime():
                self._sheet.write_datetime(self._row, column, cell, self._moment)
            case date():
                self._sheet.write_datetime(self._row, column, cell, self._day)
            case int():
                self._sheet.write_number(self._row, column, cell)
            case _:
                self._sheet.write_string(self._row, column, safe(cell)[:_MOST_IN_A_CELL])

    def finish(self) -> None:
        self._sheet.write_string(self._row, 0, f"Jumlah baris: {self._count}")
