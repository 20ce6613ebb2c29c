"""Service points: places where a code hangs that citizens scan, so that their report already knows where they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime
from core.errors import Refusal

MAX_NAME, MAX_PLACE = 120, 300


class PointNameTaken(Refusal):
    """Another place has this name already."""

    code = "point_name_taken"


class PointIncomplete(Refusal):
    """A place needs a name and an address."""

    code = "point_incomplete"


class ServicePoint(Base):
    """A puskesmas, a market, a counter. A retired one still resolves: its poster may hang for years."""

    __tablename__ = "service_point"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)
    place: Mapped[str] = mapped_column(String(MAX_PLACE))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


def add(session: Session, *, name: str, place: str, at: datetime) -> ServicePoint:
    """A new place. Refuses :class:`PointIncomplete` and :class:`PointNameTaken`."""
    name, place = " ".join(name.split())[:MAX_NAME], " ".join(place.split())[:MAX_PLACE]
    if not name or not place:
        raise PointIncomplete()
    if session.scalar(select(ServicePoint.id).where(ServicePoint.name == name)) is not None:
        raise PointNameTaken(name=name)
    point = ServicePoint(name=name, place=place, made_at=at)
    session.add(point)
    session.flush()
    return point


def retire(session: Session, point: ServicePoint, *, at: datetime) -> None:
    """Take a place off the list, or put it back when it was off."""
    point.retired_at = None if point.retired_at else at
    point.version += 1


def of_id(session: Session, key: str) -> ServicePoint | None:
    """The place behind a scanned code; None for a code nobody made."""
    return session.get(ServicePoint, int(key)) if key.isascii() and key.isdecimal() and len(key) <= 9 else None


def all_points(session: Session) -> Sequence[ServicePoint]:
    """Every place, those in use first."""
    return session.scalars(select(ServicePoint).order_by(ServicePoint.retired_at.is_not(None), ServicePoint.name)).all()
