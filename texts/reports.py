"""The quarterly report in words: its tables, the same for screen, paper and workbook."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from core.messages.channels import Channel
from texts import labels
from tickets import categories
from tickets.kinds import ClockKind, Kadar, Outcome, Status
from tickets.reports.facts import Came, Fact
from tickets.reports.figures import BALANCED, NONE, SCORES, STATES, Figures, on_time
from tickets.reports.promises import JUDGED, Promise
from tickets.reports.quarters import read
from tickets.reports.tables import Cell, Line, Table

TITLE = "Laporan Triwulan Pengelolaan Pengaduan"
TITLE_LINES = ("Laporan Triwulan", "Pengelolaan Pengaduan")
WITHHELD = "ditahan"
NOBODY = "Belum didisposisikan"
ROMAN = ("I", "II", "III", "IV")
CAME: Mapping[str, str] = {
    Came.NEW: "Masuk",
    Came.CARRIED: "Bawaan",
    Came.AGAIN: "Dibuka lagi",
    Came.ONLY_RATED: "Hanya dinilai",
}
PROMISE: Mapping[str, str] = {
    Promise.ON_TIME: "Tepat",
    Promise.LATE: "Terlambat",
    Promise.OVERDUE: "Lewat",
    Promise.RUNNING: "Berjalan",
}
KEPT = (Promise.ON_TIME, Promise.LATE, Promise.OVERDUE, Promise.RUNNING)
CLOCK: Mapping[str, str] = {
    ClockKind.VERIFICATION: "Verifikasi",
    ClockKind.FIRST_ANSWER: "Jawaban pertama sejak disposisi",
    ClockKind.COMPLETION: "Penyelesaian sejak diterima",
    ClockKind.REPORTER_COMPLETES: "Pelapor melengkapi",
    ClockKind.REPORTER_REACTS: "Tanggapan pelapor",
}
STEP: Mapping[str, str] = {
    "verifikasi": "Diverifikasi",
    "minta_kelengkapan": "Kelengkapan diminta",
    "disposisi": "Didisposisikan",
    "kembalikan": "Dikembalikan OPD",
    "proses": "Mulai diproses",
    "jawab": "Dijawab",
    "buka_kembali": "Dibuka kembali",
    "ubah_klasifikasi": "Klasifikasi diubah",
}


@cache
def state(name: str) -> str:
    """How a state at the end of a quarter is written."""
    if name in set(Status):
        return labels.STATUS[Status(name)]
    outcome = Outcome(name)
    word = labels.OUTCOME[outcome]
    if outcome in {Outcome.CONFIRMED, Outcome.CLOSED_BY_STAFF, Outcome.NO_REACTION}:
        return f"Selesai: {word[0].lower()}{word[1:]}"
    if outcome in {Outcome.TRANSFERRED, Outcome.TO_PPID, Outcome.MERGED}:
        return word
    return f"Diarsipkan: {word[0].lower()}{word[1:]}"


def category(code: str) -> str:
    """What a category is called."""
    known = categories.by_code(code)
    return known.label if known else "Belum diklasifikasi" if code == NONE else code


def number(value: object) -> str:
    """1.275, 8,6, a dash for none, and a word for what is withheld."""
    return "–" if value is None else format_decimal(str(value), locale="id", format="#,##0.##")


def quarter_name(code: str) -> str:
    """Triwulan I 2026."""
    found = read(code)
    return f"Triwulan {ROMAN[found.number - 1]} {found.year}" if found else code


def days(figures: Figures) -> str:
    """1 Januari 2026 sampai 31 Maret 2026."""
    first, last = (
        format_date(date.fromisoformat(figures[name]), "d MMMM y", locale="id") for name in ("first", "last")
    )
    return f"{first} sampai {last}"


def subtitle(figures: Figures) -> str:
    """Which quarter, and whose."""
    agency = figures.get("agency")
    return quarter_name(figures["quarter"]) + (f" · {agency['name']}" if agency else "")


# the tables ------------------------------------------------------------------------------------------------------


def tables(figures: Figures) -> list[Table]:
    """Every table of the internal report; each number knows its tickets."""
    return [
        _states(figures),
        _steps(figures),
        _promises(figures),
        _speed(figures),
        _ratings(figures),
        *([_agencies(figures)] if figures["agencies"] else []),
        _listed("Kategori", "kategori", figures["categories"], category),
        _listed("Kanal", "kanal", figures["channels"], lambda code: labels.CHANNEL[Channel(code)]),
        _listed("Kadar pengawasan", "kadar", figures["kadar"], lambda code: labels.KADAR[Kadar(code)]),
        _listed("Tempat berulang", "tempat", figures["places"], str, empty="Tidak ada tempat yang disebut tiga kali."),
    ]


def _cell(count: int, **picks: str) -> Cell:
    return Cell(number(count), {name.replace("_", "-"): value for name, value in picks.items()} if count else None)


def _states(figures: Figures) -> Table:
    lines = []
    for name in STATES:
        row = figures["states"][name]
        if any(row.values()):
            cells = [_cell(row[came], keadaan=name, asal=came) for came in BALANCED]
            lines.append(Line(state(name), (*cells, _cell(sum(row.values()), keadaan=name))))
    came = figures["came"]
    total = Line("Jumlah", (*(_cell(came[one], asal=one) for one in BALANCED), _cell(figures["total"])))
    head = ("Keadaan pada akhir triwulan", *(CAME[one] for one in BALANCED), "Jumlah")
    return Table("Yang masuk dan keadaannya", head, (*lines, total), has_total=True)


def _steps(figures: Figures) -> Table:
    lines = [Line(STEP[name], (_cell(count, langkah=name),)) for name, count in figures["steps"].items()]
    return Table("Yang dikerjakan", ("Langkah", "Tiket"), tuple(lines))


def _promises(figures: Figures) -> Table:
    lines = []
    for kind in JUDGED:
        row = figures["promises"][kind.value]
        cells = [_cell(row[kept], tenggat=f"{kind.value}.{kept}") for kept in KEPT]
        lines.append(Line(CLOCK[kind], (*cells, Cell(percent(on_time(row))))))
    head = ("Tenggat", *(PROMISE[kept] for kept in KEPT), "Tepat waktu")
    return Table("Ketepatan waktu", head, tuple(lines))


def percent(share: int | None) -> str:
    """A share as it is written."""
    return "–" if share is None else f"{share} %"


def _speed(figures: Figures) -> Table:
    speed = figures["speed"]
    rows = (
        ("Sejak diterima", speed["receipt"], "terjawab"),
        ("Sejak disposisi pertama", speed["disposition"], "dari_disposisi"),
    )
    lines = [Line(label, (Cell(number(row["mean"])), _cell(row["count"], **{pick: "1"}))) for label, row, pick in rows]
    head = ("Sampai jawaban pertama", "Rata-rata hari kerja", "Tiket")
    return Table("Laju tindak lanjut", head, tuple(lines))


def _ratings(figures: Figures) -> Table:
    found = figures["ratings"]
    lines = [Line(f"Nilai {score}", (_cell(found["scores"][score], nilai=score),)) for score in SCORES]
    lines += [
        Line("Memberi nilai", (_cell(found["given"], nilai="semua"),)),
        Line("Tidak memberi nilai (diam)", (_cell(found["silent"], diam="1"),)),
        Line("Rata-rata dari yang memberi nilai", (Cell(number(found["mean"])),)),
    ]
    return Table("Penilaian pelapor", ("Penilaian", "Tiket"), tuple(lines))


def _agencies(figures: Figures) -> Table:
    lines = []
    for row in figures["agencies"]:
        opd, kept, first = str(row["id"]), row["promises"], row["first_answers"]
        cells = (
            _cell(row["total"], opd=opd),
            _cell(row["open"], opd=opd, terbuka="1"),
            _cell(row["answered"], opd=opd, langkah="jawab"),
            Cell(percent(on_time(first))),
            Cell(percent(on_time(kept))),
            Cell(number(row["receipt"]["mean"])),
            Cell(number(row["disposition"]["mean"])),
        )
        lines.append(Line(row["name"] or NOBODY, cells))
    kept_in_time = ("Jawaban pertama tepat", "Penyelesaian tepat")
    head = ("OPD", "Tiket", "Terbuka", "Dijawab", *kept_in_time, "Hari dari terima", "Hari dari disposisi")
    return Table("Menurut OPD", head, tuple(lines))


def _listed(title: str, pick: str, rows: Sequence[Sequence[Any]], write: Any, empty: str = "Tidak ada.") -> Table:
    lines = [Line(write(name), (_cell(count, **{pick: name, "asal": Came.NEW.value}),)) for name, count in rows]
    return Table(f"{title} (laporan masuk)", (title, "Tiket"), tuple(lines), empty=empty)


def public_tables(figures: Figures) -> list[Table]:
    """The tables anybody may read."""
    promises = [
        Line(CLOCK[kind], (*(_shown(figures["promises"][kind.value][kept]) for kept in KEPT), _share(figures, kind)))
        for kind in JUDGED
    ]
    speed, ratings = figures["speed"], figures["ratings"]
    came = [Line(CAME[one], (_shown(figures["came"][one]),)) for one in BALANCED]
    states = [Line(state(name), (_shown(count),)) for name, count in figures["states"].items() if count != 0]
    total = Line("Jumlah", (Cell(number(figures["total"])),))
    return [
        Table("Yang masuk", ("Asal", "Tiket"), (*came, total), has_total=True),
        Table("Keadaan pada akhir triwulan", ("Keadaan", "Tiket"), (*states, total), has_total=True),
        Table("Ketepatan waktu", ("Tenggat", *(PROMISE[kept] for kept in KEPT), "Tepat waktu"), tuple(promises)),
        Table(
            "Laju tindak lanjut",
            ("Sampai jawaban pertama", "Rata-rata hari kerja", "Tiket"),
            (
                Line("Sejak diterima", (Cell(number(speed["receipt"]["mean"])), _shown(speed["receipt"]["count"]))),
                Line(
                    "Sejak disposisi pertama",
                    (Cell(number(speed["disposition"]["mean"])), _shown(speed["disposition"]["count"])),
                ),
            ),
        ),
        Table(
            "Penilaian pelapor",
            ("Penilaian", "Tiket"),
            (
                *(Line(f"Nilai {score}", (_shown(ratings["scores"][score]),)) for score in SCORES),
                Line("Tidak memberi nilai (diam)", (_shown(ratings["silent"]),)),
                Line("Rata-rata dari yang memberi nilai", (Cell(number(ratings["mean"])),)),
            ),
        ),
        Table(
            "Menurut OPD",
            ("OPD", "Tiket", "Penyelesaian tepat waktu", "Hari kerja sampai jawaban"),
            tuple(
                Line(
                    row["name"] or NOBODY,
                    (_shown(row["total"]), Cell(percent(row["on_time"])), Cell(number(row["receipt"]["mean"]))),
                )
                for row in figures["agencies"]
            ),
        ),
        _public_list("Kategori", figures["categories"], category),
        _public_list("Kanal", figures["channels"], lambda code: labels.CHANNEL[Channel(code)]),
        _public_list("Kecamatan yang berulang", figures["areas"], str),
    ]


def _shown(count: int | None) -> Cell:
    return Cell(WITHHELD if count is None else number(count))


def _share(figures: Figures, kind: ClockKind) -> Cell:
    row = figures["promises"][kind.value]
    return Cell(WITHHELD if None in [row[kept] for kept in KEPT] else percent(row["on_time"]))


def _public_list(title: str, rows: Sequence[Sequence[Any]], write: Any) -> Table:
    lines = tuple(Line(write(name), (_shown(count),)) for name, count in rows)
    return Table(f"{title} (laporan masuk)", (title, "Tiket"), lines)


def ticket(fact: Fact) -> list[tuple[str, str | int | None]]:
    """Everything a report counts of a ticket, column by column. Nothing of it names a reporter or tells the content."""
    return [
        ("Nomor", fact.number),
        ("Asal", CAME[fact.came]),
        ("Keadaan", state(fact.state)),
        ("Diterima", fact.received.isoformat()),
        ("Kanal", labels.CHANNEL[Channel(fact.channel)]),
        ("Kadar", labels.KADAR[Kadar(fact.kadar)]),
        ("Kategori", category(fact.category or NONE)),
        ("Tempat", fact.place),
        ("Langkah", ", ".join(STEP[step] for step in fact.steps)),
        *((CLOCK[kind], PROMISE.get(fact.promises.get(kind.value, ""))) for kind in JUDGED),
        ("Hari kerja dari terima", fact.days_from_receipt),
        ("Hari kerja dari disposisi", fact.days_from_disposition),
        ("Nilai", fact.score),
        ("Diam", "ya" if fact.is_silent else None),
    ]
