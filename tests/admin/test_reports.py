"""Laporan triwulan in the panel: ordered, watched, looked at number by number, taken, published."""

import re

import pytest
from sqlalchemy import select
from support import cast
from support.quarter import lived, wib

from core import errands
from core.audit import AuditEntry
from core.errands import Errand, ErrandState
from operations.errands import Errands
from tickets import export
from tickets.reports.snapshots import ReportSnapshot

PAGE = "/admin/laporan/"


@pytest.fixture
def story():
    return lived


@pytest.fixture
def worker(app, database, clock) -> Errands:
    return Errands(database, app.extensions["pendopo_panel"].files, clock, public_url="https://kantor.example")


@pytest.fixture
def dewi(enter, clock):
    clock.now = wib(4, 2)
    return enter(cast.dewi)


def _ordered(dewi, **changes: str):
    dewi.submit(dewi.get(PAGE).form(f"{PAGE}buat"), triwulan="2026-T1", **changes)
    return dewi.then()


@pytest.fixture
def report(dewi, worker) -> str:
    """The address of a made report of the forty complaints."""
    _ordered(dewi)
    assert worker.run_next()
    return next(link for link in dewi.get(PAGE).links if re.fullmatch(r"/admin/laporan/\d+", link))


def test_an_ordered_report_is_being_made_and_then_has_a_line(dewi, worker):
    assert "Belum ada laporan" in dewi.get(PAGE).text

    page = _ordered(dewi)

    assert "Sedang dibuat" in page.text
    assert "data-again" in page.html
    worker.run_next()
    done = dewi.get(PAGE)
    assert "Triwulan I 2026" in done.text
    assert "data-again" not in done.html


def test_the_same_report_is_not_ordered_twice_at_once(dewi):
    _ordered(dewi)

    assert "Itu sedang dibuat" in _ordered(dewi).text


def test_every_number_of_the_report_opens_its_tickets(dewi, report):
    page = dewi.get(report)
    linked = re.findall(rf'<a href="({report}/tiket[^"]*)">([\d.]+)</a>', page.html)

    wrong = {}
    for address, count in linked:
        opened = re.search(r"([\d.]+) tiket, menurut", dewi.get(address.replace("&amp;", "&")).text)[1]
        if opened != count:
            wrong[address] = (count, opened)

    assert wrong == {}
    assert len(linked) > 60


def test_a_report_has_no_abbreviation_of_the_program(dewi, report):
    page = dewi.get(report)

    for heading in ("Jawaban pertama tepat", "Penyelesaian tepat"):
        assert heading in page
    assert "R1 " not in page.text


def test_the_paper_is_taken_and_that_is_in_the_books(dewi, report, session):
    dewi.post(f"{report}/berkas/pdf", status=200)

    assert dewi.answer.data.startswith(b"%PDF")
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "report_taken")).one().actor.startswith("dewi")


def test_a_report_is_published_once_and_then_stands_on_the_public_page(dewi, report, stranger, session):
    assert "Belum ada laporan yang diterbitkan" in stranger.get("/laporan").text
    assert stranger.client.get("/laporan/2026-T1").status_code == 404
    form = dewi.get(report).form(f"{report}/terbitkan")

    dewi.submit(form)

    assert "Terbit" in dewi.then().text
    assert "Triwulan I 2026" in stranger.get("/laporan").text
    shown = stranger.get("/laporan/2026-T1")
    kept = session.scalars(select(ReportSnapshot)).one()
    assert kept.public_sha256 in shown
    assert "ditahan" in shown.text
    assert "depan pasar" not in shown.text
    dewi.submit(form)
    assert "sudah terbit dan tidak berubah" in dewi.then().text
    assert "sudah terbit dan tidak berubah" in _ordered(dewi).text


def test_the_public_file_has_the_hash_that_is_told(dewi, report, stranger):
    import hashlib

    dewi.submit(dewi.get(report).form(f"{report}/terbitkan"))
    content = stranger.client.get("/laporan/2026-T1.json").data

    assert hashlib.sha256(content).hexdigest() in stranger.get("/laporan/2026-T1")
    assert b"ADU-" not in content
    assert stranger.client.get("/laporan/2026-T1.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("quarter", ["2026-T2", "2026-T9", "x" * 300, "2026-T1'--"])
def test_what_is_not_published_is_not_there(stranger, quarter):
    assert stranger.client.get(f"/laporan/{quarter}").status_code == 404
    assert stranger.client.get(f"/laporan/{quarter}.json").status_code == 404


def test_publishing_asks_for_the_password_again(dewi, report, clock, session):
    form = dewi.get(report).form(f"{report}/terbitkan")
    for _ in range(2):
        clock.move(minutes=25)
        dewi.get(PAGE)

    dewi.submit(form)

    assert dewi.answer.headers["Location"].startswith("/admin/konfirmasi")
    assert not session.scalars(select(ReportSnapshot)).one().is_published


def test_many_rows_are_made_by_the_worker_and_fetched_by_who_asked(enter, database, worker, clock, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 1)
    with database.write() as session:
        numbers = [cast.a_complaint(session, text="Gajah lepas").number for _ in range(3)]
    dewi = enter(cast.dewi)
    dewi.submit(dewi.get("/admin/tiket/?tab=semua&cari=gajah").form("/admin/tiket/unduh"), bentuk="csv")
    assert "Sedang dibuat" in dewi.then().text

    worker.run_next()

    form = next(form for form in dewi.get(PAGE).forms if "/unduhan/" in form.action)
    text = dewi.submit(form, 200).text
    assert all(number in text for number in numbers)
    assert text.rstrip().endswith("Jumlah baris: 3")
    other = enter(lambda session: cast.someone(session, "Dian", (cast.Role.SUPERVISOR, None)))
    other.post(form.action, status=404)
    with database.read() as session:
        done = session.scalars(select(Errand)).one()
    assert (done.state, done.rows, done.total) == (ErrandState.DONE, 3, 3)


def test_a_file_is_forgotten_after_a_week(enter, database, worker, clock, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 0)
    dewi = enter(cast.dewi)
    dewi.submit(dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh"), bentuk="xlsx")
    worker.run_next()
    with database.read() as session:
        sha256 = session.scalars(select(Errand)).one().sha256

    worker.forget_old(database, clock() + errands.KEPT * 2)

    assert "sudah dihapus" in dewi.get(PAGE).text
    with pytest.raises(FileNotFoundError):
        worker._files.get(sha256)


def test_who_may_no_longer_export_gets_no_file(enter, database, worker, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 0)
    dewi = enter(cast.dewi)
    dewi.submit(dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh"), bentuk="csv")
    with database.write() as session:
        staff = cast.dewi(session)
        staff.duties.clear()

    worker.run_next()

    with database.read() as session:
        assert session.scalars(select(Errand)).one().problem == "no_longer_allowed"


def test_a_quarter_of_fourteen_weeks_has_room_for_each_in_one_row(enter, worker, clock):
    clock.now = wib(10, 2)
    dewi = enter(cast.dewi)
    dewi.submit(dewi.get(PAGE).form(f"{PAGE}buat"), triwulan="2026-T3")
    assert worker.run_next()
    path = next(link for link in dewi.get(PAGE).links if re.fullmatch(r"/admin/laporan/\d+", link))

    row = dewi.get(path).html.split('<ol class="bars')[1].split("</ol>")[0]

    assert row.count("<li>") == 14
    assert "w13" not in row.split(">")[0]
