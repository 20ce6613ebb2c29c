"""A backup and its way back, rehearsed on both databases: an office is copied, lost, and brought back elsewhere."""

import json
import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from support import cast
from support.bot_api import PNG
from support.citizen import Conversation
from support.databases import open_test_database
from support.terminal import ANSWER, Run
from support.time import MovableClock

from core.audit import AuditEntry
from core.db import Database
from core.files import FileStore
from core.messages.media import Media
from core.privacy import keyring
from operations import manifest, schema
from tickets.models import Attachment, Case, CaseEvent, Complaint


def _restored(elsewhere: dict[str, str]) -> Database:
    return open_test_database(elsewhere["PENDOPO_DATABASE_URL"])


def test_a_backup_brings_back_cases_answers_and_whole_books(run: Run, copy: Path, elsewhere: dict[str, str]) -> None:
    result = run("restore", str(copy), **elsewhere)

    assert result.exit_code == 0, result.output
    assert "Restored 1 cases" in result.output
    house = _restored(elsewhere)
    with house.read() as session:
        assert session.scalars(select(Complaint)).one().text == "Lampu jalan mati di depan pasar"
        assert ANSWER in session.scalars(select(CaseEvent.text)).all()
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1] == "restored"
    house.dispose()
    verified = run("audit", "verify", **elsewhere)
    assert (verified.exit_code, verified.output) == (0, "The books are whole.\n")


def test_the_secret_code_and_the_sealed_name_of_a_file_are_the_same(
    run: Run, house: str, copy: Path, elsewhere: dict[str, str]
) -> None:
    assert run("restore", str(copy), **elsewhere).exit_code == 0

    back = _restored(elsewhere)
    with back.read() as session:
        case, photo = session.scalars(select(Case)).one(), session.scalars(select(Media)).one()
        assert keyring(session).secret_code(case.id, case.code_version) == house
        assert photo.name is not None
        assert keyring(session).open(photo.name) == "lampu.png"
    back.dispose()


def test_an_attachment_comes_back_with_its_case(run: Run, copy: Path, elsewhere: dict[str, str]) -> None:
    assert run("restore", str(copy), **elsewhere).exit_code == 0

    back = _restored(elsewhere)
    with back.read() as session:
        attached = session.scalars(select(Media).join(Attachment, Attachment.media_id == Media.id)).one()
    back.dispose()
    assert attached.sha256 is not None
    assert FileStore(f"{elsewhere['PENDOPO_DATA_DIR']}/files").get(attached.sha256) == PNG


def test_a_message_that_waited_is_answered_after_the_restore(
    run: Run, copy: Path, elsewhere: dict[str, str], clock: MovableClock
) -> None:
    assert run("restore", str(copy), **elsewhere).exit_code == 0

    back = _restored(elsewhere)
    heard = Conversation(back, clock).citizen("2002").hears()
    back.dispose()

    assert len(heard) == 1


@pytest.mark.parametrize("tampered", ["database.*", "files/*/*/*", "manifest.json"])
def test_a_tampered_backup_is_refused_and_nothing_is_touched(
    run: Run, copy: Path, elsewhere: dict[str, str], tampered: str
) -> None:
    (path,) = copy.glob(tampered)
    path.write_bytes(path.read_bytes().replace(b'"cases": 1', b'"cases": 9') + b"\n ")
    before = run("audit", "verify", **elsewhere).exit_code

    result = run("restore", str(copy), **elsewhere)

    assert result.exit_code == 1
    assert "nothing was restored" in result.output
    assert run("audit", "verify", **elsewhere).exit_code == before
    assert not list(Path(elsewhere["PENDOPO_DATA_DIR"]).glob("files/*"))


def test_a_backup_that_lost_a_file_or_its_manifest_is_refused(run: Run, copy: Path, elsewhere: dict[str, str]) -> None:
    shutil.rmtree(copy / "files")
    assert "is missing from the backup" in run("restore", str(copy), **elsewhere).output

    (copy / "manifest.json").unlink()
    result = run("restore", str(copy), **elsewhere)

    assert (result.exit_code, "holds no whole backup" in result.output) == (1, True)


