"""Where a polling channel stands: the next update it has to ask for, and how the channel is doing."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String, bindparam, func, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, change, insert_new, table_of


class ChannelState(Base):
    """One row per bot or number: its cursor, when it last worked or failed, and what it told of itself."""

    __tablename__ = "channel_state"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    cursor: Mapped[int | None] = mapped_column(BigInteger)
    last_ok_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def state(session: Session, name: str) -> ChannelState:
    """The state of this channel, made when it is first asked for."""
    found = session.get(ChannelState, name)
    if found is None:
        found = ChannelState(name=name)
        session.add(found)
        session.flush()
    return found


_ROWS = table_of(ChannelState)
_WORKED = (
    update(_ROWS)
    .where(_ROWS.c.name == bindparam("channel"))
    .values(last_ok_at=bindparam("at"), cursor=func.coalesce(bindparam("place", type_=BigInteger), _ROWS.c.cursor))
)


def worked(session: Session, name: str, *, at: datetime, cursor: int | None = None) -> None:
    """The channel answered; everything before ``cursor`` is safely stored."""
    if change(session, _WORKED, {"channel": name, "at": at, "place": cursor}) == 0:
        row = {"name": name, "cursor": cursor, "last_ok_at": at}
        insert_new(session, _ROWS, [row], returning=("name",))


def failed(session: Session, name: str, *, error: str, at: datetime) -> None:
    """The channel did not answer; the reason names no citizen and no secret."""
    found = state(session, name)
    found.last_error_at, found.last_error = at, error[:200]
