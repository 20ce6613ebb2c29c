"""Paper: documents and letters of plain values as PDF, drawn in the child process so that nobody else loads what draws them."""

import importlib
from collections.abc import Mapping
from typing import Any

from core import child


def pdf(document: Mapping[str, Any]) -> bytes:
    """The document on A4, as :mod:`core.typesetting` describes it. Raises :class:`core.child.ChildFailed`."""
    return child.call(drawn, "core.typesetting", dict(document))


def letter(sheet: Mapping[str, Any]) -> bytes:
    """A letter on A4: ``office``, ``title``, ``facts`` (pairs), ``parts`` (heading and words) and ``foot``.

    Raises :class:`core.child.ChildFailed`.
    """
    return child.call(drawn, "core.letter_drawing", dict(sheet))


def log(sheet: Mapping[str, Any]) -> bytes:
    """A list on landscape A4: ``office``, ``title``, ``told`` (lines), ``head``, ``widths`` (cm), ``rows``, ``last``, ``foot``.

    A row has a text for each column and, last, whether the column that ``marked`` numbers is red in it.
    Raises :class:`core.child.ChildFailed`.
    """
    return child.call(drawn, "core.log_drawing", dict(sheet))


def drawn(module: str, plain: dict[str, Any]) -> bytes:
    """What the child does; only there the module is loaded, and with it the drawing library."""
    made: bytes = importlib.import_module(module).draw(plain)
    return made
