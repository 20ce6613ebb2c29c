"""The laws every channel keeps alike (CHANNELS.md): one test for a law, on every line and both databases.

What only one service can do wrong, its own refusals, statuses, windows, groups and albums, is tested in the files
of Telegram and WhatsApp beside this one.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from conftest import settings_for
from sqlalchemy import func, select
from support.bot_api import TOKEN, StandInBotApi
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, VERIFY, StandInGraphApi
from support.graph_api import TOKEN as GRAPH_TOKEN
from support.lines import Line, hears, wait_for, web_of
from support.service import free_port, running_worker

from bot.dialogue import engine
from bot.dialogue.turn import Turn
from core.db import Database
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.settings import Settings, TelegramSettings, WhatsAppSettings

LINES = ("telegram polling", "telegram webhook", "whatsapp", "web page", "web frame")
SERVICES = pytest.mark.parametrize("chosen", LINES[:3], indirect=True)
"""Lines on which a service stands between us and the person, and can fail."""
POSTED = pytest.mark.parametrize("chosen", LINES[1:], indirect=True)
"""Lines on which somebody else could post."""
_NUMBER = re.compile(r"\bADU-\d{2}-\d{5}-[0-9A-Z]\b")


@pytest.fixture(params=LINES)
def chosen(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str, api: StandInBotApi, graph: StandInGraphApi
) -> tuple[str, Settings]:
    """The line a test is about, and settings with every channel on."""
    mode = "webhook" if request.param == "telegram webhook" else "polling"
    telegram = TelegramSettings(token=TOKEN, api_base=api.base, secret="rahasia-uji", mode=mode)
    port = free_port()
    settings = replace(
        settings_for(tmp_path, database_url, telegram),
        whatsapp=WhatsAppSettings(GRAPH_TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE),
        embed_origins=("https://klaten.example",),
        port=port,
        public_url=f"http://127.0.0.1:{port}",
    )
    return request.param, settings


@pytest.fixture
def line(chosen: tuple[str, Settings], api: StandInBotApi, graph: StandInGraphApi) -> Iterator[Line]:
    """The whole service, connected."""
    with web_of(*chosen, api, graph) as line, running_worker(chosen[1]):
        if chosen[0] == "telegram webhook":
            assert api.wait_for(lambda: bool(api.world.webhook.get("url")))
        yield line


def _count(database: Database, model: type, **where: object) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def test_a1_every_message_is_answered(line: Line) -> None:
    for person in range(6):
        line.says(person, "halo")

    for person in range(6):
        (told,) = hears(line, person, 1)
        assert told.startswith("Halo")


def test_a2_the_same_message_again_changes_nothing(line: Line, database: Database) -> None:
    line.says(1, "halo")
    for _ in range(4):
        line.says_again()
    line.says(1, "terima kasih")

    assert "Sama-sama" in hears(line, 1, 2)[1]
    assert len(line.told(1)) == 2
    assert _count(database, InboxMessage) == 2


def test_a3_messages_of_a_chat_are_answered_in_their_order(line: Line) -> None:
    for text in ("lapor", "lampu jalan mati di depan pasar Cawas", "ya"):
        line.says(1, text)

    first, second, third = hears(line, 1, 3)
    assert "ceritakan" in first
    assert "Periksa dulu" in second
    assert _NUMBER.search(third)


@SERVICES
def test_a4_a_service_that_asks_to_wait_delays_only_that_chat(line: Line) -> None:
    line.fails(1, "429", times=1000)
    for person in (1, 2, 3):
        line.says(person, "halo")

    assert [len(hears(line, person, 1)) for person in (2, 3)] == [1, 1]
    assert line.told(1) == []
    line.recovers()
    assert len(hears(line, 1, 1)) == 1


@SERVICES
def test_a5_a6_after_two_errors_everybody_is_answered_and_a_lost_answer_makes_at_most_two_copies(
    line: Line, database: Database
) -> None:
    line.fails(1, "500", times=2)
    line.fails(2, "lost")
    for person in (1, 2):
        line.says(person, "halo")

    assert wait_for(lambda: _count(database, OutboxMessage, state=OutboxState.SENT) == 2)
    assert len(line.told(1)) == 1
    hellos = line.told(2)
    assert 1 <= len(hellos) <= 2
    assert all("Dikirim ulang" in told for told in hellos[1:])


def test_a7_what_came_while_no_worker_lived_is_answered_when_one_does(
    chosen: tuple[str, Settings], api: StandInBotApi, graph: StandInGraphApi, database: Database
) -> None:
    name, settings = chosen
    with web_of(*chosen, api, graph) as line:
        if name.startswith("telegram"):  # the stand-in hears of the webhook from a worker, as Telegram does
            with running_worker(settings):
                assert name == "telegram polling" or api.wait_for(lambda: bool(api.world.webhook.get("url")))
        for person in range(4):
            line.says(person, "halo")
        assert name == "telegram polling" or wait_for(lambda: _count(database, InboxMessage) == 4)
        with running_worker(settings):
            for person in range(4):
                assert len(hears(line, person, 1)) == 1


@POSTED
def test_a9_who_cannot_prove_who_they_are_is_refused_and_nothing_is_kept(
    chosen: tuple[str, Settings], api: StandInBotApi, graph: StandInGraphApi, database: Database
) -> None:
    with web_of(*chosen, api, graph) as line:
        statuses = line.forges()

    assert len(statuses) >= 3
    assert set(statuses) <= {400, 401}
    assert _count(database, InboxMessage) == 0


def test_a10_whatever_comes_nothing_breaks_and_no_person_is_met_with_silence(
    line: Line, chosen: tuple[str, Settings], database: Database
) -> None:
    statuses = set(line.posts_garbage())
    people = line.sends_odd_things()
    line.says(1, "halo")

    assert statuses <= ({400} if chosen[0].startswith("web") else {200})
    silent = [person for person in (*people, 1) if not hears(line, person, 1)]
    assert silent == []
    assert wait_for(lambda: _count(database, InboxMessage, state=InboxState.NEW) == 0)


def test_a11_a_tap_works_and_a_stale_one_is_explained(line: Line) -> None:
    line.says(1, "lapor lampu jalan mati di depan pasar Cawas")
    hears(line, 1, 1)
    line.taps(1, "Kirim laporan")
    assert _NUMBER.search(hears(line, 1, 2)[1])
    line.taps_something_old(1)

    assert "sudah tidak berlaku" in hears(line, 1, 3)[2]


def test_a12_an_answer_that_takes_long_is_announced(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    ready, known = threading.Event(), engine.respond

    def respond(turn: Turn) -> None:
        assert ready.wait(60)
        known(turn)

    monkeypatch.setattr(engine, "respond", respond)
    line.says(1, "halo")

    assert wait_for(lambda: line.sees_typing(1))
    ready.set()
    assert len(hears(line, 1, 1)) == 1


def test_while_the_database_is_locked_for_five_seconds_nothing_is_lost(
    line: Line, chosen: tuple[str, Settings], database: Database
) -> None:
    line.says(1, "lapor lampu jalan mati di depan pasar Cawas")
    hears(line, 1, 1)
    is_locked = threading.Event()
    locking = threading.Thread(target=_lock, args=(chosen[1].database_url, is_locked, 5.0))
    locking.start()
    assert is_locked.wait(10)
    line.says(1, "ya")
    line.says(2, "halo")
    locking.join()

    assert _NUMBER.search(hears(line, 1, 2)[1])
    assert len(hears(line, 2, 1)) == 1
    assert _count(database, InboxMessage, state=InboxState.DONE) == 3
    assert _count(database, OutboxMessage) == 3


def _lock(url: str, is_locked: threading.Event, seconds: float) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            is_locked.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        connection.close()
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("lock table inbox in access exclusive mode")  # one table: waiting for several can deadlock
        is_locked.set()
        time.sleep(seconds)
