"""Langganan: who wants to hear when a figure comes out, is revised, taken back, or its release moves. Each is told once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased

from core.db import change, insert_new, table_of
from core.messages import outbox
from core.messages.outbox import OutboxMessage
from knowledge.statistics.asked import Subscription
from knowledge.statistics.models import DataRelease, DataSource, Indicator, Observation, Region

NEWS, WITHDRAWN, MOVED = "figure_news", "figure_withdrawn", "figure_release_moved"
MOST_LINES = 3
MOST_EACH = 30


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription by the names of what it is about."""

    id: int
    indicator: str
    place: str


def subscribe(
    session: Session, *, chat_key: str, contact_id: int | None, indicator: str, region: str, at: datetime
) -> Subscribed | None:
    """Tell this chat from now on; asking again changes nothing. None: there is no such figure, or too many of them."""
    measure = session.scalar(select(Indicator).where(Indicator.code == indicator))
    place = session.scalar(select(Region).where(Region.code == region))
    if measure is None or place is None or len(of_chat(session, chat_key)) >= MOST_EACH:
        return None
    row = {
        "chat_key": chat_key, "contact_id": contact_id, "indicator_id": measure.id, "region_id": place.id, "made_at": at,
    }  # fmt: skip
    insert_new(session, table_of(Subscription), [row])
    kept = session.scalars(
        select(Subscription).where(
            Subscription.chat_key == chat_key,
            Subscription.indicator_id == measure.id,
            Subscription.region_id == place.id,
        )
    ).one()
    kept.ended_at = None
    return Subscribed(kept.id, measure.name, place.name)


def of_chat(session: Session, chat_key: str) -> list[Subscribed]:
    """What a chat is subscribed to, the oldest first."""
    rows = session.execute(
        select(Subscription.id, Indicator.name, Region.name)
        .join(Indicator, Indicator.id == Subscription.indicator_id)
        .join(Region, Region.id == Subscription.region_id)
        .where(Subscription.chat_key == chat_key, Subscription.ended_at.is_(None))
        .order_by(Subscription.id)
    )
    return [Subscribed(*row) for row in rows]


def end(session: Session, chat_key: str, *, only: int | None = None, at: datetime) -> int:
    """Tell this chat no more: of one thing, or of all. How many subscriptions ended."""
    own = update(Subscription).where(Subscription.chat_key == chat_key, Subscription.ended_at.is_(None))
    if only is not None:
        own = own.where(Subscription.id == only)
    return change(session, own.values(ended_at=at))


# telling -------------------------------------------------------------------------------------------------------------


def tell_of_batch(session: Session, batch_id: int, *, at: datetime) -> None:
    """The figures of a batch are out: everybody who asked for one of them hears of it, once for the whole batch."""
    _tell(session, Observation.batch_id == batch_id, mark=f"fig{batch_id}", kind=NEWS, at=at)


def tell_of_observation(session: Session, observation_id: int, *, mark: str, at: datetime) -> None:
    """One figure is another one now."""
    _tell(session, Observation.id == observation_id, mark=mark, kind=NEWS, at=at)


def _tell(session: Session, which: ColumnElement[bool], *, mark: str, kind: str, at: datetime) -> None:
    by_subject: dict[tuple[int, int], list[Subscription]] = defaultdict(list)
    wanted = (
        select(Subscription)
        .where(
            Subscription.ended_at.is_(None),
            select(Observation.id)
            .where(
                which,
                Observation.is_current,
                Observation.indicator_id == Subscription.indicator_id,
                Observation.region_id == Subscription.region_id,
            )
            .exists(),
        )
        .order_by(Subscription.id)
    )
    for one in session.scalars(wanted):
        by_subject[one.indicator_id, one.region_id].append(one)
    for (indicator_id, region_id), subscribers in by_subject.items():
        data = {
            **_subject(session, indicator_id, region_id),
            "lines": _lines(session, which, indicator_id, region_id),
        }
        _enqueue(session, subscribers, mark=mark, kind=kind, data=data, at=at)


