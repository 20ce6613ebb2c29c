"""The commands of `pendopo` for tests: run in this process, on the database of the test."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.keys import IDENTITY_KEY, LOOKUP_KEY, SECRET_KEY
from support.terminal import Run

from cli import main


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
