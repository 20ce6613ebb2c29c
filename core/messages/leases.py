"""Leases: one worker at a time holds the pen for a chat, and a dead worker's pen is taken over."""

import os
import secrets
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, String, bindparam, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, change, insert_new, table_of

LEASE = timedelta(seconds=20)
FREE = {"owner": "", "until": datetime(2000, 1, 1, tzinfo=UTC)}
"""What a lease holds that nobody has."""
_LIVING = "worker:"


class ChatLease(Base):
    """Who may deal with a chat (or a poller) now, and until when. ``token`` changes with every taking."""

    __tablename__ = "chat_lease"

    chat_key: Mapped[str] = mapped_column(String(160), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200), index=True)
    token: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UTCDateTime)


def this_process() -> str:
    """A name no other living process has: host, process id and the moment the kernel started it."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}:{secrets.token_hex(3)}"


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "0"


def _lives(owner: str) -> bool:
    """Is the process behind this owner still there? A process of another host is believed to be."""
    host, pid, started, _ = owner.rsplit(":", 3)
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return started in {"0", _started(int(pid))}


_LEASES = table_of(ChatLease)
_RENEW = (
    update(_LEASES)
    .where(
        _LEASES.c.chat_key == bindparam("chat"),
        (_LEASES.c.until <= bindparam("now")) | (_LEASES.c.token == bindparam("pen")),
    )
    .values(owner=bindparam("holder"), token=bindparam("pen"), until=bindparam("end"))
)
_RELEASE = (
    update(_LEASES).where(_LEASES.c.chat_key == bindparam("chat"), _LEASES.c.token == bindparam("pen")).values(FREE)
)


def take(session: Session, chat_key: str, *, owner: str, token: str, at: datetime) -> bool:
    """Take or renew the lease of a chat. False when somebody else holds it."""
    pen = {"chat": chat_key, "now": at, "holder": owner, "pen": token, "end": at + LEASE}
    if change(session, _RENEW, pen) == 1:
        return True
    row = {"chat_key": chat_key, "owner": owner, "token": token, "until": at + LEASE}
    return bool(insert_new(session, table_of(ChatLease), [row], returning=("chat_key",)))


def release(session: Session, chat_key: str, *, token: str) -> None:
    """Put the pen down; the row stays, for the next who takes it."""
    change(session, _RELEASE, {"chat": chat_key, "pen": token})


def is_held(chat_key: ColumnElement[str], *, at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Does somebody hold this chat now? For a query, which looks the chat up instead of reading every lease there is."""
    return exists().where(_LEASES.c.chat_key == chat_key, _LEASES.c.until > at)


def live(session: Session, owner: str, *, at: datetime) -> None:
    """A worker says that it lives, for as long as a lease lasts."""
    take(session, _LIVING + owner, owner=owner, token=_LIVING, at=at)


def living(session: Session, *, at: datetime) -> list[str]:
    """The workers that said so."""
    said = select(_LEASES.c.owner).where(_LEASES.c.chat_key.like(f"{_LIVING}%"), _LEASES.c.until > at)
    return list(session.scalars(said))


def leave(session: Session, owners: Sequence[str]) -> None:
    """These workers are gone."""
    session.execute(delete(ChatLease).where(ChatLease.chat_key.in_([_LIVING + owner for owner in owners])))


def dead_owners(session: Session) -> list[str]:
    """Holders of leases that were processes of this host and are gone."""
    owners = session.scalars(select(ChatLease.owner).where(ChatLease.owner != "").distinct())
    return [owner for owner in owners if not _lives(owner)]


def free(session: Session, owners: Sequence[str]) -> None:
    """Take the pens of these owners away, who do not live any more."""
    leave(session, owners)
    change(session, update(ChatLease).where(ChatLease.owner.in_(owners)).values(FREE))
