"""Approved templates: words the service lets us send when it takes no free ones, with blanks that a person fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.errors import Refusal
from core.messages import channel_commands
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.contacts import Contact


class TemplateUnfit(Refusal):
    """A template would be paid for nothing, or not be wanted; ``why`` is ``channel``, ``stopped`` or ``open``."""

    code = "template_unfit"


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template as it can be filled."""

    name: str
    lang: str
    text: str
    blanks: int

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.name}:{self.lang}"

    @property
    def shown(self) -> str:
        """The words with their blanks as [1], [2]."""
        return self.filled([f"[{place}]" for place in range(1, self.blanks + 1)])

    def filled(self, blanks: Sequence[str]) -> str:
        """The words the citizen will read."""
        words = self.text
        for place, blank in enumerate(blanks, start=1):
            words = words.replace("{{" + str(place) + "}}", blank)
        return words

    def data(self, blanks: Sequence[str], number: str | None) -> dict[str, Any]:
        """What the row that carries it has to know; ``number`` is the case it is about, if it is about one."""
        filled = {"text": self.filled(blanks), "name": self.name, "lang_code": self.lang, "blanks": list(blanks)}
        return {"number": number, **filled}


KIND = "officer_template"


def known(session: Session) -> list[Template]:
    """The templates that were approved when the service was last asked."""
    told = channel_commands.told(session, Channel.WHATSAPP, Command.TEMPLATES)
    return [_read(row) for row in told.facts.get("templates", ())] if told else []


def _read(row: Mapping[str, Any]) -> Template:
    return Template(row["name"], row["lang"], row["text"], row["blanks"])


def fit(contact: Contact | None, *, at: datetime) -> bool:
    """Is a template the only way to reach this person now?"""
    return _unfit(contact, at) is None


def refuse_unfit(contact: Contact | None, *, at: datetime) -> Contact:
    """The contact. Refuses :class:`TemplateUnfit` on another channel, who opted out, and who takes free words."""
    why = _unfit(contact, at)
    if why is not None or contact is None:
        raise TemplateUnfit(why=why)
    return contact


def _unfit(contact: Contact | None, at: datetime) -> str | None:
    if contact is None or contact.channel is not Channel.WHATSAPP:
        return "channel"
    if contact.stopped_at is not None:
        return "stopped"
    return "open" if contact.window_until is not None and contact.window_until > at else None
