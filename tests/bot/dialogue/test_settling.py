"""How sendings went is written down together for plain messages, and one by one where more follows."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import event, select
from support.citizen import Citizen, Conversation

from bot.desk import DatabaseAway
from bot.settling import Settler, Settling, settle_all
from bot.steps import Again, Idle, Made, Send, Settled, Step
from core.db import Database
from core.messages.leases import ChatLease
from core.messages.outbox import OutboxMessage, OutboxState, Sent


def _sent(conversation: Conversation, citizen: Citizen, text: str) -> Settling:
    citizen.writes(text=text)
    pen = f"pen of {citizen.chat}"
    step = conversation.desk.step(citizen.chat, pen)
    assert isinstance(step, Send)
    outcome = Sent("1", step.masked, step.lang)
    return Settling(citizen.chat, pen, Settled(step.message_id, step.attempt, outcome, step.is_plain))


def _commits(database: Database) -> list[str]:
    commits: list[str] = []
    event.listen(database.engine, "commit", lambda _connection: commits.append("commit"))
    return commits


def _states(database: Database) -> list[OutboxState]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def _held(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(ChatLease.chat_key).where(ChatLease.owner != "")))


def test_plain_replies_of_several_chats_are_settled_by_one_commit(
    conversation: Conversation, database: Database
) -> None:
    gathered = [_sent(conversation, conversation.citizen(name), "halo") for name in ("1", "2", "3")]
    commits = _commits(database)

    steps = settle_all(conversation.desk, gathered)

    assert steps == [Idle()] * 3
    assert len(commits) == 1
    assert _states(database) == [OutboxState.SENT] * 3
    assert _held(database) == []


def test_a_chat_that_wrote_again_goes_on_while_the_others_come_to_rest(
    conversation: Conversation, database: Database
) -> None:
    siti, budi = conversation.citizen("1"), conversation.citizen("2")
    gathered = [_sent(conversation, siti, "halo"), _sent(conversation, budi, "halo")]
    siti.writes(text="jam buka kantor?")
    commits = _commits(database)

    steps = settle_all(conversation.desk, gathered)

    assert steps == [Again(), Idle()]
    assert len(commits) == 1
    assert _states(database) == [OutboxState.SENT] * 2
    assert _held(database) == [siti.chat]


def test_a_number_that_was_told_is_settled_by_itself(conversation: Conversation, database: Database) -> None:
    siti, budi = conversation.citizen("1"), conversation.citizen("2")
    siti.says("lapor jalan rusak di desa Sumber RT 2")
    receipt, greeting = _sent(conversation, siti, "ya"), _sent(conversation, budi, "halo")
    commits = _commits(database)

    steps = settle_all(conversation.desk, [receipt, greeting])

    assert not receipt.is_plain
    assert steps == [Idle()] * 2
    assert len(commits) == 2


def test_when_the_database_goes_away_nothing_is_settled_and_each_is_told(
    conversation: Conversation, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered = [_sent(conversation, conversation.citizen(name), "halo") for name in ("1", "2")]
    with monkeypatch.context() as away:
        away.setattr(conversation.desk, "_database", Database("sqlite:////nowhere/at/all.db"))

        steps = settle_all(conversation.desk, gathered)

    assert [type(step) for step in steps] == [DatabaseAway] * 2
    assert _states(database) == [OutboxState.SENDING] * 2
    assert settle_all(conversation.desk, gathered) == [Idle()] * 2


class BusyDesk:
    """A desk that takes its time over the first settling and notes what was settled with what."""

    def __init__(self) -> None:
        self.together: list[list[str]] = []

    def step(self, chat_key: str, _token: str, _settled: Settled | Made | None = None) -> Step:
        if chat_key == "telegram:bad":
            raise DatabaseAway
        return Idle()

    def settle_plainly(self, gathered: Sequence[Settling]) -> Mapping[str, Step]:
        self.together.append([settling.chat_key for settling in gathered])
        return {}


def test_what_gathers_while_settling_is_busy_goes_next_and_a_fault_stays_with_its_chat() -> None:
    desk = BusyDesk()
    plain = Settled(1, 1, Sent("1", "halo", "id"), is_plain=True)

    async def settle() -> list[Step | BaseException]:
        settler = Settler(desk)
        chats = ("telegram:1", "telegram:bad", "telegram:3")
        try:
            return await asyncio.gather(
                *(settler.settle(Settling(chat, "pen", plain)) for chat in chats), return_exceptions=True
            )
        finally:
            settler.close()

    first, second, third = asyncio.run(settle())

    assert (first, third) == (Idle(), Idle())
    assert isinstance(second, DatabaseAway)
    assert desk.together == [["telegram:1", "telegram:bad", "telegram:3"]]


def test_a_settler_that_was_closed_leaves_nobody_waiting() -> None:
    async def settle() -> None:
        settler = Settler(BusyDesk())
        settler.close()
        await settler.settle(Settling("telegram:1", "pen", Settled(1, 1, Sent("1", "halo", "id"))))

    with pytest.raises(RuntimeError):
        asyncio.run(settle())
