"""Buttons: what a tap means, kept in a row with an expiry. A channel only ever sees the row's opaque id."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import JSON, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, direct, table_of
from core.privacy import keyring

LIFETIME = timedelta(days=30)


class Button(Base):
    """One option a chat was offered."""

    __tablename__ = "button"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    chat_key: Mapped[str] = mapped_column(String(160), index=True)
    action: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


_PUT = table_of(Button).insert()


@dataclass(frozen=True, slots=True)
class Offer:
    """An option to put before a chat: what a tap does, and what its label says."""

    action: str
    label: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a tap meant."""

    id: str
    action: str
    data: Mapping[str, Any]


def put(session: Session, chat_key: str, offers: Sequence[Offer], *, at: datetime) -> list[str]:
    """Keep what each option means; the ids to put on the buttons."""
    ids = [secrets.token_urlsafe(12) for _ in offers]
    shared = {"chat_key": chat_key, "expires_at": at + LIFETIME}
    rows = [
        {"id": id_, "action": offer.action, "data": _kept(session, offer.data), **shared}
        for id_, offer in zip(ids, offers, strict=True)
    ]
    if rows:
        direct(session, _PUT, rows)
    return ids


def _kept(session: Session, data: Mapping[str, Any]) -> dict[str, Any]:
    """Words that somebody wrote and that wait for a tap are sealed like the memory of their chat."""
    words = data.get(_WORDS)
    return {**data, _WORDS: [keyring(session).seal(words).hex()]} if words else dict(data)


_WORDS = "text"


def pressed(session: Session, chat_key: str, id_: str, *, at: datetime) -> Pressed | None:
    """What a tap meant. None when it is another chat's, unknown or too old, or sealed with a key that is gone."""
    button = session.get(Button, id_)
    if button is None or button.chat_key != chat_key or button.expires_at <= at:
        return None
    data, sealed = dict(button.data), button.data.get(_WORDS)
    if isinstance(sealed, list):
        try:
            data[_WORDS] = keyring(session).open(bytes.fromhex(sealed[0]))
        except InvalidToken:
            return None
    return Pressed(button.id, button.action, data)


def purge(session: Session, *, before: datetime) -> None:
    """Forget options that expired."""
    session.execute(delete(Button).where(Button.expires_at < before))
