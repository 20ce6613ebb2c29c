"""Forms that fill an approved template, on a ticket and in a talk, when WhatsApp takes no free words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin import addresses
from admin.context import now
from core.errors import Refusal
from core.messages import approved_templates, contacts
from core.messages.approved_templates import Template
from core.messages.contacts import Contact
from core.messages.handovers import Handover
from core.staff import Permission, Staff
from tickets.models import Case

MAX_BLANK = 200


class BlankEmpty(Refusal):
    """A blank of a template was left open, and WhatsApp takes none that is."""

    code = "blank_empty"


def of_case(session: Session, case: Case, staff: Staff) -> list[Template]:
    """The templates this person can send about a case now: none while free words are taken, or on another channel."""
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    return _at_hand(session, contact) if may_send(case, staff) else []


def may_send(case: Case, staff: Staff) -> bool:
    """Does this person work on the case, and is there still something to write about?"""
    return staff.may(Permission.WORK_CASES) and case.status.is_open


def of_talk(session: Session, handover: Handover) -> list[Template]:
    """The templates an officer can send in a talk now."""
    return _at_hand(session, contacts.of_chat(session, handover.chat_key))


def _at_hand(session: Session, contact: Contact | None) -> list[Template]:
    return approved_templates.known(session) if approved_templates.fit(contact, at=now()) else []


def chosen(templates: list[Template]) -> Template | None:
    """The one of these that the form of this request names."""
    key = addresses.typed("template", 600)
    return next((template for template in templates if template.key == key), None)


@dataclass(frozen=True, slots=True)
class TypedInto:
    """A form that was refused: which template, what stood in its blanks, and why."""

    key: str
    blanks: tuple[str, ...]
    why: str = ""


def typed_into(template: Template, why: str = "") -> TypedInto:
    """What this request's form had in the blanks, so that a refusal loses nothing."""
    return TypedInto(template.key, tuple(_blanks(template)), why)


def _blanks(template: Template) -> list[str]:
    return [addresses.typed(f"blank{place}", MAX_BLANK) for place in range(1, template.blanks + 1)]


def filled(template: Template) -> list[str]:
    """What was filled in, on one line each as WhatsApp wants it. Refuses :class:`BlankEmpty`."""
    blanks = [" ".join(blank.split()) for blank in _blanks(template)]
    if not all(blanks):
        raise BlankEmpty()
    return blanks