def _subject(session: Session, indicator_id: int, region_id: int) -> dict[str, Any]:
    indicator, region = session.get_one(Indicator, indicator_id), session.get_one(Region, region_id)
    measure = {
        "name": indicator.name, "name_en": indicator.name_en, "unit": indicator.unit, "decimals": indicator.decimals,
    }  # fmt: skip
    return {"measure": measure, "place": region.name}


def _lines(session: Session, which: ColumnElement[bool], indicator_id: int, region_id: int) -> list[dict[str, Any]]:
    """The newest of these figures, each with the one it stands in for."""
    old = aliased(Observation)
    rows = session.execute(
        select(Observation, old.value.label("before"), DataSource.publication)
        .join(DataSource, DataSource.id == Observation.source_id)
        .outerjoin(old, (old.superseded_by == Observation.id) & (old.id != Observation.id))
        .where(which, Observation.is_current, Observation.indicator_id == indicator_id)
        .where(Observation.region_id == region_id)
        .order_by((Observation.dimension != "").asc(), Observation.period.desc())
        .limit(MOST_LINES)
    )
    return [
        {
            "id": row.Observation.id, "period": row.Observation.period, "dimension": row.Observation.dimension,
            "value": str(row.Observation.value), "before": str(row.before) if row.before is not None else None,
            "status": row.Observation.status.value, "source": row.publication,
        }
        for row in rows
    ]  # fmt: skip


def _enqueue(
    session: Session,
    subscribers: Iterable[Subscription],
    *,
    mark: str,
    kind: str,
    data: Mapping[str, Any],
    at: datetime,
) -> None:
    for one in subscribers:
        outbox.enqueue(session, key=f"{mark}.{one.id}", chat_key=one.chat_key, kind=kind, data=data, at=at)
        one.told_at = at
    session.flush()


def tell_of_withdrawal(session: Session, batch_id: int, *, at: datetime) -> None:
    """A batch was taken back: whoever was told of its figures hears that they no longer hold, and which do."""
    for one in _told_of(session, batch_id):
        own = (Observation.indicator_id == one.indicator_id) & (Observation.region_id == one.region_id)
        periods = select(Observation.period).where(own, Observation.batch_id == batch_id)
        lines = _lines(session, Observation.period.in_(periods), one.indicator_id, one.region_id)
        gone = session.scalars(periods.distinct().order_by(Observation.period.desc()).limit(MOST_LINES)).all()
        data = {
            **_subject(session, one.indicator_id, one.region_id),
            "periods": list(gone),
            "lines": [{**line, "before": None} for line in lines],
        }
        _enqueue(session, [one], mark=f"figr{batch_id}", kind=WITHDRAWN, data=data, at=at)


def _told_of(session: Session, batch_id: int) -> Sequence[Subscription]:
    keys = session.scalars(
        select(OutboxMessage.key).where(OutboxMessage.kind == NEWS, OutboxMessage.key.like(f"fig{batch_id}.%"))
    )
    ids = [int(key.partition(".")[2]) for key in keys]
    return session.scalars(
        select(Subscription).where(Subscription.id.in_(ids), Subscription.ended_at.is_(None)).order_by(Subscription.id)
    ).all()


def tell_of_move(session: Session, release: DataRelease, *, at: datetime) -> None:
    """A release moved: whoever waits for a figure of it hears the new day and the reason, once for each move."""
    if release.indicator_id is None or release.planned is None:
        return
    waiting = session.scalars(
        select(Subscription)
        .where(Subscription.indicator_id == release.indicator_id, Subscription.ended_at.is_(None))
        .order_by(Subscription.id)
    ).all()
    told: dict[str, Subscription] = {one.chat_key: one for one in reversed(waiting)}
    data = {
        "title": release.title,
        "planned": release.planned.isoformat(),
        "before": release.moved_from.isoformat() if release.moved_from else None,
        "reason": release.reason,
    }
    mark = f"rel{release.id}.{release.planned.isoformat()}"
    _enqueue(session, sorted(told.values(), key=lambda one: one.id), mark=mark, kind=MOVED, data=data, at=at)


def waiting_for(session: Session, indicator_id: int) -> int:
    """How many chats wait for figures of an indicator."""
    asked = select(func.count(func.distinct(Subscription.chat_key))).where(
        Subscription.indicator_id == indicator_id, Subscription.ended_at.is_(None)
    )
    return session.scalar(asked) or 0
