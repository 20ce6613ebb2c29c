"""Alarms: what is wrong with a channel and mends itself only when somebody of the office acts. Read off, never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import channel_health
from core.messages.channel_health import JUST_NOW, REFUSALS, Trouble
from core.messages.channels import Channel
from core.messages.inbox import IS_DEAD, InboxMessage
from core.messages.pollers import ChannelState

UNKNOWN_NUMBER = "unknown number"
"""How the reason of a message begins that came to a number which is not the office's."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with which channel, and how its service put it."""

    channel: Channel
    trouble: Trouble
    reason: str | None = None


def now_open(session: Session, *, at: datetime) -> list[Alarm]:
    """Everything that has to be mended now, by few small reads: it is asked for every page."""
    refused = channel_health.refusals(session)
    return [
        *(Alarm(channel, Trouble.OFFICE_REFUSED, reason) for channel, reason in sorted(refused.items())),
        *_of_numbers(session, at),
        *_of_pollers(session, at),
    ]


def _of_numbers(session: Session, at: datetime) -> list[Alarm]:
    """Citizens write to a number of which the settings say nothing: they get no answer."""
    strange = select(InboxMessage.error).where(
        IS_DEAD,
        InboxMessage.channel == Channel.WHATSAPP,
        InboxMessage.done_at > at - timedelta(days=1),
        InboxMessage.error.startswith(UNKNOWN_NUMBER),
    )
    found = session.scalar(strange.limit(1))
    return [Alarm(Channel.WHATSAPP, Trouble.UNKNOWN_NUMBER)] if found else []


def _of_pollers(session: Session, at: datetime) -> list[Alarm]:
    """A token that is refused, or a bot that somebody else polls: trying again does not help."""
    failing = select(ChannelState.last_error).where(
        ChannelState.name.like("poller:%"),
        ChannelState.last_error.in_(REFUSALS),
        ChannelState.last_error_at > at - JUST_NOW,
        (ChannelState.last_ok_at.is_(None)) | (ChannelState.last_ok_at < ChannelState.last_error_at),
    )
    return [Alarm(Channel.TELEGRAM, Trouble.POLL_REFUSED, error) for error in session.scalars(failing)]
