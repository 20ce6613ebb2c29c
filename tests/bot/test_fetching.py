"""Fetching: the files people send come home over the real client, however often the network fails."""

import asyncio
import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas
from sqlalchemy import select
from support.bot_api import PNG, TOKEN, StandInBotApi
from support.graph_api import PNG as PNG_OF_GRAPH
from support.graph_api import TOKEN as GRAPH_TOKEN
from support.graph_api import StandInGraphApi
from support.time import NOON, MovableClock

from bot.channels import CannotFetch
from bot.fetching import Fetcher
from bot.telegram.port import TelegramPort, make_bot
from bot.web.envelope import WebPort
from bot.whatsapp.port import WhatsAppPort, make_client
from core.db import Database
from core.files import FileStore
from core.messages import media
from core.messages.channels import Channel
from core.messages.media import MAX_BYTES, Media, MediaKind, MediaState
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from core.settings import Settings, TelegramSettings, WhatsAppSettings


@pytest.fixture
def files(settings: Settings) -> FileStore:
    return FileStore(settings.files_url)


class Courier:
    """Runs the fetcher for a while, as the worker does, with the real Telegram client."""

    def __init__(self, database: Database, files: FileStore, api: StandInBotApi, clock: MovableClock) -> None:
        self.database, self.files, self.api, self.clock = database, files, api, clock

    def goes(self) -> int:
        return asyncio.run(self._goes())

    async def _goes(self) -> int:
        bot = make_bot(TelegramSettings(token=TOKEN, api_base=self.api.base))
        ports = {Channel.TELEGRAM: TelegramPort(bot), Channel.WEB: WebPort(self.files)}
        await bot.initialize()
        try:
            return await Fetcher(self.database, self.files, ports, clock=self.clock).fetch_waiting()
        finally:
            await bot.shutdown()


@pytest.fixture
def courier(database: Database, files: FileStore, api: StandInBotApi, clock: MovableClock) -> Courier:
    return Courier(database, files, api, clock)


def _told(database: Database) -> list[dict[str, object]]:
    """What the chat is owed about its files."""
    with database.read() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "file_not_fetched"))
        return [keyring(session).open_json(row.data) for row in rows]


def test_who_sent_files_that_can_never_come_is_told_once(
    database: Database, courier: Courier, api: StandInBotApi
) -> None:
    api.fail("400", times=50, method="getFile")
    _expect(database, "a", "b")
    courier.goes()
    courier.goes()

    assert _told(database) == [{"is_too_large": False}]


def test_nobody_is_told_of_a_file_that_is_tried_again(database: Database, courier: Courier, api: StandInBotApi) -> None:
    api.fail("500", times=50, method="getFile")
    _expect(database, "a")
    courier.goes()

    assert _told(database) == []


def _expect(database: Database, *ext_files: str, channel: Channel = Channel.TELEGRAM) -> None:
    with database.write() as session:
        for ext_file in ext_files:
            media.expect(
                session,
                inbox_id=1,
                channel=channel,
                chat_key=f"{channel.value}:5",
                kind=MediaKind.PHOTO,
                ext_file=ext_file,
                name=None,
                at=NOON,
            )


def _kept(database: Database) -> list[Media]:
    with database.read() as session:
        return list(session.query(Media).order_by(Media.id))


def test_a_photo_is_brought_home_and_named_by_what_it_is(
    courier: Courier, database: Database, files: FileStore
) -> None:
    _expect(database, "photo1")

    assert courier.goes() == 1

    (kept,) = _kept(database)
    assert (kept.state, kept.mime, kept.size) == (MediaState.STORED, "image/png", len(PNG))
    assert kept.sha256 == hashlib.sha256(PNG).hexdigest()
    assert files.get(kept.sha256) == PNG
    assert courier.goes() == 0


@pytest.mark.parametrize("fault", ["500", "drop", "429"])
def test_a_file_that_fails_now_is_fetched_later(
    courier: Courier, api: StandInBotApi, database: Database, clock: MovableClock, fault: str
) -> None:
    _expect(database, "photo1")
    api.fail(fault, method="getFile")
    courier.goes()
    (kept,) = _kept(database)
    assert (kept.state, kept.attempts) == (MediaState.WAITING, 1)
    assert courier.goes() == 0

    clock.move(seconds=11)
    courier.goes()

    (kept,) = _kept(database)
    assert (kept.state, kept.error) == (MediaState.STORED, None)


