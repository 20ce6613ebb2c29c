"""Kalender kerja: the dates that do not count, by year, with the decree that sets each of them.

A date is added, taken back with a reason, or taken over from the library's proposal; open terms follow by themselves.
"""

from collections.abc import Mapping
from datetime import date

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import func, select

from admin import addresses
from admin.base import DeskView
from admin.context import db, me, now, panel, today
from core import audit, workdays
from core.staff import Permission
from core.workdays import CalendarVersion, Holiday, HolidayKind
from texts import panel as said
from tickets import recomputing

Typed = Mapping[str, str]
_WHEN_DECREES_COME = 10


class Holidays(DeskView):
    """One year of the office's calendar."""

    permission = Permission.MANAGE_OFFICE

    def __init__(self) -> None:
        super().__init__(name="Kalender kerja", category="Pengaturan", endpoint="kalender", url="/admin/kalender")

    def badge(self) -> int:
        """Years that lack their cuti bersama: this one, and from October the next."""
        day = today()
        years = [day.year, day.year + 1] if day.month >= _WHEN_DECREES_COME else [day.year]
        return sum(workdays.lacks_leave(db.session, year) for year in years)

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page(addresses.row_id("tahun"), {}, {})
        typed = _typed()
        errors = _check(typed)
        day = addresses.read_day(typed["day"])
        if errors or day is None:
            return self._page(day.year if day else None, typed, errors), 422
        _declare(day, typed)
        flash(said.HOLIDAY_ADDED, "success")
        return redirect(url_for(".index", tahun=day.year))

    @expose("/tarik", methods=("POST",))
    def withdraw(self):
        """Take a date back that should not be there."""
        key, reason, year = addresses.row_id("id"), addresses.typed("reason", 120), addresses.row_id("tahun")
        if not key or not reason:
            flash(said.HOLIDAY_REASON, "error")
        elif _withdraw(key, reason):
            flash(said.HOLIDAY_WITHDRAWN, "success")
        else:
            flash(said.HOLIDAY_GONE, "error")
        return redirect(url_for(".index", tahun=year))

    @expose("/usulan", methods=("POST",))
    def take_over(self):
        """Take over the ticked dates of the library's proposal, by the decree that was read."""
        year, decree = addresses.row_id("tahun") or today().year, addresses.typed("decree", 200)
        wanted = set(request.form.getlist("hari"))
        if year not in _years():
            abort(404)
        if not decree or not wanted:
            flash(said.PROPOSAL_INCOMPLETE, "error")
        else:
            count = _take_over(year, wanted, decree)
            flash(said.proposal_taken(count), "success")
        return redirect(url_for(".index", tahun=year))

    def _page(self, asked: int | None, typed: Typed, errors: Mapping[str, str]):
        years = _years()
        year = asked if asked in years else today().year
        days = list(_of_year(year))
        return self.render(
            "panel/holidays.html",
            years=years,
            year=year,
            days=days,
            lacks_leave=not any(day.kind is HolidayKind.CUTI_BERSAMA for day in days),
            proposal=workdays.proposal(db.session, year),
            withdrawn=list(_withdrawn_of(year)),
            behind=recomputing.stale_count(db.session),
            version=db.session.scalar(select(func.max(CalendarVersion.id))),
            typed=typed,
            errors=errors,
        )


def _typed() -> dict[str, str]:
    most = {"day": 10, "name": 120, "kind": 20, "decree": 200}
    return {name: addresses.typed(name, length) for name, length in most.items()}


def _check(typed: Typed) -> dict[str, str]:
    errors = {}
    day = addresses.read_day(typed["day"])
    if day is None:
        errors["day"] = "Isi tanggalnya."
    elif db.session.scalar(select(Holiday.id).where(Holiday.day == day, Holiday.removed_in.is_(None)).limit(1)):
        errors["day"] = "Tanggal itu sudah ada di kalender."
    if not typed["name"]:
        errors["name"] = "Isi nama hari liburnya."
    if typed["kind"] not in set(HolidayKind):
        errors["kind"] = "Pilih jenisnya."
    if not typed["decree"]:
        errors["decree"] = "Sebutkan keputusan yang menetapkannya."
    return errors


def _declare(day: date, typed: Typed) -> None:
    with panel().database.write() as session:
        version = workdays.declare_holiday(
            session, day=day, name=typed["name"], decree=typed["decree"], kind=HolidayKind(typed["kind"]), at=now()
        )
        audit.record(
            session,
            by=me(session),
            action="holiday_declared",
            subject=f"holiday:{day}",
            at=now(),
            details={"name": typed["name"], "kind": typed["kind"], "decree": typed["decree"], "version": version},
        )


def _withdraw(key: int, reason: str) -> bool:
    with panel().database.write() as session:
        version = workdays.withdraw_holiday(session, holiday_id=key, reason=reason, at=now())
        if version is None:
            return False
        holiday = session.get(Holiday, key)
        assert holiday is not None
        audit.record(
            session,
            by=me(session),
            action="holiday_withdrawn",
            subject=f"holiday:{holiday.day}",
            at=now(),
            details={"name": holiday.name, "reason": reason, "version": version},
        )
    return True


def _take_over(year: int, wanted: set[str], decree: str) -> int:
    """How many dates were taken over; what is in the calendar meanwhile is no proposal any more."""
    with panel().database.write() as session:
        days = [each for each in workdays.proposal(session, year) if each.day.isoformat() in wanted]
        if not days:
            return 0
        version = workdays.import_days(session, days, decree=decree, at=now())
        audit.record(
            session,
            by=me(session),
            action="holidays_imported",
            subject=f"calendar:{year}",
            at=now(),
            details={"rows": len(days), "decree": decree, "version": version},
        )
    return len(days)


def _withdrawn_of(year: int):
    return db.session.execute(
        select(Holiday.day, Holiday.name, CalendarVersion.reason)
        .join(CalendarVersion, CalendarVersion.id == Holiday.removed_in)
        .where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Holiday.day)
    )


def _years() -> list[int]:
    first, last = db.session.execute(
        select(func.min(Holiday.day), func.max(Holiday.day)).where(Holiday.removed_in.is_(None))
    ).one()
    if first is None:
        return [today().year, today().year + 1]
    return list(range(first.year, max(last.year, today().year + 1) + 1))


def _of_year(year: int):
    return db.session.scalars(
        select(Holiday)
        .where(Holiday.removed_in.is_(None), Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31))
        .order_by(Holiday.day, Holiday.id)
    )
