"""The ticket log on paper: the rows of :mod:`tickets.export` in fewer columns, to be read, signed and filed."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from core import paper
from core.db import Database
from tickets import export
from tickets.export import COLUMNS, Cell, Frame
from tickets.kinds import Priority, Visibility

MOST = 5_000
"""More rows than this nobody reads on paper."""
_HEAD = ("Nomor", "Diterima", "Perihal dan tempat", "Status", "OPD dan petugas", "Tenggat", "Dijawab pertama")
_WIDTHS = (3.1, 2.7, 9.3, 3.4, 3.2, 2.3, 2.7)
_TERM = _HEAD.index("Tenggat")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over the rows: the office, and in lines what was filtered, when and by whom."""

    office: str
    told: Sequence[str]


def as_pdf(database: Database, frame: Frame, heading: Heading) -> bytes:
    """The log as a PDF, drawn in the child process. Raises :class:`core.child.ChildFailed`."""
    with database.engine.connect() as connection:
        usual = {frame.word(Visibility.BIASA), frame.word(Priority.BIASA)}
        rows = [_row(dict(zip(COLUMNS, cells, strict=True)), usual) for cells in export.rows(connection, frame)]
    return paper.log({
        "office": heading.office,
        "title": "Log tiket",
        "told": list(heading.told),
        "head": _HEAD,
        "widths": _WIDTHS,
        "rows": rows,
        "marked": _TERM,
        "last": f"Jumlah baris: {len(rows)}",
        "foot": f"{heading.office} · Log tiket",
    })  # fmt: skip


def _row(cells: dict[str, Cell], usual: Set[str]) -> list[str | bool]:
    """One ticket. A term that was missed says so in words too: not everybody prints in colour."""
    is_late = cells["Terlambat"] == "ya"
    secrecy, priority = (None if cells[name] in usual else cells[name] for name in ("Kerahasiaan", "Prioritas"))
    title, place = str(cells["Judul"]), cells["Lokasi"]
    return [
        _lines(cells["Nomor"], secrecy),
        _lines(cells["Diterima"], cells["Kanal"]),
        _lines(title[:1].upper() + title[1:], None if place == title else place),
        _lines(priority, cells["Status"], cells["Hasil"]),
        _lines(cells["OPD"], cells["Petugas"]),
        _lines(cells["Tenggat"], "terlambat" if is_late else None),
        _lines(cells["Dijawab pertama"]),
        is_late,
    ]


def _lines(*cells: Cell) -> str:
    return "\n".join(_written(cell) for cell in cells if cell is not None)


def _written(cell: Cell) -> str:
    match cell:
        case datetime():
            return cell.strftime("%d/%m/%Y %H.%M")
        case date():
            return cell.strftime("%d/%m/%Y")
    return str(cell)
