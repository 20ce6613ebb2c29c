"""A report is made by the worker: figures, paper and workbook belong together, and what is published stays."""

import io

import openpyxl
import pytest
from sqlalchemy import select, update
from support import cast
from support.quarter import went_on, wib
from support.time import MovableClock

from core import errands
from core.audit import AuditEntry
from core.db import change
from core.errands import AlreadyAsked, Errand, ErrandKind, ErrandState
from core.files import FileStore
from operations import books
from operations.errands import Errands
from tickets.kinds import Outcome
from tickets.models import Case
from tickets.reports import ordering, snapshots
from tickets.reports.figures import digest, picked
from tickets.reports.opened import facts_in
from tickets.reports.quarters import Quarter
from tickets.reports.snapshots import AlreadyPublished, NotReconciled, QuarterNotOver, ReportChanged, ReportSnapshot

FIRST = Quarter(2026, 1)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(wib(4, 2))


@pytest.fixture
def worker(database, settings, clock) -> Errands:
    return Errands(database, FileStore(settings.files_url), clock, public_url="https://kantor.example")


def _order(database, clock, agency: str | None = None) -> int:
    with database.write() as session:
        chosen = cast.agency(session, agency) if agency else None
        by = cast.dewi(session)
        return ordering.order(session, FIRST, chosen, title="Laporan", by=by, at=clock()).id


def _made(database, clock, worker, agency: str | None = None) -> ReportSnapshot:
    _order(database, clock, agency)
    assert worker.run_next()
    with database.read() as session:
        return session.scalars(select(ReportSnapshot).order_by(ReportSnapshot.id.desc())).first()


def _publish(database, clock, report: ReportSnapshot) -> None:
    with database.write() as session:
        snapshots.publish(session, report.id, by=cast.dewi(session), version=report.version, at=clock())


def test_an_ordered_report_has_paper_workbook_and_the_tickets_of_its_numbers(
    database, clock, worker, settings, quarter
):
    report = _made(database, clock, worker)

    files = FileStore(settings.files_url)
    assert report.sha256 == digest(report.figures)
    for kept in (report.pdf_file, report.public_file):
        assert files.get(kept).startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(files.get(report.xlsx_file)))
    assert book.sheetnames == ["Ringkasan", "Tiket per angka", "Tiket"]
    rows = [[cell.value for cell in row] for row in book["Tiket per angka"].iter_rows(min_row=2)]
    late = [number for _, name, number in rows if name == "Verifikasi: Terlambat"]
    assert sorted(late) == sorted(quarter["late"] + quarter["out of scope"])
    facts = facts_in(files.get(report.facts_file))
    assert len(picked(facts, {})) == report.figures["total"] == 42
    assert len(picked(facts, {"nilai": "semua"})) == 6


def test_the_paper_and_the_workbook_name_no_reporter(database, clock, worker, settings):
    with database.write() as session:
        cast.a_complaint(session, text="Pak Lurah Contoh minta uang", place="=HYPERLINK(1)", at=wib(2, 2))

    report = _made(database, clock, worker)

    files = FileStore(settings.files_url)
    book = openpyxl.load_workbook(io.BytesIO(files.get(report.xlsx_file)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any("Siti" in cell or "Lurah" in cell for cell in cells)
    assert "'=hyperlink(1)" in cells
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_an_errand_ends_done_and_the_same_is_not_asked_twice_at_once(database, clock, worker):
    first = _order(database, clock)
    with pytest.raises(AlreadyAsked):
        _order(database, clock)

    worker.run_next()

    with database.read() as session:
        assert session.get(Errand, first).state is ErrandState.DONE
    assert not worker.run_next()
    _order(database, clock)


def test_a_quarter_that_runs_is_not_reported(database, clock):
    clock.now = wib(3, 31, 23, 59)

    with pytest.raises(QuarterNotOver):
        _order(database, clock)


def test_what_is_published_is_frozen_and_in_the_books(database, clock, worker, quarter):
    report = _made(database, clock, worker)
    _publish(database, clock, report)
    went_on(database, quarter)
    clock.now = wib(4, 20)

    with pytest.raises(AlreadyPublished):
        _order(database, clock)

    with database.read() as session:
        kept = session.get(ReportSnapshot, report.id)
        assert (kept.sha256, kept.figures) == (report.sha256, report.figures)
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "report_published")).one()
    assert noted.details["digest"] == report.sha256


def test_a_draft_made_anew_weeks_later_has_the_same_hash(database, clock, worker, quarter):
    first = _made(database, clock, worker)
    went_on(database, quarter)
    clock.now = wib(4, 20)

    second = _made(database, clock, worker)

    assert (second.id, second.version) == (first.id, 2)
    assert second.sha256 == first.sha256


def test_a_report_that_does_not_reconcile_is_not_published_and_names_the_ticket(database, clock, worker, quarter):
    number = quarter["spam"][0]
    with database.write() as session:
        change(session, update(Case).where(Case.number == number).values(outcome=Outcome.CONFIRMED))
    report = _made(database, clock, worker)

    with pytest.raises(NotReconciled) as refused:
        _publish(database, clock, report)

    assert number in str(refused.value.data["what"])


def test_a_draft_that_was_made_anew_meanwhile_is_looked_at_first(database, clock, worker):
    report = _made(database, clock, worker)
    _made(database, clock, worker)

    with pytest.raises(ReportChanged):
        _publish(database, clock, report)


def test_an_errand_whose_worker_died_is_taken_again_and_given_up_after_three_times(database, clock, worker):
    errand_id = _order(database, clock)
    for _ in range(errands.MOST_TRIES):
        with database.write() as session:
            assert errands.take(session, kinds=[ErrandKind.REPORT], at=clock()).id == errand_id
        clock.move(minutes=4)

    assert not worker.run_next()

    with database.read() as session:
        given_up = session.get(Errand, errand_id)
    assert (given_up.state, given_up.problem) == (ErrandState.FAILED, "failed")


def test_an_agency_s_report_has_its_own_tickets_and_no_public_version(database, clock, worker, settings, quarter):
    report = _made(database, clock, worker, cast.DPUPR)

    assert report.scope == cast.DPUPR
    assert report.figures["total"] == 11
    assert (report.public_figures, report.public_file) == (None, None)
    assert len(facts_in(FileStore(settings.files_url).get(report.facts_file))) == 11


@pytest.mark.usefixtures("quarter")
@pytest.mark.parametrize(
    ("column", "told"),
    [("figures", "its figures are not those"), ("public_figures", "its public figures are not those")],
)
def test_a_published_report_whose_figures_were_changed_is_found_in_the_books(database, clock, worker, column, told):
    report = _made(database, clock, worker)
    _publish(database, clock, report)
    assert not list(books.verify(database))

    with database.write() as session:
        kept = session.get(ReportSnapshot, report.id)
        changed = {**getattr(kept, column), "total": 1}
        setattr(kept, column, changed)
        setattr(kept, {"figures": "sha256"}.get(column, "public_sha256"), digest(changed))

    assert [told in line for line in books.verify(database)] == [True]


def test_a_published_report_that_is_gone_is_found_in_the_books(database, clock, worker, quarter):
    report = _made(database, clock, worker)
    _publish(database, clock, report)

    with database.write() as session:
        session.delete(session.get(ReportSnapshot, report.id))

    assert list(books.verify(database)) == ["report:2026-T1: was published and is not here"]
