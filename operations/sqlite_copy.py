"""SQLite: a copy of the database while it is in use, and back, through SQLite's own online backup."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.db import Database
from core.errors import NotPossible
from operations.contents import Contents, contents
from operations.progress import Tick

_PAGES = 2048


def dump(database: Database, target: Path, tick: Tick) -> Contents:
    """Copy one state of everything into ``target``; writers go on meanwhile."""
    with _opened(_path(database)) as live, _opened(target) as copy:
        live.execute("BEGIN")  # holding one state: without it every write of another process starts the copy anew
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=_PAGES, progress=_progress(tick))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        _whole(copy)
        return contents(lambda question: copy.execute(question).fetchall())


def load(database: Database, source: Path, tick: Tick) -> None:
    """Put the copy in the place of everything, at once or not at all. Refuses while the database is in use."""
    with _opened(source) as copy, _opened(_path(database)) as live:
        _whole(copy)
        contents(lambda question: copy.execute(question).fetchall())  # an empty file is whole for SQLite, and no office
        try:
            live.execute("PRAGMA journal_mode=DELETE")  # SQLite allows this to the only one who has it open
        except sqlite3.OperationalError as error:
            raise NotPossible(
                f"the database is in use ({error}): stop the web process and the workers first"
            ) from error
        copy.backup(live, pages=_PAGES, progress=_progress(tick))


def _path(database: Database) -> Path:
    return Path(database.engine.url.database or "")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as connection:
        try:
            yield connection
        except sqlite3.DatabaseError as error:
            raise NotPossible(f"SQLite cannot use {path}, everything is as it was: {error}") from error


def _whole(copy: sqlite3.Connection) -> None:
    """Refuse a copy that SQLite itself finds broken, before it takes the place of anything."""
    found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _progress(tick: Tick) -> Callable[[int, int, int], None]:
    return lambda _status, remaining, total: tick(f"{total - remaining} of {total} pages copied")
