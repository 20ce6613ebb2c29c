"""Sumber otomatis: tables fetched from BPS WebAPI and data portals, each night or now, into the same checks as files."""

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses
from admin.addresses import MAX_ID
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core.errors import Refusal
from core.staff import Permission
from knowledge.statistics import feeds
from knowledge.statistics.feeds import DataFeed
from knowledge.statistics.metadata import NotYourIndicator, in_charge
from knowledge.statistics.models import Indicator, IndicatorState
from knowledge.statistics.staging import BatchKind
from texts import import_words as said
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"
_MOST = {"title": 300, "domain": 10, "variable": 120, "url": 600, "producer": 200, "licence": 160}


class Feeds(DeskView):
    """The list of feeds, and the form for one more."""

    permission = Permission.MANAGE_FIGURES

    def __init__(self) -> None:
        super().__init__(name="Sumber otomatis", category="Data", endpoint="sumber", url="/admin/sumber-otomatis")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page({}, "")
        typed = {name: addresses.typed(name, most) for name, most in _MOST.items()}
        kind = addresses.word("kind", BatchKind) or BatchKind.BERKAS
        portal = typed["url"] if typed["url"] in panel().settings.ckan_portals else ""
        indicator = db.session.get(Indicator, addresses.row_id("indicator") or 0)
        told = {**typed, "kind": kind, "url": portal, "is_nightly": request.form.get("is_nightly") == "ya",
                "indicator_id": indicator.id if indicator else None}  # fmt: skip
        try:
            with panel().database.write() as session:
                by = me(session)
                if indicator is not None and not in_charge(by, indicator):
                    raise NotYourIndicator()
                feed = feeds.add(session, told, by=by, at=now())
                audit.record(session, by=by, action="feed_added", subject=f"feed:{feed.id}", at=now())
        except Refusal as refused:
            return self._page({**typed, "kind": kind, "indicator": told["indicator_id"]}, sentence(refused)), 422
        flash(said.FEED_ADDED, "success")
        return redirect(url_for(".index"))

    @expose(f"/{_KEY}", methods=("POST",))
    def change(self, key: int):
        fetches = request.form.get("aksi") == "ambil"
        with panel().database.write() as session:
            feed = session.get(DataFeed, key, with_for_update=True)
            if feed is None or feed.ended_at is not None:
                abort(404)
            if fetches:
                feeds.ask(feed, at=now())
            else:
                feeds.end(feed, at=now())
            action = "feed_asked" if fetches else "feed_ended"
            audit.record(session, by=me(session), action=action, subject=f"feed:{key}", at=now())
        flash(said.FEED_ASKED if fetches else said.FEED_ENDED, "success")
        return redirect(url_for(".index"))

    def _page(self, typed, problem):
        settings = panel().settings
        indicators = db.session.scalars(
            select(Indicator).where(Indicator.state != IndicatorState.RETIRED).order_by(Indicator.name)
        )
        return self.render(
            "panel/figures/feeds.html",
            rows=feeds.listed(db.session), typed=typed, problem=problem, has_key=bool(settings.bps_key),
            portals=[(portal, portal) for portal in settings.ckan_portals],
            indicators=[(one.id, one.name) for one in indicators],
        )  # fmt: skip
