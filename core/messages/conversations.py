"""Conversations: what the bot remembers of a chat between two messages, sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime
from core.privacy import keyring


class Conversation(Base):
    """The state of one chat. Drafts live here, so that a restart loses none."""

    __tablename__ = "conversation"

    chat_key: Mapped[str] = mapped_column(String(160), primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer, default=0)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


def load(session: Session, chat_key: str) -> dict[str, Any]:
    """What is remembered of this chat; nothing yet is an empty memory."""
    kept = session.get(Conversation, chat_key)
    if kept is None:
        return {}
    session.info["conversation"] = kept  # a session lets go of what nobody holds, and would read it again to keep it
    data = keyring(session).open_json(kept.data)
    assert isinstance(data, dict)
    return data


def keep(session: Session, chat_key: str, data: dict[str, Any], *, contact_id: int | None, at: datetime) -> None:
    """Remember this of the chat."""
    sealed = keyring(session).seal_json(data)
    kept = session.get(Conversation, chat_key)
    if kept is None:
        session.add(Conversation(chat_key=chat_key, contact_id=contact_id, data=sealed, updated_at=at, version=1))
        return
    kept.data, kept.contact_id, kept.updated_at = sealed, contact_id, at
    kept.version += 1
