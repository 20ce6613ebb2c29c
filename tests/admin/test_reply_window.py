"""A ticket that came by WhatsApp: until when an officer can write freely, and what becomes of an answer after that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages import contacts, outbox
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage, OutsideWindow
from core.settings import WhatsAppSettings


@pytest.fixture
def settings(settings):
    return replace(settings, whatsapp=WhatsAppSettings("t", ("1",), "s", "v", template="ada_kabar"))


@pytest.fixture
def case(database):
    """A complaint Budi sent by WhatsApp an hour ago."""
    with database.write() as session:
        budi = contacts.meet(
            session, channel=Channel.WHATSAPP, ext_user="6281", chat_key="whatsapp:1:6281", name="Budi", at=NOON
        )
        budi.window_until = NOON + timedelta(hours=23)
        return cast.a_complaint(session, contact=budi)


def _ticket(enter, case) -> str:
    return " ".join(enter(cast.koordinator).get(f"/admin/tiket/{case.number}").text.split())


def test_while_the_window_is_open_its_end_is_told(enter, case, clock):
    assert "Bisa dibalas bebas sampai Kamis 09.00 (sisa 23 jam)" in _ticket(enter, case)

    clock.move(hours=22, minutes=15)

    assert "Bisa dibalas bebas sampai Kamis 09.00 (sisa 45 menit)" in _ticket(enter, case)


def test_after_it_the_officer_knows_that_a_template_tells_the_citizen(enter, case, clock):
    clock.move(hours=23)

    page = _ticket(enter, case)

    assert "Lewat 24 jam: jawaban disimpan, warga diberi tahu lewat templat" in page
    assert "Bisa dibalas bebas" not in page


class TestWithoutTemplate:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, whatsapp=replace(settings.whatsapp, template=""))

    def test_the_officer_knows_that_nobody_tells_the_citizen(self, enter, case, clock):
        clock.move(hours=23)

        page = _ticket(enter, case)

        assert "Lewat 24 jam: jawaban disimpan tanpa pemberitahuan" in page
        assert "templat" not in page


def test_a_ticket_from_another_channel_says_nothing_of_windows(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session)

    page = _ticket(enter, case)

    assert "24 jam" not in page
    assert "dibalas bebas" not in page


def test_an_answer_that_is_held_waits_for_the_citizen_and_has_not_failed(enter, case, database):
    browser, path = enter(cast.koordinator), f"/admin/tiket/{case.number}"
    browser.submit(browser.get(path).form(f"{path}/jawab"), text="Lampu sudah diganti.")
    with database.write() as session:
        row = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "case_answered"))
        outbox.start_sending(row)
        outbox.settle(row, OutsideWindow("outside the window"), at=NOON)

    page = browser.get(path)

    assert "Ke warga (WhatsApp): menunggu warga menulis" in page
    assert "outside the window" not in page
    assert "gagal terkirim" not in page
    with database.write() as session:
        outbox.release(session, "whatsapp:1:6281", at=NOON)
    assert "menunggu warga menulis" not in browser.get(path)