@pytest.mark.parametrize("fault", ["400", "403"])
def test_a_file_that_is_gone_is_given_up_at_once(
    courier: Courier, api: StandInBotApi, database: Database, fault: str
) -> None:
    _expect(database, "photo1")
    api.fail(fault, method="getFile")

    courier.goes()

    (kept,) = _kept(database)
    assert kept.state is MediaState.FAILED
    assert kept.error
    assert courier.goes() == 0


def test_a_file_that_always_fails_is_given_up_in_the_end_and_ever_more_patiently(
    courier: Courier, api: StandInBotApi, database: Database, clock: MovableClock
) -> None:
    _expect(database, "photo1")
    api.fail("500", method="getFile", times=100)
    waits: list[timedelta] = []
    for _ in range(40):
        courier.goes()
        (kept,) = _kept(database)
        if kept.state is MediaState.FAILED:
            break
        waits.append(kept.not_before - clock.now)
        clock.now = kept.not_before

    assert kept.state is MediaState.FAILED
    assert kept.attempts == 12
    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=2)


def test_one_file_that_fails_keeps_no_other_waiting(courier: Courier, api: StandInBotApi, database: Database) -> None:
    _expect(database, "photo1", "photo2", "photo3")
    api.fail("400", method="getFile", times=1)

    assert courier.goes() == 3

    states = sorted(kept.state for kept in _kept(database))
    assert states == [MediaState.FAILED, MediaState.STORED, MediaState.STORED]


def test_a_disk_that_is_full_is_tried_again_later_and_not_every_second(
    database: Database, settings: Settings, api: StandInBotApi, clock: MovableClock
) -> None:
    Path(settings.files_url).write_text("a file where the folder should be", encoding="utf-8")
    courier = Courier(database, FileStore(settings.files_url), api, clock)
    _expect(database, "photo1")

    courier.goes()

    (kept,) = _kept(database)
    assert (kept.state, kept.attempts) == (MediaState.WAITING, 1)
    assert kept.not_before > clock.now


def test_a_file_of_the_web_chat_that_is_gone_is_given_up(courier: Courier, database: Database) -> None:
    _expect(database, "0" * 64, channel=Channel.WEB)

    courier.goes()

    (kept,) = _kept(database)
    assert (kept.state, kept.error) == (MediaState.FAILED, "gone")


def test_a_pdf_comes_home_without_its_author_and_is_sealed_as_it_came(
    courier: Courier, database: Database, files: FileStore
) -> None:
    drawn = io.BytesIO()
    sheet = canvas.Canvas(drawn)
    sheet.setAuthor("Siti Rahayu")
    sheet.drawString(100, 700, "Ada pungli")
    sheet.save()
    _expect(database, files.put(drawn.getvalue()).sha256, channel=Channel.WEB)

    courier.goes()

    (kept,) = _kept(database)
    assert kept.sha256 is not None
    assert kept.original is not None
    assert kept.tells
    assert b"Rahayu" not in files.get(kept.sha256)
    with database.read() as session:
        assert keyring(session).open_bytes(files.get(kept.original)) == drawn.getvalue()


def test_a_file_beyond_the_limit_is_given_up(courier: Courier, database: Database, files: FileStore) -> None:
    huge = files.put(b"\x00" * (MAX_BYTES + 1))
    _expect(database, huge.sha256, channel=Channel.WEB)

    courier.goes()

    (kept,) = _kept(database)
    assert (kept.state, kept.error) == (MediaState.FAILED, "too large")


def test_a_channel_without_files_says_that_it_never_can() -> None:
    from bot.console.terminal import ConsolePort

    with pytest.raises(CannotFetch) as refused:
        asyncio.run(ConsolePort().fetch("x", "console:1"))

    assert refused.value.final


def test_a_number_with_a_token_of_its_own_fetches_with_it(graph: StandInGraphApi) -> None:
    graph.owners["m1"] = "EAA-nomor-lain"
    settings = WhatsAppSettings(GRAPH_TOKEN, ("1", "2"), "s", "v", graph.base, tokens={"2": "EAA-nomor-lain"})

    async def fetched() -> bytes:
        async with make_client(settings) as client:
            return await WhatsAppPort(settings, client).fetch("m1", "whatsapp:2:62811")

    assert asyncio.run(fetched()) == PNG_OF_GRAPH
