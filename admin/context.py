"""What every screen needs: the database, the files, the clock, who is looking, and what day it is at the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from flask import Flask, current_app, g
from flask_security import current_user
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import Clock, local_day
from core.db import Database
from core.files import FileStore
from core.office import Office
from core.settings import Settings
from core.staff import Staff
from core.workdays import WorkCalendar
from knowledge.live import LiveKnowledge
from texts.words import Words

_KEY = "pendopo_panel"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel's surroundings, made once by the composition root."""

    database: Database
    files: FileStore
    settings: Settings
    clock: Clock
    knowledge: LiveKnowledge


def put(app, panel: Panel) -> None:
    app.extensions[_KEY] = panel


def panel() -> Panel:
    """The surroundings of the app that serves this request."""
    return current_app.extensions[_KEY]


def me(session: Session) -> Staff:
    """The person behind this request, in the given session, which holds on to them: a page asks many times."""
    staff = session.info[_KEY] = session.get(Staff, current_user.id)
    assert staff is not None
    return staff


class PanelDatabase(SQLAlchemy):
    """Flask-SQLAlchemy-Lite over the house's own engine.

    Its session reads (and lets Flask-Security write its single rows) in autocommit; what a screen changes goes
    through a use case in ``panel().database.write()``.
    """

    def __init__(self) -> None:
        super().__init__(require_default_engine=False)

    def init_app(self, app: Flask) -> None:
        """Only the sessions of a request and their end: the extension's own would start an event loop to close none."""
        app.extensions["sqlalchemy"] = self
        app.teardown_appcontext(close_sessions)

    def get_session(self, name: str = "default") -> Session:
        sessions = g.setdefault("_sqlalchemy_sessions", {})
        if name not in sessions:
            sessions[name] = panel().database.reading_session()
        return sessions[name]


def close_sessions(_: BaseException | None = None) -> None:
    """Give back what this request read with; whoever reads on gets a fresh session."""
    for session in g.pop("_sqlalchemy_sessions", {}).values():
        session.close()


db = PanelDatabase()


def now() -> datetime:
    """The moment of this request, the same wherever it is asked for."""
    return _once("moment", panel().clock)


def office() -> Office:
    """The office as its settings stand in this request."""
    return _once("office", lambda: offices.current(db.session))


def words() -> Words:
    """How dates and numbers are written for staff."""
    return Words("id", office())


def today() -> date:
    """The office's calendar day."""
    return local_day(now(), office().zone)


def midnight() -> datetime:
    """When the office's today began, in UTC."""
    return datetime.combine(today(), time(), tzinfo=office().zone).astimezone(UTC)


def calendar() -> WorkCalendar:
    """The office's working days."""
    return _once("calendar", lambda: workdays.current(db.session))


def _once(name: str, ask: Callable[[], T]) -> T:
    """The same answer for the whole request."""
    kept = g.setdefault("pendopo_facts", {})
    if name not in kept:
        kept[name] = ask()
    return kept[name]


def forget_facts() -> None:
    """Ask again for what this request has just changed."""
    g.pop("pendopo_facts", None)
