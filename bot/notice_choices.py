"""Choices under notices: a case knows nothing of buttons, so they are put there when its notice is about to leave."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue.memory import Awaiting, Memory
from bot.render import OPTIONS
from core import office as offices
from core.messages import buttons, contacts, conversations
from core.messages.buttons import Offer
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from texts import buttons as button_words
from texts.words import Words
from tickets.guards import OBJECTIONABLE
from tickets.notices import Notice

_STARS = range(1, 6)
_WITH_CHOICES = frozenset({Notice.ANSWERED, Notice.REMIND_ANSWER, Notice.CLOSED, Notice.LAPSED, Notice.ARCHIVED})


def add(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """Give an answer its "sudah beres / belum beres" and a closing its five stars, once."""
    if message.kind not in _WITH_CHOICES or message.case_id is None:
        return
    keys = keyring(session)
    data = keys.open_json(message.data)
    if OPTIONS in data or data.get("ground") not in {None, *OBJECTIONABLE}:
        return
    contact = contacts.of_chat(session, message.chat_key)
    w = Words("en" if contact is not None and contact.lang == "en" else "id", offices.current(session))
    offers = _offers(w, message.kind, message.case_id)
    ids = buttons.put(session, message.chat_key, offers, at=at)
    data[OPTIONS] = [[id_, offer.label] for id_, offer in zip(ids, offers, strict=True)]
    message.data = keys.seal_json(data)
    memory = Memory.from_json(conversations.load(session, message.chat_key))
    if memory.draft is None:
        memory.options = data[OPTIONS]
        memory.awaiting = Awaiting("verdict", {"case": message.case_id})
        contact_id = contact.id if contact else None
        conversations.keep(session, message.chat_key, memory.to_json(), contact_id=contact_id, at=at)


def _offers(w: Words, kind: str, case_id: int) -> list[Offer]:
    beres = Offer("settled", button_words.label(w, "settled"), {"case": case_id})
    not_yet = Offer("not_settled", button_words.label(w, "not_settled"), {"case": case_id})
    if kind in {Notice.ANSWERED, Notice.REMIND_ANSWER}:
        return [beres, not_yet]
    if kind == Notice.LAPSED:
        return [not_yet]
    if kind == Notice.ARCHIVED:
        return [Offer("object", button_words.label(w, "object"), {"case": case_id})]
    return [*(Offer("rate", str(score), {"case": case_id, "score": score}) for score in _STARS), not_yet]
