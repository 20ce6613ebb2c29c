"""By word of mouth: a question told to a reporter outside a chat, and what they reply, keyed in with how it came."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.staff import Staff
from tickets import chat_notices, deadlines, notices
from tickets.chat_notices import ChatNotice
from tickets.kinds import ClockKind, Party, Source
from tickets.models import Case, CaseEvent
from tickets.service import move, needed
from tickets.states import Action


def question_told(
    session: Session, case: Case, *, by: Staff, version: int | None, source: Source, at: datetime
) -> CaseEvent:
    """The question was put to the reporter at the counter, by telephone or by letter: their time runs from now.

    Refuses :class:`tickets.guards.QuestionReached` when it runs already.
    """
    details = {"source": source.value}
    event = move(session, case, Action.TELL, party=Party.STAFF, by=by, version=version, details=details, at=at)
    question_reached(session, case, at=at)
    return event


def question_reached(session: Session, case: Case, *, at: datetime) -> None:
    """The reporter knows the question: their clock starts, verification waits."""
    deadlines.start(session, case, ClockKind.REPORTER_COMPLETES, at=at)
    deadlines.pause(session, case, ClockKind.VERIFICATION, at=at)


def record_reply(
    session: Session, case: Case, *, by: Staff, version: int | None, source: Source, text: str, at: datetime
) -> CaseEvent:
    """What the reporter replied outside a chat, keyed in with how it came. Verification goes on."""
    words = notices.shown_words(session, case, needed(text))
    details = {"source": source.value}
    event = move(
        session, case, Action.SUPPLY, party=Party.STAFF, by=by, version=version, text=words, details=details, at=at
    )
    chat_notices.tell_desk(session, case, ChatNotice.ADDED, key=f"ev{event.id}", at=at, words=words, besides=by)
    return event
