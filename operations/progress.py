"""Telling an operator what is being done: a line at the start, a line while it lasts, a line at the end."""

import time
from collections.abc import Callable

Say = Callable[[str], object]
Tick = Callable[[str], None]
_EVERY = 1.0


def told(say: Say, what: str, work: Callable[[], str | None]) -> None:
    """Do this, and say before and after what it is, what came of it and how long it took."""
    began = time.monotonic()
    say(f"  {what} ...")
    result = work()
    say(f"  {what}: {result or 'done'} ({time.monotonic() - began:.1f} s)")


def ticking(say: Say) -> Tick:
    """Something to call as often as one likes while work goes on; it says so once a second."""
    last = time.monotonic()

    def tick(how_far: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            say(f"    {how_far} ...")

    return tick


def size(number: int) -> str:
    """Bytes as a person reads them."""
    amount = float(number)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
