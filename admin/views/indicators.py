"""Indikator: the metadata behind every figure, edited by one person, published by another, read as its owner approved."""

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import func, select

from admin import addresses
from admin.addresses import MAX_ID, found_or_404
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core import staff as people
from core.errors import Refusal, SavedMeanwhile
from core.staff import Agency, Permission
from knowledge.statistics import metadata, subscriptions
from knowledge.statistics.metadata import Facts
from knowledge.statistics.models import Direction, Indicator, Observation
from texts import import_words as said
from texts import panel as words
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"
_DIRECTIONS = [(Direction.NETRAL.value, "tidak ada arah"), (Direction.NAIK.value, "makin tinggi makin baik"),
               (Direction.TURUN.value, "makin rendah makin baik")]  # fmt: skip


class Indicators(DeskView):
    """The list of indicators and the form of each."""

    permission = Permission.MANAGE_FIGURES

    def __init__(self) -> None:
        super().__init__(name="Indikator", category="Data", endpoint="indikator", url="/admin/indikator")

    @expose("/")
    def index(self):
        search = addresses.text("cari").lower()
        counts = dict(map(tuple, db.session.execute(
            select(Observation.indicator_id, func.count()).where(Observation.is_current).group_by(Observation.indicator_id)
        )))  # fmt: skip
        rows = db.session.scalars(select(Indicator).order_by(Indicator.state, Indicator.topic, Indicator.name)).all()
        found = [row for row in rows if search in row.name.lower() or search in row.code]
        lacking = {row.id: metadata.lacking(db.session, row) for row in found}
        return self.render(
            "panel/figures/indicators.html", rows=found, counts=counts, lacking=lacking, search=search, words=said
        )

    @expose("/baru", methods=("GET", "POST"))
    def new(self):
        if request.method == "GET":
            return self._form(None, Facts(), "", "")
        facts, code = _typed(), addresses.typed("code", 80)
        try:
            with panel().database.write() as session:
                by = me(session)
                made = metadata.create(session, code, facts, by=by, at=now())
                _note(session, "indicator_created", made)
        except Refusal as refused:
            return self._form(None, facts, sentence(refused), code), 422
        flash(words.SAVED, "success")
        return redirect(url_for(".one", key=made.id))

    @expose(f"/{_KEY}", methods=("GET", "POST"))
    def one(self, key: int):
        indicator = found_or_404(db.session, Indicator, key)
        if request.method == "GET":
            return self._form(indicator, metadata.of(indicator), "", "")
        facts = _typed()
        try:
            with panel().database.write() as session:
                kept = metadata.edit(session, key, facts, lock=addresses.row_id("version"), by=me(session))
                _note(session, "indicator_changed", kept)
        except Refusal as refused:
            lock = refused.data["version"] if isinstance(refused, SavedMeanwhile) else addresses.row_id("version")
            return self._form(indicator, facts, sentence(refused), "", lock=lock), 422
        flash(words.SAVED, "success")
        return redirect(url_for(".one", key=key))

    @expose(f"/{_KEY}/terbit", methods=("POST",))
    def publish(self, key: int):
        return _act(key, "indicator_published", said.INDICATOR_PUBLISHED, lambda s, by, lock: metadata.publish(
            s, key, lock=lock, by=by
        ))  # fmt: skip

    @expose(f"/{_KEY}/cara-membaca", methods=("POST",))
    def approve(self, key: int):
        return _act(key, "indicator_reading_approved", said.READING_APPROVED, lambda s, by, lock: metadata.approve_reading(
            s, key, lock=lock, by=by, at=now()
        ))  # fmt: skip

    def _form(self, indicator, facts, problem, code, *, lock=None):
        agencies = db.session.scalars(select(Agency).where(Agency.is_active).order_by(Agency.name)).all()
        mine = me(db.session)
        return self.render(
            "panel/figures/indicator.html",
            row=indicator, facts=_written(facts), problem=problem, code=code, agencies=agencies, directions=_DIRECTIONS,
            lock=lock or (indicator.lock if indicator else ""), words=said, most=metadata.MOST,
            lacking=metadata.lacking(db.session, indicator) if indicator else [],
            is_owner=indicator is not None and metadata.is_owner(mine, indicator),
            is_own_edit=indicator is not None and indicator.edited_by == mine.id,
            waiting=subscriptions.waiting_for(db.session, indicator.id) if indicator else 0,
            names=people.names(db.session, [indicator.interpretation_approved_by, indicator.edited_by] if indicator else []),
        )  # fmt: skip


_BLANKS = (("{nilai}", "[nilai]"), ("{bulat}", "[bulat]"))
"""How the answer's own number is written in a sentence, and how a person writes it in the form."""
_WITH_BLANKS = ("interpretation", "interpretation_en")


def _written(facts: Facts) -> Facts:
    """As a person sees it in the form."""
    changed = {name: getattr(facts, name) for name in _WITH_BLANKS}
    for inside, shown in _BLANKS:
        changed = {name: text.replace(inside, shown) for name, text in changed.items()}
    return replace(facts, **changed)


def _typed() -> Facts:
    texts = {name: addresses.typed(name, most) for name, most in metadata.MOST.items()}
    for inside, shown in _BLANKS:
        texts |= {name: texts[name].replace(shown, inside) for name in _WITH_BLANKS}
    decimals = request.form.get("decimals", "")
    agency = addresses.row_id("agency_id")
    known = agency is not None and db.session.get(Agency, agency) is not None
    return Facts(
        **texts,
        decimals=int(decimals) if decimals in set("0123456") else 2,
        direction=addresses.word("direction", Direction) or Direction.NETRAL,
        synonyms=tuple(word for line in addresses.typed("synonyms", 5000).splitlines() for word in line.split(",")),
        is_sensitive=request.form.get("is_sensitive") == "ya",
        agency_id=agency if known else None,
    )


def _act(key, action, done, do):
    found_or_404(db.session, Indicator, key)
    try:
        with panel().database.write() as session:
            kept = do(session, me(session), addresses.row_id("version"))
            _note(session, action, kept)
    except Refusal as refused:
        flash(sentence(refused), "error")
    else:
        flash(done, "success")
    return redirect(url_for(".one", key=key))


def _note(session, action, indicator):
    details = {"code": indicator.code}
    audit.record(session, by=me(session), action=action, subject=f"indicator:{indicator.id}", at=now(), details=details)
