"""Wrong tries are counted for all processes together, and nobody's address is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import select
from support.databases import open_test_database
from support.time import NOON

from core import tries
from core.db import Database
from core.tries import WrongTries

ADDRESS = "203.0.113.7"


def _tries(database: Database, value: str = ADDRESS, *, at: datetime = NOON) -> int:
    with database.write() as session:
        mark = tries.mark_of(session, "from", value)
        return tries.count(session, [mark], at=at)[mark]


def test_every_try_of_several_processes_at_once_gets_a_number_of_its_own(database_url: str) -> None:
    houses = [open_test_database(database_url) for _ in range(3)]

    with ThreadPoolExecutor(6) as pool:
        counted = list(pool.map(lambda number: _tries(houses[number % 3]), range(24)))

    assert sorted(counted) == list(range(1, 25))
    for house in houses:
        house.dispose()


def test_a_right_try_is_given_back(database: Database) -> None:
    _tries(database)
    _tries(database)
    with database.write() as session:
        tries.give_back(session, [tries.mark_of(session, "from", ADDRESS)])

    assert _tries(database) == 2


def test_after_a_quarter_of_an_hour_counting_begins_anew_and_old_marks_go(database: Database) -> None:
    _tries(database)
    _tries(database, "198.51.100.9")

    assert _tries(database, at=NOON + timedelta(minutes=15)) == 1
    with database.read() as session:
        assert [row.times for row in session.scalars(select(WrongTries))] == [1]


def test_no_address_is_kept(database: Database) -> None:
    _tries(database)

    with database.read() as session:
        (kept,) = session.scalars(select(WrongTries))
        assert ADDRESS not in kept.mark
        assert kept.mark != tries.mark_of(session, "for", ADDRESS)
