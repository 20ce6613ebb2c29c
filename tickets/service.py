"""What staff can do to a case: each use case writes its effects, its event and its notices together."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local_day
from core.errors import Refusal
from core.files import Kept
from core.messages.outfiles import OutFile
from core.staff import Agency, Permission, Staff, StaffRole
from tickets import attention, chat_notices, deadlines, enclosing, events, guards, moved_terms, notices
from tickets.chat_notices import ChatNotice
from tickets.guards import Attempt
from tickets.kinds import ClockKind, Kadar, Outcome, Party, Status
from tickets.models import Case, CaseEvent, Disposition
from tickets.notices import Notice
from tickets.states import (
    Action,
    ChangedMeanwhile,
    GroundNeeded,
    NotNow,
    NotYourCase,
    NotYourPart,
    ReasonNeeded,
    find,
    may_see,
)

MAX_TEXT = 10_000
MOST_EVIDENCE = 500


class UnknownCase(Refusal):
    code = "unknown_case"


class TextNeeded(Refusal):
    code = "text_needed"


class TextTooLong(Refusal):
    code = "text_too_long"


class AgencyNeeded(Refusal):
    code = "agency_needed"


class RestrictedStays(Refusal):
    """What is berkadar stays with the restricted desk: nobody of this agency could open it."""

    code = "restricted_stays"


class PlanInThePast(Refusal):
    """Work is planned to be done on a day that is still to come."""

    code = "plan_in_the_past"


def locked(session: Session, case_id: int) -> Case:
    """The case, held by this transaction until it ends, so that its chain grows one event at a time."""
    case = session.scalar(_LOCKED, {"case": case_id})
    if case is None:
        raise UnknownCase()
    return case


def hold(session: Session, *cases: Case) -> None:
    """Hold several cases that a step changes together, always in one order: of two such steps the second one waits."""
    wanted = select(Case.id).where(Case.id.in_({case.id for case in cases}))
    session.execute(wanted.order_by(Case.id).with_for_update()).all()


_LOCKED = select(Case).where(Case.id == bindparam("case")).with_for_update().execution_options(populate_existing=True)


def move(
    session: Session,
    case: Case,
    action: Action,
    *,
    party: Party,
    at: datetime,
    by: Staff | None = None,
    version: int | None = None,
    reason: str | None = None,
    text: str | None = None,
    outcome: Outcome | None = None,
    details: dict[str, Any] | None = None,
    back_to: Status | None = None,
) -> CaseEvent:
    """Make one move of the table: check it, change the status, meet the clocks it meets, append the event.

    Refuses what :func:`tickets.states.find` and the cell's guards refuse, :class:`ChangedMeanwhile` when ``version``
    is not the case's any more, and :class:`ReasonNeeded`. Nothing else changes a status.
    """
    case = locked(session, case.id)
    cell = find(case, action, by=by, party=party)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number)
    shown = bool((details or {}).get("evidence"))
    guards.check(Attempt(session, case, action, by, at, evidence=shown, text=text or ""), cell.guards)
    if cell.needs_reason and not (reason or "").strip():
        raise ReasonNeeded(action=action)
    terms, before = deadlines.running(session, case), case.status
    target = back_to if cell.restores and back_to is not None else cell.target
    case.status, case.version = target, case.version + 1
    case.outcome = case.outcome if target is before else outcome or cell.outcome
    case.closed_at = (case.closed_at if target is before else at) if not target.is_open else None
    moved_terms.follow(session, case, cell, before, terms, at=at)
    event = events.append(
        session,
        case,
        action,
        party=party,
        by=by,
        before=before,
        reason=_clean(reason),
        text=_clean(text),
        details=moved_terms.noted(session, case, action, details),
        is_internal=action in _INSIDE,
        at=at,
    )
    attention.consider(session, case, action, party=party, by=by, at=at)
    return event


_INSIDE = frozenset({Action.PROPOSE, Action.DECLINE})


def iso(day: date | None) -> str | None:
    """A day as a notice carries it."""
    return day.isoformat() if day else None


def ask(session: Session, case: Case, *, by: Staff, version: int | None, text: str, at: datetime) -> CaseEvent:
    """Put one concrete question to the reporter. Their clock starts when it is delivered; a request has none."""
    question = needed(text)
    event = move(session, case, Action.ASK, party=Party.STAFF, by=by, version=version, text=question, at=at)
    days = deadlines.completing_days(session, case.kind)
    notices.send(session, case, event, Notice.QUESTION, at=at, data={"text": question, "days": days})
    return event


def dispose(
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    agency: Agency | None,
    instruction: str,
    at: datetime,
) -> CaseEvent:
    """Order an agency to follow up. Its first answer is timed from now."""
    if agency is None or not agency.is_active:
        raise AgencyNeeded()
    if may_see(by, case) and not _can_be_read_by(session, case, agency):
        raise RestrictedStays(agency=agency.name)
    order = {"agency": agency.code}
    event = move(
        session,
        case,
        Action.DISPOSE,
        party=Party.STAFF,
        by=by,
        version=version,
        reason=instruction,
        details=order,
        at=at,
    )
    case.agency_id, case.assignee_id = agency.id, None
    session.add(Disposition(case_id=case.id, agency_id=agency.id, by_id=by.id, at=at, instruction=instruction.strip()))
    due = iso(deadlines.due_day(session, case, ClockKind.FIRST_ANSWER))
    notices.send(session, case, event, Notice.DISPOSED, at=at, data={"agency": agency.name, "due_on": due})
    chat_notices.notify(
        session,
        case,
        ChatNotice.DISPOSED,
        key=f"ev{event.id}",
        at=at,
        agency_id=agency.id,
        words=instruction.strip(),
        besides=by,
    )
    return event


def _can_be_read_by(session: Session, case: Case, agency: Agency) -> bool:
    """A berkadar case is seen by the restricted desk alone: an agency gets it only when somebody there belongs to that."""
    if case.complaint is None or case.complaint.kadar is not Kadar.BERKADAR:
        return True
    people = session.scalars(select(Staff).where(Staff.active, Staff.duties.any(StaffRole.agency_id == agency.id)))
    return any(may_see(person, case) for person in people)


def send_back(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """The agency says it is not theirs. The first-answer clock keeps running."""
    event = move(session, case, Action.RETURN, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    session.flush()
    order = session.scalar(
        select(Disposition).where(Disposition.case_id == case.id).order_by(Disposition.id.desc()).limit(1)
    )
    if order is not None:
        order.returned_at, order.return_reason = at, reason.strip()
    case.agency_id = case.assignee_id = None
    chat_notices.tell_desk(
        session, case, ChatNotice.RETURNED, key=f"ev{event.id}", at=at, words=reason.strip(), besides=by
    )
    return event


def accept(
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    planned_on: date | None = None,
    at: datetime,
) -> CaseEvent:
    """Work has begun; the reporter is told when it is planned to be done, if that is known.

    Refuses :class:`PlanInThePast`.
    """
    if planned_on is not None and planned_on < local_day(at, offices.current(session).zone):
        raise PlanInThePast()
    details = {"planned_on": planned_on.isoformat()} if planned_on else None
    event = move(session, case, Action.ACCEPT, party=Party.STAFF, by=by, version=version, details=details, at=at)
    case.assignee_id = by.id
    if case.complaint is not None:
        case.complaint.planned_on = planned_on
    notices.send(session, case, event, Notice.IN_PROGRESS, at=at, data={"planned_on": iso(planned_on)})
    return event


def reply(
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    text: str,
    evidence: str = "",
    files: Sequence[Kept] = (),
    at: datetime,
) -> CaseEvent:
    """Answer the citizen. The notice leaves with the same transaction; clock J starts when it is delivered.

    ``evidence`` says where the works can be seen (a photo, the record of the work): an agency has to for physical ones.
    ``files`` are kept with the case and follow the words.
    """
    answer = needed(text)
    details = enclosing.details(files, evidence_details(evidence))
    event = move(
        session, case, Action.ANSWER, party=Party.STAFF, by=by, version=version, text=answer, details=details, at=at
    )
    case.assignee_id = case.assignee_id or by.id
    tell_answer(session, case, event, answer, files=enclosing.enclose(session, case, event, files, at=at), at=at)
    return event


def evidence_details(evidence: str) -> dict[str, Any] | None:
    """The evidence as an event keeps it."""
    return {"evidence": evidence.strip()[:MOST_EVIDENCE]} if evidence.strip() else None


def tell_answer(
    session: Session, case: Case, event: CaseEvent, answer: str, *, files: Sequence[OutFile] = (), at: datetime
) -> None:
    """The answer leaves with its files, and with how long the reporter has to react."""
    days = deadlines.react_days(session, case.kind)
    notices.send(session, case, event, Notice.ANSWERED, at=at, data={"text": answer, "days": days}, files=files)


def inform(
    session: Session,
    case: Case,
    *,
    by: Staff,
    version: int | None,
    text: str,
    files: Sequence[Kept] = (),
    at: datetime,
) -> CaseEvent:
    """Tell the citizen how it is going, without answering yet: no clock is met by it, and a form sent twice tells once.

    Refuses :class:`NotYourPart` to who only looks, and :class:`NotNow` for a case that has ended.
    """
    news = needed(text)
    case = open_for(session, case, by=by, version=version)
    if not by.may(Permission.WORK_CASES):
        raise NotYourPart(action="kabar")
    if not case.status.is_open:
        raise NotNow(action="kabar", status=case.status, number=case.number)
    case.version += 1
    details = enclosing.details(files)
    event = events.append(session, case, "kabar", party=Party.STAFF, by=by, text=news, details=details, at=at)
    enclosed = enclosing.enclose(session, case, event, files, at=at)
    notices.send(session, case, event, Notice.PROGRESS, at=at, data={"text": news}, files=enclosed)
    return event


def assign(
    session: Session, case: Case, *, by: Staff, to: Staff | None, version: int | None, at: datetime
) -> CaseEvent:
    """Put a name on the case, or take it off."""
    case = open_for(session, case, by=by, version=version)
    if to is not None and not may_see(to, case):
        raise NotYourCase(number=case.number)
    case.assignee_id, case.version = (to.id if to else None), case.version + 1
    details = {"assignee": to.email if to else None}
    return events.append(session, case, "tugaskan", party=Party.STAFF, by=by, is_internal=True, details=details, at=at)


def close(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Close an answered case for the reporter, who may rate it and reopen it."""
    event = move(session, case, Action.CLOSE, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    days = deadlines.policy(session, case.kind, ClockKind.REOPENING).days
    notices.send(session, case, event, Notice.CLOSED, at=at, data={"days": days})
    return event


def reopen(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Take the case up again for the office's own reasons."""
    event = move(session, case, Action.REOPEN, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    tell_reopened(session, case, event, at=at)
    return event


def tell_reopened(session: Session, case: Case, event: CaseEvent, *, at: datetime) -> None:
    """Who follows the case hears that it is taken up again and until when the next answer comes; so does its desk."""
    due = deadlines.due_day(session, case, ClockKind.FIRST_ANSWER)
    notices.send(session, case, event, Notice.REOPENED, at=at, data={"due_on": iso(due)})
    words = event.text or event.reason or ""
    chat_notices.tell_desk(session, case, ChatNotice.REOPENED, key=f"ev{event.id}", at=at, words=words)


ARCHIVE_GROUNDS = (Outcome.SPAM, Outcome.ABUSE, Outcome.OUT_OF_SCOPE)


def archive(
    session: Session, case: Case, *, by: Staff, version: int | None, ground: Outcome, reason: str, at: datetime
) -> CaseEvent:
    """Put aside what is not for this office. It is never counted as finished, and the reporter is told why."""
    if ground not in ARCHIVE_GROUNDS:
        raise GroundNeeded()
    event = move(
        session,
        case,
        Action.ARCHIVE,
        party=Party.STAFF,
        by=by,
        version=version,
        reason=reason,
        outcome=ground,
        details={"ground": ground.value},
        at=at,
    )
    notices.send(session, case, event, Notice.ARCHIVED, at=at, data={"ground": ground, "reason": reason.strip()})
    return event


def open_for(session: Session, case: Case, *, by: Staff, version: int | None) -> Case:
    """The case, held, if this person may see it and nobody changed it since."""
    case = locked(session, case.id)
    if not may_see(by, case):
        raise NotYourCase(number=case.number)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number)
    return case


def needed(text: str) -> str:
    """The words a step needs, trimmed. Refuses :class:`TextNeeded` and :class:`TextTooLong`."""
    cleaned = text.strip()
    if not cleaned:
        raise TextNeeded()
    if len(cleaned) > MAX_TEXT:
        raise TextTooLong(most=MAX_TEXT, length=len(cleaned))
    return cleaned


def _clean(text: str | None) -> str | None:
    return (text or "").strip() or None
