"""Jejak audit: who did what to people's data and the office's settings. To be read, never to be changed."""

import json
from collections.abc import Mapping

from flask import request, url_for
from markupsafe import Markup, escape
from sqlalchemy.orm import Query

from admin import showing
from admin.base import RecordView
from admin.context import db
from core.audit import AuditEntry
from core.staff import Agency, Permission, Staff
from texts import audit as audit_words
from texts import labels
from texts import panel as said

_CODED = {
    **dict.fromkeys(("duties", "before", "after"), labels.ROLE),
    "source": labels.SOURCE,
    "kind": said.HOLIDAY_KIND,
}
"""The details that hold a code, with the words for it."""
_LISTS = frozenset({"cases", "view"})
"""What an act was done to when its details hold a filter of the queue."""
_NAMED: Mapping[str, tuple[type[Agency] | type[Staff], str]] = {
    **dict.fromkeys(("agency_id", "opd"), (Agency, "short_name")),
    **dict.fromkeys(("assignee_id", "petugas"), (Staff, "name")),
}
_FILTERED: Mapping[str, str] = {**labels.OUTCOME, **labels.STATUS, **labels.CHANNEL, **labels.KIND, **said.SIGN}
_CHANNELS: Mapping[str, str] = {**labels.CHANNEL}


def _details(row: AuditEntry) -> str:
    """What was noted beside the act, one fact after the other."""
    write = _changed if row.action == "office_changed" else _written
    is_list = row.subject.partition(":")[0] in _LISTS
    return " · ".join(
        f"{audit_words.DETAIL.get(name, name)}: "
        + (_narrowed(value) if is_list and isinstance(value, dict) else write(value, _CODED.get(name, {})))
        for name, value in row.details.items()
    )


def _narrowed(kept: Mapping[str, object]) -> str:
    """A filter of the queue: the names of its fields, and of the agency and the officer it names."""
    parts = (f"{audit_words.FILTER.get(name, name)} {_chosen(name, value)}" for name, value in kept.items())
    return ", ".join(parts) or "–"


def _chosen(name: str, value: object) -> str:
    whose = _NAMED.get(name)
    if whose is not None and str(value).isdigit():
        model, attribute = whose
        row = db.session.get(model, int(str(value)))
        return str(getattr(row, attribute)) if row is not None else f"nomor {value}"
    return _written(value, _FILTERED)


def _subject(row: AuditEntry) -> Markup:
    """What the act was done to, in words: a ticket opens, an account has its name."""
    kind, _, which = row.subject.partition(":")
    label = audit_words.SUBJECT.get(kind, kind)
    if kind == "case":
        return Markup("%s <a href='%s'>%s</a>") % (label, url_for("tiket_isi.index", number=which), which)
    if kind == "staff" and which.isdigit() and (staff := db.session.get(Staff, int(which))) is not None:
        which = staff.email
    if kind == "channel":
        name, _, what = which.partition(":")
        which = f"{_CHANNELS.get(name, name)}, {what}"
    return escape(f"{label} {which}".strip())


def _changed(pair: list[object], words: Mapping[str, str]) -> str:
    """What it was and what it is now."""
    return " menjadi ".join(_written(value, words) for value in pair)


def _written(value: object, words: Mapping[str, str]) -> str:
    """Plain words as they are, a code by its words, yes and no in words, several values side by side."""
    if isinstance(value, dict):
        parts = {name: _written(part, words) for name, part in value.items()}
        if parts.keys() == {"number", "label"}:
            return f"{parts['number']} {parts['label']}"
        return ", ".join(f"{name} {part}" for name, part in parts.items()) or "–"
    if isinstance(value, list):
        return ", ".join(_written(part, words) for part in value) or "–"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str):
        code, at, where = value.partition("@") if words else (value, "", "")
        return words.get(code, code) + (f" (OPD {where})" if at else "")
    return "–" if value is None else json.dumps(value)


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
        "action": lambda view, context, row, name: audit_words.ACTION.get(row.action, row.action),
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
        return {"choices": ("aksi", "Perbuatan", list(audit_words.ACTION.items()), _action())}


def _action() -> str:
    wanted = request.args.get("aksi", "")
    return wanted if wanted in audit_words.ACTION else ""
