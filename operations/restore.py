"""`pendopo restore`: everything is checked first, then files and database are put back, and the books are walked."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, text

from core import audit
from core.db import Database
from core.errors import NotPossible
from core.files import FileStore
from core.house import open_database
from core.privacy import Keyring
from core.settings import Settings
from operations import books, manifest, postgres_copy, prepare, schema, sqlite_copy
from operations.manifest import DATABASES, Manifest
from operations.progress import Say, ticking, told


def restore(chosen: Settings, folder: Path, *, replace: bool, other_keys: bool, at: datetime, say: Say) -> list[str]:
    """Bring this backup back; the breaks found in its books, none when they are whole.

    Refuses before anything is touched: a folder that is no whole backup or was tampered with, keys that are not the
    backup's (unless ``other_keys``), and a database that is in use or holds an office already (unless ``replace``).
    """
    folder = folder.expanduser().resolve()
    keys = None if other_keys else Keyring.of(chosen.identity_keys, chosen.lookup_key)
    held = manifest.read(folder, keys)
    database = open_database(chosen)
    try:
        _fits(database, held)
        if not replace:
            _is_free(database)
        told(say, "Checksums", lambda: manifest.verify(folder, held, ticking(say)))
        told(say, "Files", lambda: _files(FileStore(chosen.files_url), folder, held, say))
        told(say, "Database", lambda: _database(database, folder, held, say))
        told(say, "Bringing the database up to date", lambda: schema.upgrade(database))
        told(say, "Working days and deadlines", lambda: prepare.fill(database, at=at))
        breaks: list[str] = []
        told(say, "The books", lambda: _walk(database, breaks))
        _note(database, held, at=at)
    finally:
        database.dispose()
    say(f"Restored {held.cases} cases as they were at {held.made_at}. Start the web process and the workers.")
    return breaks


def _fits(database: Database, held: Manifest) -> None:
    here = "sqlite" if database.is_sqlite else "postgresql"
    if held.database != here:
        raise NotPossible(f"this is a backup of {held.database}, and PENDOPO_DATABASE_URL names {here}")
    try:
        ScriptDirectory.from_config(schema.configuration(database)).get_revision(held.migration)
    except CommandError as error:
        raise NotPossible(
            f"the backup was made by Pendopo {held.version} with migration {held.migration}, which this version does "
            "not know. Install that version or a newer one"
        ) from error


def _is_free(database: Database) -> None:
    """Is nothing here that would be lost?"""
    there = set(inspect(database.engine).get_table_names()) & {"cases", "inbox"}
    with database.read() as session:
        count = {table: session.scalar(text(f"select count(*) from {table}")) or 0 for table in there}  # noqa: S608
    if any(count.values()):
        raise NotPossible(
            f"this database holds {count['cases']} cases and {count['inbox']} messages. Back it up, then say --replace to "
            "put the backup in its place"
        )


def _files(store: FileStore, folder: Path, held: Manifest, say: Say) -> str:
    names = [name for name in held.checksums if name.startswith("files/")]
    tick, new = ticking(say), 0
    for number, name in enumerate(names, 1):
        new += _put_back(store, folder / name, Path(name).relative_to("files"), held.checksums[name])
        tick(f"{number} of {len(names)} files")
    if not names and not held.files.startswith("in the folder"):
        return f"none in this backup, they are {held.files}"
    return f"{new} of {len(names)} put back, the others were here"


def _put_back(store: FileStore, source: Path, place: Path, checksum: str) -> bool:
    """Is this file back now, and was not here before?"""
    if store.folder is None:
        store.put(source.read_bytes())
        return True
    target = store.folder / place
    if target.exists() and manifest.sha256(target) == checksum:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{secrets.token_hex(6)}")
    shutil.copyfile(source, draft)
    draft.replace(target)
    return True


def _database(database: Database, folder: Path, held: Manifest, say: Say) -> str:
    database.dispose()
    load = sqlite_copy.load if database.is_sqlite else postgres_copy.load
    load(database, folder / DATABASES[held.database], ticking(say))
    return f"{held.cases} cases"


def _walk(database: Database, breaks: list[str]) -> str:
    breaks.extend(books.verify(database))
    return "whole" if not breaks else f"{len(breaks)} breaks found"


def _note(database: Database, held: Manifest, *, at: datetime) -> None:
    """The books themselves say that what lies between the backup and now is gone."""
    with database.write() as session:
        details = {"made_at": held.made_at, "cases": held.cases, "version": held.version}
        audit.record(session, by=None, action="restored", subject="database", at=at, details=details)
