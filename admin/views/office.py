"""Kantor & nomor darurat: what the bot tells of the office, and the hours it keeps."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core import office as offices
from core.errors import SavedMeanwhile
from core.office import WEEKDAYS, NonworkingReceipt, Office, OfficeSetting
from core.staff import Permission
from texts import panel as said
from texts.refusals import sentence

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
RECEIPT = (
    (NonworkingReceipt.SAME_DAY, "hari itu juga"),
    (NonworkingReceipt.NEXT_WORKING_DAY, "hari kerja berikutnya"),
)
WORDS = {
    "name": ("Nama kantor", 120),
    "short_name": ("Nama pendek", 60),
    "region": ("Wilayah", 80),
    "region_code": ("Kode wilayah", 13),
    "address": ("Alamat", 300),
    "phone": ("Telepon", 60),
    "email": ("Surel", 120),
    "website": ("Situs", 200),
}
HELPLINE = {
    "helpline_label": ("Bantuan bagi yang putus asa", 80),
    "helpline": ("Alamat atau nomornya", 80),
}
MOST_NUMBERS, MOST_LINE_DAYS = 12, 30
_TIME = re.compile(r"([01]\d|2[0-3])[.:][0-5]\d")
_NUMBER = re.compile(r"[0-9+() -]{2,20}")
Values = dict[str, Any]


class OfficeScreen(DeskView):
    """One form for all of it. A grave screen: a wrong emergency number can cost a life."""

    permission = Permission.MANAGE_OFFICE
    grave = True

    def __init__(self) -> None:
        super().__init__(name="Kantor & nomor darurat", category="Pengaturan", endpoint="kantor", url="/admin/kantor")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page(_stored(offices.current(db.session)))
        typed = _typed()
        errors = _check(typed)
        if errors:
            return self._page(typed, errors=errors), 422
        try:
            with panel().database.write() as session:
                _save(session, typed)
        except SavedMeanwhile as refusal:
            return self._page(typed, problem=sentence(refusal)), 409
        flash(said.SAVED, "success")
        return redirect(url_for(".index"))

    def _page(self, values: Values, *, errors: Mapping[str, str] | None = None, problem: str = ""):
        stored = _stored(offices.current(db.session))
        return self.render(
            "panel/office.html",
            values=values,
            stored=stored if problem else None,
            differing=[name for name in stored if stored[name] != values[name]] if problem else [],
            stamp=_stamp(db.session) if problem or request.method == "GET" else request.form.get("stamp", "")[:64],
            words=WORDS,
            helpline=HELPLINE,
            zones=ZONES,
            receipts=RECEIPT,
            weekdays=WEEKDAYS,
            spare=[{"number": "", "label": ""}] * 2,
            errors=errors or {},
            problem=problem,
        )


def _stored(office: Office) -> Values:
    return {
        **{name: getattr(office, name) for name in (*WORDS, *HELPLINE)},
        "zone_name": office.zone_name,
        "nonworking_receipt": str(office.nonworking_receipt),
        "sample": office.sample,
        "second_reader": office.second_reader,
        "second_factor": office.second_factor,
        "line_days": office.line_days,
        "hours": {day: list(span) for day, span in office.hours.items()},
        "emergency": [{"number": row.number, "label": row.label} for row in office.emergency],
    }


def _typed() -> Values:
    numbers = zip(request.form.getlist("number"), request.form.getlist("label"), strict=False)
    return {
        **{name: addresses.typed(name, most) for name, (_, most) in (WORDS | HELPLINE).items()},
        "zone_name": addresses.typed("zone_name", 40),
        "nonworking_receipt": addresses.typed("nonworking_receipt", 20),
        "sample": "sample" in request.form,
        "second_reader": "second_reader" in request.form,
        "second_factor": "second_factor" in request.form,
        "line_days": _count(addresses.typed("line_days", 2)),
        "hours": {day: span for day in WEEKDAYS if (span := _span(day)) is not None},
        "emergency": [
            {"number": addresses.cleaned(number).strip()[:20], "label": addresses.cleaned(label).strip()[:80]}
            for number, label in list(numbers)[:MOST_NUMBERS]
            if number.strip() or label.strip()
        ],
    }


def _count(typed: str) -> int | str:
    """The number typed, or the words as they were, which are no number."""
    return int(typed) if typed.isascii() and typed.isdecimal() else typed


def _span(day: str) -> list[str] | None:
    """The hours typed for a weekday; none when both are empty."""
    opens, closes = (addresses.typed(f"{part}-{day}", 5).replace(":", ".") for part in ("buka", "tutup"))
    return [opens, closes] if opens or closes else None


def _check(values: Values) -> dict[str, str]:
    errors = {name: "Wajib diisi." for name in ("name", "short_name", "address", "phone") if not values[name]}
    if values["zone_name"] not in dict(ZONES):
        errors["zone_name"] = "Pilih WIB, WITA, atau WIT."
    if values["nonworking_receipt"] not in set(NonworkingReceipt):
        errors["nonworking_receipt"] = "Pilih salah satu."
    for day, span in values["hours"].items():
        if not all(_TIME.fullmatch(moment) for moment in span) or span[0] >= span[1]:
            errors[day] = "Isi jam buka dan tutup, misalnya 07.30 dan 16.00."
    if not isinstance(values["line_days"], int) or not 1 <= values["line_days"] <= MOST_LINE_DAYS:
        errors["line_days"] = f"Isi 1 sampai {MOST_LINE_DAYS} hari kerja."
    if not values["hours"]:
        errors["hours"] = "Isi jam layanan paling sedikit satu hari."
    if not values["emergency"]:
        errors["emergency"] = "Isi paling sedikit satu nomor darurat."
    if any(not _NUMBER.fullmatch(row["number"]) or not row["label"] for row in values["emergency"]):
        errors["emergency"] = "Setiap baris perlu nomor dan keterangannya."
    if bool(values["helpline"]) != bool(values["helpline_label"]):
        errors["helpline"] = "Isi keduanya, atau kosongkan keduanya."
    return errors


def _stamp(session: Session) -> str:
    """A mark of every setting's version: it moves when any of them does."""
    versions = session.execute(select(OfficeSetting.name, OfficeSetting.version).order_by(OfficeSetting.name))
    return hashlib.sha256(json.dumps([list(row) for row in versions]).encode()).hexdigest()[:16]


def _save(session: Session, typed: Values) -> None:
    """Keep the settings. The audit row comes first: its lock makes two savers take turns."""
    before = _stored(offices.current(session))
    changed = sorted(name for name, value in typed.items() if before[name] != value)
    audit.record(
        session,
        by=me(session),
        action="office_changed",
        subject="office",
        at=now(),
        details={name: [before[name], typed[name]] for name in changed},
    )
    session.expire_all()
    if _stamp(session) != request.form.get("stamp", ""):
        raise SavedMeanwhile(version=None)
    offices.save(session, values={name: typed[name] for name in changed}, at=now())
