"""Laporan serupa: groups of open reports that look like one thing, and one button that brings a group together."""

from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses
from admin.base import DeskView
from admin.context import db, me, now, panel
from core.errors import Refusal
from core.staff import Permission, Role, office_wide
from texts import panel as said
from texts.refusals import sentence
from tickets import merging, queries, triage
from tickets.models import Case
from tickets.numbers import written_in

_LEADS = frozenset({Role.KOORDINATOR, Role.INSPEKTORAT})
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that look like one thing; the oldest is proposed to stand for the others."""

    cases: list[Case]
    places: dict[int, str]


class AlikeReports(DeskView):
    """The proposed groups. Nothing is merged without a person's word."""

    permission = Permission.WORK_CASES

    def __init__(self) -> None:
        super().__init__(name="Laporan serupa", category="Layanan", endpoint="serupa", url="/admin/serupa")

    def is_accessible(self) -> bool:
        return super().is_accessible() and bool(office_wide(me(db.session)) & _LEADS)

    @expose("/")
    def index(self):
        return self.render("panel/alike.html", groups=_groups(), most=triage.COMPARED)

    @expose("/gabung", methods=("POST",))
    def merge(self):
        """Bring the ticked reports together under the one that was chosen to stand for them."""
        wanted = [
            written.number
            for text in request.form.getlist("tiket")[: merging.MOST_AT_ONCE]
            for written in written_in(text[:40])
        ]
        chosen = addresses.typed("induk", 40)
        try:
            with panel().database.write() as session:
                staff = me(session)
                cases = {number: queries.for_staff(session, number, staff) for number in dict.fromkeys(wanted)}
                master = cases.pop(chosen, None) or queries.for_staff(session, chosen, staff)
                others = [case for case in cases.values() if case is not None]
                if master is None or len(others) != len(cases):
                    abort(404)
                if len(others) + 1 < _FEWEST:
                    flash(said.TICK_TWO, "error")
                    return redirect(url_for(".index"))
                merging.merge(session, master, others, by=staff, version=None, at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index"))
        flash(said.merged(len(others)), "success")
        return redirect(url_for("tiket_isi.index", number=chosen))


def _groups() -> list[Group]:
    found = triage.clusters(db.session, queries.visible_to(me(db.session)))
    ids = [case_id for group in found for case_id in group]
    cases = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    groups = []
    for group in found:
        members = [cases[case_id] for case_id in group]
        places = {case.id: case.complaint.place for case in members if case.complaint and case.complaint.place}
        groups.append(Group(members, places))
    return groups
