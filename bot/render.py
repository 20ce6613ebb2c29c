"""From an outbox row to words: the sentence of its kind in the reader's language, and the choices under it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from bot.port import Option, Outgoing, Template
from core import office as offices
from core.messages import channel_commands, contacts, outbox, outfiles
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from texts import (  # noqa: F401 - importing a topic registers its sentences
    answers,
    complaint,
    draft,
    emergency,
    figure_charts,
    figure_news,
    figure_words,
    figures,
    files,
    greetings,
    handover,
    notices,
    officers,
    permohonan,
    ratings,
    replies,
    status,
    wishes,
)
from texts.words import Lang, Words, sentence_of

OPTIONS, TRIES = "options", "tries"
BESIDE_THE_WORDS = (outfiles.FILE, outfiles.REMOVED, TRIES)
KNOCK, OFFICER_TEMPLATE, RECEIPT = "news_waiting", "officer_template", "case_received"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes out, and the same with secrets left out, as a timeline may keep it."""

    outgoing: Outgoing
    masked: str
    lang: Lang


def render(session: Session, message: OutboxMessage) -> Rendered:
    """Put a row into words for its chat."""
    keys = keyring(session)
    data: dict[str, Any] = keys.open_json(message.data)
    if message.kind == channel_commands.KIND:
        return Rendered(Outgoing(message.chat_key, "", command=data["command"]), "", "id")
    options = tuple(Option(id_, label) for id_, label in data.pop(OPTIONS, ()))
    contact = contacts.of_chat(session, message.chat_key)
    lang: Lang = "en" if contact is not None and contact.lang == "en" else "id"
    office = offices.current(session)
    sentence = sentence_of(message.kind)
    template = _template(message, data)
    if message.kind == RECEIPT and message.channel is Channel.WEB:
        data["telegram"] = channel_commands.account(session, Channel.TELEGRAM)
    file, is_removed = outfiles.of_data(data), outfiles.REMOVED in data
    for name in BESIDE_THE_WORDS:
        data.pop(name, None)
    text = sentence(Words(lang, office, keys), **data)
    if is_removed:
        text += "\n\n" + files.removed(Words(lang, office))
    if outbox.may_be_a_copy(message):
        text += "\n\n" + Words(lang, office)("(Dikirim ulang karena sambungan terputus.)")
    outgoing = Outgoing(
        message.chat_key,
        text,
        options,
        key=message.key,
        first_part=message.parts_sent,
        phone=keys.open(contact.phone) if contact is not None and contact.phone else None,
        template=template,
        file=replace(file, is_fresh=message.attempts > 1) if file is not None else None,
        menu=greetings.open_choices(Words(lang, office)),
    )
    return Rendered(outgoing, sentence(Words(lang, office), **data), lang)


def _template(message: OutboxMessage, data: dict[str, Any]) -> Template | None:
    """What carries a message that may leave outside the window."""
    if message.kind == KNOCK:
        return Template((notices.news_of(data["number"]),))
    if message.kind == OFFICER_TEMPLATE:
        return Template(tuple(data.pop("blanks")), data.pop("name"), data.pop("lang_code"))
    return None
