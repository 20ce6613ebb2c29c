"""Templates on a ticket: what an officer can still send when WhatsApp takes no free words, filled and shown before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from admin.context import now
from core.errors import Refusal
from core.messages import channel_commands
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.staff import Permission, Staff
from tickets.models import Case

MAX_BLANK = 200


class BlankEmpty(Refusal):
    """A blank of a template was left open, and WhatsApp takes none that is."""

    code = "blank_empty"


@dataclass(frozen=True, slots=True)
class CaseTemplate:
    """An approved template as it can be filled for a case. The first blank is mostly the number of the report."""

    key: str
    name: str
    lang: str
    text: str
    blanks: int

    @property
    def shown(self) -> str:
        """The words with their blanks as [1], [2]."""
        return self.filled([f"[{place}]" for place in range(1, self.blanks + 1)])

    def filled(self, blanks: list[str]) -> str:
        """The words the citizen will read."""
        words = self.text
        for place, blank in enumerate(blanks, start=1):
            words = words.replace("{{" + str(place) + "}}", blank)
        return words


def at_hand(session: Session, case: Case, staff: Staff) -> list[CaseTemplate]:
    """The templates this person can send now: none while free words are taken, or on another channel."""
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    if contact is None or contact.channel is not Channel.WHATSAPP or not case.status.is_open:
        return []
    if not staff.may(Permission.WORK_CASES) or (contact.window_until is not None and contact.window_until > now()):
        return []
    told = channel_commands.told(session, Channel.WHATSAPP, Command.TEMPLATES)
    return [_template(row) for row in told.facts.get("templates", ())] if told else []


def _template(row: Mapping[str, Any]) -> CaseTemplate:
    return CaseTemplate(f"{row['name']}:{row['lang']}", row["name"], row["lang"], row["text"], row["blanks"])


def typed_blanks(template: CaseTemplate) -> list[str]:
    """What was filled in, on one line each as WhatsApp wants it. Refuses :class:`BlankEmpty`."""
    given = [request.form.get(f"blank{place}", "")[:MAX_BLANK] for place in range(1, template.blanks + 1)]
    blanks = [" ".join(blank.split()) for blank in given]
    if not all(blanks):
        raise BlankEmpty()
    return blanks
