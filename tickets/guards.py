"""Guards: what a move takes beside role and state, each with the refusal that says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import local_day
from core.errors import Refusal
from core.messages import outbox
from core.staff import Role, Staff, office_wide
from tickets import categories, deadlines, notices, substance
from tickets.kinds import ClockKind, Kadar, Outcome
from tickets.models import Case, CaseEvent, Disposition
from tickets.states import Action, Guard, NotNow


class KoordinatorAsksAgain(Refusal):
    """A second question pauses verification a second time: only the koordinator may."""

    code = "koordinator_asks_again"


class QuestionReached(Refusal):
    """The question has reached the reporter already, and their time runs."""

    code = "question_reached"


class TooLateToReturn(Refusal):
    """An agency gives a disposition back within two working days; later the koordinator disposes anew."""

    code = "too_late_to_return"


class ApprovalNeeded(Refusal):
    """The kadar or the category asks for a second pair of eyes before the reporter reads the answer."""

    code = "approval_needed"


class EvidenceNeeded(Refusal):
    """Physical works are answered with evidence: a photo, or where the record of the work lies."""

    code = "evidence_needed"


class NothingProposed(Refusal):
    code = "nothing_proposed"


class AlreadyProposed(Refusal):
    code = "already_proposed"


class NotYourOwnProposal(Refusal):
    """Nobody approves their own answer."""

    code = "not_your_own_proposal"


class AnswerNotSent(Refusal):
    """A case may only be closed by staff after an answer was delivered or its delivery attempted (DECISIONS 19)."""

    code = "answer_not_sent"


class TemplateSentence(Refusal):
    """Words that fit every report are no answer to this one: they may go as news, which meets no term."""

    code = "template_sentence"


class TooLateToReopen(Refusal):
    """Ten working days after closing a case stays closed; a new report can be linked to it."""

    code = "too_late_to_reopen"


class TooLateToRevive(Refusal):
    """Thirty working days after it was archived an incomplete report stays there."""

    code = "too_late_to_revive"


OBJECTIONABLE = frozenset({Outcome.SPAM, Outcome.ABUSE, Outcome.OUT_OF_SCOPE})
"""Grounds of putting a report aside that its reporter may object to."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A move somebody is about to make."""

    session: Session
    case: Case
    action: Action
    by: Staff | None
    at: datetime
    evidence: bool = False
    text: str = ""


def check(attempt: Attempt, guards: tuple[Guard, ...]) -> None:
    """Refuses what the first guard that does not hold refuses."""
    for guard in guards:
        _CHECKS[guard](attempt)


def needs_approval(case: Case) -> bool:
    """Does the kadar or the category want somebody else to read the answer first?"""
    if case.complaint is None:
        return False
    category = categories.by_code(case.complaint.category)
    return case.complaint.kadar is Kadar.BERKADAR or (category is not None and category.needs_approval)


def needs_evidence(case: Case) -> bool:
    """Is it about works one can see, so that an answer has to show them?"""
    category = categories.by_code(case.complaint.category) if case.complaint else None
    return category is not None and category.is_physical


def proposal(session: Session, case: Case) -> CaseEvent | None:
    """The answer that waits for approval."""
    last = session.scalar(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.action.in_(AROUND_A_PROPOSAL))
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    return last if last is not None and last.action == Action.PROPOSE else None


AROUND_A_PROPOSAL = (
    Action.PROPOSE,
    Action.DECLINE,
    Action.APPROVE,
    Action.ANSWER,
    Action.REOPEN,
    Action.RETURN,
    Action.DISPOSE,
)


def times(session: Session, case: Case, action: Action) -> int:
    """How often this has been done to the case."""
    done = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.action == action)
    return session.scalar(done) or 0


def _is_over(attempt: Attempt, since: datetime, clock: ClockKind, applies_to: str = "") -> bool:
    """Have more working days passed since then than the office's rule allows?"""
    office, calendar = offices.current(attempt.session), workdays.current(attempt.session)
    days = deadlines.policy(attempt.session, attempt.case.kind, clock, applies_to).days
    return local_day(attempt.at, office.zone) > calendar.after(local_day(since, office.zone), days).due


def _second_question(attempt: Attempt) -> None:
    leads = attempt.by is not None and Role.KOORDINATOR in office_wide(attempt.by)
    if not leads and times(attempt.session, attempt.case, Action.ASK):
        raise KoordinatorAsksAgain()


def _not_told_yet(attempt: Attempt) -> None:
    if deadlines.open_clock(attempt.session, attempt.case, ClockKind.REPORTER_COMPLETES) is not None:
        raise QuestionReached()


