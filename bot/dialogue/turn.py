"""A turn: one message, the chat it came from, and what is said back. Every topic works on a turn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.dialogue.memory import Awaiting, Memory
from bot.dialogue.understanding import Understanding
from bot.known import Known
from bot.port import Incoming
from core import staff_chats
from core.messages.buttons import Offer
from core.messages.contacts import Contact
from core.office import Office
from core.privacy import keyring, mask_name
from core.staff import Staff
from core.workdays import WorkCalendar
from knowledge.live import Knowledge
from texts import buttons
from texts.words import Saying, Words
from tickets import queries
from tickets.kinds import Status
from tickets.models import Case

_OF_ONESELF = frozenset("saya sy aku namaku nama kulo kula jenengku gue gw i my".split())


@dataclass(slots=True)
class Reply:
    """One thing to say, with the choices under it."""

    saying: Saying
    offers: tuple[Offer, ...] = ()


@dataclass(slots=True)
class Turn:
    """Everything a topic may look at, and where it leaves what it says."""

    session: Session
    incoming: Incoming
    understood: Understanding
    memory: Memory
    contact: Contact
    knowledge: Knowledge
    office: Office
    calendar: WorkCalendar
    inbox_id: int
    at: datetime
    media: tuple[int, ...] = ()
    replies: list[Reply] = field(default_factory=list)
    pressed: Mapping[str, Any] = field(default_factory=dict)
    known: Known | None = None
    too_large: int = 0

    @property
    def words(self) -> Words:
        """The reader's language, for the labels of buttons."""
        return Words("en" if self.memory.lang == "en" else "id", self.office)

    def officer(self) -> Staff | None:
        """The person of the office who works from this chat."""
        if self.known is not None and self.known.staff_id is None:
            return None
        return staff_chats.officer_of(self.session, self.contact.id)

    def own_cases(self, *, limit: int | None = 10, of: Collection[Status] | None = None) -> list[Case]:
        """The cases this person followed when they wrote, the newest first; with ``of`` all that stand like that."""
        if self.known is not None and not self.known.follows:
            return []
        return queries.of_contact(self.session, self.contact.id, limit=limit if of is None else None, of=of)

    def say(self, saying: Saying, *choices: "Choice") -> None:
        """Leave a reply. The choices are remembered, so that a typed number or label works as a tap."""
        self.replies.append(Reply(saying, self.offers(*choices)))

    def offers(self, *choices: "Choice") -> tuple[Offer, ...]:
        """Choices with their labels in the reader's language."""
        return tuple(
            Offer(choice.action, choice.text or buttons.label(self.words, choice.name), choice.data)
            for choice in choices
        )

    def unnamed(self) -> str:
        """What was said without the own name, where they speak of themselves: who looks after answers need not know it."""
        text, name = self.understood.text, self.contact.name
        if name is None or not _OF_ONESELF & set(self.understood.words):
            return text
        return mask_name(text, keyring(self.session).open(name))

    def offers_now(self, name: str) -> bool:
        """Is the option of this name one of those under the last thing said?"""
        return buttons.label(self.words, name) in [label for _, label in self.memory.options]

    def wait_for(self, kind: str, **data: Any) -> None:
        """Remember that the next message may answer this."""
        self.memory.awaiting = Awaiting(kind, data)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option under a reply: what it does, and its label, by name or in words of its own."""

    action: str
    name: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def named(*actions: str) -> tuple[Choice, ...]:
    """Choices whose label has the same name as their action."""
    return tuple(Choice(action, action) for action in actions)


def listed(action: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Choice, ...]:
    """Choices with words of their own."""
    return tuple(Choice(action, text=text, data=data) for text, data in rows)


def first_words(words: Sequence[str], count: int) -> str:
    """The beginning of what was said."""
    return " ".join(words[:count])
