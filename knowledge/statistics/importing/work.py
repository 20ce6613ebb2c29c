"""The worker's part of an import: a file is walked over, staged a thousand rows at a time, judged; a crash is gone on after."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core import schedule
from core.clock import Clock
from core.db import Database, change, table_of
from core.files import FileStore
from core.schedule import Job
from knowledge.statistics.importing import judging, publishing
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.importing.rows import Reader
from knowledge.statistics.importing.scanning import Scan, body, scan
from knowledge.statistics.importing.tables import NotATable, Problem, Row, problem, rows_of
from knowledge.statistics.staging import BatchState, ImportBatch, RowState, StagedRow

CHUNK = 1_000
MOST_TRIES = 3
_JOB = Job("figures_import", timedelta(minutes=2), lambda database, at: None)
log = logging.getLogger("pendopo.figures")


class _Overtaken(Exception):
    """Somebody changed the batch, or another worker is further: this walk ends and nothing of it is kept."""


class ImportWorker:
    """Reads and publishes what waits. Of several workers one does it at a time, for as long as it shows signs of life."""

    def __init__(self, database: Database, files: FileStore, *, clock: Clock) -> None:
        self._database, self._files, self._clock = database, files, clock

    def work(self) -> bool:
        """Do what is to be done for the oldest batch that waits. Was there any?"""
        if self._next() is None or not self._claim():
            return False
        try:
            batch = self._next()
            if batch is not None:
                self._do(batch)
        finally:
            with self._database.write() as session:
                schedule.release(session, _JOB, at=self._clock())
        return batch is not None

    def _next(self) -> ImportBatch | None:
        with self._database.read() as session:
            waiting = select(ImportBatch).where(ImportBatch.state.in_((BatchState.READING, BatchState.PUBLISHING)))
            return session.scalar(waiting.order_by(ImportBatch.id).limit(1))

    def _claim(self) -> bool:
        with self._database.write() as session:
            return schedule.claim(session, _JOB, at=self._clock())

    def _alive(self, session: Session) -> None:
        schedule.keep(session, _JOB, at=self._clock())

    def _do(self, batch: ImportBatch) -> None:
        try:
            if batch.state is BatchState.PUBLISHING:
                publishing.publish(self._database, batch.id, at=self._clock(), alive=self._alive)
            else:
                self._read(batch)
        except NotATable as refused:
            self._fail(batch, refused.problems)
        except FileNotFoundError:
            self._fail(batch, [problem("file_gone")])
        except _Overtaken:
            log.info("the reading of batch %s starts again or goes on elsewhere", batch.id)
        except Exception:
            self._stumble(batch.id)
            raise

    def _stumble(self, batch_id: int) -> None:
        """A fault of ours: tried three times, then given back to people with the reason, so that others are not held up."""
        with self._database.write() as session:
            held = session.get_one(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
            tries = held.cursor.get("tries", 0) + 1
            held.cursor = {**held.cursor, "tries": tries}
            if tries < MOST_TRIES or held.state not in {BatchState.READING, BatchState.PUBLISHING}:
                return
            publishing.clear(session, batch_id)
            held.state = BatchState.FAILED if held.state is BatchState.READING else BatchState.SUBMITTED
            held.cursor, held.problems = {}, [problem("our_fault")]
            held.lock += 1

    def _read(self, batch: ImportBatch) -> None:
        """Walk over the file, stage its figures, and judge them."""
        mapping = Mapping.from_json(batch.mapping)
        content = self._files.get(batch.sha256 or "")
        if (
            "judging" in batch.cursor
        ):  # it was cut off between verdicts: half-judged rows would judge each other wrongly
            self._note(batch, {})
        if "scan" not in batch.cursor:
            found = scan(rows_of(content, sheet=mapping.sheet), mapping)
            if found.problems:
                raise NotATable(*found.problems)
            self._clear(batch.id)
            self._note(batch, {"scan": found.as_json(), "row": 0}, total=found.rows)
        if "staged" not in batch.cursor:
            self._stage(batch, mapping, content)
        self._judge(batch)

    def _note(self, batch: ImportBatch, cursor: dict[str, Any], *, total: int | None = None) -> None:
        """Where the walk stands now, for whoever has to go on with it."""
        with self._database.write() as session:
            held = self._held(session, batch)
            held.cursor = batch.cursor = cursor
            if total is not None:
                held.rows_total, held.rows_done = total, 0

    def _stage(self, batch: ImportBatch, mapping: Mapping, content: bytes) -> None:
        """Stage what is below the last staged row, a thousand rows in a transaction."""
        found, done = Scan.from_json(batch.cursor["scan"]), batch.cursor["row"]
        with self._database.read() as session:
            reader = Reader(session, mapping, found)
        below = (row for row in body(rows_of(content, sheet=mapping.sheet), mapping) if row[0] > done)
        for chunk in _chunks(below):
            staged = [{"batch_id": batch.id, **one} for number, row in chunk for one in reader.read(number, row)]
            with self._database.write() as session:
                held = self._held(session, batch)
                session.execute(insert(table_of(StagedRow)), staged)
                held.cursor = batch.cursor = {**batch.cursor, "row": chunk[-1][0]}
                held.rows_done += len(chunk)
        self._note(batch, {**batch.cursor, "staged": True})

    def _judge(self, batch: ImportBatch) -> None:
        """All checks that need more than a row."""
        with self._database.read() as session:
            indicators = judging.indicators_of(session, batch.id)
        self._note(batch, {**batch.cursor, "judging": True})
        for indicator in indicators:
            for chunk in judging.verdicts(self._database, batch.id, indicator).chunks():
                with self._database.write() as session:
                    self._held(session, batch)
                    judging.write(session, chunk)
        with self._database.write() as session:
            held = self._held(session, batch)
            counts = judging.count_by_state(session, batch.id)
            held.state, held.cursor = BatchState.CHECKED, {}
            held.rows_refused, held.rows_done = counts.get(RowState.REFUSED, 0), held.rows_total or 0
            held.lock += 1

    def _held(self, session: Session, batch: ImportBatch) -> ImportBatch:
        """The batch, held by this transaction, if it still stands where this walk left it."""
        held = session.get_one(ImportBatch, batch.id, with_for_update=True, populate_existing=True)
        if held.state is not BatchState.READING or held.cursor != batch.cursor or held.lock != batch.lock:
            raise _Overtaken
        self._alive(session)
        return held

    def _clear(self, batch_id: int) -> None:
        """Forget what an earlier reading staged."""
        gone = 1
        while gone:
            with self._database.write() as session:
                some = select(StagedRow.id).where(StagedRow.batch_id == batch_id).limit(CHUNK * 5)
                gone = change(session, delete(StagedRow).where(StagedRow.id.in_(some.scalar_subquery())))

    def _fail(self, batch: ImportBatch, problems: list[Problem]) -> None:
        """Nothing of this file goes in; everything that is wrong with it is kept for who sent it."""
        self._clear(batch.id)
        with self._database.write() as session:
            held = session.get_one(ImportBatch, batch.id, with_for_update=True, populate_existing=True)
            if held.state is BatchState.READING and held.lock == batch.lock:
                held.state, held.problems, held.cursor = BatchState.FAILED, problems, {}
                held.lock += 1


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    return iter(lambda: list(islice(rows, CHUNK)), [])
