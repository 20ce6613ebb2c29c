"""`pendopo backup`: one state of the database, the citizens' files and a manifest, in a folder that is whole or not there."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import text

from core.db import Database
from core.errors import NotPossible
from core.files import FileStore
from core.house import open_database
from core.privacy import Keyring
from core.settings import Settings
from operations import keys, manifest, postgres_copy, sqlite_copy
from operations.contents import Contents
from operations.manifest import DATABASES, Manifest
from operations.progress import Say, size, ticking, told

_KEPT = "in the folder files"


def backup(chosen: Settings, folder: Path, *, environ: Mapping[str, str], at: datetime, say: Say) -> None:
    """Write a backup as ``folder``, which must not exist. The keys stay where they are."""
    folder = folder.expanduser().resolve()
    store = FileStore(chosen.files_url)
    _check(folder, store)
    where = keys.places(chosen, environ)
    with _draft(folder) as draft:
        found = _database(chosen, draft, say)
        checksums = {name: manifest.sha256(draft / name) for name in DATABASES.values() if (draft / name).exists()}
        checksums |= _files(store, draft, say)
        missing = len(found.files - {Path(name).name for name in checksums}) if store.folder else 0
        written = Manifest(
            made_at=at.isoformat(timespec="seconds"),
            version=_version(),
            migration=found.migration,
            database="sqlite" if chosen.database_url.startswith("sqlite") else "postgresql",
            cases=found.cases,
            files=_KEPT if store.folder else _elsewhere(chosen.files_url),
            missing=missing,
            keys=where,
            checksums=checksums,
        )
        manifest.write(draft, written, Keyring.of(chosen.identity_keys, chosen.lookup_key))
        _settle(draft)
    if missing:
        say(f"  Careful: {missing} files that messages name are not in the file store, so they are not in the backup.")
    if not store.folder:
        say(f"  The files are {written.files}.")
    say(f"Backup of {found.cases} cases: {folder}")
    say(f"The keys are not in it. Keep them apart from it; without them nothing can be read: {where}")


def _check(folder: Path, store: FileStore) -> None:
    if folder.exists():
        raise NotPossible(f"{folder} exists already; a backup is never written over another. Name a new folder")
    if store.folder is not None and folder.is_relative_to(store.folder.resolve()):
        raise NotPossible(f"{folder} lies among the files that are backed up. Name a folder elsewhere")


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder beside it, for its owner only, which takes the name at the end or is removed."""
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.unfinished")
    mask = os.umask(0o077)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        draft.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise NotPossible(f"the backup cannot be written: {error}") from error
    finally:
        os.umask(mask)
        shutil.rmtree(draft, ignore_errors=True)


def _database(chosen: Settings, draft: Path, say: Say) -> Contents:
    database = open_database(chosen)
    found: list[Contents] = []

    def copy() -> str:
        kind = "sqlite" if database.is_sqlite else "postgresql"
        target, tick = draft / DATABASES[kind], ticking(say)
        dump = sqlite_copy.dump if database.is_sqlite else postgres_copy.dump
        found.append(dump(database, target, tick))
        return size(target.stat().st_size)

    try:
        _is_prepared(database)
        told(say, "Database", copy)
    finally:
        database.dispose()
    return found[0]


def _is_prepared(database: Database) -> None:
    """Fail with the database's own words when it is away or empty, before anything is written."""
    with database.read() as session:
        session.execute(text("select version_num from alembic_version")).one()


def _files(store: FileStore, draft: Path, say: Say) -> dict[str, str]:
    """Copy what is kept. It is read after the database, so that every file its rows name is there."""
    checksums: dict[str, str] = {}
    folder, tick = store.folder, ticking(say)
    if folder is None:
        return checksums

    def copy() -> str:
        for source in sorted(folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if "." in source.name:  # a file that is being written
                continue
            name = f"files/{source.relative_to(folder)}"
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, draft / name)
            checksums[name] = manifest.sha256(draft / name)
            if checksums[name] != source.name:
                say(f"  Careful: {source} was damaged before this backup.")
            tick(f"{len(checksums)} files copied")
        return f"{len(checksums)} files"

    told(say, "Files", copy)
    return checksums


def _elsewhere(url: str) -> str:
    """The shared storage without whatever secret its address carries."""
    protocol, _, rest = url.partition("://")
    place = rest.partition("?")[0].rpartition("@")[2]
    return f"in {protocol}://{place}, which has to be backed up by its own means"


def _version() -> str:
    try:
        return version("pendopo")
    except PackageNotFoundError:
        return "unknown"


def _settle(draft: Path) -> None:
    """Everything on the disk before it gets its name."""
    for path in draft.rglob("*"):
        _sync(path)
    _sync(draft)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
