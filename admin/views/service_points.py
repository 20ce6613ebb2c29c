"""Titik layanan: places with a code to scan, and the poster that hangs there."""

from collections.abc import Mapping
from urllib.parse import quote

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin import addresses
from admin.addresses import MAX_ID
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core.drawn_codes import drawn
from core.errors import Refusal
from core.messages import channel_commands, service_points
from core.messages.channels import Channel
from core.messages.service_points import MAX_NAME, MAX_PLACE, ServicePoint
from core.staff import Permission
from texts import panel as said
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"


class ServicePoints(DeskView):
    """The list of places, and a poster for each."""

    permission = Permission.MANAGE_OFFICE

    def __init__(self) -> None:
        super().__init__(name="Titik layanan", category="Pengaturan", endpoint="titik", url="/admin/titik")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page({}, "")
        typed = {"name": addresses.typed("name", MAX_NAME), "place": addresses.typed("place", MAX_PLACE)}
        try:
            with panel().database.write() as session:
                point = service_points.add(session, at=now(), **typed)
                _note(session, "service_point_added", point.id)
        except Refusal as refusal:
            return self._page(typed, sentence(refusal)), 422
        flash(said.POINT_ADDED, "success")
        return redirect(url_for(".index"))

    @expose(f"/{_KEY}", methods=("POST",))
    def retire(self, key: int):
        with panel().database.write() as session:
            point = session.get(ServicePoint, key, with_for_update=True)
            if point is None:
                abort(404)
            service_points.retire(session, point, at=now())
            _note(session, "service_point_retired" if point.retired_at else "service_point_revived", key)
        return redirect(url_for(".index"))

    @expose(f"/{_KEY}/poster")
    def poster(self, key: int):
        """One sheet to print: what citizens can do here, and a code for each channel they may have."""
        point = db.session.get(ServicePoint, key)
        if point is None:
            abort(404)
        codes = {name: drawn(address) for name, address in _addresses(point).items()}
        return self.render("panel/poster.html", point=point, codes=codes)

    def _page(self, typed: Mapping[str, str], problem: str):
        points = service_points.all_points(db.session)
        return self.render("panel/service_points.html", points=points, typed=typed, problem=problem)


def _addresses(point: ServicePoint) -> dict[Channel, str]:
    """Where each code leads; a channel whose name among citizens is not known yet has none."""
    found = {}
    bot = channel_commands.account(db.session, Channel.TELEGRAM)
    number = channel_commands.account(db.session, Channel.WHATSAPP)
    if number:
        found[Channel.WHATSAPP] = f"https://wa.me/{number}?text={quote(said.at_point(point.name, point.id))}"
    if bot:
        found[Channel.TELEGRAM] = f"https://t.me/{bot}?start=lok_{point.id}"
    found[Channel.WEB] = f"{panel().settings.public_url}/?titik={point.id}"
    return found


def _note(session, action: str, key: int) -> None:
    audit.record(session, by=me(session), action=action, subject=f"service_point:{key}", at=now())
