"""The web server: gunicorn with threads, one process by default, without any file of its own."""

import os
import sys

from core.settings import Settings


def command(chosen: Settings, *, threads: int) -> list[str]:
    """How gunicorn is started for these settings."""
    host = os.environ.get("PENDOPO_HOST", "127.0.0.1")
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"{host}:{chosen.port}",
        "--workers",
        os.environ.get("WEB_CONCURRENCY", "1"),
        "--worker-class",
        "gthread",
        "--threads",
        str(threads),
        "--timeout",
        "120",
        "--graceful-timeout",
        "10",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]


def run(chosen: Settings, *, threads: int) -> None:
    """Become the web server."""
    arguments = command(chosen, threads=threads)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own interpreter, no shell
