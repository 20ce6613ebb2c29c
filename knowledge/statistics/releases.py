"""Releases: the days on which figures are to come out."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.statistics.models import DataRelease, Indicator


def coming(session: Session, indicator: str, *, today: date, limit: int = 3) -> list[dict[str, str]]:
    """The releases of an indicator that are still to come, the nearest first."""
    rows = session.execute(
        select(DataRelease.title, DataRelease.planned)
        .join(Indicator, Indicator.id == DataRelease.indicator_id)
        .where(Indicator.code == indicator, DataRelease.planned >= today, or_(DataRelease.released.is_(None)))
        .order_by(DataRelease.planned)
        .limit(limit)
    )
    return [{"title": row.title, "day": f"{row.planned.isoformat()}T00:00:00"} for row in rows]
