"""Jadwal rilis: when figures are to come out, moved with a reason, done; whoever waits hears of a move."""

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses
from admin.addresses import MAX_ID, found_or_404
from admin.base import DeskView
from admin.context import db, me, now, panel, today
from core import audit
from core.errors import Refusal
from core.staff import Permission
from knowledge.statistics import releases
from knowledge.statistics.models import DataRelease, Indicator, IndicatorState
from texts import import_words as said
from texts.refusals import sentence


class Releases(DeskView):
    """The calendar as a list, and the form for one more day."""

    permission = Permission.MANAGE_FIGURES

    def __init__(self) -> None:
        super().__init__(name="Jadwal rilis", category="Data", endpoint="rilis", url="/admin/jadwal-rilis")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page("", {})
        typed = {"title": addresses.typed("title", releases.MOST_TITLE), "planned": addresses.typed("planned", 10),
                 "indicator": addresses.row_id("indicator")}  # fmt: skip
        indicator = db.session.get(Indicator, typed["indicator"]) if typed["indicator"] else None
        try:
            with panel().database.write() as session:
                made = releases.plan(
                    session, title=typed["title"], planned=addresses.day("planned"),
                    indicator_id=indicator.id if indicator else None,
                )  # fmt: skip
                _note(session, "release_planned", made.id)
        except Refusal as refused:
            return self._page(sentence(refused), typed), 422
        flash(said.RELEASE_SAVED, "success")
        return redirect(url_for(".index"))

    @expose(f"/<int(max={MAX_ID}):key>", methods=("POST",))
    def change(self, key: int):
        found_or_404(db.session, DataRelease, key)
        lock, is_done = addresses.row_id("version"), request.form.get("aksi") == "rilis"
        reason = addresses.typed("reason", releases.MOST_REASON)
        try:
            with panel().database.write() as session:
                if is_done:
                    releases.done(session, key, on=addresses.day("released"), lock=lock)
                else:
                    releases.move(session, key, to=addresses.day("planned"), reason=reason, lock=lock, at=now())
                _note(
                    session,
                    "release_done" if is_done else "release_moved",
                    key,
                    **({"reason": reason} if reason else {}),
                )
        except Refusal as refused:
            db.session.expire_all()
            begun = {"row": key, "reason": reason, **{day: addresses.typed(day, 10) for day in ("planned", "released")}}
            return self._page(sentence(refused), {}, begun), 422
        flash(said.RELEASE_SAVED if is_done else said.RELEASE_MOVED, "success")
        return redirect(url_for(".index"))

    def _page(self, problem, typed, begun=None):
        """``begun`` is the change of one row that was refused, as it was typed."""
        indicators = db.session.scalars(
            select(Indicator).where(Indicator.state == IndicatorState.PUBLISHED).order_by(Indicator.name)
        ).all()
        return self.render(
            "panel/figures/releases.html",
            rows=releases.listed(db.session), indicators=[(one.id, one.name) for one in indicators], problem=problem,
            typed=typed, begun=begun or {}, today=today(),
        )  # fmt: skip


def _note(session, action, key, **details):
    audit.record(session, by=me(session), action=action, subject=f"release:{key}", at=now(), details=details)
