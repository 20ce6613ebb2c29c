"""The outbox: what the office owes a chat, in order, until it is delivered or given up with a reason.

A row holds a kind and its data; the words are made at delivery. Its key makes a second enqueueing of the same
thing impossible and a second sending visible.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, direct, insert_new, table_of, wake_after_commit, words_of
from core.messages import leases, outfiles
from core.messages.channels import Channel, channel_of
from core.messages.inbox import CLOCKS_DIFFER
from core.privacy import keyring

MAX_ATTEMPTS = 8
MAX_UNCERTAIN = 2
_DOUBLINGS = 20
_BACK_OFF = (1, 2, 5, 15, 60, 300, 900, 3600)
STOPPED = "stopped"
OFFICE_REFUSED = "office "
"""How an error begins that is a fault of the office's own account: its token, its number, its payment."""


class OutboxState(StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    HELD = "held"


IS_OPEN = text("state in ('new', 'sending')")
IS_HELD, IS_DEAD, IS_BILLED = text("state = 'held'"), text("state = 'dead'"), text("cost > 0")
"""Written out, not as parameters, so that a database may use the indexes over the few rows of each."""


class Delivery(StrEnum):
    """How far a sent message is known to have come."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


ARRIVED = frozenset({Delivery.SENT, Delivery.DELIVERED, Delivery.READ})


class OutboxMessage(Base):
    """One thing to tell one chat. ``rendered`` is what was said, with secrets masked, once it was said.

    ``uncertain`` counts sendings that got no answer, ``recovered`` those a crash interrupted.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "chat_key", "id", postgresql_where=IS_OPEN, sqlite_where=IS_OPEN),
        Index("ix_outbox_held", "channel", postgresql_where=IS_HELD, sqlite_where=IS_HELD),
        Index("ix_outbox_dead", "channel", "not_before", postgresql_where=IS_DEAD, sqlite_where=IS_DEAD),
        Index("ix_outbox_billed", "channel", "sent_at", postgresql_where=IS_BILLED, sqlite_where=IS_BILLED),
        Index("ix_outbox_chat", "chat_key", "id"),
        Index("ix_outbox_ext", "channel", "ext_id"),
        Index("ix_outbox_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    chat_key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(60))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[OutboxState] = mapped_column(words_of(OutboxState, 8), default=OutboxState.NEW)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    uncertain: Mapped[int] = mapped_column(Integer, default=0)
    recovered: Mapped[int] = mapped_column(Integer, default=0)
    parts_sent: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ext_id: Mapped[str | None] = mapped_column(String(255))
    delivery: Mapped[Delivery | None] = mapped_column(words_of(Delivery, 12))
    lang: Mapped[str | None] = mapped_column(String(5))
    rendered: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(String(200))
    cost: Mapped[int] = mapped_column(Integer, default=0)


_UNTRIED = {"attempts": 0, "uncertain": 0, "recovered": 0, "parts_sent": 0, "cost": 0}


def enqueue(
    session: Session,
    *,
    key: str,
    chat_key: str,
    kind: str,
    data: Mapping[str, Any],
    at: datetime,
    case_id: int | None = None,
    event_id: int | None = None,
    expires_after: timedelta | None = None,
) -> None:
    """Owe this chat a message, once per key, with the caller's transaction."""
    row = _row(key, chat_key, kind, keyring(session).seal_json(dict(data)), at)
    row |= {"case_id": case_id, "event_id": event_id, "expires_at": at + expires_after if expires_after else None}
    for new in insert_new(session, table_of(OutboxMessage), [row]):
        outfiles.note(session, new.id, data, at=at)
        wake_after_commit(session, chat_key)


def leave_at_once(
    session: Session,
    *,
    key: str,
    chat_key: str,
    kind: str,
    data: Mapping[str, Any],
    at: datetime,
    expires_after: timedelta | None = None,
) -> OutboxMessage | None:
    """Owe a chat that is owed nothing else a message that is sent as soon as this transaction is committed.

    It is written down as one whose sending has begun, and returned outside the session; None when its key is known.
    """
    row = _row(key, chat_key, kind, keyring(session).seal_json(dict(data)), at)
    row |= {"state": OutboxState.SENDING, "attempts": 1, "expires_at": at + expires_after if expires_after else None}
    new = insert_new(session, table_of(OutboxMessage), [row])
    if not new:
        return None
    outfiles.note(session, new[0].id, data, at=at)
    return OutboxMessage(id=new[0].id, **row)


def _row(key: str, chat_key: str, kind: str, sealed: bytes, at: datetime) -> dict[str, Any]:
    names = {"key": key, "channel": channel_of(chat_key), "chat_key": chat_key, "kind": kind, "data": sealed}
    return {**names, **_UNTRIED, "state": OutboxState.NEW, "created_at": at, "not_before": at}


@dataclass(frozen=True, slots=True)
class Sent:
    """The service took it, under this id of its own."""

    ext_id: str | None
    rendered: str
    lang: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """The service asked to wait, or could not be reached; nothing was delivered.

    Without ``after`` it is given up some day. With ``most`` the wait doubles with every try, up to so many seconds.
    """

    error: str
    after: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request left and no answer came: it may have been delivered."""

    error: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person stopped the bot or left; nothing more is sent until they write again."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The service will never take this message: a fault of ours, kept for an officer to see."""

    error: str


@dataclass(frozen=True, slots=True)
class OutsideWindow:
    """The service takes free words only after the person has written again: held until then."""

    error: str


Outcome = OutsideWindow | Sent | TryLater | Uncertain | Unreachable | Refused


_HEAD = (
    select(OutboxMessage)
    .where(OutboxMessage.chat_key == bindparam("chat"), IS_OPEN)
    .order_by(OutboxMessage.id)
    .limit(1)
)


def head(session: Session, chat_key: str) -> OutboxMessage | None:
    """The oldest message this chat is owed. A later one never overtakes it."""
    return session.scalar(_HEAD, {"chat": chat_key})


def start_sending(message: OutboxMessage) -> None:
    """From here on a crash leaves the message "maybe delivered"; one found so is sent again, and says so."""
    if message.state is OutboxState.SENDING:
        message.recovered += 1
    message.state, message.delivery = OutboxState.SENDING, None
    message.attempts += 1


def has_arrived(message: OutboxMessage) -> bool:
    """Did the service itself report that it took this message, though its answer to the sending never came?"""
    return message.state is not OutboxState.SENT and message.delivery in ARRIVED


def note_arrival(message: OutboxMessage, *, at: datetime) -> None:
    """What has arrived is not sent again."""
    message.state, message.sent_at, message.error = OutboxState.SENT, at, None


_ROWS = table_of(OutboxMessage)
_SETTLE_SENT = (
    update(_ROWS)
    .where(
        _ROWS.c.id == bindparam("message"),
        _ROWS.c.state == OutboxState.SENDING,
        _ROWS.c.attempts == bindparam("attempt"),
    )
    .values(
        state=OutboxState.SENT,
        delivery=func.coalesce(_ROWS.c.delivery, Delivery.SENT.value),
        sent_at=bindparam("at"),
        ext_id=bindparam("ext"),
        rendered=bindparam("said"),
        lang=bindparam("tongue"),
        error=None,
    )
    .returning(_ROWS.c.kind, _ROWS.c.case_id)
)


def settle_sent(
    session: Session, message_id: int, attempt: int, outcome: Sent, *, at: datetime
) -> tuple[str, int | None] | None:
    """The common case, in one statement: the kind and the case of the row, or None when it is not ours any more."""
    sent = {
        "message": message_id,
        "attempt": attempt,
        "at": at,
        "ext": outcome.ext_id,
        "said": outcome.rendered,
        "tongue": outcome.lang,
    }
    row = direct(session, _SETTLE_SENT, sent).first()
    return (row.kind, row.case_id) if row else None


def settle(message: OutboxMessage, outcome: Outcome, *, at: datetime) -> None:
    """Write down how the sending went, and when to try again if it may be tried."""
    match outcome:
        case Sent():
            message.state, message.delivery = OutboxState.SENT, Delivery.SENT
            message.sent_at, message.ext_id, message.error = at, outcome.ext_id, None
            message.rendered, message.lang = outcome.rendered, outcome.lang
        case TryLater():
            message.error, message.delivery = outcome.error[:200], None
            if outcome.after is None and message.attempts >= MAX_ATTEMPTS:
                message.state = OutboxState.DEAD
            else:
                message.state = OutboxState.NEW
                message.not_before = at + timedelta(seconds=_wait(message, outcome))
        case Uncertain():
            message.error = outcome.error[:200]
            message.uncertain += 1
            if message.uncertain >= MAX_UNCERTAIN:
                message.state, message.delivery, message.sent_at = OutboxState.SENT, Delivery.UNCERTAIN, at
            else:
                message.state, message.not_before = OutboxState.NEW, at + timedelta(seconds=1)
        case OutsideWindow():
            message.state, message.error, message.delivery = OutboxState.HELD, outcome.error[:200], None
        case Unreachable() | Refused():
            message.state, message.error, message.delivery = (
                OutboxState.DEAD,
                outcome.error[:200],
                Delivery.FAILED,
            )


def _wait(message: OutboxMessage, outcome: TryLater) -> float:
    """Seconds to wait: what the service asked for, or a growing back-off spread by the row's own id."""
    if outcome.after is not None and outcome.most is not None:
        return min(outcome.after * 2.0 ** min(max(message.attempts, 1) - 1, _DOUBLINGS), outcome.most)
    if outcome.after is not None:
        return max(outcome.after, 0.05)
    base = _BACK_OFF[min(message.attempts, len(_BACK_OFF)) - 1]
    return base * (0.8 + 0.4 * (message.id % 10) / 10)


def stumble(message: OutboxMessage, *, error: str, most: int) -> None:
    """A row that cannot be put into words: given up after ``most`` tries, for an officer to see."""
    message.attempts += 1
    message.error = f"cannot be worded: {error}"[:200]
    if message.attempts >= most:
        message.state, message.delivery = OutboxState.DEAD, Delivery.FAILED


UNBOOKED = "cannot be booked"


def bury_arrived(message: OutboxMessage, sent: Sent | None, *, error: str, at: datetime) -> None:
    """Given up though its person has it: what follows from that failed. Revived, it is booked and not sent again."""
    message.state, message.error = OutboxState.DEAD, f"{UNBOOKED}: {error}"[:200]
    message.sent_at = message.sent_at or at
    if sent is not None:
        message.ext_id, message.rendered, message.lang = sent.ext_id, sent.rendered, sent.lang
        message.delivery = message.delivery if message.delivery in ARRIVED else Delivery.SENT


def may_be_a_copy(message: OutboxMessage) -> bool:
    """Could the chat have this message already?"""
    return message.uncertain + message.recovered > 0


def release(session: Session, chat_key: str, *, at: datetime) -> list[str]:
    """The person wrote again: what was held is owed now, in its order; the keys of these messages."""
    held = update(OutboxMessage).where(OutboxMessage.chat_key == chat_key, OutboxMessage.state == OutboxState.HELD)
    owed = held.values(state=OutboxState.NEW, not_before=at, error=None).returning(OutboxMessage.key)
    keys = list(session.scalars(owed.execution_options(synchronize_session=False)))
    if keys:
        wake_after_commit(session, chat_key)
    return keys


def expire(message: OutboxMessage) -> None:
    """A courtesy nobody needs any more."""
    message.state = OutboxState.EXPIRED


def let_go(message: OutboxMessage) -> None:
    """Its person wants to hear nothing: it is not sent, and no fault anybody has to look at."""
    message.state, message.error, message.delivery = OutboxState.EXPIRED, STOPPED, Delivery.FAILED


def due_chats(
    session: Session, channels: Collection[Channel], *, since: datetime, at: datetime, limit: int
) -> list[str]:
    """Chats that are owed something since then and that nobody holds."""
    rows = (
        select(OutboxMessage.chat_key)
        .where(
            IS_OPEN,
            (OutboxMessage.not_before <= since) | (OutboxMessage.created_at > at + CLOCKS_DIFFER),
            OutboxMessage.channel.in_(channels),
            ~leases.is_held(_ROWS.c.chat_key, at=at),
        )
        .distinct()
        .limit(limit)
    )
    return list(session.scalars(rows))


def attempted_answers(session: Session, event_ids: Sequence[int]) -> bool:
    """Was at least one notice of these events delivered, or its delivery attempted?"""
    if not event_ids:
        return False
    tried = select(OutboxMessage.id).where(
        OutboxMessage.event_id.in_(event_ids),
        (OutboxMessage.attempts > 0) | (OutboxMessage.state != OutboxState.NEW),
    )
    return session.scalar(tried.limit(1)) is not None
