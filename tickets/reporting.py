"""What a citizen does: report, add, confirm, reopen, rate, withdraw; each effect bound to its message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core.db import insert_new, table_of
from core.errors import Refusal
from core.messages.contacts import Contact
from core.messages.media import Media
from core.privacy import keyring, mask_personal, same_code
from tickets import deadlines, events, notices, numbers
from tickets.kinds import CaseKind, ClockKind, Kadar, Party, Priority, Status, Visibility
from tickets.models import Attachment, Case, CaseClock, CaseEvent, Complaint, Follower, Permohonan, Rating
from tickets.notices import Notice
from tickets.service import locked, move
from tickets.states import Action

TITLE_LENGTH = 90
MAX_REPORT = 20_000


class TooLateToReopen(Refusal):
    """Ten working days after closing a case stays closed; a new report can be linked to it."""

    code = "too_late_to_reopen"


class NotClosedYet(Refusal):
    code = "not_closed_yet"


@dataclass(frozen=True, slots=True)
class Report:
    """A complaint as the reporter reviewed it. Text plus any one of place or time is enough, nothing else is asked."""

    text: str
    place: str | None = None
    happened: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    media: tuple[int, ...] = ()
    visibility: Visibility = Visibility.BIASA
    priority: Priority = Priority.BIASA
    category: str | None = None
    follows: str | None = None


def file_complaint(
    session: Session, report: Report, *, contact: Contact, source_inbox_id: int | None, at: datetime
) -> Case:
    """Take a complaint in: number, clocks V and T, first event, and the notice with number and secret code."""
    case = _open_case(
        session,
        CaseKind.PENGADUAN,
        text=report.text,
        contact=contact,
        source_inbox_id=source_inbox_id,
        visibility=report.visibility,
        priority=report.priority,
        at=at,
    )
    session.add(
        Complaint(
            case_id=case.id,
            category=report.category,
            text=mask_personal(report.text[:MAX_REPORT]),
            original=keyring(session).seal(report.text[:MAX_REPORT]),
            place=mask_personal(report.place)[:300] if report.place else None,
            happened=report.happened[:120] if report.happened else None,
            latitude=report.latitude,
            longitude=report.longitude,
        )
    )
    verification = deadlines.start(session, case, ClockKind.VERIFICATION, at=at)
    completion = deadlines.start(session, case, ClockKind.COMPLETION, at=at, applies_to=Kadar.TIDAK_BERKADAR.value)
    promise = {
        "verified_by": verification.due_on.isoformat(),
        "emergency": case.priority is Priority.DARURAT,
        "anonymous": case.visibility.hides_reporter,
    }
    details = {"follows": report.follows} if report.follows else {}
    _received(
        session, case, contact=contact, media=report.media, clock=completion, promise=promise, details=details, at=at
    )
    return case


def file_permohonan(
    session: Session,
    *,
    text: str,
    requester: str | None,
    purpose: str | None,
    contact: Contact,
    source_inbox_id: int,
    at: datetime,
) -> Case:
    """Take a request for public information in: the number is due at receipt, even if particulars are missing
    (UU 14/2008 Ps 22(4-6)); the written notice is due 10 working days later (Ps 22(7))."""
    case = _open_case(session, CaseKind.PERMOHONAN, text=text, contact=contact, source_inbox_id=source_inbox_id, at=at)
    keys = keyring(session)
    session.add(
        Permohonan(
            case_id=case.id,
            text=mask_personal(text[:MAX_REPORT]),
            original=keys.seal(text[:MAX_REPORT]),
            purpose=mask_personal(purpose)[:500] if purpose else None,
            requester=keys.seal(requester[:1000]) if requester else None,
        )
    )
    notice = deadlines.start(session, case, ClockKind.NOTICE, at=at)
    _received(session, case, contact=contact, media=(), clock=notice, promise={}, at=at)
    return case


def _open_case(
    session: Session,
    kind: CaseKind,
    *,
    text: str,
    contact: Contact,
    source_inbox_id: int | None,
    at: datetime,
    visibility: Visibility = Visibility.BIASA,
    priority: Priority = Priority.BIASA,
) -> Case:
    case = Case(
        kind=kind,
        number=numbers.issue(session, kind, at=at, zone=offices.current(session).zone),
        received_at=at,
        channel=contact.channel,
        contact_id=contact.id,
        visibility=visibility,
        priority=priority,
        title=title_of(text),
        status=Status.RECEIVED,
        version=1,
        events_count=0,
        events_head="0" * 64,
        source_inbox_id=source_inbox_id,
    )
    session.add(case)
    session.flush()
    return case


def _received(
    session: Session,
    case: Case,
    *,
    contact: Contact,
    media: Sequence[int],
    clock: CaseClock,
    promise: Mapping[str, object],
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    known = {"channel": case.channel, **(details or {})}
    event = events.append(session, case, "diterima", party=Party.REPORTER, at=at, details=known)
    follow(session, case, contact, at=at)
    attach(session, case, media, event=event)
    told = {"due_on": clock.due_on.isoformat(), "skipped": clock.skipped, "code_version": case.code_version}
    notices.send(session, case, event, Notice.RECEIVED, at=at, data={**told, **promise})


def title_of(text: str) -> str:
    """The first words of a report with no identity number in them, as a list shows it."""
    line = " ".join(mask_personal(text[:1000]).split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


def follow(session: Session, case: Case, contact: Contact, *, at: datetime) -> None:
    """This contact may read the case and is told of it."""
    insert_new(session, table_of(Follower), [{"case_id": case.id, "contact_id": contact.id, "since": at}])


def follow_by_code(session: Session, case: Case, contact: Contact, code: str, *, at: datetime) -> bool:
    """Let another chat follow a case when it gives the right secret code. Contacts are never merged (DECISIONS 10)."""
    if not same_code(code, keyring(session).secret_code(case.id, case.code_version)):
        return False
    if not follows(session, case, contact):
        follow(session, case, contact, at=at)
        events.append(session, locked(session, case.id), "diikuti", party=Party.REPORTER, is_internal=True, at=at)
    return True


def follows(session: Session, case: Case, contact: Contact) -> bool:
    """May this contact read the case?"""
    found = select(Follower.id).where(Follower.case_id == case.id, Follower.contact_id == contact.id)
    return session.scalar(found) is not None


def attach(session: Session, case: Case, media: Sequence[int], *, event: CaseEvent | None) -> None:
    """Keep these files with the case."""
    known = set(session.scalars(select(Media.id).where(Media.id.in_(media)))) if media else set()
    rows = [
        {"case_id": case.id, "media_id": id_, "event_id": event.id if event else None} for id_ in media if id_ in known
    ]
    insert_new(session, table_of(Attachment), rows)


def add(
    session: Session,
    case: Case,
    *,
    text: str,
    media: Sequence[int] = (),
    at: datetime,
    details: dict[str, object] | None = None,
) -> CaseEvent:
    """Something more from the reporter. It answers a question that waits, and is kept in every state."""
    case = locked(session, case.id)
    words = mask_personal(text[:MAX_REPORT]) or None
    if case.status is Status.WAITING:
        event = move(session, case, Action.SUPPLY, party=Party.REPORTER, text=words, at=at)
    else:
        event = events.append(session, case, "tambahan", party=Party.REPORTER, text=words, details=details, at=at)
    case.version += 1
    attach(session, case, media, event=event)
    return event


def confirm(session: Session, case: Case, *, at: datetime) -> CaseEvent:
    """The reporter says it is settled. Only they can."""
    return move(session, case, Action.CONFIRM, party=Party.REPORTER, at=at)


def reopen(session: Session, case: Case, *, text: str, media: Sequence[int] = (), at: datetime) -> CaseEvent:
    """The reporter says it is not settled. Refuses :class:`TooLateToReopen` ten working days after closing."""
    case = locked(session, case.id)
    if case.closed_at is not None:
        office = offices.current(session)
        if at.astimezone(office.zone).date() > deadlines.may_reopen_until(session, case, case.closed_at):
            raise TooLateToReopen(number=case.number)
    event = move(session, case, Action.REOPEN, party=Party.REPORTER, text=mask_personal(text[:MAX_REPORT]), at=at)
    attach(session, case, media, event=event)
    notices.send(session, case, event, Notice.REOPENED, at=at)
    return event


def withdraw(session: Session, case: Case, *, at: datetime) -> CaseEvent:
    """The reporter takes it back."""
    return move(session, case, Action.WITHDRAW, party=Party.REPORTER, at=at)


def rate(session: Session, case: Case, *, score: int, comment: str | None, at: datetime) -> None:
    """One to five, by the reporter, once the case is answered or closed; a second thought replaces the first."""
    if case.status not in {Status.ANSWERED, Status.CLOSED}:
        raise NotClosedYet(number=case.number)
    case = locked(session, case.id)
    given = session.get(Rating, case.id)
    words = mask_personal(comment[:1000]) if comment else None
    if given is None:
        session.add(Rating(case_id=case.id, score=score, comment=words, at=at))
    else:
        given.score, given.comment, given.at = score, words or given.comment, at
    events.append(session, case, "penilaian", party=Party.REPORTER, details={"score": score}, text=words, at=at)
