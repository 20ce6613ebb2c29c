"""The download of the queue: exactly what is listed, for supervisors, and noted before the first row leaves."""

import io

import openpyxl
import pytest
from sqlalchemy import select
from support import cast

from core.audit import AuditEntry


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
    from tickets.kinds import Visibility

    with database.write() as session:
        cast.a_complaint(session, visibility=Visibility.ANONIM)
    dewi = enter(cast.dewi)
    form = dewi.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh")

    assert "Siti" not in dewi.submit(form, 200, bentuk="csv").text
