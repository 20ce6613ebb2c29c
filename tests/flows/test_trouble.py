"""Trouble inside the house: poison, a clock that is put back, a database that is locked or full, two hands on one chat."""

import json
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from support.bot_api import TOKEN
from support.citizen import Citizen, Conversation
from support.lines import wait_for
from support.time import NOON, MovableClock

from bot import spool
from bot.desk import DatabaseAway, Desk
from bot.port import Kind
from bot.steps import Again, Busy, Idle, Send, Settled
from bot.telegram import webhook
from core.db import Database
from core.messages import inbox, outbox
from core.messages.channels import Channel
from core.messages.handovers import Handover
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState, Sent
from core.settings import Settings, TelegramSettings
from wsgi import create_app

CHANNELS = [Channel.TELEGRAM, Channel.WEB]


@pytest.fixture
def conversation(database: Database, clock: MovableClock) -> Conversation:
    return Conversation(database, clock)


@pytest.fixture(params=CHANNELS)
def siti(request: pytest.FixtureRequest, conversation: Conversation) -> Citizen:
    return conversation.citizen("4001", request.param)


def _owe(database: Database, citizen: Citizen, kind: str, key: str = "ev1.1.x") -> None:
    with database.write() as session:
        outbox.enqueue(session, key=key, chat_key=citizen.chat, kind=kind, data={}, at=citizen.conversation.clock())


def _outbox(database: Database) -> dict[str, OutboxState]:
    with database.read() as session:
        return {row.key: row.state for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))}


def test_a_notice_nobody_can_word_is_given_up_after_three_tries_and_blocks_nobody(
    database: Database, siti: Citizen
) -> None:
    _owe(database, siti, "kata_yang_tidak_ada")
    _owe(database, siti, "all_right", key="ev2.1.x")

    heard = siti.says("halo")

    assert [message.text[:4] for message in heard][1:] == ["Halo"]
    assert list(_outbox(database).values()) == [OutboxState.DEAD, OutboxState.SENT, OutboxState.SENT]
    with database.read() as session:
        buried = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DEAD)).one()
        assert (buried.attempts, buried.error) == (3, "cannot be worded: KeyError")
        assert session.scalars(select(InboxMessage.state)).all() == [InboxState.DONE]


def test_that_the_next_message_cannot_be_worded_does_not_forget_that_this_one_was_sent(
    database: Database, siti: Citizen
) -> None:
    _owe(database, siti, "all_right")
    _owe(database, siti, "kata_yang_tidak_ada", key="ev2.1.x")

    assert len(siti.hears()) == 1
    assert list(_outbox(database).values()) == [OutboxState.SENT, OutboxState.DEAD]
    with database.read() as session:
        assert session.scalars(select(OutboxMessage.recovered)).all() == [0, 0]


