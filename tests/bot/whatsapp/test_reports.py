"""What WhatsApp reports of a message after it took it: late, doubled, reversed, and about an older sending."""

import pytest
from support.time import NOON

from bot.whatsapp import reports
from bot.whatsapp.envelope import Report
from core.db import Database
from core.messages import contacts, outbox
from core.messages.channels import Channel
from core.messages.outbox import Delivery, OutboxMessage, OutboxState, Sent, Uncertain

CHAT, KEY = "whatsapp:1:ID.budi", "in1.0"


def _owe(database: Database, *, taken_as: str | None = None) -> None:
    """A message that is being sent, or was taken under this id."""
    with database.write() as session:
        contacts.meet(session, channel=Channel.WHATSAPP, ext_user="ID.budi", chat_key=CHAT, name=None, at=NOON)
        outbox.enqueue(session, key=KEY, chat_key=CHAT, kind="all_right", data={}, at=NOON)
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        if taken_as:
            outbox.settle(message, Sent(taken_as, "Baik.", "id"), at=NOON)


def _sent_again(database: Database, taken_as: str) -> None:
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        session.flush()
        outbox.settle_sent(session, message.id, message.attempts, Sent(taken_as, "Baik.", "id"), at=NOON)


def _told(database: Database, wamid: str, status: Delivery, code: int | None = None) -> OutboxMessage:
    with database.write() as session:
        reports.take_in(session, Report(wamid, KEY, status, code, is_billed=False), can_knock=True, at=NOON)
    return _row(database)


def _row(database: Database) -> OutboxMessage:
    with database.read() as session:
        return session.query(OutboxMessage).one()


def test_a_late_failure_that_may_pass_is_sent_again_and_that_sending_counts_anew(database: Database) -> None:
    _owe(database, taken_as="w1")

    failed = _told(database, "w1", Delivery.FAILED, 131000)
    assert (failed.state, failed.delivery) == (OutboxState.NEW, None)
    _sent_again(database, "w2")

    assert _row(database).delivery is Delivery.SENT
    assert _told(database, "w2", Delivery.DELIVERED).delivery is Delivery.DELIVERED


def test_a_message_that_fails_late_again_and_again_is_never_taken_for_delivered(database: Database) -> None:
    _owe(database, taken_as="w1")
    for number in range(1, 4):
        failed = _told(database, f"w{number}", Delivery.FAILED, 131053)
        assert failed.state is OutboxState.NEW
        _sent_again(database, f"w{number + 1}")

    assert _row(database).state is OutboxState.SENT


@pytest.mark.parametrize("status", [Delivery.SENT, Delivery.DELIVERED, Delivery.READ])
def test_a_report_that_comes_after_the_failure_of_the_same_sending_changes_nothing(
    database: Database, status: Delivery
) -> None:
    _owe(database, taken_as="w1")
    _told(database, "w1", Delivery.FAILED, 131000)

    row = _told(database, "w1", status)

    assert (row.state, row.delivery, outbox.has_arrived(row)) == (OutboxState.NEW, None, False)


def test_that_an_older_sending_failed_does_not_send_a_delivered_message_once_more(database: Database) -> None:
    _owe(database, taken_as="w1")
    _sent_again(database, "w2")

    assert _told(database, "w1", Delivery.FAILED, 131000).state is OutboxState.SENT


def test_a_report_about_a_sending_without_answer_shows_that_it_arrived(database: Database) -> None:
    _owe(database)
    with database.write() as session:
        outbox.settle(session.query(OutboxMessage).one(), Uncertain("time-out"), at=NOON)

    row = _told(database, "w1", Delivery.DELIVERED)

    assert outbox.has_arrived(row)
    assert row.ext_id == "w1"
