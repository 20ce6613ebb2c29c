"""The filter of the ticket queue in an address: names that stay, values that are bounded."""

from flask import request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from admin import addresses, showing
from admin.context import calendar, db, me, midnight, now, today
from core import staff as people
from core.messages.channels import Channel
from texts import labels
from texts import panel as said
from tickets import queries, searching
from tickets.kinds import CaseKind, Outcome, Status
from tickets.queries import CaseFilter, Recent, Tab
from tickets.signs import Sign

NAMES = (
    *("tab", "cari", "status", "jenis", "kanal", "opd", "dari", "sampai", "hasil", "sejak"),
    *("tanda", "petugas", "berakhir", "dinilai", "nilai"),
)


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
        sign=addresses.word("tanda", Sign),
        soon=calendar().after(today(), 1).due,
        assignee_id=addresses.row_id("petugas"),
        ended_from=addresses.day("berakhir"),
        rated_from=addresses.day("dinilai"),
        score=_score(),
    )


def _score() -> int | None:
    value = request.values.get("nilai", "")
    return int(value) if value in {"1", "2", "3", "4", "5"} else None


def _search() -> str:
    value = request.values.get("cari", "")
    return " ".join(addresses.cleaned(value)[: searching.MAX_SEARCH].split()[: searching.MAX_WORDS])


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
        "tanda": filters.sign,
        "petugas": filters.assignee_id,
        "berakhir": filters.ended_from,
        "dinilai": filters.rated_from,
        "nilai": filters.score,
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
    if filters.sign is not None:
        found.append((said.SIGN[filters.sign], address(filters, tanda=None)))
    if filters.assignee_id is not None:
        name = people.names(db.session, [filters.assignee_id]).get(filters.assignee_id, "–")
        found.append((f"dipegang {name}", address(filters, petugas=None)))
    if filters.ended_from is not None:
        found.append((f"berakhir sejak {showing.day(filters.ended_from)}", address(filters, berakhir=None)))
    if filters.rated_from is not None:
        found.append((f"dinilai sejak {showing.day(filters.rated_from)}", address(filters, dinilai=None)))
    if filters.score is not None:
        found.append((f"diberi nilai {filters.score}", address(filters, nilai=None)))
    return found


def in_words(filters: CaseFilter) -> list[str]:
    """Everything that narrows the list, for a paper that is read without its screen."""
    found = [f"tampilan {said.TAB[filters.tab]}"]
    if filters.search:
        found.append(f"kata “{filters.search}”")
    if filters.status is not None:
        found.append(f"status {labels.STATUS[filters.status]}")
    if filters.kind is not None:
        found.append(f"jenis {labels.KIND[filters.kind]}")
    if filters.channel is not None:
        found.append(f"kanal {labels.CHANNEL[filters.channel]}")
    if filters.agency_id is not None:
        agency = db.session.get(people.Agency, filters.agency_id)
        found.append(f"OPD {agency.short_name if agency else '–'}")
    if filters.received_from is not None:
        found.append(f"diterima dari {showing.day(filters.received_from)}")
    if filters.received_to is not None:
        found.append(f"diterima sampai {showing.day(filters.received_to)}")
    return [*found, *(words for words, _ in notable(filters))]


def hidden(filters: CaseFilter) -> dict[str, str]:
    """What narrows the list and has no field on the screen: it stays when the fields are sent."""
    return {name: value for name, value in written(filters).items() if name in _WITHOUT_FIELD}


_WITHOUT_FIELD = frozenset({"hasil", "sejak", "tanda", "petugas", "berakhir", "dinilai", "nilai"})


def is_narrowed(filters: CaseFilter) -> bool:
    return set(written(filters)) > {"tab"}
