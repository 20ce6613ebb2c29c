"""Steps: what the desk asks its worker to do next for one chat, and what the worker tells it of a sending."""

from dataclasses import dataclass
from datetime import datetime

from bot.channels import Ask, Part
from core.messages.outbox import Outcome


@dataclass(frozen=True, slots=True)
class Send:
    """Send these parts from ``first_part`` on, then settle the row with how it went.

    ``after_silence``: an earlier sending got no answer, so the service has to show first that it answers at all.
    """

    message_id: int
    attempt: int
    parts: tuple[Part | Ask, ...]
    first_part: int
    masked: str
    lang: str
    after_silence: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Something changed under the step: look once more."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing to do now; the lease is put down. ``until`` is when there will be."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """Another worker holds this chat."""


Step = Send | Again | Idle | Busy


@dataclass(frozen=True, slots=True)
class Settled:
    """How the sending of a row went."""

    message_id: int
    attempt: int
    outcome: Outcome
