"""Preparing: the schema brought up to date, the tables no office can be without, and, if wanted, the sample office."""

from datetime import datetime

from sqlalchemy import select

from core import workdays
from core.clock import utc_now
from core.db import Database
from core.house import open_database
from core.settings import Settings
from core.workdays import CalendarVersion
from knowledge import starter
from operations import schema
from operations.progress import Say, told
from tickets import deadlines


def prepare(chosen: Settings, *, sample: bool, say: Say) -> None:
    """Make this database ready for work. Running it again changes nothing that an office has changed."""
    database = open_database(chosen)
    try:
        told(say, "Bringing the database up to date", lambda: schema.upgrade(database))
        at = utc_now()
        told(say, "Working days and deadlines", lambda: fill(database, at=at))
        if sample:
            told(say, "Sample office (Kabupaten Klaten, an example)", lambda: _added(load_sample(database, at=at)))
    finally:
        database.dispose()


def fill(database: Database, *, at: datetime) -> None:
    """The calendar and the deadlines, where there are none yet."""
    with database.write() as session:
        if session.scalar(select(CalendarVersion.id).limit(1)) is None:
            workdays.seed(session, at=at)
        deadlines.seed(session)


def load_sample(database: Database, *, at: datetime) -> starter.Loaded:
    """The sample office; what is there already stays."""
    with database.write() as session:
        return starter.load(session, at=at)


def _added(loaded: starter.Loaded) -> str:
    if loaded == starter.Loaded(0, 0, 0):
        return "everything is there already, nothing was changed"
    return f"{loaded.figures} figures, {loaded.entries} answers, {loaded.agencies} agencies and {loaded.staff} accounts added"
