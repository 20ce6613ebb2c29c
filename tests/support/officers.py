"""Officers of a test: linked chats, and quoting what was told there."""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import worker
from core import staff_chats
from core.messages.outbox import OutboxMessage
from core.staff import Staff
from support import cast
from support.citizen import Citizen, Conversation, Heard
from tickets import chat_notices, deadlines, queries, service
from tickets.kinds import ClockKind
from tickets.models import Case, CaseEvent


def code_for(citizen: Citizen, staff: Staff) -> str:
    """A one-time code, as the panel shows it to this person."""
    talk = citizen.conversation
    with talk.database.write() as session:
        return staff_chats.make_code(session, session.get_one(Staff, staff.id), at=talk.clock())


def linked(citizen: Citizen, staff: Staff) -> Citizen:
    """The chat of a person of the office."""
    code = code_for(citizen, staff)
    (welcome,) = citizen.says(f"/start staf_{code}")
    assert "MODE PETUGAS" in welcome.text
    return citizen


def quotes(citizen: Citizen, text: str, *files: str, newest: bool = True) -> list[Heard]:
    """Answer by quoting the newest (or the first) message about a ticket this chat was told."""
    with citizen.conversation.database.read() as session:
        told = select(OutboxMessage.ext_id).where(
            OutboxMessage.chat_key == citizen.chat, OutboxMessage.kind == chat_notices.KIND
        )
        order = OutboxMessage.id.desc() if newest else OutboxMessage.id
        ext_id = session.scalar(told.where(OutboxMessage.ext_id.is_not(None)).order_by(order).limit(1))
    assert ext_id is not None, "this chat was told of no ticket"
    if files:
        return citizen.sends(*files, text=text, reply_to=ext_id)
    return citizen.says(text, reply_to=ext_id)


def staff_of(conversation: Conversation, who: Callable[[Session], Staff]) -> Staff:
    """One of the cast."""
    with conversation.database.write() as session:
        return who(session)


def disposed(conversation: Conversation, **report: object) -> str:
    """A complaint of Siti's, disposed to public works; its number."""
    with conversation.database.write() as session:
        case = cast.a_complaint(session, at=conversation.clock(), **report)
        service.dispose(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            agency=cast.agency(session),
            instruction="Mohon dicek",
            at=conversation.clock(),
        )
        return case.number


def case_of(conversation: Conversation, number: str) -> Case:
    """The case as it stands."""
    with conversation.database.read() as session:
        case = queries.by_number(session, number)
        assert case is not None
        return case


def times(conversation: Conversation, action: str) -> int:
    """How often this happened to any case."""
    with conversation.database.read() as session:
        return session.scalar(select(func.count()).where(CaseEvent.action == action)) or 0


def answered(conversation: Conversation, reporter: Citizen, **report: object) -> str:
    """A complaint of Siti's that was answered, and the answer has reached her; its number."""
    number = disposed(conversation, **report)
    with conversation.database.write() as session:
        case = queries.by_number(session, number)
        by = cast.koordinator(session)
        service.reply(session, case, by=by, version=None, text="Lampu sudah kami ganti.", at=conversation.clock())
    reporter.hears()
    return number


def closed(conversation: Conversation, reporter: Citizen, **report: object) -> str:
    """The same, and closed by an officer."""
    number = answered(conversation, reporter, **report)
    with conversation.database.write() as session:
        case = queries.by_number(session, number)
        by = cast.koordinator(session)
        service.close(session, case, by=by, version=None, reason="sudah dijawab", at=conversation.clock())
    reporter.hears()
    return number


def silence(conversation: Conversation, number: str) -> None:
    """The term in which the reporter may react to the answer passes."""
    with conversation.database.read() as session:
        case = queries.by_number(session, number)
        due = deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS).due_on
    conversation.clock.move(days=(due - conversation.clock.now.date()).days + 1)
    worker.lapse_cases(conversation.database, conversation.clock.now)
