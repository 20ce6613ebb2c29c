"""Settings: a folder and a port are enough, and whatever is wrong is one sentence that says what to do."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from support.keys import IDENTITY_KEY

from core.settings import BadSetting, Settings, from_environment


def _read(tmp_path: Path, **environment: str) -> Settings:
    return from_environment({"PENDOPO_DATA_DIR": str(tmp_path / "data"), **environment})


def test_an_empty_folder_is_enough(tmp_path: Path) -> None:
    chosen = _read(tmp_path)

    assert chosen.database_url == f"sqlite:///{(tmp_path / 'data' / 'pendopo.db').resolve()}"
    assert (chosen.port, chosen.public_url) == (8000, "http://127.0.0.1:8000")
    assert not chosen.telegram.enabled
    assert not chosen.secure_cookies


def test_the_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)

    assert (first.secret_key, first.identity_keys, first.lookup_key) == (
        second.secret_key,
        second.identity_keys,
        second.lookup_key,
    )
    kept = [path for path in (tmp_path / "data").iterdir() if path.is_file()]
    assert len(kept) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    secrets = {
        "PENDOPO_SECRET_KEY": "rahasia-satu",
        "PENDOPO_LOOKUP_KEY": "rahasia-dua",
        "PENDOPO_METRICS_TOKEN": "rahasia-tiga",
        "PENDOPO_BPS_KEY": "rahasia-enam",
        "PENDOPO_TELEGRAM_TOKEN": "77:rahasia-empat",
        "PENDOPO_TELEGRAM_SECRET": "rahasia-lima",
        "PENDOPO_IDENTITY_KEYS": IDENTITY_KEY,
    }

    shown = repr(_read(tmp_path, **secrets))

    assert "rahasia" not in shown
    assert IDENTITY_KEY not in shown


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("77:dari-berkas\n", encoding="utf-8")

    chosen = _read(tmp_path, PENDOPO_TELEGRAM_TOKEN_FILE=str(tmp_path / "token"))

    assert (chosen.telegram.token, chosen.telegram.bot_id) == ("77:dari-berkas", "77")


@pytest.mark.parametrize("given", ["postgres://u@h/db", "postgresql://u@h/db", "postgresql+psycopg://u@h/db"])
def test_a_postgresql_address_is_taken_however_it_is_written(tmp_path: Path, given: str) -> None:
    assert _read(tmp_path, PENDOPO_DATABASE_URL=given).database_url == "postgresql+psycopg://u@h/db"


def test_terms_of_keeping_are_days_and_never_none_at_all(tmp_path: Path) -> None:
    chosen = _read(tmp_path, PENDOPO_KEEP_UPLOADS_DAYS="45").retention

    assert (chosen.uploads, chosen.import_rows) == (timedelta(days=45), timedelta(days=90))
    with pytest.raises(BadSetting, match="PENDOPO_KEEP_QUESTIONS_DAYS"):
        _read(tmp_path, PENDOPO_KEEP_QUESTIONS_DAYS="0")


def test_https_makes_the_cookies_secure_and_a_slash_at_the_end_is_dropped(tmp_path: Path) -> None:
    chosen = _read(tmp_path, PENDOPO_PUBLIC_URL="https://layanan.klaten.example/")

    assert chosen.public_url == "https://layanan.klaten.example"
    assert chosen.secure_cookies


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/bot", "http://127.0.0.1:9", "http://127.0.0.1:9/"])
def test_the_address_of_the_bot_api_is_taken_with_or_without_its_end(tmp_path: Path, base: str) -> None:
    telegram = _read(tmp_path, PENDOPO_TELEGRAM_TOKEN="77:x", PENDOPO_TELEGRAM_API_BASE=base).telegram

    assert telegram.api_base == "http://127.0.0.1:9/bot"
    assert telegram.file_base == "http://127.0.0.1:9/file/bot"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PENDOPO_PORT", "delapan"),
        ("PENDOPO_PORT", "-1"),
        ("PENDOPO_PORT", "70000"),
        ("PENDOPO_PORT", "80.5"),
        ("PENDOPO_DATABASE_URL", "mysql://u@h/db"),
        ("PENDOPO_DATABASE_URL", "pendopo.db"),
        ("PENDOPO_EXECUTOR_URL", "amqp://localhost"),
        ("PENDOPO_FILES_URL", "nosuch://bucket/folder"),
        ("PENDOPO_PUBLIC_URL", "layanan.klaten.example"),
        ("PENDOPO_PUBLIC_URL", "ftp://layanan.klaten.example"),
        ("PENDOPO_TELEGRAM_TOKEN", "token"),
        ("PENDOPO_TELEGRAM_API_BASE", "api.telegram.org"),
        ("PENDOPO_TELEGRAM_MODE", "push"),
        ("PENDOPO_IDENTITY_KEYS", "bukan-kunci"),
        ("PENDOPO_IDENTITY_KEYS", ","),
        ("PENDOPO_IDENTITY_KEYS", "kuncí"),
        ("PENDOPO_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name) as wrong:
        _read(tmp_path, **{name: value})

    assert "\n" not in str(wrong.value)


def test_a_wrong_key_is_not_repeated_in_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as wrong:
        _read(tmp_path, PENDOPO_IDENTITY_KEYS="rahasia-yang-salah")

    assert "rahasia" not in str(wrong.value)


def test_a_webhook_needs_its_secret(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="PENDOPO_TELEGRAM_SECRET"):
        _read(tmp_path, PENDOPO_TELEGRAM_TOKEN="77:x", PENDOPO_TELEGRAM_MODE="webhook")


def test_other_bodies_are_named_by_the_word_in_the_middle(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("rahasia\n", encoding="utf-8")
    sp4n = {"PENDOPO_TRANSFER_SP4N_URL": "https://sp4n.example/laporan", "PENDOPO_TRANSFER_SP4N_NAME": "SP4N-LAPOR!"}

    chosen = _read(tmp_path, **sp4n, PENDOPO_TRANSFER_SP4N_TOKEN_FILE=str(token))

    assert {code: (target.name, target.token) for code, target in chosen.transfers.items()} == {
        "sp4n": ("SP4N-LAPOR!", "rahasia")
    }
    assert "rahasia" not in repr(chosen)
    with pytest.raises(BadSetting, match="PENDOPO_TRANSFER_SP4N_TOKEN"):
        _read(tmp_path, **sp4n)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "none", tmp_path, tmp_path / "bytes"):
        with pytest.raises(BadSetting, match="PENDOPO_SECRET_KEY_FILE"):
            _read(tmp_path, PENDOPO_SECRET_KEY_FILE=str(path))


def test_a_key_file_that_was_emptied_is_never_replaced_silently(tmp_path: Path) -> None:
    _read(tmp_path)
    (tmp_path / "data" / "identity.keys").write_text("", encoding="utf-8")

    with pytest.raises(BadSetting, match=r"identity\.keys is empty"):
        _read(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    with pytest.raises(BadSetting, match="PENDOPO_DATA_DIR"):
        _read(tmp_path)
