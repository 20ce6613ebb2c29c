"""The laws of the message path, through the real python-telegram-bot client against a stand-in Bot API."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import settings_for
from sqlalchemy import select
from support.bot_api import BOT, TOKEN, StandInBotApi
from support.service import free_port, running_web, running_worker

from core.db import Database
from core.messages import channel_commands
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import OutboxMessage, OutboxState
from core.settings import Settings, TelegramSettings

SECRET = "rahasia-uji"
CHAT = 4001


@pytest.fixture
def api() -> Iterator[StandInBotApi]:
    with StandInBotApi() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, database_url: str, api: StandInBotApi) -> Settings:
    """Settings that point at the stand-in."""
    return settings_for(tmp_path, database_url, TelegramSettings(token=TOKEN, api_base=api.base))


@pytest.fixture(params=["polling", "webhook"])
def telegram(request: pytest.FixtureRequest, settings: Settings, api: StandInBotApi) -> Iterator[StandInBotApi]:
    """The service, connected by polling and by webhook."""
    if request.param == "polling":
        with running_worker(settings):
            yield api
        return
    port = free_port()
    chosen = replace(
        settings,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        telegram=replace(settings.telegram, mode="webhook", secret=SECRET),
    )
    with running_web(chosen), running_worker(chosen):
        assert api.wait_for(lambda: bool(api.world.webhook.get("url")))
        yield api


def _states(database: Database) -> set[InboxState]:
    with database.read() as session:
        return set(session.scalars(select(InboxMessage.state)))


def test_every_message_is_answered(telegram: StandInBotApi) -> None:
    for chat in range(CHAT, CHAT + 8):
        telegram.says(chat, "halo")

    for chat in range(CHAT, CHAT + 8):
        assert len(telegram.hears(chat, 1)) == 1


def test_the_same_update_five_times_changes_nothing(telegram: StandInBotApi, database: Database) -> None:
    update = telegram.says(CHAT, "halo")
    for _ in range(4):
        telegram.deliver(update)
    telegram.says(CHAT, "terima kasih")

    told = telegram.hears(CHAT, 2)
    time.sleep(0.5)

    assert len(telegram.told(CHAT)) == 2, told
    with database.read() as session:
        assert session.query(InboxMessage).count() == 2


def test_messages_of_a_chat_are_answered_in_order(telegram: StandInBotApi) -> None:
    telegram.says(CHAT, "lapor")
    telegram.says(CHAT, "lampu jalan mati di depan pasar Cawas")
    telegram.says(CHAT, "ya")

    told = telegram.hears(CHAT, 3)

    assert "ceritakan" in told[0].text
    assert "Periksa dulu" in told[1].text
    assert "Nomor: ADU-" in told[2].text


def test_a_flood_warning_delays_only_that_chat(telegram: StandInBotApi) -> None:
    telegram.fail("429", chat=CHAT, after=2)
    began = time.monotonic()
    telegram.says(CHAT, "halo")
    telegram.says(CHAT + 1, "halo")

    other = telegram.hears(CHAT + 1, 1)
    own = telegram.hears(CHAT, 1)

    assert other[0].at - began < 1.5
    assert own[0].at - began >= 2
    assert len(own) == 1


def test_two_bad_gateways_in_a_row_are_overcome(telegram: StandInBotApi) -> None:
    telegram.fail("500", times=2, chat=CHAT)
    telegram.says(CHAT, "halo")

    assert len(telegram.hears(CHAT, 1)) == 1


def test_a_dropped_connection_is_tried_again(telegram: StandInBotApi) -> None:
    telegram.fail("drop", chat=CHAT)
    telegram.says(CHAT, "halo")

    assert len(telegram.hears(CHAT, 1)) >= 1


def test_a_lost_answer_makes_at_most_two_copies(telegram: StandInBotApi) -> None:
    telegram.fail("lost", chat=CHAT, after=0.1)
    telegram.says(CHAT, "halo")
    telegram.hears(CHAT, 2, seconds=6)
    telegram.says(CHAT, "terima kasih")
    telegram.wait_for(lambda: any("Sama-sama" in told.text for told in telegram.told(CHAT)))

    hellos = [told for told in telegram.told(CHAT) if told.text.startswith("Halo")]
    assert 1 <= len(hellos) <= 2
    assert all("Dikirim ulang" in told.text for told in hellos[1:])


def test_a_citizen_who_blocked_the_bot_is_left_in_peace_and_heard_when_they_write_again(
    telegram: StandInBotApi, database: Database
) -> None:
    telegram.fail("403", chat=CHAT)
    telegram.says(CHAT, "halo")
    telegram.wait_for(lambda: _dead(database) == 1)

    telegram.says(CHAT, "halo lagi")

    assert len(telegram.hears(CHAT, 1)) == 1


def _dead(database: Database) -> int:
    with database.read() as session:
        return session.query(OutboxMessage).filter(OutboxMessage.state == OutboxState.DEAD).count()


def test_a_tap_works_and_is_acknowledged_and_a_stale_one_is_explained(telegram: StandInBotApi) -> None:
    telegram.says(CHAT, "halo")
    (hello,) = telegram.hears(CHAT, 1)
    telegram.presses(CHAT, hello.buttons[0]["callback_data"])
    telegram.presses(CHAT, "tidak-ada-lagi")

    told = telegram.hears(CHAT, 3)

    assert "ceritakan" in told[1].text
    assert "sudah tidak berlaku" in told[2].text
    assert telegram.wait_for(lambda: len(telegram.world.acknowledged) == 2)


def test_an_album_is_one_report_with_one_answer(telegram: StandInBotApi, database: Database) -> None:
    photos = [
        telegram.photo(CHAT, "jalan rusak di desa Sumber" if first else None, "album1") for first in (1, 0, 0, 0, 0)
    ]
    for photo in (photos[3], photos[0], photos[4], photos[1], photos[2]):
        telegram.deliver(telegram.update(photo))

    told = telegram.hears(CHAT, 1)
    time.sleep(0.5)

    assert len(telegram.told(CHAT)) == 1
    assert "Lampiran: 5 berkas" in told[0].text
    assert telegram.wait_for(lambda: _stored(database) == 5)


def _stored(database: Database) -> int:
    with database.read() as session:
        return session.query(Media).filter(Media.state == MediaState.STORED).count()


def test_a_long_answer_is_cut_and_nothing_is_refused_by_the_service(telegram: StandInBotApi) -> None:
    telegram.says(CHAT, "lapor jalan rusak di desa Sumber " + "lubang besar sekali " * 480)
    telegram.hears(CHAT, 1)
    telegram.says(CHAT, "ya")

    assert "Nomor: ADU-" in telegram.hears(CHAT, 2)[-1].text
    assert telegram.world.refused == []


_ODD = [
    {},
    {"message": {}},
    {"message": {"chat": {}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": CHAT, "type": "private"}}},
    {"message": {"message_id": 1, "chat": {"id": CHAT, "type": "private"}, "text": 5}},
    {"message": {"message_id": "x", "date": "y", "chat": {"id": CHAT, "type": "private"}, "text": "halo"}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": CHAT, "type": "private"}, "new_kind_of_thing": {"a": 1}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": CHAT, "type": "private"}, "sticker": {"file_id": "s"}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": CHAT, "type": "private"}, "text": "halo \ud800"}},
    {"poll": {"id": "1"}},
    {"callback_query": {"id": "1", "from": {"id": CHAT, "is_bot": False, "first_name": "x"}, "chat_instance": "1"}},
    {"my_chat_member": {"chat": {"id": CHAT, "type": "private"}}},
    {"channel_post": {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "channel"}, "text": "x"}},
]


def test_odd_updates_are_kept_and_the_next_message_is_answered(telegram: StandInBotApi, database: Database) -> None:
    for number, odd in enumerate(_ODD):
        telegram.deliver({"update_id": 900 + number, **odd})
    telegram.says(CHAT, "berapa kabar")

    assert telegram.wait_for(lambda: _kept(database) == len(_ODD) + 1)
    assert telegram.wait_for(lambda: InboxState.NEW not in _states(database))
    assert telegram.told(CHAT)


def _kept(database: Database) -> int:
    with database.read() as session:
        return session.query(InboxMessage).count()


def test_a_group_hears_one_sentence_to_a_command_and_nothing_else(telegram: StandInBotApi, database: Database) -> None:
    telegram.says(-700, "lapor jalan rusak di desa Sumber")
    telegram.says(-700, "/lapor@pendopo_uji_bot jalan rusak")

    told = telegram.hears(-700, 1)
    time.sleep(0.4)

    assert len(telegram.told(-700)) == 1
    assert "chat pribadi" in told[0].text


def test_somebody_first_met_in_a_group_gets_number_and_code_in_private_only(telegram: StandInBotApi) -> None:
    telegram.says(-700, "/lapor@pendopo_uji_bot jalan rusak")
    telegram.hears(-700, 1)
    telegram.says(700, "lapor jalan rusak di desa Sumber")
    telegram.hears(700, 1)
    telegram.says(700, "ya")

    told = telegram.hears(700, 2, seconds=5)

    assert "Nomor: ADU-" in told[-1].text
    assert len(telegram.told(-700)) == 1


def test_the_bot_says_who_it_is_so_that_links_to_it_are_right(telegram: StandInBotApi, database: Database) -> None:
    def account() -> str | None:
        with database.read() as session:
            return channel_commands.account(session, Channel.TELEGRAM)

    assert telegram.wait_for(lambda: account() == BOT["username"])


def _post(address: str, body: bytes, secret: str | None) -> int:
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_missing_or_wrong_secret_is_refused_and_a_body_with_the_right_one_never_is(
    settings: Settings, api: StandInBotApi, database: Database
) -> None:
    chosen = replace(settings, port=0, telegram=replace(settings.telegram, mode="webhook", secret=SECRET))
    body = json.dumps({"update_id": 1, "message": {"chat": {"id": 5}}}).encode()
    with running_web(chosen) as address:
        hook = f"{address}/webhook/telegram"

        assert _post(hook, body, None) == 401
        assert _post(hook, body, "salah") == 401
        assert _post(hook, body, SECRET) == 200
        for odd in (
            b"",
            b"not json",
            b"\xff\xfe\x00",
            b"[]",
            b"null",
            b"{" * 5000,
            b'{"update_id": "x"}',
            b"1" * 100_000,
        ):
            assert _post(hook, odd, SECRET) == 200, odd[:20]

    with database.read() as session:
        assert session.query(InboxMessage).count() == 9
