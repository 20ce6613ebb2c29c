"""The audit: a chain that shows every mending."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text
from support.cast import dewi
from support.time import NOON

from core import audit
from core.db import Database


def _three(database: Database) -> None:
    with database.write() as session:
        by = dewi(session)
        for number in range(3):
            audit.record(session, by=by, action="export", subject=f"log:{number}", at=NOON, details={"rows": number})


def _breaks(database: Database) -> list[str]:
    with database.snapshot() as session:
        return [found.what for found in audit.verify(session)]


def test_an_untouched_chain_is_whole(database: Database) -> None:
    _three(database)

    assert _breaks(database) == []


def test_a_changed_row_is_found(database: Database) -> None:
    _three(database)
    with database.write() as session:
        session.execute(text("update audit set actor = 'orang lain' where id = 2"))

    assert _breaks(database) == ["was changed after it was written"]


def test_a_row_taken_out_of_the_middle_is_found(database: Database) -> None:
    _three(database)
    with database.write() as session:
        session.execute(text("delete from audit where id = 2"))

    assert "does not follow the row before it" in _breaks(database)


def test_a_row_taken_off_the_end_is_found(database: Database) -> None:
    _three(database)
    with database.write() as session:
        session.execute(text("delete from audit where id = 3"))

    assert _breaks(database) == ["is not the end of the chain: 3 rows were written, 2 are here"]


def test_many_at_once_make_one_chain(database: Database) -> None:
    def act(number: int) -> None:
        with database.write() as session:
            audit.record(session, by=None, action="login", subject=str(number), at=NOON)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(30)))

    assert _breaks(database) == []
    with database.read() as session:
        assert audit.head(session)[0] == 30
