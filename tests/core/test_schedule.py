"""The schedule: a job runs once when it is due, whichever worker gets to it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from support.databases import open_test_database
from support.time import NOON

from core import schedule
from core.db import Database
from core.schedule import Job, ScheduledJob

HOURLY = Job("hourly", timedelta(hours=1), lambda database, at: None)
DAILY = Job("daily", timedelta(days=1), lambda database, at: None)


def _claims(database: Database, job: Job, after: timedelta = timedelta()) -> bool:
    with database.write() as session:
        return schedule.claim(session, job, at=NOON + after)


def _due(database: Database, job: Job, after: timedelta = timedelta()) -> bool:
    with database.read() as session:
        return schedule.is_due(session, job, at=NOON + after)


def test_a_job_nobody_ever_did_is_due_at_once(database: Database) -> None:
    assert _due(database, HOURLY)
    assert _claims(database, HOURLY)


def test_a_job_that_was_done_waits_for_its_time(database: Database) -> None:
    _claims(database, HOURLY)

    assert not _due(database, HOURLY, timedelta(minutes=59))
    assert not _claims(database, HOURLY, timedelta(minutes=59))
    assert _due(database, HOURLY, timedelta(hours=1))
    assert _claims(database, HOURLY, timedelta(hours=1))


def test_the_turns_that_were_slept_through_are_made_up_once(database: Database) -> None:
    _claims(database, HOURLY)

    assert _claims(database, HOURLY, timedelta(hours=9, minutes=30))
    assert not _claims(database, HOURLY, timedelta(hours=10))
    assert _claims(database, HOURLY, timedelta(hours=10, minutes=30))


def test_jobs_do_not_wait_for_each_other(database: Database) -> None:
    _claims(database, HOURLY)

    assert _claims(database, DAILY)


def test_looking_leaves_no_row(database: Database) -> None:
    _due(database, HOURLY)

    with database.read() as session:
        assert session.get(ScheduledJob, "hourly") is None


def test_a_turn_that_failed_before_its_commit_is_given_again(database: Database) -> None:
    try:
        with database.write() as session:
            assert schedule.claim(session, HOURLY, at=NOON)
            raise RuntimeError("the process ended here")
    except RuntimeError:
        pass

    assert _claims(database, HOURLY)


def test_of_many_workers_at_once_one_gets_the_turn(database_url: str) -> None:
    houses = [open_test_database(database_url) for _ in range(3)]
    with ThreadPoolExecutor(9) as pool:
        won = list(pool.map(lambda number: _claims(houses[number % 3], HOURLY), range(18)))

    assert won.count(True) == 1
    for house in houses:
        house.dispose()
