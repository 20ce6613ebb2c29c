"""What a channel has to be able to do for the worker, whichever service is behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.port import Incoming, Option, Outgoing, Template
from core.messages.channels import Channel
from core.messages.outbox import OutsideWindow, Refused, Sent, TryLater, Uncertain, Unreachable
from core.messages.outfiles import OutFile

PartOutcome = OutsideWindow | Sent | TryLater | Uncertain | Unreachable | Refused


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message the service takes in one call; the last one carries the choices.

    With a file the text is its caption, and may be empty.
    """

    text: str
    options: tuple[Option, ...] = ()
    key: str = ""
    phone: str | None = None
    template: Template | None = None
    file: OutFile | None = None
    menu: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A command to the service itself, sent in the place of a part."""

    command: str


class CannotFetch(Exception):
    """A file could not be fetched now; ``final`` when it never can be."""

    def __init__(self, why: str, *, final: bool) -> None:
        super().__init__(why)
        self.final = final


class ChannelPort(Protocol):
    """One channel: reads its own bodies, sends parts, shows that it is writing, fetches files."""

    channel: Channel
    window: timedelta | None
    """How long after a person's message free words may be sent; None where always."""
    can_knock: bool
    """Is there an approved template to say outside the window that there is news?"""

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        """One message (an album has several bodies) in the house's own shape. Never raises for an odd body."""
        ...

    def parts(self, outgoing: Outgoing) -> list[Part]:
        """Cut a message to what the service takes."""
        ...

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        """Send one part. Every error is an outcome, none is raised."""
        ...

    async def answers(self) -> bool:
        """Does the service answer at all? Asked before a message that may have been delivered is sent again."""
        ...

    async def show_typing(self, chat_key: str) -> None:
        """Show that an answer is being written; it may silently fail."""
        ...

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        """The content of a file that came in this chat. Raises :class:`CannotFetch`."""
        ...

    async def obey(self, command: str) -> dict[str, Any]:
        """Carry out a command of the panel; what the service told. A refusal or silence is told as ``error``."""
        ...
