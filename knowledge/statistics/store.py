"""The store: reading figures by their natural key, each with its source. Only the current, published ones answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from core.db import direct, table_of
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


_FIGURES, _KINDS, _PLACES, _BASES, _SOURCES = map(table_of, (Observation, Indicator, Region, SeriesBase, DataSource))
_ASKED = (
    select(_KINDS.c.id)
    .where(_KINDS.c.code == bindparam("indicator"), _KINDS.c.state == IndicatorState.PUBLISHED)
    .scalar_subquery()
)
_THERE = select(_PLACES.c.id).where(_PLACES.c.code.in_(bindparam("regions", expanding=True)))
"""Asked by itself: which figures to look at is then a matter of two indexed numbers, however many there are."""
_READINGS = (
    select(
        _FIGURES.c.id, bindparam("indicator", type_=String).label("indicator"), _PLACES.c.code.label("region"),
        _FIGURES.c.period, _FIGURES.c.dimension, _FIGURES.c.value, _FIGURES.c.status, _BASES.c.code.label("base"),
        _BASES.c.name.label("base_name"), _FIGURES.c.note, _SOURCES.c.publication, _SOURCES.c.table, _SOURCES.c.page,
        _SOURCES.c.url, _SOURCES.c.licence, _FIGURES.c.made_at,
    )
    .join(_PLACES, _PLACES.c.id == _FIGURES.c.region_id)
    .join(_BASES, _BASES.c.id == _FIGURES.c.base_id)
    .join(_SOURCES, _SOURCES.c.id == _FIGURES.c.source_id)
    .where(
        _FIGURES.c.is_current,
        _FIGURES.c.indicator_id == _ASKED,
        _FIGURES.c.region_id.in_(bindparam("places", expanding=True)),
        _FIGURES.c.dimension == bindparam("dimension"),
        _FIGURES.c.is_derived.is_(False),
    )
    .order_by(_PLACES.c.code, _FIGURES.c.period, _BASES.c.code)
)  # fmt: skip
"""In the order of the fields of :class:`Reading`."""
_OF_PERIODS = _READINGS.where(_FIGURES.c.period.in_(bindparam("periods", expanding=True)))


def readings(
    session: Session,
    indicator: str,
    regions: Collection[str],
    *,
    dimension: str = "",
    periods: Collection[str] | None = None,
) -> list[Reading]:
    """The current figures of an indicator in these regions, by region and period, derived ones left out."""
    places = direct(session, _THERE, {"regions": list(regions)}).scalars().all()
    asked: dict[str, Any] = {"indicator": indicator, "places": places, "dimension": dimension}
    if periods is None:
        found = direct(session, _READINGS, asked)
    else:
        found = direct(session, _OF_PERIODS, {**asked, "periods": list(periods)})
    return [Reading(*tuple(row)) for row in found]


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
