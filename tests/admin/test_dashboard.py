"""Dasbor: every number is the number of tickets it opens, for the office and for one agency."""

import re

import pytest
from sqlalchemy import select
from support import cast
from support.quarter import lived, wib

from core.messages.outbox import Delivery, OutboxMessage, OutboxState
from tickets.models import Case
from tickets.notices import Notice

PAGE = "/admin/dasbor/"


@pytest.fixture
def story():
    return lived


@pytest.fixture
def quarter(database, clock, told):
    """The forty complaints on the quarter's last day; one answer did not arrive."""
    clock.now = wib(3, 31, 10)
    with database.write() as session:
        late = session.scalars(select(Case).where(Case.number == told["merged"][0])).one()
        undelivered = select(OutboxMessage).where(
            OutboxMessage.case_id == late.id, OutboxMessage.kind == Notice.ANSWERED
        )
        for row in session.scalars(undelivered):
            row.state, row.delivery = OutboxState.DEAD, Delivery.FAILED
    return told


def _numbers(page) -> dict[str, int]:
    """The links into the queue, each with the number it stands for."""
    found = {}
    links = re.findall(r'<a [^>]*?href="(/admin/tiket/\?[^"]*)"([^>]*)>(.*?)</a>(?=(.{0,300}))', page.html, re.DOTALL)
    for address, rest, inside, after in links:
        told = re.search(r": (\d+) tiket", rest) or re.search(r"^(?:<b>)?([\d.]+)(?:<|$)", inside)
        told = told or re.search(r"<b>([\d.]+)</b></li>", after)
        if told:
            found[address.replace("&amp;", "&")] = int(told[1].replace(".", ""))
    return found


def _opened(browser, address: str) -> int:
    page = browser.get(address)
    if "<caption" not in page.html:
        return 0
    caption = re.search(r'<caption class="sr">([\d.]+) tiket', page.html)
    return int(caption[1].replace(".", ""))


@pytest.mark.parametrize(("who", "fewest"), [(cast.dewi, 30), (cast.rina, 12)], ids=["office", "agency"])
def test_every_number_opens_just_as_many_tickets(enter, quarter, who, fewest):
    browser = enter(who)
    numbers = _numbers(browser.get(PAGE))

    wrong = {address: count for address, count in numbers.items() if _opened(browser, address) != count}

    assert wrong == {}
    assert len(numbers) >= fewest


def test_an_answer_that_did_not_arrive_is_on_the_list_until_one_does(enter, quarter, database):
    number = quarter["merged"][0]
    browser = enter(cast.dewi)
    address = next(link for link in browser.get(PAGE).links if "jawaban-belum-sampai" in link)
    assert number in browser.get(address).text

    with database.write() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)):
            row.state, row.delivery = OutboxState.SENT, Delivery.DELIVERED

    assert number not in browser.get(address).text


def test_silence_stands_beside_the_ratings(enter, quarter):
    text = " ".join(re.sub(r"<[^>]+>", " ", enter(cast.dewi).get(PAGE).html).split())

    assert "Rata-rata 3,33 dari 6 penilai." in text
    assert "Berakhir tanpa penilaian: 11 ." in text


def test_an_agency_sees_its_own_board_only(enter, quarter):
    mine, theirs = enter(cast.rina).get(PAGE), enter(cast.agus).get(PAGE)

    assert "DPUPR" in mine.text
    assert "DLH" not in mine.text
    assert "DPUPR" not in theirs.text
