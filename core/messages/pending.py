"""What a chat has open, asked in one statement before every step: the oldest row it is owed and the oldest it sent."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.db import direct, table_of
from core.messages.inbox import IS_NEW, InboxMessage
from core.messages.outbox import IS_OPEN, OutboxMessage

_OWED, _SENT = table_of(OutboxMessage), table_of(InboxMessage)
_OLDEST = select(
    select(_OWED.c.id)
    .where(_OWED.c.chat_key == bindparam("chat"), IS_OPEN)
    .order_by(_OWED.c.id)
    .limit(1)
    .label("owed"),
    select(_SENT.c.id)
    .where(_SENT.c.chat_key == bindparam("chat"), IS_NEW)
    .order_by(_SENT.c.id)
    .limit(1)
    .label("waiting"),
)


class Pending(NamedTuple):
    """Ids of rows, None where nothing is open."""

    owed: int | None
    waiting: int | None


def open_rows(session: Session, chat_key: str) -> Pending:
    """The oldest outbox row this chat is owed, and the oldest inbox row of it that waits."""
    row = direct(session, _OLDEST, {"chat": chat_key}).one()
    return Pending(owed=row.owed, waiting=row.waiting)
