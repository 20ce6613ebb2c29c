"""A talk with somebody on WhatsApp whose last words are a day old: an approved template is what still reaches them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages import channel_commands, contacts, handovers
from core.messages.channels import Channel
from core.messages.handovers import Handover, HandoverState
from core.messages.outbox import OutboxMessage
from core.privacy import keyring

TEMPLATES = [
    {"name": "minta_foto", "lang": "id", "text": "Halo, untuk {{1}} kami perlu {{2}}.", "blanks": 2},
    {"name": "salam", "lang": "id", "text": "Ada kabar dari kami.", "blanks": 0},
]
CHAT = "whatsapp:1:6281"


@pytest.fixture
def talk(database) -> Handover:
    """Budi asked for a person by WhatsApp; his window is open for an hour more."""
    with database.write() as session:
        facts = json.dumps({"templates": TEMPLATES})
        channel_commands.done(session, Channel.WHATSAPP, "templates", facts, at=NOON)
        budi = contacts.meet(session, channel=Channel.WHATSAPP, ext_user="6281", chat_key=CHAT, name="Budi", at=NOON)
        budi.window_until = NOON + timedelta(hours=1)
        return handovers.request(session, CHAT, contact_id=budi.id, reason="asked", last_words="halo", at=NOON)


@pytest.fixture
def shut(talk, clock) -> Handover:
    clock.move(hours=2)
    return talk


def _page(talk) -> str:
    return f"/admin/percakapan/{talk.id}"


def _forms(page, talk) -> list:
    return [form for form in page.forms if form.action == f"{_page(talk)}/templat"]


def _sent(database) -> list[dict]:
    with database.read() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "officer_template"))
        return [keyring(session).open_json(row.data) for row in rows]


def test_while_free_words_are_taken_no_template_is_offered(enter, talk):
    page = enter(cast.verifikator).get(_page(talk))

    assert "Bisa dibalas bebas sampai" in page
    assert _forms(page, talk) == []


def test_after_a_day_an_officer_fills_a_template_in_the_talk_and_has_it(enter, shut, database, session):
    yudi = enter(cast.verifikator)
    page = yudi.get(_page(shut))
    assert "Halo, untuk [1] kami perlu [2]." in page
    assert "Lewat 24 jam" in page

    yudi.submit(_forms(page, shut)[0], blank1="bansos", blank2="foto \n KTP")

    (data,) = _sent(database)
    assert (data["name"], data["blanks"]) == ("minta_foto", ["bansos", "foto KTP"])
    assert "Halo, untuk bansos kami perlu foto KTP." in yudi.then()
    session.expire_all()
    assert session.get(Handover, shut.id).state is HandoverState.TAKEN


def test_one_press_sends_one_template(enter, shut, database):
    yudi = enter(cast.verifikator)
    form = _forms(yudi.get(_page(shut)), shut)[1]

    yudi.submit(form)
    yudi.submit(form)

    assert len(_sent(database)) == 1


def test_a_blank_left_open_sends_nothing_and_keeps_what_was_typed(enter, shut, database):
    yudi = enter(cast.verifikator)

    page = yudi.submit(_forms(yudi.get(_page(shut)), shut)[0], 422, blank1="bansos", blank2=" ")

    assert "Isi semua bagian templat" in page
    assert _forms(page, shut)[0].values["blank1"] == ["bansos"]
    assert _sent(database) == []


def test_somebody_who_writes_meanwhile_is_not_sent_a_paid_template(enter, shut, database):
    yudi = enter(cast.verifikator)
    form = _forms(yudi.get(_page(shut)), shut)[1]
    with database.write() as session:
        contacts.of_chat(session, CHAT).window_until = NOON + timedelta(days=1)

    page = yudi.submit(form, 422)

    assert "templat berbayar tidak dikirim" in page
    assert _sent(database) == []


def test_somebody_who_opted_out_is_offered_and_sent_none(enter, shut, database):
    yudi = enter(cast.verifikator)
    form = _forms(yudi.get(_page(shut)), shut)[1]
    with database.write() as session:
        contacts.stop(session, CHAT, at=NOON)

    page = yudi.submit(form, 422)

    assert "meminta berhenti" in page
    assert _forms(page, shut) == []
    assert _sent(database) == []


def test_the_talk_of_a_colleague_and_one_that_is_over_take_no_template(enter, shut, database):
    yudi, wati = enter(cast.verifikator), enter(cast.koordinator)
    form = _forms(yudi.get(_page(shut)), shut)[1]
    wati.submit(wati.get(_page(shut)).form(_page(shut)), text="Halo")

    page = yudi.submit(form, 422)
    assert "Rekan Anda sedang menangani" in page
    assert _forms(page, shut) == []

    with database.write() as session:
        handovers.close(session.get(Handover, shut.id), at=NOON)
    yudi.submit(form)
    assert "sudah kembali ke bot" in yudi.then()
    assert _sent(database) == []


def test_a_talk_on_another_channel_has_no_templates(enter, talk, database, clock):
    with database.write() as session:
        siti = cast.siti(session)
        other = handovers.request(
            session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON
        )
    clock.move(hours=30)
    yudi = enter(cast.verifikator)

    assert _forms(yudi.get(_page(other)), other) == []
    yudi.post(f"{_page(other)}/templat", {"template": "salam:id"}, 422)
    assert _sent(database) == []


def test_who_may_not_answer_chats_sends_no_template(enter, shut, database):
    enter(cast.rina).post(f"{_page(shut)}/templat", {"template": "salam:id"}, 404)

    assert _sent(database) == []
