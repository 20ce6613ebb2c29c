"""Sharing: which chats of a crowd are whose, so that workers on one database neither read the same message nor leave the oldest.

Every worker says that it lives by a lease of its own. A chat belongs to one of those that live, told by its name alone. It is a
preference, not a lock: who has less to do helps the others, and the lease of the chat decides who acts.
"""

from collections.abc import Collection, Sequence
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
        return self._whose(chat_key) == self._owner

    def of(self, waiting: Sequence[str], *, patient: Collection[str]) -> list[str]:
        """Which of the chats that wait, the oldest first, this worker takes: its own, and some of whoever has more to do.

        ``patient`` are those that have waited long enough for anybody to take them. Of a line that is longer than our own we take
        half of what it is longer by, those its worker comes to last.
        """
        lines: dict[str, list[str]] = {worker: [] for worker in self._workers}
        for chat_key in waiting:
            if chat_key in patient:
                lines[self._whose(chat_key)].append(chat_key)
        mine, longest = lines[self._owner], max(lines.values(), key=len)
        helped = min((len(longest) - len(mine) + 1) // 2, HELPED)
        own = [chat_key for chat_key in waiting if self.is_mine(chat_key)]
        return own + (longest[-helped:] if helped > 0 else [])

    def _whose(self, chat_key: str) -> str:
        return self._workers[crc32(chat_key.encode()) % len(self._workers)]
