"""What a chat has open, asked in one statement before every step: the oldest row it is owed and the oldest it sent."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from sqlalchemy import bindparam, case, exists, literal, or_, select, true, update
from sqlalchemy.orm import Session

from core.db import UTCDateTime, direct, table_of
from core.messages import inbox, leases
from core.messages.inbox import IS_NEW, InboxMessage
from core.messages.outbox import IS_OPEN, OutboxMessage

_OWED, _SENT = table_of(OutboxMessage), table_of(InboxMessage)
_PENS = table_of(leases.ChatLease)
OLDEST_OWED = (
    select(_OWED.c.id).where(_OWED.c.chat_key == bindparam("chat"), IS_OPEN).order_by(_OWED.c.id).limit(1)
).scalar_subquery()
_OLDEST_SENT = inbox.OLDEST.subquery()
OLDEST_WAITING = select(_OLDEST_SENT.c.id).scalar_subquery()
_OLDEST = select(OLDEST_OWED.label("owed"), OLDEST_WAITING.label("waiting"))
_LOOK = select(
    select(_PENS.c.token)
    .where(_PENS.c.chat_key == bindparam("chat"), _PENS.c.until > bindparam("now"))
    .scalar_subquery(),
    OLDEST_OWED,
    _OLDEST_SENT,
).select_from(select(literal(1)).subquery().outerjoin(_OLDEST_SENT, true()))
_HAS_MORE = or_(
    exists().where(_OWED.c.chat_key == bindparam("chat"), IS_OPEN, _OWED.c.id != bindparam("besides")),
    exists().where(_SENT.c.chat_key == bindparam("chat"), IS_NEW),
)
_GO_ON = (
    update(_PENS)
    .where(
        _PENS.c.chat_key == bindparam("chat"),
        _PENS.c.token == bindparam("pen"),
        _PENS.c.owner != leases.FREE["owner"],
    )
    .values(
        owner=case((_HAS_MORE, _PENS.c.owner), else_=leases.FREE["owner"]),
        until=case((_HAS_MORE, bindparam("end", type_=UTCDateTime)), else_=leases.FREE["until"]),
    )
    .returning(_PENS.c.owner)
)


class View(NamedTuple):
    """A chat as it stands: the token of who holds its pen, the oldest row it is owed, and its oldest message."""

    pen: str | None
    owed: int | None
    waiting: inbox.Waiting | None


def look(session: Session, chat_key: str, *, at: datetime) -> View:
    """How a chat stands, before anything is done for it: mostly enough to see that there is nothing to do."""
    row = tuple(direct(session, _LOOK, {"chat": chat_key, "now": at}).one())
    first = row[2:]
    return View(row[0], row[1], inbox.Waiting(*first) if first[0] is not None else None)


class Pending(NamedTuple):
    """Ids of rows, None where nothing is open."""

    owed: int | None
    waiting: int | None


def open_rows(session: Session, chat_key: str) -> Pending:
    """The oldest outbox row this chat is owed, and the oldest inbox row of it that waits."""
    row = direct(session, _OLDEST, {"chat": chat_key}).one()
    return Pending(owed=row.owed, waiting=row.waiting)


class Pen(Enum):
    """What became of the pen of a chat when something of it was settled."""

    DOWN = "nothing is open: it is put down"
    KEPT = "more is open: it is held on to, for a full lease"
    LOST = "it is not ours any more"


def settle_pen(session: Session, chat_key: str, *, token: str, besides: int, at: datetime) -> Pen:
    """Put the pen of a chat down if nothing is open but that outbox row, which the caller settles; else go on holding it.

    What comes in at the same moment is safe: whoever stores it wakes the chat after its commit.
    """
    pen = {"chat": chat_key, "pen": token, "besides": besides, "end": at + leases.LEASE}
    holder = direct(session, _GO_ON, pen).scalar()
    if holder is None:
        return Pen.LOST
    return Pen.KEPT if holder else Pen.DOWN
