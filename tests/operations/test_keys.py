"""A new sealing key while everything goes on: made ready, put first, and nothing that was sealed before is lost."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from support.terminal import Run

from core.privacy import Keyring
from core.settings import from_environment

pytestmark = pytest.mark.parametrize("database_url", ["sqlite:///none.db"])


def _keys(folder: Path) -> Keyring:
    """The keys a process gets that starts now."""
    chosen = from_environment({"PENDOPO_DATA_DIR": str(folder)})
    return Keyring.of(chosen.identity_keys, chosen.lookup_key)


def _rotate(run: Run) -> str:
    result = run("keys", "rotate", PENDOPO_IDENTITY_KEYS="")
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_sealed_before_opens_after_a_new_key_was_put_first(run: Run, tmp_path: Path) -> None:
    sealed = _keys(tmp_path / "data").seal("tetap terbaca")

    _rotate(run)
    _rotate(run)

    assert _keys(tmp_path / "data").open(sealed) == "tetap terbaca"


def test_a_process_not_yet_started_anew_opens_what_others_seal_with_the_new_key(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    before = _keys(folder)
    _rotate(run)
    ready = _keys(folder)
    assert before.open(ready.seal("masih dengan kunci lama")) == "masih dengan kunci lama"

    _rotate(run)
    after = _keys(folder)

    assert ready.open(after.seal("dengan kunci baru")) == "dengan kunci baru"


def test_the_new_key_really_seals(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    old = _keys(folder)
    _rotate(run), _rotate(run)
    first, *rest = (folder / "identity.keys").read_text(encoding="utf-8").splitlines()

    sealed = _keys(folder).seal("baru")

    assert len(rest) == 1
    assert Keyring.of([first], "x").open(sealed) == "baru"
    with pytest.raises(InvalidToken):
        old.open(sealed)


def test_the_files_stay_their_owner_s_and_nothing_is_left_over(run: Run, tmp_path: Path) -> None:
    _rotate(run), _rotate(run)

    folder = tmp_path / "data"
    assert stat.S_IMODE((folder / "identity.keys").stat().st_mode) == 0o600
    assert [path.name for path in folder.glob("*identity*")] == ["identity.keys"]


def test_a_rotation_cut_off_between_its_two_files_is_finished_by_the_next(run: Run, tmp_path: Path) -> None:
    _rotate(run)
    folder = tmp_path / "data"
    new = (folder / "identity.next").read_text(encoding="utf-8")
    _rotate(run)
    whole = (folder / "identity.keys").read_text(encoding="utf-8")
    (folder / "identity.next").write_text(new, encoding="utf-8")

    _rotate(run)

    assert (folder / "identity.keys").read_text(encoding="utf-8") == whole
    assert not (folder / "identity.next").exists()


def test_keys_from_the_environment_are_rotated_where_they_are_kept(run: Run, tmp_path: Path) -> None:
    result = run("keys", "rotate")

    assert result.exit_code == 1
    assert "the identity keys come from PENDOPO_IDENTITY_KEYS" in result.output
    assert not (tmp_path / "data" / "identity.next").exists()
