"""Time: aware UTC inside the house, the office's own zone at its edge."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, aware, in UTC. Only composition roots call it; use cases are given the time."""
    return datetime.now(UTC)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment on the office's wall clock."""
    return at.astimezone(zone)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day a moment falls on for the office: 17:10 UTC on 13 March is 14 March in WIB."""
    return at.astimezone(zone).date()
