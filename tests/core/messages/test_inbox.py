"""The inbox: stored once, dealt with in order, never lost."""

from datetime import timedelta

from support.time import NOON

from core.db import Database
from core.messages import inbox, leases
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxState


def _arrival(ext_id: str, chat: str = "web:siti", group: str | None = None) -> Arrival:
    return Arrival(Channel.WEB, ext_id, chat, '{"text": "halo"}', group)


def test_the_same_message_five_times_is_kept_once(database: Database) -> None:
    with database.write() as session:
        new = [inbox.accept(session, [_arrival("a")], at=NOON) for _ in range(5)]

    assert new == [1, 0, 0, 0, 0]


def test_messages_of_a_chat_wait_in_the_order_they_came(database: Database) -> None:
    with database.write() as session:
        inbox.accept(session, [_arrival("first"), _arrival("second")], at=NOON)
        first = inbox.head(session, "web:siti")
        assert first is not None
        assert first.ext_id == "first"
        inbox.finish(session, [first.id], view={}, at=NOON)
        session.flush()

        second = inbox.head(session, "web:siti")
        assert second is not None
        assert second.ext_id == "second"


def test_an_album_is_found_whole_even_when_its_parts_are_shuffled(database: Database) -> None:
    with database.write() as session:
        inbox.accept(session, [_arrival("1", group="g"), _arrival("voice"), _arrival("2", group="g")], at=NOON)
        first = inbox.head(session, "web:siti")
        assert first is not None

        assert [part.ext_id for part in inbox.group(session, first)] == ["1", "2"]


def test_files_in_a_row_are_one_message_up_to_what_comes_between(database: Database) -> None:
    with database.write() as session:
        rows = [_arrival(name, group=inbox.IN_A_ROW if name != "words" else None) for name in ("1", "2", "words", "3")]
        inbox.accept(session, rows[:2], at=NOON)
        first = inbox.head(session, "web:siti")
        assert first is not None
        assert inbox.gathers_until(session, "web:siti", inbox.IN_A_ROW, NOON, NOON) == NOON + inbox.GATHER

        inbox.accept(session, rows[2:], at=NOON)

        assert inbox.gathers_until(session, "web:siti", inbox.IN_A_ROW, NOON, NOON) is None
        assert [part.ext_id for part in inbox.group(session, first)] == ["1", "2"]


def test_a_message_that_always_fails_is_buried_and_the_next_one_goes_on(database: Database) -> None:
    with database.write() as session:
        inbox.accept(session, [_arrival("poison"), _arrival("good")], at=NOON)
        poison = inbox.head(session, "web:siti")
        assert poison is not None
        buried = [inbox.stumble(session, poison.id, error="Boom", most=3, at=NOON) for _ in range(3)]
        session.flush()

        following = inbox.head(session, "web:siti")
        assert buried == [False, False, True]
        assert following is not None
        assert following.ext_id == "good"


def test_a_buried_message_can_be_tried_again(database: Database) -> None:
    with database.write() as session:
        inbox.accept(session, [_arrival("poison")], at=NOON)
        poison = inbox.head(session, "web:siti")
        assert poison is not None
        for _ in range(3):
            inbox.stumble(session, poison.id, error="Boom", most=3, at=NOON)
        inbox.revive(session, poison.id)
        session.flush()

        assert inbox.head(session, "web:siti") == poison
        assert session.get_one(inbox.InboxMessage, poison.id).attempts == 0


def test_a_body_nobody_can_read_is_kept_once_and_dead(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            inbox.accept_unreadable(session, Channel.TELEGRAM, "not json", why="not JSON", at=NOON)

    with database.read() as session:
        kept = session.query(inbox.InboxMessage).all()
        assert [(row.state, row.error) for row in kept] == [(InboxState.DEAD, "not JSON")]


def test_raw_bodies_go_after_thirty_days_and_the_view_stays(database: Database) -> None:
    with database.write() as session:
        inbox.accept(session, [_arrival("a")], at=NOON)
        message = inbox.head(session, "web:siti")
        assert message is not None
        inbox.finish(session, [message.id], view={"text": "halo"}, at=NOON)
        kept = inbox.purge_raw(session, before=NOON - timedelta(days=1))
        dropped = inbox.purge_raw(session, before=NOON + timedelta(days=31))

        row = session.get_one(inbox.InboxMessage, message.id)
        assert (kept, dropped) == (0, 1)
        assert row.raw is None
        assert row.view is not None


def test_of_a_long_line_the_chats_that_wait_longest_and_that_nobody_holds_are_found_first(database: Database) -> None:
    chats = [f"web:{number % 40}" for number in range(200)]
    with database.write() as session:
        inbox.accept(session, [_arrival(str(number), chat) for number, chat in enumerate(chats)], at=NOON)
        leases.take(session, "web:1", owner="somebody", token="pen", at=NOON)
        leases.take(session, "web:2", owner="somebody", token="pen", at=NOON - timedelta(hours=1))

    with database.read() as session:
        waiting = inbox.waiting_chats(session, [Channel.WEB], since=NOON, at=NOON, limit=3)

    assert [each.chat_key for each in waiting] == ["web:0", "web:2", "web:3"]
    assert {each.since for each in waiting} == {NOON}


def test_a_chat_behind_a_long_line_of_chats_that_are_held_is_found(database: Database) -> None:
    held = [f"web:{number % 3}" for number in range(40)]
    with database.write() as session:
        for number, chat in enumerate([*held, "web:late", "web:later", "web:late"]):
            inbox.accept(session, [_arrival(str(number), chat)], at=NOON)
        inbox.accept(session, [_arrival("too new", "web:new")], at=NOON + timedelta(seconds=1))
        for chat in set(held):
            leases.take(session, chat, owner="somebody", token="pen", at=NOON)

    with database.read() as session:
        found = [
            inbox.waiting_chats(session, [channel], since=NOON, at=NOON, limit=2)
            for channel in (Channel.WEB, Channel.TELEGRAM)
        ]

    assert found == [[("web:late", NOON), ("web:later", NOON)], []]
