"""Lampiran: the file of a case, as a download that no browser runs, for people who may see the case."""

from flask_admin import expose

from admin.addresses import MAX_ID
from admin.base import InnerView
from admin.context import db, me
from admin.downloads import of_citizen
from core.staff import Permission
from tickets import queries


class Attachment(InnerView):
    """One file."""

    permission = Permission.SEE_CASES

    def __init__(self) -> None:
        super().__init__(name="Lampiran", endpoint="lampiran", url="/admin/lampiran")

    @expose(f"/<int(max={MAX_ID}):id>")
    def index(self, id: int):
        return of_citizen(queries.attachment_for(db.session, id, me(db.session)))
