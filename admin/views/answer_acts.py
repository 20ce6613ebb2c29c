"""Langkah pada satu jawaban: approve, send back, restore, retire, merge, call off; and its files."""

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin import addresses, previews, publishing, showing
from admin.addresses import MAX_ID, found_or_404
from admin.auth import may
from admin.base import InnerView
from admin.context import db, me, now, panel
from admin.downloads import as_download
from admin.entry_choice import chosen
from admin.views.answer import KEY
from core.errors import Refusal
from core.staff import Permission
from knowledge import entries, merging
from knowledge.models import Entry, EntryFile, EntryVersion, VersionState
from knowledge.phrasings import Learned
from texts import panel as said
from texts.refusals import sentence


class AnswerActs(InnerView):
    """What is done to an entry beside writing it. Each act carries the lock of the page it was on."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Langkah jawaban", endpoint="jawaban_langkah", url="/admin/jawaban")

    @expose(f"/{KEY}/setujui", methods=("POST",))
    def approve(self, key: int):
        """A second person publishes a draft as it stands."""
        _publisher()
        entry = found_or_404(db.session, Entry, key)
        draft = entries.draft_of(db.session, entry)
        if draft is None or draft.state is not VersionState.REVIEW:
            flash(said.NOTHING_TO_APPROVE, "error")
            return redirect(_page(key))
        shown = previews.of_content(entry, entries.content_of(draft))
        if shown.preview.harm and not shown.was_seen:
            return self._look_first(shown, "Setujui dan terbitkan", f"Terbitkan “{draft.title}”?", key)
        done = _do(key, _approve)
        if done is not None:
            with panel().database.read() as session:
                flash(publishing.published_words(session, session.get(Entry, key), showing.day), "success")
        return redirect(_page(key))

    @expose(f"/{KEY}/kembalikan", methods=("POST",))
    def send_back(self, key: int):
        _publisher()
        note = addresses.typed("catatan", entries.MAX_NOTE)

        def deed(session, entry, lock):
            entries.send_back(session, entry, lock=lock, note=note)
            publishing.record(session, "entry_sent_back", entry)

        return _said(key, deed, said.SENT_BACK)

    @expose(f"/{KEY}/pulihkan", methods=("POST",))
    def restore(self, key: int):
        version = found_or_404(db.session, EntryVersion, addresses.row_id("versi") or 0)
        if version.entry_id != key:
            abort(404)

        def deed(session, entry, lock):
            kept = session.get(EntryVersion, version.id)
            entries.restore(session, entry, kept, lock=lock, by=me(session), at=now())
            publishing.record(session, "entry_restored", entry)

        return _said(key, deed, said.RESTORED)

    @expose(f"/{KEY}/batal-ganti", methods=("POST",))
    def call_off(self, key: int):
        _publisher()

        def deed(session, entry, lock):
            entries.call_off(session, entry, lock=lock)
            publishing.record(session, "entry_called_off", entry)

        return _said(key, deed, said.CALLED_OFF)

    @expose(f"/{KEY}/arsipkan", methods=("POST",))
    def retire(self, key: int):
        """Stop answering; with another entry in its place, that one answers where the name is still used."""
        _publisher()
        wanted = addresses.typed("pengganti", 200)
        heir = chosen(wanted) if wanted else None
        if wanted and (heir is None or heir.id == key):
            flash(said.NO_SUCH_ENTRY, "error")
            return redirect(_page(key))

        def deed(session, entry, lock):
            if heir is None:
                entries.retire(session, entry, lock=lock, at=now())
            else:
                merging.retire_into(session, entry, session.get(Entry, heir.id), lock=lock, at=now())
            publishing.record(session, "entry_retired", entry, into=heir.slug if heir else "")

        return _said(key, deed, said.RETIRED)

    @expose(f"/{KEY}/gabung", methods=("POST",))
    def merge(self, key: int):
        """Retire this entry into another one, which learns its ways of asking."""
        _publisher()
        entry = found_or_404(db.session, Entry, key)
        into = chosen(addresses.typed("pengganti", 200))
        if into is None or into.id == key:
            flash(said.NO_SUCH_ENTRY, "error")
            return redirect(_page(key))
        shown = previews.of_merging(entry, into)
        if shown.preview.harm and not shown.was_seen:
            kept = {"pengganti": into.slug}
            return self._look_first(shown, "Gabungkan juga", "Gabungkan kedua jawaban?", key, kept)
        learned = _do(key, lambda session, row, lock: _merge(session, row, into.id, lock))
        if learned is not None:
            flash(said.MERGED_WAITING if learned is Learned.WAITING else said.MERGED, "success")
        return redirect(_page(key if learned is None else into.id))

    @expose(f"/berkas/<int(max={MAX_ID}):id>")
    def file(self, id: int):
        """A file of an entry, published or not, for those who write entries."""
        kept = found_or_404(db.session, EntryFile, id)
        return as_download(kept.sha256, mime=kept.mime, name=kept.name)

    def _look_first(self, shown: previews.Shown, button: str, heading: str, key: int, kept: dict | None = None):
        """The page that must be seen before the same form is sent again."""
        fields = {"lock": request.form.get("lock", ""), **(kept or {})}
        return self.render(
            "panel/look_first.html", shown=shown, button=button, heading=heading, fields=fields, back=_page(key)
        )


def _publisher() -> None:
    if not may(Permission.PUBLISH_KNOWLEDGE):
        abort(404)


def _page(key: int) -> str:
    return url_for("jawaban_isi.index", key=key)


def _do(key: int, deed):
    """Do it with the lock of the form; None when it was refused, and said why."""
    found_or_404(db.session, Entry, key)
    try:
        with panel().database.write() as session:
            return deed(session, session.get(Entry, key), addresses.row_id("lock") or 0) or True
    except Refusal as refusal:
        flash(sentence(refusal), "error")
        return None


def _said(key: int, deed, done: str):
    if _do(key, deed) is not None:
        flash(done, "success")
    return redirect(_page(key))


def _approve(session, entry: Entry, lock: int) -> None:
    entries.held(session, entry, lock)
    publishing.publish(session, entry)


def _merge(session, entry: Entry, into: int, lock: int) -> Learned:
    stays = session.get(Entry, into)
    learned = merging.merge(session, entry, stays, lock=lock, by=me(session), at=now())
    publishing.record(session, "entry_merged", entry, into=stays.slug)
    return learned
