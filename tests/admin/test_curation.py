"""The knowledge desk: clusters, what a step would take from which answer, review by a second person, merging."""

import io

import pytest
from sqlalchemy import select
from support import asking, cast
from support.time import NOON

from core import office
from core.audit import AuditEntry
from knowledge import entries, questions
from knowledge.entries import Content
from knowledge.models import AskedOutcome, AskedQuestion, Entry, EntryCategory, EntryFile, Resolution

INBOX = "/admin/pertanyaan/"
NEW = "/admin/jawaban/baru"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def _ask(session, text: str, who: str = "siti", **more) -> AskedQuestion:
    return asking.asked(session, text, f"web:{who}", **more)


def _publish(session, title: str, *phrasings: str) -> Entry:
    words = Content(title, EntryCategory.KANTOR, f"Tentang {title}.", "Kantor", phrasings)
    entry = entries.create(session, words, by=None, at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


@pytest.fixture
def samsat(database) -> Entry:
    with database.write() as session:
        return _publish(session, "Samsat keliling", "jadwal samsat keliling", "mobil samsat hari ini di mana")


@pytest.fixture
def rabies(database) -> Entry:
    with database.write() as session:
        return _publish(session, "Vaksin rabies", "jadwal vaksin rabies", "suntik rabies kucing")


def _live(session, slug: str):
    session.expire_all()
    return entries.live_version(session, slug)


def _details(session, action: str) -> dict:
    return session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)).one()


# the inbox -----------------------------------------------------------------------------------------------------------


def test_questions_that_ask_the_same_are_one_and_people_are_counted_once(enter, database):
    with database.write() as session:
        _ask(session, "biaya sewa gedung olahraga", "siti")
        _ask(session, "ongkos sewa gedung olahraga berapa ya", "siti")
        _ask(session, "brp biaya sewa gedung olahraga", "budi")
        _ask(session, "jadwal imunisasi", "tono")

    page = enter(cast.koordinator).get(INBOX)

    assert "2 pertanyaan dari 4 kalimat" in page
    assert "2 orang, 3 kali" in page


def test_only_the_wordings_that_stay_ticked_are_dealt_with(enter, database, session, samsat):
    with database.write() as writing:
        first = _ask(writing, "samsat libur hari raya tidak", "siti")
        ticked = _ask(writing, "apa samsat libur saat hari raya", "budi")
        unticked = _ask(writing, "kapan samsat buka lagi habis hari raya", "tono")

    enter(cast.koordinator).post(f"{INBOX}{first.id}/frasa", {"slug": samsat.slug, "sama": [str(ticked.id)]})

    found = {row.id: row.resolution for row in session.scalars(select(AskedQuestion))}
    assert [found[row.id] for row in (first, ticked)] == [Resolution.PHRASED] * 2
    assert found[unticked.id] is Resolution.OPEN


def test_an_answer_found_wrong_comes_to_the_inbox_and_is_mended_from_there(enter, database, session, samsat):
    with database.write() as writing:
        asked = _ask(writing, "samsat buka minggu?", outcome=AskedOutcome.ANSWERED, entry_id=samsat.id)
        questions.judged(writing, asked.id, helped=False)
    browser = enter(cast.koordinator)

    page = browser.get(f"{INBOX}?sebab=keliru")
    address = next(link for link in page.links if f"/admin/jawaban/{samsat.id}?" in link)
    browser.submit(browser.get(address).form(f"/admin/jawaban/{samsat.id}"), aksi="terbit", answer="Minggu tutup.")

    assert _live(session, samsat.slug).answer == "Minggu tutup."
    assert session.get(AskedQuestion, asked.id).resolution is Resolution.CORRECTED
    assert "Tidak ada pertanyaan" in browser.get(f"{INBOX}?sebab=keliru")


def test_a_phrasing_that_steals_says_what_from_whom_before_it_is_saved(enter, database, session, samsat, rabies):
    with database.write() as writing:
        _ask(writing, "mobil keliling desa wedi", "budi", outcome=AskedOutcome.ANSWERED, entry_id=samsat.id)
        asked = _ask(writing, "desa wedi minggu ini mobil keliling ada", "siti")
    browser = enter(cast.koordinator)

    page = browser.post(f"{INBOX}{asked.id}/frasa", {"slug": rabies.slug}, 200)

    assert "mobil keliling desa wedi" in page
    assert "Samsat keliling" in page.text
    assert "Vaksin rabies" in page.text
    assert _live(session, rabies.slug).phrasings == ["jadwal vaksin rabies", "suntik rabies kucing"]

    form = next(form for form in page.forms if "diperiksa" in form.values)
    browser.client.post(f"{INBOX}{asked.id}/frasa", data=form.values)

    assert _live(session, rabies.slug).phrasings[-1] == "desa wedi minggu ini mobil keliling ada"


