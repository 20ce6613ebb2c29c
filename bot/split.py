"""Long texts in parts a channel takes: at a paragraph, a line, a sentence, a word; never inside an address."""

import re
from collections.abc import Callable

_BREAKS = ("\n\n", "\n", ". ", "; ", ", ", " ")
_ADDRESS = re.compile(r"https?://\S+")


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, most: int, *, length: Callable[[str], int] = len) -> list[str]:
    """The text in order, in parts no longer than ``most``; nothing is lost but the white space at the cuts."""
    parts: list[str] = []
    rest = text
    while length(rest) > most:
        cut = _cut(rest, _fitting(rest, most, length))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part] or [text[: _fitting(text, most, length)]]


def _fitting(text: str, most: int, length: Callable[[str], int]) -> int:
    """How many characters fit."""
    low, high = 1, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= most else (low, middle - 1)
    return low


def _cut(text: str, most: int) -> int:
    """The best place to cut at or before ``most``, outside every address when that is possible."""
    addresses = [match.span() for match in _ADDRESS.finditer(text[: most + 2100])]
    for mark in _BREAKS:
        found = text.rfind(mark, most // 3, most)
        while found > 0:
            end = found + len(mark)
            if not any(start < end <= stop for start, stop in addresses):
                return min(end, most)
            found = text.rfind(mark, most // 3, found)
    starts = [start for start, stop in addresses if start < most < stop and start > 0]
    return starts[0] if starts else most
