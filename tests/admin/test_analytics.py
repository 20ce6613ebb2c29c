"""Analitik: every number is the number of questions it opens."""

import re
from datetime import timedelta

import pytest
from support import asking, cast
from support.time import NOON

from core.messages.channels import Channel
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import AskedOutcome, EntryCategory

PAGE = "/admin/analitik/"
_COUNTED = re.compile(r"([\d.]+) pertanyaan, ")


def _ask(session, text: str, who: str, outcome: AskedOutcome, **more):
    helped, channel = more.pop("helped", None), more.pop("channel", Channel.WEB)
    asked = asking.asked(session, text, f"{channel}:{who}", outcome=outcome, **more)
    asked.helped = helped
    return asked


@pytest.fixture
def asked(database) -> None:
    """Nine questions in three weeks on two channels, and one long before."""
    with database.write() as session:
        words = Content("Jam buka kantor", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        for who, week in (("siti", 0), ("budi", 0), ("siti", 1), ("tono", 2)):
            at = NOON - timedelta(weeks=week)
            _ask(session, "jam buka", who, AskedOutcome.ANSWERED, entry_id=entry.id, at=at)
        _ask(session, "jam buka lebaran", "budi", AskedOutcome.ANSWERED, entry_id=entry.id, helped=False)
        _ask(session, "buka jam", "siti", AskedOutcome.OFFERED, entry_id=entry.id, helped=True)
        _ask(session, "bukanya", "siti", AskedOutcome.OFFERED)
        _ask(session, "harga emas", "siti", AskedOutcome.MISSED, channel=Channel.TELEGRAM)
        _ask(session, "Harga emas?", "budi", AskedOutcome.MISSED)
        _ask(session, "zaman dahulu", "siti", AskedOutcome.MISSED, at=NOON - timedelta(weeks=40))


def _numbers(page) -> dict[str, str]:
    """The links of a page that open questions, each with the number it stands for."""
    found = re.findall(r'<a [^>]*?href="(/admin/analitik/pertanyaan[^"]*)"([^>]*)>(.*?)</a>', page.html, re.DOTALL)
    numbers: dict[str, str] = {}
    for address, rest, inside in found:
        told = (
            re.search(r": (\d+) pertanyaan", rest) or re.search(r"\((\d+)\)", inside) or re.search(r">?(\d+)", inside)
        )
        if told:
            numbers[address.replace("&amp;", "&")] = told[1]
    return numbers


def test_every_number_opens_just_as_many_questions(enter, asked):
    browser = enter(cast.dewi)
    numbers = _numbers(browser.get(PAGE))

    wrong = {address: number for address, number in numbers.items() if _opened(browser, address) != number}

    assert len(numbers) > 20
    assert wrong == {}


def _told(page) -> str:
    """The words of a page, each piece by itself."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.html).split())


def _opened(browser, address: str) -> str:
    return _COUNTED.search(browser.get(address).text)[1]


def test_the_shares_are_of_all_questions_in_the_span(enter, asked):
    text = _told(enter(cast.dewi).get(PAGE))

    assert "9 pertanyaan dari" in text
    assert "56 % dijawab langsung (5)" in text
    assert "22 % diberi pilihan (2)" in text
    assert "50 % pilihannya dipakai warga (1)" in text
    assert "22 % belum terjawab (2)" in text
    assert "1 jawaban dinilai keliru" in text


def test_a_channel_is_looked_at_alone(enter, asked):
    page = enter(cast.dewi).get(f"{PAGE}?kanal=telegram&minggu=4")

    assert "1 pertanyaan dari 1 penanya" in _told(page)
    assert "harga emas" in page.text
    assert "Jam buka kantor" not in page.text


def test_what_most_people_miss_is_grouped_by_its_wording(enter, asked):
    browser = enter(cast.dewi)
    page = browser.get(PAGE)
    address = next(link for link in page.links if "sama=" in link)

    assert "2 orang" in page.text[page.text.index("Yang belum terjawab") :]
    opened = browser.get(address).text
    assert "2 pertanyaan" in opened
    assert "zaman dahulu" not in opened


def test_what_was_asked_most_opens_its_questions_and_its_thumbs_down(enter, asked):
    browser = enter(cast.dewi)
    links = [link for link in browser.get(PAGE).links if "jawaban=jam-buka-kantor" in link]

    assert "6 pertanyaan" in browser.get(links[0]).text
    down = browser.get(next(link for link in links if "tidak-membantu" in link)).text
    assert "1 pertanyaan" in down
    assert "jam buka lebaran" in down


def test_an_office_nobody_asked_yet_is_told_how_to_begin(enter):
    assert "Belum ada pertanyaan" in enter(cast.dewi).get(PAGE).text


def test_a_channel_nobody_used_says_so_and_leads_back(enter, asked):
    page = enter(cast.dewi).get(f"{PAGE}?kanal=whatsapp")

    assert "Tidak ada pertanyaan lewat WhatsApp" in page.text
    assert any(link.startswith(f"{PAGE}?minggu=") for link in page.links)


@pytest.mark.parametrize("address", ["?minggu=9999&kanal=merpati", "pertanyaan?hasil=apa&dari=kemarin&sama=-1&hal=999"])
def test_an_address_that_asks_for_nonsense_gets_the_usual_page(enter, asked, address):
    assert "pertanyaan" in enter(cast.dewi).get(PAGE + address).text


@pytest.mark.parametrize(("who", "opens"), [(cast.koordinator, True), (cast.dewi, True), (cast.rina, False)])
def test_only_those_who_watch_over_the_service_see_it(enter, who, opens):
    browser = enter(who)

    assert browser.client.get(PAGE).status_code == (200 if opens else 404)
    assert (PAGE in browser.get("/admin/").links) is opens


def test_numbers_of_identity_stay_masked(enter, database):
    with database.write() as session:
        _ask(session, "nik saya 3310012505900001 ditolak", "siti", AskedOutcome.MISSED)

    assert "3310012505900001" not in enter(cast.dewi).get(f"{PAGE}pertanyaan").text
