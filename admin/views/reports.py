"""Laporan triwulan: ordered here, made by the worker, looked at number by number, and frozen when published."""

from collections.abc import Mapping

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses, downloads, sessions
from admin.addresses import MAX_ID, Pages, found_or_404
from admin.base import DeskView
from admin.context import db, me, now, office, panel, today
from core import audit, errands
from core import staff as people
from core.clock import local
from core.errands import Errand, ErrandKind
from core.errors import Refusal
from core.staff import Agency, Permission, Staff
from texts import panel as said
from texts import report_paper, reports
from texts.refusals import of_code, sentence
from tickets.reports import figures, ordering, quarters, snapshots
from tickets.reports.opened import facts_in
from tickets.reports.snapshots import ReportSnapshot

_KEY = f"<int(max={MAX_ID}):key>"
_BACK = 8
_PAGE = 50
_PDF, _XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES: Mapping[str, tuple[str, str, str]] = {
    "pdf": ("pdf_file", _PDF, "pdf"),
    "xlsx": ("xlsx_file", _XLSX, "xlsx"),
    "umum": ("public_file", _PDF, "pdf"),
}


class Reports(DeskView):
    """The quarterly reports, and the files the worker made for this person."""

    permission = Permission.MAKE_REPORTS

    def __init__(self) -> None:
        super().__init__(
            name="Laporan triwulan", category="Pengawasan", endpoint="laporan_triwulan", url="/admin/laporan"
        )

    @expose("/")
    def index(self):
        found = snapshots.listed(db.session)
        mine = errands.of_person(db.session, me(db.session), kinds=(ErrandKind.REPORT, ErrandKind.DOWNLOAD))
        agencies = db.session.execute(select(Agency.id, Agency.name, Agency.short_name).order_by(Agency.name)).all()
        return self.render(
            "panel/reports.html",
            found=found,
            mine=[errand for errand in mine if _is_shown(errand)],
            waits=any(not errand.state.is_over for errand in mine),
            quarters=[(each.code, reports.quarter_name(each.code)) for each in quarters.ended(today(), how_many=_BACK)],
            agencies=[(row.id, row.name) for row in agencies],
            names={row.id: row.short_name for row in agencies},
            makers=people.names(db.session, (report.made_by for report in found)),
            words=reports,
            why=of_code,
            kept=errands.KEPT,
        )

    @expose("/buat", methods=("POST",))
    def order(self):
        quarter, agency_id = (
            quarters.read(addresses.typed("triwulan", 8)),
            addresses.read_id(request.form.get("opd", "")),
        )
        if quarter is None:
            flash(said.PICK_QUARTER, "error")
            return redirect(url_for(".index"))
        agency = found_or_404(db.session, Agency, agency_id) if agency_id is not None else None
        title = f"{reports.quarter_name(quarter.code)}, {agency.short_name if agency else 'seluruh OPD'}"
        try:
            with panel().database.write() as session:
                ordering.order(session, quarter, agency, title=title, by=me(session), at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(said.REPORT_ORDERED, "success")
        return redirect(url_for(".index"))

    @expose(f"/{_KEY}")
    def report(self, key: int):
        report = found_or_404(db.session, ReportSnapshot, key)
        return self.render(
            "panel/report.html",
            report=report,
            tables=reports.tables(report.figures),
            wrong=figures.contradictions(report.figures),
            weeks=_columns(report_paper.weeks(report.figures)),
            ends=_lying(report_paper.ends(report.figures)),
            kept=report_paper.punctuality(report.figures),
            people=people.names(db.session, (report.made_by, report.published_by)),
            words=reports,
            summary=report_paper.summary(report.figures),
        )

    @expose(f"/{_KEY}/tiket")
    def tickets(self, key: int):
        """The tickets behind one number of the report."""
        report = found_or_404(db.session, ReportSnapshot, key)
        picks = {name: addresses.cleaned(request.args[name])[:80] for name in figures.PICKS if request.args.get(name)}
        try:
            facts = figures.picked(facts_in(panel().files.get(report.facts_file)), picks)
        except (FileNotFoundError, ValueError):
            abort(404)
        pages = Pages(min(addresses.page(), max(0, -(-len(facts) // _PAGE) - 1)), len(facts), _PAGE)
        shown = facts[pages.number * _PAGE : (pages.number + 1) * _PAGE]
        return self.render(
            "panel/report_tickets.html", report=report, facts=shown, pages=pages, words=reports,
            names=dict(map(tuple, db.session.execute(select(Agency.id, Agency.short_name)))),
        )  # fmt: skip

    @expose(f"/{_KEY}/berkas/<which>", methods=("POST",))
    def file(self, key: int, which: str):
        """The paper or the workbook; who took it is in the books."""
        report = found_or_404(db.session, ReportSnapshot, key)
        if which not in _FILES or getattr(report, _FILES[which][0]) is None:
            abort(404)
        if not sessions.is_proved(writing=True):
            return sessions.ask_for_proof()
        column, mime, ending = _FILES[which]
        with panel().database.write() as session:
            details = {"format": which, "digest": report.sha256}
            audit.record(
                session, by=me(session), action="report_taken", subject=_subject(report), details=details, at=now()
            )
        middle = f"-{report.scope}" if report.scope else "-umum" if which == "umum" else ""
        name = f"laporan-{report.quarter.lower()}{middle}.{ending}"
        return downloads.as_download(getattr(report, column), mime=mime, name=name)

    @expose(f"/{_KEY}/terbitkan", methods=("POST",))
    def publish(self, key: int):
        if not sessions.is_proved(writing=True):
            return sessions.ask_for_proof()
        version = addresses.read_id(request.form.get("version", "")) or 0
        try:
            with panel().database.write() as session:
                report = snapshots.publish(session, key, by=me(session), version=version, at=now())
                is_public = report.public_figures is not None
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(said.REPORT_PUBLISHED if is_public else said.AGENCY_REPORT_PUBLISHED, "success")
        return redirect(url_for(".report", key=key))

    @expose(f"/unduhan/{_KEY}", methods=("POST",))
    def fetch(self, key: int):
        """A file the worker made, for who asked for it and may still have it."""
        errand, staff = found_or_404(db.session, Errand, key), me(db.session)
        if errand.asked_by != staff.id or errand.sha256 is None or not staff.may(Permission.EXPORT_CASES):
            abort(404)
        if not sessions.is_proved(writing=True):
            return sessions.ask_for_proof()
        response = downloads.as_download(errand.sha256, mime=errand.mime, name=errand.file_name)
        _note_fetched(errand, staff)
        return response


def _note_fetched(errand: Errand, staff: Staff) -> None:
    with panel().database.write() as session:
        details = {"rows": errand.rows, "digest": errand.sha256}
        audit.record(session, by=me(session), action="cases_export_taken", subject="cases", details=details, at=now())


def _subject(report: ReportSnapshot) -> str:
    return f"report:{report.quarter}{':' + report.scope if report.scope else ''}"


def _is_shown(errand: Errand) -> bool:
    """What is under way or failed, and downloads as long as their file lies here; a made report has a line of its own."""
    if errand.kind is ErrandKind.DOWNLOAD or not errand.state.is_over:
        return True
    ended = local(errand.ended_at, office().zone).date() if errand.ended_at else None
    return errand.problem is not None and ended == today()


def _columns(rows: list[tuple[str, int | None]]) -> list[tuple[str, int, int]]:
    """Label, number and height in percent of the tallest."""
    tallest = max((count or 0 for _, count in rows), default=0) or 1
    return [(label, count or 0, round(100 * (count or 0) / tallest)) for label, count in rows]


def _lying(rows: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    return _columns([(label, count) for label, count in rows])
