"""Who a reporter is to the person who looks: a name for the desk, a pseudonym for everybody else."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin import showing
from admin.context import now
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.privacy import keyring
from core.staff import Role, Staff, office_wide
from texts import channels
from tickets import intake
from tickets.kinds import CaseKind
from tickets.models import Case

_DESK = frozenset({Role.VERIFIKATOR, Role.KOORDINATOR, Role.SUPERVISOR})
_PPID = frozenset({Role.PPID, Role.ATASAN_PPID})


@dataclass(frozen=True, slots=True)
class Reporter:
    """How the reporter of a case is called here, and whether this person may ask for the name behind it."""

    shown: str
    is_named: bool
    is_hidden: bool
    may_be_unmasked: bool


def of_case(session: Session, case: Case, staff: Staff) -> Reporter:
    """The name only for the desk of this kind of case, and for nobody while the reporter is anonim."""
    roles = office_wide(staff)
    hidden = case.visibility.hides_reporter
    name = name_of(session, case) if roles & _desk(case) else None
    named = name is not None and not hidden
    return Reporter(
        shown=name if named and name else pseudonym(session, case),
        is_named=named,
        is_hidden=hidden,
        may_be_unmasked=hidden and name is not None and Role.SUPERVISOR in roles,
    )


def _desk(case: Case) -> frozenset[Role]:
    return _PPID | {Role.SUPERVISOR} if case.kind is CaseKind.PERMOHONAN else _DESK


def pseudonym(session: Session, case: Case) -> str:
    """Pelapor K7QX: the same within a case, never across."""
    return f"Pelapor {keyring(session).pseudonym(case.id)}"


def name_of(session: Session, case: Case) -> str | None:
    """The name the channel gave, opened; of somebody who came to the counter with the telephone number.

    Whoever calls this has decided that it may be seen.
    """
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    if contact is None:
        return None
    keys = keyring(session)
    name = keys.open(contact.name) if contact.name else ""
    phone = f"+{keys.open(contact.phone)}" if contact.phone and contact.channel is Channel.COUNTER else ""
    return ", ".join(filter(None, (name, phone))) or None


def reference_of(session: Session, case: Case, staff: Staff) -> str | None:
    """The number of a letter or the address of a post a report came by, opened: for those who may know the name."""
    brought = intake.of_case(session, case)
    if brought is None or not brought.reference or case.visibility.hides_reporter:
        return None
    return keyring(session).open(brought.reference) if office_wide(staff) & _desk(case) else None


def reply_window(session: Session, case: Case, *, has_template: bool) -> str | None:
    """On WhatsApp: until when free words reach the reporter, or what becomes of an answer now. None elsewhere."""
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    if contact is None or contact.channel is not Channel.WHATSAPP:
        return None
    if contact.window_until is None or contact.window_until <= now():
        return channels.must_wait(is_told=has_template)
    return channels.free_until(showing.weekday_moment(contact.window_until), showing.left(contact.window_until))


def may_see_requester(case: Case, staff: Staff) -> bool:
    """The particulars of a request for information are the PPID's business only (UU 14/2008 Ps 22)."""
    return case.permohonan is not None and bool(case.permohonan.requester) and bool(office_wide(staff) & _PPID)
