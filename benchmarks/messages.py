"""Messages through the Telegram path: how many a second, how fast, and at what cost, beside a bare echo bot."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.processes import cpu, free_port, post, running, wait_for
from benchmarks.throwaway_postgres import postgres
from core.clock import utc_now
from core.house import open_database
from core.messages import leases
from core.settings import from_environment

CHATS, EACH = 50, 20
BACKLOG = "backlog of 10,000 in 500 chats (times since the start)"
VARIED = "the same, no two messages worded alike"
_RUN = (
    ("closed loop, 50 chats", {"chats": CHATS, "messages": EACH}),
    (VARIED, {"chats": CHATS, "messages": EACH, "varied": True}),
    ("10 a second", {"per_second": 10, "seconds": 15}),
    (BACKLOG, {"backlog": 10_000, "chats": 500}),
)


def main() -> None:
    """Print the table."""
    print("| what | load | messages/s | p50 ms | p95 ms | p99 ms | CPU ms/message |")
    print("|---|---|---|---|---|---|---|")
    with _api() as (base, load):
        _measure("bare python-telegram-bot echo, keeps nothing", load, [VARIED, BACKLOG], _echo(base))
    with _api() as (base, load):
        _measure("Pendopo, SQLite, 1 worker", load, [], _pendopo(base, "", 1))
    with _api() as (base, load), postgres() as url:
        _measure("Pendopo, PostgreSQL, 2 workers", load, [], _pendopo(base, url, 2))
    with _api(latency_ms=120) as (base, load):
        _measure("Pendopo, SQLite, service answers after 120 ms", load, ["10 a second", BACKLOG], _pendopo(base, "", 1))


@contextmanager
def _api(latency_ms: float = 0) -> Iterator[tuple[str, str]]:
    port = free_port()
    with running("-m", "benchmarks.telegram_load", "--port", str(port), "--latency-ms", str(latency_ms)):
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/bot", f"http://127.0.0.1:{port}/load"


@contextmanager
def _echo(base: str) -> Iterator[list[psutil.Process]]:
    with running("-m", "benchmarks.echo_bot", base) as process:
        yield [process]


@contextmanager
def _pendopo(base: str, database_url: str, workers: int) -> Iterator[list[psutil.Process]]:
    folder = tempfile.mkdtemp(prefix="pendopo-bench-")
    env = {
        "PENDOPO_DATA_DIR": folder,
        "PENDOPO_DATABASE_URL": database_url,
        "PENDOPO_TELEGRAM_TOKEN": "77:bench",
        "PENDOPO_TELEGRAM_API_BASE": base,
    }
    if database_url:
        env["PENDOPO_EXECUTOR_URL"] = f"sqlite:///{Path(folder) / 'executor.db'}"
    try:
        with running("-m", "cli", "demo", "load", env=env) as loading:
            loading.wait(120)
        started = [running("-m", "cli", "worker", env=env) for _ in range(workers)]
        processes = [one.__enter__() for one in started]
        try:
            _wait_for_all(env, workers)
            yield processes
        finally:
            for one in started:
                one.__exit__(None, None, None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_all(env: dict[str, str], workers: int) -> None:
    """Until each worker has read the office's knowledge and says that it lives."""
    database, deadline = open_database(from_environment(env)), time.monotonic() + 60
    try:
        while True:
            with database.read() as session:
                if len(leases.living(session, at=utc_now())) == workers:
                    return
            assert time.monotonic() < deadline, "a worker did not start"
            time.sleep(0.1)
    finally:
        database.dispose()


def _measure(name: str, load: str, without: list[str], service) -> None:
    with service as processes:
        post(load, {"chats": 5, "messages": 4})
        for label, asked in _RUN:
            if label in without:
                continue
            before = sum(cpu(process) for process in processes)
            result = post(load, asked)
            used = sum(cpu(process) for process in processes) - before
            _print(name, label, result, used)


def _print(name: str, label: str, result: dict[str, object], used: float) -> None:
    times = sorted(result["times"])  # type: ignore[call-overload]
    count = len(times)
    at = [1000 * times[min(count - 1, int(count * share))] for share in (0.5, 0.95, 0.99)]
    rate = count / float(str(result["seconds"]))
    print(
        f"| {name} | {label} | {rate:.0f} | {at[0]:.0f} | {at[1]:.0f} | {at[2]:.0f} | {1000 * used / count:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
