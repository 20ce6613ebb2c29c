"""The tables of an import: a batch, its rows with what is wrong in them, and figures on which two producers disagree."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UTCDateTime, words_of
from knowledge.statistics.models import Figure, FigureStatus


class BatchKind(StrEnum):
    """Where the rows come from."""

    BERKAS = "berkas"
    CKAN = "ckan"
    WEBAPI = "webapi"
    CONTOH = "contoh"


class BatchState(StrEnum):
    """Whose turn it is: the worker's (reading, publishing), or people's (mapping, checked, submitted); or how it ended."""

    READING = "reading"
    MAPPING = "mapping"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    REFUSED = "refused"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


class ImportBatch(Base):
    """One delivery of rows. Who approves is never who made it; a published batch can be rolled back as a whole.

    ``rows_total`` and ``rows_done`` are the progress bar; ``cursor`` is where a fetch goes on after a crash.
    ``row_counts`` is how many rows there were of each state, once they were removed because the import is long over.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[BatchKind] = mapped_column(words_of(BatchKind, 10))
    state: Mapped[BatchState] = mapped_column(words_of(BatchState, 12), default=BatchState.READING)
    title: Mapped[str] = mapped_column(String(300))
    filename: Mapped[str] = mapped_column(String(255), default="")
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    url: Mapped[str | None] = mapped_column(String(600))
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("data_source.id"))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rows_total: Mapped[int | None] = mapped_column(Integer)
    rows_done: Mapped[int] = mapped_column(Integer, default=0)
    rows_refused: Mapped[int] = mapped_column(Integer, default=0)
    row_counts: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rolled_back_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    rolled_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    lock: Mapped[int] = mapped_column(Integer, default=1)


class RowState(StrEnum):
    """What becomes of a row: ``new`` or ``changed`` figures go in, the ``same`` need not, the others do not."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    WITHHELD = "withheld"
    CONFLICT = "conflict"
    EMPTY = "empty"


class StagedRow(Base):
    """One row of a batch as it was read, what it was understood as, and its problems: [{"code", "data"}]."""

    __tablename__ = "staged_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "number", "part"),
        Index("ix_staged_row_state", "batch_id", "state", "number"),
        Index("ix_staged_row_key", "batch_id", "indicator_id", "region_id", "period"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    number: Mapped[int] = mapped_column(Integer)
    part: Mapped[str] = mapped_column(String(80), default="")
    raw: Mapped[list[str]] = mapped_column(JSON)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    period: Mapped[str] = mapped_column(String(7), default="")
    dimension: Mapped[str] = mapped_column(String(80), default="")
    base: Mapped[str] = mapped_column(String(40), default="")
    value: Mapped[Decimal | None] = mapped_column(Figure)
    status: Mapped[FigureStatus] = mapped_column(words_of(FigureStatus, 20), default=FigureStatus.TETAP)
    note: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[RowState] = mapped_column(words_of(RowState, 10), default=RowState.NEW)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))


class Conflict(Base):
    """Two producers, one figure, two values: open until the forum has decided; until then neither is taken back or forth."""

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_key", "indicator_id", "region_id", "period", "dimension"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    period: Mapped[str] = mapped_column(String(7))
    dimension: Mapped[str] = mapped_column(String(80), default="")
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    staged_row_id: Mapped[int | None] = mapped_column(ForeignKey("staged_row.id"))
    rival_value: Mapped[Decimal | None] = mapped_column(Figure)
    rival_source_id: Mapped[int | None] = mapped_column(ForeignKey("data_source.id"))
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_rival_taken: Mapped[bool | None] = mapped_column(Boolean)
    decision: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock: Mapped[int] = mapped_column(Integer, default=1)
