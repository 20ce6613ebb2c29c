"""Staff notices: what somebody of the office has to be told. Rows here; a screen shows them, a channel may carry them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, change, words_of
from core.staff import Staff
from tickets.kinds import Rung


class StaffNotice(Base):
    """One thing told to one person. ``key`` makes a second telling impossible; a digest names its ``cases``.

    ``rung`` is how far a term has climbed; without one it is a mention, in the note ``event_id``.
    """

    __tablename__ = "staff_notice"
    __table_args__ = (Index("ix_staff_notice_unseen", "staff_id", "seen_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    rung: Mapped[Rung | None] = mapped_column(words_of(Rung, 12))
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None] = mapped_column(Date)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def tell(
    session: Session,
    people: Iterable[Staff],
    rung: Rung,
    *,
    about: str,
    at: datetime,
    case_id: int | None = None,
    due_on: date | None = None,
    details: dict[str, Any] | None = None,
) -> list[StaffNotice]:
    """Tell each of these people once; ``about`` names what, so that the same is never told again."""
    told = []
    for person in people:
        key = f"{about}.{rung}.{person.id}"
        if _is_new(session, key):
            told.append(
                StaffNotice(
                    key=key, staff_id=person.id, rung=rung, case_id=case_id, due_on=due_on, details=details or {}, at=at
                )
            )
    session.add_all(told)
    session.flush()
    return told


def mention(
    session: Session, people: Iterable[Staff], *, about: str, case_id: int, event_id: int, at: datetime
) -> list[StaffNotice]:
    """Tell each of these people once that a note mentions them."""
    keys = {f"{about}.{person.id}": person for person in people}
    told = [
        StaffNotice(key=key, staff_id=person.id, case_id=case_id, event_id=event_id, details={}, at=at)
        for key, person in keys.items()
        if _is_new(session, key)
    ]
    session.add_all(told)
    session.flush()
    return told


def _is_new(session: Session, key: str) -> bool:
    return session.scalar(select(StaffNotice.id).where(StaffNotice.key == key)) is None


def unseen_count(session: Session, staff: Staff) -> int:
    """How many things this person has not looked at: what the terms of one ticket told is one, and so are the digests."""
    is_mention, is_digest = StaffNotice.event_id.is_not(None), StaffNotice.case_id.is_(None)
    mentions = func.count().filter(is_mention)
    tickets = func.count(StaffNotice.case_id.distinct()).filter(~is_mention)
    digests = func.count(StaffNotice.rung.distinct()).filter(is_digest)
    waiting = select(mentions + tickets + digests).where(
        StaffNotice.staff_id == staff.id, StaffNotice.seen_at.is_(None)
    )
    return session.scalar(waiting) or 0


def of_person(session: Session, staff: Staff, *, limit: int) -> list[StaffNotice]:
    """The newest notices of a person."""
    mine = select(StaffNotice).where(StaffNotice.staff_id == staff.id)
    return list(session.scalars(mine.order_by(StaffNotice.id.desc()).limit(limit)))


def seen(session: Session, staff: Staff, *, up_to: int, at: datetime) -> int:
    """This person has looked at them, up to the newest one the screen showed."""
    unread = StaffNotice.staff_id == staff.id, StaffNotice.seen_at.is_(None), StaffNotice.id <= up_to
    return change(session, update(StaffNotice).where(*unread).values(seen_at=at))
