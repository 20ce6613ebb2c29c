"""Judging a staged batch: indicator by indicator against itself and what is published, and the verdict kept with each row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from sys import intern

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.db import Database
from knowledge.statistics.importing.crosschecks import Candidate, Current, Key, judge
from knowledge.statistics.importing.mapping import USUAL_BASE
from knowledge.statistics.importing.places import PlaceBook
from knowledge.statistics.importing.rows import Measured
from knowledge.statistics.importing.tables import problem
from knowledge.statistics.models import DataSource, Indicator, Observation, SeriesBase
from knowledge.statistics.sources import producer_of
from knowledge.statistics.staging import ImportBatch, RowState, StagedRow

CHUNK = 1_000
STREAM = {"yield_per": 2_000}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The rows of one indicator after all checks, ready to be written back."""

    indicator: Measured
    rows: list[Candidate]

    def chunks(self) -> Iterator[list[Candidate]]:
        """Only what differs from how it was staged, a thousand at a time."""
        changed = [row for row in self.rows if row.state is not RowState.NEW or row.problems or row.rebased]
        for start in range(0, len(changed), CHUNK):
            yield changed[start : start + CHUNK]


def indicators_of(session: Session, batch_id: int) -> list[Measured]:
    """The indicators a batch has figures of."""
    ids = select(StagedRow.indicator_id).where(StagedRow.batch_id == batch_id, StagedRow.state == RowState.NEW)
    found = session.scalars(select(Indicator).where(Indicator.id.in_(ids.distinct())).order_by(Indicator.id))
    return [Measured(one.id, one.code, one.unit, one.is_sensitive) for one in found]


def verdicts(database: Database, batch_id: int, indicator: Measured) -> Verdicts:
    """Judge the figures of one indicator; nothing is written."""
    with database.snapshot() as session:
        batch = session.get_one(ImportBatch, batch_id)
        source = session.get(DataSource, batch.source_id) if batch.source_id else None
        rows = _candidates(session, batch_id, indicator.id)
        codes = {row.code: row.id for row in session.execute(select(Indicator.code, Indicator.id))}

        @cache
        def values(code: str) -> Mapping[Key, Decimal]:
            return _values(session, batch_id, codes[code]) if code in codes else {}

        judged = _on_a_base(rows, _bases(session, indicator.id))
        judge(
            indicator,
            judged,
            published(session, indicator.id),
            producer=producer_of(source) if source else "",
            book=PlaceBook(session),
            values=values,
        )
    return Verdicts(indicator, rows)


def write(session: Session, rows: list[Candidate]) -> None:
    """Keep the verdict on these rows."""
    kept = [
        {
            "id": row.row_id,
            "state": row.state,
            "problems": list(row.problems),
            "observation_id": row.current_id,
            "base": row.key[3],
        }
        for row in rows
    ]
    if kept:
        session.execute(update(StagedRow), kept)


def published(session: Session, indicator_id: int) -> dict[Key, Current]:
    """The current figures of an indicator with their producers."""
    producers = {source.id: producer_of(source) for source in session.scalars(select(DataSource))}
    asked = (
        select(
            Observation.id, Observation.region_id, Observation.period, Observation.dimension, SeriesBase.code,
            Observation.value, Observation.status, Observation.source_id,
        )
        .join(SeriesBase, SeriesBase.id == Observation.base_id)
        .where(Observation.indicator_id == indicator_id, Observation.is_current, Observation.is_derived.is_(False))
    )  # fmt: skip
    return {
        (row.region_id, intern(row.period), intern(row.dimension), intern(row.code)): Current(
            row.id, row.value, row.status, producers[row.source_id]
        )
        for row in session.execute(asked, execution_options=STREAM)
    }


def _candidates(session: Session, batch_id: int, indicator_id: int) -> list[Candidate]:
    asked = (
        select(
            StagedRow.id, StagedRow.number, StagedRow.region_id, StagedRow.period, StagedRow.dimension, StagedRow.base,
            StagedRow.value, StagedRow.status, StagedRow.problems,
        )
        .where(
            StagedRow.batch_id == batch_id, StagedRow.indicator_id == indicator_id, StagedRow.state == RowState.NEW
        )
        .order_by(StagedRow.number, StagedRow.id)
    )  # fmt: skip
    return [
        Candidate(
            row.id, row.number, (row.region_id, intern(row.period), intern(row.dimension), intern(row.base)), row.value,
            row.status, problems=tuple(row.problems),
        )
        for row in session.execute(asked, execution_options=STREAM)
    ]  # fmt: skip


def _values(session: Session, batch_id: int, indicator_id: int) -> dict[Key, Decimal]:
    """The figures of another indicator: the published ones, and those of this batch over them."""
    found = {key: one.value for key, one in published(session, indicator_id).items()}
    return found | {row.key: row.value for row in _candidates(session, batch_id, indicator_id)}


def _bases(session: Session, indicator_id: int) -> set[str]:
    """The bases an indicator has."""
    return set(session.scalars(select(SeriesBase.code).where(SeriesBase.indicator_id == indicator_id)))


def _on_a_base(rows: list[Candidate], bases: set[str]) -> list[Candidate]:
    """The rows whose base is known. Where there are several and nobody said which, none of the rows goes in."""
    only = next(iter(bases)) if len(bases) == 1 else ""
    for row in rows:
        place, period, dimension, said = row.key
        if said == USUAL_BASE:
            row.key, row.rebased = (place, period, dimension, ""), True
        elif not said and only:
            row.key, row.rebased = (place, period, dimension, only), True
        elif not said and len(bases) > 1:
            row.refuse(problem("which_base", bases=sorted(base or "biasa" for base in bases)))
        elif said and said not in bases:
            row.refuse(problem("unknown_base", base=said))
    return [row for row in rows if row.state is RowState.NEW]


def count_by_state(session: Session, batch_id: int) -> dict[RowState, int]:
    """How many rows of a batch there are of each state."""
    rows = session.execute(
        select(StagedRow.state, func.count().label("times"))
        .where(StagedRow.batch_id == batch_id)
        .group_by(StagedRow.state)
    )
    return {row.state: row.times for row in rows}
