"""The spool: while the database is away, bodies are kept as files and answered 200; back, they are taken in.

Any number of web processes of a machine share one folder. What comes while older bodies wait there queues behind them, so
that the order of a chat holds, and one process at a time takes bodies in.
"""

import fcntl
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from core.messages.channels import Channel

log = logging.getLogger("pendopo.spool")

RETRY_EVERY = 2.0


class TakeIn(Protocol):
    """Takes one kept body into the inbox; raises while it cannot."""

    def __call__(self, channel: str, body: str, at: datetime) -> None: ...


class Spool:
    """A folder of bodies that came while nothing could be stored, in the order they came."""

    def __init__(self, folder: Path, take_in: TakeIn) -> None:
        self._folder = folder
        self._take_in = take_in
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def keep(self, channel: str, body: str, *, at: datetime) -> None:
        """Write a body to disk, whole or not at all. Raises OSError when the disk will not take it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{at.timestamp():017.6f}-{secrets.token_hex(4)}.json"
        draft = self._folder / f".{name}"
        try:
            with draft.open("w", encoding="utf-8") as file:
                json.dump({"channel": channel, "body": body, "at": at.isoformat()}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        log.warning("a message was put on the spool")
        self.start()

    def keeps(self, store: Callable[[], None], channel: Channel, body: str, *, at: datetime) -> bool:
        """Store a body in the database or, while that is away or older bodies wait here, behind them.

        False when neither takes it: ask for it again.
        """
        if not self.waiting():
            try:
                store()
            except SQLAlchemyError:
                log.exception("a webhook body could not be stored")
            else:
                return True
        try:
            self.keep(channel.value, body, at=at)
        except OSError:
            log.exception("the spool cannot be written either")
            return False
        return True

    def waiting(self) -> list[Path]:
        """The bodies that wait, the oldest first."""
        return sorted(self._folder.glob("[0-9]*.json")) if self._folder.exists() else []

    def start(self) -> None:
        """Take the spool in as soon as that works, on a thread of its own."""
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._empty, name="spool", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop trying; what waits stays on disk."""
        self._closed.set()

    def _empty(self) -> None:
        while not self._closed.is_set() and self._goes_on():
            self._closed.wait(RETRY_EVERY)

    def _goes_on(self) -> bool:
        """Take in what waits; when nothing is left the thread ends, and the next body starts another."""
        try:
            self.take_in_all()
        except Exception:
            log.exception("the spool was not taken in and is tried again")
        with self._guard:
            if not self.waiting():
                self._thread = None
            return self._thread is not None

    def take_in_all(self) -> None:
        """Take in what waits and what comes meanwhile, stopping at the first that cannot be.

        A file nobody can read is put aside. While another process takes the bodies in, nothing is done.
        """
        with self._turn() as is_ours:
            while is_ours and (paths := self.waiting()):
                if not self._take_in_these(paths):
                    return

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Is it this process that takes bodies in? The turn ends with the process, however that ends."""
        if not self.waiting():
            yield False
            return
        with ExitStack() as held:
            try:
                turn = held.enter_context((self._folder / ".turn").open("w", encoding="utf-8"))
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            except OSError as error:  # a disk that knows no locks: taking a body in twice does no harm
                log.warning("the spool cannot be locked: %s", type(error).__name__)
            yield True

    def _take_in_these(self, paths: list[Path]) -> bool:
        """Take these in, in their order; False at the first that has to wait."""
        for path in paths:
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                channel, body, at = kept["channel"], kept["body"], datetime.fromisoformat(kept["at"])
            except FileNotFoundError:  # another process took it in
                continue
            except (ValueError, KeyError, TypeError, PermissionError):
                path.rename(path.with_suffix(".unreadable"))
                log.error("a file of the spool cannot be read and was put aside: %s", path.name)
                continue
            except OSError as error:
                log.warning("the spool cannot be read now: %s", type(error).__name__)
                return False
            try:
                self._take_in(channel, body, at)
            except Exception as error:  # noqa: BLE001 - whatever is wrong, the file stays and is tried again
                log.info("the spool waits: %s", type(error).__name__)
                return False
            path.unlink(missing_ok=True)
        return True
