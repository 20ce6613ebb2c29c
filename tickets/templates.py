"""Templates: what an officer can still send to a reporter whose channel takes no free words now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.messages import outbox
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.staff import Staff
from tickets import events
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.service import open_for
from tickets.states import NotNow


def send(
    session: Session, case: Case, *, by: Staff, name: str, lang: str, blanks: Sequence[str], text: str, at: datetime
) -> CaseEvent:
    """Write to the reporter through an approved template, where free words are not taken now. ``text`` shows it filled."""
    case = open_for(session, case, by=by, version=None)
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    if contact is None or contact.channel is not Channel.WHATSAPP:
        raise NotNow(action="templat", status=case.status, number=case.number)
    event = events.append(session, case, "templat", party=Party.STAFF, by=by, text=text, at=at)
    outbox.enqueue(
        session,
        key=f"ev{event.id}.{contact.id}.template",
        chat_key=contact.chat_key,
        kind="officer_template",
        data={"number": case.number, "text": text, "name": name, "lang_code": lang, "blanks": list(blanks)},
        at=at,
        case_id=case.id,
        event_id=event.id,
    )
    return event
