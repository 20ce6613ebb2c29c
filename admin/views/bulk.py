"""Tindakan massal: one step for many tickets; chosen in the queue, looked at, confirmed, and followed to its end."""

import math
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses, filters
from admin.addresses import MAX_ID, Pages, found_or_404
from admin.base import InnerView
from admin.context import calendar, db, me, now, panel, today, words
from core import audit, errands
from core.errands import Errand, ErrandKind, ErrandState
from core.errors import Refusal
from core.staff import Agency, Permission, Staff
from texts import bulk as said
from texts.refusals import sentence
from texts.words import sentence_of
from tickets import bulk, deadlines
from tickets.bulk import BulkAct, Order, Pick
from tickets.kinds import ClockKind
from tickets.models import Case
from tickets.notices import Notice
from tickets.service import ARCHIVE_GROUNDS, MAX_TEXT

_KEY = f"<int(max={MAX_ID}):key>"
_PICK = re.compile(r"(\d{1,10})\.(\d{1,9})")
_FORM = re.compile(r"[0-9a-f]{32}")
_PAGE = 50
_SHOWN = 50
_UNFIT = 422
FIELDS: Mapping[BulkAct, tuple[str, ...]] = {
    BulkAct.DISPOSE: ("agency", "reason"),
    BulkAct.ASSIGN: ("assignee",),
    BulkAct.ARCHIVE: ("ground", "reason"),
    BulkAct.CLOSE: ("reason",),
    BulkAct.RELEASE: (),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket of an errand: None for one this person may not open."""

    case: Case | None
    why: str | None = None


class BulkScreen(InnerView):
    """Bulk acts of the person who looks."""

    permission = Permission.WORK_CASES

    def __init__(self) -> None:
        super().__init__(name="Tindakan massal", endpoint="massal", url="/admin/massal")

    @expose("/")
    def index(self):
        mine = errands.of_person(db.session, me(db.session), kinds=(ErrandKind.BULK,), limit=_SHOWN)
        waits = any(not errand.state.is_over for errand in mine)
        return self.render("panel/bulk_list.html", mine=mine, waits=waits)

    @expose("/periksa", methods=("POST",))
    def check(self):
        """What is still missing, or, when nothing is, the whole act before it is done."""
        order = _order()
        try:
            picks = bulk.checked(_picks())
            if order is None or order.act not in bulk.offered(me(db.session)):
                abort(404)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for("tiket.index") + filters.address(filters.asked()))
        return self._look(order, picks)

    @expose("/jalankan", methods=("POST",))
    def start(self):
        order, key = _order(), request.form.get("kunci", "")
        if order is None or not _FORM.fullmatch(key):
            abort(400)
        try:
            picks = bulk.checked(_written(request.form.get("pilihan", "")))
        except Refusal as refusal:
            return _back(refusal)
        try:
            with panel().database.write() as session:
                title = f"{said.ACT[order.act]}{_to(order)}"
                errand = bulk.start(session, order, picks, key=key, title=title, by=me(session), at=now())
                number = errand.id
        except Refusal as refusal:
            return self._look(order, picks, trouble=sentence(refusal))
        flash(said.STARTED, "success")
        return redirect(url_for(".errand", key=number))

    @expose(f"/{_KEY}")
    def errand(self, key: int):
        errand = _mine(key)
        groups = _groups(errand)
        shown = request.args.get("hasil", "")
        shown = shown if shown in groups else next((name for name in groups if groups[name]), "selesai")
        listed = groups[shown]
        pages = Pages(min(addresses.page(), max(0, -(-len(listed) // _PAGE) - 1)), len(listed), _PAGE)
        return self.render(
            "panel/bulk_result.html",
            errand=errand,
            order=bulk.order_of(errand.wanted),
            groups={name: len(rows) for name, rows in groups.items()},
            shown=shown,
            lines=_lines(errand, listed[pages.number * _PAGE : (pages.number + 1) * _PAGE]),
            pages=pages,
            words=said,
            undo_left=_undo_left(errand),
        )

    @expose(f"/{_KEY}/berhenti", methods=("POST",))
    def stop(self, key: int):
        _mine(key)
        with panel().database.write() as session:
            errand = session.get_one(Errand, key)
            is_stopped = errands.stop(session, errand, at=now())
            if is_stopped:
                details = {"errand": key, "done": errand.done, "count": errand.total}
                audit.record(session, by=me(session), action="bulk_stopped", subject="cases", at=now(), details=details)
            sentence_said = said.UNDONE if errand.problem == "undone" else said.STOPPED
        flash(sentence_said if is_stopped else said.ALREADY_OVER, "success" if is_stopped else "error")
        return redirect(url_for(".errand", key=key))

    def _look(self, order: Order, picks: Sequence[Pick], trouble: str = ""):
        """The form while something is missing, the confirmation after it."""
        staff = me(db.session)
        cases = bulk.visible(db.session, (pick.case_id for pick in picks), staff)
        kept = [pick for pick in picks if pick.case_id in cases]
        if not kept:
            return _back(bulk.NothingPicked())
        try:
            bulk.check(db.session, order, by=staff)
            is_ready = not trouble and "ubah" not in request.form
        except Refusal as refusal:
            is_ready = False
            trouble = trouble or (sentence(refusal) if request.form.get("isian") else "")
        fitting = [
            cases[pick.case_id] for pick in kept
            if bulk.fits(order.act, (case := cases[pick.case_id]).kind, case.status, case.attention)
        ]  # fmt: skip
        page = self.render(
            "panel/bulk.html",
            order=order,
            picks=" ".join(f"{pick.case_id}.{pick.version}" for pick in kept),
            count=len(kept),
            fitting=len(fitting),
            is_ready=is_ready and bool(fitting),
            none_fits=not fitting,
            example=fitting[0] if fitting else None,
            told=_told(order, fitting[0]) if fitting and is_ready else None,
            trouble=trouble,
            fields=FIELDS[order.act],
            chosen=_to(order),
            grounds=ARCHIVE_GROUNDS,
            agencies=list(db.session.scalars(select(Agency).where(Agency.is_active).order_by(Agency.short_name))),
            people=[(person.id, person.name) for person in bulk.candidates(db.session, staff)],
            key=uuid.uuid4().hex,
            words=said,
        )
        return page, _UNFIT if trouble else 200


def _back(refusal: Refusal):
    flash(sentence(refusal), "error")
    return redirect(url_for("tiket.index"))


def _order() -> Order | None:
    """The act this form asks for, as far as it is filled in."""
    act = addresses.word("tindakan", BulkAct)
    if act is None:
        return None
    fields = FIELDS[act]
    return Order(
        act,
        reason=addresses.typed("reason", MAX_TEXT) if "reason" in fields else "",
        agency=addresses.row_id("agency") if "agency" in fields else None,
        ground=addresses.typed("ground", 24) if "ground" in fields else "",
        assignee=addresses.row_id("assignee") if "assignee" in fields else None,
    )


def _picks() -> list[Pick]:
    """The tickets of this form: written out by the page before, all that the filter finds, or the ticked ones."""
    if "pilihan" in request.form:
        return list(_written(request.form["pilihan"]))
    if request.form.get("semua") != "ya":
        return list(_written(" ".join(request.form.getlist("tiket"))))
    where = filters.where(filters.asked(), db.session)
    found = select(Case.id, Case.version).where(*where).order_by(Case.id).limit(bulk.MOST + 1)
    return [Pick(row.id, row.version) for row in db.session.execute(found)]


def _written(value: str) -> Iterator[Pick]:
    for match in map(_PICK.fullmatch, value.split()):
        if match is not None and 0 < int(match[1]) <= MAX_ID:
            yield Pick(int(match[1]), int(match[2]))


def _to(order: Order) -> str:
    """Whom or what it goes to, after the name of the act."""
    if order.agency is not None:
        agency = db.session.get(Agency, order.agency)
        return f": {agency.short_name}" if agency else ""
    if order.assignee is not None:
        person = db.session.get(Staff, order.assignee)
        return f": {person.name}" if person else ""
    return ""


def _told(order: Order, case: Case) -> str | None:
    """What the follower of this ticket would read; None when nobody is told."""
    about = {"number": case.number, "case_id": case.id, "title": case.title}
    if order.act is BulkAct.DISPOSE:
        days = deadlines.policy(db.session, case.kind, ClockKind.FIRST_ANSWER).days
        agency = db.session.get_one(Agency, order.agency)
        due = calendar().after(today(), days).due
        return sentence_of(Notice.DISPOSED)(words(), **about, agency=agency.name, due_on=due.isoformat())
    if order.act is BulkAct.ARCHIVE:
        return sentence_of(Notice.ARCHIVED)(words(), **about, ground=order.ground, reason=order.reason)
    if order.act is BulkAct.CLOSE:
        days = deadlines.policy(db.session, case.kind, ClockKind.REOPENING).days
        return sentence_of(Notice.CLOSED)(words(), **about, days=days)
    if order.act is BulkAct.RELEASE:
        due_on = case.due_on.isoformat() if case.due_on else None
        return sentence_of(Notice.RELEASED)(words(), **about, due_on=due_on)
    return None


def _mine(key: int) -> Errand:
    """The errand, for who ordered it; for everybody else there is none."""
    errand = found_or_404(db.session, Errand, key)
    if errand.kind is not ErrandKind.BULK or errand.asked_by != me(db.session).id:
        abort(404)
    return errand


def _undo_left(errand: Errand) -> int:
    """Seconds in which it can be undone whole; zero once a worker has it."""
    left = errand.asked_at + errands.UNDO_FOR - now()
    return max(0, math.ceil(left.total_seconds())) if errand.state is ErrandState.WAITING and not errand.tries else 0


def _groups(errand: Errand) -> dict[str, list[int]]:
    """The places of the tickets that were refused, done, and not come to yet."""
    refused = sorted(place for places in errand.wanted["refused"].values() for place in places)
    left_out = set(refused)
    return {
        "ditolak": refused,
        "selesai": [place for place in range(errand.done) if place not in left_out],
        "belum": list(range(errand.done, errand.total)),
    }


def _lines(errand: Errand, places: Sequence[int]) -> list[Line]:
    why = {place: reason for reason, refused in errand.wanted["refused"].items() for place in refused}
    ids = [errand.wanted["rows"][place][0] for place in places]
    cases = bulk.visible(db.session, ids, me(db.session))
    return [Line(cases.get(case_id), why.get(place)) for place, case_id in zip(places, ids, strict=True)]
