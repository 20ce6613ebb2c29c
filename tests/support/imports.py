"""Imports of figures for tests: a file brought, mapped, read by the worker, and approved, as people do it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Database
from core.files import FileStore
from core.staff import Role, Staff
from knowledge.statistics.importing import batches
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.importing.work import ImportWorker
from knowledge.statistics.models import Indicator, Observation, Region
from knowledge.statistics.staging import ImportBatch, RowState, StagedRow
from support import cast
from support.time import NOON

SOURCE = {"publication": "BPS, Tabel uji", "producer": "BPS Kabupaten Klaten", "licence": "CC BY 4.0"}
SECTORAL = {"publication": "Profil Dinas Sosial", "producer": "Dinas Sosial", "licence": "CC BY 4.0"}

TPT = {"indicator": "tpt", "period": "-08"}
"""Unemployment is published for August: a table that only says the year is given its month."""


def pemilik(session: Session) -> Staff:
    """Owner of the office's figures."""
    return cast.someone(session, "Nani", (Role.PEMILIK_DATA, None))


class Importer:
    """Brings files to one office."""

    def __init__(self, database: Database, files: FileStore) -> None:
        self.database, self.files = database, files

    def brings(self, content: bytes | str, *, name: str = "data.csv") -> ImportBatch:
        data = content.encode() if isinstance(content, str) else content
        with self.database.read() as session:
            seen = batches.look_at(session, self.files, data, name=name)
        with self.database.write() as session:
            return batches.take_in(session, seen, by=pemilik(session), at=NOON)

    def reads(
        self, content: bytes | str, *, name: str = "data.csv", source: dict[str, str] = SOURCE, **fixed: Any
    ) -> ImportBatch:
        """Bring a file, correct the guessed mapping by these values, and let the worker read it."""
        batch = self.brings(content, name=name)
        self.maps(batch, source=source, **fixed)
        return self.works(batch)

    def maps(self, batch: ImportBatch, *, source: dict[str, str] = SOURCE, **fixed: Any) -> None:
        with self.database.write() as session:
            mapping = replace(Mapping.from_json(batch.mapping), **fixed)
            batches.map_it(session, batch.id, mapping, source, lock=None, by=pemilik(session), at=NOON)

    def works(self, batch: ImportBatch) -> ImportBatch:
        worker = ImportWorker(self.database, self.files, clock=lambda: NOON)
        while worker.work():
            pass
        return self.again(batch)

    def again(self, batch: ImportBatch) -> ImportBatch:
        with self.database.read() as session:
            return session.get_one(ImportBatch, batch.id)

    def publishes(self, batch: ImportBatch) -> ImportBatch:
        """Sent by the one, approved by the other, published by the worker."""
        with self.database.write() as session:
            batches.submit(session, batch.id, lock=None, by=pemilik(session), at=NOON)
        with self.database.write() as session:
            batches.approve(session, batch.id, lock=None, has_looked=True, by=cast.dewi(session), at=NOON)
        return self.works(batch)

    def takes_back(self, batch: ImportBatch) -> None:
        with self.database.write() as session:
            batches.take_back(session, batch.id, lock=None, reason="Salah tabel.", by=cast.dewi(session), at=NOON)

    def rows(self, batch: ImportBatch) -> list[StagedRow]:
        with self.database.read() as session:
            own = select(StagedRow).where(StagedRow.batch_id == batch.id)
            return list(session.scalars(own.order_by(StagedRow.number, StagedRow.part)))

    def verdicts(self, batch: ImportBatch) -> list[tuple[int, RowState, list[str]]]:
        """Row number, state and the codes of its problems."""
        return [(row.number, row.state, [one["code"] for one in row.problems]) for row in self.rows(batch)]

    def current(self, indicator: str, region: str, period: str, dimension: str = "") -> list[Observation]:
        """What answers now."""
        with self.database.read() as session:
            asked = (
                select(Observation)
                .join(Indicator, Indicator.id == Observation.indicator_id)
                .join(Region, Region.id == Observation.region_id)
                .where(Indicator.code == indicator, Region.code == region, Observation.period == period)
                .where(Observation.dimension == dimension, Observation.is_current)
            )
            return list(session.scalars(asked))


def a_workbook(*rows: Sequence[Any], sheet: str = "Tabel") -> bytes:
    """A workbook with these rows."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
