"""Alarms: what is wrong with a channel and mends itself only when somebody of the office acts. Read off, never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import channel_health
from core.messages.channel_commands import Command, Told, told
from core.messages.channel_health import GRAVE, JUST_NOW, REFUSALS, Trouble
from core.messages.channels import Channel
from core.messages.inbox import IS_DEAD, InboxMessage
from core.messages.outbox import OFFICE_REFUSED
from core.messages.pollers import ChannelState

UNKNOWN_NUMBER = "unknown number"
"""How the reason of a message begins that came to a number which is not the office's."""

CHECK_LASTS = timedelta(hours=1)
"""The worker looks at every service more often than that."""
_CHECKED = (Channel.TELEGRAM, Channel.WHATSAPP)
_STANDS = frozenset({"", "CONNECTED"})


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with which channel, and how its service put it."""

    channel: Channel
    trouble: Trouble
    reason: str | None = None


def now_open(session: Session, *, at: datetime) -> list[Alarm]:
    """Everything that has to be mended now, the gravest only, by few small reads: it is asked for every page."""
    grave = (alarm for alarm in all_of(session, at=at) if alarm.trouble in GRAVE)
    return list({(alarm.channel, _said(alarm)): alarm for alarm in grave}.values())


def all_of(session: Session, *, at: datetime) -> list[Alarm]:
    """What is wrong now, also what only has to be looked at."""
    refused = channel_health.refusals(session)
    return [
        *(Alarm(channel, Trouble.OFFICE_REFUSED, reason) for channel, reason in sorted(refused.items())),
        *(alarm for channel in _CHECKED for alarm in of_check(channel, told(session, channel, Command.CHECK), at=at)),
        *_of_numbers(session, at),
        *_of_pollers(session, at),
    ]


def _said(alarm: Alarm) -> str:
    """What the service said, or what is wrong where it said nothing: the same answer to two questions is one alarm."""
    return (alarm.reason or alarm.trouble).removeprefix(OFFICE_REFUSED)


def of_check(channel: Channel, check: Told | None, *, at: datetime) -> list[Alarm]:
    """What the newest look at the service itself says: the panel need not wait for a citizen who is not heard."""
    if check is None:
        return []
    facts = check.facts
    if at - check.at > CHECK_LASTS:
        return [Alarm(channel, Trouble.NOT_CHECKED)]
    if error := facts.get("error"):
        refused = str(error) in REFUSALS or str(error).startswith("4")
        return [Alarm(channel, Trouble.OFFICE_REFUSED if refused else Trouble.CHECK_FAILED, str(error))]
    hooks = ("is_lost", Trouble.WEBHOOK_LOST), ("was_lost", Trouble.WEBHOOK_BACK)
    found = [Alarm(channel, trouble) for name, trouble in hooks if facts.get(name)]
    down = [number for number in facts.get("numbers", ()) if number.get("status", "") not in _STANDS]
    return [*found, *([Alarm(channel, Trouble.NUMBER_DOWN)] if down else ())]


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
