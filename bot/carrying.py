"""Carrying files out: the bytes of a file from the store, and what it means when there are none."""

import asyncio
import logging

from core.files import FileStore
from core.messages.outbox import Refused, TryLater
from core.messages.outfiles import GONE, TOO_LARGE, OutFile

log = logging.getLogger("pendopo.files")


async def bytes_of(files: FileStore | None, file: OutFile, *, most: int) -> bytes | Refused | TryLater:
    """The content of a file, unless it is more than a service takes or the store has it no more."""
    if file.size > most:
        return Refused(TOO_LARGE)
    if files is None:
        return Refused(GONE)
    try:
        return await asyncio.to_thread(files.get, file.sha256)
    except FileNotFoundError:
        log.error("a file that has to be sent is gone: %s", file.sha256)
        return Refused(GONE)
    except OSError as trouble:
        return TryLater(f"files away: {type(trouble).__name__}")
