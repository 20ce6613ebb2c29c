"""What an address may ask: every value is bounded here, and what cannot be read is as if it had not been written."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import abort, request
from sqlalchemy.orm import Session

MAX_PAGE = 10_000
MAX_SEARCH = 100
MAX_WORDS = 5
MAX_ID = 2**31 - 1
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_MARK = re.compile(r"[0-9a-f]{16}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Word = TypeVar("Word", bound=StrEnum)


def cleaned(text: str) -> str:
    """Without the characters no person types and no database takes; line ends as one character."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text(name: str) -> str:
    """A search: at most five words of a hundred characters in all."""
    return " ".join(cleaned(request.values.get(name, ""))[:MAX_SEARCH].split()[:MAX_WORDS])


def typed(name: str, most: int) -> str:
    """What was typed into a field of a form, at most this long."""
    return cleaned(request.form.get(name, "")).strip()[:most]


def mark() -> str:
    """What names this one filling of a form: what it sends is sent once, however often it comes."""
    found = request.form.get("mark", "")
    return found if _MARK.fullmatch(found) else secrets.token_hex(8)


def word(name: str, closed_set: type[Word]) -> Word | None:
    """A member of a closed set, or None."""
    value = request.values.get(name, "")
    return closed_set(value) if value in set(closed_set) else None


def day(name: str) -> date | None:
    """A date of this century, or None."""
    return read_day(request.values.get(name, ""))


def read_day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def read_moment(value: str) -> datetime | None:
    """A moment with its zone, as a form of ours carries it."""
    try:
        found = datetime.fromisoformat(value[:40])
    except ValueError:
        return None
    return found if found.tzinfo is not None and _FIRST <= found.date() <= _LAST else None


def row_id(name: str) -> int | None:
    """The id of a row, or None."""
    return read_id(request.values.get(name, ""))


def read_id(value: str) -> int | None:
    value = value.strip()
    known = len(value) <= 10 and value.isascii() and value.isdigit() and 0 < int(value) <= MAX_ID
    return int(value) if known else None


def page() -> int:
    """Which page is asked for; the first is 0, and an address says 1."""
    value = request.args.get("hal", "1")
    number = int(value) if len(value) <= 6 and value.isascii() and value.isdigit() else 1
    return min(max(number, 1), MAX_PAGE) - 1


def found_or_404(session: Session, model: type, key: int):
    """A row by its id, or a page that says there is none."""
    row = session.get(model, key) if 0 < key <= MAX_ID else None
    if row is None:
        abort(404)
    return row


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list stands: which page of how many. ``is_more``: there are more rows than were counted."""

    number: int
    count: int
    size: int
    is_more: bool = False

    @property
    def total(self) -> int:
        """The number of pages, or of those that are known of and one more."""
        return max(1, -(-self.count // self.size)) + self.is_more

    @property
    def first_row(self) -> int:
        return self.number * self.size + 1 if self.count else 0

    @property
    def last_row(self) -> int:
        return min((self.number + 1) * self.size, self.count)

    def address(self, number: int) -> str:
        """The same list on another page."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "hal" and value]
        if number:
            kept.append(("hal", str(number + 1)))
        return "?" + url_encode(kept)


def url_encode(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name[:40], cleaned(value)[:MAX_SEARCH]) for name, value in pairs[:20]])
