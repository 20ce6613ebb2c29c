"""Jejak audit: who did what to people's data and the office's settings. To be read, never to be changed."""

import json

from flask import request, url_for
from markupsafe import Markup, escape
from sqlalchemy.orm import Query

from admin import showing
from admin.base import RecordView
from admin.context import db
from core.audit import AuditEntry
from core.staff import Permission, Staff
from texts import panel as said


def _details(row: AuditEntry) -> str:
    """What was noted beside the act, one fact after the other."""
    return " · ".join(f"{said.AUDIT_DETAIL.get(name, name)}: {_written(value)}" for name, value in row.details.items())


def _subject(row: AuditEntry) -> Markup:
    """What the act was done to, in words: a ticket opens, an account has its name."""
    kind, _, which = row.subject.partition(":")
    label = said.AUDIT_SUBJECT.get(kind, kind)
    if kind == "case":
        return Markup("%s <a href='%s'>%s</a>") % (label, url_for("tiket_isi.index", number=which), which)
    if kind == "staff" and which.isdigit() and (staff := db.session.get(Staff, int(which))) is not None:
        which = staff.email
    return escape(f"{label} {which}".strip())


def _written(value: object) -> str:
    """Plain words as they are; a few of them side by side; anything deeper as it was kept."""
    if isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


class AuditTrail(RecordView):
    """The chain of acts, the newest first, searched by person, subject or act."""

    permission = Permission.SEE_AUDIT
    about = (
        "Setiap baris mengunci baris sebelumnya; baris yang diubah atau hilang ketahuan oleh “pendopo audit verify”."
    )
    column_list = ("at", "actor", "action", "subject", "details")
    column_labels = {"at": "Waktu", "actor": "Siapa", "action": "Perbuatan", "subject": "Atas", "details": "Rincian"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "at": lambda view, context, row, name: showing.moment(row.at),
        "action": lambda view, context, row, name: said.AUDIT_ACTION.get(row.action, row.action),
        "actor": lambda view, context, row, name: said.SYSTEM if row.actor == "system" else row.actor,
        "subject": lambda view, context, row, name: _subject(row),
        "details": lambda view, context, row, name: (
            Markup("<small class='long'>%s</small>") % escape(_details(row)) if row.details else ""
        ),
    }
    column_searchable_list = ("actor", "subject", "action")
    column_sortable_list = ()
    search_hint = "Surel, nomor tiket, atau akun"
    column_default_sort = ("id", True)

    def __init__(self) -> None:
        super().__init__(
            AuditEntry, name="Jejak audit", category="Pengawasan", endpoint="jejak", url="/admin/jejak-audit"
        )

    def scoped(self, query: Query) -> Query:
        action = _action()
        return query.filter(AuditEntry.action == action) if action else query

    def more_for_list(self) -> dict:
        return {"choices": ("aksi", "Perbuatan", list(said.AUDIT_ACTION.items()), _action())}


def _action() -> str:
    wanted = request.args.get("aksi", "")
    return wanted if wanted in said.AUDIT_ACTION else ""
