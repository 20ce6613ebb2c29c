"""Notices: what a citizen is told at each step. Kinds and data only; the words are made at delivery."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.db import direct, table_of
from core.messages import outbox
from core.messages.contacts import Contact
from core.messages.outfiles import FILE, OutFile
from core.privacy import keyring, mask_name, mask_personal, mask_phone
from tickets.kinds import LinkKind
from tickets.models import Case, CaseEvent, Follower, Link


class Notice(StrEnum):
    RECEIVED = "case_received"
    VERIFIED = "case_verified"
    QUESTION = "case_question"
    DISPOSED = "case_disposed"
    IN_PROGRESS = "case_in_progress"
    ANSWERED = "case_answered"
    PROGRESS = "case_progress"
    CLOSED = "case_closed"
    SETTLED = "case_settled"
    LAPSED = "case_lapsed"
    ARCHIVED = "case_archived"
    REOPENED = "case_reopened"
    REVIVED = "case_revived"
    REMIND_QUESTION = "case_remind_question"
    REMIND_ANSWER = "case_remind_answer"
    TRANSFERRED = "case_transferred"
    TRANSFER_REJECTED = "case_transfer_rejected"
    MERGED = "case_merged"
    UNMERGED = "case_unmerged"
    SPLIT = "case_split"
    FILE = "case_file"
    QUARANTINED = "case_quarantined"
    RELEASED = "case_released"


PROGRESS = frozenset({Notice.VERIFIED, Notice.DISPOSED, Notice.IN_PROGRESS, Notice.PROGRESS})
"""What a citizen may ask not to hear. Questions, answers, endings and the reminder before a term ends are always told."""


def send(
    session: Session,
    case: Case,
    event: CaseEvent,
    notice: Notice,
    *,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    files: Sequence[OutFile] = (),
) -> None:
    """Tell everybody who follows the case or one merged into it, each once, under the number they know it by."""
    for contact, known_as in audience(session, case):
        tell(session, known_as, event, notice, contact=contact, at=at, data=data, files=files)


def tell(
    session: Session,
    case: Case,
    event: CaseEvent,
    notice: Notice,
    *,
    contact: Contact,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    files: Sequence[OutFile] = (),
) -> None:
    """Tell one follower, and send the files after the words, unless it is progress and they asked for quiet."""
    if notice in PROGRESS and contact.quiet_since is not None:
        return
    told = [(notice, str(notice), dict(data or {}))]
    for place, file in enumerate(files, start=1):
        told.append((Notice.FILE, f"file{place}", {"place": place, "of": len(files), FILE: file.to_json()}))
    for kind, mark, about in told:
        outbox.enqueue(
            session,
            key=f"ev{event.id}.{contact.id}.{mark}",
            chat_key=contact.chat_key,
            kind=kind,
            data={"number": case.number, "case_id": case.id, "title": case.title, **about},
            at=at,
            case_id=case.id,
            event_id=event.id,
        )


def followers(session: Session, case: Case) -> list[Contact]:
    """The contacts that follow a case, the reporter first."""
    return list(session.scalars(_FOLLOWING, {"case": case.id}))


_FOLLOWING = (
    select(Contact)
    .join(Follower, Follower.contact_id == Contact.id)
    .where(Follower.case_id == bindparam("case"))
    .order_by(Follower.id)
)


def audience(session: Session, case: Case) -> list[tuple[Contact, Case]]:
    """Who hears of a case, and under which of the merged cases: its own followers first, nobody twice."""
    heard: dict[int, tuple[Contact, Case]] = {}
    for known_as in [case, *merged_into(session, case)]:
        for contact in followers(session, known_as):
            heard.setdefault(contact.id, (contact, known_as))
    return list(heard.values())


def shown_words(session: Session, case: Case, text: str) -> str:
    """What a reporter wrote as staff may read it: numbers masked, and of an anonymous one the own number and name too,
    as they are known from any chat that follows the case.
    """
    masked = mask_personal(text)
    if not case.visibility.hides_reporter:
        return masked
    keys = keyring(session)
    contact = session.get(Contact, case.contact_id) if case.contact_id is not None else None
    known = {person.id: person for person in [*([contact] if contact else []), *followers(session, case)]}
    for person in known.values():
        masked = mask_phone(masked, keys.open(person.phone) if person.phone else None)
        masked = mask_name(masked, keys.open(person.name) if person.name else None)
    return masked


def merged_into(session: Session, case: Case) -> list[Case]:
    """The cases that were merged into this one; of most there are none, so that is asked first and costs little."""
    if direct(session, _MEMBERS, {"master": case.id}).first() is None:
        return []
    members = select(Case).join(Link, Link.case_id == Case.id).where(Link.to_id == case.id, *_MERGED)
    return list(session.scalars(members.order_by(Case.id)))


def master_of(session: Session, case: Case) -> Case:
    """The case that stands for this one: the one it was merged into, or itself."""
    into = select(Case).join(Link, Link.to_id == Case.id).where(Link.case_id == case.id, *_MERGED)
    return session.scalar(into.order_by(Link.id.desc()).limit(1)) or case


_MERGED = (Link.kind == LinkKind.DUPLICATE_OF, Link.undone_at.is_(None))
_MEMBERS = select(table_of(Link).c.case_id).where(table_of(Link).c.to_id == bindparam("master"), *_MERGED).limit(1)
