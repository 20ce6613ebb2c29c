"""Tampilan tersimpan: the address of a saved view, and what changes the list of them. The queue shows them."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
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
        quick = [(view, asked) for view, asked in found if not asked.search]
        return {
            str(view.id): _in_short(listing.at_most(db.session, filters.where(asked, db.session)))
            for view, asked in quick
        }

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
        return self._change(
            key, said.VIEW_DELETED, lambda s, view: saved_views.drop(s, view, by=me(s), at=now()), is_gone=True
        )

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
        else:
            flash(words, "success")
        return redirect(_queue(asked, tampilan=None if is_gone else str(key)))


def filter_of(view: SavedView) -> CaseFilter:
    """The filter of a view as it reads now."""
    return saved_views.filter_of(view, now=now(), soon=calendar().after(today(), 1).due)


def _in_short(count: int) -> str:
    return f"{listing.MOST_SEEN}+" if count > listing.MOST_SEEN else str(count)


def _queue(asked: CaseFilter, **more: str | None) -> str:
    return url_for("tiket.index") + filters.address(asked, **more)