# publishing ----------------------------------------------------------------------------------------------------------


def test_what_publishing_would_change_is_shown_and_nothing_typed_is_lost(enter, database, session, samsat):
    with database.write() as writing:
        _ask(writing, "jadwal samsat keliling minggu ini", outcome=AskedOutcome.ANSWERED, entry_id=samsat.id)
    browser = enter(cast.koordinator)
    words = {"title": "Samsat minggu", "answer": "Minggu ini tutup.", "source": "Kantor", "category": "kantor"}
    words["phrasings"] = "jadwal samsat keliling minggu ini"

    shown = browser.submit(browser.get(NEW).form(NEW), 200, aksi="dampak", **words)
    stopped = browser.submit(browser.get(NEW).form(NEW), 200, aksi="terbit", **words)

    assert "Pindah jawaban" in shown
    assert "Periksa dulu" in stopped
    assert stopped.form(NEW).values["answer"] == ["Minggu ini tutup."]
    browser.submit(stopped.form(NEW), aksi="terbit")
    assert _live(session, "samsat-minggu") is not None


def test_publishing_alone_is_written_into_the_audit(enter, session, samsat):
    browser = enter(cast.koordinator)

    browser.submit(browser.get(f"/admin/jawaban/{samsat.id}").form(f"/admin/jawaban/{samsat.id}"), aksi="terbit")

    assert _details(session, "entry_published") == {"alone": True}


def test_where_two_readers_are_wanted_the_second_approves(enter, database, session, samsat):
    with database.write() as writing:
        office.save(writing, values={"second_reader": True}, at=NOON)
    writer, reader = enter(cast.koordinator), enter(cast.ppid)
    address = f"/admin/jawaban/{samsat.id}"
    page = writer.get(address)
    assert ">Terbitkan<" not in page.html

    writer.submit(page.form(address), aksi="tinjau", answer="Minggu tutup.")
    assert "setujui" not in writer.get(address).html
    assert "menunggu ditinjau" in reader.get("/admin/")
    reader.submit(reader.get(address).form(f"{address}/setujui"))

    assert _live(session, samsat.slug).answer == "Minggu tutup."
    assert _details(session, "entry_published") == {}


def test_nobody_approves_their_own_words_by_a_forged_form(enter, database, session, samsat):
    with database.write() as writing:
        office.save(writing, values={"second_reader": True}, at=NOON)
    writer, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"
    writer.submit(writer.get(address).form(address), aksi="tinjau", answer="Minggu tutup.")
    lock = session.scalar(select(Entry.lock).where(Entry.id == samsat.id))

    writer.post(f"{address}/setujui", {"lock": str(lock)})
    page = writer.submit(writer.get(address).form(address), 422, aksi="terbit")

    assert "orang kedua" in page
    assert _live(session, samsat.slug).answer != "Minggu tutup."


def test_a_draft_sent_back_tells_its_writer_why(enter, samsat):
    writer, reader, address = enter(cast.verifikator), enter(cast.ppid), f"/admin/jawaban/{samsat.id}"
    writer.submit(writer.get(address).form(address), aksi="tinjau", answer="Minggu tutup.")

    reader.submit(reader.get(address).form(f"{address}/kembalikan"), catatan="Sumbernya mana?")

    assert "Sumbernya mana?" in writer.get(address)


def test_what_begins_later_is_said_and_can_be_called_off(enter, session, samsat):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"

    browser.submit(browser.get(address).form(address), aksi="terbit", answer="Pindah.", valid_from="2026-04-01")

    assert "mulai 1 Apr 2026" in browser.then()
    assert _live(session, samsat.slug).answer == "Tentang Samsat keliling."
    browser.submit(browser.get(address).form(f"{address}/batal-ganti"))
    session.expire_all()
    assert session.get(Entry, samsat.id).next_id is None


# merging -------------------------------------------------------------------------------------------------------------


