"""Alarms: what is wrong with a channel and mends itself only when somebody of the office acts. Read off, never stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.messages import channel_health
from core.messages.channel_health import Trouble
from core.messages.channels import Channel


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with which channel, and how its service put it."""

    channel: Channel
    trouble: Trouble
    reason: str | None = None


def now_open(session: Session, *, at: datetime) -> list[Alarm]:
    """Everything that has to be mended now, by few small reads: it is asked for every page."""
    refused = channel_health.refusals(session)
    return [Alarm(channel, Trouble.OFFICE_REFUSED, reason) for channel, reason in sorted(refused.items())]
