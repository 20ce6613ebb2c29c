"""The Telegram webhook: closed without its secret; with it every body is kept and nothing makes it fail."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import settings_for
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given
from hypothesis import settings as runs
from hypothesis import strategies as some
from sqlalchemy import select
from support.bot_api import TOKEN
from support.time import NOON, MovableClock

from bot.port import Incoming
from bot.telegram.envelope import UnreadableUpdate, arrival
from bot.telegram.parse import parse
from core.db import Database
from core.messages.inbox import InboxMessage, InboxState
from core.privacy import keyring
from core.settings import Settings, TelegramSettings
from wsgi import create_app

SECRET = "rahasia-uji"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/webhook/telegram"

_SIGNS = some.text(some.characters(codec=None), max_size=12)  # half surrogates too: JSON can carry them
_ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | _SIGNS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(_SIGNS, inner, max_size=3),
    max_leaves=6,
)
_ID = some.integers() | _ANYTHING
_CHAT = some.fixed_dictionaries({"id": _ID}, optional={"type": some.just("private") | _ANYTHING}) | _ANYTHING
_PERSON = (
    some.fixed_dictionaries({"id": _ID, "is_bot": some.just(False) | _ANYTHING, "first_name": _SIGNS | _ANYTHING})
    | _ANYTHING
)
_MESSAGE = (
    some.fixed_dictionaries(
        {"chat": _CHAT},
        optional={
            "message_id": _ID,
            "date": _ID,
            "from": _PERSON,
            "text": _SIGNS | _ANYTHING,
            "caption": _ANYTHING,
            "photo": _ANYTHING,
            "document": _ANYTHING,
            "location": _ANYTHING,
            "media_group_id": _SIGNS | _ANYTHING,
            "reply_to_message": _ANYTHING,
            "new_chat_members": _ANYTHING,
        },
    )
    | _ANYTHING
)
_TAP = (
    some.fixed_dictionaries({"id": _SIGNS | _ANYTHING, "from": _PERSON}, optional={"message": _MESSAGE, "data": _SIGNS})
    | _ANYTHING
)
_MEMBERSHIP = some.fixed_dictionaries({"chat": _CHAT, "from": _PERSON}, optional={"new_chat_member": _ANYTHING})
_UPDATE = some.fixed_dictionaries(
    {"update_id": _ID},
    optional={
        "message": _MESSAGE,
        "edited_message": _MESSAGE,
        "callback_query": _TAP,
        "my_chat_member": _MEMBERSHIP | _ANYTHING,
        "poll": _ANYTHING,
    },
)
_ODD = runs(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_for(tmp_path, database_url, TelegramSettings(token=TOKEN, secret=SECRET, mode="webhook"))


@pytest.fixture
def app(settings: Settings, database: Database, clock: MovableClock) -> Flask:
    return create_app(settings, database=database, clock=clock)


@pytest.fixture
def telegram(app: Flask) -> FlaskClient:
    return app.test_client()


def _post(client: FlaskClient, body: bytes | str, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {HEADER: secret}
    return client.post(PATH, data=body, headers=headers, content_type="application/json").status_code


def _rows(database: Database) -> list[InboxMessage]:
    with database.read() as session:
        return list(session.scalars(select(InboxMessage).order_by(InboxMessage.id)))


def _message(update_id: object = 1, chat: object = 5, **more: object) -> str:
    return json.dumps({"update_id": update_id, "message": {"chat": {"id": chat}, "text": "halo", **more}})


@pytest.mark.parametrize("secret", [None, "", "salah", SECRET + "x", SECRET.upper(), "\xe9"])
def test_without_the_secret_nothing_comes_in(telegram: FlaskClient, database: Database, secret: str | None) -> None:
    assert _post(telegram, _message(), secret) == 401
    assert _rows(database) == []


def test_a_house_without_a_secret_takes_nothing(settings: Settings, database: Database) -> None:
    open_house = create_app(replace(settings, telegram=replace(settings.telegram, secret="")), database=database)

    assert _post(open_house.test_client(), _message(), "") == 401
    assert _rows(database) == []


def test_a_house_without_telegram_has_no_webhook(settings: Settings, database: Database) -> None:
    silent = create_app(replace(settings, telegram=TelegramSettings()), database=database)

    assert _post(silent.test_client(), _message()) == 404


def test_an_update_waits_in_the_inbox_sealed_and_once(telegram: FlaskClient, database: Database) -> None:
    for _ in range(3):
        assert _post(telegram, _message()) == 200

    (row,) = _rows(database)
    assert (row.state, row.chat_key, row.ext_id) == (InboxState.NEW, "telegram:5", "77:1")
    with database.read() as session:
        assert keyring(session).open(row.raw or b"") == _message()


def test_a_tap_is_acknowledged_in_the_answer(telegram: FlaskClient) -> None:
    tap = {"update_id": 3, "callback_query": {"id": "99", "from": {"id": 5}, "data": "x"}}

    answer = telegram.post(PATH, json=tap, headers={HEADER: SECRET})

    assert answer.json == {"method": "answerCallbackQuery", "callback_query_id": "99"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"{" * 5000,
        b"[" * 100_000,
        b'{"update_id": "x"}',
        b"1" * 100_000,
        b'{"update_id": 1, "message": {"chat": {"id": "lima"}}}',
        b'{"update_id": true, "message": {"chat": {"id": 5}}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1' + b"0" * 400 + b"}}}",
        b'{"update_id": 1' + b"0" * 400 + b', "message": {"chat": {"id": 5}}}',
    ],
    ids=range(12),
)
def test_a_body_nobody_can_read_is_kept_for_an_officer(telegram: FlaskClient, database: Database, body: bytes) -> None:
    assert [_post(telegram, body) for _ in range(2)] == [200, 200]

    (row,) = _rows(database)
    assert row.state is InboxState.DEAD
    assert row.error


@pytest.mark.parametrize("album", ["\ud800", "\x00", "x" * 500, 10**300, -1, "", {}], ids=range(7))
def test_an_odd_album_is_a_message_like_any_other(telegram: FlaskClient, database: Database, album: object) -> None:
    assert _post(telegram, _message(media_group_id=album)) == 200

    (row,) = _rows(database)
    assert (row.state, row.chat_key) == (InboxState.NEW, "telegram:5")


@_ODD
@given(body=_UPDATE.map(json.dumps) | _ANYTHING.map(json.dumps) | some.binary(max_size=200))
@example(body=_message(media_group_id="\ud800"))
@example(body=_message(chat=2**63))
def test_no_body_makes_the_webhook_fail_or_fills_the_spool(
    telegram: FlaskClient, settings: Settings, database: Database, body: str | bytes
) -> None:
    assert _post(telegram, body) == 200
    assert not settings.spool_dir.exists()


@_ODD
@given(update=_UPDATE)
@example(update=json.loads(_message(date=10**18)))
@example(update=json.loads(_message(text=5, date=1, message_id=1)))
def test_an_update_of_any_shape_can_be_read(update: Any) -> None:
    body = json.dumps(update)
    try:
        chat = arrival(body, bot_id="77").chat_key
    except UnreadableUpdate:
        return

    read = parse([body], at=NOON)

    assert isinstance(read, Incoming)
    assert isinstance(read.text, str)
    assert read.chat_key == chat
    said = read.text + (read.name or "") + (read.button or "")
    assert said.encode().decode() == said
