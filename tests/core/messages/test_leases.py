"""Leases: one holder at a time, and none for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from support.time import NOON

from core.db import Database
from core.messages import leases
from core.messages.leases import LEASE


def _take(database: Database, token: str, *, later: timedelta = timedelta(0), owner: str = "here:1:0:a") -> bool:
    with database.write() as session:
        return leases.take(session, "web:siti", owner=owner, token=token, at=NOON + later)


def test_one_of_two_workers_gets_the_chat(database: Database) -> None:
    assert _take(database, "a")
    assert not _take(database, "b")


def test_the_holder_may_renew(database: Database) -> None:
    assert _take(database, "a")
    assert _take(database, "a", later=LEASE / 2)
    assert not _take(database, "b", later=LEASE * 1.2)


def test_a_lease_runs_out(database: Database) -> None:
    assert _take(database, "a")
    assert _take(database, "b", later=LEASE + timedelta(seconds=1))


def test_a_lease_put_down_is_free_and_only_the_holder_can_put_it_down(database: Database) -> None:
    _take(database, "a")
    with database.write() as session:
        leases.release(session, "web:siti", token="b")
    assert not _take(database, "b")

    with database.write() as session:
        leases.release(session, "web:siti", token="a")
    assert _take(database, "b")


def test_of_many_at_once_exactly_one_gets_the_chat(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: _take(database, f"t{number}"), range(16)))

    assert sum(taken) == 1


def test_the_leases_of_a_dead_process_are_found_and_those_of_a_living_one_are_not(database: Database) -> None:
    me = leases.this_process()
    host, pid, started, _ = me.rsplit(":", 3)
    dead = f"{host}:{pid}:{int(started) + 1}:gone"
    with database.write() as session:
        leases.take(session, "web:a", owner=me, token="a", at=NOON)
        leases.take(session, "web:b", owner=dead, token="b", at=NOON)
        leases.take(session, "web:c", owner="elsewhere:1:0:x", token="c", at=NOON)

    with database.write() as session:
        assert leases.dead_owners(session) == [dead]
        leases.free(session, [dead])
        assert leases.take(session, "web:b", owner=me, token="new", at=NOON)