def _return_in_time(attempt: Attempt) -> None:
    given = attempt.session.scalar(
        select(Disposition.at).where(Disposition.case_id == attempt.case.id).order_by(Disposition.id.desc()).limit(1)
    )
    if given is not None and _is_over(attempt, given, ClockKind.RETURNING):
        days = deadlines.policy(attempt.session, attempt.case.kind, ClockKind.RETURNING).days
        raise TooLateToReturn(days=days)


def leads(staff: Staff) -> bool:
    """May this person answer without approval and without evidence?"""
    return bool(office_wide(staff) & {Role.KOORDINATOR, Role.SUPERVISOR})


def _is_lead(attempt: Attempt) -> bool:
    return attempt.by is not None and leads(attempt.by)


def _approval(attempt: Attempt) -> None:
    if needs_approval(attempt.case) and not _is_lead(attempt):
        raise ApprovalNeeded()


def _evidence(attempt: Attempt) -> None:
    if needs_evidence(attempt.case) and not attempt.evidence and not _is_lead(attempt):
        raise EvidenceNeeded()


def _substance(attempt: Attempt) -> None:
    if attempt.text and substance.says_nothing(attempt.text):
        raise TemplateSentence()


def _something_proposed(attempt: Attempt) -> None:
    if proposal(attempt.session, attempt.case) is None:
        raise NothingProposed()


def _nothing_proposed(attempt: Attempt) -> None:
    if proposal(attempt.session, attempt.case) is not None:
        raise AlreadyProposed()


def _another_person(attempt: Attempt) -> None:
    waiting = proposal(attempt.session, attempt.case)
    if waiting is not None and attempt.by is not None and waiting.staff_id == attempt.by.id:
        raise NotYourOwnProposal()


def _answer_sent(attempt: Attempt) -> None:
    """Only what was answered since the case was last taken up again counts: "belum beres" wants an answer of its own."""
    since = answers(attempt.session, attempt.case, after=_last(attempt.session, attempt.case, Action.REOPEN))
    if not since:
        raise AnswerNotSent(number=attempt.case.number)
    reached_someone = outbox.attempted_answers(attempt.session, since)
    if not reached_someone and notices.followers(attempt.session, attempt.case):
        raise AnswerNotSent(number=attempt.case.number)


def answers(session: Session, case: Case, *, after: int = 0) -> list[int]:
    """The events by which the case was answered after this one of its chain."""
    given = CaseEvent.case_id == case.id, CaseEvent.action.in_(ANSWERS), CaseEvent.seq > after
    return list(session.scalars(select(CaseEvent.id).where(*given)))


def _last(session: Session, case: Case, action: Action) -> int:
    """The place in the chain where this was last done; 0 when it never was."""
    done = select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case.id, CaseEvent.action == action)
    return session.scalar(done) or 0


ANSWERS = frozenset({Action.ANSWER, Action.APPROVE})


def _reopen_in_time(attempt: Attempt) -> None:
    closed_at = attempt.case.closed_at
    if closed_at is not None and _is_over(attempt, closed_at, ClockKind.REOPENING):
        raise TooLateToReopen(number=attempt.case.number)


def _revive_in_time(attempt: Attempt) -> None:
    case = attempt.case
    if case.outcome is not Outcome.INCOMPLETE or case.closed_at is None:
        raise NotNow(action=attempt.action, status=case.status, number=case.number)
    if _is_over(attempt, case.closed_at, ClockKind.REOPENING, deadlines.REVIVAL):
        raise TooLateToRevive(number=case.number)


def _may_object(attempt: Attempt) -> None:
    case = attempt.case
    if case.outcome not in OBJECTIONABLE:
        raise NotNow(action=attempt.action, status=case.status, number=case.number)


_CHECKS: Mapping[Guard, Callable[[Attempt], None]] = {
    Guard.SECOND_QUESTION: _second_question,
    Guard.NOT_TOLD_YET: _not_told_yet,
    Guard.RETURN_IN_TIME: _return_in_time,
    Guard.APPROVAL: _approval,
    Guard.EVIDENCE: _evidence,
    Guard.SUBSTANCE: _substance,
    Guard.SOMETHING_PROPOSED: _something_proposed,
    Guard.NOTHING_PROPOSED: _nothing_proposed,
    Guard.ANOTHER_PERSON: _another_person,
    Guard.ANSWER_SENT: _answer_sent,
    Guard.REOPEN_IN_TIME: _reopen_in_time,
    Guard.REVIVE_IN_TIME: _revive_in_time,
    Guard.MAY_OBJECT: _may_object,
}
