"""Held files: what an anonymous reporter sent and nobody here can clean of its author waits for a look before an agency has it.

The desk (verifikator, koordinator, inspektorat, supervisor) opens it, and lets it go when it names nobody.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from core.db import change
from core.messages.contacts import Contact
from core.messages.media import Media
from core.pictures import SILENT
from core.staff import Role, Staff, office_wide
from tickets import events
from tickets.kinds import Party, Visibility
from tickets.models import Attachment, Case, CaseEvent, Follower, Link
from tickets.service import open_for
from tickets.states import NotNow, NotYourPart

_LOOKING = frozenset({Role.VERIFIKATOR, Role.KOORDINATOR, Role.INSPEKTORAT, Role.SUPERVISOR})
_HIDING = [visibility for visibility in Visibility if visibility.hides_reporter]
_SILENT_BEFORE = SILENT | {"audio/ogg"}
"""Of files that were kept before it was noted what they tell, these types count as silent."""


def may_look(staff: Staff) -> bool:
    """Does this person see held files, and may they let them go?"""
    return staff.active and bool(office_wide(staff) & _LOOKING)


def let_through(staff: Staff | None) -> ColumnElement[bool]:
    """The files this person may have, of cases they may see; without a person, what may leave the house."""
    if staff is not None and may_look(staff):
        return true()
    silent = or_(Media.tells.is_(False), and_(Media.tells.is_(None), Media.mime.in_(_SILENT_BEFORE)))
    named = and_(Case.visibility.not_in(_HIDING), ~_OF_SOMEBODY_HIDDEN)
    return or_(named, Attachment.released_at.is_not(None), Media.chat_key == "", silent)


_beside, _its_case = aliased(Attachment), aliased(Case)
_THEIRS_TOO = (
    select(_beside.id)
    .join(_its_case, _its_case.id == _beside.case_id)
    .where(_beside.media_id == Attachment.media_id, _its_case.visibility.in_(_HIDING))
)
_MERGED = select(Link.case_id).where(Link.to_id == Attachment.case_id).correlate(Attachment)
_SENT = (
    select(Follower.case_id)
    .join(Contact, Contact.id == Follower.contact_id)
    .where(Contact.chat_key == Media.chat_key)
    .correlate(Media)
)
_OF_SOMEBODY_HIDDEN = or_(
    _THEIRS_TOO.where(_beside.case_id.in_(_MERGED)).correlate(Attachment).exists(),
    _THEIRS_TOO.where(_beside.case_id.in_(_SENT)).correlate(Attachment, Media).exists(),
)
"""A file passed on to the case that stands for a merged one is still its sender's, whoever reported the other one. Looked for
among what was merged here and among the sender's own cases: both are few."""


def of_hidden(session: Session, case: Case) -> frozenset[int]:
    """The files of this case that somebody sent who is not to be known outside."""
    theirs = Case.visibility.in_(_HIDING) | _OF_SOMEBODY_HIDDEN
    sent = (
        select(Media.id)
        .join(Attachment, Attachment.media_id == Media.id)
        .join(Case, Case.id == Attachment.case_id)
        .where(Case.id == case.id, theirs)
    )
    return frozenset(session.scalars(sent))


def held(session: Session, case: Case) -> frozenset[int]:
    """The files of this case that an agency does not get yet."""
    kept = (
        select(Media.id)
        .join(Attachment, Attachment.media_id == Media.id)
        .join(Case, Case.id == Attachment.case_id)
        .where(Case.id == case.id, Media.sha256.is_not(None), ~let_through(None))
    )
    return frozenset(session.scalars(kept))


def release(session: Session, case: Case, media_id: int, *, by: Staff, version: int | None, at: datetime) -> CaseEvent:
    """Somebody of the desk has looked: the file names nobody, and who works on the case may have it.

    Refuses :class:`NotYourPart`, and :class:`NotNow` for a file that is not held.
    """
    case = open_for(session, case, by=by, version=version)
    if not may_look(by):
        raise NotYourPart(action="lepas_berkas")
    if media_id not in held(session, case):
        raise NotNow(action="lepas_berkas", status=case.status, number=case.number)
    change(session, update(Attachment).where(Attachment.media_id == media_id).values(released_at=at))
    case.version += 1
    details = {"file": media_id}
    return events.append(
        session, case, "lepas_berkas", party=Party.STAFF, by=by, is_internal=True, details=details, at=at
    )
