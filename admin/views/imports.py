"""Ambil dan unduh jawaban: many entries in a file, checked row by row and taken over all together or not at all."""

from flask import Response, abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses, previews
from admin.addresses import MAX_ID, found_or_404
from admin.auth import may
from admin.base import InnerView
from admin.context import db, me, now, office, panel, today
from admin.entry_forms import in_words
from admin.views.answers import asked
from core import audit
from core import staff as people
from core.errors import Refusal
from core.staff import Agency, Permission
from knowledge import catalogue, entries
from knowledge.exchange import columns, reading, staging, writing
from knowledge.exchange.staging import Checked, Fate
from knowledge.exchange.writing import Form
from knowledge.models import EntryImport
from texts import panel as said
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"
_MIMES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.YAML: "application/yaml; charset=utf-8",
}
MOST_SHOWN = 300
MOST_WAITING = 20
MOST_TRIED = 500


class Imports(InnerView):
    """Files of entries, in and out."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Ambil dari berkas", endpoint="jawaban_berkas", url="/admin/jawaban/banyak")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page()
        upload = request.files.get("berkas")
        if upload is None or not upload.filename:
            return self._page(problem="Pilih berkasnya dulu."), 422
        try:
            lines = reading.lines_of(upload.stream.read(reading.MAX_BYTES + 1))
        except Refusal as refusal:
            return self._page(problem=sentence(refusal)), 422
        rows = staging.check(db.session, lines)
        if any(row.fate is Fate.WRONG for row in rows):
            return self._page(rows=rows, name=upload.filename), 422
        if all(row.fate is Fate.SAME for row in rows):
            return self._page(rows=rows, name=upload.filename)
        with panel().database.write() as session:
            staged = staging.stage(session, rows, name=addresses.cleaned(upload.filename), by=me(session), at=now())
        return redirect(url_for(".preview", key=staged.id))

    @expose(f"/{_KEY}")
    def preview(self, key: int):
        """What a checked file would do, as things stand now."""
        staged = _waiting(key)
        rows = staging.again(db.session, staged)
        is_own = staged.made_by == me(db.session).id
        may_publish = may(Permission.PUBLISH_KNOWLEDGE) and not (office().second_reader and is_own)
        effect = previews.of_many([(row.slug, row.content) for row in rows]) if len(rows) <= MOST_TRIED else None
        return self._page(rows=rows, name=staged.name, staged=staged, may_publish=may_publish, effect=effect)

    @expose(f"/{_KEY}/ambil", methods=("POST",))
    def apply(self, key: int):
        staged = _waiting(key)
        publish = request.form.get("aksi") == "terbit"
        if publish and not may(Permission.PUBLISH_KNOWLEDGE):
            abort(404)
        try:
            with panel().database.write() as session:
                by = me(session)
                count = staging.apply(session, staged, publish=publish, by=by, at=now())
                details = {"file": staged.name, "rows": count, "published": publish}
                alone = {"alone": True} if publish and staged.made_by == by.id else {}
                audit.record(
                    session, by=by, action="entries_imported", subject="entries", at=now(), details=details | alone
                )
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index"))
        done = said.IMPORTED if publish else said.IMPORTED_DRAFTS
        flash(done.format(rows=count, name=staged.name), "success")
        return redirect(url_for("jawaban.index"))

    @expose("/unduh", methods=("POST",))
    def export(self):
        """The entries a filter of the list finds, as a file that can be brought back."""
        form = addresses.word("bentuk", Form) or Form.XLSX
        rows = catalogue.everything(db.session, asked())
        codes = {row.id: row.code for row in db.session.execute(select(Agency.id, Agency.code))}
        written = [
            columns.written(entries.content_of(version), slug=entry.slug, agency=codes.get(version.agency_id, ""))
            for entry, version in rows
        ]
        with panel().database.write() as session:
            details = {"rows": len(written), "format": str(form)}
            audit.record(
                session, by=me(session), action="entries_exported", subject="entries", at=now(), details=details
            )
        response = Response(writing.file_of(written, form), content_type=_MIMES[form])
        response.headers["Content-Disposition"] = f'attachment; filename="jawaban-{today():%Y-%m-%d}.{form}"'
        return response

    def _page(
        self,
        *,
        rows: list[Checked] | None = None,
        name: str = "",
        staged: EntryImport | None = None,
        may_publish: bool = False,
        effect: previews.Shown | None = None,
        problem: str = "",
    ):
        found = rows or []
        first = sorted(found, key=lambda row: (row.fate is not Fate.WRONG, row.fate is Fate.SAME, row.number))
        waiting = _all_waiting()
        return self.render(
            "panel/imports.html",
            rows=[(row, _problems(row)) for row in first[:MOST_SHOWN]],
            counts={fate: sum(row.fate is fate for row in found) for fate in Fate},
            hidden=max(0, len(found) - MOST_SHOWN),
            name=name,
            staged=staged,
            may_publish=may_publish,
            effect=effect,
            problem=problem,
            waiting=waiting,
            names=people.names(db.session, [row.made_by for row in waiting]),
            headers=columns.COLUMNS,
            required=columns.REQUIRED,
            most=reading.MAX_ROWS,
        )


def _waiting(key: int) -> EntryImport:
    staged = found_or_404(db.session, EntryImport, key)
    if staged.applied_at is not None:
        abort(404)
    return staged


def _all_waiting() -> list[EntryImport]:
    rows = select(EntryImport).where(EntryImport.applied_at.is_(None)).order_by(EntryImport.id.desc())
    return list(db.session.scalars(rows.limit(MOST_WAITING)))


def _problems(row: Checked) -> list[tuple[str, str]]:
    """What is wrong with a row: the column as the file calls it, and the sentence."""
    return [(columns.COLUMNS.get(name, name), words) for name, words in in_words(row.problems).items()]
