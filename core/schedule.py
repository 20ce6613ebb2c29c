"""The schedule: jobs that must run once, whichever of several workers gets to them. A row each, no engine state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, Database, UTCDateTime, change, insert_new, table_of

Work = Callable[[Database, datetime], object]


class ScheduledJob(Base):
    """When a job is next due."""

    __tablename__ = "scheduled_job"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often. ``work`` opens its own transactions and may be run again after a crash."""

    name: str
    every: timedelta
    work: Work


def is_due(session: Session, job: Job, *, at: datetime) -> bool:
    """Might it be time? A look that locks nothing, before :func:`claim`."""
    row = session.get(ScheduledJob, job.name)
    return row is None or row.next_at <= at


def claim(session: Session, job: Job, *, at: datetime) -> bool:
    """Is it this worker's turn now? Of several that ask at once, one hears yes."""
    insert_new(session, table_of(ScheduledJob), [{"name": job.name, "next_at": at}], returning=("name",))
    due = update(ScheduledJob).where(ScheduledJob.name == job.name, ScheduledJob.next_at <= at)
    return change(session, due.values(next_at=at + job.every, last_at=at)) == 1


def keep(session: Session, job: Job, *, at: datetime) -> None:
    """Long work goes on: nobody else begins it for another ``job.every``."""
    change(session, update(ScheduledJob).where(ScheduledJob.name == job.name).values(next_at=at + job.every))


def release(session: Session, job: Job, *, at: datetime) -> None:
    """Long work is done: whoever looks next may begin."""
    change(session, update(ScheduledJob).where(ScheduledJob.name == job.name).values(next_at=at))
