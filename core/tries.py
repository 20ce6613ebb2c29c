"""Tries: how often something secret may be given wrongly before it is too often, counted for all processes together.

A try is counted before it is looked at and given back when it was right, so that no crowd slips through at once. Who tries
is kept as a mark made with the office's key, never as an address, and goes when it counts no more.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, change, direct, table_of
from core.privacy import keyring

WINDOW = timedelta(minutes=15)
_AT_ONCE = 50


class WrongTries(Base):
    """Tries under one mark until its quarter of an hour is over."""

    __tablename__ = "wrong_tries"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


_ROWS = table_of(WrongTries)


def mark_of(session: Session, what: str, value: str) -> str:
    """What stands for an address, or for a number somebody guesses at."""
    return keyring(session).fingerprint(f"try {what}", value)


def count(session: Session, marks: Collection[str], *, at: datetime) -> dict[str, int]:
    """One more try under each of these marks: how many it is now, exactly, whoever else tries at the same time."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_ROWS)
    is_over = _ROWS.c.until <= at
    again = insert.on_conflict_do_update(
        index_elements=["mark"],
        set_={
            "times": case((is_over, 1), else_=_ROWS.c.times + 1),
            "until": case((is_over, insert.excluded.until), else_=_ROWS.c.until),
        },
    ).returning(_ROWS.c.times)
    found: dict[str, int] = {
        mark: direct(session, again, {"mark": mark, "times": 1, "until": at + WINDOW}).scalar_one()
        for mark in sorted(marks)
    }
    forget(session, at=at)
    return found


def forget(session: Session, *, at: datetime) -> int:
    """Remove some marks that count no more; how many. One that somebody is counting under right now waits."""
    old = select(WrongTries.mark).where(WrongTries.until <= at).limit(_AT_ONCE).with_for_update(skip_locked=True)
    return change(session, delete(WrongTries).where(WrongTries.mark.in_(list(session.scalars(old)))))


def give_back(session: Session, marks: Collection[str]) -> None:
    """It was right: it was no wrong try."""
    for mark in sorted(marks):
        change(session, update(WrongTries).where(WrongTries.mark == mark).values(times=WrongTries.times - 1))
