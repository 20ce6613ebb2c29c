"""The commands of `pendopo` for tests: run in this process, on the database of the test; and an office with its backup."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support import cast
from support.bot_api import PNG
from support.citizen import Conversation
from support.databases import PostgresServer, TestDatabases
from support.keys import IDENTITY_KEY, LOOKUP_KEY, SECRET_KEY
from support.terminal import ANSWER, Run
from support.time import NOON, MovableClock

from cli import main
from core import audit
from core.db import Database
from core.files import FileStore
from core.messages import media
from core.messages.channels import Channel
from core.messages.media import MediaKind
from core.privacy import keyring
from tickets import service
from tickets.models import Attachment


@pytest.fixture
def run(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """``run("db", "upgrade")``: a command as an operator types it."""
    monkeypatch.chdir(tmp_path)
    environment = {
        "PENDOPO_DATA_DIR": str(tmp_path / "data"),
        "PENDOPO_DATABASE_URL": database_url,
        "PENDOPO_IDENTITY_KEYS": IDENTITY_KEY,
        "PENDOPO_LOOKUP_KEY": LOOKUP_KEY,
        "PENDOPO_SECRET_KEY": SECRET_KEY,
        "PENDOPO_TELEGRAM_TOKEN": "",
    }
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def command(*words: str, typed: str | bytes = "", **more: str) -> Result:
        return CliRunner().invoke(main, list(words), env={**environment, **more}, input=typed)

    yield command
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def house(database: Database, clock: MovableClock, tmp_path: Path) -> str:
    """An office with an answered case, its photo, a row in the books and a citizen who waits; the case's secret code."""
    store = FileStore(str(tmp_path / "data" / "files"))
    kept = store.put(PNG)
    with database.write() as session:
        case = cast.a_complaint(session)
        photo = media.expect(
            session,
            inbox_id=1,
            channel=Channel.TELEGRAM,
            chat_key="telegram:1001",
            kind=MediaKind.PHOTO,
            ext_file="photo1",
            name="lampu.png",
            at=NOON,
        )
        media.stored(session, photo.id, sha256=kept.sha256, mime=kept.mime, size=kept.size)
        session.add(Attachment(case_id=case.id, media_id=photo.id))
        service.reply(session, case, by=cast.koordinator(session), version=case.version, text=ANSWER, at=NOON)
        audit.record(session, by=cast.dewi(session), action="export", subject="log", at=NOON, details={"rows": 1})
        code = keyring(session).secret_code(case.id, case.code_version)
    Conversation(database, clock).citizen("2002").writes(text="halo")
    database.dispose()
    return code


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, database: Database, databases: TestDatabases, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """Settings of another machine: a new database of the same kind and an empty data folder."""
    if database.is_sqlite:
        url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
        yield {"PENDOPO_DATABASE_URL": url, "PENDOPO_DATA_DIR": str(tmp_path / "other")}
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = databases.new_postgres(server)
    yield {"PENDOPO_DATABASE_URL": url, "PENDOPO_DATA_DIR": str(tmp_path / "other")}
    server.drop(url)


@pytest.fixture
def copy(run: Run, house: str, tmp_path: Path) -> Path:
    """A backup of that office."""
    folder = tmp_path / "backups" / "today"
    made = run("backup", str(folder))
    assert made.exit_code == 0, made.output
    return folder
