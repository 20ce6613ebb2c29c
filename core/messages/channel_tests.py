"""A test message: an officer sends a code to the office from their own phone, and sees it come and be answered."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import pollers
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage
from core.messages.pollers import ChannelState

LIFETIME = timedelta(minutes=10)
_CODES = 9000


@dataclass(frozen=True, slots=True)
class ChannelTest:
    """A test under way: its code, when it was begun, when the code came and when the answer left."""

    code: str
    began_at: datetime
    heard_at: datetime | None
    answered_at: datetime | None


def begin(session: Session, channel: Channel, *, at: datetime) -> str:
    """Make a code for this channel; an older one counts no more."""
    code = str(1000 + secrets.randbelow(_CODES))
    state = pollers.state(session, _name(channel))
    state.facts = {"code": code, "began_at": at.isoformat()}
    return code


def heard(session: Session, channel: Channel, code: str, *, reply_key: str, at: datetime) -> bool:
    """A message with this code came; ``reply_key`` is the outbox key of what answers it. False for any other code."""
    state = session.get(ChannelState, _name(channel))
    facts = state.facts if state is not None else None
    if state is None or facts is None or facts["code"] != code:
        return False
    if at - datetime.fromisoformat(facts["began_at"]) > LIFETIME:
        return False
    state.facts = {**facts, "heard_at": at.isoformat(), "reply": reply_key}
    return True


def of_channel(session: Session, channel: Channel, *, at: datetime) -> ChannelTest | None:
    """The test of this channel; None when there is none or it is long over."""
    state = session.get(ChannelState, _name(channel))
    facts = state.facts if state is not None else None
    if facts is None or at - datetime.fromisoformat(facts["began_at"]) > LIFETIME:
        return None
    answered = None
    if "reply" in facts:
        answered = session.scalar(select(OutboxMessage.sent_at).where(OutboxMessage.key == facts["reply"]))
    came = datetime.fromisoformat(facts["heard_at"]) if "heard_at" in facts else None
    return ChannelTest(facts["code"], datetime.fromisoformat(facts["began_at"]), came, answered)


def _name(channel: Channel) -> str:
    return f"{channel.value}:test"
