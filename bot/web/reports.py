"""The public pages of published reports: a list, each report with charts, its paper, and its figures to check the hash."""

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from core import office as offices
from core.db import Database
from core.files import FileStore
from texts import report_paper, reports
from tickets.reports import snapshots
from tickets.reports.definitions import DEFINITIONS
from tickets.reports.figures import canonical
from tickets.reports.snapshots import ReportSnapshot

_CACHED = "public, max-age=300"


def blueprint(database: Database, files: FileStore) -> Blueprint:
    """/laporan and what lies under it: only what is published, and only its public version."""
    routes = Blueprint("laporan", __name__, template_folder="templates")

    @routes.get("/laporan")
    def listing() -> ResponseReturnValue:
        with database.read() as session:
            office, found = offices.current(session), snapshots.published(session)
        return _page("reports/list.html", office=office, found=found, words=reports)

    @routes.get("/laporan/<quarter>")
    def report(quarter: str) -> ResponseReturnValue:
        shown = _found(quarter)
        with database.read() as session:
            office = offices.current(session)
        told = shown.public_figures
        assert told is not None
        weeks, ends = report_paper.weeks(told), report_paper.ends(told)
        return _page(
            "reports/report.html",
            office=office,
            report=shown,
            words=reports,
            tables=reports.public_tables(told),
            summary=report_paper.summary(told),
            weeks=weeks,
            tallest=max((count or 0 for _, count in weeks), default=0) or 1,
            ends=ends,
            longest=max((count for _, count in ends), default=0) or 1,
            kept=report_paper.punctuality(told),
            definition=DEFINITIONS[shown.definition],
        )

    @routes.get("/laporan/<quarter>.pdf")
    def paper(quarter: str) -> ResponseReturnValue:
        shown = _found(quarter)
        try:
            content = files.get(shown.public_file or "")
        except FileNotFoundError:
            abort(404)
        return _file(content, "application/pdf", f"laporan-{quarter.lower()}.pdf")

    @routes.get("/laporan/<quarter>.json")
    def figures(quarter: str) -> ResponseReturnValue:
        shown = _found(quarter)
        assert shown.public_figures is not None
        return _file(canonical(shown.public_figures), "application/json", f"laporan-{quarter.lower()}.json")

    def _found(quarter: str) -> ReportSnapshot:
        with database.read() as session:
            shown = snapshots.of_quarter(session, quarter) if len(quarter) <= 8 else None
        if shown is None or not shown.is_published or shown.public_figures is None:
            abort(404)
        return shown

    return routes


def _page(template: str, **blanks: object) -> Response:
    response = make_response(render_template(template, **blanks))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _file(content: bytes, mime: str, name: str) -> Response:
    response = make_response(content)
    response.headers.update(
        {"Content-Type": mime, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": _CACHED}
    )
    return response
