"""Forgetting: the rows of an import that has ended go after a while; its record, its counts and its figures stay."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.db import change
from knowledge.statistics.importing.judging import count_by_state
from knowledge.statistics.staging import BatchState, Conflict, ImportBatch, RowState, StagedRow

ENDED = (BatchState.PUBLISHED, BatchState.REFUSED, BatchState.ROLLED_BACK)


def forget_rows(session: Session, *, before: datetime, limit: int = 500) -> int:
    """Remove some rows of an import that ended before then; how many. A row that an open difference rests on stays."""
    ended_at = func.coalesce(
        ImportBatch.rolled_back_at, ImportBatch.approved_at, ImportBatch.submitted_at, ImportBatch.made_at
    )
    is_disputed = select(Conflict.id).where(Conflict.staged_row_id == StagedRow.id, Conflict.decided_at.is_(None))
    free = select(StagedRow.id).where(~is_disputed.exists())
    over = select(ImportBatch).where(
        ImportBatch.state.in_(ENDED), ended_at < before, free.where(StagedRow.batch_id == ImportBatch.id).exists()
    )
    batch = session.scalar(over.order_by(ImportBatch.id).limit(1).with_for_update(skip_locked=True))
    if batch is None:
        return 0
    if batch.row_counts is None:
        batch.row_counts = {str(state): count for state, count in count_by_state(session, batch.id).items()}
    ids = list(session.scalars(free.where(StagedRow.batch_id == batch.id).order_by(StagedRow.id).limit(limit)))
    change(session, update(Conflict).where(Conflict.staged_row_id.in_(ids)).values(staged_row_id=None))
    return change(session, delete(StagedRow).where(StagedRow.id.in_(ids)))


def counts(session: Session, batch: ImportBatch) -> dict[RowState, int]:
    """How many rows of each state an import has, or had while they were kept."""
    if batch.row_counts is None:
        return count_by_state(session, batch.id)
    return {RowState(state): count for state, count in batch.row_counts.items()}
