"""The queue: tabs, filters with names that stay, due dates in words, and who may take it away."""

from datetime import timedelta

import pytest
from support import cast
from support.time import NOON

from core.messages.channels import Channel
from tickets import classifying, listing, reactions, service
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Outcome, Priority
from tickets.models import Case


@pytest.fixture
def three(database):
    """An old complaint, a new one, and an emergency."""
    with database.write() as session:
        old = cast.a_complaint(session, text="Jalan berlubang di Pedan", at=NOON - timedelta(days=40))
        new = cast.a_complaint(session, text="Sampah menumpuk di pasar", contact=cast.budi(session), category="sampah")
        urgent = cast.a_complaint(session, text="Pohon tumbang menutup jalan", priority=Priority.DARURAT)
    return old, new, urgent


def test_emergencies_stand_first_then_what_is_due_soonest(enter, three):
    page = enter(cast.koordinator).get("/admin/tiket/")

    numbers = [link for link in page.links if link.startswith("ADU-")]
    assert numbers == [three[2].number, three[0].number, three[1].number]
    assert "Darurat" in page


def test_how_long_there_is_stands_in_words(enter, three, clock):
    page = enter(cast.koordinator).get("/admin/tiket/")

    assert "Terlambat 23 hari kerja" in page
    assert "Sisa 3 hari kerja" in page
    clock.now = NOON + timedelta(days=5)
    assert "Hari ini" in enter(cast.koordinator).get("/admin/tiket/")


def test_the_term_of_an_emergency_does_not_look_calm(enter, three):
    page = enter(cast.koordinator).get("/admin/tiket/?tab=semua")

    assert page.html.count('<span class="chip good">Sisa 3 hari kerja</span>') == 1
    assert page.html.count('<span class="chip warn">Sisa 3 hari kerja</span>') == 1


def test_each_tab_counts_its_cases(enter, three):
    page = enter(cast.koordinator).get("/admin/tiket/?tab=terlambat")

    words = " ".join(page.text.split())
    assert "Baru 3" in words
    assert "Terlambat 1" in words
    assert "Semua 3" in words
    assert [link for link in page.links if link.startswith("ADU-")] == [three[0].number]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("cari=sampah", 1),
        ("cari=PEDAN+jalan", 0),
        ("kanal=web", 1),
        ("sampai=2026-02-28", 0),
        ("jenis=ADU&cari=pohon", 2),
        ("status=diterima&cari=pohon", 2),
    ],
)
def test_a_filter_finds_its_cases(enter, three, query, index):
    page = enter(cast.koordinator).get(f"/admin/tiket/?tab=semua&{query}")

    assert [link for link in page.links if link.startswith("ADU-")] == [three[index].number]


def test_a_filter_by_agency_finds_what_was_given_to_it(enter, three, database):
    with database.write() as session:
        case, who = session.get(Case, three[1].id), cast.koordinator(session)
        dlh = cast.agency(session, cast.DLH)
        service.dispose(session, case, by=who, version=case.version, agency=dlh, instruction="Mohon.", at=NOON)

    page = enter(cast.koordinator).get(f"/admin/tiket/?tab=semua&opd={dlh.id}")

    assert [link for link in page.links if link.startswith("ADU-")] == [three[1].number]
    assert "DLH" in page


def test_the_filter_stays_when_one_turns_the_page_or_changes_the_tab(enter, database):
    with database.write() as session:
        for number in range(60):
            cast.a_complaint(session, text=f"Lampu mati nomor {number}", at=NOON - timedelta(minutes=number))
    page = enter(cast.koordinator).get("/admin/tiket/?tab=semua&cari=lampu")

    assert "?tab=semua&cari=lampu&hal=2" in page.links
    assert "?tab=baru&cari=lampu" in page.links
    second = enter(cast.koordinator).get("/admin/tiket/?tab=semua&cari=lampu&hal=2")
    assert len([link for link in second.links if link.startswith("ADU-")]) == 10


