"""The worker's part of an import: a file is walked over, staged a thousand rows at a time, judged; a crash is gone on after."""

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.db import Database, change, table_of
from core.files import FileStore
from knowledge.statistics.importing import judging, publishing
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.importing.rows import Reader
from knowledge.statistics.importing.scanning import Scan, body, scan
from knowledge.statistics.importing.tables import NotATable, Problem, Row, problem, rows_of
from knowledge.statistics.staging import BatchState, ImportBatch, RowState, StagedRow

CHUNK = 1_000
log = logging.getLogger("pendopo.figures")


class _Overtaken(Exception):
    """Somebody changed the batch, or another worker is further: this walk ends and nothing of it is kept."""


def work(database: Database, files: FileStore, at: datetime) -> bool:
    """Do what is to be done for the oldest batch that waits for the worker. Was there any?"""
    with database.read() as session:
        waiting = select(ImportBatch).where(ImportBatch.state.in_((BatchState.READING, BatchState.PUBLISHING)))
        batch = session.scalar(waiting.order_by(ImportBatch.id).limit(1))
    if batch is None:
        return False
    try:
        if batch.state is BatchState.PUBLISHING:
            publishing.publish(database, batch.id, at=at)
        else:
            _read(database, files, batch)
    except NotATable as refused:
        _fail(database, batch, refused.problems)
    except FileNotFoundError:
        _fail(database, batch, [problem("file_gone")])
    except _Overtaken:
        log.info("the reading of batch %s starts again or goes on elsewhere", batch.id)
    return True


def _read(database: Database, files: FileStore, batch: ImportBatch) -> None:
    """Walk over the file, stage its figures, and judge them."""
    mapping = Mapping.from_json(batch.mapping)
    content = files.get(batch.sha256 or "")
    if "judging" in batch.cursor:  # it was cut off between verdicts: half-judged rows would judge each other wrongly
        with database.write() as session:
            held = _held(session, batch, batch.cursor)
            held.cursor = batch.cursor = {}
    if "scan" not in batch.cursor:
        found = scan(rows_of(content, sheet=mapping.sheet), mapping)
        if found.problems:
            raise NotATable(*found.problems)
        _clear(database, batch.id)
        cursor: dict[str, Any] = {"scan": found.as_json(), "row": 0}
        with database.write() as session:
            held = _held(session, batch, batch.cursor)
            held.cursor, held.rows_total, held.rows_done = cursor, found.rows, 0
        batch.cursor = cursor
    if "staged" not in batch.cursor:
        _stage(database, batch, mapping, content)
    _judge(database, batch)


def _stage(database: Database, batch: ImportBatch, mapping: Mapping, content: bytes) -> None:
    """Stage what is below the last staged row, a thousand rows in a transaction."""
    found, done = Scan.from_json(batch.cursor["scan"]), batch.cursor["row"]
    with database.read() as session:
        reader = Reader(session, mapping, found)
    below = (row for row in body(rows_of(content, sheet=mapping.sheet), mapping) if row[0] > done)
    for chunk in _chunks(below):
        staged = [{"batch_id": batch.id, **one} for number, row in chunk for one in reader.read(number, row)]
        with database.write() as session:
            held = _held(session, batch, batch.cursor)
            session.execute(insert(table_of(StagedRow)), staged)
            held.cursor = batch.cursor = {**batch.cursor, "row": chunk[-1][0]}
            held.rows_done += len(chunk)
    with database.write() as session:
        held = _held(session, batch, batch.cursor)
        held.cursor = batch.cursor = {**batch.cursor, "staged": True}


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    return iter(lambda: list(islice(rows, CHUNK)), [])


def _judge(database: Database, batch: ImportBatch) -> None:
    """All checks that need more than a row."""
    with database.read() as session:
        indicators = judging.indicators_of(session, batch.id)
    with database.write() as session:
        held = _held(session, batch, batch.cursor)
        held.cursor = batch.cursor = {**batch.cursor, "judging": True}
    for indicator in indicators:
        found = judging.verdicts(database, batch.id, indicator)
        for chunk in found.chunks():
            with database.write() as session:
                _held(session, batch, batch.cursor)
                judging.write(session, chunk)
    with database.write() as session:
        held = _held(session, batch, batch.cursor)
        counts = judging.count_by_state(session, batch.id)
        held.state, held.cursor = BatchState.CHECKED, {}
        held.rows_refused = counts.get(RowState.REFUSED, 0)
        held.rows_done = held.rows_total or 0
        held.lock += 1


def _held(session: Session, batch: ImportBatch, cursor: dict[str, Any]) -> ImportBatch:
    """The batch, held by this transaction, if it still stands where this walk left it."""
    held = session.get_one(ImportBatch, batch.id, with_for_update=True, populate_existing=True)
    if held.state is not BatchState.READING or held.cursor != cursor or held.lock != batch.lock:
        raise _Overtaken
    return held


def _clear(database: Database, batch_id: int) -> None:
    """Forget what an earlier reading staged."""
    gone = 1
    while gone:
        with database.write() as session:
            some = select(StagedRow.id).where(StagedRow.batch_id == batch_id).limit(CHUNK * 5)
            gone = change(session, delete(StagedRow).where(StagedRow.id.in_(some.scalar_subquery())))


def _fail(database: Database, batch: ImportBatch, problems: list[Problem]) -> None:
    """Nothing of this file goes in; everything that is wrong with it is kept for who sent it."""
    _clear(database, batch.id)
    with database.write() as session:
        held = session.get_one(ImportBatch, batch.id, with_for_update=True, populate_existing=True)
        if held.state is BatchState.READING and held.lock == batch.lock:
            held.state, held.problems, held.cursor = BatchState.FAILED, problems, {}
            held.lock += 1
