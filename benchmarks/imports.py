"""How long the import of 100,000 figures takes, from the stored file to the public figures, and what memory it wants.

usage: python -m benchmarks imports

A CSV of made-up counts of doctors, of every region the sample office knows, is mapped, read, checked, approved and
published by the worker's own code, on both databases. Memory is how far the process grew at its highest.
"""

import resource
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.throwaway_postgres import postgres
from core import staff as people
from core.clock import utc_now
from core.db import Database
from core.files import FileStore
from core.staff import Role
from knowledge.statistics import loading
from knowledge.statistics.importing import batches
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.importing.work import ImportWorker
from knowledge.statistics.models import Observation, Region
from knowledge.statistics.staging import ImportBatch
from operations import schema

ROWS = 100_000
SOURCE = {"publication": "Tabel uji", "producer": "Dinas Kesehatan", "licence": "CC BY 4.0"}


def a_table(codes: list[str]) -> bytes:
    """A long table: every region, one year after the other."""
    lines = ["kode kemendagri;Tahun;Nilai"]
    year = 1950
    while len(lines) <= ROWS:
        lines += [f"{code};{year};{100 + place % 40 + year % 7}" for place, code in enumerate(codes)]
        year += 1
    return ("\n".join(lines[: ROWS + 1]) + "\n").encode()


def measure(url: str, folder: str) -> str:
    """Import once into a fresh database; the line to print."""
    database, files, at = Database(url), FileStore(folder), utc_now()
    schema.upgrade(database)
    with database.write() as session:
        loading.load(session, at=at)
        one, two = (
            people.create(session, email=f"{name}@contoh.example", name=name, roles=[(Role.PEMILIK_DATA, None)], at=at)
            for name in ("satu", "dua")
        )
        codes = list(session.scalars(select(Region.code_kemendagri).where(Region.code_kemendagri.is_not(None))))
    content = a_table([code for code in codes if code])
    before, started, cpu = _peak(), time.perf_counter(), time.process_time()
    with database.read() as session:
        seen = batches.look_at(session, files, content, name="dokter.csv")
    with database.write() as session:
        batch = batches.take_in(session, seen, by=one, at=at)
        mapping = Mapping.from_json({**batch.mapping, "indicator": "dokter"})
        batches.map_it(session, batch.id, mapping, SOURCE, lock=None, by=one, at=at)
    worker = ImportWorker(database, files, clock=utc_now)
    worker.work()
    read = time.perf_counter() - started
    with database.read() as session:
        looked = time.perf_counter()
        batches.gone(session, session.get_one(ImportBatch, batch.id))
        looked = time.perf_counter() - looked
    with database.write() as session:
        batches.submit(session, batch.id, lock=None, by=one, at=at)
    with database.write() as session:
        batches.approve(session, batch.id, lock=None, has_looked=True, by=two, at=at)
    started = time.perf_counter()
    worker.work()
    published, cpu = time.perf_counter() - started, time.process_time() - cpu
    with database.read() as session:
        own = (
            select(func.count())
            .select_from(Observation)
            .where(Observation.batch_id == batch.id, Observation.is_current)
        )
        count = session.scalar(own)
    database.dispose()
    kind = url.partition(":")[0].partition("+")[0]
    return (
        f"{kind:<12}{count:>8} figures   read and checked {read:5.1f} s   published {published:5.1f} s   "
        f"together {read + published:5.1f} s (CPU {cpu:.1f} s)   difference shown in {looked:.2f} s   memory +{_peak() - before} MB"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure both databases."""
    with tempfile.TemporaryDirectory() as folder:
        print(measure(f"sqlite:///{folder}/figures.db", str(Path(folder) / "files")), flush=True)
        with postgres() as url:
            print(measure(url.replace("postgresql:", "postgresql+psycopg:"), str(Path(folder) / "files")), flush=True)


if __name__ == "__main__":
    main()
