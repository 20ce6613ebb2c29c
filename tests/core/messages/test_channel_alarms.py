"""Alarms: what the newest look at a service says, read as an officer has to hear it."""

from datetime import timedelta

import pytest
from support.time import NOON

from core.db import Database
from core.messages import channel_alarms, channel_commands, pollers
from core.messages.channel_commands import Command, Told
from core.messages.channel_health import Trouble
from core.messages.channels import Channel


@pytest.mark.parametrize(
    ("facts", "troubles"),
    [
        ({"account": "uji", "is_ours": True}, []),
        ({"is_lost": True}, [Trouble.WEBHOOK_LOST]),
        ({"is_lost": False, "was_lost": True}, [Trouble.WEBHOOK_BACK]),
        ({"error": "InvalidToken"}, [Trouble.OFFICE_REFUSED]),
        ({"error": "401/190"}, [Trouble.OFFICE_REFUSED]),
        ({"error": "ConnectError"}, [Trouble.CHECK_FAILED]),
        ({"numbers": [{"status": "CONNECTED"}, {"number": "62"}]}, []),
        ({"numbers": [{"status": "FLAGGED"}]}, [Trouble.NUMBER_DOWN]),
    ],
)
def test_what_a_service_says_of_us_is_an_alarm_where_it_has_to_be(
    facts: dict[str, object], troubles: list[Trouble]
) -> None:
    found = channel_alarms.of_check(Channel.TELEGRAM, Told(facts, NOON), at=NOON + timedelta(minutes=30))

    assert [alarm.trouble for alarm in found] == troubles


def test_a_look_that_is_long_ago_says_nothing_any_more() -> None:
    found = channel_alarms.of_check(Channel.TELEGRAM, Told({"is_lost": True}, NOON), at=NOON + timedelta(hours=2))

    assert [alarm.trouble for alarm in found] == [Trouble.NOT_CHECKED]


def test_a_service_that_does_not_answer_now_is_still_called_what_it_was(database: Database) -> None:
    with database.write() as session:
        for minute, answer in enumerate(('{"account": "uji_bot"}', '{"error": "TimedOut"}', '{"error": "TimedOut"}')):
            at = NOON + timedelta(minutes=minute)
            channel_commands.done(session, Channel.TELEGRAM, Command.CHECK, answer, at=at)

    with database.read() as session:
        told = channel_commands.told(session, Channel.TELEGRAM, Command.CHECK)
        assert channel_commands.account(session, Channel.TELEGRAM) == "uji_bot"
    assert told == Told({"error": "TimedOut", "account": "uji_bot"}, NOON + timedelta(minutes=2))


def test_one_refusal_that_is_heard_twice_is_one_alarm(database: Database) -> None:
    with database.write() as session:
        answer = '{"error": "InvalidToken"}'
        channel_commands.done(session, Channel.TELEGRAM, Command.CHECK, answer, at=NOON)
        pollers.failed(session, "poller:1", error="InvalidToken", at=NOON)

    with database.read() as session:
        assert len(channel_alarms.now_open(session, at=NOON)) == 1
        assert len(channel_alarms.all_of(session, at=NOON)) == 2
