"""Paper: a document of plain values as a PDF, drawn in the child process so that nobody else loads what draws it."""

from collections.abc import Mapping
from typing import Any

from core import child


def pdf(document: Mapping[str, Any]) -> bytes:
    """The document on A4, as :mod:`core.typesetting` describes it. Raises :class:`core.child.ChildFailed`."""
    return child.call(draw, dict(document))


def draw(document: dict[str, Any]) -> bytes:
    """What the child does."""
    from core import typesetting  # noqa: PLC0415 - it loads reportlab, which only the child pays for

    return typesetting.draw(document)
