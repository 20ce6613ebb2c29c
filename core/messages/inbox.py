"""The inbox: every message is stored here, once, before anybody acts on it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, change, direct, insert_new, table_of, wake_after_commit, words_of
from core.messages import leases
from core.messages.channels import Channel
from core.privacy import keyring

RAW_KEPT = timedelta(days=30)
GATHER = timedelta(seconds=2)
IN_A_ROW = "in a row"
"""The group of files a service sends one by one with nothing to tell that they belong together: those that follow each
other, with nothing in between, are one message."""
GATHER_AT_MOST = timedelta(seconds=10)
UNREADABLE = "raw:"
CLOCKS_DIFFER = timedelta(minutes=1)
"""A row that is from later than this was written before the clock was put back."""


class InboxState(StrEnum):
    NEW = "new"
    DONE = "done"
    DEAD = "dead"


IS_NEW = text("state = 'new'")
IS_DEAD = text("state = 'dead'")
"""Written out, not as parameters, so that a database may use the indexes over the few rows that wait or are buried."""


class InboxMessage(Base):
    """One message or status as its channel delivered it, sealed. ``view`` is what a timeline may show of it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "ext_id"),
        Index(
            "ix_inbox_waiting",
            "chat_key",
            "id",
            postgresql_where=IS_NEW,
            sqlite_where=IS_NEW,
        ),
        Index("ix_inbox_new", "id", postgresql_where=IS_NEW, sqlite_where=IS_NEW),
        Index("ix_inbox_dead", "channel", "done_at", postgresql_where=IS_DEAD, sqlite_where=IS_DEAD),
        Index("ix_inbox_chat", "chat_key", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    ext_id: Mapped[str] = mapped_column(String(255))
    chat_key: Mapped[str] = mapped_column(String(160))
    group_key: Mapped[str | None] = mapped_column(String(160))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(Integer)
    view: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[InboxState] = mapped_column(words_of(InboxState, 8), default=InboxState.NEW)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message at the door: its provider's id, its chat, the album it belongs to, and its body as it came."""

    channel: Channel
    ext_id: str
    chat_key: str
    body: str
    group_key: str | None = None


def accept(session: Session, arrivals: Sequence[Arrival], *, at: datetime) -> int:
    """Store what has not been stored before and ask for its chats to be looked at; how many were new."""
    keys = keyring(session)
    new = 0
    for arrival in arrivals:
        row = {
            "channel": arrival.channel,
            "ext_id": arrival.ext_id,
            "chat_key": arrival.chat_key,
            "group_key": arrival.group_key,
            "raw": keys.seal(arrival.body),
            "size": len(arrival.body),
            "state": InboxState.NEW,
            "attempts": 0,
            "received_at": at,
        }
        if insert_new(session, table_of(InboxMessage), [row]):
            new += 1
            wake_after_commit(session, arrival.chat_key)
    return new


def accept_unreadable(session: Session, channel: Channel, body: str, *, why: str, at: datetime) -> None:
    """Keep a body nobody can take apart, once, where an officer can see that it came (DECISIONS 12)."""
    row = {
        "channel": channel,
        "ext_id": UNREADABLE + hashlib.sha256(body.encode()).hexdigest(),
        "chat_key": f"{channel.value}:",
        "raw": keyring(session).seal(body),
        "size": len(body),
        "state": InboxState.DEAD,
        "attempts": 0,
        "error": why[:200],
        "received_at": at,
        "done_at": at,
    }
    insert_new(session, table_of(InboxMessage), [row])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of a chat that waits to be dealt with. ``raw`` is its sealed body, None once that was purged."""

    id: int
    channel: Channel
    ext_id: str
    chat_key: str
    group_key: str | None
    raw: bytes | None
    received_at: datetime


_INBOX = table_of(InboxMessage)
_WAITING = select(*(_INBOX.c[field.name] for field in fields(Waiting))).where(
    _INBOX.c.chat_key == bindparam("chat"), IS_NEW
)
OLDEST = _WAITING.order_by(_INBOX.c.id).limit(1)
"""The columns of a :class:`Waiting`, in its order."""
_OF_ANOTHER = select(func.min(_INBOX.c.id)).where(
    _INBOX.c.chat_key == bindparam("chat"), IS_NEW, func.coalesce(_INBOX.c.group_key, "") != IN_A_ROW
)
_ALBUM = _WAITING.where(_INBOX.c.group_key == bindparam("album")).order_by(_INBOX.c.id)


def head(session: Session, chat_key: str) -> Waiting | None:
    """The oldest message of this chat that waits."""
    row = direct(session, OLDEST, {"chat": chat_key}).first()
    return Waiting(*tuple(row)) if row else None


def gathers_until(
    session: Session, chat_key: str, group_key: str | None, received_at: datetime, now: datetime
) -> datetime | None:
    """An album comes in several messages: until when to wait for the rest of it; None when it is complete."""
    if group_key is None:
        return None
    newest = select(func.max(InboxMessage.received_at)).where(
        InboxMessage.chat_key == chat_key,
        InboxMessage.group_key == group_key,
        InboxMessage.state == InboxState.NEW,
    )
    found = session.scalar(newest)
    if found is None or received_at > now + GATHER_AT_MOST:  # another worker has dealt with it; the clock was put back
        return None
    if (
        group_key == IN_A_ROW and _next_of_another(session, chat_key) is not None
    ):  # what follows shows that it is complete
        return None
    until = min(found + GATHER, received_at + GATHER_AT_MOST)
    return until if until > now else None


def album_until(session: Session, chat_key: str, now: datetime) -> datetime | None:
    """Until when the oldest waiting message waits for the rest of its album; None when it does not."""
    first = head(session, chat_key)
    return gathers_until(session, chat_key, first.group_key, first.received_at, now) if first else None


def group(session: Session, message: Waiting) -> list[Waiting]:
    """The message, or with an album every waiting part of it."""
    if message.group_key is None:
        return [message]
    parts = direct(session, _ALBUM, {"chat": message.chat_key, "album": message.group_key})
    found = [Waiting(*tuple(row)) for row in parts]
    other = _next_of_another(session, message.chat_key) if message.group_key == IN_A_ROW else None
    return [part for part in found if other is None or part.id < other]


def _next_of_another(session: Session, chat_key: str) -> int | None:
    """The oldest message of this chat that waits and is no file in a row."""
    return direct(session, _OF_ANOTHER, {"chat": chat_key}).scalar()


_FINISH = (
    update(_INBOX)
    .where(_INBOX.c.id == bindparam("first"))
    .values(state=InboxState.DONE, view=bindparam("seen"), done_at=bindparam("at"))
)


def text_of(session: Session, inbox_id: int) -> str:
    """The words of a message as a timeline may show them; nothing once it is forgotten."""
    view = session.scalar(select(InboxMessage.view).where(InboxMessage.id == inbox_id))
    return str(keyring(session).open_json(view)["text"]) if view else ""


def finish(session: Session, ids: Sequence[int], *, view: Any, at: datetime) -> None:
    """Mark them dealt with; the first of them keeps what a timeline may show."""
    change(session, _FINISH, {"first": ids[0], "seen": keyring(session).seal_json(view), "at": at})
    if len(ids) > 1:
        rest = update(InboxMessage).where(InboxMessage.id.in_(ids[1:]))
        change(session, rest.values(state=InboxState.DONE, done_at=at))


def stumble(session: Session, message_id: int, *, error: str, most: int, at: datetime) -> bool:
    """Note that dealing with a message failed; after ``most`` times it is buried. True when it is."""
    message = session.get(InboxMessage, message_id)
    if message is None or message.state is not InboxState.NEW:
        return False
    message.attempts += 1
    message.error = error[:200]
    if message.attempts < most:
        return False
    message.state, message.done_at = InboxState.DEAD, at
    return True


def revive(session: Session, message_id: int) -> None:
    """Try a buried message again."""
    message = session.get(InboxMessage, message_id)
    if message is not None and may_be_revived(message):
        message.state, message.attempts, message.error, message.done_at = InboxState.NEW, 0, None, None
        wake_after_commit(session, message.chat_key)


def may_be_revived(message: InboxMessage) -> bool:
    """Can it be tried again? Not what nobody can take apart, nor what was purged meanwhile."""
    return message.state is InboxState.DEAD and message.raw is not None and not is_unreadable(message)


def is_unreadable(message: InboxMessage) -> bool:
    """Is it a body nobody could take apart?"""
    return message.ext_id.startswith(UNREADABLE)


def dismiss(session: Session, message_id: int) -> bool:
    """Nothing is to be done about a buried message any more; it keeps its reason. False when it is not buried."""
    message = session.get(InboxMessage, message_id, with_for_update=True)
    if message is None or message.state is not InboxState.DEAD:
        return False
    message.state = InboxState.DONE
    return True


def dead_reasons(session: Session, *, limit: int) -> list[tuple[str, int]]:
    """Why messages were buried, and how many for each reason that can be tried again, the most frequent first."""
    count = func.count()
    buried = select(InboxMessage.error, count).where(
        IS_DEAD,
        InboxMessage.error.is_not(None),
        InboxMessage.raw.is_not(None),
        ~InboxMessage.ext_id.like(f"{UNREADABLE}%"),
    )
    return [
        (row[0] or "", row[1])
        for row in session.execute(buried.group_by(InboxMessage.error).order_by(count.desc()).limit(limit))
    ]


def dead(session: Session, *, limit: int, offset: int = 0, error: str | None = None) -> list[InboxMessage]:
    """Buried messages, the newest first; with ``error`` those buried for this reason."""
    buried = select(InboxMessage).where(IS_DEAD)
    if error is not None:
        buried = buried.where(InboxMessage.error == error)
    return list(session.scalars(buried.order_by(InboxMessage.id.desc()).limit(limit).offset(offset)))


def dead_count(session: Session, *, error: str | None = None) -> int:
    """How many messages are buried."""
    buried = select(func.count()).select_from(InboxMessage).where(IS_DEAD)
    if error is not None:
        buried = buried.where(InboxMessage.error == error)
    return session.scalar(buried) or 0


_WAITS = and_(
    IS_NEW,
    _INBOX.c.channel.in_(bindparam("channels", expanding=True)),
    (_INBOX.c.received_at <= bindparam("since")) | (_INBOX.c.received_at > bindparam("late")),
)
_LINE = (
    select(_INBOX.c.chat_key, _INBOX.c.id, _INBOX.c.received_at)
    .where(_WAITS)
    .order_by(_INBOX.c.id)
    .limit(bindparam("line"))
    .subquery()
)
_CHATS = (
    select(
        _LINE.c.chat_key,
        func.min(_LINE.c.received_at).label("since"),
        func.min(_LINE.c.id).label("first"),
        func.count().label("messages"),
    )
    .group_by(_LINE.c.chat_key)
    .subquery()
)
_CHAT_IS_HELD = leases.is_held(_CHATS.c.chat_key, at=bindparam("now"))
_IN_LINE = (
    select(_CHATS.c.chat_key, _CHATS.c.since, _CHAT_IS_HELD, func.sum(_CHATS.c.messages).over())
    .order_by(_CHAT_IS_HELD, _CHATS.c.first)
    .limit(bindparam("most"))
)
PER_CHAT = 16


class WaitingChat(NamedTuple):
    """A chat with a message nobody has dealt with, and when the oldest such message came in."""

    chat_key: str
    since: datetime


def waiting_chats(
    session: Session, channels: Collection[Channel], *, since: datetime, at: datetime, limit: int
) -> list[WaitingChat]:
    """Chats with a message that waits since then and that nobody holds, those that wait longest first.

    They are looked for among the oldest messages, sixteen for each chat asked for, however many wait behind them. Where these
    are all of chats that somebody holds, every chat that has a message is looked at, once each.
    """
    asked = {"channels": list(channels), "since": since, "late": at + CLOCKS_DIFFER, "now": at, "most": limit}
    seen = [tuple(row) for row in direct(session, _IN_LINE, {**asked, "line": PER_CHAT * limit})]
    free = [WaitingChat(chat_key, came_at) for chat_key, came_at, is_held, _ in seen if not is_held]
    is_there_more = bool(seen) and seen[0][3] == PER_CHAT * limit
    return (
        [WaitingChat(*tuple(row)) for row in direct(session, _FREE_BEHIND, asked)]
        if is_there_more and not free
        else free
    )


def _free_behind() -> Select[Any]:
    """Waiting chats that nobody holds, by one step in the index for each chat instead of one for each message."""
    each = select(func.min(_INBOX.c.chat_key).label("chat_key")).where(IS_NEW).cte("each", recursive=True)
    after = select(func.min(_INBOX.c.chat_key)).where(IS_NEW, _INBOX.c.chat_key > each.c.chat_key).scalar_subquery()
    each = each.union_all(select(after).where(each.c.chat_key.is_not(None)))
    first = select(func.min(_INBOX.c.id)).where(_WAITS, _INBOX.c.chat_key == each.c.chat_key).scalar_subquery()
    is_free = ~leases.is_held(each.c.chat_key, at=bindparam("now"))
    found = select(each.c.chat_key, first.label("first")).where(each.c.chat_key.is_not(None), is_free).subquery()
    chats = select(found.c.chat_key, _INBOX.c.received_at).join(_INBOX, _INBOX.c.id == found.c.first)
    return chats.order_by(found.c.first).limit(bindparam("most"))


_FREE_BEHIND = _free_behind()


def purge_raw(session: Session, *, before: datetime, limit: int = 1000) -> int:
    """Drop the bodies of messages dealt with or buried long ago; how many were dropped."""
    old = (
        select(InboxMessage.id)
        .where(
            InboxMessage.state.in_((InboxState.DONE, InboxState.DEAD)),
            InboxMessage.raw.is_not(None),
            InboxMessage.done_at < before,
        )
        .limit(limit)
    )
    ids = list(session.scalars(old))
    if ids:
        session.execute(update(InboxMessage).where(InboxMessage.id.in_(ids)).values(raw=None))
    return len(ids)


def forget(session: Session, chat_key: str) -> None:
    """Remove every stored message of a chat, for a person who asks to be forgotten."""
    session.execute(delete(InboxMessage).where(InboxMessage.chat_key == chat_key))
