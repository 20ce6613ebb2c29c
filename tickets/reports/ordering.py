"""Ordering a report: the screen asks, a worker makes it. This file knows nothing of what draws."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, errands
from core import office as offices
from core.errands import Errand, ErrandKind
from core.staff import Agency, Staff
from tickets.reports import snapshots
from tickets.reports.quarters import Quarter, quarter_of
from tickets.reports.snapshots import QuarterNotOver


def order(session: Session, quarter: Quarter, agency: Agency | None, *, title: str, by: Staff, at: datetime) -> Errand:
    """Ask the worker for a report. Refuses a quarter that is not over, one that is published, and a second asking."""
    office = offices.current(session)
    if quarter >= quarter_of(at.astimezone(office.zone).date()):
        raise QuarterNotOver(quarter=quarter.code)
    snapshots.refuse_published(session, quarter, agency)
    wanted = {"quarter": quarter.code, "agency": agency.id if agency else None}
    errand = errands.ask(session, ErrandKind.REPORT, title=title, wanted=wanted, by=by, at=at)
    audit.record(session, by=by, action="report_ordered", subject=f"report:{quarter.code}", details=wanted, at=at)
    return errand
