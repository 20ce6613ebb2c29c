"""What an officer can do to a case from a chat: the choices under a ticket, and each step through the tickets' own tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.turn import Choice
from core import enclosures
from core import staff as people
from core.errors import Refusal
from core.files import Kept
from core.messages.media import Media, MediaState
from core.staff import Permission, Staff
from texts import officers as words
from texts.refusals import sentence
from tickets import approval, events, internal_notes, listing, queries, reporting, service
from tickets.kinds import Party
from tickets.models import Case, CaseEvent
from tickets.states import Action, NotNow, NotYourCase, may_see

ANSWER, ASK, INFORM = "staff_answer", "staff_ask", "staff_inform"
ACCEPT, NOTE, RETURN, CLOSE = "staff_accept", "staff_note", "staff_return", "staff_close"
TO_CITIZEN = frozenset({ANSWER, ASK, INFORM})
"""Steps whose words a citizen reads: an officer sees them as the citizen will, and says yes, before they leave."""
MOST_LISTED = 8
_MOST_CHANGES, _SHOWN = 5, 160


def choices(session: Session, case: Case, staff: Staff) -> list[Choice]:
    """The steps this person may take as the case stands, in the order they are usually taken."""
    fitting = approval.fitting(session, case, staff)
    works = staff.may(Permission.WORK_CASES) and may_see(staff, case)
    at_hand = {
        ANSWER: answering(session, case, staff) is not None,
        ACCEPT: Action.ACCEPT in fitting,
        ASK: Action.ASK in fitting,
        INFORM: works and case.status.is_open and Action.ASK not in fitting,
        NOTE: works,
        RETURN: Action.RETURN in fitting,
        CLOSE: Action.CLOSE in fitting,
    }
    about = {"case": case.id, "seq": case.events_count}
    offered = [act for act, is_offered in at_hand.items() if is_offered]
    return [Choice(act, text=words.LABELS[act], data={**about, "act": act}) for act in offered]


def answering(session: Session, case: Case, staff: Staff) -> Action | None:
    """How this person answers the case: straight to the reporter, through somebody who approves it, or not now."""
    fitting = approval.fitting(session, case, staff)
    return next((action for action in (Action.ANSWER, Action.PROPOSE) if action in fitting), None)


def to_answer(session: Session, staff: Staff) -> list[Case]:
    """The open cases this person can answer, the nearest term first."""
    where = [queries.visible_to(staff), Case.status.in_(queries.OPEN)]
    found = listing.first(session, where, limit=MOST_LISTED * 5)
    return [case for case in found if answering(session, case, staff) is not None][:MOST_LISTED]


def changes_since(session: Session, case: Case, seq: int, *, besides: Staff) -> list[list[str]]:
    """What others did to the case after this event, the newest few: when, who, what, with which words."""
    happened = [
        event
        for event in events.of_case(session, case)
        if event.seq > seq and event.staff_id != besides.id and not (event.party is Party.SYSTEM and event.is_internal)
    ][-_MOST_CHANGES:]
    names = people.names(session, (event.staff_id for event in happened))
    who = {Party.REPORTER: words.REPORTER, Party.SYSTEM: words.SYSTEM}
    return [
        [
            event.at.isoformat(),
            who.get(event.party) or names.get(event.staff_id or 0, "Petugas"),
            event.action,
            (event.text or event.reason or "")[:_SHOWN],
        ]
        for event in happened
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """What a step is taken with: by whom, on which version of the case, with which words and files."""

    by: Staff
    version: int
    at: datetime
    text: str = ""
    media: Sequence[int] = ()


def take(session: Session, case: Case, act: str, given: Given) -> None:
    """Take this step. Refuses whatever the tickets' tables and guards refuse, and a version that is not the case's."""
    if not may_see(given.by, case):
        raise NotYourCase(number=case.number)
    event = _STEPS[act](session, case, given)
    sent = {row.id for row in _outgoing(session, given)} if act in _ENCLOSING else set()
    reporting.attach(session, case, [key for key in given.media if key not in sent], event=event)


_ENCLOSING = frozenset({ANSWER, INFORM})


def still_fetched(session: Session, given: Given, act: str) -> bool:
    """Does a file that should go with these words still have to be fetched from the officer's own chat?"""
    waiting = select(Media.id).where(Media.id.in_(given.media), Media.state == MediaState.WAITING)
    return act in _ENCLOSING and session.scalar(waiting.limit(1)) is not None


def _outgoing(session: Session, given: Given) -> list[Media]:
    """The photos and documents of the officer that a citizen can be sent: fetched, cleaned, and of a kind that goes out."""
    stored = select(Media).where(Media.id.in_(given.media), Media.state == MediaState.STORED)
    found = session.scalars(stored.where(Media.mime.in_(enclosures.ENDINGS)).order_by(Media.id))
    fits = [row for row in found if row.sha256 and (row.size or 0) <= enclosures.MAX_BYTES]
    return fits[: enclosures.MOST]


def _files(session: Session, given: Given) -> list[Kept]:
    return [Kept(row.sha256 or "", row.mime or "", row.size or 0) for row in _outgoing(session, given)]


def _answer(session: Session, case: Case, it: Given) -> CaseEvent:
    evidence = words.EVIDENCE.format(files=len(it.media)) if it.media else ""
    use_case = approval.propose if answering(session, case, it.by) is Action.PROPOSE else service.reply
    return use_case(
        session,
        case,
        by=it.by,
        version=it.version,
        text=it.text,
        evidence=evidence,
        files=_files(session, it),
        at=it.at,
    )


def _inform(session: Session, case: Case, it: Given) -> CaseEvent:
    """News of a case are for those who work on it, while it is open; no table of moves says so."""
    if not case.status.is_open or not it.by.may(Permission.WORK_CASES):
        raise NotNow(action=INFORM, status=case.status, number=case.number)
    return service.inform(
        session, case, by=it.by, version=it.version, text=it.text, files=_files(session, it), at=it.at
    )


_STEPS: Mapping[str, Callable[[Session, Case, Given], CaseEvent]] = {
    ANSWER: _answer,
    INFORM: _inform,
    ASK: lambda s, case, it: service.ask(s, case, by=it.by, version=it.version, text=it.text, at=it.at),
    NOTE: lambda s, case, it: internal_notes.write(s, case, by=it.by, text=it.text, at=it.at),
    ACCEPT: lambda s, case, it: service.accept(s, case, by=it.by, version=it.version, at=it.at),
    RETURN: lambda s, case, it: service.send_back(s, case, by=it.by, version=it.version, reason=it.text, at=it.at),
    CLOSE: lambda s, case, it: service.close(s, case, by=it.by, version=it.version, reason=it.text, at=it.at),
}


def why_not(refusal: Refusal, case: Case) -> str:
    """A refusal in words that fit a chat."""
    return words.not_now(case.status) if isinstance(refusal, NotNow) else sentence(refusal)
