"""A ticket that came by WhatsApp: until when an officer can write freely, and what becomes of an answer after that."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages import channel_commands, contacts, outbox
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage, OutsideWindow
from core.privacy import keyring
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


TEMPLATES = [
    {"name": "minta_foto", "lang": "id", "text": "Untuk laporan {{1}} kami perlu {{2}}.", "blanks": 2},
    {"name": "salam", "lang": "id", "text": "Ada kabar dari kami.", "blanks": 0},
]


@pytest.fixture
def approved(database):
    with database.write() as session:
        facts = json.dumps({"templates": TEMPLATES})
        channel_commands.done(session, Channel.WHATSAPP, "templates", facts, at=NOON)


def _templates_sent(database) -> list[dict]:
    with database.read() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "officer_template"))
        return [keyring(session).open_json(row.data) for row in rows]


def test_after_the_window_an_officer_fills_a_template_and_it_stands_in_the_story(
    enter, case, clock, approved, database
):
    clock.move(hours=23)
    koordinator = enter(cast.koordinator)
    assert "Untuk laporan [1] kami perlu [2]." in _ticket(enter, case)

    sent = {"template": "minta_foto:id", "blank1": case.number, "blank2": "foto \n lokasinya"}
    koordinator.post(f"/admin/tiket/{case.number}/templat", sent)

    (data,) = _templates_sent(database)
    assert data["blanks"] == [case.number, "foto lokasinya"]
    assert f"Untuk laporan {case.number} kami perlu foto lokasinya." in _ticket(enter, case)


def test_a_template_that_is_clicked_twice_is_sent_once(enter, case, clock, approved, database):
    clock.move(hours=23)
    koordinator, path = enter(cast.koordinator), f"/admin/tiket/{case.number}"
    forms = [form for form in koordinator.get(path).forms if form.action == f"{path}/templat"]
    form = next(form for form in forms if form.values["template"] == ["salam:id"])

    koordinator.submit(form)
    koordinator.submit(form)

    assert "Ada kabar dari kami." in koordinator.then()
    assert len(_templates_sent(database)) == 1
    again = [form for form in koordinator.get(path).forms if form.action == f"{path}/templat"]
    koordinator.submit(next(form for form in again if form.values["template"] == ["salam:id"]))
    assert len(_templates_sent(database)) == 2


def _filled(page, key) -> dict[str, list[str]]:
    forms = [form.values for form in page.forms if form.action.endswith("/templat")]
    return next(values for values in forms if values["template"] == [key])


def test_a_template_with_an_open_blank_is_not_sent_and_keeps_what_was_typed(enter, case, clock, approved, database):
    clock.move(hours=23)

    open_blank = {"template": "minta_foto:id", "blank1": "lampu di Wedi", "blank2": " "}
    page = enter(cast.koordinator).post(f"/admin/tiket/{case.number}/templat", open_blank, 422)

    assert "Isi semua bagian templat" in page.text
    assert _filled(page, "minta_foto:id")["blank1"] == ["lampu di Wedi"]
    assert '<details class="template" open>' in page.html
    assert _templates_sent(database) == []


def test_while_free_words_are_taken_no_template_is_offered(enter, case, approved):
    assert "Kirim templat" not in _ticket(enter, case)


def test_who_writes_meanwhile_is_sent_no_paid_template_and_the_words_can_be_copied(
    enter, case, clock, approved, database
):
    clock.move(hours=23)
    koordinator = enter(cast.koordinator)
    koordinator.get(f"/admin/tiket/{case.number}")
    with database.write() as session:
        contacts.of_chat(session, "whatsapp:1:6281").window_until = NOON + timedelta(days=3)

    typed = {"template": "minta_foto:id", "blank1": case.number, "blank2": "foto tiangnya"}
    page = koordinator.post(f"/admin/tiket/{case.number}/templat", typed, 422)

    assert "templat berbayar tidak dikirim" in page.text
    assert f"{case.number}\nfoto tiangnya</textarea>" in page.html
    assert _templates_sent(database) == []


def test_who_only_reads_sends_no_template(enter, case, clock, approved, database):
    clock.move(hours=23)

    enter(cast.dewi).post(f"/admin/tiket/{case.number}/templat", {"template": "salam:id"}, 404)

    assert _templates_sent(database) == []
