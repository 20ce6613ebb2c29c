"""Templates: what an officer can still send to a reporter whose channel takes no free words now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import approved_templates, outbox
from core.messages.approved_templates import Template
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage
from core.staff import Staff
from tickets import events
from tickets.kinds import Party
from tickets.models import Case
from tickets.service import open_for


def send(
    session: Session, case: Case, *, by: Staff, template: Template, blanks: Sequence[str], mark: str, at: datetime
) -> None:
    """Write to the reporter through an approved template, where free words are not taken now; once for a ``mark``.

    Refuses :class:`core.messages.approved_templates.TemplateUnfit`.
    """
    case = open_for(session, case, by=by, version=None)
    key = f"templat{case.id}.{mark}"
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    contact = approved_templates.refuse_unfit(contact, at=at)
    data = template.data(blanks, case.number)
    event = events.append(session, case, "templat", party=Party.STAFF, by=by, text=data["text"], at=at)
    outbox.enqueue(
        session,
        key=key,
        chat_key=contact.chat_key,
        kind=approved_templates.KIND,
        data=data,
        at=at,
        case_id=case.id,
        event_id=event.id,
    )
