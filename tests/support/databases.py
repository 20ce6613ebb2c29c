"""Fresh databases for tests: SQLite files copied from a template, and a real PostgreSQL started for the run."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, Table, create_engine, literal, select

from core.db import Base, Database
from core.privacy import Keyring
from operations import prepare, schema
from support.keys import IDENTITY_KEY, LOOKUP_KEY
from support.time import NOON

_NAMES = itertools.count(1)
_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)


_IN_MEMORY, _PLENTY = Path("/dev/shm"), 4 << 30


def _scratch() -> Path | None:
    """Memory where there is plenty of it: a database is hundreds of small files, made and dropped for each test."""
    is_there = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)
    return _IN_MEMORY if is_there and shutil.disk_usage(_IN_MEMORY).free > _PLENTY else None


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A PostgreSQL server of this test run."""

    home: Path
    port: int
    _engine: Engine = field(repr=False)

    @classmethod
    def start(cls) -> "PostgresServer":
        """Make a cluster in a folder of its own and start it on a free port."""
        assert _BINARIES, "PostgreSQL is not installed: apt-get install postgresql"
        home = Path(tempfile.mkdtemp(prefix="pendopo-postgres-", dir=_scratch()))
        _give(home)
        port = _free_port()
        _run("initdb", "-D", str(home / "data"), "-U", "pendopo", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c fsync=off -c synchronous_commit=off "
            "-c full_page_writes=off -c max_connections=200"
        )
        _run("pg_ctl", "-D", str(home / "data"), "-l", str(home / "log"), "-o", options, "-w", "start")
        address = f"postgresql+psycopg://pendopo@127.0.0.1:{port}/postgres"
        return cls(home, port, create_engine(address, isolation_level="AUTOCOMMIT", pool_pre_ping=True))

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        self._engine.dispose()
        _run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://pendopo@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def drop(self, url: str) -> None:
        name = url.rpartition("/")[2]
        self.execute(f'drop database if exists "{name}" with (force)')


Story = Callable[[Database], Any]
"""Something that is lived through once for a template; every test that wants it gets a copy of what it left."""


class TestDatabases:
    """Fresh databases, each a copy of a migrated and filled template."""

    __test__ = False

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pendopo-databases-", dir=_scratch()))
        self._made: set[str] = set()
        self.told: dict[str, Any] = {}

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_sqlite(self, *, sample: bool = False, story: Story | None = None) -> str:
        """A copy of the template file; with the sample office or a story in it when that is wanted."""
        template = self._folder / f"template_{sample}_{_named(story)}.db"
        if not template.exists():
            self.told[f"sqlite_{_named(story)}"] = _fill(f"sqlite:///{template}", sample=sample, story=story)
        fresh = self._folder / f"{next(_NAMES)}.db"
        shutil.copy(template, fresh)
        return f"sqlite:///{fresh}"

    def drop_sqlite(self, url: str) -> None:
        """Remove a copy: memory is not for what nobody reads any more."""
        for ending in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)

    def new_postgres(self, server: PostgresServer, *, sample: bool = False, story: Story | None = None) -> str:
        """A copy of the template database; with the sample office or a story in it when that is wanted."""
        template = f"template_{'sample' if sample else 'house'}_{_named(story)}"
        if template not in self._made:
            server.execute(f"create database {template}")
            self.told[f"postgresql_{_named(story)}"] = _fill(server.url(template), sample=sample, story=story)
            self._made.add(template)
        name = f"house_{next(_NAMES)}"
        server.execute(f"create database {name} template {template} strategy file_copy")
        return server.url(name)


class Slate:
    """One open database that is wiped clean between runs: far cheaper than a new one for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.read() as session:
            self._empty = [table for table in Base.metadata.sorted_tables if not session.execute(_any(table)).first()]
        self._wiping = self._on_sqlite() if database.is_sqlite else self._on_postgres()

    def wipe(self) -> None:
        """Empty every table that was empty, and count from one again."""
        with self._database.engine.connect() as connection:
            for statement in self._wiping:
                connection.exec_driver_sql(statement)
            connection.commit()

    def _on_sqlite(self) -> list[str]:
        return ["PRAGMA defer_foreign_keys=ON", *(f"delete from {table.name}" for table in self._empty)]

    def _on_postgres(self) -> list[str]:
        """One sending: for a few rows a delete costs a tenth of a truncate, which makes every file of a table anew."""
        deletes = [f"delete from {table.name}" for table in reversed(self._empty)]
        counted = [
            f"select setval(pg_get_serial_sequence('{table.name}', '{column.name}'), 1, false)"
            for table in self._empty
            for column in table.columns
            if column is table.autoincrement_column
        ]
        return ["; ".join([*deletes, *counted])]


def _any(table: Table) -> Select[int]:
    return select(literal(1)).select_from(table).limit(1)


def open_test_database(url: str) -> Database:
    """A database with the tests' keys."""
    return Database(url, info={"keyring": Keyring.of([IDENTITY_KEY], LOOKUP_KEY)})


def _named(story: Story | None) -> str:
    return story.__name__ if story else "empty"


def _fill(url: str, *, sample: bool, story: Story | None) -> Any:
    database = open_test_database(url)
    schema.upgrade(database)
    prepare.fill(database, at=NOON)
    if sample:
        prepare.load_sample(database, at=NOON)
    told = story(database) if story else None
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return told


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program; root hands it to the postgres user, because PostgreSQL refuses root."""
    command = [str(_BINARIES[0] / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _user(), "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("no user to run PostgreSQL as")


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam(_user())
        os.chown(folder, owner.pw_uid, owner.pw_gid)