def test_of_very_many_the_list_says_more_than_and_goes_on(enter, database, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", 4)
    with database.write() as session:
        for number in range(7):
            cast.a_complaint(session, text=f"Lampu mati nomor {number}", at=NOON - timedelta(days=number))
    browser = enter(cast.dewi)
    second = browser.get("/admin/tiket/?tab=semua&cari=lampu&hal=2")

    assert "3–4 dari lebih dari 4 tiket" in second.text
    assert "Unduh semua, lebih dari 4 baris" in second.text
    assert "?tab=semua&cari=lampu&hal=3" in second.links
    third = browser.get("/admin/tiket/?tab=semua&cari=lampu&hal=3")
    assert "5–6 dari lebih dari 6 tiket" in third.text
    last = browser.get("/admin/tiket/?tab=semua&cari=lampu&hal=4")
    assert "7 dari 7 tiket" in last.text
    assert "hal=5" not in " ".join(last.links)
    assert "7 dari 7 tiket" in browser.get("/admin/tiket/?tab=semua&cari=lampu&hal=99").text
    assert "Pilih semua" not in enter(cast.koordinator).get("/admin/tiket/?tab=semua&cari=lampu")


def test_an_empty_list_says_what_to_do(enter):
    page = enter(cast.koordinator).get("/admin/tiket/")

    assert "Belum ada tiket terbuka" in page
    assert "Tidak ada tiket yang cocok" in enter(cast.koordinator).get("/admin/tiket/?cari=zzz")


def test_a_number_in_the_search_at_the_top_opens_its_case(enter, three):
    browser = enter(cast.koordinator)
    loosely = three[0].number.lower().replace("-", " ")

    browser.get("/admin/tiket/cari", 302, query_string={"q": loosely})

    assert browser.answer.headers["Location"] == f"/admin/tiket/{three[0].number}"


def test_words_in_the_search_at_the_top_list_what_matches(enter, three):
    browser = enter(cast.koordinator)
    browser.get("/admin/tiket/cari?q=sampah", 302)

    page = browser.then()

    assert [link for link in page.links if link.startswith("ADU-")] == [three[1].number]


def test_the_number_of_somebody_else_s_case_is_not_found(enter, three):
    browser = enter(cast.rina)
    browser.get(f"/admin/tiket/cari?q={three[0].number}", 302)

    assert "Tidak ada tiket dengan nomor itu" in browser.then()


def test_an_agency_lists_only_what_was_given_to_it(enter, three, database):
    with database.write() as session:
        case, who = session.get(Case, three[0].id), cast.koordinator(session)
        service.dispose(
            session, case, by=who, version=case.version, agency=cast.agency(session), instruction="Mohon.", at=NOON
        )

    page = enter(cast.rina).get("/admin/tiket/?tab=semua")

    assert [link for link in page.links if link.startswith("ADU-")] == [three[0].number]
    assert "Semua 1" in " ".join(page.text.split())


def test_only_supervisors_are_offered_the_download(enter, three):
    assert "Unduh 3 baris" in enter(cast.dewi).get("/admin/tiket/")
    assert "Unduh" not in enter(cast.koordinator).get("/admin/tiket/").text


def test_the_numbers_of_the_first_page_open_exactly_their_rows(enter, three, database, clock):
    with database.write() as session:
        case, who = session.get(Case, three[1].id), cast.koordinator(session)
        service.archive(
            session,
            case,
            by=who,
            version=case.version,
            ground=Outcome.SPAM,
            reason="Iklan.",
            at=NOON - timedelta(hours=1),
        )
        answered = session.get(Case, three[0].id)
        service.reply(session, answered, by=who, version=answered.version, text="Sudah.", at=NOON)
        reactions.rate(session, answered, score=4, comment=None, at=NOON)
    browser = enter(cast.dewi)
    home = browser.get("/admin/")

    opened = {
        "terbuka": 2,
        "terlambat": 0,
        "masuk-24-jam": 2,
        "dinilai-30-hari": 1,
        "hasil=spam": 1,
    }
    for mark, count in opened.items():
        address = next(link for link in home.links if mark in link)
        rows = [link for link in browser.get(address).links if link.startswith("ADU-")]
        assert len(rows) == count, mark
    assert "dari 1 penilai" in home


def test_each_day_of_the_chart_opens_its_rows(enter, three):
    browser = enter(cast.dewi)
    home = browser.get("/admin/")

    days = [link for link in home.links if "dari=2026" in link]
    assert len(days) == 14
    today = browser.get(days[-1])
    assert len([link for link in today.links if link.startswith("ADU-")]) == 2
    assert 'aria-label="Rabu, 11 Maret 2026: 2 tiket"' in home.html


def test_a_berkadar_complaint_is_marked_for_those_who_see_it(enter, three, database):
    with database.write() as session:
        case, who = session.get(Case, three[1].id), cast.koordinator(session)
        classifying.verify(session, case, by=who, version=case.version, sort=Sorted(kadar=Kadar.BERKADAR), at=NOON)

    assert "Berkadar" in enter(cast.dewi).get("/admin/tiket/?tab=semua")
    assert three[1].number not in enter(cast.koordinator).get("/admin/tiket/?tab=semua")


def test_the_queue_is_light_enough_for_a_slow_phone(enter, database, stranger):
    with database.write() as session:
        for number in range(50):
            cast.a_complaint(
                session,
                text=f"Lampu jalan di depan pasar kecamatan mati sudah {number} hari dan gelap sekali kalau malam",
                category="lampu",
            )
    page = enter(cast.dewi).get("/admin/tiket/")

    weight = len(page.html.encode())
    for name in ("panel.css", "panel.js"):
        with stranger.client.get(f"/admin/static/{name}") as answer:
            weight += len(answer.data)
    assert weight < 60_000


def test_the_home_page_of_a_new_office_says_what_to_do_first(enter):
    page = enter(cast.teknis).get("/admin/")

    assert "Isi nama, alamat, dan jam layanan kantor Anda." in page
    assert "Buat akun untuk rekan Anda." in page


def test_a_channel_is_named_as_people_call_it(enter, three):
    page = enter(cast.koordinator).get("/admin/tiket/")

    assert Channel.TELEGRAM.value not in page.text
    assert "Telegram" in page
