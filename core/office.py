"""The office: its name, place, hours and emergency numbers, kept as settings that staff edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import local
from core.db import Base, UTCDateTime, forget, remembered
from core.workdays import WorkCalendar

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class NonworkingReceipt(StrEnum):
    """What day 0 is for a message that comes on a day off (DECISIONS 18)."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


class OfficeSetting(Base):
    """One editable fact of the office. ``version`` guards against two people saving over each other."""

    __tablename__ = "office_setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number to call before anything else, with what it is for."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Office:
    """The facts a sentence may need. The defaults are an unnamed office; the sample office fills them."""

    name: str = "Pendopo"
    short_name: str = "Pendopo"
    region: str = ""
    region_code: str = ""
    address: str = "-"
    phone: str = "-"
    email: str = "-"
    website: str = "-"
    zone_name: str = "Asia/Jakarta"
    sample: bool = False
    second_reader: bool = False
    second_factor: bool = False
    """Must supervisors and technical administrators log in with a code besides the password?"""
    line_days: int = 3
    """Working days a chat waits in the line for a person at most."""
    nonworking_receipt: NonworkingReceipt = NonworkingReceipt.SAME_DAY
    hours: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: {
            **dict.fromkeys(WEEKDAYS[:4], ("07.30", "16.00")),
            "jumat": ("07.30", "14.30"),
        }
    )
    emergency: tuple[EmergencyNumber, ...] = (
        EmergencyNumber("112", "darurat umum"),
        EmergencyNumber("113", "pemadam kebakaran"),
        EmergencyNumber("119", "ambulans dan gawat darurat medis"),
        EmergencyNumber("110", "polisi"),
    )
    helpline: str = "healing119.id"
    """An address or a number for who speaks of dying, beside the emergency numbers; empty: there is none to name."""
    helpline_label: str = "Konseling gratis dari Kementerian Kesehatan"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return _ZONE_NAMES.get(self.zone_name, self.zone_name)

    def opening(self, day: date) -> tuple[time, time] | None:
        """When the door opens and closes on this weekday, holidays not considered."""
        hours = self.hours.get(WEEKDAYS[day.weekday()])
        return (_time(hours[0]), _time(hours[1])) if hours else None

    def is_open(self, at: datetime, calendar: WorkCalendar) -> bool:
        """Is somebody at the desk at this moment?"""
        here = local(at, self.zone)
        hours = self.opening(here.date())
        return hours is not None and calendar.is_workday(here.date()) and hours[0] <= here.time() < hours[1]

    def next_opening(self, at: datetime, calendar: WorkCalendar) -> datetime:
        """The next moment the desk opens, in the office's zone; ``at`` itself when it is open now."""
        if self.is_open(at, calendar):
            return local(at, self.zone)
        here = local(at, self.zone)
        for ahead in range(31):
            day = here.date() + timedelta(days=ahead)
            hours = self.opening(day)
            if hours is None or not calendar.is_workday(day):
                continue
            opens = datetime.combine(day, hours[0], tzinfo=self.zone)
            if opens > here:
                return opens
        return here + timedelta(days=31)


def _time(text: str) -> time:
    hour, _, minute = text.replace(":", ".").partition(".")
    return time(int(hour), int(minute or 0))


_FIELDS = (
    "name",
    "short_name",
    "region",
    "region_code",
    "address",
    "phone",
    "email",
    "website",
    "zone_name",
    "sample",
    "second_reader",
    "second_factor",
    "line_days",
    "helpline",
    "helpline_label",
)


def current(session: Session) -> Office:
    """The office as its settings stand now; a change made by another process is seen within a second."""
    return remembered(session, "office", lambda: _read(session))


def _read(session: Session) -> Office:
    stored = {row.name: row.value for row in session.scalars(select(OfficeSetting))}
    known: dict[str, Any] = {name: stored[name] for name in _FIELDS if name in stored}
    if "hours" in stored:
        known["hours"] = {day: tuple(span) for day, span in stored["hours"].items()}
    if "emergency" in stored:
        known["emergency"] = tuple(EmergencyNumber(**row) for row in stored["emergency"])
    if "nonworking_receipt" in stored:
        known["nonworking_receipt"] = NonworkingReceipt(stored["nonworking_receipt"])
    return Office(**known)


def save(session: Session, *, values: Mapping[str, Any], at: datetime) -> None:
    """Keep these settings; names not given stay as they are."""
    forget(session, "office")
    for name, value in values.items():
        setting = session.get(OfficeSetting, name)
        if setting is None:
            session.add(OfficeSetting(name=name, value=value, updated_at=at))
        elif setting.value != value:
            setting.value, setting.updated_at, setting.version = value, at, setting.version + 1
