"""Sharing: which chats of a crowd are whose, so that workers on one database neither read the same message nor leave the oldest.

Every worker says that it lives by a lease of its own. A chat belongs to one of those that live, told by its name alone. It is a
preference, not a lock: who has nothing of its own to do helps the others, and the lease of the chat decides who acts.
"""

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from core.db import Database
from core.messages import leases

HELPED = 8


class Share:
    """The chats of one worker."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._workers: Sequence[str] = (owner,)

    def live(self, database: Database, *, at: datetime) -> None:
        """Say that this worker lives, and look who else does."""
        with database.write() as session:
            leases.live(session, self._owner, at=at)
            self.among(leases.living(session, at=at))

    def leave(self, database: Database) -> None:
        """This worker stops."""
        with database.write() as session:
            leases.leave(session, [self._owner])

    def among(self, workers: Sequence[str]) -> None:
        """These workers live."""
        self._workers = sorted({*workers, self._owner})

    def is_mine(self, chat_key: str) -> bool:
        """Is this chat for this worker, before all others?"""
        return self._workers[crc32(chat_key.encode()) % len(self._workers)] == self._owner

    def mine(self, chats: Sequence[str]) -> list[str]:
        """Those of these chats that are for this worker."""
        return [chat_key for chat_key in chats if self.is_mine(chat_key)]

    def to_help_with(self, waiting: Sequence[str]) -> Sequence[str]:
        """Which chats of others, the oldest first, a worker with nothing of its own takes: some that they come to last."""
        return waiting[-HELPED:]
