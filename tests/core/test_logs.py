"""Logs: one line an event, and never a citizen's words, name or number in any of them."""

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from support.time import MovableClock
from support.visitor import Office, Visitor

from core import logs
from core.db import Database
from core.settings import Settings
from knowledge.live import Knowledge, LiveKnowledge
from wsgi import create_app

PRIVATE = ("Siti Aminah", "081234567890", "3310012505900001", "tetangga saya mencuri", "siti@contoh.example")
WORDS = "lapor " + ", ".join(PRIVATE) + " di Desa Sumber RT 3"


class _Torn(LiveKnowledge):
    """Knowledge that fails, quoting what it was asked."""

    def now(self) -> Knowledge:
        raise ValueError(WORDS)


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Put the logging of the run back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in ("httpx", "telegram", "huey", "werkzeug", "alembic")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


def _fail() -> None:
    raise ValueError(f"cannot store {WORDS}")


def _log_a_failure() -> None:
    try:
        try:
            _fail()
        except ValueError as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError:
        logging.getLogger("pendopo.test").exception("message %s could not be dealt with", 7)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_is_told_by_type_and_place_and_not_in_its_own_words(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json" if form == "json" else "text")

    _log_a_failure()

    told = capsys.readouterr().err
    assert "message 7 could not be dealt with" in told
    assert "RuntimeError" in told
    assert "_log_a_failure" in told
    assert [word for word in PRIVATE if word in told] == []


def test_a_line_for_machines_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")

    logging.getLogger("pendopo.test").warning("baris\nkedua é")
    _log_a_failure()

    first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (first["level"], first["from"], first["message"]) == ("warning", "pendopo.test", "baris\nkedua é")
    assert "error" not in first
    assert second["error"] == "RuntimeError"


def test_the_libraries_that_name_addresses_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text")

    for name in ("httpx", "telegram", "huey", "werkzeug", "alembic"):
        logging.getLogger(name).info("POST https://api.telegram.org/bot77:token/sendMessage")

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_whole_talk_leaves_nothing_of_it_in_the_log(
    form: str, settings: Settings, database: Database, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json" if form == "json" else "text", logging.DEBUG)
    for noisy in ("asyncio", "faker", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    office = Office(database, settings, clock)
    visitor = Visitor(create_app(settings, database=database, clock=clock))

    for text in (WORDS, "ya", "NIK saya 3310012505900001", "saya Siti Aminah, 081234567890"):
        visitor.writes(text)
        office.answers()

    told = capsys.readouterr().err
    assert "ADU-" in visitor.told()
    assert [word for word in PRIVATE if word in told] == []


def test_a_message_that_cannot_be_dealt_with_is_logged_without_its_words(
    settings: Settings, database: Database, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("text")
    office = Office(database, settings, clock)
    visitor = Visitor(create_app(settings, database=database, clock=clock))
    office.knowledge = _Torn(database)

    visitor.writes(WORDS)
    office.answers()

    told = capsys.readouterr().err
    assert "could not be dealt with" in told
    assert [word for word in PRIVATE if word in told] == []
    assert visitor.told().strip()


def test_a_page_that_fails_is_logged_without_what_was_typed(
    settings: Settings, database: Database, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    app: Flask = create_app(settings, database=database, clock=clock)

    @app.get("/uji-gagal")
    def fails() -> str:
        raise ValueError(WORDS)

    logs.set_up("text")
    answer = app.test_client().get("/uji-gagal", query_string={"q": PRIVATE[0]})

    told = capsys.readouterr().err
    assert answer.status_code == 500
    assert "a page failed: fails" in told
    assert [word for word in PRIVATE if word in told or word in answer.text] == []
