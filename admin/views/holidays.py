"""Kalender kerja: the dates that do not count, by year, with the decree that sets each of them, and one more of them."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import func, select

from admin import addresses
from admin.base import DeskView
from admin.context import db, me, now, panel, today
from core import audit, workdays
from core.staff import Permission
from core.workdays import CalendarVersion, Holiday, HolidayKind
from texts import panel as said

Typed = Mapping[str, str]


class Holidays(DeskView):
    """One year of the office's calendar."""

    permission = Permission.MANAGE_OFFICE

    def __init__(self) -> None:
        super().__init__(name="Kalender kerja", category="Pengaturan", endpoint="kalender", url="/admin/kalender")

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


def _years() -> list[int]:
    first, last = db.session.execute(
        select(func.min(Holiday.day), func.max(Holiday.day)).where(Holiday.removed_in.is_(None))
    ).one()
    if first is None:
        return [today().year]
    return list(range(first.year, max(last.year, today().year) + 1))


def _of_year(year: int):
    return db.session.scalars(
        select(Holiday)
        .where(Holiday.removed_in.is_(None), Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31))
        .order_by(Holiday.day, Holiday.id)
    )
