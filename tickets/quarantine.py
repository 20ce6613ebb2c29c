"""Quarantine: reports beyond what one person usually brings in a day stand apart until somebody looks. None is dropped.

Such a report has its number and its clocks from receipt like any other; only the working views leave it out, and
one word of the desk lets it in. An emergency is never held.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.messages.contacts import Contact
from core.staff import Permission, Staff
from tickets import attention, events, notices
from tickets.kinds import Attention, CaseKind, Party, Priority
from tickets.models import Case, CaseEvent, Complaint
from tickets.notices import Notice
from tickets.service import iso, open_for
from tickets.states import NotNow, NotYourPart

MOST_A_DAY = 5
A_DAY = timedelta(hours=24)


class Held(StrEnum):
    """Why a report stands apart: one person's sixth within a day, or the very words of another one of theirs."""

    MANY = "banyak"
    COPY = "salinan"


def consider(session: Session, case: Case, contact: Contact, *, at: datetime) -> Held | None:
    """Hold a report that has just been filed, if it is one too many; its reporter is told, with its number."""
    why = None if case.priority is Priority.DARURAT else _why(session, case, contact, at=at)
    if why is None:
        return None
    attention.call(session, case, Attention.QUARANTINE, at=at)
    details = {"why": why.value}
    event = events.append(session, case, "karantina", party=Party.SYSTEM, is_internal=True, details=details, at=at)
    notices.send(session, case, event, Notice.QUARANTINED, at=at, data={"why": why.value, "most": MOST_A_DAY})
    return why


def _why(session: Session, case: Case, contact: Contact, *, at: datetime) -> Held | None:
    lately = (
        Case.contact_id == contact.id,
        Case.kind == CaseKind.PENGADUAN,
        Case.received_at > at - A_DAY,
        Case.id != case.id,
    )
    assert case.complaint is not None
    same = select(Complaint.case_id).join(Case, Case.id == Complaint.case_id).where(*lately)
    if session.scalar(same.where(Complaint.text == case.complaint.text).limit(1)) is not None:
        return Held.COPY
    before = session.scalar(select(func.count()).select_from(Case).where(*lately)) or 0
    return Held.MANY if before >= MOST_A_DAY else None


def may_release(case: Case, staff: Staff) -> bool:
    """Is the report held, and may this person let it in?"""
    return case.attention is Attention.QUARANTINE and staff.may(Permission.RECORD_CASES)


def release(session: Session, case: Case, *, by: Staff, version: int | None, at: datetime) -> CaseEvent:
    """Let a held report in: it stands where it would have stood all along. Refuses :class:`NotYourPart`."""
    case = open_for(session, case, by=by, version=version)
    if case.attention is not Attention.QUARANTINE:
        raise NotNow(action="lepas_karantina", status=case.status, number=case.number)
    if not may_release(case, by):
        raise NotYourPart(action="lepas_karantina")
    case.attention, case.version = None, case.version + 1
    event = events.append(session, case, "lepas_karantina", party=Party.STAFF, by=by, at=at)
    notices.send(session, case, event, Notice.RELEASED, at=at, data={"due_on": iso(case.due_on)})
    return event
