"""The download of the queue: exactly what is listed, for supervisors, and noted before the first row leaves."""

import io

import openpyxl
import pytest
from sqlalchemy import select
from support import cast
from support.pdf import lines_in

from core.audit import AuditEntry
from core.child import ChildFailed
from tickets import log_on_paper
from tickets.kinds import Visibility


@pytest.fixture
def two(database):
    with database.write() as session:
        return cast.a_complaint(session, text="Lampu mati"), cast.a_complaint(session, text="Sampah menumpuk")


def test_what_is_listed_is_what_is_downloaded(enter, two):
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua&cari=sampah").form("/admin/tiket/unduh")

    text = dewi.submit(form, 200, bentuk="csv").text

    assert two[1].number in text
    assert two[0].number not in text
    assert text.rstrip().endswith("Jumlah baris: 1")
    assert dewi.answer.headers["Content-Disposition"].startswith('attachment; filename="tiket-')


def test_a_workbook_can_be_downloaded_too(enter, two):
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh")

    dewi.submit(form, 200, bentuk="xlsx")

    book = openpyxl.load_workbook(io.BytesIO(dewi.answer.data))
    assert [row[0].value for row in book.active.iter_rows()][1:] == [two[0].number, two[1].number, "Jumlah baris: 2"]


def test_the_list_can_be_had_on_paper(enter, two, database, session):
    with database.write() as writing:
        cast.a_complaint(writing, text="Sampah rahasia", place="Rumah Siti", visibility=Visibility.RAHASIA)
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua&cari=a&dari=2026-03-01").form("/admin/tiket/unduh")

    dewi.submit(form, 200, bentuk="pdf")

    assert dewi.answer.mimetype == "application/pdf"
    lines = lines_in(dewi.answer.data)
    assert {two[0].number, two[1].number, "Lampu mati", "Sampah menumpuk", "Rahasia"} <= set(lines)
    assert "Jumlah baris: 3" in lines
    assert "Halaman 1 dari 1" in lines
    assert any("tampilan Semua; kata “a”; diterima dari 1 Mar 2026" in line for line in lines)
    assert not any("Sampah rahasia" in line or "Rumah Siti" in line for line in lines)
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "cases_exported")).one()
    assert (noted.details["format"], noted.details["rows"]) == ("pdf", 3)


def test_more_than_anybody_reads_is_not_put_on_paper(enter, two, monkeypatch, session):
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh")
    monkeypatch.setattr(log_on_paper, "MOST", 1)

    dewi.submit(form, bentuk="pdf")
    page = dewi.get(dewi.answer.headers["Location"])

    assert "Persempit saringannya" in page.text
    assert 'value="pdf"' not in page.text
    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "cases_exported")) is None


def test_a_paper_that_fails_says_so_and_the_list_stays(enter, two, monkeypatch):
    def breaks(*_: object) -> bytes:
        raise ChildFailed("killed")

    monkeypatch.setattr(log_on_paper, "as_pdf", breaks)
    dewi = enter(cast.dewi)

    dewi.submit(dewi.get("/admin/tiket/?tab=semua&cari=lampu").form("/admin/tiket/unduh"), bentuk="pdf")
    page = dewi.get(dewi.answer.headers["Location"])

    assert "Berkas PDF belum jadi" in page.text
    assert two[0].number in page.text
    assert two[1].number not in page.text


def test_the_download_is_in_the_books_with_its_filter(enter, two, session):
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua&cari=lampu").form("/admin/tiket/unduh")

    dewi.submit(form, 200, bentuk="csv")

    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "cases_exported")).one()
    assert noted.actor == "dewi@kantor.example"
    assert noted.details == {"format": "csv", "filters": {"tab": "semua", "cari": "lampu"}, "rows": 1}


def test_an_unknown_format_is_refused_and_leaves_no_trace(enter, two, session):
    enter(cast.dewi).post("/admin/tiket/unduh", {"bentuk": "exe"}, 400)

    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "cases_exported")) is None


def test_a_download_asks_for_the_password_when_it_was_given_long_ago(enter, two, clock, session):
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh")
    clock.move(minutes=20)

    dewi.submit(form, 302, bentuk="csv")

    assert dewi.answer.headers["Location"].startswith("/admin/konfirmasi")
    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "cases_exported")) is None


def test_an_anonymous_reporter_stays_unnamed_in_the_file(enter, database):
    with database.write() as session:
        cast.a_complaint(session, visibility=Visibility.ANONIM)
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh")

    assert "Siti" not in dewi.submit(form, 200, bentuk="csv").text
