"""Kalender kerja: the dates that do not count, by year, with the decree that sets each of them. To be read."""

from datetime import date

from flask_admin import expose
from sqlalchemy import func, select

from admin import addresses
from admin.base import DeskView
from admin.context import db, today
from core.staff import Permission
from core.workdays import CalendarVersion, Holiday, HolidayKind


class Holidays(DeskView):
    """One year of the office's calendar."""

    permission = Permission.MANAGE_OFFICE

    def __init__(self) -> None:
        super().__init__(name="Kalender kerja", category="Pengaturan", endpoint="kalender", url="/admin/kalender")

    @expose("/")
    def index(self):
        years = _years()
        asked = addresses.row_id("tahun")
        year = asked if asked in years else today().year
        days = list(_of_year(year))
        return self.render(
            "panel/holidays.html",
            years=years,
            year=year,
            days=days,
            lacks_leave=not any(day.kind is HolidayKind.CUTI_BERSAMA for day in days),
            version=db.session.scalar(select(func.max(CalendarVersion.id))),
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
