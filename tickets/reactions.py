"""What a reporter says to what was done: it is settled, it is not, how it was, or that it is taken back."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Refusal
from tickets import deadlines, events, notices, reporting, service, succession
from tickets.guards import ANSWERS, TooLateToRevive
from tickets.kinds import ClockKind, Outcome, Party, Status
from tickets.models import Case, CaseEvent, Rating
from tickets.notices import Notice
from tickets.reporting import MAX_REPORT
from tickets.service import hold, locked, move
from tickets.states import Action, NotNow, find

ENDED = frozenset({Status.ANSWERED, Status.CLOSED})
WROTE, NOT_ABOUT_THIS = "menulis", "bukan_untuk_ini"
_WORDS = frozenset({WROTE, NOT_ABOUT_THIS, "penilaian", "tambahan"})


class NotClosedYet(Refusal):
    code = "not_closed_yet"


class Became(StrEnum):
    """What a reporter's words became."""

    ADDED = "added"
    REOPENED = "reopened"
    REVIVED = "revived"
    OBJECTED = "objected"


def confirm(session: Session, case: Case, *, at: datetime) -> CaseEvent:
    """The reporter says it is settled. Only they can; of several whose reports were merged each says it for itself."""
    if case.status is Status.MERGED:
        if notices.master_of(session, case).status not in ENDED:
            raise NotNow(action=Action.CONFIRM, status=case.status, number=case.number)
        return events.append(session, locked(session, case.id), "konfirmasi", party=Party.REPORTER, at=at)
    event = move(session, case, Action.CONFIRM, party=Party.REPORTER, at=at)
    _tell_the_others(session, case, event, at=at)
    return event


def _tell_the_others(session: Session, case: Case, event: CaseEvent, *, at: datetime) -> None:
    """Whose reports were merged into it hear that it is closed, and until when they can say that for them it is not."""
    own = {contact.id for contact in notices.followers(session, case)}
    data = {"days": deadlines.policy(session, case.kind, ClockKind.REOPENING).days}
    for contact, known_as in notices.audience(session, case):
        if contact.id not in own:
            notices.tell(session, known_as, event, Notice.SETTLED, contact=contact, at=at, data=data)


def reopen(session: Session, case: Case, *, text: str, media: Sequence[int] = (), at: datetime) -> CaseEvent:
    """The reporter says it is not settled. Refuses :class:`TooLateToReopen` ten working days after closing."""
    master = notices.master_of(session, case)
    words = notices.shown_words(session, case, text[:MAX_REPORT])
    event = move(session, master, Action.REOPEN, party=Party.REPORTER, text=words, details=_whose(case, master), at=at)
    reporting.attach_for(session, case, master, media, event=event)
    service.tell_reopened(session, master, event, at=at)
    return event


def _whose(case: Case, master: Case) -> dict[str, Any] | None:
    """Words about a merged case say whose they are."""
    return {"from": case.number} if master.id != case.id else None


def withdraw(session: Session, case: Case, *, at: datetime) -> CaseEvent:
    """The reporter takes it back: theirs alone. What was merged into it goes on under the oldest of the others."""
    hold(session, case, *notices.merged_into(session, case))
    case = locked(session, case.id)
    find(case, Action.WITHDRAW, by=None, party=Party.REPORTER)
    succession.hand_over(session, case, at=at)
    return move(session, case, Action.WITHDRAW, party=Party.REPORTER, at=at)


def object_to(session: Session, case: Case, *, text: str = "", at: datetime) -> CaseEvent:
    """The reporter does not agree that the report, or the one it was merged into, was put aside: a supervisor looks."""
    master = notices.master_of(session, case)
    words = notices.shown_words(session, case, text[:MAX_REPORT])
    return move(session, master, Action.OBJECT, party=Party.REPORTER, text=words, details=_whose(case, master), at=at)


def say_more(session: Session, case: Case, *, text: str, media: Sequence[int] = (), at: datetime) -> Became:
    """Words of the reporter about a case, whatever became of it meanwhile: nothing is dropped, nothing stays closed
    with an unread reply.

    Refuses :class:`TooLateToReopen` and :class:`TooLateToRevive`; then the words belong into a new report.
    """
    hold(session, case, notices.master_of(session, case))
    case = locked(session, case.id)
    master = notices.master_of(session, case)
    if master.status in ENDED:
        reopen(session, case, text=text, media=media, at=at)
        return Became.REOPENED
    if master.status is Status.ARCHIVED and master.outcome is Outcome.WITHDRAWN:
        raise TooLateToRevive(number=case.number)
    if master.status is Status.ARCHIVED and master.outcome is Outcome.INCOMPLETE:
        return _revive(session, case, master, text, media, at=at)
    reporting.add(session, case, text=text, media=media, at=at)
    if master.status is Status.ARCHIVED and master.attention is None:
        object_to(session, case, text="", at=at)
        return Became.OBJECTED
    return Became.ADDED


def _revive(session: Session, case: Case, master: Case, text: str, media: Sequence[int], *, at: datetime) -> Became:
    words = notices.shown_words(session, case, text[:MAX_REPORT])
    event = move(session, master, Action.REVIVE, party=Party.REPORTER, text=words, details=_whose(case, master), at=at)
    reporting.attach_for(session, case, master, media, event=event)
    running = {clock.kind: clock.due_on.isoformat() for clock in deadlines.running(session, master)}
    told = {"due_on": running.get(ClockKind.VERIFICATION), "completed_by": running.get(ClockKind.COMPLETION)}
    notices.send(session, master, event, Notice.REVIVED, at=at, data=told)
    return Became.REVIVED


def wrote(session: Session, case: Case, *, inbox_id: int, at: datetime) -> None:
    """The reporter was asked whether words of theirs are about this answered case: until they say, nobody was silent.

    The words stay with the chat; the event only says which message they came in.
    """
    master = notices.master_of(session, case)
    if master.status is not Status.ANSWERED:
        return
    details = {"inbox": inbox_id, "from": case.number}
    events.append(
        session, locked(session, master.id), WROTE, party=Party.REPORTER, is_internal=True, details=details, at=at
    )


def meant_something_else(session: Session, case: Case, *, at: datetime) -> None:
    """ "Bukan": what was asked about had nothing to do with this case."""
    master = notices.master_of(session, case)
    if unsettled_word(session, master) is not None:
        events.append(
            session, locked(session, master.id), NOT_ABOUT_THIS, party=Party.REPORTER, is_internal=True, at=at
        )


def unsettled_word(session: Session, case: Case) -> CaseEvent | None:
    """What a reporter said last since the case was answered, when it leaves open whether all is well."""
    said = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.action.in_(_WORDS))
    answered = select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case.id, CaseEvent.action.in_(ANSWERS))
    last = session.scalar(
        said.where(CaseEvent.seq > answered.scalar_subquery()).order_by(CaseEvent.seq.desc()).limit(1)
    )
    return last if last is not None and last.action != NOT_ABOUT_THIS else None


def rate(session: Session, case: Case, *, score: int, comment: str | None, at: datetime) -> None:
    """One to five, by the reporter, once the case is answered or closed; a second thought replaces the first."""
    if notices.master_of(session, case).status not in ENDED:
        raise NotClosedYet(number=case.number)
    case = locked(session, case.id)
    given = session.get(Rating, case.id)
    words = notices.shown_words(session, case, comment[:1000]) if comment else None
    if given is None:
        session.add(Rating(case_id=case.id, score=score, comment=words, at=at))
    else:
        given.score, given.comment, given.at = score, words or given.comment, at
    events.append(session, case, "penilaian", party=Party.REPORTER, details={"score": score}, text=words, at=at)
