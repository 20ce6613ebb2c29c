"""Perbedaan angka: two producers, one figure, two values. What is agreed stays public until somebody decides with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.errors import Refusal, SavedMeanwhile
from core.staff import Staff
from knowledge.entries import FIGURES, touch
from knowledge.statistics import subscriptions
from knowledge.statistics.metadata import NotYourIndicator, in_charge
from knowledge.statistics.models import DataSource, FigureStatus, Indicator, Observation, Region
from knowledge.statistics.sources import producer_of
from knowledge.statistics.staging import Conflict, ImportBatch, RowState, StagedRow


class AlreadyDecided(Refusal):
    """Somebody decided this difference before."""

    code = "conflict_decided"


class DecisionNeedsReason(Refusal):
    """A decision between two producers is kept with its reason."""

    code = "reason_needed"


class OwnFigures(Refusal):
    """Who brought the other figure does not decide for it alone."""

    code = "figures_own"


@dataclass(frozen=True, slots=True)
class Difference:
    """A conflict as it is shown: the agreed figure and the other one, each with its producer and source."""

    conflict: Conflict
    indicator: Indicator
    region: Region
    ours: Observation | None
    our_source: DataSource | None
    rival_source: DataSource | None

    @property
    def our_producer(self) -> str:
        return producer_of(self.our_source) if self.our_source else ""

    @property
    def rival_producer(self) -> str:
        return producer_of(self.rival_source) if self.rival_source else ""


def open_from(session: Session, batch: ImportBatch, *, at: datetime) -> int:
    """Keep the differences a published batch brought; one that was brought before, decided or not, is not asked again."""
    rows = session.scalars(
        select(StagedRow)
        .where(StagedRow.batch_id == batch.id, StagedRow.state == RowState.CONFLICT)
        .order_by(StagedRow.id)
    ).all()
    known = _known(session, rows)
    for row in rows:
        if (row.indicator_id, row.region_id, row.period, row.dimension, row.value) in known:
            continue
        assert row.indicator_id is not None
        assert row.region_id is not None
        session.add(
            Conflict(
                indicator_id=row.indicator_id, region_id=row.region_id, period=row.period, dimension=row.dimension,
                observation_id=row.observation_id, staged_row_id=row.id, rival_value=row.value,
                rival_source_id=batch.source_id, found_at=at,
            )
        )  # fmt: skip
    session.flush()
    return len(rows)


def _known(session: Session, rows: Sequence[StagedRow]) -> set[tuple[object, ...]]:
    columns = (Conflict.indicator_id, Conflict.region_id, Conflict.period, Conflict.dimension, Conflict.rival_value)
    asked = select(*columns).where(Conflict.indicator_id.in_({row.indicator_id for row in rows}))
    return {tuple(row) for row in session.execute(asked)}


def undecided(session: Session) -> int:
    """How many differences wait for a decision."""
    return session.scalar(select(func.count()).select_from(Conflict).where(Conflict.decided_at.is_(None))) or 0


def listed(session: Session, *, is_decided: bool, limit: int = 100) -> list[Difference]:
    """Differences, the newest first."""
    ours, rival = aliased(DataSource), aliased(DataSource)
    done = Conflict.decided_at.is_not(None) if is_decided else Conflict.decided_at.is_(None)
    rows = session.execute(
        select(Conflict, Indicator, Region, Observation, ours, rival)
        .join(Indicator, Indicator.id == Conflict.indicator_id)
        .join(Region, Region.id == Conflict.region_id)
        .outerjoin(Observation, Observation.id == Conflict.observation_id)
        .outerjoin(ours, ours.id == Observation.source_id)
        .outerjoin(rival, rival.id == Conflict.rival_source_id)
        .where(done)
        .order_by(Conflict.id.desc())
        .limit(limit)
    )
    return [Difference(*row) for row in rows]


def decide(
    session: Session, conflict_id: int, *, take_rival: bool, reason: str, lock: int | None, by: Staff, at: datetime
) -> Conflict:
    """Keep the agreed figure, or put the other one in its place as a new version.

    Refuses :class:`DecisionNeedsReason`, :class:`AlreadyDecided`, :class:`SavedMeanwhile`, :class:`NotYourIndicator` and
    :class:`OwnFigures`.
    """
    conflict = session.get_one(Conflict, conflict_id, with_for_update=True, populate_existing=True)
    if not reason.strip():
        raise DecisionNeedsReason()
    if conflict.decided_at is not None:
        raise AlreadyDecided()
    if lock != conflict.lock:
        raise SavedMeanwhile(version=conflict.lock)
    row = session.get(StagedRow, conflict.staged_row_id) if conflict.staged_row_id else None
    batch = session.get(ImportBatch, row.batch_id) if row else None
    if not in_charge(by, session.get_one(Indicator, conflict.indicator_id)):
        raise NotYourIndicator()
    if take_rival and batch is not None and batch.made_by == by.id:
        raise OwnFigures()
    conflict.is_rival_taken, conflict.decision = take_rival, reason.strip()
    conflict.decided_by, conflict.decided_at, conflict.lock = by.id, at, conflict.lock + 1
    if take_rival:
        _take(session, conflict, status=row.status if row else FigureStatus.TETAP, at=at)
    session.flush()
    return conflict


def _take(session: Session, conflict: Conflict, *, status: FigureStatus, at: datetime) -> None:
    """The other figure is the agreed one from now on; the one before it stays as a version."""
    first = session.get_one(Observation, conflict.observation_id)
    key = (
        Observation.indicator_id == first.indicator_id,
        Observation.region_id == first.region_id,
        Observation.dimension == first.dimension,
        Observation.period == first.period,
        Observation.base_id == first.base_id,
    )
    newest = session.scalar(select(func.max(Observation.version)).where(*key)) or 0
    current = session.scalar(select(Observation).where(*key, Observation.is_current).with_for_update())
    assert conflict.rival_value is not None
    assert conflict.rival_source_id is not None
    taken = Observation(
        indicator_id=first.indicator_id, region_id=first.region_id, dimension=first.dimension, period=first.period,
        base_id=first.base_id, version=newest + 1, value=conflict.rival_value, status=status, is_current=False,
        source_id=conflict.rival_source_id, made_at=at,
    )  # fmt: skip
    session.add(taken)
    session.flush()
    if current is not None:
        current.is_current, current.superseded_by = False, taken.id
        session.flush()
    taken.is_current = True
    session.flush()
    subscriptions.tell_of_observation(session, taken.id, mark=f"figk{conflict.id}", at=at)
    touch(session, FIGURES)
