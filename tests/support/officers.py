"""Officers of a test: linked chats, and quoting what was told there."""

from sqlalchemy import select

from core import staff_chats
from core.messages.outbox import OutboxMessage
from core.staff import Staff
from support.citizen import Citizen, Heard
from tickets import staff_notices


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
            OutboxMessage.chat_key == citizen.chat, OutboxMessage.kind == staff_notices.KIND
        )
        order = OutboxMessage.id.desc() if newest else OutboxMessage.id
        ext_id = session.scalar(told.where(OutboxMessage.ext_id.is_not(None)).order_by(order).limit(1))
    assert ext_id is not None, "this chat was told of no ticket"
    if files:
        return citizen.sends(*files, text=text, reply_to=ext_id)
    return citizen.says(text, reply_to=ext_id)
