"""The house for tests: a fresh database of each kind, the cast, and a clock that stands still until it is moved."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.databases import PostgresServer, Story, TestDatabases
from support.time import MovableClock

from core.db import Database
from core.settings import Settings, TelegramSettings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from support.bot_api import StandInBotApi
    from support.graph_api import StandInGraphApi
    from support.once import Engines


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing() -> Iterator[None]:
    """The real argon2, at the least it can cost: hundreds of logins are not what is tested."""
    from admin import auth

    auth.HASHING.update(argon2__time_cost=1, argon2__memory_cost=64, argon2__parallelism=1)
    yield
    auth.HASHING.clear()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Every test has an app of its own, and every app would compile the same pages anew."""
    from support import once

    with once.pages():
        yield


@pytest.fixture(scope="session")
def engines() -> "Engines":
    """Engines that know their statements already."""
    from support.once import Engines

    return Engines()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL on a free port, run as a user that is not root."""
    server = PostgresServer.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def databases() -> Iterator[TestDatabases]:
    """Makes fresh databases quickly, from templates."""
    made = TestDatabases()
    yield made
    made.close()


@pytest.fixture
def api() -> Iterator["StandInBotApi"]:
    """Telegram, as far as the house sees it."""
    from support.bot_api import StandInBotApi

    with StandInBotApi() as running:
        yield running


@pytest.fixture
def graph() -> Iterator["StandInGraphApi"]:
    """WhatsApp, as far as the house sees it."""
    from support.graph_api import StandInGraphApi

    with StandInGraphApi() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A real browser without a window. While it runs, its event loop does: a module of browser tests needs no other."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sample() -> bool:
    """Is the sample office in the database? A folder of tests that needs it overrides this."""
    return False


@pytest.fixture
def story() -> Story | None:
    """What was lived through in the database before a test begins. A module that wants one overrides this."""
    return None


@pytest.fixture
def told(request: pytest.FixtureRequest, databases: TestDatabases, database_url: str, story: Story) -> object:
    """What the story left to tell of itself."""
    return databases.told[f"{database_url.partition('+')[0].partition(':')[0]}_{story.__name__}"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, databases: TestDatabases, sample: bool, story: Story | None
) -> Iterator[str]:
    """The address of a fresh, migrated database with calendar and deadlines, once for each kind."""
    if request.param == "sqlite":
        url = databases.new_sqlite(sample=sample, story=story)
        yield url
        databases.drop_sqlite(url)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = databases.new_postgres(server, sample=sample, story=story)
    yield url
    server.drop(url)


@pytest.fixture
def clock() -> MovableClock:
    """Wednesday 11 March 2026, 10.00 WIB, until a test moves it."""
    return MovableClock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a small office in a folder of its own."""
    return settings_for(tmp_path, database_url)


def settings_for(folder: Path, url: str, telegram: TelegramSettings | None = None) -> Settings:
    """Settings with keys made for one test."""
    from support.keys import IDENTITY_KEY, LOOKUP_KEY, SECRET_KEY

    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        data_dir=folder,
        database_url=url,
        executor_url=f"sqlite:///{folder / 'executor.db'}",
        files_url=str(folder / "files"),
        public_url="http://127.0.0.1:8000",
        port=8000,
        secret_key=SECRET_KEY,
        identity_keys=(IDENTITY_KEY,),
        lookup_key=LOOKUP_KEY,
        telegram=telegram or TelegramSettings(),
    )


@pytest.fixture
def database(settings: Settings, engines: "Engines") -> Iterator[Database]:
    """The database of these settings, opened."""
    from core.house import open_database

    with engines.lending():
        opened = open_database(settings)
    yield opened
    engines.take_back(opened.engine)
