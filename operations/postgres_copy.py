"""PostgreSQL: a copy of the database while it is in use (pg_dump), and back in one transaction (pg_restore, psql)."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from core.db import Database
from core.errors import NotPossible
from operations.contents import Contents, contents
from operations.progress import Tick, size

_CHUNK = 1 << 20
_PATIENCE = 3.0
_DEBIAN = Path("/usr/lib/postgresql")
_CLEAR = b"""BEGIN;
SET LOCAL lock_timeout = '30s';
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT oid::regclass AS name FROM pg_class
               WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
  LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || found.name || ' CASCADE';
  END LOOP;
END $$;
DROP FUNCTION IF EXISTS short_parts(text);
"""
_OTHERS = text(
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
)


def dump(database: Database, target: Path, tick: Tick) -> Contents:
    """Copy one state of everything into ``target``, and say what that same state holds."""
    pg_dump = program("pg_dump")
    address, environment = _connection(database)
    with database.snapshot() as session, tempfile.TemporaryFile() as words:
        found = contents(lambda question: session.execute(text(question)).all())
        snapshot = session.scalar(text("select pg_export_snapshot()"))
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}"]
        running = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            [pg_dump, *arguments, f"--file={target}", f"--dbname={address}"], env=environment, stderr=words
        )
        try:
            while running.poll() is None:
                time.sleep(0.02)
                tick(f"{size(target.stat().st_size) if target.exists() else 'nothing'} written")
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()
        if running.returncode != 0:
            raise NotPossible(f"pg_dump did not succeed: {_last_words(words)}")
    return found


def load(database: Database, source: Path, tick: Tick) -> None:
    """Put the copy in the place of everything, at once or not at all. Refuses while the database is in use."""
    pg_restore, psql = program("pg_restore"), program("psql")
    _alone(database)
    address, environment = _connection(database)
    with tempfile.TemporaryFile() as words:
        reading = [pg_restore, "--file=-", "--no-owner", "--no-privileges", str(source)]
        writing = [psql, "-X", "-q", "--no-password", "-v", "ON_ERROR_STOP=1", f"--dbname={address}"]
        with (
            subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=words) as reader,  # noqa: S603
            subprocess.Popen(  # noqa: S603
                writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words, env=environment
            ) as writer,
        ):
            whole = _pour(reader, writer, tick)
        if not whole or writer.returncode != 0:
            raise NotPossible(f"PostgreSQL did not take the backup, everything is as it was: {_last_words(words)}")


def _pour(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", tick: Tick) -> bool:
    """From one to the other. COMMIT is said only after the last byte: without it PostgreSQL takes all of it back."""
    assert reader.stdout is not None
    assert writer.stdin is not None
    poured = 0
    try:
        writer.stdin.write(_CLEAR)
        while chunk := reader.stdout.read(_CHUNK):
            writer.stdin.write(chunk)
            poured += len(chunk)
            tick(f"{size(poured)} read back")
        if reader.wait() != 0:
            return False
        writer.stdin.write(b"\nCOMMIT;\n")
        writer.stdin.close()
    except BrokenPipeError:  # psql met an error and went
        reader.kill()
        with suppress(BrokenPipeError):
            writer.stdin.close()
        return False
    return True


def program(name: str) -> str:
    """Where one of PostgreSQL's programs lies: on the PATH, or the newest of Debian's folders."""
    found = shutil.which(name)
    if found is not None:
        return found
    folders = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name), reverse=True)
    if not folders:
        raise NotPossible(
            f"{name} was not found on the PATH nor under {_DEBIAN}. On Debian: apt-get install postgresql-client"
        )
    return str(folders[0])


def _connection(database: Database) -> tuple[str, dict[str, str]]:
    """The address for PostgreSQL's programs, and the environment that keeps the password off the command line."""
    parts = dict(database.engine.dialect.create_connect_args(database.engine.url)[1])
    password = parts.pop("password", None)
    parts.pop("context", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    return make_conninfo(**parts), environment


def _alone(database: Database) -> None:
    """Wait a moment for others to leave; refuse when they stay."""
    until = time.monotonic() + _PATIENCE
    with database.read() as session:
        while others := session.scalar(_OTHERS):
            if time.monotonic() > until:
                raise NotPossible(
                    f"the database is in use by {others} other connections: stop the web process and the workers first"
                )
            time.sleep(0.1)
    database.dispose()


def _last_words(words: IO[bytes]) -> str:
    words.seek(0)
    lines = [line.strip() for line in words.read().decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (errors or lines or ["it said nothing"])[0]
