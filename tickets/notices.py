"""Notices: what a citizen is told at each step. Kinds and data only; the words are made at delivery."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import outbox
from core.messages.contacts import Contact
from tickets.models import Case, CaseEvent, Follower


class Notice(StrEnum):
    RECEIVED = "case_received"
    QUESTION = "case_question"
    DISPOSED = "case_disposed"
    IN_PROGRESS = "case_in_progress"
    ANSWERED = "case_answered"
    PROGRESS = "case_progress"
    CLOSED = "case_closed"
    LAPSED = "case_lapsed"
    ARCHIVED = "case_archived"
    REOPENED = "case_reopened"


def send(
    session: Session,
    case: Case,
    event: CaseEvent,
    notice: Notice,
    *,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell everybody who follows the case, each once, in the chat they follow it from."""
    for contact in followers(session, case):
        tell(session, case, event, notice, contact=contact, at=at, data=data)


def tell(
    session: Session,
    case: Case,
    event: CaseEvent,
    notice: Notice,
    *,
    contact: Contact,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell one follower."""
    outbox.enqueue(
        session,
        key=f"ev{event.id}.{contact.id}.{notice}",
        chat_key=contact.chat_key,
        kind=notice,
        data={"number": case.number, "case_id": case.id, "title": case.title, **(data or {})},
        at=at,
        case_id=case.id,
        event_id=event.id,
    )


def followers(session: Session, case: Case) -> list[Contact]:
    """The contacts that follow a case, the reporter first."""
    following = select(Contact).join(Follower, Follower.contact_id == Contact.id).where(Follower.case_id == case.id)
    return list(session.scalars(following.order_by(Follower.id)))
