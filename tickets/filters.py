"""A filter of the queue as plain values, to be kept with what somebody asked for, and back."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.messages.channels import Channel
from tickets.kinds import CaseKind, Outcome, Status
from tickets.queries import CaseFilter, Recent, Tab
from tickets.signs import Sign

_READ: Mapping[str, Callable[[Any], Any]] = {
    "tab": Tab,
    "status": Status,
    "kind": CaseKind,
    "channel": Channel,
    "outcome": Outcome,
    "recent": Recent,
    "sign": Sign,
    "soon": date.fromisoformat,
    "ended_from": date.fromisoformat,
    "rated_from": date.fromisoformat,
    "received_from": date.fromisoformat,
    "received_to": date.fromisoformat,
    "now": datetime.fromisoformat,
}


def packed(filters: CaseFilter) -> dict[str, Any]:
    """Only what narrows."""
    values = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was kept long ago, the part that the house still knows."""
    known = {field.name for field in fields(CaseFilter)}
    return {name: value for name, value in values.items() if name in known and _is_readable(name, value)}


def _is_readable(name: str, value: Any) -> bool:
    try:
        _READ[name](value) if name in _READ else value
    except (TypeError, ValueError):
        return False
    return True


def unpacked(values: Mapping[str, Any]) -> CaseFilter:
    """The filter again."""
    read: dict[str, Any] = {name: _READ[name](value) if name in _READ else value for name, value in values.items()}
    return CaseFilter(**read)
