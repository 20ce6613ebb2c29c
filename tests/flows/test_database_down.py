"""The database goes away while people write: every line takes their words, and back, all are answered once and in order."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import settings_for
from sqlalchemy import func, select
from support.bot_api import TOKEN, StandInBotApi
from support.databases import PostgresServer, TestDatabases, open_test_database
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, VERIFY, StandInGraphApi
from support.graph_api import TOKEN as GRAPH_TOKEN
from support.lines import Line, hears, wait_for, web_of
from support.outage import Door
from support.service import free_port, running_web, running_worker

from bot import spool
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from core.settings import Settings, TelegramSettings, WhatsAppSettings

PEOPLE = (1, 2, 3)
SAID = ("halo", "lapor lampu jalan mati di depan pasar Cawas", "ya")
ANSWERED = ("Halo", "Periksa dulu", "Nomor: ADU-")


_NOT_TAKEN = {"telegram polling": "updates could not be stored", "web page": "the database is away: chat.write"}


@pytest.fixture
def url(postgres: PostgresServer, databases: TestDatabases) -> Iterator[str]:
    """A fresh database, by its own address; the house only knows the door in front of it."""
    made = databases.new_postgres(postgres)
    yield made
    postgres.drop(made)


def _goes_on(line: Line, person: int) -> None:
    """The rest of what this person has to say, one thing after the other."""
    for words in SAID[1:]:
        line.says(person, words)


@pytest.fixture
def door(postgres: PostgresServer) -> Iterator[Door]:
    with Door(postgres.port) as opened:
        yield opened


@pytest.fixture(params=["telegram polling", "telegram webhook", "whatsapp", "web page"])
def chosen(
    request: pytest.FixtureRequest, tmp_path: Path, door: Door, api: StandInBotApi, graph: StandInGraphApi
) -> tuple[str, Settings]:
    """The line a test is about, and settings that know only the door to the database."""
    mode = "webhook" if request.param == "telegram webhook" else "polling"
    telegram = TelegramSettings(token=TOKEN, api_base=api.base, secret="rahasia-uji", mode=mode)
    port, (server, _, name) = free_port(), request.getfixturevalue("url").rpartition("/")
    settings = replace(
        settings_for(tmp_path, f"{server.rpartition(':')[0]}:{door.port}/{name}", telegram),
        whatsapp=WhatsAppSettings(GRAPH_TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE),
        port=port,
        public_url=f"http://127.0.0.1:{port}",
    )
    return request.param, settings


@pytest.fixture
def line(
    chosen: tuple[str, Settings], api: StandInBotApi, graph: StandInGraphApi, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    """The whole service, connected."""
    monkeypatch.setattr(spool, "RETRY_EVERY", 0.1)
    with web_of(*chosen, api, graph) as line, running_worker(chosen[1]):
        if chosen[0] == "telegram webhook":
            assert api.wait_for(lambda: bool(api.world.webhook.get("url")))
        yield line


def test_what_is_said_while_the_database_is_down_is_answered_once_and_in_order_when_it_is_back(
    line: Line, chosen: tuple[str, Settings], door: Door, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    name, settings = chosen
    waits = spool.Spool(settings.spool_dir, lambda *_: None).waiting
    for person in PEOPLE:
        line.says(person, SAID[0])
    for person in PEOPLE:
        hears(line, person, 1)

    door.shut()
    talking = [threading.Thread(target=_goes_on, args=(line, person)) for person in PEOPLE]
    for talk in talking:
        talk.start()
    if name in _NOT_TAKEN:  # the service or the page keeps what nobody took
        assert wait_for(lambda: _NOT_TAKEN[name] in caplog.text)
    else:  # 200 to the service, and the body on our disk
        assert wait_for(lambda: len(waits()) == 2 * len(PEOPLE))
    assert wait_for(lambda: "a part of the worker failed and goes on" in caplog.text)
    door.open()

    told = {person: hears(line, person, 3) for person in PEOPLE}
    for talk in talking:
        talk.join(30)
    assert wait_for(lambda: not waits())
    for said in told.values():
        assert len(said) == 3, said
        assert all(words in heard for words, heard in zip(ANSWERED, said, strict=True)), said
    assert _kept(url) == ([(InboxState.DONE, 9)], 9)


@pytest.mark.parametrize("chosen", ["whatsapp"], indirect=True)
def test_what_comes_when_the_database_is_back_waits_behind_what_the_spool_still_holds(
    chosen: tuple[str, Settings], door: Door, url: str, graph: StandInGraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "RETRY_EVERY", 2.0)
    settings = chosen[1]
    waits = spool.Spool(settings.spool_dir, lambda *_: None).waiting
    with running_web(settings) as one, running_web(replace(settings, port=free_port())) as other:
        hooks = [f"{address}/webhook/whatsapp" for address in (one, other)]
        door.shut()
        assert graph.post_to(hooks[0], graph.body(graph.message("62811", "text", {"body": "0"}))) == 200
        assert len(waits()) == 1
        door.open()
        for number in range(1, 6):
            words = {"body": str(number)}
            assert graph.post_to(hooks[number % 2], graph.body(graph.message("62811", "text", words))) == 200

        assert wait_for(lambda: not waits())

    house = open_test_database(url)
    with house.read() as session:
        bodies = [
            keyring(session).open(row.raw) for row in session.scalars(select(InboxMessage).order_by(InboxMessage.id))
        ]
    house.dispose()
    assert [json.loads(body)["message"]["text"]["body"] for body in bodies] == [str(number) for number in range(6)]


def _kept(url: str) -> tuple[list[tuple[InboxState, int]], int]:
    """What came in, by state, and how much was owed for it."""
    house = open_test_database(url)
    with house.read() as session:
        states = session.execute(select(InboxMessage.state, func.count()).group_by(InboxMessage.state)).all()
        owed = session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    house.dispose()
    return [(row[0], row[1]) for row in states], owed
