"""What a citizen brings: a report, a request, an addition; each effect bound to its message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core.db import direct, insert_new, table_of
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.media import Media
from core.privacy import keyring, mask_personal, same_code
from core.staff import Staff
from tickets import chat_notices, deadlines, events, notices, numbers, searching
from tickets.chat_notices import ChatNotice
from tickets.kinds import CaseKind, ClockKind, Kadar, LinkKind, Party, Priority, Status, Visibility
from tickets.models import Attachment, Case, CaseClock, CaseEvent, Complaint, Follower, Link, Permohonan
from tickets.notices import Notice
from tickets.service import hold, locked, move
from tickets.states import Action

TITLE_LENGTH = 90
MAX_REPORT = 20_000


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
    case = open_case(
        session,
        CaseKind.PENGADUAN,
        text=report.text,
        channel=contact.channel,
        contact_id=contact.id,
        source_inbox_id=source_inbox_id,
        visibility=report.visibility,
        priority=report.priority,
        received_at=at,
        at=at,
    )
    verification, completion = open_complaint(session, case, report)
    promise = {
        "verified_by": verification.due_on.isoformat(),
        "emergency": case.priority is Priority.DARURAT,
        "anonymous": case.visibility.hides_reporter,
    }
    details: dict[str, object] = {"category": report.category}
    if report.follows:
        details["follows"] = report.follows
    _link_to(session, case, report.follows, at=at)
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
    case = open_case(
        session,
        CaseKind.PERMOHONAN,
        text=text,
        channel=contact.channel,
        contact_id=contact.id,
        source_inbox_id=source_inbox_id,
        received_at=at,
        at=at,
    )
    keys, shown = keyring(session), mask_personal(text[:MAX_REPORT])
    searching.keep(session, case, text=shown)
    session.add(
        Permohonan(
            case_id=case.id,
            text=shown,
            original=keys.seal(text[:MAX_REPORT]),
            purpose=mask_personal(purpose)[:500] if purpose else None,
            requester=keys.seal(requester[:1000]) if requester else None,
        )
    )
    notice = deadlines.start(session, case, ClockKind.NOTICE, at=at)
    _received(session, case, contact=contact, media=(), clock=notice, promise={}, at=at)
    return case


def open_complaint(
    session: Session, case: Case, report: Report, *, kadar: Kadar = Kadar.TIDAK_BERKADAR
) -> tuple[CaseClock, CaseClock]:
    """What a complaint alone has, and its clocks V and T from receipt."""
    text, at = report.text[:MAX_REPORT], case.received_at
    shown = notices.shown_words(session, case, text)
    place = notices.shown_words(session, case, report.place)[:300] if report.place else None
    searching.keep(session, case, text=shown, place=place)
    session.add(
        Complaint(
            case_id=case.id,
            kadar=kadar,
            category=report.category,
            text=shown,
            original=keyring(session).seal(text),
            place=place,
            happened=notices.shown_words(session, case, report.happened)[:120] if report.happened else None,
            latitude=report.latitude,
            longitude=report.longitude,
        )
    )
    return (
        deadlines.start(session, case, ClockKind.VERIFICATION, at=at),
        deadlines.start(session, case, ClockKind.COMPLETION, at=at, applies_to=kadar.value),
    )


def _link_to(session: Session, case: Case, number: str | None, *, at: datetime) -> None:
    """The case the reporter says this one follows."""
    earlier = session.scalar(select(Case).where(Case.number == number)) if number else None
    if earlier is not None:
        link = Link(kind=LinkKind.FOLLOW_UP_OF, case_id=case.id, to_id=earlier.id, at=at, details={})
        session.add(link)


def file_part(
    session: Session, case: Case, *, text: str, place: str | None, category: str | None, by: Staff, at: datetime
) -> Case:
    """A matter of its own out of a report: a case received when the report was, with the same people and files, and for
    the same eyes: out of a berkadar report comes a berkadar one."""
    assert case.complaint is not None
    kadar = case.complaint.kadar
    part = open_case(
        session,
        CaseKind.PENGADUAN,
        text=text,
        channel=case.channel,
        contact_id=case.contact_id,
        visibility=case.visibility,
        priority=case.priority,
        received_at=case.received_at,
        at=at,
    )
    open_complaint(session, part, Report(text=text, place=place, category=category), kadar=kadar)
    _taken_over(session, case, part, by=by, at=at, known={"category": category, "kadar": kadar.value})
    return part


def file_as_permohonan(session: Session, case: Case, *, by: Staff, at: datetime) -> Case:
    """What was reported asks for public information: a request received when the report was (DECISIONS 8)."""
    assert case.complaint is not None
    request = open_case(
        session,
        CaseKind.PERMOHONAN,
        text=case.complaint.text,
        channel=case.channel,
        contact_id=case.contact_id,
        visibility=case.visibility,
        received_at=case.received_at,
        at=at,
    )
    searching.keep(session, request, text=case.complaint.text)
    session.add(Permohonan(case_id=request.id, text=case.complaint.text, original=case.complaint.original))
    clock = deadlines.start(session, request, ClockKind.NOTICE, at=case.received_at)
    event = _taken_over(session, case, request, by=by, at=at)
    told = {"due_on": clock.due_on.isoformat(), "skipped": clock.skipped}
    for contact, known_as in notices.audience(session, case):
        follow(session, request, contact, at=at)
        data = {**told, "was": known_as.number}
        notices.tell(session, request, event, Notice.RECEIVED, contact=contact, at=at, data=data)
    chat_notices.tell_desk(session, request, ChatNotice.NEW, key=f"ev{event.id}", at=at, besides=by)
    return request


def _taken_over(
    session: Session, case: Case, made: Case, *, by: Staff, at: datetime, known: Mapping[str, object] | None = None
) -> CaseEvent:
    """The first event of a case that came out of another one; its followers and files come along."""
    details = {"channel": case.channel, "follows": case.number, **(known or {})}
    words = words_of(session, made)
    event = events.append(session, made, "diterima", party=Party.STAFF, by=by, at=at, details=details, report=words)
    for contact in notices.followers(session, case):
        follow(session, made, contact, at=at)
    files = select(Attachment.media_id).where(Attachment.case_id == case.id).order_by(Attachment.id)
    attach(session, made, list(session.scalars(files)), event=event)
    return event


def open_case(
    session: Session,
    kind: CaseKind,
    *,
    text: str,
    channel: Channel,
    contact_id: int | None,
    received_at: datetime,
    at: datetime,
    source_inbox_id: int | None = None,
    visibility: Visibility = Visibility.BIASA,
    priority: Priority = Priority.BIASA,
) -> Case:
    """The header of a new case with its number. What its kind alone has, its clocks and its first event come next."""
    case = Case(
        kind=kind,
        number=numbers.issue(session, kind, at=at, zone=offices.current(session).zone),
        received_at=received_at,
        channel=channel,
        contact_id=contact_id,
        visibility=visibility,
        priority=priority,
        title="",
        status=Status.RECEIVED,
        version=1,
        events_count=0,
        events_head="0" * 64,
        source_inbox_id=source_inbox_id,
    )
    case.title = title_of(notices.shown_words(session, case, text[:1000]))
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
    words = words_of(session, case)
    event = events.append(session, case, "diterima", party=Party.REPORTER, at=at, details=known, report=words)
    follow(session, case, contact, at=at)
    attach(session, case, media, event=event)
    told = {"due_on": clock.due_on.isoformat(), "skipped": clock.skipped, "code_version": case.code_version}
    notices.send(session, case, event, Notice.RECEIVED, at=at, data={**told, **promise})
    if case.kind is not CaseKind.PENGADUAN or case.priority is Priority.DARURAT:
        chat_notices.tell_desk(session, case, ChatNotice.NEW, key=f"ev{event.id}", at=at)


_WORDS = {CaseKind.PENGADUAN: table_of(Complaint), CaseKind.PERMOHONAN: table_of(Permohonan)}


def words_of(session: Session, case: Case) -> str:
    """The words of a report as they are shown: what its first event seals."""
    table = _WORDS[case.kind]
    words: str = direct(session, select(table.c.text).where(table.c.case_id == case.id)).scalar_one()
    return words


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


def attach_for(session: Session, case: Case, master: Case, media: Sequence[int], *, event: CaseEvent) -> None:
    """Keep these files with the case that stands for this one, and with this one: they stay its reporter's."""
    attach(session, master, media, event=event)
    if case.id != master.id:
        attach(session, case, media, event=None)


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
    hold(session, case, notices.master_of(session, case))
    case = locked(session, case.id)
    words = notices.shown_words(session, case, text[:MAX_REPORT]) or None
    if case.status is Status.WAITING:
        event = move(session, case, Action.SUPPLY, party=Party.REPORTER, text=words, at=at)
    else:
        event = events.append(session, case, "tambahan", party=Party.REPORTER, text=words, details=details, at=at)
    case.version += 1
    attach(session, case, media, event=event)
    if case.status is Status.MERGED:
        _pass_on(session, case, words, media, at=at)
    else:
        _tell_who_works_on_it(session, case, event, at=at)
    return event


def _tell_who_works_on_it(session: Session, case: Case, event: CaseEvent, *, at: datetime) -> None:
    """More words of the reporter reach the officers; nobody works on a report yet that nobody has looked at."""
    if case.status.is_open and (case.status is not Status.RECEIVED or event.action == Action.SUPPLY):
        key, words = f"ev{event.id}", event.text or ""
        chat_notices.tell_desk(session, case, ChatNotice.ADDED, key=key, at=at, words=words)


def _pass_on(session: Session, case: Case, words: str | None, media: Sequence[int], *, at: datetime) -> None:
    """Who works on the case that stands for a merged one reads it there, also as the answer to what they asked."""
    master = locked(session, notices.master_of(session, case).id)
    details = {"from": case.number}
    if master.status is Status.WAITING:
        event = move(session, master, Action.SUPPLY, party=Party.REPORTER, text=words, details=details, at=at)
    else:
        event = events.append(session, master, "tambahan", party=Party.REPORTER, text=words, details=details, at=at)
    master.version += 1
    attach(session, master, media, event=event)
    _tell_who_works_on_it(session, master, event, at=at)
