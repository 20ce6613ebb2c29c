"""Contacts, conversations, options and reports of delivery."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from support.time import NOON

from core.db import Database
from core.messages import buttons, contacts, conversations, handovers, outbox, statuses
from core.messages.buttons import LIFETIME, Offer
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.outbox import Delivery, OutboxMessage, Sent


def test_a_contact_is_made_once_and_writing_again_undoes_a_stop(database: Database) -> None:
    with database.write() as session:
        first = contacts.meet(session, channel=Channel.WEB, ext_user="x", chat_key="web:x", name="Siti", at=NOON)
        contacts.stop(session, "web:x", at=NOON)
        assert first.stopped_at == NOON

        again = contacts.meet(session, channel=Channel.WEB, ext_user="x", chat_key="web:x", name=None, at=NOON)
        assert again is first
        assert again.stopped_at is None


@pytest.mark.parametrize(
    ("later", "seen"),
    [
        (timedelta(seconds=59), NOON),
        (timedelta(minutes=1), NOON + timedelta(minutes=1)),
        (timedelta(days=-2), NOON - timedelta(days=2)),
    ],
    ids=["within a minute", "a minute later", "after the clock was put back"],
)
def test_when_somebody_was_last_seen_is_right_to_a_minute(database: Database, later: timedelta, seen: datetime) -> None:
    for at in (NOON, NOON + later):
        with database.write() as session:
            contacts.meet(session, channel=Channel.WEB, ext_user="x", chat_key="web:x", name="Siti", at=at)

    with database.read() as session:
        assert session.scalars(select(Contact.last_seen_at)).all() == [seen]


def test_a_name_is_sealed(database: Database) -> None:
    with database.write() as session:
        contact = contacts.meet(session, channel=Channel.WEB, ext_user="x", chat_key="web:x", name="Siti", at=NOON)
        assert contact.name is not None
        assert b"Siti" not in contact.name


def test_a_conversation_is_kept_sealed_and_read_back(database: Database) -> None:
    with database.write() as session:
        conversations.keep(session, "web:x", {"draft": "jalan rusak"}, contact_id=None, at=NOON)
        conversations.keep(session, "web:x", {"draft": "lampu mati"}, contact_id=None, at=NOON)

    with database.read() as session:
        assert conversations.load(session, "web:x") == {"draft": "lampu mati"}
        assert conversations.load(session, "web:y") == {}


def test_an_option_belongs_to_its_chat_and_runs_out(database: Database) -> None:
    with database.write() as session:
        (id_,) = buttons.put(session, "web:x", [Offer("send", "Kirim", {"a": 1})], at=NOON)
        session.flush()

        pressed = buttons.pressed(session, "web:x", id_, at=NOON)
        assert pressed is not None
        assert (pressed.action, pressed.data) == ("send", {"a": 1})
        assert buttons.pressed(session, "web:other", id_, at=NOON) is None
        assert buttons.pressed(session, "web:x", id_, at=NOON + LIFETIME + timedelta(1)) is None
        assert len(id_.encode()) <= 64


def test_reports_of_delivery_only_move_forward(database: Database) -> None:
    with database.write() as session:
        outbox.enqueue(session, key="k", chat_key="web:x", kind="all_right", data={}, at=NOON)
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        outbox.settle(message, Sent("m1", "Baik.", "id"), at=NOON)
        session.flush()

        moved = [
            statuses.note(session, Channel.WEB, "m1", status, message=message, at=NOON)
            for status in (Delivery.READ, Delivery.DELIVERED, Delivery.READ, Delivery.FAILED)
        ]

        assert moved == [True, False, False, False]
        assert message.delivery is Delivery.READ


def test_asking_twice_for_a_person_keeps_the_place_in_line(database: Database) -> None:
    with database.write() as session:
        first = handovers.request(session, "web:a", contact_id=None, reason="asked", last_words="tolong", at=NOON)
        handovers.request(session, "web:b", contact_id=None, reason="asked", last_words="tolong", at=NOON)
        again = handovers.request(session, "web:a", contact_id=None, reason="asked", last_words="lama", at=NOON)

        assert again is first
        assert handovers.place_in_queue(session, again) == 1
        handovers.close(again, at=NOON)
        session.flush()
        assert handovers.open_for(session, "web:a") is None


def test_words_that_wait_for_a_tap_are_sealed(database: Database) -> None:
    with database.write() as session:
        offer = Offer("report", "Ya, laporkan", {"text": "saya Siti Contoh, ada pungli", "case": 7})

        (id_,) = buttons.put(session, "web:x", [offer], at=NOON)
        kept = session.execute(text("select data from button")).scalar_one()
        pressed = buttons.pressed(session, "web:x", id_, at=NOON)

        assert "Siti" not in str(kept)
        assert pressed is not None
        assert pressed.data == {"text": "saya Siti Contoh, ada pungli", "case": 7}
