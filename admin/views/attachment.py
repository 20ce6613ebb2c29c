"""Lampiran: the file of a case, as a download that no browser runs, for people who may see the case."""

from flask import abort
from flask_admin import expose

from admin.addresses import MAX_ID
from admin.base import InnerView
from admin.context import db, me
from admin.downloads import as_download
from core import enclosures
from core.messages.media import MediaState
from core.staff import Permission
from tickets import queries

_ENDINGS = {**enclosures.ENDINGS, "image/webp": "webp", "audio/ogg": "ogg", "video/mp4": "mp4"}


class Attachment(InnerView):
    """One file. Its own name is not given away: it may name a person."""

    permission = Permission.SEE_CASES

    def __init__(self) -> None:
        super().__init__(name="Lampiran", endpoint="lampiran", url="/admin/lampiran")

    @expose(f"/<int(max={MAX_ID}):id>")
    def index(self, id: int):
        media = queries.attachment_for(db.session, id, me(db.session))
        if media is None or media.state is not MediaState.STORED or media.sha256 is None:
            abort(404)
        ending = _ENDINGS.get(media.mime or "", "bin")
        mime = media.mime or "application/octet-stream"
        return as_download(media.sha256, mime=mime, name=f"lampiran-{media.id}.{ending}")
