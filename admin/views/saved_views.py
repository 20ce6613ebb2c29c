"""Tampilan tersimpan: the address of a saved view, and what changes the list of them. The queue shows them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask import session as cookie
from flask_admin import expose
from sqlalchemy.orm import Session

from admin import addresses, filters
from admin.addresses import MAX_ID
from admin.base import InnerView
from admin.context import calendar, db, me, now, panel, today
from core.errors import Refusal
from core.staff import Permission
from texts import panel as said
from texts.refusals import sentence
from tickets import listing, saved_views
from tickets.queries import CaseFilter
from tickets.saved_views import SavedView

_GONE = "dropped_view"
_MOST_SEARCHED = 12
"""So many views that look for words are counted for one page; the others show their names alone."""
_VIEW = f"/<int(max={MAX_ID}):key>"


class SavedViews(InnerView):
    """What is saved narrows the queue of whoever opens it, and shows nobody more than their own queue does."""

    permission = Permission.SEE_CASES

    def __init__(self) -> None:
        super().__init__(name="Tampilan", endpoint="tampilan", url="/admin/tiket/tampilan")

    @expose("/saya/<slug>")
    def index(self, slug: str):
        return self._open(slug, is_shared=False)

    @expose("/bersama/<slug>")
    def shared(self, slug: str):
        return self._open(slug, is_shared=True)

    @expose("/jumlah")
    def counts(self):
        """How many tickets each view finds for this person, up to a number that says "many"."""
        found = [(view, filter_of(view)) for view in saved_views.of_person(db.session, me(db.session))]
        slow = [view.id for view, asked in found if asked.search][_MOST_SEARCHED:]
        return {str(view.id): _in_short(_count(asked)) for view, asked in found if view.id not in slow}

    @expose("/simpan", methods=("POST",))
    def save(self):
        asked, name, is_shared = filters.asked(), addresses.typed("nama", 200), request.form.get("bersama") == "ya"
        try:
            with panel().database.write() as session:
                view = saved_views.save(
                    session, by=me(session), name=name, filters=asked, is_shared=is_shared, at=now()
                )
                key, words = view.id, said.view_saved(view.name, is_shared=is_shared)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(_queue(asked, simpan=name or "-"))
        flash(words, "success")
        return redirect(_queue(asked, tampilan=str(key)))

    @expose(f"{_VIEW}/nama", methods=("POST",))
    def rename(self, key: int):
        name = addresses.typed("nama", 200)
        return self._change(
            key, said.VIEW_RENAMED, lambda s, view: saved_views.rename(s, view, by=me(s), name=name, at=now())
        )

    @expose(f"{_VIEW}/saringan", methods=("POST",))
    def refit(self, key: int):
        asked = filters.asked()
        return self._change(
            key, said.VIEW_CHANGED, lambda s, view: saved_views.refit(s, view, by=me(s), filters=asked, at=now())
        )

    @expose(f"{_VIEW}/hapus", methods=("POST",))
    def drop(self, key: int):
        """Off the list; the page that follows offers to put it back."""

        def deed(session: Session, view: SavedView) -> None:
            by = me(session)
            cookie[_GONE] = {"whose": by.id, **saved_views.drop(session, view, by=by, at=now())}

        return self._change(key, said.VIEW_DELETED, deed, is_gone=True)

    @expose("/kembalikan", methods=("POST",))
    def restore(self):
        """The one that was deleted last in this browser, at the address it had."""
        gone, asked = _gone(), filters.asked()
        if gone is None:
            flash(said.VIEW_LONG_GONE, "error")
            return redirect(_queue(asked))
        try:
            with panel().database.write() as session:
                view = saved_views.restore(session, gone, by=me(session), at=now())
                key, found = view.id, filter_of(view)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(_queue(asked, terhapus="ya"))
        del cookie[_GONE]
        flash(said.VIEW_RESTORED, "success")
        return redirect(_queue(found, tampilan=str(key)))

    def _open(self, slug: str, *, is_shared: bool):
        view = saved_views.named(db.session, me(db.session), slug, is_shared=is_shared)
        if view is None:
            abort(404)
        return redirect(_queue(filter_of(view), tampilan=str(view.id)))

    def _change(self, key: int, words: str, deed: Callable[[Session, SavedView], None], *, is_gone: bool = False):
        asked = filters.asked()
        try:
            with panel().database.write() as session:
                view = saved_views.by_id(session, me(session), key)
                if view is None or not saved_views.may_change(view, me(session)):
                    abort(404)
                deed(session, view)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(_queue(asked, tampilan=str(key)))
        flash(words, "success")
        return redirect(_queue(asked, **{"terhapus": "ya"} if is_gone else {"tampilan": str(key)}))


def just_deleted() -> str:
    """The name of the view that was deleted a moment ago and can be put back; nothing on any other page."""
    gone = _gone() if "terhapus" in request.args else None
    return str(gone["name"]) if gone else ""


def _gone() -> Mapping[str, Any] | None:
    """What this person deleted last in this browser; what somebody else did before them is not theirs."""
    kept = cookie.get(_GONE)
    return kept if kept and kept["whose"] == me(db.session).id else None


def filter_of(view: SavedView) -> CaseFilter:
    """The filter of a view as it reads now."""
    return saved_views.filter_of(view, now=now(), soon=calendar().after(today(), 1).due)


def _count(asked: CaseFilter) -> int:
    within = filters.where(replace(asked, search=""), db.session)
    return listing.at_most(db.session, within, asked.search)


def _in_short(count: int) -> str:
    return f"{listing.MOST_SEEN}+" if count > listing.MOST_SEEN else str(count)


def _queue(asked: CaseFilter, **more: str | None) -> str:
    return url_for("tiket.index") + filters.address(asked, **more)
