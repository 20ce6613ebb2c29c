"""Courtesies that could not leave in time are not sent hours late; answers, numbers and notices always are."""

from datetime import timedelta

import pytest
from support.citizen import Conversation
from support.time import MovableClock

from bot.steps import Send, Settled
from core.db import Database
from core.messages.outbox import TryLater
from knowledge.live import LiveKnowledge


@pytest.fixture
def conversation(database: Database, clock: MovableClock) -> Conversation:
    return Conversation(database, clock, LiveKnowledge(database))


def _heard_late(conversation: Conversation, text: str, after: timedelta) -> list[str]:
    """What Siti hears when the service took nothing for so long."""
    siti = conversation.citizen("1001")
    siti.writes(text=text)
    step = conversation.desk.step(siti.chat, "token")
    while not isinstance(step, Send):
        step = conversation.desk.step(siti.chat, "token")
    waits = TryLater("429", after=after.total_seconds())
    conversation.desk.step(siti.chat, "token", Settled(step.message_id, step.attempt, waits))
    conversation.clock.move(seconds=after.total_seconds() + 1)
    return [heard.text for heard in siti.hears()]


@pytest.mark.parametrize("text", ["terima kasih", "halo", "menu", "maaf", "sampai jumpa"])
def test_a_courtesy_of_hours_ago_is_not_sent(conversation: Conversation, text: str) -> None:
    assert _heard_late(conversation, text, timedelta(hours=5)) == []


def test_a_courtesy_that_waited_a_minute_is(conversation: Conversation) -> None:
    assert len(_heard_late(conversation, "terima kasih", timedelta(minutes=1))) == 1


@pytest.mark.parametrize("text", ["lapor", "petugas", "status", "jam buka kantor", "berhenti"])
def test_an_answer_is_sent_however_late(conversation: Conversation, text: str) -> None:
    assert len(_heard_late(conversation, text, timedelta(hours=5))) == 1
