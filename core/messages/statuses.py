"""Statuses: what a channel tells of a message after it took it. They only ever move forward."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Boolean, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, change, insert_new, table_of, words_of
from core.messages.channels import Channel
from core.messages.outbox import Delivery, OutboxMessage

_ORDER = {
    None: 0,
    Delivery.UNCERTAIN: 0,
    Delivery.SENT: 1,
    Delivery.DELIVERED: 2,
    Delivery.READ: 3,
    Delivery.FAILED: 4,
}


_ARRIVED, _FAILED = (Delivery.DELIVERED, Delivery.READ), (Delivery.FAILED,)


class StatusEvent(Base):
    """One report about one sent message, kept once."""

    __tablename__ = "status_event"
    __table_args__ = (UniqueConstraint("channel", "ext_id", "status"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    ext_id: Mapped[str] = mapped_column(String(255))
    status: Mapped[Delivery] = mapped_column(words_of(Delivery, 12))
    is_billed: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def message_of(session: Session, channel: Channel, ext_id: str, key: str | None) -> OutboxMessage | None:
    """The message a report is about: by the service's id, or by our key when its answer has not been written down yet.

    It is locked: two reports that come at once, to two web processes, are taken in one after the other.
    """
    locked = select(OutboxMessage).where(OutboxMessage.channel == channel).limit(1).with_for_update()
    found = session.scalar(locked.where(OutboxMessage.ext_id == ext_id))
    if found is None and key is not None:
        found = session.scalar(locked.where(OutboxMessage.key == key))
    return found


def note(
    session: Session,
    channel: Channel,
    ext_id: str,
    status: Delivery,
    *,
    message: OutboxMessage | None,
    at: datetime,
    billed: OutboxMessage | None = None,
) -> bool:
    """Take a report in; a repeated or older one changes nothing. True when it moved the message forward.

    ``billed`` is the message to which this bubble is charged, once however many reports say so.
    """
    row = {"channel": channel, "ext_id": ext_id, "status": status, "is_billed": billed is not None, "at": at}
    is_charged = billed is not None and _was_billed(session, channel, ext_id)
    is_over = _was_told(session, channel, ext_id, _ARRIVED if status is Delivery.FAILED else _FAILED)
    if not insert_new(session, table_of(StatusEvent), [row]):
        return False
    if billed is not None and not is_charged:
        billed.cost += 1
    if message is None or is_over or _ORDER[status] <= _ORDER[message.delivery]:
        return False
    message.delivery = status
    return True


def forget(session: Session, *, before: datetime, limit: int = 1000) -> int:
    """Let go of the oldest reports; how many. A service repeats one for a week at most."""
    oldest = select(StatusEvent.id).where(StatusEvent.at < before).order_by(StatusEvent.id).limit(limit)
    ids = list(session.scalars(oldest))
    return change(session, delete(StatusEvent).where(StatusEvent.id.in_(ids))) if ids else 0


def _was_billed(session: Session, channel: Channel, ext_id: str) -> bool:
    charged = select(StatusEvent.id).where(StatusEvent.channel == channel, StatusEvent.ext_id == ext_id)
    return session.scalar(charged.where(StatusEvent.is_billed).limit(1)) is not None


def _was_told(session: Session, channel: Channel, ext_id: str, statuses: Collection[Delivery]) -> bool:
    """Was one of these reported of this sending before? What has failed is not delivered by an older report that comes
    after, and what its person has is not sent again, whatever failed then.
    """
    told = select(StatusEvent.id).where(
        StatusEvent.channel == channel, StatusEvent.ext_id == ext_id, StatusEvent.status.in_(statuses)
    )
    return session.scalar(told.limit(1)) is not None
