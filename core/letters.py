"""Letters: a sheet of plain values as a PDF, drawn in the child process so that nobody else loads what draws it."""

import importlib
from collections.abc import Mapping
from typing import Any

from core import child


def pdf(letter: Mapping[str, Any]) -> bytes:
    """The letter on A4: ``office``, ``title``, ``facts`` (pairs), ``parts`` (heading and words) and ``foot``.

    Raises :class:`core.child.ChildFailed`.
    """
    return child.call(drawn, dict(letter))


def drawn(letter: dict[str, Any]) -> bytes:
    """What the child does; only there the drawing library is loaded."""
    made: bytes = importlib.import_module("core.letter_drawing").draw(letter)
    return made
