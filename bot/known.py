"""What is known of who writes and what their chat has open, asked in one statement before every message."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, literal, select
from sqlalchemy.orm import Session

from bot.port import Incoming
from core.messages import conversations
from core.messages.contacts import Contact
from core.messages.conversations import Conversation
from core.messages.handovers import IS_OPEN, Handover
from core.messages.pending import OLDEST_OWED, OLDEST_WAITING, Pending
from core.staff_chats import StaffChat
from tickets.models import Follower


class Known(NamedTuple):
    """A person we have met, and how things stood when their message was taken up.

    ``memory`` is the sealed conversation of the chat, ``staff_id`` whose working chat it is, ``handover_id`` the request for
    a person this chat has open; ``follows``: is there a case this person follows?
    """

    contact: Contact
    memory: bytes | None
    staff_id: int | None
    handover_id: int | None
    follows: bool


def just_met(contact: Contact) -> Known:
    """Somebody who has just written for the first time has nothing with us yet."""
    return Known(contact, memory=None, staff_id=None, handover_id=None, follows=False)


def remembered(session: Session, known: Known | None, chat_key: str) -> dict[str, Any]:
    """What is remembered of a chat, which may be one that others have written in before this person did."""
    return conversations.unsealed(session, known.memory) if known else conversations.load(session, chat_key)


_ONE = select(literal(1)).subquery()
_ASKED = (
    select(
        OLDEST_OWED,
        OLDEST_WAITING,
        Contact,
        Conversation.data,
        StaffChat.staff_id,
        Handover.id,
        exists().where(Follower.contact_id == Contact.id).correlate(Contact),
    )
    .select_from(_ONE)
    .outerjoin(Contact, and_(Contact.channel == bindparam("on"), Contact.ext_user == bindparam("user")))
    .outerjoin(Conversation, Conversation.chat_key == bindparam("chat"))
    .outerjoin(StaffChat, StaffChat.contact_id == Contact.id)
    .outerjoin(Handover, and_(Handover.chat_key == bindparam("chat"), IS_OPEN))
)


def standing(session: Session, incoming: Incoming) -> tuple[Pending, Known | None]:
    """What the chat of a message has open, and what is known of who wrote it: None for somebody new."""
    asked = {"on": incoming.channel, "user": incoming.user, "chat": incoming.chat_key}
    owed, waiting, contact, *more = session.execute(_ASKED, asked).one()
    return Pending(owed, waiting), Known(contact, *more) if contact is not None else None
