"""How values are written on a screen: moments, days, numbers, and how long there is until something is due."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import url_for

from admin.context import calendar, now, office, today, words
from core.clock import local
from texts import numbers
from tickets.deadlines import OF_THE_OFFICE
from tickets.kinds import ClockKind, Priority, Status
from tickets.mentions import MENTION
from tickets.models import Case, CaseClock

_STATIC = Path(__file__).parent / "static"


class Tone(StrEnum):
    """The colour of a chip. The words beside it say the same."""

    PLAIN = "plain"
    GOOD = "good"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    tone: Tone


def moment(at: datetime | None) -> str:
    """11 Mar 2026 10.00, on the office's clock."""
    return format_datetime(local(at, office().zone), "d MMM y HH.mm", locale="id") if at else "–"


def short_moment(at: datetime) -> str:
    """10.00 today, 11 Mar 10.00 this year, else with the year."""
    here, day = local(at, office().zone), today()
    pattern = "HH.mm" if here.date() == day else "d MMM HH.mm" if here.year == day.year else "d MMM y"
    return format_datetime(here, pattern, locale="id")


def weekday_moment(at: datetime) -> str:
    """Sabtu 14.00, for the next few days."""
    return format_datetime(local(at, office().zone), "EEEE HH.mm", locale="id")


def iso(at: datetime) -> str:
    return local(at, office().zone).isoformat(timespec="minutes")


def day(value: date | None) -> str:
    """11 Mar 2026."""
    return format_date(value, "d MMM y", locale="id") if value else "–"


def long_day(value: date) -> str:
    """Rabu, 11 Maret 2026."""
    return format_date(value, "EEEE, d MMMM y", locale="id")


def mentioned(text: str, names: Collection[str]) -> list[tuple[str, bool]]:
    """A note in pieces: those that mention a colleague, and the words between."""
    pieces, end = [], 0
    for found in MENTION.finditer(text):
        if found[1].casefold() in names:
            pieces += [(text[end : found.start()], False), (found[0], True)]
            end = found.end()
    return [*pieces, (text[end:], False)]


def short_day(iso_day: str) -> str:
    """Rab, 18 Mar, from a date as it is kept."""
    return format_date(date.fromisoformat(iso_day), "EEE, d MMM", locale="id")


def month(value: date) -> str:
    """Mar."""
    return format_date(value, "MMM", locale="id")


def period(code: str) -> str:
    """2022, or Maret 2022 for 2022-03."""
    return numbers.period(words(), code)


def ended_chip(clock: CaseClock, case: Case, clocks: Collection[CaseClock]) -> Chip:
    """How a term that is over came to its end. The office keeps or misses its own; a reporter who lets one pass is not
    late, and a ticket that went elsewhere kept no promise by that."""
    assert clock.met_at is not None
    is_late = local(clock.met_at, office().zone).date() > clock.due_on
    if clock.kind not in OF_THE_OFFICE:
        return Chip("Waktunya habis" if is_late else "Selesai", Tone.PLAIN)
    if is_late:
        return Chip("Lewat tenggat", Tone.BAD)
    if clock.kind is ClockKind.COMPLETION and any(each.kind is clock.kind and each.id > clock.id for each in clocks):
        return Chip("Diganti", Tone.PLAIN)
    is_left = case.status in _LEFT and clock.met_at == case.closed_at
    if is_left and clock.kind is not ClockKind.VERIFICATION:
        return Chip("Dihentikan", Tone.PLAIN)
    return Chip("Tepat waktu", Tone.GOOD)


_LEFT = frozenset({Status.ARCHIVED, Status.TRANSFERRED, Status.MERGED})
"""A ticket that ended so was not worked off here."""


def is_past(value: date | None) -> bool:
    return value is not None and value < today()


def size(count: int) -> str:
    """412 KB or 3,2 MB."""
    return f"{count // 1024 + 1} KB" if count < 1024 * 1024 else f"{number(round(count / 1024 / 1024, 1))} MB"


def number(value: float | int) -> str:
    """1.275 or 4,25."""
    return format_decimal(value, locale="id", format="#,##0.##")


def exact(value: Decimal) -> str:
    """A published figure with every digit it was published with: 12,33 or 1.275.569."""
    return format_decimal(value, locale="id", decimal_quantization=False)


def waited(since: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    span = max(now() - since, timedelta())
    if span < timedelta(minutes=1):
        return "baru saja"
    if span < timedelta(hours=1):
        return f"{span.seconds // 60} menit"
    if span < timedelta(days=1):
        return f"{span.seconds // 3600} jam {span.seconds // 60 % 60} menit"
    return f"{span.days} hari"


def left(until: datetime) -> str:
    """How long there is until then: hours, and in the last one minutes."""
    minutes = max(int((until - now()).total_seconds()) // 60, 1)
    return f"{minutes // 60} jam" if minutes >= 60 else f"{minutes} menit"


def due(case: Case) -> Chip | None:
    """The nearest term of the office for this case, as a chip; None when none runs. No term of an emergency looks calm."""
    term = due_chip(case.due_on) if case.status.is_open else None
    if term is not None and term.tone is Tone.GOOD and case.priority is Priority.DARURAT:
        return Chip(term.text, Tone.WARN)
    return term


def due_chip(due_on: date | None) -> Chip | None:
    if due_on is None:
        return None
    if due_on < today():
        late = calendar().between(due_on, today())
        return Chip(f"Terlambat {late} hari kerja" if late else "Terlambat", Tone.BAD)
    if due_on == today():
        return Chip("Hari ini", Tone.WARN)
    left = calendar().between(today(), due_on)
    return Chip(f"Sisa {left} hari kerja", Tone.WARN if left <= 1 else Tone.GOOD)


_TONES = {
    Status.RECEIVED: Tone.INFO,
    Status.WAITING: Tone.PLAIN,
    Status.VERIFIED: Tone.INFO,
    Status.DISPOSED: Tone.WARN,
    Status.IN_PROGRESS: Tone.WARN,
    Status.ANSWERED: Tone.GOOD,
    Status.REOPENED: Tone.BAD,
    Status.CLOSED: Tone.GOOD,
    Status.ARCHIVED: Tone.PLAIN,
    Status.TRANSFERRED: Tone.INFO,
    Status.MERGED: Tone.PLAIN,
}


def status_tone(status: Status) -> Tone:
    return _TONES[status]


@lru_cache(maxsize=32)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a file of the panel; it changes with the file, so that a browser may keep it."""
    return url_for("panel.static", filename=name, v=_fingerprint(name))
