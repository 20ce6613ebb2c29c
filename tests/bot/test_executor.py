"""The executor: a ring in one process is heard in another, and a lost one harms nobody."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.databases import PostgresServer, TestDatabases

from bot.executor import Executor

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, databases: TestDatabases) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'executor.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    fresh = databases.new_postgres(server)
    yield fresh
    gc.collect()  # the library leaves the connections of its threads to the garbage collector
    server.drop(fresh)


def _eventually(what: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not what() and time.monotonic() < deadline:
        time.sleep(0.01)
    return what()


@pytest.mark.parametrize("process", ["wsgi", "worker"])
def test_a_process_loads_no_driver_of_postgresql_before_it_is_needed(process: str) -> None:
    """Eight megabytes each, of the 250 an office on SQLite may take."""
    loaded = f"import sys, {process}; print([name for name in sys.modules if name.startswith('psycopg')])"

    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, timeout=60, check=True)

    assert said.stdout.strip() == "[]"


def test_a_ring_is_heard_by_another_executor_of_the_same_address(url: str) -> None:
    heard: list[str] = []
    worker = Executor(url)
    worker.listen(heard.append)
    web = Executor(url)
    try:
        web.ring(["telegram:1", "web:budi"])

        assert _eventually(lambda: sorted(heard) == ["telegram:1", "web:budi"])
    finally:
        web.close()
        worker.close()


def test_what_rang_while_no_worker_ran_is_heard_when_one_starts(url: str) -> None:
    web = Executor(url)
    web.ring(["telegram:1"])
    web.close()
    heard: list[str] = []
    worker = Executor(url)

    worker.listen(heard.append)

    assert _eventually(lambda: heard == ["telegram:1"])
    worker.close()


def test_a_listener_that_stumbles_hears_the_next_ring(url: str, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    def listen(chat: str) -> None:
        heard.append(chat)
        if chat == "bad":
            raise ValueError("stumbled")

    worker = Executor(url)
    worker.listen(listen)
    worker.ring(["bad", "good"])

    assert _eventually(lambda: heard == ["bad", "good"])
    worker.close()
    caplog.clear()


def test_a_ring_that_cannot_be_carried_raises_nothing(tmp_path: Path) -> None:
    path = tmp_path / "executor.db"
    executor = Executor(f"sqlite:///{path}")
    path.unlink()
    path.mkdir()

    executor.ring(["telegram:1"])


def test_closing_twice_or_before_listening_is_harmless(tmp_path: Path) -> None:
    executor = Executor(f"sqlite:///{tmp_path / 'executor.db'}")

    executor.close()
    executor.listen(lambda chat: None)
    executor.close()
    executor.close()


def test_an_address_of_no_known_kind_is_named() -> None:
    with pytest.raises(ValueError, match="PENDOPO_EXECUTOR_URL"):
        Executor("amqp://localhost")
