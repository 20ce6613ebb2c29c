"""The laws of the message path, through the real python-telegram-bot client against a stand-in Bot API."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import settings_for
from sqlalchemy import select
from support.bot_api import BOT, TOKEN, StandInBotApi
from support.service import free_port, running_web, running_worker

import worker
from bot.telegram import polling
from bot.telegram.port import Hook, TelegramPort, make_bot
from core.clock import utc_now
from core.db import Database
from core.messages import channel_alarms, channel_commands, pollers
from core.messages.channel_commands import Command
from core.messages.channel_health import Trouble
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import OutboxMessage, OutboxState
from core.settings import Settings, TelegramSettings

SECRET = "rahasia-uji"
CHAT = 4001


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


def test_a_dropped_connection_is_tried_again(telegram: StandInBotApi) -> None:
    telegram.fail("drop", chat=CHAT)
    telegram.says(CHAT, "halo")

    assert len(telegram.hears(CHAT, 1)) >= 1


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


def test_a_group_hears_one_sentence_to_a_command_and_nothing_else(telegram: StandInBotApi, database: Database) -> None:
    telegram.says(-700, "lapor jalan rusak di desa Sumber")
    telegram.says(-700, "/lapor@pendopo_uji_bot jalan rusak")

    told = telegram.hears(-700, 1)
    time.sleep(0.4)

    assert len(telegram.told(-700)) == 1
    assert "chat pribadi" in told[0].text


def test_a_group_hears_nothing_to_commands_of_other_bots_and_unknown_ones(
    telegram: StandInBotApi, database: Database
) -> None:
    telegram.says(CHAT, "halo")
    telegram.hears(CHAT, 1)
    for words in ("/start@bot_lain", "/foo", "/ban@pendopo_uji_bot Budi", "/lapor@bot_lain jalan rusak"):
        telegram.says(-700, words)
    telegram.says(-700, "/Start@Pendopo_Uji_Bot")

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


def test_a_token_that_is_refused_at_the_start_is_named_and_waited_out(
    settings: Settings, api: StandInBotApi, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_LONG_RETRY", 0.2)
    monkeypatch.setattr(worker, "CHECK_AGAIN", 0.2)
    api.fail("401", times=4, method="getMe")

    with running_worker(settings):
        api.says(CHAT, "halo")
        assert api.wait_for(lambda: _alarms(database) == [(Trouble.POLL_REFUSED, "InvalidToken")])
        assert len(api.hears(CHAT, 1)) == 1
        assert api.wait_for(lambda: _alarms(database) == [])


def _alarms(database: Database) -> list[tuple[Trouble, str | None]]:
    with database.read() as session:
        return [(alarm.trouble, alarm.reason) for alarm in channel_alarms.now_open(session, at=utc_now())]


def test_a_poller_to_whom_nobody_writes_is_well_all_the_same(
    settings: Settings, api: StandInBotApi, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "POLL_TIMEOUT", 0)
    began = utc_now()

    with running_worker(settings):
        assert api.wait_for(lambda: _last_ok(database) > began)


def _last_ok(database: Database) -> datetime:
    with database.read() as session:
        return pollers.state(session, f"poller:{TOKEN.partition(':')[0]}").last_ok_at or datetime.min.replace(
            tzinfo=UTC
        )


def test_a_webhook_that_was_taken_away_is_registered_again_and_said_so(api: StandInBotApi) -> None:
    hook = Hook("https://layanan.example/webhook/telegram", SECRET)

    async def looks() -> list[dict[str, Any]]:
        port = TelegramPort(make_bot(TelegramSettings(token=TOKEN, api_base=api.base)), hook)
        try:
            await port.register()
            api.world.webhook["url"] = "https://lain.example"
            return [await port.obey(Command.CHECK), await port.obey(Command.CHECK)]
        finally:
            await port.close()

    taken, back = asyncio.run(looks())

    assert (taken["was_lost"], taken["is_ours"]) == (True, True)
    assert (back["was_lost"], back["is_ours"], back["webhook"]) == (False, True, hook.address)
