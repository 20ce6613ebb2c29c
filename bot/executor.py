"""The executor: huey carries the wish "look at this chat" from one process to another. Losing or doubling it is harmless.

Only a chat's name travels, after the commit. What there is to do stands in the tables; a sweeper finds whatever
an engine forgot.
"""

import logging
from collections.abc import Callable, Sequence
from importlib import import_module
from urllib.parse import urlparse

from core.lean import without

with without("psycopg"):  # an office on SQLite never needs it, and others are given it below
    from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, storage
    from huey.consumer import Consumer

log = logging.getLogger("pendopo.executor")

LOOK_EVERY = 0.05


class Executor:
    """Rings for a chat in any process, and hears the rings in a worker."""

    def __init__(self, url: str) -> None:
        self._huey = _open(url)
        self._listener: Callable[[str], None] | None = None
        self._look = self._huey.task(name="look_at_chat")(self._heard)
        self._consumer: Consumer | None = None

    def ring(self, chat_keys: Sequence[str]) -> None:
        """Ask the workers to look at these chats. Never raises: the sweeper is behind it."""
        for chat_key in chat_keys:
            try:
                self._look(chat_key)
            except Exception:
                log.exception("a ring was lost; the sweeper will find the chat")

    def listen(self, listener: Callable[[str], None]) -> None:
        """Hear the rings on a thread of this process."""
        self._listener = listener
        self._consumer = _QuietConsumer(
            self._huey, workers=1, periodic=False, initial_delay=0.01, backoff=1.15, max_delay=LOOK_EVERY
        )
        self._consumer.start()

    def close(self) -> None:
        """Stop hearing, and let go of the connection."""
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None
        self._huey.storage.close()

    def _heard(self, chat_key: str) -> None:
        if self._listener is not None:
            self._listener(chat_key)


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """Leaves the process's signals to the worker."""

    def _set_signal_handlers(self) -> None:
        pass


def _open(url: str) -> Huey:
    scheme = urlparse(url).scheme
    settings = {"results": False, "immediate": False}
    if scheme == "sqlite":
        return SqliteHuey("pendopo", filename=url.removeprefix("sqlite:///"), fsync=False, cache_mb=1, **settings)
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        storage.psycopg = import_module("psycopg")
        return PostgresHuey("pendopo", dsn=url.replace("+psycopg", ""), **settings)
    if scheme in {"redis", "rediss"}:
        return RedisHuey("pendopo", url=url, **settings)
    raise ValueError(f"PENDOPO_EXECUTOR_URL must start with sqlite:///, postgresql:// or redis://, not {scheme}://")
