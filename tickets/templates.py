"""Templates: what an officer can still send to a reporter whose channel takes no free words now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.messages import approved_templates, outbox
from core.messages.approved_templates import Template
from core.messages.contacts import Contact
from core.staff import Staff
from tickets import events
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.service import open_for


def send(
    session: Session, case: Case, *, by: Staff, template: Template, blanks: Sequence[str], at: datetime
) -> CaseEvent:
    """Write to the reporter through an approved template, where free words are not taken now.

    Refuses :class:`core.messages.approved_templates.TemplateUnfit`.
    """
    case = open_for(session, case, by=by, version=None)
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    contact = approved_templates.refuse_unfit(contact, at=at)
    data = template.data(blanks, case.number)
    event = events.append(session, case, "templat", party=Party.STAFF, by=by, text=data["text"], at=at)
    outbox.enqueue(
        session,
        key=f"ev{event.id}.{contact.id}.template",
        chat_key=contact.chat_key,
        kind=approved_templates.KIND,
        data=data,
        at=at,
        case_id=case.id,
        event_id=event.id,
    )
    return event
