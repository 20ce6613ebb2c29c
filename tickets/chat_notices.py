"""Chat notices: what people of the office are told of a case in their own chat. Data only; the words are made at delivery.

Whoever is told may see the case when it is written and when it is delivered; nobody is told twice under one key.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import staff_chats
from core.messages import outbox
from core.messages.contacts import Contact
from core.staff import Agency, Role, Staff
from tickets import deadlines
from tickets.kinds import CaseKind, Kadar
from tickets.models import Attachment, Case
from tickets.states import may_see

KIND, DIGEST = "staff_ticket", "staff_digest"
SHOWN = 900


class ChatNotice(StrEnum):
    """Why somebody is told of a case. ``card``: they asked to see it."""

    CARD = "kartu"
    NEW = "baru"
    DISPOSED = "disposisi"
    DUE_SOON = "hampir_jatuh_tempo"
    OVERDUE = "terlambat"
    REOPENED = "dibuka_kembali"
    ADDED = "tambahan"
    RETURNED = "dikembalikan"
    MENTIONED = "disebut"


def notify(
    session: Session,
    case: Case,
    why: ChatNotice,
    *,
    key: str,
    at: datetime,
    roles: Collection[Role] = (),
    agency_id: int | None = None,
    words: str = "",
    besides: Staff | None = None,
) -> int:
    """Tell everybody who works from a chat, holds one of these roles or works for this agency, and may see the case.

    Each is told once for a ``key``. ``words`` is what the notice is about (an order, what the reporter added);
    ``besides`` is who did it and need not be told. How many are told.
    """
    chats = staff_chats.linked(session, roles=roles, agency_id=agency_id)
    return _told(session, case, why, [pair for pair in chats if pair[0] is not besides], key=key, at=at, words=words)


def tell(
    session: Session,
    case: Case,
    why: ChatNotice,
    people: Iterable[Staff],
    *,
    key: str,
    at: datetime,
    words: str = "",
) -> int:
    """Tell these people, as far as they work from a chat and may see the case, once for a ``key``. How many are told."""
    chats = [(person, contact) for person in people for _, contact in staff_chats.of_staff(session, person.id)]
    return _told(session, case, why, chats, key=key, at=at, words=words)


def _told(
    session: Session,
    case: Case,
    why: ChatNotice,
    chats: Iterable[tuple[Staff, Contact]],
    *,
    key: str,
    at: datetime,
    words: str,
) -> int:
    seeing = [(staff, contact) for staff, contact in chats if may_see(staff, case)]
    for _, contact in seeing:
        outbox.enqueue(
            session,
            key=f"staf.{key}.{contact.id}",
            chat_key=contact.chat_key,
            kind=KIND,
            data=facts(session, case, why, words=words),
            at=at,
            case_id=case.id,
        )
    return len(seeing)


def facts(session: Session, case: Case, why: ChatNotice, *, words: str = "") -> dict[str, Any]:
    """The case as an officer reads it in a chat: nothing that names the reporter, and which state of it this is."""
    report = case.complaint or case.permohonan
    agency = session.get(Agency, case.agency_id) if case.agency_id else None
    clock = deadlines.nearest(session, case) if case.status.is_open else None
    files = select(func.count()).select_from(Attachment).where(Attachment.case_id == case.id)
    return {
        "why": why.value,
        "number": case.number,
        "case_id": case.id,
        "seq": case.events_count,
        "status": case.status.value,
        "text": report.text[:SHOWN] if report is not None else case.title,
        "place": case.complaint.place if case.complaint else None,
        "agency": agency.short_name if agency else None,
        "clock": clock.kind.value if clock else None,
        "due_on": clock.due_on.isoformat() if clock else None,
        "files": session.scalar(files) or 0,
        "anonymous": case.visibility.hides_reporter,
        "words": words[:SHOWN],
    }


def desk_of(case: Case) -> tuple[frozenset[Role], int | None]:
    """Who works on a case as it stands: the restricted desk, the PPID, the agency it lies with, or the complaint desk."""
    if case.complaint is not None and case.complaint.kadar is Kadar.BERKADAR:
        return frozenset({Role.INSPEKTORAT}), None
    if case.kind is not CaseKind.PENGADUAN:
        return frozenset({Role.PPID}), None
    if case.agency_id is not None:
        return frozenset(), case.agency_id
    return frozenset({Role.VERIFIKATOR, Role.KOORDINATOR}), None


def tell_desk(
    session: Session,
    case: Case,
    why: ChatNotice,
    *,
    key: str,
    at: datetime,
    words: str = "",
    besides: Staff | None = None,
) -> None:
    """Tell those who work on the case as it stands."""
    roles, agency_id = desk_of(case)
    notify(session, case, why, key=key, at=at, roles=roles, agency_id=agency_id, words=words, besides=besides)
