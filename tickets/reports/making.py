"""Making a report: from the books to figures, paper and workbook, as an errand of the worker."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from core import errands, paper
from core import office as offices
from core.clock import Clock
from core.db import Database
from core.errands import Errand
from core.files import FileStore
from core.lean import uncollected
from core.office import Office
from core.staff import Agency, Staff
from tickets.reports import facts, public, snapshots, workbook
from tickets.reports.definitions import CURRENT, DEFINITIONS
from tickets.reports.facts import Fact
from tickets.reports.figures import Figures, computed, digest, of_agency
from tickets.reports.quarters import read
from tickets.reports.snapshots import Files
from tickets.reports.tables import Table


@dataclass(frozen=True, slots=True)
class Wording:
    """How figures become words: what the desk hands in, since this room knows none."""

    tables: Callable[[Figures], list[Table]]
    about: Callable[[Figures, str], Sequence[tuple[str, str]]]
    ticket: workbook.Write
    paper: Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where reports are made."""

    database: Database
    files: FileStore
    clock: Clock
    wording: Wording
    address: str


def make(shop: Workshop, errand_id: int, wanted: Mapping[str, Any], *, by_id: int) -> int:
    """Make what was ordered and keep it as a draft; the id of the snapshot."""
    quarter = read(wanted["quarter"])
    assert quarter is not None
    with uncollected(), shop.database.snapshot() as session:
        office = offices.current(session)
        agencies = {row.id: row.short_name for row in session.execute(select(Agency.id, Agency.short_name))}
        span = facts.span_of(session, office, quarter.begins(office.zone), quarter.ends(office.zone))
        found = facts.read(session, span, progress=lambda done, total: _tell(shop, errand_id, done, total))
        author = session.get_one(Staff, by_id).name
    agency_id = wanted["agency"]
    with uncollected():
        counted = computed(found, DEFINITIONS[CURRENT], quarter, agencies=agencies, agency_id=agency_id)
        kept = of_agency(found.facts, agency_id)
        files = _files(shop, counted, kept, office=office, author=author, is_public=agency_id is None)
    with shop.database.write() as session:
        at, by = shop.clock(), session.get_one(Staff, by_id)
        agency = session.get_one(Agency, agency_id) if agency_id is not None else None
        snapshot_id = snapshots.keep(session, counted, files, agency=agency, by=by, at=at)
        errands.finish(session.get_one(Errand, errand_id), at=at, rows=len(kept))
    return snapshot_id


def _tell(shop: Workshop, errand_id: int, done: int, total: int) -> None:
    with shop.database.write() as session:
        errands.progress(session, errand_id, done=done, total=total, at=shop.clock())


def _files(
    shop: Workshop, counted: Figures, kept: Sequence[Fact], *, office: Office, author: str, is_public: bool
) -> Files:
    """Paper, workbook and facts; the blobs lie before the row that names them is written."""
    hashed, told = digest(counted), public.version_of(counted) if is_public else None

    def printed(figures: Figures, fingerprint: str) -> str:
        document = shop.wording.paper(
            figures, office=office, digest=fingerprint, by=author, at=shop.clock(), address=shop.address
        )
        return shop.files.put(paper.pdf(document)).sha256

    book = workbook.made(
        shop.wording.tables(counted), kept, about=shop.wording.about(counted, hashed), write=shop.wording.ticket
    )
    return Files(
        facts=shop.files.put(_packed(kept)).sha256,
        pdf=printed(counted, hashed),
        xlsx=shop.files.put(book).sha256,
        public=printed(told, digest(told)) if told is not None else None,
    )


def _packed(kept: Sequence[Fact]) -> bytes:
    names = [field.name for field in fields(Fact)]
    rows = [{name: getattr(fact, name) for name in names} | {"received": fact.received.isoformat()} for fact in kept]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
