"""The running service: a worker on a thread, the web process on another, or both as real processes that can be killed."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server

from core.db import Database
from core.settings import Settings
from support.databases import open_test_database
from worker import Worker

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_worker(settings: Settings) -> Iterator[Worker]:
    """A worker of these settings with a database of its own, on a thread."""
    database = open_test_database(settings.database_url)
    started = threading.Event()
    made: list[Worker] = []
    loops: list[asyncio.AbstractEventLoop] = []

    def work() -> None:
        async def run() -> None:
            worker = Worker(settings, database=database)
            made.append(worker)
            loops.append(asyncio.get_running_loop())
            started.set()
            await worker.run()

        asyncio.run(run())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(made[0].stop)
        thread.join(20)
        assert not thread.is_alive(), "the worker did not stop"
        database.dispose()


@contextmanager
def running_web(settings: Settings, database: Database | None = None) -> Iterator[str]:
    """The web process of these settings on a thread; its address."""
    from wsgi import create_app

    opened = database or open_test_database(settings.database_url)
    app = create_app(settings, database=opened)
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        if database is None:
            opened.dispose()


_EACH = 2_000
_FIRST = 10_000 + _EACH * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0) % 10)
_PORTS = itertools.cycle(range(_FIRST, _FIRST + _EACH))


def free_port() -> int:
    """A port nobody listens on, below those the kernel gives to whoever connects somewhere: nobody takes it meanwhile."""
    while True:
        port = next(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Processes:
    """`pendopo up` (or any of its commands) as real processes in a group of their own."""

    def __init__(self, environment: Mapping[str, str], folder: Path, *command: str) -> None:
        self.environment = {**os.environ, **environment}
        self.folder = folder
        self.command = command or ("up",)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "output.txt").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def output(self) -> str:
        path = self.folder / "output.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def wait_until_up(self, port: int, seconds: float = 60) -> None:
        """Wait until the web process answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"nothing answers on {port}:\n{self.output()[-3000:]}")

    def wait_until_said(self, words: str, *, times: int = 1, seconds: float = 60) -> None:
        """Wait until these words were printed so often."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.output().count(words) >= times:
                return
            time.sleep(0.1)
        raise AssertionError(f"never said {words!r}:\n{self.output()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody says goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and wait."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, number)
        self.process.wait(30)