def test_two_answers_become_one_and_the_old_page_says_where_it_went(enter, database, session, samsat):
    with database.write() as writing:
        double = _publish(writing, "Bus samsat", "bus samsat ke mana")
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{double.id}"

    browser.submit(browser.get(address).form(f"{address}/gabung"), pengganti="Samsat keliling")

    assert "bus samsat ke mana" in _live(session, samsat.slug).phrasings
    assert _live(session, double.slug) is None
    assert f"/admin/jawaban/{samsat.id}" in browser.get(address).links
    assert _details(session, "entry_merged") == {"into": samsat.slug}


def test_an_answer_is_retired_with_its_heir_or_not_at_all(enter, session, samsat, rabies):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{rabies.id}"
    form = browser.get(address).form(f"{address}/arsipkan")

    browser.submit(form, pengganti="tidak ada yang begini")
    assert _live(session, rabies.slug) is not None
    browser.submit(form, pengganti="Samsat keliling")

    session.expire_all()
    assert session.get(Entry, rabies.id).merged_into == samsat.id


# reminders, files and links ------------------------------------------------------------------------------------------


def test_what_is_due_for_review_waits_on_the_first_page(enter, database, samsat, rabies):
    browser = enter(cast.koordinator)
    for entry, changes in ((samsat, {"review_on": "2026-03-10"}), (rabies, {"valid_until": "2026-03-10"})):
        address = f"/admin/jawaban/{entry.id}"
        browser.submit(browser.get(address).form(address), aksi="terbit", **changes)

    home = browser.get("/admin/")

    assert "Tinjau sejak 10 Mar 2026" in home
    assert "Kedaluwarsa sejak 10 Mar 2026" in home
    assert f"/admin/jawaban/{samsat.id}" in browser.get("/admin/jawaban/?keadaan=perlu-ditinjau").links
    assert f"/admin/jawaban/{rabies.id}" in browser.get("/admin/jawaban/?keadaan=kedaluwarsa").links
    assert f"/admin/jawaban/{rabies.id}" not in browser.get("/admin/jawaban/?keadaan=perlu-ditinjau").links


def _upload(browser, address: str, name: str, content: bytes, **changes) -> int:
    form = browser.get(address).form(address)
    data = form.filled(berkas=[(io.BytesIO(content), name)], **changes)  # type: ignore[arg-type]
    return browser.client.post(address, data=data, content_type="multipart/form-data").status_code


def test_a_file_goes_with_an_answer_and_is_public_only_while_it_is_told(enter, session, samsat, stranger):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"

    assert _upload(browser, address, "Formulir (1).pdf", PDF, aksi="draf") == 302
    file = session.scalars(select(EntryFile)).one()
    assert stranger.client.get(f"/berkas/{file.id}").status_code == 404
    browser.submit(browser.get(address).form(address), aksi="terbit")

    answer = stranger.client.get(f"/berkas/{file.id}")
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Formulir (1).pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    browser.submit(browser.get(address).form(f"{address}/arsipkan"))
    assert stranger.client.get(f"/berkas/{file.id}").status_code == 404


def test_a_file_stays_chosen_when_something_else_is_wrong(enter, session, samsat):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"

    assert _upload(browser, address, "a.pdf", PDF, aksi="draf", title="") == 422

    assert session.scalars(select(EntryFile.name)).all() == ["a.pdf"]


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\nrm -rf /", b"<script>alert(1)</script>"], ids=range(3))
def test_a_file_nobody_can_open_safely_is_not_taken(enter, session, samsat, content):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"

    assert _upload(browser, address, "a.pdf", content, aksi="draf") == 422

    assert session.scalars(select(EntryFile)).all() == []


def test_a_file_of_another_answer_is_not_carried_off(enter, session, samsat, rabies):
    browser = enter(cast.koordinator)
    _upload(browser, f"/admin/jawaban/{samsat.id}", "rahasia.pdf", PDF, aksi="draf")
    address = f"/admin/jawaban/{rabies.id}"

    browser.submit(browser.get(address).form(address), aksi="terbit", files="1")

    assert _live(session, rabies.slug).files == []


def test_links_are_kept_with_their_words(enter, session, samsat):
    browser, address = enter(cast.koordinator), f"/admin/jawaban/{samsat.id}"

    browser.submit(browser.get(address).form(address), aksi="terbit", links="Jadwal | https://klaten.example/j")

    assert _live(session, samsat.slug).links == [["Jadwal", "https://klaten.example/j"]]
