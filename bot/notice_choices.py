"""Choices under notices: who writes a notice knows nothing of buttons, so they are put there when it is about to leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue import officer_steps
from bot.dialogue.memory import Awaiting, Memory
from bot.render import OPTIONS
from core import office as offices
from core import staff_chats
from core.messages import buttons, contacts, conversations
from core.messages.buttons import Offer
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from core.staff import Staff
from texts import buttons as button_words
from texts.words import Words
from tickets import chat_notices
from tickets.guards import OBJECTIONABLE
from tickets.models import Case
from tickets.notices import Notice
from tickets.states import may_see

_STARS = range(1, 6)
_WITH_CHOICES = frozenset({Notice.ANSWERED, Notice.REMIND_ANSWER, Notice.CLOSED, Notice.LAPSED, Notice.ARCHIVED})
_ASKING = frozenset({Notice.QUESTION, Notice.REMIND_QUESTION})
_WAYS_ON: Mapping[str, Sequence[str]] = {
    "still_in_line": ("report", "request", "back_to_bot"),
    "back_in_line": ("report", "request", "back_to_bot"),
    "line_lapsed": ("report", "request", "officer"),
    "talk_ended": ("officer", "report", "status"),
}


MAY_GET_SOME = frozenset({chat_notices.KIND, *_ASKING, *_WITH_CHOICES, *_WAYS_ON})


def add(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """Give an answer its "sudah beres / belum beres", a closing its five stars and a long wait its ways on, once."""
    if message.kind == chat_notices.KIND:
        _add_steps(session, message, at=at)
        return
    if message.kind in _ASKING:
        _forget_older(session, message, at=at)
        return
    is_about_case = message.kind in _WITH_CHOICES and message.case_id is not None
    if not is_about_case and message.kind not in _WAYS_ON:
        return
    keys = keyring(session)
    data = keys.open_json(message.data)
    if OPTIONS in data or data.get("ground") not in {None, *OBJECTIONABLE}:
        return
    contact = contacts.of_chat(session, message.chat_key)
    w = Words("en" if contact is not None and contact.lang == "en" else "id", offices.current(session))
    offers = _offers(w, message)
    ids = buttons.put(session, message.chat_key, offers, at=at)
    data[OPTIONS] = [[id_, offer.label] for id_, offer in zip(ids, offers, strict=True)]
    message.data = keys.seal_json(data)
    memory = Memory.from_json(conversations.load(session, message.chat_key))
    memory.options = data[OPTIONS]
    if memory.draft is None and is_about_case:
        memory.awaiting = Awaiting("verdict", {"case": message.case_id})
    contact_id = contact.id if contact else None
    conversations.keep(session, message.chat_key, memory.to_json(), contact_id=contact_id, at=at)


def _forget_older(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """A question without choices is answered in words: a number is no choice of an older message any more."""
    memory = Memory.from_json(conversations.load(session, message.chat_key))
    if memory.options and memory.draft is None:
        memory.options = []
        contact = contacts.of_chat(session, message.chat_key)
        contact_id = contact.id if contact else None
        conversations.keep(session, message.chat_key, memory.to_json(), contact_id=contact_id, at=at)


def is_void(session: Session, message: OutboxMessage, *, at: datetime) -> bool:
    """Is this a courtesy that comes too late, or a ticket for somebody who may not see its case any more?"""
    if message.expires_at is not None and message.expires_at <= at:
        return True
    return message.kind == chat_notices.KIND and not message.key.startswith("in") and _reader(session, message) is None


def _reader(session: Session, message: OutboxMessage) -> tuple[Staff, Case] | None:
    """The officer behind the chat and the case the message is about, if one may see the other."""
    contact = contacts.of_chat(session, message.chat_key)
    staff = staff_chats.officer_of(session, contact.id) if contact is not None else None
    case = session.get(Case, message.case_id) if message.case_id is not None else None
    return (staff, case) if staff is not None and case is not None and may_see(staff, case) else None


def _add_steps(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """Give an officer's ticket the steps that are at hand when it leaves; one that was asked for has them already."""
    keys, reader = keyring(session), _reader(session, message)
    data = keys.open_json(message.data)
    if OPTIONS in data or reader is None:
        return
    staff, case = reader
    steps = officer_steps.choices(session, case, staff)
    offers = [Offer(step.action, step.text, {**step.data, "seq": data["seq"]}) for step in steps]
    ids = buttons.put(session, message.chat_key, offers, at=at)
    data[OPTIONS] = [[id_, offer.label] for id_, offer in zip(ids, offers, strict=True)]
    message.data = keys.seal_json(data)
    memory = Memory.from_json(conversations.load(session, message.chat_key))
    if memory.desk is None or not (memory.desk.drafts or memory.desk.asked or memory.desk.as_citizen):
        memory.options = data[OPTIONS]
        contact = contacts.of_chat(session, message.chat_key)
        contact_id = contact.id if contact else None
        conversations.keep(session, message.chat_key, memory.to_json(), contact_id=contact_id, at=at)


def _offers(w: Words, message: OutboxMessage) -> list[Offer]:
    if message.kind in _WAYS_ON:
        return [Offer(name, button_words.label(w, name), {}) for name in _WAYS_ON[message.kind]]
    about = {"case": message.case_id}
    beres = Offer("settled", button_words.label(w, "settled"), about)
    not_yet = Offer("not_settled", button_words.label(w, "not_settled"), about)
    if message.kind in {Notice.ANSWERED, Notice.REMIND_ANSWER}:
        return [beres, not_yet]
    if message.kind == Notice.LAPSED:
        return [not_yet]
    if message.kind == Notice.ARCHIVED:
        return [Offer("object", button_words.label(w, "object"), about)]
    return [*(Offer("rate", str(score), {**about, "score": score}) for score in _STARS), not_yet]
