"""Berkas pengalihan: what another body gets of a case, as a PDF to print and send by hand."""

from flask import Response, abort, flash, redirect, url_for
from flask_admin import expose

from admin import reporters
from admin.base import InnerView
from admin.context import db, me, now, panel, words
from core import audit, paper
from core.child import ChildFailed
from core.staff import Permission
from texts import packet
from texts import panel as said
from tickets import handing_over, queries, transfers


class Packet(InnerView):
    """One PDF. Who may not know the reporter's name does not read it here either."""

    permission = Permission.WORK_CASES

    def __init__(self) -> None:
        super().__init__(name="Berkas pengalihan", endpoint="pengalihan", url="/admin/pengalihan")

    @expose("/<number>")
    def index(self, number: str):
        staff = me(db.session)
        case = queries.for_staff(db.session, number[:20], staff)
        sent = transfers.of_case(db.session, case) if case is not None else None
        if case is None or sent is None or case.complaint is None:
            abort(404)
        facts = handing_over.packet_of(db.session, case, sent)
        if not reporters.of_case(db.session, case, staff).is_named:
            facts["reporter"] = None
        try:
            made = paper.letter(packet.letter(facts, words(), printed_at=now()))
        except ChildFailed:
            flash(said.PDF_FAILED, "error")
            return redirect(url_for("tiket_isi.index", number=case.number))
        with panel().database.write() as session:
            audit.record(
                session, by=me(session), action="packet_printed", subject=f"case:{case.number}", at=now(), details={}
            )
        response = Response(made, mimetype="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="pengalihan-{case.number}.pdf"'
        return response
