"""Padanan kata: words that mean the same to the bot, the house's and the office's own; what a change does is shown first."""

from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin import addresses, previews
from admin.addresses import Pages
from admin.auth import may
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core.errors import Refusal, SavedMeanwhile
from core.staff import Permission
from knowledge import effects, synonyms
from knowledge.synonyms import Change, Shown
from texts import panel as said
from texts.refusals import sentence

PAGE = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of a group as it stands."""

    words: str = ""
    key: int | None = None
    house: str | None = None
    version: int = 0
    problem: str = ""
    preview: previews.Shown | None = None
    theirs: str = ""


class Synonyms(DeskView):
    """The groups, and the form of one of them."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Padanan kata", category="Layanan", endpoint="padanan", url="/admin/padanan-kata")

    @expose("/")
    def index(self):
        search = addresses.text("cari").casefold()
        found = [row for row in synonyms.listed(db.session) if search in ", ".join(row.words).casefold()]
        pages = Pages(min(addresses.page(), max(0, -(-len(found) // PAGE) - 1)), len(found), PAGE)
        return self.render(
            "panel/synonyms.html",
            rows=found[pages.number * PAGE : (pages.number + 1) * PAGE],
            pages=pages,
            search=search,
            may_publish=may(Permission.PUBLISH_KNOWLEDGE),
        )

    @expose("/isi", methods=("GET", "POST"))
    def form(self):
        _publisher()
        if request.method == "GET":
            row = _asked_for()
            return self._page(Typed(", ".join(row.words), row.id, row.house, row.version) if row else Typed())
        typed = Typed(addresses.typed("words", 2000), addresses.row_id("key"), _house(), _version())
        is_off = request.form.get("aksi") == "matikan"
        try:
            terms = synonyms.read(typed.words)
            wanted = Change(terms, typed.key, typed.house, is_off=is_off and typed.house is not None)
            shown = _preview(wanted)
            if request.form.get("aksi") == "dampak" or (shown.preview.harm and not shown.was_seen):
                problem = "" if request.form.get("aksi") == "dampak" else said.LOOK_FIRST
                return self._page(Typed(typed.words, typed.key, typed.house, typed.version, problem, shown))
            with panel().database.write() as session:
                synonyms.save(session, wanted, version=typed.version)
                _record(session, "synonyms_changed", wanted.words, house=wanted.house, off=wanted.is_off)
        except SavedMeanwhile as refusal:
            return self._conflict(typed, sentence(refusal)), 409
        except Refusal as refusal:
            problem = sentence(refusal)
            return self._page(Typed(typed.words, typed.key, typed.house, typed.version, problem)), 422
        flash(said.SYNONYMS_SAVED, "success")
        return redirect(url_for(".index"))

    @expose("/hapus", methods=("POST",))
    def drop(self):
        """Take an own group away, or let the house's words count again."""
        _publisher()
        key = addresses.row_id("key") or 0
        row = next((row for row in synonyms.listed(db.session) if row.id == key), None)
        try:
            with panel().database.write() as session:
                synonyms.drop(session, key, version=_version())
                _record(session, "synonyms_dropped", row.words if row else (), house=row.house if row else None)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(said.SYNONYMS_BACK if row and row.house else said.SYNONYMS_DROPPED, "success")
        return redirect(url_for(".index"))

    def _conflict(self, typed: Typed, problem: str):
        """What somebody else saved meanwhile, beside what was typed; sending again knows of it."""
        db.session.expire_all()
        row = _row(typed.key, typed.house)
        theirs = ", ".join(row.words) if row else ""
        version, key = (row.version, row.id) if row else (0, None)
        return self._page(Typed(typed.words, key, typed.house, version, problem, theirs=theirs))

    def _page(self, typed: Typed):
        row = _row(typed.key, typed.house)
        return self.render("panel/synonym_form.html", typed=typed, row=row)


def _publisher() -> None:
    if not may(Permission.PUBLISH_KNOWLEDGE):
        abort(404)


def _asked_for() -> Shown | None:
    key, house = addresses.row_id("key"), _house()
    if key is None and house is None:
        return None
    row = _row(key, house)
    if row is None:
        abort(404)
    return row


def _row(key: int | None, house: str | None) -> Shown | None:
    if key is None and house is None:
        return None
    rows = synonyms.listed(db.session)
    return next((row for row in rows if (row.house == house if house is not None else row.id == key)), None)


def _house() -> str | None:
    """The house's group that is meant, by its name."""
    name = addresses.cleaned(request.values.get("house", "")).strip()[:120]
    known = {row.house for row in synonyms.listed(db.session)} if name else set()
    if name and name not in known:
        abort(404)
    return name or None


def _version() -> int:
    return addresses.row_id("version") or 0


def _preview(wanted: Change) -> previews.Shown:
    before, after = synonyms.effective(db.session), synonyms.would_be(db.session, wanted)
    found = effects.of_synonyms(db.session, panel().knowledge.now().index, before, after)
    return previews.titled(found, {}, repr(wanted))


def _record(session, action: str, words: tuple[str, ...], *, house: str | None, off: bool = False) -> None:
    details = {"words": ", ".join(words), **({"house": house} if house else {}), **({"off": True} if off else {})}
    audit.record(session, by=me(session), action=action, subject="synonyms", at=now(), details=details)
