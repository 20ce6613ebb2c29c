"""What time does to a case: clocks that start at delivery, and cases that end because nobody answered."""

import itertools
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import local_day
from core.messages import inbox
from tickets import attention, deadlines, events, notices, reactions, reporting
from tickets.guards import ANSWERS
from tickets.kinds import Attention, CaseKind, ClockKind, LinkKind, Outcome, Party, Status
from tickets.models import Case, CaseClock, CaseEvent, Link
from tickets.notices import Notice
from tickets.service import locked, move
from tickets.states import Action
from tickets.word_of_mouth import question_reached

_BATCH = 200


TIMED = frozenset({Notice.ANSWERED, Notice.QUESTION})


def delivered(session: Session, *, kind: str, case_id: int, at: datetime, event_id: int | None = None) -> None:
    """A notice reached its chat. An answer starts clock J; a question starts P and pauses V.

    ``event_id``: what it told of. One that a newer answer or question has overtaken starts nothing.
    """
    if kind not in TIMED:
        return
    known_as = session.get(Case, case_id)
    if known_as is None:
        return
    case = locked(session, notices.master_of(session, known_as).id)
    if case.kind is not CaseKind.PENGADUAN or _is_overtaken(session, case, kind, event_id):
        return
    if kind == Notice.ANSWERED and case.status is Status.ANSWERED:
        if known_as.id != case.id and _joined_later(session, known_as, case):
            deadlines.meet(session, case, (ClockKind.REPORTER_REACTS,), at=at)
        deadlines.start(session, case, ClockKind.REPORTER_REACTS, at=at)
    if kind == Notice.QUESTION and case.status is Status.WAITING:
        question_reached(session, case, at=at)


def _is_overtaken(session: Session, case: Case, kind: str, event_id: int | None) -> bool:
    """Was the case answered, or its reporter asked, once more after what has arrived now?"""
    if event_id is None:
        return False
    newer = CaseEvent.case_id == case.id, CaseEvent.id > event_id
    same = CaseEvent.action.in_(ANSWERS if kind == Notice.ANSWERED else {Action.ASK})
    return session.scalar(select(CaseEvent.id).where(*newer, same).limit(1)) is not None


def _joined_later(session: Session, known_as: Case, master: Case) -> bool:
    """Was this case merged into an answered one whose reaction term ran already? Its reporter has the whole term too."""
    running = deadlines.open_clock(session, master, ClockKind.REPORTER_REACTS)
    joined = select(Link.at).where(
        Link.case_id == known_as.id, Link.kind == LinkKind.DUPLICATE_OF, Link.undone_at.is_(None)
    )
    at = session.scalar(joined.order_by(Link.id.desc()).limit(1))
    return running is not None and at is not None and running.started_at < at


def lapsed(session: Session, *, at: datetime) -> list[int]:
    """Cases whose reporter's term is over: due before the office's today, and still open."""
    today = local_day(at, offices.current(session).zone)
    due = (
        select(CaseClock.case_id)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.kind.in_((ClockKind.REPORTER_REACTS, ClockKind.REPORTER_COMPLETES)),
            CaseClock.met_at.is_(None),
            CaseClock.due_on < today,
            Case.status.in_((Status.ANSWERED, Status.WAITING)),
        )
        .distinct()
        .limit(_BATCH)
    )
    return list(session.scalars(due))


def lapse(session: Session, case_id: int, *, at: datetime) -> None:
    """End one case by silence. It is shown apart in every figure; the rating stays empty.

    A message that came before is read first: while one of the reporters has words waiting, nobody was silent.
    """
    case = locked(session, case_id)
    if any(inbox.head(session, contact.chat_key) for contact, _ in notices.audience(session, case)):
        return
    word = reactions.unsettled_word(session, case) if case.status is Status.ANSWERED else None
    if word is not None:
        _leave_to_a_person(session, case, word, at=at)
    elif case.status is Status.ANSWERED:
        event = move(session, case, Action.LAPSE, party=Party.SYSTEM, at=at)
        days = deadlines.policy(session, case.kind, ClockKind.REOPENING).days
        notices.send(session, case, event, Notice.LAPSED, at=at, data={"days": days})
    elif case.status is Status.WAITING and case.kind is CaseKind.PENGADUAN:
        event = move(session, case, Action.LAPSE_INCOMPLETE, party=Party.SYSTEM, at=at)
        notices.send(
            session,
            case,
            event,
            Notice.ARCHIVED,
            at=at,
            data={"ground": Outcome.INCOMPLETE, "reason": "", "days": _revival_days(session)},
        )


def _leave_to_a_person(session: Session, case: Case, word: CaseEvent, *, at: datetime) -> None:
    """The reporter wrote or rated and never said whether all is well: that is no silence. What they were asked about
    is kept with the case, as they were told, and somebody of the office reads it.
    """
    deadlines.meet(session, case, (ClockKind.REPORTER_REACTS,), at=at)
    text = inbox.text_of(session, int(word.details["inbox"])) if word.action == reactions.WROTE else ""
    if text:
        reporting.add(session, case, text=text, at=at)
    attention.call(session, case, Attention.UNSETTLED, at=at)


def _revival_days(session: Session) -> int:
    return deadlines.policy(session, CaseKind.PENGADUAN, ClockKind.REOPENING, deadlines.REVIVAL).days


def to_remind(session: Session, *, at: datetime) -> list[int]:
    """Terms of reporters that run for as long as the office waits before it reminds, and were not reminded of."""
    office, calendar = offices.current(session), workdays.current(session)
    today = local_day(at, office.zone)
    after = {
        kind: deadlines.policy(session, CaseKind.PENGADUAN, kind, deadlines.REMINDER).days for kind in _OF_THE_REPORTER
    }
    waiting = session.execute(
        select(CaseClock.id, CaseClock.kind, CaseClock.start_day)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.kind.in_(_OF_THE_REPORTER),
            CaseClock.met_at.is_(None),
            CaseClock.reminded_at.is_(None),
            CaseClock.due_on >= today,
            CaseClock.start_day < today,
            Case.status.in_((Status.ANSWERED, Status.WAITING)),
        )
        .order_by(CaseClock.id)
    )
    due = (row.id for row in waiting if calendar.after(row.start_day, after[row.kind]).due <= today)
    return list(itertools.islice(due, _BATCH))


def remind(session: Session, clock_id: int, *, at: datetime) -> None:
    """Remind the reporter once, with the last day on which a reply still counts."""
    clock = session.get(CaseClock, clock_id)
    if clock is None:
        return
    case = locked(session, clock.case_id)
    session.refresh(clock)
    notice, status = _REMINDERS[clock.kind]
    if clock.reminded_at is not None or clock.met_at is not None or case.status is not status:
        return
    clock.reminded_at = at
    event = events.append(
        session, case, "pengingat", party=Party.SYSTEM, is_internal=True, details={"clock": clock.kind.value}, at=at
    )
    notices.send(session, case, event, notice, at=at, data={"due_on": clock.due_on.isoformat()})


_REMINDERS = {
    ClockKind.REPORTER_COMPLETES: (Notice.REMIND_QUESTION, Status.WAITING),
    ClockKind.REPORTER_REACTS: (Notice.REMIND_ANSWER, Status.ANSWERED),
}
_OF_THE_REPORTER = tuple(_REMINDERS)
