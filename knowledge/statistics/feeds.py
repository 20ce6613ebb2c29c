"""Sumber otomatis: tables that are fetched from a service each night or when asked, and land in the same import as files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, words_of
from core.errors import Refusal
from core.staff import Staff
from knowledge.statistics import sources
from knowledge.statistics.importing import mapping as mappings
from knowledge.statistics.importing import tables
from knowledge.statistics.importing.batches import indicator_names
from knowledge.statistics.importing.mapping import Mapping as RowMapping
from knowledge.statistics.models import Indicator
from knowledge.statistics.staging import BatchKind, BatchState, ImportBatch

KINDS = (BatchKind.WEBAPI, BatchKind.CKAN)


class FeedIncomplete(Refusal):
    """A feed has a title, what to fetch, an indicator (WebAPI), a producer and a licence."""

    code = "feed_incomplete"


class DataFeed(Base):
    """What is fetched, from where, for whom. ``cursor`` is what of a broken fetch is already here.

    BPS: ``domain`` (3310) and ``variable`` (a number). CKAN: ``url`` of the portal and ``variable``, the package.
    """

    __tablename__ = "data_feed"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[BatchKind] = mapped_column(words_of(BatchKind, 10))
    title: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(600), default="")
    domain: Mapped[str] = mapped_column(String(10), default="")
    variable: Mapped[str] = mapped_column(String(120))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    producer: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(160))
    is_nightly: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    said: Mapped[str] = mapped_column(String(300), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock: Mapped[int] = mapped_column(Integer, default=1)


def add(session: Session, told: Mapping[str, Any], *, by: Staff, at: datetime) -> DataFeed:
    """Fetch this from now on. Refuses :class:`FeedIncomplete`."""
    feed = DataFeed(cursor={}, made_by=by.id, made_at=at, **told)
    needed: list[object] = [feed.title, feed.variable, feed.producer, feed.licence]
    if feed.kind is BatchKind.WEBAPI:
        needed += [feed.domain.isdigit(), feed.variable.isdigit(), feed.indicator_id]
    else:
        needed += [feed.url]
    if feed.kind not in KINDS or not all(needed):
        raise FeedIncomplete()
    session.add(feed)
    session.flush()
    return feed


def ask(feed: DataFeed, *, at: datetime) -> None:
    """Fetch it as soon as the worker can."""
    feed.asked_at = at


def end(feed: DataFeed, *, at: datetime) -> None:
    """Fetch it no more; what it brought stays."""
    feed.ended_at, feed.asked_at = at, None


def listed(session: Session) -> Sequence[tuple[DataFeed, str | None]]:
    """The feeds that are fetched, each with its indicator's name."""
    rows = session.execute(
        select(DataFeed, Indicator.name)
        .outerjoin(Indicator, Indicator.id == DataFeed.indicator_id)
        .where(DataFeed.ended_at.is_(None))
        .order_by(DataFeed.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def due(session: Session, *, night_began: datetime) -> DataFeed | None:
    """The next feed to fetch: one that was asked for, or a nightly one not tried since the night began."""
    late = DataFeed.is_nightly & (DataFeed.tried_at.is_(None) | (DataFeed.tried_at < night_began))
    waiting = select(DataFeed).where(DataFeed.ended_at.is_(None), DataFeed.asked_at.is_not(None) | late)
    return session.scalar(waiting.order_by(DataFeed.asked_at.is_(None), DataFeed.id).limit(1))


def failed(session: Session, feed_id: int, *, said: str, at: datetime) -> None:
    """It could not be fetched; what is here stays for the next try, and who looks sees why."""
    feed = session.get_one(DataFeed, feed_id, with_for_update=True)
    feed.tried_at, feed.asked_at, feed.said = at, None, said[:300]


def arrived(
    session: Session,
    feed_id: int,
    content: bytes,
    *,
    sha256: str,
    filename: str,
    mapping: RowMapping | None,
    url: str,
    at: datetime,
) -> ImportBatch | None:
    """What was fetched becomes an import like any other; the same table as the last time does not.

    With a mapping the worker reads it at once; without, a person says first what the columns mean.
    """
    feed = session.get_one(DataFeed, feed_id, with_for_update=True)
    feed.tried_at, feed.asked_at, feed.cursor = at, None, {}
    if feed.sha256 == sha256:
        feed.said = "tidak ada perubahan"
        return None
    feed.sha256, feed.said = sha256, "ada tabel baru"
    chosen = mapping or _guessed(session, content)
    batch = ImportBatch(
        kind=feed.kind, state=BatchState.MAPPING if mapping is None else BatchState.READING, title=feed.title,
        filename=filename[:255], sha256=sha256, url=url[:600], mapping=chosen.as_json(), cursor={}, problems=[],
        made_by=feed.made_by, made_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    via = "WebAPI BPS" if feed.kind is BatchKind.WEBAPI else "portal data"
    told = {"publication": f"{feed.title} ({via})", "producer": feed.producer, "licence": feed.licence, "url": url}
    sources.describe(session, batch, told, at=at)
    return batch


def _guessed(session: Session, content: bytes) -> RowMapping:
    book = tables.look(content)
    return mappings.guess(book.sheets[0].head, indicators=indicator_names(session))
