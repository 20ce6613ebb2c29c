"""Tries: how often a wrong number or code may be given from one address, and for one number, before it is too often."""

import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PER_ADDRESS, PER_NUMBER = 8, 20
_MOST_KEPT = 20_000


class Tries:
    """Wrong tries of the last quarter of an hour, in the memory of one process: a brake, the code is the lock."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = defaultdict(deque)
        self._lock = threading.Lock()

    def is_too_often(self, address: str, number: str, *, at: datetime) -> bool:
        """Has this address, or anybody for this number, been wrong too often?"""
        with self._lock:
            return self._count(f"from {address}", at) >= PER_ADDRESS or self._count(f"for {number}", at) >= PER_NUMBER

    def was_wrong(self, address: str, number: str, *, at: datetime) -> None:
        """Write one down."""
        with self._lock:
            if len(self._wrong) > _MOST_KEPT:
                self._wrong.clear()
            for key in (f"from {address}", f"for {number}"):
                self._wrong[key].append(at)

    def _count(self, key: str, at: datetime) -> int:
        kept = self._wrong.get(key)
        while kept and kept[0] <= at - WINDOW:
            kept.popleft()
        return len(kept or ())
