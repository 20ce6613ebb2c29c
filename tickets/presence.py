"""Presence: who has a case open right now, so that two people do not answer it at once. No part of its story."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, change, direct, table_of
from core.staff import Staff
from tickets.models import Case

LOOKS_AGAIN = timedelta(seconds=60)
_STAYS, _KEPT = 2 * LOOKS_AGAIN + timedelta(seconds=30), timedelta(days=1)


class CasePresence(Base):
    """A person had this case open at this moment."""

    __tablename__ = "case_presence"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def here(session: Session, case: Case, *, by: Staff, at: datetime) -> list[str]:
    """This person has the case open; the names of the others who do. Who only read it yesterday is forgotten."""
    presence = table_of(CasePresence)
    change(session, delete(CasePresence).where(CasePresence.case_id == case.id, CasePresence.at < at - _KEPT))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    mark = dialect.insert(presence).values(case_id=case.id, staff_id=by.id, at=at)
    direct(session, mark.on_conflict_do_update(index_elements=["case_id", "staff_id"], set_={"at": at}))
    others = (
        select(Staff.name)
        .join(CasePresence, CasePresence.staff_id == Staff.id)
        .where(CasePresence.case_id == case.id, CasePresence.staff_id != by.id, CasePresence.at > at - _STAYS)
        .order_by(Staff.name)
    )
    return list(session.scalars(others))
