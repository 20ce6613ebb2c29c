"""Imports without what nobody here uses: a library's optional extras cost memory in every process."""

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
