"""The desk with 200,000 tickets on PostgreSQL: the queue, the search, the dashboard, the quarterly report, a bulk act.

usage: python -m benchmarks.tickets

Tickets of two years are copied in with the events, terms and dispositions a real one has; their hash chains are not
computed, which none of these readers looks at.
"""

import dataclasses
import io
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from benchmarks.throwaway_postgres import postgres
from core import settings
from core.db import Database
from core.errands import Errand
from core.house import open_database
from core.messages import contacts
from core.messages.channels import Channel
from core.staff import Agency, Role, Staff, StaffRole
from operations import prepare, schema
from operations.errands import Errands
from tickets import bulk, searching
from tickets.bulk import BulkAct, Pick
from tickets.kinds import Status
from tickets.models import Case, Follower
from tickets.reports import ordering
from tickets.reports.quarters import Quarter
from wsgi import create_app

HOW_MANY = 200_000
FIRST, NOW = datetime(2024, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, 3, tzinfo=UTC)
TRIES = 20
_WORDS = (
    "jalan berlubang lampu mati sampah menumpuk saluran mampet air keruh pohon tumbang parkir liar antrean lama loket "
    "puskesmas sekolah jembatan retak trotoar rusak bantuan belum cair surat terlambat rambu hilang pasar kotor"
).split()
_SYLLABLES = "ba ce di fu ga hi ja ke lo mu na pe ra si tu wo".split()
_RARE = ["".join(random.Random(n).choices(_SYLLABLES, k=5)) for n in range(4_000)]
"""Words of one length, so that none is part of another: each stands in about one ticket of four hundred."""
_PLACES = ("Pasar Wedi", "Sengon, Prambanan", "Jalan Merapi", "Balai Desa Kradenan", "Terminal Delanggu", "Bayat")
_EVENT = (
    "case_id", "seq", "at", "party", "action", "before", "after", "is_internal", "details", "text_digest", "previous", "hash",
)  # fmt: skip
_CLOCK = (
    "case_id",
    "kind",
    "days",
    "citation",
    "calendar_version",
    "started_at",
    "start_day",
    "due_on",
    "skipped",
    "met_at",
)
_CASE = (
    "id", "kind", "number", "received_at", "channel", "visibility", "priority", "title", "status", "outcome", "agency_id",
    "due_on", "closed_at", "code_version", "version", "events_count", "events_head",
)  # fmt: skip
_COMPLAINT = ("case_id", "kadar", "subject", "category", "text", "original", "place")
_WORDS_OF = ("case_id", "number", "words")
_ORDER = ("case_id", "agency_id", "by_id", "at", "instruction")


def fill(database: Database) -> None:
    """Copy the tickets in."""
    chosen = random.Random(11)
    with database.write() as session:
        agencies = [Agency(code=f"b{n}", name=f"Dinas {n}", short_name=f"DIN{n}") for n in range(20)]
        boss = Staff(email="dewi@kantor.example", name="Dewi", created_at=FIRST)
        boss.duties = [StaffRole(role=Role.SUPERVISOR)]
        session.add_all([*agencies, boss])
        session.flush()
        ids, by = [agency.id for agency in agencies], boss.id
    tables: dict[str, tuple[tuple[str, ...], io.StringIO]] = {
        name: (columns, io.StringIO())
        for name, columns in (
            ("cases", _CASE), ("complaint", _COMPLAINT), ("case_words", _WORDS_OF), ("case_event", _EVENT),
            ("case_clock", _CLOCK), ("disposition", _ORDER),
        )
    }  # fmt: skip
    for number in range(1, HOW_MANY + 1):
        for table, row in _lived(number, chosen, ids, by):
            tables[table][1].write("\t".join("\\N" if cell is None else str(cell) for cell in row) + "\n")
    raw = database.engine.raw_connection()
    with raw.cursor() as cursor:
        for name, (columns, rows) in tables.items():
            with cursor.copy(f"copy {name} ({', '.join(columns)}) from stdin") as copy:
                copy.write(rows.getvalue())
        cursor.execute("select setval('cases_id_seq', %s)", (HOW_MANY,))
    raw.commit()
    raw.close()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")


