"""Jawaban: what the bot may answer, found by words, category and state; and suggestions while one types."""

from flask import jsonify, request
from flask_admin import expose

from admin import addresses
from admin.addresses import Pages
from admin.base import DeskView
from admin.context import db
from core.staff import Permission
from knowledge import catalogue
from knowledge.catalogue import EntryFilter, EntryState
from knowledge.models import EntryCategory


class Answers(DeskView):
    """The list of entries."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Jawaban", category="Layanan", endpoint="jawaban", url="/admin/jawaban")

    @expose("/")
    def index(self):
        asked = EntryFilter(
            addresses.text("cari"),
            addresses.word("kategori", EntryCategory),
            addresses.word("keadaan", EntryState),
            request.args.get("contoh") == "1",
        )
        count = catalogue.count(db.session, asked)
        pages = Pages(min(addresses.page(), max(0, -(-count // catalogue.PAGE) - 1)), count, catalogue.PAGE)
        rows = catalogue.page(db.session, asked, number=pages.number)
        return self.render("panel/answers.html", asked=asked, rows=rows, pages=pages, states=list(EntryState))

    @expose("/usul")
    def suggest(self):
        """Up to eight entries for what is being typed."""
        found = catalogue.suggest(db.session, addresses.text("q"))
        return jsonify([{"slug": entry.slug, "title": version.title} for entry, version in found])
