"""Publishing a batch: its figures are laid down unseen, a thousand at a time, and become current by one update."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from core.db import Database, change, table_of
from core.errors import Refusal
from core.staff import Staff
from knowledge.entries import FIGURES, touch
from knowledge.statistics import conflicts, subscriptions
from knowledge.statistics.importing.tables import problem
from knowledge.statistics.models import Observation, SeriesBase
from knowledge.statistics.staging import BatchState, ImportBatch, RowState, StagedRow

CHUNK = 1_000
GOES_IN = (RowState.NEW, RowState.CHANGED)
_KEY = ("indicator_id", "region_id", "dimension", "period", "base_id")
_NAMED = _KEY[:-1]


class NewerFigures(Refusal):
    """Later figures rest on this batch: they are taken back first."""

    code = "figures_newer"


class NotPublished(Refusal):
    """Only a published batch can be taken back, and once."""

    code = "figures_not_published"


def publish(database: Database, batch_id: int, *, at: datetime, alive: Callable[[Session], None]) -> None:
    """Lay down what is missing of an approved batch, then show all of it at once. Going on after a crash is safe.

    ``alive`` is called in every transaction: whoever works says so.
    """
    while True:
        with database.write() as session:
            batch = _publishing(session, batch_id)
            if batch is None:
                return
            alive(session)
            if not _lay_down(session, batch, at=at):
                _show(session, batch, at=at)
                return


def _publishing(session: Session, batch_id: int) -> ImportBatch | None:
    batch = session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    return batch if batch is not None and batch.state is BatchState.PUBLISHING else None


def _lay_down(session: Session, batch: ImportBatch, *, at: datetime) -> bool:
    """Insert the next thousand figures, not current yet. Were there any left?"""
    after = batch.cursor.get("laid", 0)
    rows = session.execute(
        select(
            StagedRow.id, StagedRow.indicator_id, StagedRow.region_id, StagedRow.dimension, StagedRow.period, StagedRow.base,
            StagedRow.value, StagedRow.status, StagedRow.note,
        )
        .where(StagedRow.batch_id == batch.id, StagedRow.state.in_(GOES_IN), StagedRow.id > after)
        .order_by(StagedRow.id)
        .limit(CHUNK)
    ).all()  # fmt: skip
    if not rows:
        return False
    bases = _bases(session, rows)
    keys = [
        (row.indicator_id, row.region_id, row.dimension, row.period, bases[row.indicator_id, row.base]) for row in rows
    ]
    newest = _newest_versions(session, rows)
    session.execute(
        insert(table_of(Observation)),
        [
            {
                **dict(zip(_KEY, key, strict=True)), "version": newest.get(key, 0) + 1, "value": row.value,
                "status": row.status, "is_current": False, "is_derived": False, "source_id": batch.source_id,
                "batch_id": batch.id, "note": row.note, "made_at": at,
            }
            for row, key in zip(rows, keys, strict=True)
        ],
    )  # fmt: skip
    batch.cursor = {**batch.cursor, "laid": rows[-1].id, "count": batch.cursor.get("count", 0) + len(rows)}
    return True


def _bases(session: Session, rows: Sequence[Any]) -> dict[tuple[int | None, str], int]:
    """The base of each row; an indicator's first figures make its usual one."""
    wanted = {(row.indicator_id, row.base) for row in rows}
    ids = {indicator for indicator, _ in wanted}
    found: dict[tuple[int | None, str], int] = {
        (base.indicator_id, base.code): base.id
        for base in session.scalars(select(SeriesBase).where(SeriesBase.indicator_id.in_(ids)))
    }
    for indicator_id, code in sorted(wanted - found.keys(), key=str):
        base = SeriesBase(indicator_id=indicator_id, code=code)
        session.add(base)
        session.flush()
        found[indicator_id, code] = base.id
    return found


def _newest_versions(session: Session, rows: Sequence[Any]) -> dict[tuple[Any, ...], int]:
    """The newest version of each figure, published or taken back, looked up by its key."""
    columns = [getattr(Observation, name) for name in _KEY]
    asked = (
        select(*columns, func.max(Observation.version).label("newest"))
        .join_from(
            StagedRow, Observation, and_(*(getattr(StagedRow, name) == getattr(Observation, name) for name in _NAMED))
        )
        .where(StagedRow.id >= rows[0].id, StagedRow.id <= rows[-1].id)
        .group_by(*columns)
    )
    return {tuple(row[:-1]): row.newest for row in session.execute(asked)}


