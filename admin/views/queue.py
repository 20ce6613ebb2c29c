"""Antrean tiket: tabs with counts, filters, one page of cases, and the download of exactly what is listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, select

from admin import addresses, filters, sessions, showing
from admin.addresses import Pages
from admin.auth import may
from admin.base import DeskView
from admin.context import calendar, db, me, now, office, panel, today
from admin.views.saved_views import filter_of, just_deleted
from core import audit, errands
from core import staff as people
from core.child import ChildFailed
from core.clock import local
from core.errands import ErrandKind
from core.errors import Refusal
from core.staff import Agency, Permission
from texts import bulk as bulk_words
from texts import labels
from texts import panel as said
from texts.refusals import sentence
from tickets import bulk, categories, export, listing, log_on_paper, queries, saved_views
from tickets.filters import packed
from tickets.kinds import CaseKind, Kadar
from tickets.listing import Listed
from tickets.models import Case, Complaint
from tickets.numbers import written_in
from tickets.queries import CaseFilter, Tab
from tickets.saved_views import SavedView

SHOWN_KINDS = (CaseKind.PENGADUAN, CaseKind.PERMOHONAN)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row shows that is kept beside the case."""

    agencies: Mapping[int, str]
    staff: Mapping[int, str]
    categories: Mapping[int, str]
    restricted: frozenset[int]


class Queue(DeskView):
    """The queue. Its address says everything that is shown, so it can be kept and passed on."""

    permission = Permission.SEE_CASES

    def __init__(self) -> None:
        super().__init__(name="Antrean tiket", category="Layanan", endpoint="tiket", url="/admin/tiket")

    def badge(self) -> int:
        return queries.waiting_now(db.session, me(db.session), today=today())

    @expose("/")
    def index(self):
        asked = filters.asked()
        tabs = queries.tab_counts(db.session, me(db.session), today=today())
        listed = _listed(asked, tabs)
        return self.render(
            "panel/queue.html",
            asked=asked,
            cases=listed.cases,
            beside=_beside(listed.cases),
            pages=Pages(listed.number, listed.count, listing.PAGE, listed.is_more),
            tabs=_tabs(asked, tabs),
            options=_options(),
            may_export=may(Permission.EXPORT_CASES),
            bulk_acts=bulk.offered(me(db.session)),
            bulk_words=bulk_words,
            most=bulk.MOST,
            most_on_paper=log_on_paper.MOST,
            may_release=may(Permission.RECORD_CASES),
            filters=filters,
            **_views(asked),
        )

    @expose("/cari")
    def find(self):
        """From the search at the top: a number opens its case, anything else lists what matches."""
        wanted = addresses.text("q")
        for written in written_in(wanted):
            if queries.for_staff(db.session, written.number, me(db.session)) is not None:
                return redirect(url_for("tiket_isi.index", number=written.number))
            flash(said.NO_CASE_WITH_NUMBER, "error")
        return redirect(url_for("tiket.index", tab=Tab.ALL, cari=wanted or None))

    @expose("/unduh", methods=("POST",))
    def download(self):
        """The listed rows as a file, for supervisors, noted in the books before the first row leaves."""
        if not may(Permission.EXPORT_CASES):
            abort(404)
        if not sessions.is_proved():
            return sessions.ask_for_proof()
        asked, kind = filters.asked(), request.form.get("bentuk", "")
        if kind not in _FORMATS:
            abort(400)
        where = filters.where(asked, db.session)
        count = queries.count(db.session, where)
        if kind == _PAPER and count > log_on_paper.MOST:
            flash(said.TOO_LONG_FOR_PAPER, "error")
            return _back_to(asked)
        _note_export(asked, kind, count)
        if count > export.AT_ONCE:
            return _made_later(asked, kind)
        try:
            return _made_now(asked, kind, where)
        except ChildFailed:
            flash(said.PDF_FAILED, "error")
            return _back_to(asked)


_PAPER = "pdf"
_FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _PAPER: "application/pdf",
}


def _made_now(asked: CaseFilter, kind: str, where: Sequence[ColumnElement[bool]]) -> Response:
    """The file as the answer: streamed, but for the paper, which is drawn whole. Raises ChildFailed."""
    frame = export.Frame(where, office().zone, calendar(), today(), labels.word)
    made: Iterable[str] | Iterable[bytes]
    if kind == _PAPER:
        made = [log_on_paper.as_pdf(panel().database, frame, _heading(asked))]
    else:
        made = (export.as_csv if kind == "csv" else export.as_xlsx)(panel().database, frame)
    response = Response(made, mimetype=_FORMATS[kind])
    name = f"tiket-{local(now(), office().zone):%Y%m%d-%H%M}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _back_to(asked: CaseFilter) -> Response:
    return redirect(url_for("tiket.index", **filters.written(asked)))


