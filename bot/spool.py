"""The spool: while the database is away, bodies are kept as files and answered 200; back, they are taken in."""

import json
import logging
import secrets
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Protocol

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
        self._awake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def keep(self, channel: str, body: str, *, at: datetime) -> None:
        """Write a body to disk, whole or not at all. Raises OSError when the disk will not take it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{at.timestamp():017.6f}-{secrets.token_hex(4)}.json"
        draft = self._folder / f".{name}"
        draft.write_text(json.dumps({"channel": channel, "body": body, "at": at.isoformat()}), encoding="utf-8")
        draft.rename(self._folder / name)
        log.warning("the database is away: a message was put on the spool")
        self.start()

    def waiting(self) -> list[Path]:
        """The bodies that wait, the oldest first."""
        return sorted(self._folder.glob("[0-9]*.json")) if self._folder.exists() else []

    def start(self) -> None:
        """Take the spool in as soon as that works, on a thread of its own."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._empty, name="spool", daemon=True)
            self._thread.start()
        self._awake.set()

    def close(self) -> None:
        """Stop trying; what waits stays on disk."""
        self._closed = True
        self._awake.set()

    def _empty(self) -> None:
        while not self._closed and self.waiting():
            self.take_in_all()
            if self.waiting():
                time.sleep(RETRY_EVERY)

    def take_in_all(self) -> None:
        """Take in what waits, stopping at the first that cannot be."""
        for path in self.waiting():
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                self._take_in(kept["channel"], kept["body"], datetime.fromisoformat(kept["at"]))
            except Exception as error:  # noqa: BLE001 - whatever is wrong, the file stays and is tried again
                log.info("the spool waits: %s", type(error).__name__)
                return
            path.unlink()
