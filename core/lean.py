"""Without what nobody here uses: optional extras of libraries, and a garbage collector that would find nothing."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """What is imported in here finds these optional packages missing. One that is loaded already stays."""
    absent = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None says "not there" to an import
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


@contextmanager
def uncollected() -> Iterator[None]:
    """While hundreds of thousands of rows are read the collector rests: it would look through them again and again,
    a quarter of the time, and rows hold no circles. What others leave meanwhile is collected afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
