"""Steps: what the desk asks its worker to do next for one chat, and what the worker tells it of a sending."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.channels import Ask, Part
from core.messages.outbox import Outcome
from core.messages.outfiles import OutFile


@dataclass(frozen=True, slots=True)
class Send:
    """Send these parts from ``first_part`` on, then settle the row with how it went.

    ``after_silence``: an earlier sending got no answer, so the service has to show first that it answers at all.
    ``is_plain``: nothing follows from its arrival, for no case and for nobody in the panel.
    """

    message_id: int
    attempt: int
    parts: tuple[Part | Ask, ...]
    first_part: int
    masked: str
    lang: str
    after_silence: bool = False
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A file that has to be made before its row can be sent: plain values, in the reader's words."""

    kind: Literal["chart", "workbook"]
    name: str
    alt: str
    spec: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Make:
    """Make the file of a row, outside any transaction, and step on with what became of it."""

    message_id: int
    work: Work


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


Step = Send | Make | Again | Idle | Busy


@dataclass(frozen=True, slots=True)
class Settled:
    """How the sending of a row went."""

    message_id: int
    attempt: int
    outcome: Outcome
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file: it lies in the store, it is still being made, or (neither) it cannot be made."""

    message_id: int
    file: OutFile | None = None
    is_late: bool = False
