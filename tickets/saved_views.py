"""Saved views: a filter of the queue kept under a name, for oneself or for everybody. It widens nobody's scope.

Its address is made of the name it was first given and stays when the view is renamed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import audit
from core.db import Base, UTCDateTime, insert_new, table_of
from core.errors import Refusal
from core.privacy import names_a_person
from core.staff import Permission, Staff
from tickets.filters import packed, readable, unpacked
from tickets.queries import CaseFilter
from tickets.states import NotYourPart

MOST_NAME, MOST_VIEWS = 60, 30
_EVERYBODY = "bersama"
_APART = re.compile(r"[^a-z0-9]+")
_OF_THE_MOMENT = ("now", "soon")
_RESTORED = ("name", "slug", "filters", "is_shared")


class ViewNameNeeded(Refusal):
    code = "view_name_needed"


class ViewNameTaken(Refusal):
    """One's own views, and those of everybody, each have names of their own."""

    code = "view_name_taken"


class ViewsFull(Refusal):
    code = "views_full"


class ViewNamesPerson(Refusal):
    """A number that leads to a person would be read by everybody, also by who may not see that person's tickets."""

    code = "view_names_person"


class SavedView(Base):
    """A filter with a name. ``space`` is whose it is: everybody's, or one person's."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("space", "name_key"), UniqueConstraint("space", "slug"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    is_shared: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    name_key: Mapped[str] = mapped_column(String(MOST_NAME * 2))
    slug: Mapped[str] = mapped_column(String(MOST_NAME + 10))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


def of_person(session: Session, staff: Staff) -> list[SavedView]:
    """What this person has saved, then what is shared, each by name."""
    spaces = SavedView.space.in_((_own(staff), _EVERYBODY))
    return list(session.scalars(select(SavedView).where(spaces).order_by(SavedView.is_shared, SavedView.name_key)))


def named(session: Session, staff: Staff, slug: str, *, is_shared: bool) -> SavedView | None:
    """The view at this address, as this person reads it."""
    at = SavedView.space == _space(staff, is_shared), SavedView.slug == slug
    return session.scalar(select(SavedView).where(*at))


def by_id(session: Session, staff: Staff, key: int) -> SavedView | None:
    """The view, if it is this person's or everybody's."""
    view = session.get(SavedView, key)
    return view if view is not None and view.space in {_own(staff), _EVERYBODY} else None


def may_share(staff: Staff) -> bool:
    """May this person save for everybody, and change what everybody sees?"""
    return staff.may(Permission.SHARE_VIEWS)


def may_change(view: SavedView, staff: Staff) -> bool:
    """One's own is one's own; what is shared belongs to those who may share."""
    return may_share(staff) if view.is_shared else view.owner_id == staff.id


def save(
    session: Session,
    *,
    by: Staff,
    name: str,
    filters: CaseFilter,
    is_shared: bool = False,
    at: datetime,
    as_: str = "view_shared",
) -> SavedView:
    """Keep this filter under a name.

    Refuses :class:`ViewNameNeeded`, :class:`ViewNameTaken`, :class:`ViewsFull`, :class:`ViewNamesPerson`, and
    :class:`NotYourPart` to who shares without being allowed to.
    """
    if is_shared and not may_share(by):
        raise NotYourPart(action="tampilan")
    words, space = _name(name), _space(by, is_shared)
    _refuse_a_person(words, filters.search, is_shared=is_shared)
    if (session.scalar(select(func.count()).where(SavedView.space == space)) or 0) >= MOST_VIEWS:
        raise ViewsFull(most=MOST_VIEWS)
    row = {
        "owner_id": by.id,
        "space": space,
        "is_shared": is_shared,
        "name": words,
        "name_key": _key(words),
        "slug": _free_slug(session, space, words),
        "filters": _kept(filters),
        "made_at": at,
    }
    made = insert_new(session, table_of(SavedView), [row])
    if not made:
        raise ViewNameTaken(name=words)
    view = session.get_one(SavedView, made[0].id)
    _note(session, view, as_, by=by, at=at)
    return view


def rename(session: Session, view: SavedView, *, by: Staff, name: str, at: datetime) -> None:
    """Call it something else; its address stays. Refuses what :func:`save` refuses."""
    _refuse_foreign(view, by)
    words = _name(name)
    _refuse_a_person(words, is_shared=view.is_shared)
    others = SavedView.space == view.space, SavedView.name_key == _key(words), SavedView.id != view.id
    if session.scalar(select(SavedView.id).where(*others)) is not None:
        raise ViewNameTaken(name=words)
    before, view.name, view.name_key = view.name, words, _key(words)
    _note(session, view, "view_renamed", by=by, at=at, before=before)


def refit(session: Session, view: SavedView, *, by: Staff, filters: CaseFilter, at: datetime) -> None:
    """Keep another filter under the same name. Refuses :class:`ViewNamesPerson`."""
    _refuse_foreign(view, by)
    _refuse_a_person(filters.search, is_shared=view.is_shared)
    before, view.filters = view.filters, _kept(filters)
    _note(session, view, "view_changed", by=by, at=at, before=before)


def drop(session: Session, view: SavedView, *, by: Staff, at: datetime) -> dict[str, Any]:
    """Take it off the list; what :func:`restore` needs to put it back."""
    _refuse_foreign(view, by)
    _note(session, view, "view_deleted", by=by, at=at)
    session.delete(view)
    return {name: getattr(view, name) for name in _RESTORED}


def restore(session: Session, gone: Mapping[str, Any], *, by: Staff, at: datetime) -> SavedView:
    """Put back what was dropped, at the address it had. Refuses what :func:`save` refuses."""
    view = save(
        session,
        by=by,
        name=gone["name"],
        filters=unpacked(readable(gone["filters"])),
        is_shared=gone["is_shared"],
        at=at,
        as_="view_restored",
    )
    taken = SavedView.space == view.space, SavedView.slug == gone["slug"], SavedView.id != view.id
    if session.scalar(select(SavedView.id).where(*taken)) is None:
        view.slug = gone["slug"]
    return view


def filter_of(view: SavedView, *, now: datetime, soon: date) -> CaseFilter:
    """The filter as it reads at this moment. What the house does not know any more narrows nothing."""
    return replace(unpacked(readable(view.filters)), now=now, soon=soon)


def _kept(filters: CaseFilter) -> dict[str, Any]:
    return {name: value for name, value in packed(filters).items() if name not in _OF_THE_MOMENT}


def _refuse_a_person(*words: str, is_shared: bool) -> None:
    if is_shared and any(names_a_person(each) for each in words):
        raise ViewNamesPerson()


def _refuse_foreign(view: SavedView, by: Staff) -> None:
    if not may_change(view, by):
        raise NotYourPart(action="tampilan")


def _note(session: Session, view: SavedView, action: str, *, by: Staff, at: datetime, **more: object) -> None:
    """What everybody sees is changed in the books, with what it finds; one's own list is nobody's business."""
    if view.is_shared:
        details = {"name": view.name, "filters": view.filters, **more}
        audit.record(session, by=by, action=action, subject=f"view:{view.id}", at=at, details=details)


def _space(staff: Staff, is_shared: bool) -> str:
    return _EVERYBODY if is_shared else _own(staff)


def _own(staff: Staff) -> str:
    return f"s{staff.id}"


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > MOST_NAME:
        raise ViewNameNeeded(most=MOST_NAME)
    return words


def _key(name: str) -> str:
    return name.casefold()[: MOST_NAME * 2]


def _free_slug(session: Session, space: str, name: str) -> str:
    """The name in an address; with a number behind it when an older view, since renamed, has it."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _APART.sub("-", bare)[:MOST_NAME].strip("-") or "tampilan"
    taken = set(session.scalars(select(SavedView.slug).where(SavedView.space == space)))
    return next(one for one in (slug, *(f"{slug}-{nth}" for nth in range(2, MOST_VIEWS + 3))) if one not in taken)