def test_a_message_that_always_fails_is_buried_its_writer_told_and_the_next_one_answered(
    database: Database, siti: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.dialogue import engine

    def respond(turn: object, known: object = engine.respond) -> None:
        if turn.incoming.text == "racun":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        known(turn)  # type: ignore[operator]

    monkeypatch.setattr(engine, "respond", respond)
    siti.writes(text="racun")
    siti.writes(text="halo")

    heard = siti.hears()

    assert len(heard) == 2
    assert heard[1].text.startswith("Halo")
    with database.read() as session:
        states = session.execute(select(InboxMessage.state, InboxMessage.attempts).order_by(InboxMessage.id)).all()
        assert [tuple(row) for row in states] == [(InboxState.DEAD, 3), (InboxState.DONE, 0)]
        assert session.scalars(select(Handover.reason)).all() == ["failed"]


@pytest.mark.parametrize("seconds", [-3600, -90, 3600])
def test_a_clock_that_jumps_keeps_nobody_waiting(
    database: Database, siti: Citizen, clock: MovableClock, seconds: float
) -> None:
    siti.writes(text="halo")
    _owe(database, siti, "all_right")
    clock.move(seconds=seconds)

    with database.read() as session:
        since, at = clock() - timedelta(seconds=0.25), clock()
        assert inbox.waiting_chats(session, CHANNELS, since=since, at=at, limit=5) == [siti.chat]
        assert outbox.due_chats(session, CHANNELS, since=since, at=at, limit=5) == [siti.chat]
    assert len(siti.hears()) == 2


def test_an_album_from_before_the_clock_was_put_back_is_dealt_with(
    conversation: Conversation, clock: MovableClock
) -> None:
    siti = conversation.citizen("4001")
    for _ in range(2):
        siti.writes(Kind.MEDIA, group_key="album:1", files=["photo"], text="jalan rusak di desa Sumber")
    clock.move(seconds=-3600)

    (heard,) = siti.hears()

    assert "Lampiran: 2 berkas" in heard.text


def test_two_workers_on_one_chat_take_turns_and_answer_once(database: Database, conversation: Conversation) -> None:
    siti = conversation.citizen("4001")
    first, second = (
        Desk(database, conversation.knowledge, conversation.ports, owner=f"w{name}:1:0:x", clock=conversation.clock)
        for name in "ab"
    )
    siti.writes(text="halo")

    sending = first.step(siti.chat, "pen-a")
    assert isinstance(sending, Send)
    assert isinstance(second.step(siti.chat, "pen-b"), Busy)
    settled = Settled(sending.message_id, sending.attempt, Sent("1", sending.masked, sending.lang))
    assert isinstance(first.step(siti.chat, "pen-a", settled), Idle | Again)

    assert siti.hears() == []
    assert set(_outbox(database).values()) == {OutboxState.SENT}


def test_a_full_disk_loses_nothing(database: Database, siti: Citizen, conversation: Conversation) -> None:
    if not database.is_sqlite:
        pytest.skip("a full PostgreSQL refuses as one that is away does, which the fault runs cover")
    siti.writes(text="lapor jalan rusak di desa Sumber " + "lubang besar sekali " * 500)
    is_full = True

    def fill(connection: Any, _record: object, _proxy: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if is_full else 2**30}")

    event.listen(database.engine, "checkout", fill)
    with pytest.raises(DatabaseAway):
        conversation.desk.step(siti.chat, "pen")
    is_full = False

    (heard,) = siti.hears()
    assert "Periksa dulu" in heard.text


def test_a_body_of_the_spool_that_never_can_be_stored_is_a_dead_letter_and_the_next_one_comes_in(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "RETRY_EVERY", 0.02)
    known = webhook.store

    def store(house: Database, body: str, **more: Any) -> None:
        if "racun" in body:
            raise ValueError("racun")
        known(house, body, **more)

    monkeypatch.setattr(webhook, "store", store)
    waiting = spool.Spool(settings.spool_dir, lambda *_: None)
    waiting.close()
    for number, words in enumerate(("racun", "halo")):
        update = {"update_id": number, "message": {"chat": {"id": 5}, "text": words}}
        waiting.keep("telegram", json.dumps(update), at=NOON + timedelta(seconds=number))
    telegram = TelegramSettings(token=TOKEN, secret="rahasia-uji", mode="webhook")

    create_app(replace(settings, telegram=telegram), database=database)

    def states() -> list[InboxState]:
        with database.read() as session:
            return list(session.scalars(select(InboxMessage.state).order_by(InboxMessage.id)))

    assert wait_for(lambda: states() == [InboxState.DEAD, InboxState.NEW])
    assert wait_for(lambda: not waiting.waiting())


def test_a_database_that_does_not_even_refuse_is_away_within_seconds() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        house = Database(f"postgresql+psycopg://pendopo@127.0.0.1:{silent.getsockname()[1]}/x")

        with pytest.raises(OperationalError, match="timeout"), house.write() as session:
            session.execute(text("select 1"))
