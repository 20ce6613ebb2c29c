"""Quarters: which days a report is about, and the moments between which they lie at the office."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_CODE = re.compile(r"(20\d\d)-T([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A triwulan of the calendar year."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """2026-T1, as an address and a table say it."""
        return f"{self.year}-T{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def begins(self, zone: ZoneInfo) -> datetime:
        """The first moment of it on the office's clock, in UTC."""
        return datetime.combine(self.first, time(), tzinfo=zone).astimezone(UTC)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The first moment after it."""
        return self.next.begins(zone)


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def read(code: str) -> Quarter | None:
    """The quarter with this code; None when it is none."""
    found = _CODE.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found else None


def ended(today: date, *, how_many: int) -> list[Quarter]:
    """The quarters that are over, the newest first."""
    found = [quarter_of(today).previous]
    while len(found) < how_many:
        found.append(found[-1].previous)
    return found
