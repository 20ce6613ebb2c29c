"""Commands to a channel: what the panel wants of a service, done by the worker, which alone talks to it (DECISIONS 6).

A command is a row of the outbox under a chat key no citizen has. Its answer is kept as the channel's facts; a service
that refuses or does not answer is an answer too, so a command is never tried twice.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import outbox, pollers
from core.messages.channels import Channel, chat_key
from core.messages.outbox import IS_OPEN, OutboxMessage
from core.messages.pollers import ChannelState

KIND = "channel_command"
PATIENCE = timedelta(minutes=1)
"""A command nobody carried out by then is dropped: who asked has long left the page."""


class Command(StrEnum):
    """What can be asked of a channel: whether it answers, to post to us, which templates it has approved."""

    CHECK = "check"
    WEBHOOK = "webhook"
    TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel answered, and when."""

    facts: dict[str, Any]
    at: datetime


def give(session: Session, channel: Channel, command: Command, *, at: datetime) -> None:
    """Ask for it; a second asking within the same second is the same one."""
    key = f"cmd.{channel}.{command}.{int(at.timestamp())}"
    data = {"command": command.value}
    outbox.enqueue(session, key=key, chat_key=_desk_of(channel), kind=KIND, data=data, at=at, expires_after=PATIENCE)


def is_pending(session: Session, channel: Channel, *, at: datetime) -> bool:
    """Is a command still on its way?"""
    waiting = select(OutboxMessage.id).where(OutboxMessage.chat_key == _desk_of(channel), IS_OPEN)
    return session.scalar(waiting.where(OutboxMessage.expires_at > at).limit(1)) is not None


def done(session: Session, channel: Channel, command: str, answer: str, *, at: datetime) -> None:
    """Keep what the channel answered. One that did not answer now is still called what it was."""
    state, told = pollers.state(session, _name(channel, command)), json.loads(answer)
    if "error" in told:
        name = (state.facts or {}).get("account")
        state.facts = {**told, **({"account": name} if name else {})}
        state.last_error_at, state.last_error = at, str(told["error"])[:200]
    else:
        state.facts, state.last_ok_at = told, at


def told(session: Session, channel: Channel, command: Command) -> Told | None:
    """The newest answer to this command; None when it was never given."""
    state = session.get(ChannelState, _name(channel, command))
    if state is None or state.facts is None:
        return None
    moments = [at for at in (state.last_ok_at, state.last_error_at) if at is not None]
    return Told(state.facts, max(moments)) if moments else None


def account(session: Session, channel: Channel) -> str | None:
    """The name citizens find the channel by, as it last told: a bot's user name, a number."""
    answer = told(session, channel, Command.CHECK)
    name = answer.facts.get("account") if answer else None
    return str(name) if name else None


def _desk_of(channel: Channel) -> str:
    return chat_key(channel, "*")


def _name(channel: Channel, command: str) -> str:
    return f"{channel.value}:{command}"
