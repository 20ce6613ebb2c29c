"""The store: reading figures by their natural key, each with its source. Only the current, published ones answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.statistics.models import (
    DataSource,
    FigureStatus,
    Indicator,
    IndicatorState,
    Observation,
    Region,
    SeriesBase,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it answers: what, where, when, how firm, and where it was read."""

    id: int
    indicator: str
    region: str
    period: str
    dimension: str
    value: Decimal
    status: FigureStatus
    base: str
    base_name: str
    note: str
    publication: str
    table: str
    page: str
    url: str | None
    licence: str
    made_at: datetime


def readings(
    session: Session,
    indicator: str,
    regions: Collection[str],
    *,
    dimension: str = "",
    periods: Collection[str] | None = None,
) -> list[Reading]:
    """The current figures of an indicator in these regions, by region and period, derived ones left out."""
    indicator_id = (
        select(Indicator.id)
        .where(Indicator.code == indicator, Indicator.state == IndicatorState.PUBLISHED)
        .scalar_subquery()
    )
    region_ids = session.scalars(select(Region.id).where(Region.code.in_(regions))).all()
    asked = (
        select(Observation, Region.code, SeriesBase.code, SeriesBase.name, DataSource)
        .join(Region, Region.id == Observation.region_id)
        .join(SeriesBase, SeriesBase.id == Observation.base_id)
        .join(DataSource, DataSource.id == Observation.source_id)
        .where(
            Observation.is_current,
            Observation.indicator_id == indicator_id,
            Observation.region_id.in_(region_ids),
            Observation.dimension == dimension,
            Observation.is_derived.is_(False),
        )
        .order_by(Region.code, Observation.period, SeriesBase.code)
    )
    if periods is not None:
        asked = asked.where(Observation.period.in_(periods))
    return [
        Reading(
            one.id, indicator, region, one.period, one.dimension, one.value, one.status, base, base_name, one.note,
            source.publication, source.table, source.page, source.url, source.licence, one.made_at,
        )
        for one, region, base, base_name, source in session.execute(asked)
    ]  # fmt: skip


def dimensions(session: Session, indicator: str, region: str) -> list[str]:
    """The parts of the total there are figures for."""
    asked = (
        select(Observation.dimension)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .join(Region, Region.id == Observation.region_id)
        .where(Observation.is_current, Indicator.code == indicator, Region.code == region)
        .distinct()
    )
    return sorted(session.scalars(asked))
