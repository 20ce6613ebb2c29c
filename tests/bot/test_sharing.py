"""Workers share a crowd: each chat is for one of those that live, and nobody is left to a worker that is gone."""

from datetime import timedelta

import pytest
from support.time import NOON

from bot.sharing import HELPED, Share
from core.db import Database
from core.messages import leases

CHATS = [f"telegram:{number}" for number in range(400)]


def test_each_chat_is_for_one_worker_and_nobody_has_much_more_than_another() -> None:
    workers = ["a", "b", "c"]
    shares = [Share(worker) for worker in workers]
    for share in shares:
        share.among(workers)

    mine = [[chat for chat in CHATS if share.is_mine(chat)] for share in shares]

    assert sorted(chat for chats in mine for chat in chats) == sorted(CHATS)
    assert min(map(len, mine)) > len(CHATS) // 4


def test_a_worker_alone_has_every_chat() -> None:
    assert all(Share("a").is_mine(chat) for chat in CHATS)


def test_of_a_crowd_a_worker_takes_its_own_in_their_order_at_once() -> None:
    share = Share("a")
    share.among(["b"])

    taken = share.of(CHATS, patient=[])

    assert taken == [chat for chat in CHATS if share.is_mine(chat)]
    assert 0 < len(taken) < len(CHATS)


@pytest.mark.parametrize(
    ("own", "theirs", "helped"), [(0, 1, 1), (0, 4, 2), (3, 9, 3), (5, 5, 0), (9, 2, 0), (0, 90, HELPED)]
)
def test_who_has_less_to_do_helps_with_what_the_other_comes_to_last(own: int, theirs: int, helped: int) -> None:
    share = Share("a")
    share.among(["b"])
    mine = [chat for chat in CHATS if share.is_mine(chat)][:own]
    of_other = [chat for chat in CHATS if not share.is_mine(chat)][:theirs]

    assert share.of(mine + of_other, patient=mine + of_other) == mine + of_other[theirs - helped :]


def test_of_several_others_the_busiest_is_helped() -> None:
    shares = {name: Share(name) for name in "abc"}
    for share in shares.values():
        share.among("abc")
    of = {name: [chat for chat in CHATS if share.is_mine(chat)] for name, share in shares.items()}
    waiting = of["b"][:2] + of["c"][:6]

    assert shares["a"].of(waiting, patient=waiting) == of["c"][3:6]


def test_workers_know_of_each_other_until_one_leaves_or_its_time_is_over(database: Database) -> None:
    first, second = Share("host:1:0:a"), Share("host:2:0:b")
    for share in (first, second, first):
        share.live(database, at=NOON)
    assert not all(first.is_mine(chat) for chat in CHATS)

    second.leave(database)
    first.live(database, at=NOON + timedelta(seconds=5))
    assert all(first.is_mine(chat) for chat in CHATS)

    second.live(database, at=NOON + timedelta(seconds=6))
    first.live(database, at=NOON + timedelta(seconds=7) + leases.LEASE)
    assert all(first.is_mine(chat) for chat in CHATS)


def test_the_dead_live_no_more_once_their_leases_are_freed(database: Database) -> None:
    first, second = Share("host:1:0:a"), Share("host:2:0:b")
    for share in (second, first):
        share.live(database, at=NOON)

    with database.write() as session:
        leases.free(session, ["host:2:0:b"])
    first.live(database, at=NOON)

    assert all(first.is_mine(chat) for chat in CHATS)
