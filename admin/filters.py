"""The filter of the ticket queue in an address: names that stay, values that are bounded."""

from flask import request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from admin import addresses
from admin.context import me, midnight, now, today
from core.messages.channels import Channel
from texts import labels
from texts import panel as said
from tickets import queries
from tickets.kinds import CaseKind, Outcome, Status
from tickets.queries import CaseFilter, Recent, Tab

NAMES = ("tab", "cari", "status", "jenis", "kanal", "opd", "dari", "sampai", "hasil", "sejak")


def asked() -> CaseFilter:
    """The filter this address or form asks for."""
    return CaseFilter(
        tab=addresses.word("tab", Tab) or Tab.OPEN,
        search=_search(),
        status=addresses.word("status", Status),
        kind=addresses.word("jenis", CaseKind),
        channel=addresses.word("kanal", Channel),
        agency_id=addresses.row_id("opd"),
        received_from=addresses.day("dari"),
        received_to=addresses.day("sampai"),
        outcome=addresses.word("hasil", Outcome),
        recent=addresses.word("sejak", Recent),
        now=now(),
    )


def _search() -> str:
    value = request.values.get("cari", "")
    return " ".join(addresses.cleaned(value)[: queries.MAX_SEARCH].split()[: queries.MAX_WORDS])


def where(filters: CaseFilter, session: Session) -> list[ColumnElement[bool]]:
    """The filter as conditions, inside what this person may see."""
    return queries.conditions(filters, me(session), today=today(), midnight=midnight())


def written(filters: CaseFilter) -> dict[str, str]:
    """The filter as an address says it; what is not narrowed is left out."""
    values = {
        "tab": filters.tab,
        "cari": filters.search,
        "status": filters.status,
        "jenis": filters.kind,
        "kanal": filters.channel,
        "opd": filters.agency_id,
        "dari": filters.received_from,
        "sampai": filters.received_to,
        "hasil": filters.outcome,
        "sejak": filters.recent,
    }
    return {name: str(value) for name, value in values.items() if value}


def address(filters: CaseFilter, **changes: str | None) -> str:
    """The same filter with some of it changed; None drops a part."""
    values = {**written(filters), **changes}
    return "?" + addresses.url_encode([(name, value) for name, value in values.items() if value])


def notable(filters: CaseFilter) -> list[tuple[str, str]]:
    """What narrows the list beyond the fields on the screen, in words, each with the address that drops it."""
    found = []
    if filters.recent is not None:
        found.append((said.RECENT[filters.recent], address(filters, sejak=None)))
    if filters.outcome is not None:
        found.append((f"hasil: {labels.OUTCOME[filters.outcome]}", address(filters, hasil=None)))
    return found


def is_narrowed(filters: CaseFilter) -> bool:
    return set(written(filters)) > {"tab"}
