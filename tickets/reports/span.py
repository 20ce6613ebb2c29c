"""The span a report looks at: from when until when, on which clock and with which working days."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from core.clock import local_day
from core.office import NonworkingReceipt, Office
from core.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Span:
    """Two moments of one office. The calendar is the one of the end: a later decree changes no report."""

    start: datetime
    end: datetime
    office: Office
    calendar: WorkCalendar
    between: Callable[[date, date], int] = field(init=False)
    day: Callable[[datetime], date] = field(init=False)
    """The office's calendar day of a moment. A case asks for the same ones again and again."""
    last_day: date = field(init=False)

    def __post_init__(self) -> None:
        zone = self.office.zone
        object.__setattr__(self, "between", lru_cache(maxsize=50_000)(self.calendar.between))
        object.__setattr__(self, "day", lru_cache(maxsize=1_000)(lambda at: local_day(at, zone)))
        object.__setattr__(self, "last_day", local_day(self.end, zone))

    def has(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def due(self, at: datetime, days: int) -> date:
        """The last day of a term that begins with a message at this moment."""
        day = self.day(at)
        if self.office.nonworking_receipt is NonworkingReceipt.NEXT_WORKING_DAY:
            day = self.calendar.next_workday(day)
        return self.calendar.after(day, days).due
