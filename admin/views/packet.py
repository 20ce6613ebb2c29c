"""Berkas pengalihan: what another body gets of a case, as a PDF to print and send by hand."""

import contextlib
import io
import zipfile

from flask import Response, abort, flash, redirect, url_for
from flask_admin import expose

from admin import reporters
from admin.base import InnerView
from admin.context import db, me, now, panel, words
from core import audit, paper
from core.child import ChildFailed
from core.messages.media import Media
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
        return self._made(number, with_files=False)

    @expose("/<number>/berkas")
    def parcel(self, number: str):
        """The letter with the reporter's files in one ZIP, to hand over as it is."""
        return self._made(number, with_files=True)

    def _made(self, number: str, *, with_files: bool):
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
        files = handing_over.files_of(db.session, case) if with_files else []
        _note(case.number, len(files))
        name = f"pengalihan-{case.number}"
        if with_files:
            return _download(_zipped(f"{name}.pdf", made, files), "application/zip", f"{name}.zip")
        return _download(made, "application/pdf", f"{name}.pdf")


def _note(number: str, files: int) -> None:
    with panel().database.write() as session:
        details = {"files": files} if files else {}
        audit.record(
            session, by=me(session), action="packet_printed", subject=f"case:{number}", at=now(), details=details
        )


def _zipped(letter: str, made: bytes, files: list[tuple[str, Media]]) -> bytes:
    """What lies in the store; a file that is gone is left out rather than everything with it."""
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as opened:
        opened.writestr(letter, made)
        for name, file in files:
            with contextlib.suppress(FileNotFoundError):
                opened.writestr(name, panel().files.get(file.sha256 or ""))
    return parcel.getvalue()


def _download(content: bytes, mime: str, name: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
