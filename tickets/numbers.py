"""Case numbers: gapless per kind and year, with a check character that tells a slip from a wrong number."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from stdnum.iso7064 import mod_37_36

from core.clock import local
from core.db import table_of
from tickets.kinds import CaseKind
from tickets.models import Counter

_WRITTEN = re.compile(
    r"(?<![0-9A-Za-z])(ADU|PPD|KEB|KON)[\s\-–—_./:#]*(\d{2})[\s\-–—_./]*([1-9IL][0-9OIL]{5}|[0-9OIL]{5})[\s\-–—_./]*([0-9A-Za-z])(?![0-9A-Za-z])",
    re.IGNORECASE,
)

_READ_AS = str.maketrans("OIL", "011")
"""Letters typed for the figures they look like."""


@dataclass(frozen=True, slots=True)
class Written:
    """A case number as somebody wrote it, in the house's spelling, and whether its check character holds."""

    number: str
    is_sound: bool


def issue(session: Session, kind: CaseKind, *, at: datetime, zone: ZoneInfo) -> str:
    """The next number of this kind in the office's year. A rolled-back transaction gives it back."""
    year = local(at, zone).year % 100
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    counter = table_of(Counter)
    taken = (
        dialect.insert(counter)
        .values(kind=kind, year=year, last=1)
        .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": counter.c.last + 1})
        .returning(counter.c.last)
    )
    return spell(kind, year, session.execute(taken).scalar_one())


def spell(kind: CaseKind, year: int, serial: int) -> str:
    """``ADU-26-00123-X``, with a sixth digit from 100,000 on; the check character is ISO 7064 MOD 37,36 over the rest."""
    body = f"{kind.value}{year:02d}{serial:05d}"
    return f"{kind.value}-{year:02d}-{serial:05d}-{mod_37_36.calc_check_digit(body)}"


def left_out_of(text: str) -> str:
    """The text without the case numbers in it."""
    return _WRITTEN.sub(" ", text)


def written_in(text: str) -> list[Written]:
    """Every case number in a text, however it is spaced, without repeats."""
    found: dict[str, Written] = {}
    for prefix, year, typed, check in _WRITTEN.findall(text[:20_000].upper()):
        serial = typed.translate(_READ_AS)
        number = f"{prefix}-{year}-{serial}-{check}"
        found.setdefault(number, Written(number, mod_37_36.is_valid(f"{prefix}{year}{serial}{check}")))
    return list(found.values())
