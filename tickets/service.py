"""What staff can do to a case: each use case writes its effects, its event and its notices together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal
from core.messages import outbox
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.staff import Agency, Staff
from tickets import deadlines, events, notices
from tickets.kinds import CaseKind, ClockKind, Kadar, Outcome, Party
from tickets.models import Case, CaseEvent, Disposition
from tickets.notices import Notice
from tickets.states import Action, ChangedMeanwhile, Move, NotNow, NotYourCase, ReasonNeeded, find, may_see

MAX_TEXT = 10_000


class UnknownCase(Refusal):
    code = "unknown_case"


class TextNeeded(Refusal):
    code = "text_needed"


class TextTooLong(Refusal):
    code = "text_too_long"


class AnswerNotSent(Refusal):
    """A case may only be closed by staff after an answer was delivered or its delivery attempted (DECISIONS 19)."""

    code = "answer_not_sent"


class AgencyNeeded(Refusal):
    code = "agency_needed"


def locked(session: Session, case_id: int) -> Case:
    """The case, held by this transaction until it ends, so that its chain grows one event at a time."""
    case = session.scalar(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if case is None:
        raise UnknownCase()
    return case


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
) -> CaseEvent:
    """Make one move of the table: check it, change the status, meet the clocks it meets, append the event.

    Refuses what :func:`tickets.states.find` refuses, :class:`ChangedMeanwhile` when ``version`` is not the case's
    any more, and :class:`ReasonNeeded`.
    """
    case = locked(session, case.id)
    cell = find(case, action, by=by, party=party)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number)
    if cell.needs_reason and not (reason or "").strip():
        raise ReasonNeeded(action=action)
    before = case.status
    case.status, case.version = cell.target, case.version + 1
    case.outcome = outcome or cell.outcome
    case.closed_at = at if not cell.target.is_open else None
    deadlines.meet(session, case, _MEETS.get(action, ()), at=at)
    _settle_clocks(session, case, cell, at=at)
    return events.append(
        session,
        case,
        action,
        party=party,
        by=by,
        before=before,
        reason=_clean(reason),
        text=_clean(text),
        details=details,
        at=at,
    )


_MEETS = {
    Action.VERIFY: (ClockKind.VERIFICATION,),
    Action.SUPPLY: (ClockKind.REPORTER_COMPLETES,),
    Action.DISPOSE: (ClockKind.VERIFICATION,),
    Action.ANSWER: (
        ClockKind.VERIFICATION,
        ClockKind.FIRST_ANSWER,
        ClockKind.COMPLETION,
        ClockKind.NOTICE,
        ClockKind.REPORTER_COMPLETES,
    ),
    Action.REOPEN: (ClockKind.REPORTER_REACTS,),
}


def _settle_clocks(session: Session, case: Case, cell: Move, *, at: datetime) -> None:
    if not cell.target.is_open:
        deadlines.meet(session, case, tuple(ClockKind), at=at)
    if cell.action is Action.SUPPLY:
        deadlines.resume(session, case, ClockKind.VERIFICATION, at=at)
    if cell.action is Action.DISPOSE or (cell.action is Action.REOPEN and case.kind is CaseKind.PENGADUAN):
        deadlines.start(session, case, ClockKind.FIRST_ANSWER, at=at)


def verify(session: Session, case: Case, *, by: Staff, version: int | None, kadar: Kadar, at: datetime) -> CaseEvent:
    """The report is in order. Berkadar goes to the restricted desk and gets its own completion term."""
    event = move(session, case, Action.VERIFY, party=Party.STAFF, by=by, version=version, at=at)
    assert case.complaint is not None
    if case.complaint.kadar is not kadar:
        case.complaint.kadar = kadar
        retime(session, case, at=at)
    return event


def retime(session: Session, case: Case, *, at: datetime) -> None:
    """The completion term follows the kadar; it still runs from receipt, and a breach already made stays visible."""
    assert case.complaint is not None
    deadlines.meet(session, case, (ClockKind.COMPLETION,), at=at)
    deadlines.start(session, case, ClockKind.COMPLETION, at=case.received_at, applies_to=case.complaint.kadar.value)


def ask(session: Session, case: Case, *, by: Staff, version: int | None, text: str, at: datetime) -> CaseEvent:
    """Put one concrete question to the reporter. Their clock starts when it is delivered."""
    question = _needed(text)
    event = move(session, case, Action.ASK, party=Party.STAFF, by=by, version=version, text=question, at=at)
    days = deadlines.policy(session, case.kind, ClockKind.REPORTER_COMPLETES).days
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
    first_answer = deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER)
    due = first_answer.due_on.isoformat() if first_answer else None
    notices.send(session, case, event, Notice.DISPOSED, at=at, data={"agency": agency.name, "due_on": due})
    return event


def send_back(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """The agency says it is not theirs. The first-answer clock keeps running."""
    event = move(session, case, Action.RETURN, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    order = session.scalar(
        select(Disposition).where(Disposition.case_id == case.id).order_by(Disposition.id.desc()).limit(1)
    )
    if order is not None:
        order.returned_at, order.return_reason = at, reason.strip()
    case.agency_id = case.assignee_id = None
    return event


def accept(session: Session, case: Case, *, by: Staff, version: int | None, at: datetime) -> CaseEvent:
    """Work has begun."""
    event = move(session, case, Action.ACCEPT, party=Party.STAFF, by=by, version=version, at=at)
    case.assignee_id = by.id
    notices.send(session, case, event, Notice.IN_PROGRESS, at=at)
    return event


def reply(session: Session, case: Case, *, by: Staff, version: int | None, text: str, at: datetime) -> CaseEvent:
    """Answer the citizen. The notice leaves with the same transaction; clock J starts when it is delivered."""
    answer = _needed(text)
    event = move(session, case, Action.ANSWER, party=Party.STAFF, by=by, version=version, text=answer, at=at)
    case.assignee_id = case.assignee_id or by.id
    notices.send(session, case, event, Notice.ANSWERED, at=at, data={"text": answer})
    return event


def inform(session: Session, case: Case, *, by: Staff, version: int | None, text: str, at: datetime) -> CaseEvent:
    """Tell the citizen how it is going, without answering yet: no clock is met by it."""
    news = _needed(text)
    case = _open_for(session, case, by=by, version=version)
    event = events.append(session, case, "kabar", party=Party.STAFF, by=by, text=news, at=at)
    notices.send(session, case, event, Notice.PROGRESS, at=at, data={"text": news})
    return event


def send_template(
    session: Session, case: Case, *, by: Staff, name: str, lang: str, blanks: Sequence[str], text: str, at: datetime
) -> CaseEvent:
    """Write to the reporter through an approved template, where free words are not taken now. ``text`` shows it filled."""
    case = _open_for(session, case, by=by, version=None)
    contact = session.get(Contact, case.contact_id) if case.contact_id else None
    if contact is None or contact.channel is not Channel.WHATSAPP:
        raise NotNow(action="templat", status=case.status, number=case.number)
    event = events.append(session, case, "templat", party=Party.STAFF, by=by, text=text, at=at)
    outbox.enqueue(
        session,
        key=f"ev{event.id}.{contact.id}.template",
        chat_key=contact.chat_key,
        kind="officer_template",
        data={"number": case.number, "text": text, "name": name, "lang_code": lang, "blanks": list(blanks)},
        at=at,
        case_id=case.id,
        event_id=event.id,
    )
    return event


def note(session: Session, case: Case, *, by: Staff, text: str, at: datetime) -> CaseEvent:
    """Write something only staff can read."""
    words = _needed(text)
    case = _open_for(session, case, by=by, version=None)
    return events.append(session, case, "catatan", party=Party.STAFF, by=by, text=words, is_internal=True, at=at)


def assign(
    session: Session, case: Case, *, by: Staff, to: Staff | None, version: int | None, at: datetime
) -> CaseEvent:
    """Put a name on the case, or take it off."""
    case = _open_for(session, case, by=by, version=version)
    if to is not None and not may_see(to, case):
        raise NotYourCase(number=case.number)
    case.assignee_id, case.version = (to.id if to else None), case.version + 1
    details = {"assignee": to.email if to else None}
    return events.append(session, case, "tugaskan", party=Party.STAFF, by=by, is_internal=True, details=details, at=at)


def close(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Close an answered case for the reporter, who may rate it and reopen it.

    Refuses :class:`AnswerNotSent` until an answer was delivered or its delivery attempted.
    """
    answers = session.scalars(
        select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.action == Action.ANSWER)
    )
    find(case, Action.CLOSE, by=by, party=Party.STAFF)
    reached_someone = outbox.attempted_answers(session, list(answers))
    if not reached_someone and notices.followers(session, case):
        raise AnswerNotSent(number=case.number)
    event = move(session, case, Action.CLOSE, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    days = deadlines.policy(session, case.kind, ClockKind.REOPENING).days
    notices.send(session, case, event, Notice.CLOSED, at=at, data={"days": days})
    return event


def reopen(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Take the case up again for the office's own reasons."""
    event = move(session, case, Action.REOPEN, party=Party.STAFF, by=by, version=version, reason=reason, at=at)
    notices.send(session, case, event, Notice.REOPENED, at=at)
    return event


ARCHIVE_GROUNDS = (Outcome.SPAM, Outcome.ABUSE, Outcome.OUT_OF_SCOPE)


def archive(
    session: Session, case: Case, *, by: Staff, version: int | None, ground: Outcome, reason: str, at: datetime
) -> CaseEvent:
    """Put aside what is not for this office. It is never counted as finished, and the reporter is told why."""
    if ground not in ARCHIVE_GROUNDS:
        raise ReasonNeeded(action=Action.ARCHIVE)
    event = move(
        session, case, Action.ARCHIVE, party=Party.STAFF, by=by, version=version, reason=reason, outcome=ground, at=at
    )
    notices.send(session, case, event, Notice.ARCHIVED, at=at, data={"ground": ground, "reason": reason.strip()})
    return event


def _open_for(session: Session, case: Case, *, by: Staff, version: int | None) -> Case:
    case = locked(session, case.id)
    if not may_see(by, case):
        raise NotYourCase(number=case.number)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number)
    return case


def _needed(text: str) -> str:
    cleaned = text.strip()
    if not cleaned:
        raise TextNeeded()
    if len(cleaned) > MAX_TEXT:
        raise TextTooLong(most=MAX_TEXT, length=len(cleaned))
    return cleaned


def _clean(text: str | None) -> str | None:
    return (text or "").strip() or None