def test_a_manifest_cannot_point_outside_the_backup(run: Run, copy: Path, elsewhere: dict[str, str]) -> None:
    path = copy / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["checksums"]["files/../../secret"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")

    result = run("restore", str(copy), "--other-keys", **elsewhere)

    assert (result.exit_code, "no backup that this version can read" in result.output) == (1, True)


def test_an_office_is_not_overwritten_unless_that_is_said(run: Run, copy: Path, database: Database) -> None:
    with database.write() as session:
        cast.a_complaint(session, text="Laporan setelah cadangan")
    database.dispose()

    refused = run("restore", str(copy))
    assert refused.exit_code == 1
    assert "this database holds 2 cases and 1 messages" in refused.output
    with database.read() as session:
        assert len(session.scalars(select(Case)).all()) == 2
    database.dispose()

    said = run("restore", str(copy), "--replace")
    assert said.exit_code == 0, said.output
    with database.read() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_a_database_in_use_is_not_replaced(run: Run, copy: Path, database: Database) -> None:
    with database.read() as session:
        session.scalars(select(Case)).all()

        result = run("restore", str(copy), "--replace")

    assert result.exit_code == 1
    assert "the database is in use" in result.output
    assert "stop the web process and the workers first" in result.output


def test_what_a_newer_office_left_behind_does_not_disturb(run: Run, copy: Path, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("create table of_tomorrow (id integer primary key, case_id bigint references cases(id))")
        )
    database.dispose()

    assert run("restore", str(copy), "--replace").exit_code == 0

    with database.engine.connect() as connection:
        names = database.engine.dialect.get_table_names(connection)
    assert "of_tomorrow" not in names


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"PENDOPO_IDENTITY_KEYS": Fernet.generate_key().decode()}, "the identity keys here do not open this backup"),
        ({"PENDOPO_LOOKUP_KEY": "lain"}, "the lookup key here is not the backup's"),
    ],
    ids=["identity", "lookup"],
)
def test_other_keys_are_noticed_before_anything_is_touched(
    run: Run, copy: Path, elsewhere: dict[str, str], setting: dict[str, str], sentence: str
) -> None:
    wrong = {**elsewhere, **setting}

    refused = run("restore", str(copy), **wrong)
    insisted = run("restore", str(copy), "--other-keys", **wrong)

    assert (refused.exit_code, sentence in refused.output) == (1, True)
    assert insisted.exit_code == 0, insisted.output


def test_a_backup_of_the_other_kind_of_database_is_refused(run: Run, copy: Path, database: Database) -> None:
    other = "postgresql://nobody@127.0.0.1:1/x" if database.is_sqlite else "sqlite:///other.db"

    result = run("restore", str(copy), PENDOPO_DATABASE_URL=other)

    assert (result.exit_code, "this is a backup of" in result.output) == (1, True)


def test_a_backup_of_a_later_version_is_refused(run: Run, house: str, database: Database, tmp_path: Path) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    database.dispose()
    assert run("backup", str(tmp_path / "later")).exit_code == 0

    result = run("restore", str(tmp_path / "later"), "--replace")

    assert (result.exit_code, "which this version does not know" in result.output) == (1, True)


def test_a_file_damaged_after_the_backup_is_mended(run: Run, copy: Path, tmp_path: Path) -> None:
    (kept,) = (tmp_path / "data" / "files").glob("*/*/*")
    kept.write_bytes(b"rusak")

    assert run("restore", str(copy), "--replace").exit_code == 0

    assert kept.read_bytes() == PNG


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.95])
def test_a_copy_that_breaks_off_leaves_everything_as_it_was(
    run: Run, copy: Path, database: Database, kept: float
) -> None:
    """The copy's end is gone, and whoever broke it also wrote a manifest to match."""
    name = manifest.DATABASES["sqlite" if database.is_sqlite else "postgresql"]
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: int(len(content) * kept)])
    told = json.loads((copy / manifest.NAME).read_text(encoding="utf-8"))
    told["checksums"][name] = manifest.sha256(copy / name)
    (copy / manifest.NAME).write_text(json.dumps(told), encoding="utf-8")

    result = run("restore", str(copy), "--replace", "--other-keys")

    assert result.exit_code == 1
    assert "everything is as it was" in result.output
    with database.read() as session:
        assert session.scalars(select(Complaint.text)).all() == ["Lampu jalan mati di depan pasar"]


def test_a_backup_of_an_older_version_is_brought_up_to_date(run: Run, tmp_path: Path) -> None:
    old = {"PENDOPO_DATABASE_URL": f"sqlite:///{tmp_path / 'old.db'}"}
    fresh = {"PENDOPO_DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    house = open_test_database(old["PENDOPO_DATABASE_URL"])
    settings = schema.configuration(house)
    command.upgrade(settings, ScriptDirectory.from_config(settings).get_base() or "")
    house.dispose()
    assert run("backup", str(tmp_path / "copy"), **old).exit_code == 0

    result = run("restore", str(tmp_path / "copy"), **fresh)

    assert result.exit_code == 0, result.output
    house = open_test_database(fresh["PENDOPO_DATABASE_URL"])
    schema.check(house)
    house.dispose()
