"""Files on their way out through the real clients: as the service wants them, again by its own name, never silently lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.bot_api import PNG, StandInBotApi
from support.bot_api import TOKEN as BOT_TOKEN
from support.graph_api import PHONE_ID, SECRET, TOKEN, VERIFY, StandInGraphApi

from bot.channels import ChannelPort, PartOutcome
from bot.port import Option, Outgoing
from bot.telegram.port import TelegramPort, make_bot
from bot.whatsapp import uploads
from bot.whatsapp.port import WhatsAppPort, make_client
from core.files import FileStore
from core.messages.outbox import Refused, Sent, TryLater, Uncertain
from core.messages.outfiles import GONE, TOO_LARGE, OutFile
from core.settings import TelegramSettings, WhatsAppSettings

SITI, BUDI = "telegram:4001", f"whatsapp:{PHONE_ID}:628111"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "files"))


@pytest.fixture
def picture(files: FileStore) -> OutFile:
    kept = files.put(PNG)
    return OutFile(kept.sha256, kept.mime, "grafik.png", kept.size, alt="Grafik garis", is_ours=True)


@pytest.fixture
def paper(files: FileStore) -> OutFile:
    kept = files.put(PDF)
    return OutFile(kept.sha256, kept.mime, "lampiran-1.pdf", kept.size)


Opened = Callable[[], AbstractAsyncContextManager[ChannelPort]]


class Sender:
    """Sends messages through the real client, in one life of the port or in several."""

    def __init__(self, opened: Opened, chat: str) -> None:
        self._opened, self._chat = opened, chat

    def __call__(self, *messages: Outgoing, between: Callable[[], object] = lambda: None) -> list[PartOutcome]:
        """Send every part of these messages in turn; how the last one of each went."""
        return asyncio.run(self._send(messages, between))

    async def _send(self, messages: tuple[Outgoing, ...], between: Callable[[], object]) -> list[PartOutcome]:
        outcomes = []
        async with self._opened() as port:
            for message in messages:
                for part in port.parts(message):
                    outcome = await port.send(self._chat, part)
                    if not isinstance(outcome, Sent):
                        break
                outcomes.append(outcome)
                between()
        return outcomes


@pytest.fixture
def telegram(api: StandInBotApi, files: FileStore) -> Sender:
    @asynccontextmanager
    async def opened() -> AsyncIterator[ChannelPort]:
        async with make_bot(TelegramSettings(token=BOT_TOKEN, api_base=api.base)) as bot:
            yield TelegramPort(bot, files=files)

    return Sender(opened, SITI)


@pytest.fixture
def whatsapp(graph: StandInGraphApi, files: FileStore) -> Sender:
    settings = WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base)

    @asynccontextmanager
    async def opened() -> AsyncIterator[ChannelPort]:
        async with make_client(settings) as client:
            yield WhatsAppPort(settings, client, files)

    return Sender(opened, BUDI)


def _carrying(chat: str, file: OutFile, text: str = "Lampiran 1 dari 1.", **more: object) -> Outgoing:
    return Outgoing(chat, text, file=file, **more)  # type: ignore[arg-type]


# telegram ---------------------------------------------------------------------------------------------------------


def test_a_picture_goes_as_a_photo_and_any_other_file_as_a_document_with_its_words(
    telegram: Sender, api: StandInBotApi, picture: OutFile, paper: OutFile
) -> None:
    telegram(_carrying(SITI, picture, options=(Option("x", "Excel"),)), _carrying(SITI, paper))

    photo, document = api.told(4001)
    assert (photo.file.method, photo.file.content, photo.text) == ("photo", PNG, "Lampiran 1 dari 1.")  # type: ignore[union-attr]
    assert [button["text"] for button in photo.buttons] == ["Excel"]
    assert (document.file.method, document.file.name) == ("document", "lampiran-1.pdf")  # type: ignore[union-attr]


def test_words_longer_than_a_caption_go_before_the_file(telegram: Sender, api: StandInBotApi, paper: OutFile) -> None:
    words = "Ini 🏞️ keterangan yang panjang. " * 60 + "Selesai."

    telegram(_carrying(SITI, paper, words))

    text, document = api.told(4001)
    assert (text.file, text.text) == (None, words)
    assert (document.text, document.file.name) == ("", "lampiran-1.pdf")  # type: ignore[union-attr]
    assert api.world.refused == []


def test_the_same_file_again_goes_by_the_name_telegram_gave_it_until_telegram_forgets_it(
    telegram: Sender, api: StandInBotApi, picture: OutFile
) -> None:
    telegram(_carrying(SITI, picture), _carrying(SITI, picture), _carrying(SITI, replace(picture, is_fresh=True)))

    assert [message.file.was_known for message in api.told(4001)] == [False, True, False]  # type: ignore[union-attr]


def test_a_file_name_telegram_has_forgotten_is_no_reason_to_fail(
    telegram: Sender, api: StandInBotApi, picture: OutFile
) -> None:
    message = _carrying(SITI, picture)

    outcomes = telegram(message, message, between=api.world.files.clear)

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert [sent.file.was_known for sent in api.told(4001)] == [False, False]  # type: ignore[union-attr]


def test_what_telegram_takes_for_no_photo_goes_as_a_document(
    telegram: Sender, api: StandInBotApi, files: FileStore
) -> None:
    odd = files.put(b"GIF89a, called a picture")
    file = OutFile(odd.sha256, "image/png", "lampiran-1.png", odd.size)

    (outcome,) = telegram(_carrying(SITI, file))

    assert isinstance(outcome, Sent)
    assert api.told(4001)[0].file.method == "document"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fault", "meant"), [("429", TryLater), ("500", TryLater), ("lost", Uncertain), ("drop", Uncertain)]
)
def test_a_fault_of_telegram_means_for_a_file_what_it_means_for_words(
    telegram: Sender, api: StandInBotApi, picture: OutFile, fault: str, meant: type
) -> None:
    api.fail(fault, method="sendPhoto")

    (outcome,) = telegram(_carrying(SITI, picture))

    assert isinstance(outcome, meant)


# whatsapp ---------------------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_once_and_named_by_its_id_in_every_message(
    whatsapp: Sender, graph: StandInGraphApi, picture: OutFile, paper: OutFile
) -> None:
    whatsapp(_carrying(BUDI, picture, key="in1.1"), _carrying(BUDI, picture), _carrying(BUDI, paper))

    image, again, document = graph.told
    assert (image.body["type"], image.text, graph.file_of(image).content) == ("image", "Lampiran 1 dari 1.", PNG)
    assert image.body["biz_opaque_callback_data"] == "in1.1"
    assert again.body["image"]["id"] == image.body["image"]["id"]
    assert document.body["document"]["filename"] == "lampiran-1.pdf"
    assert graph.file_of(document).mime == "application/pdf"
    assert len(graph.uploads) == 2


def test_choices_stand_under_words_and_the_file_comes_before_them(
    whatsapp: Sender, graph: StandInGraphApi, picture: OutFile
) -> None:
    whatsapp(_carrying(BUDI, picture, "Sudah beres?", options=(Option("y", "Ya"),)))

    image, words = graph.told
    assert image.body["type"] == "image"
    assert words.choices == (("y", "Ya"),)
    assert graph.refused == []


def test_an_id_that_has_expired_is_made_anew_once(whatsapp: Sender, graph: StandInGraphApi, picture: OutFile) -> None:
    message = _carrying(BUDI, picture)

    outcomes = whatsapp(message, message, between=lambda: graph.expired_media.update(graph.uploads))

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert (len(graph.uploads), len(graph.told)) == (2, 2)


def test_an_id_is_not_used_longer_than_the_service_keeps_it(
    graph: StandInGraphApi, files: FileStore, picture: OutFile
) -> None:
    settings, moment = WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base), [0.0]

    async def upload() -> list[str | None]:
        async with make_client(settings) as client:
            kept = uploads.Uploads(client, lambda _: {}, files, clock=lambda: moment[0])
            await kept.upload(PHONE_ID, picture)
            fresh = kept.known(PHONE_ID, picture)
            moment[0] = uploads.LIVES + 1
            return [fresh, kept.known(PHONE_ID, picture)]

    fresh, late = asyncio.run(upload())
    assert fresh in graph.uploads
    assert late is None


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429},
        {"status": 500},
        {"status": 400, "code": 131053},
        {"status": 200, "is_lost": True},
    ],
    ids=str,
)
def test_an_upload_that_fails_is_tried_later_and_no_message_has_left(
    whatsapp: Sender, graph: StandInGraphApi, picture: OutFile, fault: dict[str, Any]
) -> None:
    graph.fail_upload(**fault)

    (outcome,) = whatsapp(_carrying(BUDI, picture))

    assert isinstance(outcome, TryLater)
    assert graph.told == []


def test_an_upload_the_service_will_never_take_is_refused(
    whatsapp: Sender, graph: StandInGraphApi, picture: OutFile
) -> None:
    graph.fail_upload(400, 131052)

    assert isinstance(whatsapp(_carrying(BUDI, picture))[0], Refused)


# both -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["telegram", "whatsapp"])
@pytest.mark.parametrize(("size", "why"), [(101 * 1024 * 1024, TOO_LARGE), (10, GONE)])
def test_a_file_that_is_gone_or_too_large_is_refused_by_name(
    request: pytest.FixtureRequest, line: str, size: int, why: str
) -> None:
    file = OutFile("0" * 64, "application/pdf", "lampiran-1.pdf", size)

    (outcome,) = request.getfixturevalue(line)(_carrying(SITI if line == "telegram" else BUDI, file))

    assert outcome == Refused(why)


def test_a_store_that_is_away_is_tried_later(
    telegram: Sender, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> bytes:
        raise ConnectionError

    kept = files.put(PDF)
    monkeypatch.setattr(files, "get", away)

    (outcome,) = telegram(_carrying(SITI, OutFile(kept.sha256, kept.mime, "lampiran-1.pdf", kept.size)))

    assert isinstance(outcome, TryLater)
