"""Conversations: what the bot remembers of a chat between two messages, sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, String, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, change, direct, insert_new, table_of
from core.privacy import keyring


class Conversation(Base):
    """The state of one chat. Drafts live here, so that a restart loses none."""

    __tablename__ = "conversation"

    chat_key: Mapped[str] = mapped_column(String(160), primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer, default=0)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


_ROWS = table_of(Conversation)
_LOAD = select(_ROWS.c.data).where(_ROWS.c.chat_key == bindparam("chat"))
_KEEP = (
    update(_ROWS)
    .where(_ROWS.c.chat_key == bindparam("chat"))
    .values(
        data=bindparam("sealed"),
        contact_id=bindparam("contact"),
        updated_at=bindparam("at"),
        version=_ROWS.c.version + 1,
    )
)


def load(session: Session, chat_key: str) -> dict[str, Any]:
    """What is remembered of this chat; nothing yet is an empty memory."""
    return unsealed(session, direct(session, _LOAD, {"chat": chat_key}).scalar())


def unsealed(session: Session, sealed: bytes | None) -> dict[str, Any]:
    """What a row remembers; no row is an empty memory."""
    if sealed is None:
        return {}
    data = keyring(session).open_json(sealed)
    assert isinstance(data, dict)
    return data


def keep(session: Session, chat_key: str, data: dict[str, Any], *, contact_id: int | None, at: datetime) -> None:
    """Remember this of the chat."""
    sealed = keyring(session).seal_json(data)
    if change(session, _KEEP, {"chat": chat_key, "sealed": sealed, "contact": contact_id, "at": at}) == 0:
        row = {"chat_key": chat_key, "contact_id": contact_id, "data": sealed, "updated_at": at, "version": 1}
        insert_new(session, _ROWS, [row], returning=("chat_key",))
