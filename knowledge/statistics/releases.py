"""Releases: the days on which figures are to come out, planned, moved with a reason, and done."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal, SavedMeanwhile
from knowledge.statistics import subscriptions
from knowledge.statistics.models import DataRelease, Indicator

MOST_TITLE, MOST_REASON = 300, 300


class ReleaseIncomplete(Refusal):
    """A release has a title and a day; a move has another day and a reason."""

    code = "release_incomplete"


class ReleaseDone(Refusal):
    """What is out does not move any more."""

    code = "release_done"


def coming(session: Session, indicator: str, *, today: date, limit: int = 3) -> list[dict[str, str]]:
    """The releases of an indicator that are still to come, the nearest first."""
    rows = session.execute(
        select(DataRelease.title, DataRelease.planned)
        .join(Indicator, Indicator.id == DataRelease.indicator_id)
        .where(Indicator.code == indicator, DataRelease.planned >= today, DataRelease.released.is_(None))
        .order_by(DataRelease.planned)
        .limit(limit)
    )
    return [{"title": row.title, "day": f"{row.planned.isoformat()}T00:00:00"} for row in rows]


def listed(session: Session, *, limit: int = 200) -> Sequence[tuple[DataRelease, str | None]]:
    """What is still to come first, by day; then what is out, the newest first; each with its indicator's name."""
    asked = select(DataRelease, Indicator.name).outerjoin(Indicator, Indicator.id == DataRelease.indicator_id)
    open_ = asked.where(DataRelease.released.is_(None)).order_by(DataRelease.planned, DataRelease.id).limit(limit)
    done = (
        asked.where(DataRelease.released.is_not(None)).order_by(DataRelease.released.desc(), DataRelease.id).limit(50)
    )
    return [(row[0], row[1]) for row in (*session.execute(open_), *session.execute(done))]


def plan(
    session: Session, *, title: str, indicator_id: int | None, planned: date | None, period: str = ""
) -> DataRelease:
    """A day on which something is to come out. Refuses :class:`ReleaseIncomplete`."""
    if not title.strip() or planned is None:
        raise ReleaseIncomplete()
    release = DataRelease(
        kind="data", title=title.strip()[:MOST_TITLE], indicator_id=indicator_id, planned=planned, period=period[:7]
    )
    session.add(release)
    session.flush()
    return release


def move(session: Session, key: int, *, to: date | None, reason: str, lock: int | None, at: datetime) -> DataRelease:
    """Another day, with the reason; whoever waits for the figure hears of it once.

    Refuses :class:`SavedMeanwhile`, :class:`ReleaseDone` and :class:`ReleaseIncomplete`.
    """
    release = _held(session, key, lock)
    if to is None or not reason.strip() or to == release.planned:
        raise ReleaseIncomplete()
    release.moved_from, release.planned, release.reason = release.planned, to, reason.strip()[:MOST_REASON]
    release.lock += 1
    session.flush()
    subscriptions.tell_of_move(session, release, at=at)
    return release


def done(session: Session, key: int, *, on: date | None, lock: int | None) -> DataRelease:
    """It is out. Refuses :class:`SavedMeanwhile`, :class:`ReleaseDone` and :class:`ReleaseIncomplete`."""
    release = _held(session, key, lock)
    if on is None:
        raise ReleaseIncomplete()
    release.released, release.lock = on, release.lock + 1
    session.flush()
    return release


def _held(session: Session, key: int, lock: int | None) -> DataRelease:
    release = session.get_one(DataRelease, key, with_for_update=True, populate_existing=True)
    if release.released is not None:
        raise ReleaseDone()
    if lock != release.lock:
        raise SavedMeanwhile(version=release.lock)
    return release
