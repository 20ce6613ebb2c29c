"""Files the office sends keep the laws that words keep: in order, at most two copies, and never silently lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import settings_for
from sqlalchemy import select
from support.bot_api import PNG, TOKEN, StandInBotApi
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, VERIFY, StandInGraphApi
from support.graph_api import TOKEN as GRAPH_TOKEN
from support.lines import wait_for
from support.service import free_port, running_web, running_worker

from core.clock import utc_now
from core.db import Database
from core.files import FileStore
from core.messages import contacts, outbox
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage, OutboxState
from core.messages.outfiles import FILE, OutFile
from core.settings import Settings, TelegramSettings, WhatsAppSettings

PEOPLE = range(4)
CALM, BUSY, BROKEN, SILENT = PEOPLE


@pytest.fixture
def settings(tmp_path: Path, database_url: str, api: StandInBotApi, graph: StandInGraphApi) -> Settings:
    telegram = TelegramSettings(token=TOKEN, api_base=api.base)
    whatsapp = WhatsAppSettings(GRAPH_TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE)
    return replace(settings_for(tmp_path, database_url, telegram), whatsapp=whatsapp, port=free_port())


@pytest.fixture
def picture(settings: Settings) -> OutFile:
    kept = FileStore(settings.files_url).put(PNG)
    return OutFile(kept.sha256, kept.mime, "lampiran-1.png", kept.size)


def _telegram(person: int) -> str:
    return f"telegram:{4000 + person}"


def _user(person: int) -> str:
    return f"ID.warga{person}"


def _whatsapp(person: int) -> str:
    return f"whatsapp:{PHONE_ID}:{_user(person)}"


def _owe(database: Database, chat: str, file: OutFile, *, hours_left: float = 20) -> None:
    """Words and then a file, to somebody who wrote a while ago."""
    at = utc_now()
    channel, user = Channel(chat.partition(":")[0]), chat.rpartition(":")[2]
    with database.write() as session:
        contact = contacts.meet(session, channel=channel, ext_user=user, chat_key=chat, name=None, at=at)
        contact.window_until = at + timedelta(hours=hours_left)
        about = {"number": "ADU-26-00001-X"}
        for key, kind, data in (
            ("a", "case_progress", {"case_id": 1, "title": "Lampu", "text": "Lampu sudah diganti."}),
            ("b", "case_file", {"place": 1, "of": 1, FILE: file.to_json()}),
        ):
            outbox.enqueue(session, key=f"{chat}.{key}", chat_key=chat, kind=kind, data={**about, **data}, at=at)


def _states(database: Database) -> dict[str, OutboxState]:
    with database.read() as session:
        return {row.key: row.state for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))}


def _all_sent(database: Database) -> bool:
    return set(_states(database).values()) == {OutboxState.SENT}


def test_on_telegram_a_file_follows_its_words_whatever_goes_wrong(
    settings: Settings, database: Database, api: StandInBotApi, picture: OutFile
) -> None:
    api.fail("429", chat=4000 + BUSY, method="sendPhoto")
    api.fail("500", chat=4000 + BROKEN, times=2, method="sendPhoto")
    api.fail("lost", chat=4000 + SILENT, method="sendPhoto")
    for person in PEOPLE:
        _owe(database, _telegram(person), picture)

    with running_worker(settings):
        assert wait_for(lambda: _all_sent(database))

    for person in PEOPLE:
        words, *files = api.told(4000 + person)
        assert (words.file, "Lampu sudah diganti." in words.text) == (None, True)
        assert [sent.file.content for sent in files if sent.file] == [PNG] * (2 if person == SILENT else 1)
    assert "Dikirim ulang" in api.told(4000 + SILENT)[-1].text
    assert api.world.refused == []


def test_on_whatsapp_a_file_follows_its_words_whatever_goes_wrong(
    settings: Settings, database: Database, graph: StandInGraphApi, picture: OutFile
) -> None:
    graph.fail_upload(500)
    graph.fail_upload(200, is_lost=True)
    graph.fail(400, 130429, to=_user(BUSY), kind="image")
    graph.fail(500, to=_user(BROKEN), times=2, kind="image")
    graph.fail(200, to=_user(SILENT), is_lost=True, kind="image")
    for person in PEOPLE:
        _owe(database, _whatsapp(person), picture)

    with running_worker(settings):
        assert wait_for(lambda: _all_sent(database))

    for person in PEOPLE:
        words, *files = graph.to(_user(person))
        assert words.body["type"] == "text"
        assert [graph.file_of(told).content for told in files] == [PNG] * (2 if person == SILENT else 1)
    assert "Dikirim ulang" in graph.to(_user(SILENT))[-1].text
    assert graph.refused == []


def test_a_file_that_is_gone_is_a_dead_letter_and_its_person_is_told_in_words(
    settings: Settings, database: Database, api: StandInBotApi, graph: StandInGraphApi, picture: OutFile
) -> None:
    gone = replace(picture, sha256="0" * 64)
    _owe(database, _telegram(1), gone)
    _owe(database, _whatsapp(1), gone)

    with running_worker(settings):
        told = api.hears(4001, 2), graph.hears(_user(1), 2)

    for _, words in told:
        assert "lampiran-1.png untuk laporan ADU-26-00001-X tidak bisa kami kirim" in words.text
    with database.read() as session:
        buried = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DEAD)).all()
    assert [(row.kind, row.error) for row in buried] == [("case_file", "file gone")] * 2


def test_outside_the_window_a_file_waits_with_its_words_and_one_knock_announces_both(
    settings: Settings, database: Database, graph: StandInGraphApi, picture: OutFile
) -> None:
    chat = _whatsapp(1)
    _owe(database, chat, picture, hours_left=-1)

    with running_web(settings) as address, running_worker(settings):
        graph.hook = f"{address}/webhook/whatsapp"
        graph.hears(_user(1), 1)
        assert wait_for(lambda: list(_states(database).values()).count(OutboxState.HELD) == 2)
        graph.says(_user(1), "baca")
        told = graph.hears(_user(1), 3)

    assert [message.body["type"] for message in told] == ["template", "text", "image"]
    assert graph.file_of(told[2]).content == PNG
