"""The customer service window: a service that lets us write freely only so long after a person's last message.

Outside it a message is held until the person writes, and a template knocks once to say that there is news.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import owed_files
from bot.render import KNOCK, OFFICER_TEMPLATE
from core.messages import channel_commands, contacts, outbox
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage, OutboxState, Outcome, OutsideWindow, Refused, Unreachable
from core.privacy import keyring
from texts import notices
from texts.words import say

CLOSED = OutsideWindow("outside the window")
_ALWAYS = frozenset({KNOCK, OFFICER_TEMPLATE, channel_commands.KIND})
_OF_A_TALK = frozenset({"officer_says", "officer_file", "line_lapsed"})
MARGIN = timedelta(seconds=30)
_READ_IT = frozenset("baca ya iya ok oke lanjut read yes".split())


def is_closed(session: Session, chat_key: str, kind: str, *, at: datetime) -> bool:
    """May a message of this kind not be sent freely any more? A template always may, and a command is no message."""
    if kind in _ALWAYS:
        return False
    contact = contacts.of_chat(session, chat_key)
    return contact is None or contact.window_until is None or contact.window_until <= at + MARGIN


def settle(session: Session, message: OutboxMessage, outcome: Outcome, *, can_knock: bool, at: datetime) -> None:
    """Write down how a sending failed, whoever found out, and what follows for the person and their window.

    ``can_knock``: is there a template that tells the person what is held for them? A template that is itself not
    taken is a fault of ours: holding it would help nobody.
    """
    if isinstance(outcome, OutsideWindow) and message.kind in _ALWAYS:
        outcome = Refused(outcome.error)
    outbox.settle(message, outcome, at=at)
    if isinstance(outcome, Unreachable):
        contacts.stop(session, message.chat_key, at=at)
    elif isinstance(outcome, OutsideWindow):
        contacts.close_window(session, message.chat_key, at=at)
        if can_knock:
            _knock(session, message, at=at)
    owed_files.tell_if_lost(session, message, at=at)


def _knock(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """Owe the chat one template that says there is news for its case or its talk, once for as long as the window is closed.

    The words of the bot itself are no news, and neither is that a talk an officer has answered is over.
    """
    number = keyring(session).open_json(message.data).get("number")
    if not isinstance(number, str):
        number = None
    if (number is None and message.kind not in _OF_A_TALK) or _was_knocked(session, message.chat_key):
        return
    saying = say(notices.news_waiting, number=number)
    outbox.enqueue(
        session,
        key=f"win{message.id}",
        chat_key=message.chat_key,
        kind=saying.kind,
        data=saying.data,
        at=at,
        case_id=message.case_id,
    )


def _was_knocked(session: Session, chat_key: str) -> bool:
    """Was this chat knocked at since its window closed? One paid template a window is enough for anybody."""
    contact = contacts.of_chat(session, chat_key)
    if contact is None or contact.window_until is None:
        return False
    knocked = select(OutboxMessage.id).where(
        OutboxMessage.chat_key == chat_key,
        OutboxMessage.kind == KNOCK,
        OutboxMessage.created_at >= contact.window_until,
        OutboxMessage.state.in_((OutboxState.NEW, OutboxState.SENDING, OutboxState.SENT)),
    )
    return session.scalar(knocked.limit(1)) is not None


def opened(session: Session, contact: Contact, *, wrote_at: datetime, lasts: timedelta, at: datetime) -> int:
    """The person wrote: the window is open from then, and what was held for them is owed now.

    How many of these are news they were knocked for; a held part of the talk itself was never announced.
    """
    until = wrote_at + lasts
    contact.window_until = max(contact.window_until or until, until)
    return sum(not key.startswith("in") for key in outbox.release(session, contact.chat_key, at=at))


def is_only_asking_for_it(text: str) -> bool:
    """Is this no more than an answer to the knock? What was held is then the whole reply."""
    return text.strip(" .!").casefold() in _READ_IT
