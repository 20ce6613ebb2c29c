"""Pieces: the parts of a long message that are not its last, by the service's ids: a person may quote any of them."""

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, insert_new, table_of, words_of
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage

_LONGEST_ID = 255


class OutboxPart(Base):
    """A piece that left before the last one of its message."""

    __tablename__ = "outbox_part"
    __table_args__ = (UniqueConstraint("channel", "ext_id", "message_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    ext_id: Mapped[str] = mapped_column(String(255))
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))


def of_message(session: Session, channel: Channel, ext_id: str) -> OutboxMessage | None:
    """The message a citizen quoted, by its last piece or by an earlier one."""
    whole = select(OutboxMessage).where(OutboxMessage.channel == channel, OutboxMessage.ext_id == ext_id)
    found = session.scalar(whole.limit(1))
    if found is not None:
        return found
    piece = OutboxPart.channel == channel, OutboxPart.ext_id == ext_id
    return session.scalar(
        select(OutboxMessage).join(OutboxPart, OutboxPart.message_id == OutboxMessage.id).where(*piece).limit(1)
    )


def note_part(session: Session, message: OutboxMessage, parts_sent: int, ext_id: str | None) -> None:
    """A piece has left that is not the last: after a crash only the rest is sent again."""
    message.parts_sent = parts_sent
    if ext_id:
        row = {"channel": message.channel, "ext_id": ext_id[:_LONGEST_ID], "message_id": message.id}
        insert_new(session, table_of(OutboxPart), [row])
