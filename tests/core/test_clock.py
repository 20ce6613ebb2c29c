"""Time: UTC inside, the office's own day at its edge."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.clock import local, local_day, utc_now

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def test_the_present_is_aware_and_in_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_an_evening_in_utc_is_the_next_day_of_the_office() -> None:
    assert local_day(datetime(2026, 3, 13, 17, 10, tzinfo=UTC), WIB) == date(2026, 3, 14)
    assert local_day(datetime(2026, 3, 13, 16, 59, tzinfo=UTC), WIB) == date(2026, 3, 13)
    assert local_day(datetime(2026, 3, 13, 16, 59, tzinfo=UTC), WIT) == date(2026, 3, 14)


def test_the_same_moment_on_the_wall_clock_of_the_office() -> None:
    here = local(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), WIB)

    assert here.isoformat() == "2027-01-01T00:00:00+07:00"
