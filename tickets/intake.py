"""Intake: reports that people bring to the counter, tell on the telephone, write in a letter or post, keyed in by staff.

A report counts from the day it was received, which may lie a little back, with a reason. Its reporter need not have a
chat: number and secret code are printed, and whoever gives both in a chat follows the case from there (DECISIONS 10).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core import office as offices
from core.clock import local_day
from core.db import insert_new, table_of
from core.errors import Refusal
from core.messages.channels import Channel, chat_key
from core.messages.contacts import Contact
from core.messages.media import Media
from core.phones import normalised
from core.privacy import keyring
from core.staff import Permission, Staff
from tickets import events, reporting
from tickets.kinds import CaseKind, Party, Source
from tickets.models import Case, CaseEvent, Intake
from tickets.reporting import MAX_REPORT, Report
from tickets.service import needed, open_for
from tickets.states import NotYourPart, ReasonNeeded

MOST_DAYS_BACK = 14
"""How far back a report may be dated: long enough for the post and a long holiday, too short to hide a lost letter."""
MOST_NAME, MOST_REFERENCE, MOST_REASON = 120, 200, 300


class ReceivedLater(Refusal):
    """Nothing is received on a day that is still to come."""

    code = "received_later"


class ReceivedTooLongAgo(Refusal):
    code = "received_too_long_ago"


class PlaceOrTimeNeeded(Refusal):
    """Text plus any one of place or time is enough, from whoever it comes."""

    code = "place_or_time_needed"


class PhoneNotReadable(Refusal):
    code = "phone_not_readable"


@dataclass(frozen=True, slots=True)
class Brought:
    """How a report came: from where, when, by whom as far as that is known. ``form_key`` makes a second sending the same."""

    form_key: str
    source: Source
    received_on: date | None = None
    late_reason: str = ""
    name: str = ""
    phone: str = ""
    reference: str = ""


def record(session: Session, report: Report, brought: Brought, *, by: Staff, at: datetime) -> Case:
    """Take the report in, in the name of whoever brought it. A form that was sent twice gives one case.

    Refuses :class:`NotYourPart`, :class:`TextNeeded`, :class:`PlaceOrTimeNeeded`, :class:`PhoneNotReadable`,
    :class:`ReceivedLater`, :class:`ReceivedTooLongAgo` and :class:`ReasonNeeded` for a day that lies back.
    """
    if not by.may(Permission.RECORD_CASES):
        raise NotYourPart(action="catat")
    session.scalar(select(Staff.id).where(Staff.id == by.id).with_for_update())
    known = of_form(session, brought.form_key)
    if known is not None:
        return known
    needed(report.text)
    if not (report.place or report.happened or report.latitude is not None):
        raise PlaceOrTimeNeeded()
    received_at = _received_at(session, brought, at=at)
    contact_id = _reporter(session, brought, at=at)
    case = reporting.open_case(
        session,
        CaseKind.PENGADUAN,
        text=report.text[:MAX_REPORT],
        channel=Channel.COUNTER,
        contact_id=contact_id,
        visibility=report.visibility,
        priority=report.priority,
        received_at=received_at,
        at=at,
    )
    reporting.open_complaint(session, case, report)
    keys = keyring(session)
    reference = " ".join(brought.reference.split())[:MOST_REFERENCE]
    session.add(
        Intake(
            case_id=case.id,
            source=brought.source,
            reference=keys.seal(reference) if reference else None,
            by_id=by.id,
            recorded_at=at,
            late_reason=brought.late_reason.strip()[:MOST_REASON] or None,
            form_key=brought.form_key,
        )
    )
    details = {"channel": case.channel, "source": brought.source.value, "category": report.category}
    reason = brought.late_reason.strip()[:MOST_REASON] or None
    words = reporting.words_of(session, case)
    event = events.append(
        session, case, "diterima", party=Party.STAFF, by=by, reason=reason, details=details, report=words, at=at
    )
    reporting.attach(session, case, _files_of(session, brought.form_key), event=event)
    audit.record(
        session,
        by=by,
        action="case_recorded",
        subject=f"case:{case.number}",
        at=at,
        details={"source": brought.source.value, "backdated": received_at < at},
    )
    return case


def of_form(session: Session, form_key: str) -> Case | None:
    """The case a form has made already."""
    made = select(Case).join(Intake, Intake.case_id == Case.id).where(Intake.form_key == form_key)
    return session.scalar(made)


def of_case(session: Session, case: Case) -> Intake | None:
    """How a case was brought in; None for one its reporter wrote."""
    return session.get(Intake, case.id)


def new_code(session: Session, case: Case, *, by: Staff, version: int | None, at: datetime) -> CaseEvent:
    """The printed code was lost: the old one opens nothing any more. Refuses :class:`NotYourPart`."""
    case = open_for(session, case, by=by, version=version)
    if not by.may(Permission.RECORD_CASES) or of_case(session, case) is None:
        raise NotYourPart(action="kode_baru")
    case.code_version, case.version = case.code_version + 1, case.version + 1
    audit.record(session, by=by, action="secret_code_renewed", subject=f"case:{case.number}", at=at)
    return events.append(session, case, "kode_baru", party=Party.STAFF, by=by, is_internal=True, at=at)


def files_key(form_key: str) -> str:
    """Under which the files of a form are kept until it has become a case."""
    return chat_key(Channel.COUNTER, form_key)


def _files_of(session: Session, form_key: str) -> list[int]:
    return list(session.scalars(select(Media.id).where(Media.chat_key == files_key(form_key)).order_by(Media.id)))


def _received_at(session: Session, brought: Brought, *, at: datetime) -> datetime:
    """Now for today; noon of the office's day for a day that lies back, because the hour is not known."""
    zone = offices.current(session).zone
    today = local_day(at, zone)
    day = brought.received_on or today
    if day > today:
        raise ReceivedLater()
    if day == today:
        return at
    if day < today - timedelta(days=MOST_DAYS_BACK):
        raise ReceivedTooLongAgo(days=MOST_DAYS_BACK)
    if not brought.late_reason.strip():
        raise ReasonNeeded(action="catat")
    return datetime.combine(day, time(12), tzinfo=zone)


def _reporter(session: Session, brought: Brought, *, at: datetime) -> int | None:
    """Who brought it, sealed; nobody when neither name nor number was given. It is no chat: nothing is sent there."""
    name, phone = " ".join(brought.name.split())[:MOST_NAME], normalised(brought.phone) if brought.phone else None
    if brought.phone and phone is None:
        raise PhoneNotReadable()
    if not name and not phone:
        return None
    keys = keyring(session)
    row = {
        "channel": Channel.COUNTER,
        "ext_user": brought.form_key,
        "chat_key": files_key(brought.form_key),
        "name": keys.seal(name) if name else None,
        "phone": keys.seal(phone) if phone else None,
        "phone_mark": keys.fingerprint("phone", phone) if phone else None,
        "lang": "id",
        "first_seen_at": at,
        "last_seen_at": at,
    }
    (made,) = insert_new(session, table_of(Contact), [row])
    return int(made.id)
