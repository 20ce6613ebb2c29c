"""Jawaban: what the bot may answer, found by words, category, owner and state; and suggestions while one types."""

from flask import jsonify, request
from flask_admin import expose
from sqlalchemy import select

from admin import addresses
from admin.addresses import Pages
from admin.base import DeskView
from admin.context import db, today
from core.staff import Agency, Permission
from knowledge import catalogue
from knowledge.catalogue import EntryFilter, EntryState
from knowledge.exchange.writing import Form
from knowledge.models import EntryCategory, InformationClass


class Answers(DeskView):
    """The list of entries."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Jawaban", category="Layanan", endpoint="jawaban", url="/admin/jawaban")

    @expose("/")
    def index(self):
        filters = asked()
        count = catalogue.count(db.session, filters)
        pages = Pages(min(addresses.page(), max(0, -(-count // catalogue.PAGE) - 1)), count, catalogue.PAGE)
        agencies = list(db.session.scalars(select(Agency).order_by(Agency.name)))
        return self.render(
            "panel/answers.html",
            asked=filters,
            rows=catalogue.page(db.session, filters, number=pages.number),
            pages=pages,
            states=list(EntryState),
            classes=list(InformationClass),
            agencies=agencies,
            owners={agency.id: agency.short_name for agency in agencies},
            forms=list(Form),
            narrowed=filters != EntryFilter(filters.today),
        )

    @expose("/usul")
    def suggest(self):
        """Up to eight entries for what is being typed."""
        found = catalogue.suggest(db.session, addresses.text("q"))
        return jsonify([{"slug": entry.slug, "title": version.title} for entry, version in found])


def asked() -> EntryFilter:
    """The filter this address or form asks for."""
    return EntryFilter(
        today(),
        addresses.text("cari"),
        addresses.word("kategori", EntryCategory),
        addresses.word("golongan", InformationClass),
        addresses.word("keadaan", EntryState),
        addresses.row_id("opd"),
        request.values.get("contoh") == "1",
    )