def _show(session: Session, batch: ImportBatch, *, at: datetime) -> None:
    """The one update. What changed since the checks were made is checked again first, and approved again."""
    if _is_stale(session, batch.id):
        clear(session, batch.id)
        batch.state, batch.cursor, batch.problems = BatchState.READING, {}, [problem("stale")]
        batch.approved_by = batch.approved_at = batch.submitted_at = None
        batch.lock += 1
        return
    new, old = aliased(Observation), Observation
    successor = (
        select(new.id)
        .where(new.batch_id == batch.id, *(getattr(new, name) == getattr(old, name) for name in _KEY))
        .scalar_subquery()
    )
    replaced = select(StagedRow.observation_id).where(
        StagedRow.batch_id == batch.id, StagedRow.state == RowState.CHANGED
    )
    change(session, update(old).where(old.id.in_(replaced)).values(is_current=False, superseded_by=successor))
    change(session, update(old).where(old.batch_id == batch.id).values(is_current=True))
    conflicts.open_from(session, batch, at=at)
    batch.state, batch.problems = BatchState.PUBLISHED, []
    batch.lock += 1
    session.flush()
    subscriptions.tell_of_batch(session, batch.id, at=at)
    touch(session, FIGURES)


def clear(session: Session, batch_id: int) -> None:
    """Forget what was laid down and never shown."""
    unseen = delete(Observation).where(
        Observation.batch_id == batch_id, Observation.is_current.is_(False), Observation.superseded_by.is_(None)
    )
    change(session, unseen)


def _is_stale(session: Session, batch_id: int) -> bool:
    """Did a figure of this batch get another current version since it was compared?"""
    gone = (
        select(StagedRow.id)
        .join(Observation, Observation.id == StagedRow.observation_id)
        .where(
            StagedRow.batch_id == batch_id,
            StagedRow.state.in_((RowState.CHANGED, RowState.SAME, RowState.CONFLICT)),
            Observation.is_current.is_(False),
        )
    )
    if session.execute(gone.limit(1)).first() is not None:
        return True
    new, now = aliased(Observation), aliased(Observation)
    compared = exists().where(
        StagedRow.batch_id == batch_id, StagedRow.state == RowState.CHANGED, StagedRow.observation_id == now.id
    )
    met = (
        select(new.id)
        .join(now, tuple_(*(getattr(now, name) for name in _KEY)) == tuple_(*(getattr(new, name) for name in _KEY)))
        .where(new.batch_id == batch_id, now.is_current, ~compared)
    )
    return session.execute(met.limit(1)).first() is not None


def roll_back(session: Session, batch: ImportBatch, *, by: Staff, reason: str, at: datetime) -> int:
    """Take back a whole published batch: the versions before it are current again. How many figures it was.

    Refuses :class:`NotPublished` and :class:`NewerFigures`.
    """
    if batch.state is not BatchState.PUBLISHED:
        raise NotPublished()
    own = select(Observation.id).where(Observation.batch_id == batch.id)
    later = select(Observation.id).where(
        Observation.batch_id == batch.id,
        Observation.superseded_by.is_not(None),
    )
    if session.execute(later.limit(1)).first() is not None:
        raise NewerFigures()
    withdrawn = change(
        session,
        update(Observation)
        .where(Observation.batch_id == batch.id, Observation.is_current)
        .values(is_current=False, superseded_by=Observation.id),
    )
    before = update(Observation).where(
        Observation.superseded_by.in_(own), (Observation.batch_id != batch.id) | Observation.batch_id.is_(None)
    )
    change(session, before.values(is_current=True, superseded_by=None))
    batch.state, batch.reason = BatchState.ROLLED_BACK, reason
    batch.rolled_back_by, batch.rolled_back_at = by.id, at
    batch.lock += 1
    session.flush()
    subscriptions.tell_of_withdrawal(session, batch.id, at=at)
    touch(session, FIGURES)
    return withdrawn
