"""Alarms: what is wrong with a channel and mends itself only when somebody of the office acts. Read off, never stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import channel_health
from core.messages.channel_health import JUST_NOW, REFUSALS, Trouble
from core.messages.channels import Channel
from core.messages.pollers import ChannelState


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
        *_of_pollers(session, at),
    ]


def _of_pollers(session: Session, at: datetime) -> list[Alarm]:
    """A token that is refused, or a bot that somebody else polls: trying again does not help."""
    failing = select(ChannelState.last_error).where(
        ChannelState.name.like("poller:%"),
        ChannelState.last_error.in_(REFUSALS),
        ChannelState.last_error_at > at - JUST_NOW,
        (ChannelState.last_ok_at.is_(None)) | (ChannelState.last_ok_at < ChannelState.last_error_at),
    )
    return [Alarm(Channel.TELEGRAM, Trouble.POLL_REFUSED, error) for error in session.scalars(failing)]
