"""Trouble inside the house: poison, a clock that is put back, a database that is locked or full, two hands on one chat."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from support.bot_api import TOKEN
from support.citizen import Citizen, Conversation, Heard
from support.lines import wait_for
from support.time import NOON, MovableClock

from bot import spool
from bot.desk import DatabaseAway, Desk
from bot.port import Kind
from bot.steps import Again, Busy, Idle, Send, Settled
from bot.telegram import webhook
from core.db import Database
from core.messages import contacts, given_up, inbox, outbox
from core.messages.channels import Channel
from core.messages.handovers import Handover
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import Delivery, OutboxMessage, OutboxState, Sent
from core.settings import Settings, TelegramSettings
from tickets import reporting, timekeeping
from tickets.reporting import Report
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


def test_a_row_whose_seal_is_broken_is_given_up_and_blocks_nobody(database: Database, siti: Citizen) -> None:
    _owe(database, siti, "case_file")
    with database.write() as session:
        session.scalars(select(OutboxMessage)).one().data = b"rusak"

    heard = siti.says("halo")

    assert [message.text[:4] for message in heard] == ["Halo"]
    assert list(_outbox(database).values()) == [OutboxState.DEAD, OutboxState.SENT]


def test_that_the_next_message_cannot_be_worded_does_not_forget_that_this_one_was_sent(
    database: Database, siti: Citizen
) -> None:
    _owe(database, siti, "all_right")
    _owe(database, siti, "kata_yang_tidak_ada", key="ev2.1.x")

    assert len(siti.hears()) == 1
    assert list(_outbox(database).values()) == [OutboxState.SENT, OutboxState.DEAD]
    with database.read() as session:
        assert session.scalars(select(OutboxMessage.recovered)).all() == [0, 0]


def test_an_arrival_that_cannot_be_booked_holds_up_nobody_and_is_booked_later_without_a_second_sending(
    database: Database, siti: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        made = reporting.file_complaint(
            session, Report("Lampu mati", place="Cawas"), contact=_meet(session, siti), source_inbox_id=None, at=NOON
        )
        case_id = made.id
    booked: list[int] = []

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(timekeeping, "delivered", fail)
    heard = _hears_through_faults(siti)
    heard += siti.says("halo")
    assert [message.text[:4] for message in heard][-1] == "Halo"
    with database.write() as session:
        (buried,) = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DEAD)).all()
        assert (buried.error, buried.delivery) == ("cannot be booked: ZeroDivisionError", Delivery.SENT)
        monkeypatch.setattr(timekeeping, "delivered", lambda *_, case_id, **__: booked.append(case_id))
        given_up.revive(session, buried.id, at=siti.conversation.clock())

    assert siti.hears() == []
    assert booked == [case_id]
    assert set(_outbox(database).values()) == {OutboxState.SENT}


def _meet(session: Session, citizen: Citizen) -> contacts.Contact:
    channel, _, user = citizen.chat.partition(":")
    return contacts.meet(session, channel=Channel(channel), ext_user=user, chat_key=citizen.chat, name=None, at=NOON)


def _hears_through_faults(citizen: Citizen) -> list[Heard]:
    """As the worker does: a step that fails is tried again with what it had to settle."""
    desk, heard, settled = citizen.conversation.desk, [], None
    port = citizen.conversation.ports[Channel(citizen.chat.partition(":")[0])]
    for _ in range(20):
        try:
            step = desk.step(citizen.chat, "token", settled)
        except DatabaseAway:
            continue
        settled = None
        if isinstance(step, Send):
            outcome = asyncio.run(port.send(citizen.chat, step.parts[-1]))  # type: ignore[arg-type]
            settled = Settled(step.message_id, step.attempt, outcome)
            heard.append(port.told[citizen.chat][-1])
        elif isinstance(step, Idle):
            return heard
    raise AssertionError("the chat never comes to rest")


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
        waiting = inbox.waiting_chats(session, CHANNELS, since=since, at=at, limit=5)
        assert [each.chat_key for each in waiting] == [siti.chat]
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


@contextmanager
def _full_disk(database: Database) -> Iterator[None]:
    """A file that may not grow; on PostgreSQL the server's own error of that name, raised where an answer is written."""
    if not database.is_sqlite:
        with database.write() as session:
            for statement in _NO_SPACE:
                session.execute(text(statement))
        yield
        with database.write() as session:
            session.execute(text("drop function no_space cascade"))
        return
    is_full = True

    def fill(connection: Any, _record: object, _proxy: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if is_full else 2**30}")

    event.listen(database.engine, "checkout", fill)
    yield
    is_full = False


_NO_SPACE = (
    "create function no_space() returns trigger language plpgsql as $$ begin raise exception "
    "'could not extend file: No space left on device' using errcode = 'disk_full'; end $$",
    "create trigger no_space before insert on outbox for each row execute function no_space()",
)


def test_a_full_disk_loses_nothing(database: Database, siti: Citizen, conversation: Conversation) -> None:
    siti.writes(text="lapor jalan rusak di desa Sumber " + "lubang besar sekali " * 500)

    with _full_disk(database), pytest.raises(DatabaseAway):
        conversation.desk.step(siti.chat, "pen")

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
