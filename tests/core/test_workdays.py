"""Working days: the exact dates of the law, and an oracle for every start day of three years."""

from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from sqlalchemy import select
from support.time import NOON

from core import workdays
from core.db import Database
from core.workdays import Holiday, WorkCalendar


@pytest.fixture
def calendar(database: Database) -> WorkCalendar:
    with database.read() as session:
        return workdays.current(session)


def test_lebaran_pushes_the_terms_of_a_complaint(calendar: WorkCalendar) -> None:
    friday = date(2026, 3, 13)

    assert calendar.after(friday, 3).due == date(2026, 3, 25)
    assert calendar.after(friday, 5).due == date(2026, 3, 27)
    assert calendar.after(friday, 14).due == date(2026, 4, 10)


def test_a_deadline_names_every_holiday_it_passed_over(calendar: WorkCalendar) -> None:
    skipped = calendar.after(date(2026, 3, 13), 14).named_holidays

    assert [skip.day.isoformat() for skip in skipped] == [
        "2026-03-18",
        "2026-03-19",
        "2026-03-20",
        "2026-03-23",
        "2026-03-24",
        "2026-04-03",
    ]
    assert all(skip.reason for skip in skipped)


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        (date(2026, 3, 9), 10, date(2026, 3, 30)),
        (date(2026, 3, 9), 17, date(2026, 4, 9)),
        (date(2026, 12, 15), 10, date(2026, 12, 31)),
        (date(2026, 12, 15), 17, date(2027, 1, 13)),
    ],
)
def test_the_ppid_dates_of_2026_hold(calendar: WorkCalendar, filed: date, days: int, due: date) -> None:
    assert calendar.after(filed, days).due == due


@pytest.mark.parametrize("days", [3, 5, 10, 14, 60])
def test_every_start_day_of_three_years_agrees_with_an_oracle(calendar: WorkCalendar, days: int) -> None:
    off = holidays.country_holidays("ID", years=range(2024, 2028), categories=("public", "government"))
    day = date(2024, 1, 1)

    while day <= date(2026, 12, 31):
        assert calendar.after(day, days).due == _oracle(day, days, off), day
        day += timedelta(days=1)


def _oracle(start: date, days: int, off: holidays.HolidayBase) -> date:
    """Another way to count: list all working days after the start, and take the nth."""
    ahead = (start + timedelta(days=number) for number in range(1, 400))
    return [day for day in ahead if day.isoweekday() <= 5 and day not in off][days - 1]


@pytest.mark.parametrize("days", [3, 5, 10, 14, 60])
def test_every_start_day_of_three_years_agrees_with_another_counter(database: Database, days: int) -> None:
    with database.read() as session:
        calendar = workdays.current(session)
        off = session.scalars(select(Holiday.day).where(Holiday.removed_in.is_(None))).all()
    starts = np.arange("2024-01-01", "2027-01-01", dtype="datetime64[D]")

    expected = np.busday_offset(starts, days, roll="backward", holidays=np.array(off, dtype="datetime64[D]"))

    assert [calendar.after(day, days).due for day in starts.tolist()] == expected.tolist()


def test_the_calendar_has_the_decreed_days_of_lebaran_2026(calendar: WorkCalendar) -> None:
    """Written down by hand from the joint decree, not read from a library."""
    off = [date(2026, 3, day) for day in (18, 19, 20, 23, 24)]

    assert [calendar.why_not(day) is not None for day in off] == [True] * 5
    assert [calendar.is_workday(date(2026, 3, day)) for day in (16, 17, 25, 26)] == [True] * 4


def test_a_new_version_of_the_calendar_leaves_the_old_rows_in_place(database: Database) -> None:
    with database.write() as session:
        version = workdays.declare_holiday(
            session, day=date(2026, 3, 17), name="Libur tambahan", decree="SKB contoh", at=NOON
        )

    with database.read() as session:
        changed = workdays.current(session)
    assert changed.version == version
    assert changed.after(date(2026, 3, 13), 3).due == date(2026, 3, 26)


def test_a_term_of_zero_days_ends_on_its_first_day(calendar: WorkCalendar) -> None:
    assert calendar.after(date(2026, 3, 14), 0).due == date(2026, 3, 14)


def test_days_between_two_dates_are_counted_after_the_first(calendar: WorkCalendar) -> None:
    assert calendar.between(date(2026, 3, 13), date(2026, 3, 25)) == 3
    assert calendar.between(date(2026, 3, 25), date(2026, 3, 13)) == 0
