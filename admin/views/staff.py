"""Petugas & peran: who may enter and what they answer for; the first password comes by a link shown once."""

import re
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses
from admin.addresses import MAX_ID
from admin.auth import one_time_path
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit, staff_chats
from core import staff as people
from core.errors import Refusal, SavedMeanwhile
from core.staff import OPERATOR_EMAIL, Agency, Permission, Role, Staff
from texts import labels
from texts import panel as said
from texts.refusals import sentence

SPARE_ROWS = 3
MOST_DUTIES = 20
_KEY = f"<int(max={MAX_ID}):key>"
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,120}\.[^\s@.]{2,20}")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it is shown: what is stored, or what was typed."""

    name: str
    email: str
    duties: list[tuple[str, str]]
    version: int
    is_head: bool = False


class People(DeskView):
    """Accounts. A grave screen: the password is asked again."""

    permission = Permission.MANAGE_STAFF
    grave = True

    def __init__(self) -> None:
        super().__init__(name="Petugas & peran", category="Pengaturan", endpoint="petugas", url="/admin/petugas")

    @expose("/")
    def index(self):
        everybody = select(Staff).where(Staff.email != OPERATOR_EMAIL).order_by(Staff.active.desc(), Staff.name)
        return self.render(
            "panel/staff.html", people=list(db.session.scalars(everybody)), agencies=_agencies(), now=now()
        )

    @expose("/baru", methods=("GET", "POST"))
    def create(self):
        if request.method == "GET":
            return self._page(None, Filled("", "", [], 0))
        filled = _typed()
        errors = _check(filled, with_email=True)
        if errors:
            return self._page(None, filled, errors=errors), 422
        try:
            with panel().database.write() as session:
                made = _create(session, filled)
        except Refusal as refusal:
            return self._page(None, filled, problem=sentence(refusal)), 422
        return self._with_link(made.id, said.STAFF_CREATED)

    @expose(f"/{_KEY}", methods=("GET", "POST"))
    def change(self, key: int):
        person = _person(key)
        if request.method == "GET":
            return self._page(person, _stored(person))
        filled = _typed()
        errors = _check(filled, with_email=False)
        if errors:
            return self._page(person, filled, errors=errors), 422
        try:
            with panel().database.write() as session:
                _change(session, key, filled)
        except Refusal as refusal:
            return self._refused(key, filled, refusal)
        flash(said.SAVED, "success")
        return redirect(url_for(".index"))

    @expose(f"/{_KEY}/tautan", methods=("POST",))
    def link(self, key: int):
        """A new one-time link, shown on this page and nowhere else."""
        if not _person(key).active:
            abort(404)
        with panel().database.write() as session:
            audit.record(session, by=me(session), action="staff_link", subject=f"staff:{key}", at=now())
        return self._with_link(key, "")

    @expose(f"/{_KEY}/nonaktif", methods=("POST",))
    def deactivate(self, key: int):
        return self._turn(key, "staff_deactivated", said.STAFF_DEACTIVATED)

    @expose(f"/{_KEY}/aktif", methods=("POST",))
    def activate(self, key: int):
        return self._turn(key, "staff_activated", said.STAFF_ACTIVATED)

    @expose(f"/{_KEY}/lepas-chat", methods=("POST",))
    def unlink(self, key: int):
        """Let go of the chats this person works from: a lost telephone, a change of post."""
        _person(key)
        with panel().database.write() as session:
            staff_chats.unlink(session, key, by=me(session), at=now())
        flash(said.STAFF_CHAT_UNLINKED, "success")
        return redirect(url_for(".change", key=key))

    @expose(f"/{_KEY}/lepas-kode", methods=("POST",))
    def take_second_factor(self, key: int):
        """For who lost the telephone and the recovery codes: every session ends, the password alone lets in again."""
        person = _person(key)
        if person.id == me(db.session).id or not person.has_second_factor:
            abort(404)
        with panel().database.write() as session:
            person = session.get_one(Staff, key)
            people.take_second_factor(person)
            _record(session, person, "second_factor_reset", {})
        flash(said.SECOND_FACTOR_RESET, "success")
        return redirect(url_for(".change", key=key))

    def _turn(self, key: int, action: str, done: str):
        _person(key)
        try:
            with panel().database.write() as session:
                person, by = session.get(Staff, key), me(session)
                if action == "staff_deactivated":
                    people.deactivate(session, person, by=by)
                    staff_chats.unlink(session, key, by=by, at=now())
                else:
                    people.activate(person)
                audit.record(session, by=by, action=action, subject=f"staff:{key}", at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(done, "success")
        return redirect(url_for(".index"))

    def _refused(self, key: int, filled: Filled, refusal: Refusal):
        db.session.expire_all()
        if isinstance(refusal, SavedMeanwhile):
            filled = Filled(filled.name, filled.email, filled.duties, _person(key).version, filled.is_head)
        return self._page(_person(key), filled, problem=sentence(refusal)), 422

    def _with_link(self, key: int, done: str):
        db.session.expire_all()
        person = _person(key)
        return self.render(
            "panel/staff_link.html",
            person=person,
            done=done,
            address=panel().settings.public_url + one_time_path(person),
        )

    def _page(self, person: Staff | None, filled: Filled, *, errors: dict | None = None, problem: str = ""):
        return self.render(
            "panel/staff_form.html",
            person=person,
            filled=filled,
            rows=[*filled.duties, *[("", "")] * SPARE_ROWS][:MOST_DUTIES],
            roles=[(str(role), labels.ROLE[role]) for role in Role],
            agencies=[(str(key), name) for key, name in _agencies().items()],
            chats=staff_chats.of_staff(db.session, person.id) if person is not None else [],
            is_me=person is not None and person.id == me(db.session).id,
            errors=errors or {},
            problem=problem,
        )


def _person(key: int) -> Staff:
    person = addresses.found_or_404(db.session, Staff, key)
    if person.email == OPERATOR_EMAIL:
        abort(404)
    return person


def _agencies() -> dict[int, str]:
    rows = db.session.execute(select(Agency.id, Agency.short_name).order_by(Agency.short_name))
    return {row.id: row.short_name for row in rows}


def _stored(person: Staff) -> Filled:
    duties = people.sorted_duties((duty.role, duty.agency_id) for duty in person.duties)
    return Filled(
        person.name,
        person.email,
        [(str(role), str(agency or "")) for role, agency in duties],
        person.version,
        person.is_head,
    )


def _typed() -> Filled:
    duties = list(zip(request.form.getlist("role"), request.form.getlist("agency"), strict=False))[:MOST_DUTIES]
    return Filled(
        name=addresses.typed("name", 160),
        email=addresses.typed("email", 200).lower(),
        duties=[(role, agency) for role, agency in duties if role],
        version=addresses.row_id("version") or 0,
        is_head=addresses.typed("is_head", 1) == "1",
    )


def _check(filled: Filled, *, with_email: bool) -> dict[str, str]:
    errors = {}
    if not filled.name:
        errors["name"] = "Isi nama."
    if with_email and not _EMAIL.fullmatch(filled.email):
        errors["email"] = "Isi alamat surel yang benar, misalnya nama@kantor.go.id."
    if not filled.duties:
        errors["duties"] = "Pilih paling sedikit satu peran."
    return errors


def _duties(filled: Filled) -> list[tuple[Role, int | None]]:
    known = _agencies()
    found: dict[tuple[Role, int | None], None] = {}
    for role, agency in filled.duties:
        key = addresses.read_id(agency)
        if role in set(Role):
            found[(Role(role), key if key in known else None)] = None
    return list(found)


def _create(session: Session, filled: Filled) -> Staff:
    duties = _duties(filled)
    people.refuse_incomplete(duties)
    made = people.create(session, email=filled.email, name=filled.name, roles=duties, at=now())
    made.is_head = filled.is_head
    _record(session, made, "staff_created", {"duties": _in_words(duties), **_as_head(made)})
    return made


def _change(session: Session, key: int, filled: Filled) -> None:
    person, by = session.get(Staff, key), me(session)
    duties = _duties(filled)
    was = _as_head(person)
    had = people.change(
        session, person, name=filled.name, duties=duties, version=filled.version, by=by, is_head=filled.is_head
    )
    about = {"before": _in_words(had), "after": _in_words(duties)}
    if was != _as_head(person):
        about["is_head"] = person.is_head
    _record(session, person, "staff_changed", about)


def _as_head(person: Staff) -> dict:
    return {"is_head": True} if person.is_head else {}


def _in_words(duties) -> list[str]:
    return [f"{role}@{agency}" if agency else str(role) for role, agency in people.sorted_duties(duties)]


def _record(session: Session, person: Staff, action: str, details: dict) -> None:
    audit.record(session, by=me(session), action=action, subject=f"staff:{person.id}", at=now(), details=details)
