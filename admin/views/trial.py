"""Coba pertanyaan: would the bot answer it, with what, and which words met which; against live or draft knowledge."""

from flask import request
from flask_admin import expose

from admin import addresses, previews
from admin.base import DeskView
from admin.context import db, panel
from core.staff import Permission
from knowledge import catalogue
from knowledge.models import Entry, EntryVersion
from knowledge.trial import MOST_LETTERS, try_out


class TryOut(DeskView):
    """One question, tried."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Coba pertanyaan", category="Layanan", endpoint="coba", url="/admin/coba-pertanyaan")

    @expose("/")
    def index(self):
        asked = addresses.cleaned(request.args.get("q", "")).strip()[:MOST_LETTERS]
        with_drafts = request.args.get("dengan") == "draf"
        drafts = previews.drafts(db.session) if with_drafts else []
        tried = try_out(asked, panel().knowledge.now().index, drafts)
        slugs = {hit.entry_id for trial in tried for hit in trial.hits}
        return self.render(
            "panel/trial.html",
            asked=asked,
            with_drafts=with_drafts,
            tried=tried,
            titles=catalogue.titles(db.session, list(slugs)) | {draft.id: draft.title for draft in drafts},
            ids=_ids(slugs),
            from_drafts={draft.id for draft in drafts},
        )


def _ids(slugs: set[str]) -> dict[str, int]:
    rows = db.session.query(Entry.slug, Entry.id).join(
        EntryVersion, EntryVersion.id.in_((Entry.live_id, Entry.draft_id))
    )
    return {row.slug: row.id for row in rows.filter(Entry.slug.in_(slugs))}