def _lived(number: int, chosen: random.Random, agencies: list[int], by: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """One ticket: most are answered and closed within three weeks, some archived, the newest still open."""
    at = FIRST + (NOW - FIRST) * ((number - 1) / HOW_MANY)
    agency, day = chosen.choice(agencies), timedelta(days=1)
    text = " ".join([*chosen.choices(_WORDS, k=4), *chosen.choices(_RARE, k=chosen.randint(4, 16))])
    steps: list[tuple[datetime, str, str, str | None, str]] = [(at, "pelapor", "diterima", None, "diterima")]
    if chosen.random() < 0.15:
        steps.append((at + day, "petugas", "arsipkan", "diterima", "diarsipkan"))
    else:
        answered = at + day * chosen.randint(3, 25)
        steps += [
            (at + day, "petugas", "verifikasi", "diterima", "terverifikasi"),
            (at + day * 1.1, "petugas", "disposisi", "terverifikasi", "didisposisikan"),
            (at + day * 2, "petugas", "proses", "didisposisikan", "diproses"),
            (answered, "petugas", "jawab", "diproses", "dijawab"),
            (answered + day * 10, "sistem", "tanpa_tanggapan", "dijawab", "selesai"),
        ]
    steps = [step for step in steps if step[0] < NOW]
    last = steps[-1]
    outcome = {"diarsipkan": "spam", "selesai": "tanpa_tanggapan"}.get(last[4])
    is_given = any(step[2] == "disposisi" for step in steps)
    received, verified = at.date(), steps[1][0] if len(steps) > 1 else None
    stop = next((step[0] for step in steps if step[2] in {"jawab", "arsipkan"}), None)
    yield "cases", (
        number, "ADU", f"ADU-{at:%y}-{number:06d}", at, chosen.choice(("telegram", "web", "whatsapp")), "biasa", "biasa",
        text[:60], last[4], outcome, agency if is_given else None,
        None if outcome or last[4] == "dijawab" else received + 20 * day, last[0] if outcome else None, 1, len(steps),
        len(steps), "0" * 64,
    )  # fmt: skip
    category, place = chosen.choice(("jalan", "lampu", "sampah")), chosen.choice(_PLACES)
    yield "complaint", (number, "tidak_berkadar", "pengaduan", category, text, "\\\\x00", place)
    yield "case_words", (number, f"adu-{at:%y}-{number:06d}", searching.folded(text, place).replace("\n", "\\n"))
    for seq, (moment, party, action, before, after) in enumerate(steps, 1):
        details = '{"category": "jalan"}' if seq == 1 else '{"ground": "spam"}' if action == "arsipkan" else "{}"
        yield (
            "case_event",
            (number, seq, moment, party, action, before, after, "f", details, "0" * 64, "0" * 64, "0" * 64),
        )
    for kind, days, start, met in (("V", 3, at, verified), ("T", 14, at, stop), ("R1", 5, verified, stop)):
        if start is not None and (kind != "R1" or is_given):
            due = start.date() + timedelta(days=days + 5)
            yield "case_clock", (number, kind, days, "-", 1, start, start.date(), due, "[]", met)
    if is_given:
        yield "disposition", (number, agency, by, steps[2][0], "Cek")


def timed(what: str, work: Callable[[], object], tries: int = TRIES) -> str:
    """One line of the table."""
    work()
    taken = []
    for _ in range(tries):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    return f"| {what} | {statistics.median(taken):.0f} | {taken[int(len(taken) * 0.95) - 1]:.0f} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        chosen = settings.from_environment({"PENDOPO_DATA_DIR": folder, "PENDOPO_DATABASE_URL": url})
        chosen = dataclasses.replace(chosen, files_url=str(Path(folder) / "files"))
        database = open_database(chosen)
        schema.upgrade(database)
        prepare.fill(database, at=FIRST)
        start = time.perf_counter()
        fill(database)
        print(f"{HOW_MANY:,} tickets copied in {time.perf_counter() - start:.0f} s\n")
        _pages(chosen, database)
        _report(chosen, database)
        _dispositions(chosen, database)
        database.dispose()


def _pages(chosen: settings.Settings, database: Database) -> None:
    app = create_app(chosen, database=database, clock=lambda: NOW)
    client = app.test_client()
    with database.read() as session:
        staff = session.query(Staff).filter_by(email="dewi@kantor.example").one()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = staff.fs_uniquifier, True
        session["staff_in"] = session["staff_seen"] = session["staff_proved"] = NOW.isoformat()

    words = iter(random.Random(3).choices(_RARE, k=10_000))

    def opens(path: str) -> Callable[[], object]:
        """The page; each star in its address is another word every time."""

        def get() -> object:
            answer = client.get(re.sub(r"[*]", lambda _: next(words), path))
            assert answer.status_code == 200, answer.status_code
            return answer.data

        return get

    print("| page | median ms | p95 ms |\n|---|---|---|")
    for what, work in (
        ("queue, open", opens("/admin/tiket/")),
        ("queue, all", opens("/admin/tiket/?tab=semua")),
        ("queue, overdue", opens("/admin/tiket/?tab=terlambat")),
        ("queue, page 1,000 of all", opens("/admin/tiket/?tab=semua&hal=1000")),
        ("search, a word of one ticket in 400", opens("/admin/tiket/?tab=semua&cari=*")),
        ("search, that word and a place", opens("/admin/tiket/?tab=semua&cari=*+wedi")),
        ("search, a place of one ticket in six", opens("/admin/tiket/?tab=semua&cari=wedi")),
        ("search, a word of one ticket in seven", opens("/admin/tiket/?tab=semua&cari=jembatan")),
        ("search, two such words", opens("/admin/tiket/?tab=semua&cari=jembatan+retak")),
        ("search, page 20 of a word of one ticket in four", opens("/admin/tiket/?tab=semua&cari=jalan&hal=20")),
        ("search, one letter", opens("/admin/tiket/?tab=semua&cari=a")),
        ("search, two letters that no ticket holds", opens("/admin/tiket/?tab=semua&cari=xq")),
        ("search, five times two letters", opens("/admin/tiket/?tab=semua&cari=ja+la+be+lu+pa")),
        ("search, nothing found", opens("/admin/tiket/?tab=semua&cari=kudanil")),
        ("search, page 200 of a word of one ticket in seven", opens("/admin/tiket/?tab=semua&cari=jembatan&hal=200")),
        ("search, half a year's numbers", opens("/admin/tiket/?tab=semua&cari=ADU-25-1")),
        ("search, an old year's numbers", opens("/admin/tiket/?tab=semua&cari=ADU-24-0")),
        (
            "search, half a year's numbers and a word of one in four",
            opens("/admin/tiket/?tab=semua&cari=ADU-25-1+jalan"),
        ),
        ("home", opens("/admin/")),
        ("dashboard", opens("/admin/dasbor/")),
    ):
        print(timed(what, work, 15 if what == "dashboard" else TRIES), flush=True)


def _report(chosen: settings.Settings, database: Database) -> None:
    from core.files import FileStore  # noqa: PLC0415 - after the pages, so that their memory is theirs

    with database.write() as session:
        boss = session.query(Staff).filter_by(email="dewi@kantor.example").one()
        ordering.order(session, Quarter(2026, 1), None, title="Laporan", by=boss, at=NOW)
    worker = Errands(database, FileStore(chosen.files_url), lambda: NOW, public_url="https://kantor.example")
    start, busy = time.perf_counter(), time.process_time()
    assert worker.run_next()
    taken = time.perf_counter() - start
    print(f"\nThe report of a quarter: {taken:.1f} s ({time.process_time() - busy:.1f} s of CPU in the worker)")


def _dispositions(chosen: settings.Settings, database: Database) -> None:
    """The newest tickets of the desk, new and followed again, given to one agency in one act."""
    from core.files import FileStore  # noqa: PLC0415 - as above

    with database.write() as session:
        wati = Staff(email="wati@kantor.example", name="Wati", created_at=FIRST)
        wati.duties = [StaffRole(role=Role.KOORDINATOR)]
        session.add(wati)
        session.flush()
        newest = Case.id > HOW_MANY - bulk.MOST
        fresh = {"status": Status.RECEIVED, "outcome": None, "closed_at": None, "agency_id": None}
        session.execute(update(Case).where(newest).values(fresh).execution_options(synchronize_session=False))
        siti = contacts.meet(session, channel=Channel.WEB, ext_user="siti", chat_key="web:siti", name="Siti", at=FIRST)
        picks = [Pick(*row) for row in session.execute(select(Case.id, Case.version).where(newest))]
        session.add_all(Follower(case_id=pick.case_id, contact_id=siti.id, since=FIRST) for pick in picks)
        order = bulk.Order(BulkAct.DISPOSE, reason="Cek", agency=session.query(Agency).first().id)
        errand = bulk.start(session, order, picks, key="0" * 32, title="Disposisi", by=wati, at=NOW).id
    worker = Errands(database, FileStore(chosen.files_url), lambda: NOW, public_url="https://kantor.example")
    start, busy = time.perf_counter(), time.process_time()
    assert worker.run_next()
    taken = time.perf_counter() - start
    with database.read() as session:
        rows = session.get_one(Errand, errand).rows
    print(
        f"{rows:,} of {len(picks):,} dispositions: {taken:.1f} s ({time.process_time() - busy:.1f} s of CPU in the worker)"
    )


if __name__ == "__main__":
    sys.exit(main())
