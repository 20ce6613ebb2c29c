"""The office: when its door is open."""

from datetime import UTC, datetime, timedelta

import pytest
from support.time import NOON

from core import office as offices
from core import workdays
from core.db import Database
from core.office import Office
from core.workdays import WorkCalendar


@pytest.fixture
def calendar(database: Database) -> WorkCalendar:
    with database.read() as session:
        return workdays.current(session)


def test_the_desk_is_open_on_a_working_morning(calendar: WorkCalendar) -> None:
    assert Office().is_open(NOON, calendar)


def test_after_hours_the_desk_opens_the_next_working_day(calendar: WorkCalendar) -> None:
    friday_evening = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)

    opens = Office().next_opening(friday_evening, calendar)

    assert opens.isoformat() == "2026-03-16T07:30:00+07:00"


def test_a_holiday_closes_the_desk(calendar: WorkCalendar) -> None:
    nyepi = datetime(2026, 3, 19, 3, 0, tzinfo=UTC)

    assert not Office().is_open(nyepi, calendar)
    assert Office().next_opening(nyepi, calendar).date().isoformat() == "2026-03-25"


def test_the_desk_closes_at_its_closing_time(calendar: WorkCalendar) -> None:
    closing = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)

    assert Office().is_open(closing - timedelta(minutes=1), calendar)
    assert not Office().is_open(closing, calendar)


def test_saved_settings_are_read_back_and_the_others_stay(database: Database) -> None:
    with database.write() as session:
        offices.save(session, values={"name": "Diskominfo Contoh", "zone_name": "Asia/Makassar"}, at=NOON)

    with database.read() as session:
        office = offices.current(session)
    assert (office.name, office.zone_label, office.phone) == ("Diskominfo Contoh", "WITA", "-")
