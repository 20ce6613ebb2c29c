"""The outbox: owed once, in order, tried again with patience, given up with a reason."""

from datetime import timedelta

import pytest
from support.time import NOON

from core.db import Database
from core.messages import given_up, outbox
from core.messages.outbox import Delivery, OutboxMessage, OutboxState, Refused, Sent, TryLater, Uncertain, Unreachable


def _owe(database: Database, *keys: str) -> None:
    with database.write() as session:
        for key in keys:
            outbox.enqueue(session, key=key, chat_key="web:siti", kind="all_right", data={}, at=NOON)


def test_the_same_key_is_owed_once(database: Database) -> None:
    _owe(database, "in1.0", "in1.0", "in1.1")

    with database.read() as session:
        assert session.query(OutboxMessage).count() == 2


def test_a_message_that_leaves_at_once_is_owed_once_and_a_crash_finds_it_as_maybe_delivered(database: Database) -> None:
    reply = {"key": "in1.0", "chat_key": "web:siti", "kind": "all_right", "data": {}, "at": NOON}
    with database.write() as session:
        assert outbox.leave_at_once(session, **reply) is not None
        assert outbox.leave_at_once(session, **reply) is None

    with database.write() as session:
        found = outbox.head(session, "web:siti")
        assert found is not None
        assert (found.state, found.attempts) == (OutboxState.SENDING, 1)
        outbox.start_sending(found)
        assert outbox.may_be_a_copy(found)


def test_a_later_message_never_overtakes_an_earlier_one(database: Database) -> None:
    _owe(database, "in1.0", "in1.1")
    with database.write() as session:
        first = outbox.head(session, "web:siti")
        assert first is not None
        outbox.start_sending(first)
        outbox.settle(first, TryLater("429", after=30), at=NOON)
        session.flush()

        head = outbox.head(session, "web:siti")
        assert head is not None
        assert head.key == "in1.0"
        assert head.not_before == NOON + timedelta(seconds=30)


def _settled(database: Database, *outcomes: outbox.Outcome) -> tuple[OutboxState, Delivery | None, int]:
    _owe(database, "in1.0")
    with database.write() as session:
        for outcome in outcomes:
            message = session.query(OutboxMessage).one()
            outbox.start_sending(message)
            outbox.settle(message, outcome, at=NOON)
            session.flush()
        message = session.query(OutboxMessage).one()
        return message.state, message.delivery, message.attempts


@pytest.mark.parametrize(
    ("outcomes", "state", "delivery"),
    [
        ((Sent("9", "Baik.", "id"),), OutboxState.SENT, Delivery.SENT),
        ((TryLater("502"), TryLater("502"), Sent("9", "Baik.", "id")), OutboxState.SENT, Delivery.SENT),
        ((Unreachable("403"),), OutboxState.DEAD, Delivery.FAILED),
        ((Refused("400"),), OutboxState.DEAD, Delivery.FAILED),
        ((Uncertain("time-out"),), OutboxState.NEW, None),
        ((Uncertain("time-out"), Uncertain("time-out")), OutboxState.SENT, Delivery.UNCERTAIN),
        (tuple(TryLater("500") for _ in range(8)), OutboxState.DEAD, None),
        (tuple(TryLater("429", after=1) for _ in range(20)), OutboxState.NEW, None),
        (tuple(TryLater("131042", after=60, most=3600) for _ in range(20)), OutboxState.NEW, None),
    ],
)
def test_how_a_sending_ends(
    database: Database, outcomes: tuple[outbox.Outcome, ...], state: OutboxState, delivery: Delivery | None
) -> None:
    assert _settled(database, *outcomes) == (state, delivery, len(outcomes))


def test_a_message_found_half_sent_after_a_crash_counts_as_maybe_delivered(database: Database) -> None:
    _owe(database, "in1.0")
    with database.write() as session:
        message = outbox.head(session, "web:siti")
        assert message is not None
        outbox.start_sending(message)
        outbox.start_sending(message)

        assert (message.state, message.recovered) == (OutboxState.SENDING, 1)
        assert outbox.may_be_a_copy(message)


def test_a_dead_message_can_be_tried_again(database: Database) -> None:
    _settled(database, Refused("400"))
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        given_up.revive(session, message.id, at=NOON)

        assert (message.state, message.attempts, message.error) == (OutboxState.NEW, 0, None)


def test_what_is_owed_is_sealed(database: Database) -> None:
    with database.write() as session:
        outbox.enqueue(
            session, key="x", chat_key="web:siti", kind="case_answered", data={"text": "Siti Contoh"}, at=NOON
        )

    with database.read() as session:
        assert b"Siti" not in session.query(OutboxMessage).one().data


def test_a_wait_that_the_service_does_not_name_doubles_up_to_its_longest(database: Database) -> None:
    _owe(database, "in1.0")
    waits = []
    for _ in range(5):
        with database.write() as session:
            message = session.query(OutboxMessage).one()
            outbox.start_sending(message)
            outbox.settle(message, TryLater("400/131048", after=2, most=20), at=NOON)
            waits.append((message.not_before - NOON).total_seconds())

    assert waits == [2, 4, 8, 16, 20]


def test_what_the_office_itself_was_refused_is_tried_at_once_when_somebody_says_so(database: Database) -> None:
    _owe(database, "in1.0")
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        outbox.settle(message, TryLater(f"{outbox.OFFICE_REFUSED}131042", after=60, most=3600), at=NOON)

    with database.write() as session:
        assert given_up.hurry(session, message.channel, at=NOON) == 1

    with database.read() as session:
        assert session.query(OutboxMessage).one().not_before == NOON
