"""The panel for tests: the app over a fresh database, and a browser for each of the cast."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from support.staff import StaffBrowser
from support.time import MovableClock

from core.audit import AuditEntry
from core.db import Database
from core.settings import Settings
from core.staff import Staff
from texts import audit as audit_words
from wsgi import create_app

Enter = Callable[[Callable[[Session], Staff]], StaffBrowser]


@pytest.fixture(autouse=True)
def every_act_has_words() -> Iterator[None]:
    """Whatever a test puts into the audit can be read there: no act, subject or detail without its Indonesian words."""
    wordless: set[str] = set()

    def look(_mapper: object, _connection: object, row: AuditEntry) -> None:
        wordless.update({row.action} - audit_words.ACTION.keys())
        wordless.update({row.subject.partition(":")[0]} - audit_words.SUBJECT.keys())
        wordless.update(row.details.keys() - audit_words.DETAIL.keys())

    event.listen(AuditEntry, "before_insert", look)
    yield
    event.remove(AuditEntry, "before_insert", look)
    assert not wordless


@pytest.fixture
def app(settings: Settings, database: Database, clock: MovableClock) -> Flask:
    """The web process, its clock standing still."""
    return create_app(settings, database=database, clock=clock)


@pytest.fixture
def stranger(app: Flask, database: Database) -> StaffBrowser:
    """Somebody who is not logged in."""
    return StaffBrowser(app, database)


@pytest.fixture
def enter(app: Flask, database: Database) -> Enter:
    """A logged-in browser for one of the cast: ``enter(cast.dewi)``."""

    def browser(who: Callable[[Session], Staff]) -> StaffBrowser:
        with database.write() as session:
            staff = who(session)
        return StaffBrowser(app, database).log_in(staff)

    return browser


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that looks, for what a page left behind."""
    with database.read() as reading:
        yield reading
