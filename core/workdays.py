"""Working days: weekends, national holidays and cuti bersama, with a reason for every date that is skipped.

The `holidays` library is the seed; the table is what the office decides, each row with the decree (SKB) that sets
it. Every edit makes a new version of the calendar, so that a deadline can say by which one it was computed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import holidays
from sqlalchemy import Date, ForeignKey, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, forget, remembered, words_of

FIRST_YEAR, LAST_YEAR = 2024, 2027
_SATURDAY = 5


class HolidayKind(StrEnum):
    NATIONAL = "nasional"
    CUTI_BERSAMA = "cuti_bersama"
    OFFICE = "kantor"


class CalendarVersion(Base):
    """One state of the calendar; deadlines name the version they were computed with."""

    __tablename__ = "calendar_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Holiday(Base):
    """A day off, from the version that added it until the version that removed it."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[HolidayKind] = mapped_column(words_of(HolidayKind))
    decree: Mapped[str] = mapped_column(String(200))
    added_in: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
    removed_in: Mapped[int | None] = mapped_column(ForeignKey("calendar_version.id"))


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A date that does not count, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a term counted in working days, with every date passed over on the way."""

    start: date
    days: int
    due: date
    skipped: tuple[SkippedDay, ...]
    calendar_version: int

    @property
    def named_holidays(self) -> tuple[SkippedDay, ...]:
        """The skipped dates that are not just a weekend: what a reader needs told."""
        return tuple(skip for skip in self.skipped if skip.reason != WEEKEND)


WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which dates count. ``days_off`` maps a date to its name; weekends need no row."""

    days_off: Mapping[date, str]
    version: int = 0

    def is_workday(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.days_off

    def why_not(self, day: date) -> str | None:
        """The reason this date does not count, or None when it does."""
        name = self.days_off.get(day)
        if day.weekday() >= _SATURDAY:
            return WEEKEND
        return name

    def after(self, start: date, days: int) -> Deadline:
        """The date ``days`` working days after ``start``; ``start`` itself is day 0, whatever day it is."""
        if days < 0:
            raise ValueError("a term cannot be negative")
        skipped: list[SkippedDay] = []
        day, counted = start, 0
        while counted < days:
            day += timedelta(days=1)
            reason = self.why_not(day)
            if reason is None:
                counted += 1
            else:
                skipped.append(SkippedDay(day, reason))
        return Deadline(start, days, day, tuple(skipped), self.version)

    def passed(self, start: date, end: date) -> tuple[SkippedDay, ...]:
        """The dates that do not count after ``start`` up to and including ``end``, each with its reason."""
        days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
        return tuple(SkippedDay(day, reason) for day in days if (reason := self.why_not(day)) is not None)

    def begun_before(self, today: date, days: int) -> date:
        """The last date whose term of ``days`` working days is over before ``today``."""
        day = today - timedelta(days=1)
        while days > 0:
            days -= self.is_workday(day)
            day -= timedelta(days=1)
        return day

    def next_workday(self, day: date) -> date:
        """This date if it counts, else the first one after it that does."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
        return sum(self.is_workday(day) for day in days)


def seed(session: Session, *, at: datetime, years: Iterable[int] = range(FIRST_YEAR, LAST_YEAR + 1)) -> CalendarVersion:
    """Fill an empty calendar with the library's national holidays and cuti bersama."""
    forget(session, "workdays")
    version = CalendarVersion(reason="Daftar awal: hari libur nasional dan cuti bersama", made_at=at)
    session.add(version)
    session.flush()
    for year in years:
        for category, kind in (("public", HolidayKind.NATIONAL), ("government", HolidayKind.CUTI_BERSAMA)):
            for day, name in _library_days(year, category):
                session.add(
                    Holiday(
                        day=day,
                        name=name,
                        kind=kind,
                        decree=f"SKB Tiga Menteri {year} (daftar awal dari pustaka holidays)",
                        added_in=version.id,
                    )
                )
    session.flush()
    return version


def declare_holiday(
    session: Session, *, day: date, name: str, decree: str, at: datetime, kind: HolidayKind = HolidayKind.OFFICE
) -> int:
    """Add a day off by decree; the number of the calendar version that has it. Open clocks are the caller's business."""
    forget(session, "workdays")
    version = CalendarVersion(reason=f"{day.isoformat()} {name}"[:200], made_at=at)
    session.add(version)
    session.flush()
    session.add(Holiday(day=day, name=name, kind=kind, decree=decree, added_in=version.id))
    session.flush()
    return version.id


def withdraw_holiday(session: Session, *, holiday_id: int, reason: str, at: datetime) -> int | None:
    """Take back a day off that should not be in the calendar; the version without it, or None when it is gone already.

    The row stays, with the version that removed it: deadlines computed before can still be explained.
    """
    holiday = session.get(Holiday, holiday_id, with_for_update=True, populate_existing=True)
    if holiday is None or holiday.removed_in is not None:
        return None
    forget(session, "workdays")
    version = CalendarVersion(reason=f"{holiday.day.isoformat()} ditarik: {reason.strip()}"[:200], made_at=at)
    session.add(version)
    session.flush()
    holiday.removed_in = version.id
    session.flush()
    return version.id


@dataclass(frozen=True, slots=True)
class Proposed:
    """A day off the library knows and the calendar does not have."""

    day: date
    name: str
    kind: HolidayKind


def proposal(session: Session, year: int) -> list[Proposed]:
    """What the `holidays` library would add to a year: to be read against the decree, never taken by itself."""
    known = set(session.scalars(select(Holiday.day).where(Holiday.removed_in.is_(None))))
    found: dict[date, Proposed] = {}
    for category, kind in (("public", HolidayKind.NATIONAL), ("government", HolidayKind.CUTI_BERSAMA)):
        for day, name in _library_days(year, category):
            if day not in known:
                found.setdefault(day, Proposed(day, name, kind))
    return sorted(found.values(), key=lambda proposed: proposed.day)


def import_days(session: Session, days: Iterable[Proposed], *, decree: str, at: datetime) -> int:
    """Take these proposed days into the calendar by one decree, as one new version; which one that is."""
    forget(session, "workdays")
    taken = list(days)
    version = CalendarVersion(reason=f"{len(taken)} hari dari {decree}"[:200], made_at=at)
    session.add(version)
    session.flush()
    for proposed in taken:
        session.add(
            Holiday(day=proposed.day, name=proposed.name, kind=proposed.kind, decree=decree, added_in=version.id)
        )
    session.flush()
    return version.id


def lacks_leave(session: Session, year: int) -> bool:
    """Has this year no cuti bersama yet, so that terms across it come out too short?"""
    found = select(Holiday.id).where(
        Holiday.kind == HolidayKind.CUTI_BERSAMA,
        Holiday.removed_in.is_(None),
        Holiday.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return session.scalar(found.limit(1)) is None


def _library_days(year: int, category: str) -> list[tuple[date, str]]:
    return list(holidays.country_holidays("ID", years=year, categories=(category,), language="id").items())


def current(session: Session) -> WorkCalendar:
    """The calendar as the office has it now; a change made by another process is seen within a second."""
    return remembered(session, "workdays", lambda: _read(session))


def _read(session: Session) -> WorkCalendar:
    version = session.scalar(select(func.max(CalendarVersion.id))) or 0
    rows = session.execute(select(Holiday.day, Holiday.name).where(Holiday.removed_in.is_(None)).order_by(Holiday.id))
    return WorkCalendar({row.day: row.name for row in rows}, version)


def as_of(session: Session, at: datetime) -> WorkCalendar:
    """The calendar as it stood just before this moment; the first one there was, where that is later."""
    made = select(func.max(CalendarVersion.id)).where(CalendarVersion.made_at < at)
    version = session.scalar(made) or session.scalar(select(func.min(CalendarVersion.id))) or 0
    rows = session.execute(
        select(Holiday.day, Holiday.name)
        .where(Holiday.added_in <= version, Holiday.removed_in.is_(None) | (Holiday.removed_in > version))
        .order_by(Holiday.id)
    )
    return WorkCalendar({row.day: row.name for row in rows}, version)
