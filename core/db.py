"""The one database, SQLite or PostgreSQL: how it is opened, read and written.

Reading and writing are two different sessions. A writing session on SQLite begins with BEGIN IMMEDIATE behind a
lock of the process, so that writers queue instead of failing; a reading one never holds a transaction open.
Whoever must be woken after a commit (a chat with new work) is collected in the session and rung once it is safe.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Table,
    Update,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 15_000
CONNECT_TIMEOUT_S = 5
"""A server that does not even refuse is away: a webhook has its spool, and its caller does not wait for ever."""
_WRITING, _READING, _CONNECTION = "pendopo_writing", "pendopo_reading", "connection"

BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every table of the house."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite hands back naive ones; this gives the zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time reached the database: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """PostgreSQL's moments have a zone: one call for each of hundreds of thousands, where a decorator makes three."""
        return super().result_processor(dialect, coltype) if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value is not None else None


def words_of(closed_set: type[StrEnum], length: int = 40) -> Enum:
    """A column for a StrEnum, stored as its value in a plain text column: a new member needs no ALTER TYPE."""
    return Enum(
        closed_set,
        native_enum=False,
        length=length,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


Doorbell = Callable[[Sequence[str]], None]
CACHE = "cache"
_FRESH_FOR = 1.0
Kept = TypeVar("Kept")


def remembered(session: Session, name: str, read: Callable[[], Kept]) -> Kept:
    """Something every message needs and staff change rarely: read at most once a second by each process."""
    cache: dict[str, tuple[float, Any]] = session.info.setdefault(CACHE, {})
    found = cache.get(name)
    if found is not None and time.monotonic() - found[0] < _FRESH_FOR:
        kept: Kept = found[1]
        return kept
    value = read()
    cache[name] = (time.monotonic(), value)
    return value


def forget(session: Session, name: str) -> None:
    """Read it anew the next time: it has just been changed here."""
    session.info.setdefault(CACHE, {}).pop(name, None)


class Database:
    """Opens sessions on one engine and rings the doorbell for chats that got work in a committed transaction."""

    def __init__(self, url: str, *, info: dict[str, Any] | None = None, pool_size: int = 10, ping: bool = True) -> None:
        self.engine = make_engine(url, pool_size=pool_size, ping=ping)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.info = {**(info or {}), CACHE: {}}
        self.doorbell: Doorbell | None = None
        alone = {_READING: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._reading = self.engine.execution_options(**alone)
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._snapshot = self.engine.execution_options(**level)
        self._writing = self.engine.execution_options(**{_WRITING: True})
        self._writers = threading.Lock()
        self._writer: int | None = None

    def reading_session(self) -> Session:
        """A session for looking: each statement sees the newest committed state and holds no lock."""
        return Session(self._reading, info=dict(self.info), expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look, and close."""
        with self.reading_session() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Look at one state of everything, however long it takes: for walks over many rows, and for exports."""
        with Session(self._snapshot, info=dict(self.info), expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is committed at the end, or none of it. Never nested within one thread."""
        with (
            self._one_writer(),
            Session(self._writing, info=dict(self.info), expire_on_commit=False) as session,
        ):
            with session.begin():
                yield session
            awake = session.info.get(AWAKE)
        if awake and self.doorbell is not None:
            self.doorbell(sorted(awake))

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """On SQLite the writers of this process form a fair queue in front of the file's own lock."""
        me = threading.get_ident()
        if self._writer == me:
            raise RuntimeError("a write transaction is already open in this thread")
        if not self.is_sqlite:
            yield
            return
        with self._writers:
            self._writer = me
            try:
                yield
            finally:
                self._writer = None

    def dispose(self) -> None:
        self.engine.dispose()


AWAKE = "awake"


def wake_after_commit(session: Session, chat_key: str) -> None:
    """Ask that a chat be looked at as soon as this transaction is committed."""
    session.info.setdefault(AWAKE, set()).add(chat_key)


def make_engine(url: str, *, pool_size: int = 10, ping: bool = True) -> Engine:
    """An engine with the house's habits for its database. The connection used last is used next: what it keeps is warm.

    ``ping``: ask a PostgreSQL connection whether it is alive before each use. A worker need not, a tenth of its work
    would be asking: it tries a step again anyway when the database is away. What a statement carries is in no error of it:
    these are people's words, and errors are logged.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
            pool_size=pool_size,
            max_overflow=20,
            pool_use_lifo=True,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=20,
        pool_pre_ping=ping,
        pool_use_lifo=True,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the house says BEGIN itself
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "cache_size=-8000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(_READING):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITING) else "BEGIN")


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def direct(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[Any]:
    """Run a statement over tables past the objects in memory, which are written first. For the path of a message: it
    costs half of what ``session.execute`` does, and gives rows and never objects.
    """
    session.flush()
    connection = session.info.get(_CONNECTION)
    if connection is None or connection.closed:
        connection = session.info[_CONNECTION] = session.connection()
    found: CursorResult[Any] = connection.execute(statement, values)
    return found


def change(session: Session, statement: Update | Delete, values: Mapping[str, Any] | None = None) -> int:
    """Change rows directly, past the objects in memory; how many were changed."""
    if values is not None:
        return direct(session, statement, values).rowcount
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount


def insert_new(
    session: Session, table: Table, rows: Sequence[dict[str, Any]], returning: tuple[str, ...] = ("id",)
) -> list[Any]:
    """Insert the rows that no unique key forbids, and return the asked columns of those that were new."""
    statement = _insertion(session.get_bind().dialect.name, table, returning)
    return [new for row in rows for new in direct(session, statement, row).all()]


def insert_row(session: Session, table: Table, row: dict[str, Any]) -> int:
    """Insert a row past the objects in memory, and return its id."""
    new: int = direct(session, _plain_insertion(table), row).scalar_one()
    return new


@cache
def _plain_insertion(table: Table) -> ReturningInsert[Any]:
    with_answer: ReturningInsert[Any] = table.insert().returning(table.c.id)
    return with_answer


@cache
def _insertion(dialect: str, table: Table, returning: tuple[str, ...]) -> ReturningInsert[Any]:
    """The statement, made once: a row's values are its parameters."""
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table).on_conflict_do_nothing()
    with_answer: ReturningInsert[Any] = insert.returning(*(table.c[name] for name in returning))
    return with_answer
