"""What a chat has open: seen without writing, and the pen put down only when nothing is left."""

from datetime import timedelta

import pytest
from support.time import NOON

from core.db import Database
from core.messages import inbox, leases, outbox, pending
from core.messages.channels import Channel
from core.messages.inbox import Arrival
from core.messages.leases import LEASE
from core.messages.pending import Pen

CHAT = "web:siti"


def _writes(database: Database, *ext_ids: str) -> None:
    with database.write() as session:
        inbox.accept(session, [Arrival(Channel.WEB, ext_id, CHAT, "{}") for ext_id in ext_ids], at=NOON)


def _takes(database: Database, token: str) -> None:
    with database.write() as session:
        assert leases.take(session, CHAT, owner="here:1:0:a", token=token, at=NOON)


def _leaving(database: Database, key: str = "in1.0") -> int:
    with database.write() as session:
        message = outbox.leave_at_once(session, key=key, chat_key=CHAT, kind="all_right", data={}, at=NOON)
        assert message is not None
        return message.id


def _seen(database: Database, *, later: timedelta = timedelta(0)) -> pending.View:
    with database.read() as session:
        return pending.look(session, CHAT, at=NOON + later)


def test_a_chat_nobody_wrote_in_has_nothing_open(database: Database) -> None:
    assert _seen(database) == (None, None, None)


def test_a_look_finds_the_oldest_message_what_is_owed_and_who_has_the_pen(database: Database) -> None:
    _writes(database, "first", "second")
    _takes(database, "a")
    owed = _leaving(database)

    seen = _seen(database)

    assert seen.waiting is not None
    assert (seen.pen, seen.owed, seen.waiting.ext_id) == ("a", owed, "first")


def test_a_pen_whose_time_is_over_is_nobodys(database: Database) -> None:
    _takes(database, "a")

    assert _seen(database, later=LEASE / 2).pen == "a"
    assert _seen(database, later=LEASE + timedelta(seconds=1)).pen is None


@pytest.mark.parametrize("left", ["nothing", "a message", "a reply"])
def test_the_pen_is_put_down_when_nothing_else_is_open_and_held_on_to_when_there_is(
    database: Database, left: str
) -> None:
    _takes(database, "a")
    settling = _leaving(database)
    if left == "a message":
        _writes(database, "meanwhile")
    if left == "a reply":
        _leaving(database, "in1.1")

    with database.write() as session:
        pen = pending.settle_pen(session, CHAT, token="a", besides=settling, at=NOON + LEASE / 2)

    assert pen is (Pen.DOWN if left == "nothing" else Pen.KEPT)
    assert _seen(database).pen == (None if pen is Pen.DOWN else "a")
    assert _seen(database, later=LEASE).pen == (None if pen is Pen.DOWN else "a")


def test_nobody_puts_down_the_pen_of_another(database: Database) -> None:
    _takes(database, "a")
    settling = _leaving(database)

    with database.write() as session:
        assert pending.settle_pen(session, CHAT, token="b", besides=settling, at=NOON) is Pen.LOST

    assert _seen(database).pen == "a"


def test_a_pen_that_was_taken_away_is_not_held_for_nobody(database: Database) -> None:
    _takes(database, "a")
    settling = _leaving(database)
    _writes(database, "meanwhile")
    with database.write() as session:
        leases.free(session, ["here:1:0:a"])

    with database.write() as session:
        assert pending.settle_pen(session, CHAT, token="a", besides=settling, at=NOON) is Pen.LOST

    assert _seen(database).pen is None
