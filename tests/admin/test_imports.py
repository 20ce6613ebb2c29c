"""Ambil dan unduh: a file is checked row by row, taken over whole or not at all, and comes back as it went out."""

import io

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core import office
from core.audit import AuditEntry
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import Entry, EntryCategory, EntryImport

PAGE = "/admin/jawaban/banyak/"
HEADER = "Nama pendek;Judul;Jawaban;Sumber;Cara orang bertanya\n"
GOOD = HEADER + "ktp-hilang;KTP hilang;Datang.;Perbup;ktp hilang\njam-buka;Jam buka;Pukul 08.00.;Kantor;jam buka\n"


@pytest.fixture
def hours(database) -> Entry:
    with database.write() as session:
        words = Content("Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _send(browser, text: str, status: int = 302):
    data = {"berkas": (io.BytesIO(text.encode()), "jawaban.csv")}
    return browser.post(PAGE, data, status, content_type="multipart/form-data")


def _answer(session, slug: str) -> str | None:
    session.expire_all()
    live = entries.live_version(session, slug)
    return live.answer if live else None


def test_a_good_file_is_shown_first_and_published_with_one_button(enter, session, hours):
    browser = enter(cast.koordinator)

    _send(browser, GOOD)
    page = browser.then()

    assert "1 baru" in page
    assert "1 berubah" in page
    assert _answer(session, "ktp-hilang") is None
    address = browser.client.get(PAGE).text.split('class="title" href="')[1].split('"')[0]
    browser.submit(browser.get(address).form(f"{address}/ambil"), aksi="terbit")
    assert (_answer(session, "ktp-hilang"), _answer(session, "jam-buka")) == ("Datang.", "Pukul 08.00.")
    assert "2 jawaban diambil" in browser.then()
    assert session.scalar(select(AuditEntry.details).where(AuditEntry.action == "entries_imported"))["alone"] is True


def test_one_wrong_row_stops_the_file_and_is_named(enter, session, hours):
    browser = enter(cast.koordinator)

    page = _send(browser, GOOD + ";Tanpa isi;;;\n", 422)

    assert "Belum ada yang diambil" in page
    assert "Wajib diisi." in page
    assert session.scalars(select(EntryImport)).all() == []


@pytest.mark.parametrize(("text", "words"), [("a;b\n1;2", "Kolomnya tidak dikenal"), (HEADER, "Tidak ada baris")])
def test_a_file_that_is_no_table_of_answers_is_refused_in_words(enter, text, words):
    assert words in _send(enter(cast.koordinator), text, 422)


def test_no_file_at_all_is_said(enter):
    page = enter(cast.koordinator).post(PAGE, {}, 422, content_type="multipart/form-data")

    assert "Pilih berkasnya" in page


def test_a_file_that_changes_nothing_is_not_kept(enter, session, hours):
    page = _send(enter(cast.koordinator), HEADER + "jam-buka;Jam buka;Pukul 07.30.;Kantor;jam buka\n", 200)

    assert "sama dengan yang ada" in page
    assert session.scalars(select(EntryImport)).all() == []


def test_a_verifikator_takes_over_drafts_only(enter, session, hours):
    browser = enter(cast.verifikator)
    _send(browser, GOOD)
    address = browser.answer.headers["Location"]

    assert "Ambil dan terbitkan" not in browser.get(address)
    browser.post(f"{address}/ambil", {"aksi": "terbit"}, 404)
    browser.submit(browser.get(address).form(f"{address}/ambil"), aksi="draf")

    assert _answer(session, "ktp-hilang") is None
    assert session.scalar(select(Entry.draft_id).where(Entry.slug == "ktp-hilang")) is not None


def test_where_two_readers_are_wanted_the_second_publishes_the_file(enter, database, session, hours):
    with database.write() as writing:
        office.save(writing, values={"second_reader": True}, at=NOON)
    writer, reader = enter(cast.koordinator), enter(cast.ppid)
    _send(writer, GOOD)
    address = writer.answer.headers["Location"]

    assert "Ambil dan terbitkan" not in writer.get(address)
    writer.post(f"{address}/ambil", {"aksi": "terbit"})
    assert _answer(session, "ktp-hilang") is None
    reader.submit(reader.get(address).form(f"{address}/ambil"), aksi="terbit")

    assert _answer(session, "ktp-hilang") == "Datang."


def test_an_answer_changed_meanwhile_is_named_and_nothing_is_taken(enter, session, hours):
    browser = enter(cast.koordinator)
    _send(browser, GOOD)
    address = browser.answer.headers["Location"]
    edit = f"/admin/jawaban/{hours.id}"
    form = browser.get(address).form(f"{address}/ambil")
    browser.submit(browser.get(edit).form(edit), aksi="terbit", answer="Pukul 09.00.")

    browser.submit(form, aksi="terbit")

    assert "sudah diubah orang lain" in browser.then()
    assert (_answer(session, "ktp-hilang"), _answer(session, "jam-buka")) == (None, "Pukul 09.00.")
    assert "diubah orang lain" in browser.get(address)


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
def test_what_is_downloaded_can_be_brought_back_unchanged(enter, session, hours, form):
    browser = enter(cast.koordinator)

    browser.post(f"{PAGE}unduh", {"bentuk": form, "kategori": "kantor"}, 200)
    file = browser.answer.data
    data = {"berkas": (io.BytesIO(file), f"jawaban.{form}")}
    page = browser.post(PAGE, data, 200, content_type="multipart/form-data")

    assert "1 sama" in page
    details = session.scalar(select(AuditEntry.details).where(AuditEntry.action == "entries_exported"))
    assert details == {"rows": 1, "format": form}
