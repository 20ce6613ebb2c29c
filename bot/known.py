"""What is known of who writes, asked in one statement before every message: mostly that there is nothing special."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import Session

from bot.port import Incoming
from core.messages.contacts import Contact
from core.messages.conversations import Conversation
from core.messages.handovers import IS_OPEN, Handover
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


_ASKED = (
    select(
        Contact,
        Conversation.data,
        StaffChat.staff_id,
        Handover.id,
        exists().where(Follower.contact_id == Contact.id).correlate(Contact),
    )
    .select_from(Contact)
    .outerjoin(Conversation, Conversation.chat_key == bindparam("chat"))
    .outerjoin(StaffChat, StaffChat.contact_id == Contact.id)
    .outerjoin(Handover, and_(Handover.chat_key == bindparam("chat"), IS_OPEN))
    .where(Contact.channel == bindparam("on"), Contact.ext_user == bindparam("user"))
)


def known_of(session: Session, incoming: Incoming) -> Known | None:
    """What is known of who wrote this; None for somebody new."""
    asked = {"on": incoming.channel, "user": incoming.user, "chat": incoming.chat_key}
    row: Any = session.execute(_ASKED, asked).one_or_none()
    return Known(*row) if row is not None else None
