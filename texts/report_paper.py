"""The quarterly report on paper and in pictures, as plain values: what :mod:`core.paper` draws and a page shows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from core.office import Office
from texts.reports import (
    CLOCK,
    KEPT,
    PROMISE,
    TITLE,
    TITLE_LINES,
    days,
    number,
    percent,
    public_tables,
    quarter_name,
    state,
    subtitle,
    tables,
)
from texts.words import Words
from tickets.reports.definitions import DEFINITIONS
from tickets.reports.facts import Came
from tickets.reports.figures import Figures, on_time
from tickets.reports.promises import JUDGED
from tickets.reports.tables import Table

# the charts ------------------------------------------------------------------------------------------------------


def weeks(figures: Figures) -> list[tuple[str, int | None]]:
    """Reports of each week, with the day it begins on; None where the number is withheld."""
    return [(format_date(date.fromisoformat(day), "d MMM", locale="id"), count) for day, count in figures["weeks"]]


def ends(figures: Figures) -> list[tuple[str, int]]:
    """The states that may be told, the fullest first."""
    totals = {name: sum(row.values()) if isinstance(row, Mapping) else row for name, row in figures["states"].items()}
    known = [(state(name), count) for name, count in totals.items() if count]
    return sorted(known, key=lambda row: -row[1])[:10]


def punctuality(figures: Figures) -> list[tuple[str, list[int], str]]:
    """On time, late and overdue of the office's three terms, where all of them may be told."""
    found = []
    for kind in JUDGED[:3]:
        row = figures["promises"][kind.value]
        parts = [row[kept] for kept in KEPT[:3]]
        if None not in parts and sum(parts):
            found.append((CLOCK[kind], parts, percent(on_time(row))))
    return found


# the paper -------------------------------------------------------------------------------------------------------


def paper(figures: Figures, *, office: Office, digest: str, by: str, at: datetime, address: str) -> dict[str, Any]:
    """The report as a document for :mod:`core.paper`; the public one has no ``kadar``."""
    is_public = "kadar" not in figures
    definition = DEFINITIONS[figures["definition"]]
    shown = public_tables(figures) if is_public else tables(figures)
    facts = [
        ("Periode", days(figures)),
        ("Cakupan", figures["agency"]["name"] if figures.get("agency") else "Seluruh OPD"),
        ("Tiket dalam laporan", number(figures["total"])),
        ("Definisi angka", f"versi {definition.version}, lihat bagian akhir"),
        ("Disusun", Words("id", office).moment(at) + f" oleh {by}"),
        ("Sidik angka (SHA-256)", digest),
    ]
    if is_public:
        facts.append(("Versi", "Untuk umum: tanpa identitas, angka kecil ditahan"))
    blocks: list[dict[str, Any]] = [
        {"kind": "heading", "text": "Ringkasan"},
        *({"kind": "text", "text": line} for line in summary(figures)),
        {
            "kind": "columns",
            "title": "Laporan masuk per minggu (hari pertama minggu)" + (", * ditahan" if is_public else ""),
            "rows": weeks(figures),
        },
    ]
    if ends(figures):
        blocks.append(
            {
                "kind": "bars",
                "title": "Keadaan pada akhir triwulan, sepuluh terbanyak",
                "rows": [(label, count, number(count)) for label, count in ends(figures)],
            }
        )
    if punctuality(figures):
        blocks.append(
            {
                "kind": "shares",
                "title": "Ketepatan waktu",
                "legend": [PROMISE[kept] for kept in KEPT[:3]],
                "rows": punctuality(figures),
            }
        )
    blocks.append({"kind": "page"})
    for table in shown:
        blocks.append({"kind": "heading", "text": table.title})
        blocks.append(_on_paper(table) if table.lines else {"kind": "text", "text": table.empty})
    blocks.append({"kind": "heading", "text": f"Definisi (versi {definition.version})"})
    blocks += [{"kind": "text", "text": f"{name}: {meaning}", "size": 8.5} for name, meaning in definition.meanings]
    if not is_public:
        blocks.append(_signatures(office, by))
    return {
        "office": office.name,
        "address": office.address.strip("-"),
        "title": TITLE,
        "title_lines": TITLE_LINES,
        "subtitle": subtitle(figures),
        "facts": facts,
        "footer": f"Sidik angka {digest[:16]}…  Keaslian: {address}",
        "blocks": blocks,
    }


def about(figures: Figures, digest: str) -> list[tuple[str, str]]:
    """What the workbook opens with."""
    definition = DEFINITIONS[figures["definition"]]
    return [
        (TITLE, subtitle(figures)),
        ("Periode", days(figures)),
        ("Versi definisi", str(definition.version)),
        ("Sidik angka (SHA-256)", digest),
        *definition.meanings,
    ]


def summary(figures: Figures) -> list[str]:
    """What the numbers say, in two or three sentences."""
    speed, kept = figures["speed"]["receipt"], figures["promises"]["T"]
    share = kept["on_time"] if "on_time" in kept else on_time(kept)
    came = figures["came"]
    known = None not in came.values()
    found = [
        f"{number(figures['total'])} pengaduan ada dalam {quarter_name(figures['quarter'])}"
        + (
            f": {number(came[Came.NEW])} masuk, {number(came[Came.CARRIED])} bawaan, dan "
            f"{number(came[Came.AGAIN])} dibuka lagi."
            if known
            else "."
        )
    ]
    if speed["mean"] is not None:
        found.append(f"Jawaban pertama diberikan rata-rata {number(speed['mean'])} hari kerja sejak laporan diterima.")
    if share is not None:
        found.append(f"{share} % tenggat penyelesaian yang jatuh dalam triwulan ini dipenuhi tepat waktu.")
    rating = figures["ratings"]
    if rating["mean"] is not None and rating["silent"] is not None:
        found.append(
            f"Nilai rata-rata {number(rating['mean'])} dari {number(rating['given'])} pelapor; "
            f"{number(rating['silent'])} lainnya tidak memberi nilai."
        )
    return found


def _on_paper(table: Table) -> dict[str, Any]:
    wide = len(table.head) > 5
    return {
        "kind": "table",
        "head": table.head,
        "rows": [[line.label, *(cell.text for cell in line.cells)] for line in table.lines],
        "total": table.has_total,
        **({"widths": [17 - 1.8 * (len(table.head) - 1), *[1.8] * (len(table.head) - 1)]} if wide else {}),
    }


def _signatures(office: Office, by: str) -> dict[str, Any]:
    place = office.region.removeprefix("Kabupaten ").removeprefix("Kota ") or "…………………"
    head = ["Mengetahui,", f"Kepala {office.short_name}", "………………………………………", "NIP ……………………………"]
    maker = [f"{place}, ……………………", "Penyusun,", by, "NIP ……………………………"]
    return {"kind": "signatures", "people": [head, maker]}
