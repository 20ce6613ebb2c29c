"""A backup as it lies in its folder: what is in it, for whom, and what is said when it cannot be made."""

import json
import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select
from support import cast
from support.terminal import Run

from core.db import Database
from operations import postgres_copy, progress, sqlite_copy
from tickets.models import Case


def test_a_backup_is_for_its_owner_only_and_holds_no_key(copy: Path) -> None:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [copy, *copy.rglob("*")]}

    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert not [path for path in modes if path.suffix in {".key", ".keys"}]
    assert [path.name for path in copy.parent.iterdir()] == ["today"]


def test_the_manifest_says_what_the_backup_holds(copy: Path, database: Database) -> None:
    told = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))

    assert (told["cases"], told["missing"], told["files"]) == (1, 0, "in the folder files")
    assert told["database"] == ("sqlite" if database.is_sqlite else "postgresql")
    assert told["migration"]
    assert sorted(name.partition("/")[0].partition(".")[0] for name in told["checksums"]) == ["database", "files"]


def test_the_operator_is_told_where_the_keys_lie(run: Run, house: str, tmp_path: Path) -> None:
    told = run("backup", str(tmp_path / "copy")).output

    assert "without them nothing can be read: PENDOPO_IDENTITY_KEYS, PENDOPO_LOOKUP_KEY" in told


def test_a_backup_is_never_written_over_another_nor_among_the_files(run: Run, copy: Path, tmp_path: Path) -> None:
    again = run("backup", str(copy))
    inside = run("backup", str(tmp_path / "data" / "files" / "copy"))

    assert (again.exit_code, "exists already" in again.output) == (1, True)
    assert (inside.exit_code, "lies among the files" in inside.output) == (1, True)


def test_a_backup_that_fails_leaves_nothing_that_looks_whole(run: Run, tmp_path: Path, database: Database) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"

    failed = run("backup", str(tmp_path / "backups" / "copy"), PENDOPO_DATABASE_URL=empty)

    assert failed.exit_code == 1
    assert "pendopo db upgrade" in failed.output
    assert list((tmp_path / "backups").iterdir()) == []


def test_files_in_shared_storage_are_left_to_its_own_means(run: Run, house: str, tmp_path: Path) -> None:
    made = run("backup", str(tmp_path / "copy"), PENDOPO_FILES_URL="memory://kunci:rahasia@ember/pendopo")

    assert made.exit_code == 0, made.output
    assert "in memory://ember/pendopo, which has to be backed up by its own means" in made.output
    assert "rahasia" not in (tmp_path / "copy" / "manifest.json").read_text(encoding="utf-8")


def test_a_lost_and_a_damaged_file_are_told_of(run: Run, house: str, tmp_path: Path) -> None:
    (kept,) = (tmp_path / "data" / "files").glob("*/*/*")
    kept.write_bytes(b"rusak")
    assert "was damaged before this backup" in run("backup", str(tmp_path / "first")).output
    kept.unlink()

    assert "1 files that messages name are not in the file store" in run("backup", str(tmp_path / "second")).output


def test_what_is_written_during_a_copy_is_neither_held_up_nor_in_it(
    house: str, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sqlite_copy, "_PAGES", 1)
    written: list[str] = []

    def meanwhile(_how_far: str) -> None:
        if not written:
            with database.write() as session:
                written.append(cast.a_complaint(session, text="Baru saja").number)

    dump = sqlite_copy.dump if database.is_sqlite else postgres_copy.dump
    found = dump(database, tmp_path / "copy", meanwhile)

    assert (len(written), found.cases) == (1, 1)
    with database.read() as session:
        assert len(session.scalars(select(Case)).all()) == 2


def test_a_missing_program_of_postgresql_is_one_sentence(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if database.is_sqlite:
        assert run("backup", str(tmp_path / "copy"), PATH="").exit_code == 0  # SQLite needs none
        return
    monkeypatch.setattr(postgres_copy, "_DEBIAN", tmp_path / "nowhere")

    result = run("backup", str(tmp_path / "copy"), PATH="")

    assert result.exit_code == 1
    assert "pg_dump was not found" in result.output
    assert "apt-get install postgresql-client" in result.output
    assert not (tmp_path / "copy").exists()


def test_the_newest_of_debian_s_programs_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("9.6", "17", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres_copy, "_DEBIAN", tmp_path)

    assert postgres_copy.program("pg_dump") == str(tmp_path / "17" / "bin" / "pg_dump")


def test_an_operator_sees_that_it_goes_on(
    run: Run, house: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.0)

    told = run("backup", str(tmp_path / "copy")).output

    assert "1 files copied ..." in told
    assert re.search(r"(pages copied|written) \.\.\.", told)
