"""The database: writers queue, a failed transaction leaves nothing, the doorbell rings after the commit only."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from support.databases import PostgresServer, TestDatabases, open_test_database
from support.time import NOON

from core import office
from core.db import Database, wake_after_commit
from core.office import OfficeSetting


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        office.save(session, values={"name": "Tidak jadi"}, at=NOON)
        session.flush()
        raise ZeroDivisionError

    with database.read() as session:
        assert session.get(OfficeSetting, "name") is None


def test_the_doorbell_rings_once_after_the_commit(database: Database) -> None:
    rung: list[list[str]] = []
    database.doorbell = lambda chats: rung.append(list(chats))

    with database.write() as session:
        wake_after_commit(session, "web:a")
        wake_after_commit(session, "web:a")
        assert rung == []

    assert rung == [["web:a"]]


def test_the_doorbell_is_silent_when_nothing_was_committed(database: Database) -> None:
    rung: list[list[str]] = []
    database.doorbell = lambda chats: rung.append(list(chats))

    with pytest.raises(ZeroDivisionError), database.write() as session:
        wake_after_commit(session, "web:a")
        raise ZeroDivisionError

    assert rung == []


def test_many_writers_of_two_processes_lose_nothing(database_url: str) -> None:
    first, second = open_test_database(database_url), open_test_database(database_url)

    def write(database: Database, name: str) -> None:
        for number in range(25):
            with database.write() as session:
                office.save(session, values={f"{name}{number}": number}, at=NOON)

    threads = [
        threading.Thread(target=write, args=(database, f"{label}{place}"))
        for label, database in (("a", first), ("b", second))
        for place in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with first.read() as session:
        assert session.query(OfficeSetting).count() == 150
    first.dispose()
    second.dispose()


def test_a_write_inside_a_write_is_a_mistake_that_is_named(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.write(), pytest.raises(RuntimeError, match="already open"), database.write():
        pass


def test_times_come_back_aware_and_naive_ones_are_refused(database: Database) -> None:
    with database.write() as session:
        session.add(OfficeSetting(name="a", value=1, updated_at=NOON))
    with database.read() as session:
        kept = session.get(OfficeSetting, "a")
        assert kept is not None
        assert kept.updated_at == NOON
        assert kept.updated_at.tzinfo is UTC

    with pytest.raises(Exception, match="naive"), database.write() as session:
        session.add(OfficeSetting(name="b", value=1, updated_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the mistake


def test_connections_that_died_cost_a_worker_one_failed_try(postgres: PostgresServer, databases: TestDatabases) -> None:
    url = databases.new_postgres(postgres)
    house = Database(url, ping=False)
    with house.read() as session:
        session.execute(text("select 1"))
    name = url.rpartition("/")[2]
    postgres.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")

    with pytest.raises(OperationalError), house.read() as session:
        session.execute(text("select 1"))

    with house.read() as session:
        assert session.scalar(text("select 1")) == 1
    house.dispose()
    postgres.drop(url)


def test_what_a_statement_carries_is_in_no_error_of_it(database: Database) -> None:
    with database.read() as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("select :words from nowhere"), {"words": "kata warga"})

    assert "kata warga" not in str(failed.value)