def _listed(asked: CaseFilter, tabs: Mapping[Tab, int]) -> Listed:
    """The page that is asked for, and how many rows there are."""
    number = addresses.page()
    if asked.search:
        within = filters.where(replace(asked, search=""), db.session)
        return listing.search(db.session, within, asked.search, number=number)
    where = filters.where(asked, db.session)
    count = queries.count(db.session, where) if filters.is_narrowed(asked) else tabs[asked.tab]
    return listing.page(db.session, where, number=number, count=count)


def _made_later(asked: CaseFilter, kind: str) -> Response:
    """Too many rows for one answer: the worker makes the file, and the page of reports says when it is there."""
    try:
        with panel().database.write() as session:
            wanted = {"format": kind, "filters": packed(asked)}
            title = f"Log tiket ({kind.upper()})"
            errands.ask(session, ErrandKind.DOWNLOAD, title=title, wanted=wanted, by=me(session), at=now())
    except Refusal as refusal:
        flash(sentence(refusal), "error")
    else:
        flash(said.DOWNLOAD_ORDERED, "success")
    return redirect(url_for("laporan_triwulan.index"))


def _heading(asked: CaseFilter) -> log_on_paper.Heading:
    """What the paper says over its rows."""
    narrowed = "; ".join(filters.in_words(asked))
    printed = f"Dicetak {showing.moment(now())} oleh {me(db.session).name}"
    return log_on_paper.Heading(office().name, [f"Saringan: {narrowed}", printed])


def _note_export(asked: CaseFilter, kind: str, rows: int) -> None:
    with panel().database.write() as session:
        audit.record(
            session,
            by=me(session),
            action="cases_exported",
            subject="cases",
            at=now(),
            details={"format": kind, "filters": filters.written(asked), "rows": rows},
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A saved view in the row above the list."""

    view: SavedView
    address: str
    is_open: bool


def _views(asked: CaseFilter) -> dict[str, object]:
    """The saved views, which of them is open, and whether what is listed is still what it keeps."""
    staff, here = me(db.session), filters.written(asked)
    saved = saved_views.of_person(db.session, staff)
    key = addresses.row_id("tampilan")
    same = [view for view in saved if filters.written(filter_of(view)) == here]
    opened = next((view for view in saved if view.id == key), same[0] if same else None)
    return {
        "views": [Shown(view, _view_address(view), view is opened) for view in saved],
        "opened": opened,
        "opened_address": f"{panel().settings.public_url}{_view_address(opened)}" if opened else "",
        "is_refitted": opened is not None and opened not in same,
        "may_change_view": opened is not None and saved_views.may_change(opened, staff),
        "may_share": saved_views.may_share(staff),
        "unsaved_name": addresses.cleaned(request.args.get("simpan", "")).strip("- ")[: saved_views.MOST_NAME],
        "wants_name": "simpan" in request.args,
        "deleted_view": just_deleted(),
    }


def _view_address(view: SavedView) -> str:
    return url_for("tampilan.shared" if view.is_shared else "tampilan.index", slug=view.slug)


def _tabs(asked: CaseFilter, counts: Mapping[Tab, int]) -> list[tuple[Tab, str, int, str]]:
    kept = dict.fromkeys((*filters.hidden(asked), "status"))
    shown = [(tab, label) for tab, label in said.TAB.items() if counts[tab] or tab in {asked.tab, *_ALWAYS}]
    return [(tab, label, counts[tab], filters.address(asked, tab=tab, **kept)) for tab, label in shown]


_ALWAYS = frozenset(Tab) - {Tab.QUARANTINE}
"""Quarantine is rare: its tab is there when something is held."""


def _options() -> dict[str, list[tuple[str, str]]]:
    agencies = db.session.execute(select(Agency.id, Agency.short_name).order_by(Agency.short_name))
    return {
        "status": [(str(status), label) for status, label in labels.STATUS.items()],
        "kind": [(str(kind), labels.KIND[kind]) for kind in SHOWN_KINDS],
        "channel": [(str(channel), label) for channel, label in labels.CHANNEL.items()],
        "agency": [(str(row.id), row.short_name) for row in agencies],
    }


def _beside(cases: Sequence[Case]) -> Beside:
    """Names and categories of the listed cases, in three small questions."""
    ids = [case.id for case in cases]
    agencies = db.session.execute(
        select(Agency.id, Agency.short_name).where(Agency.id.in_({case.agency_id for case in cases if case.agency_id}))
    )
    details = db.session.execute(
        select(Complaint.case_id, Complaint.category, Complaint.kadar).where(Complaint.case_id.in_(ids))
    ).all()
    known = {row.case_id: categories.by_code(row.category) for row in details}
    return Beside(
        {row.id: row.short_name for row in agencies},
        people.names(db.session, (case.assignee_id for case in cases)),
        {case_id: category.label for case_id, category in known.items() if category},
        frozenset(row.case_id for row in details if row.kadar is Kadar.BERKADAR),
    )
