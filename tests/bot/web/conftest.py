"""The web chat for tests: the app over a fresh database, a visitor, and a worker that answers when it is told to."""

import pytest
from flask import Flask
from support.time import MovableClock
from support.visitor import Office, Visitor

from core.db import Database
from core.settings import Settings
from wsgi import create_app


@pytest.fixture
def app(settings: Settings, database: Database, clock: MovableClock) -> Flask:
    """The web process, its clock standing still."""
    return create_app(settings, database=database, clock=clock)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Budi, on the page."""
    return Visitor(app)


@pytest.fixture
def office(database: Database, settings: Settings, clock: MovableClock) -> Office:
    return Office(database, settings, clock)
