"""Files that are owed: made before their row is sent, and, where one cannot be delivered at all, told in words."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from bot.render import TRIES
from bot.steps import Made, Work
from core import office as offices
from core.messages import contacts, outbox, outfiles
from core.messages.outbox import OutboxMessage, OutboxState
from core.messages.outfiles import FILE
from core.privacy import keyring
from texts import figure_charts, files
from texts.words import Words, say

MADE = frozenset(figure_charts.WORK)
"""Kinds whose file is made when they are about to leave."""
UNMADE = "is_unmade"
MOST_TRIES = 3
LOOK_AGAIN = timedelta(seconds=1)


def work(session: Session, message: OutboxMessage) -> Work | None:
    """What has to be made for this row; None when it is made, or cannot be."""
    data = keyring(session).open_json(message.data)
    if FILE in data or data.get(UNMADE):
        return None
    contact = contacts.of_chat(session, message.chat_key)
    w = Words("en" if contact is not None and contact.lang == "en" else "id", offices.current(session))
    return Work(**figure_charts.WORK[message.kind](w, data))


def note(session: Session, made: Made, *, at: datetime) -> None:
    """Keep what was made with its row. What takes too long is looked for again, then the row says so in words."""
    message = session.get(OutboxMessage, made.message_id, with_for_update=True)
    if message is None or message.state is not OutboxState.NEW:
        return
    keys = keyring(session)
    data = keys.open_json(message.data)
    tries = data.get(TRIES, 0) + 1
    if made.file is not None:
        data[FILE] = made.file.to_json()
        outfiles.note(session, message.id, data, at=at)
    elif made.is_late and tries < MOST_TRIES:
        data[TRIES], message.not_before = tries, at + LOOK_AGAIN
    else:
        data[UNMADE] = True
    message.data = keys.seal_json(data)


def tell_if_lost(session: Session, message: OutboxMessage, *, at: datetime) -> None:
    """A file that was given up, though its person can be reached, is told of in words: never silence."""
    if message.state is not OutboxState.DEAD:
        return
    try:
        data = keyring(session).open_json(message.data)
    except (InvalidToken, ValueError):  # nobody can read any more what was owed, so nobody knows of a file
        return
    file = outfiles.of_data(data)
    contact = contacts.of_chat(session, message.chat_key)
    if file is None or (contact is not None and contact.stopped_at is not None):
        return
    saying = say(files.file_not_sent, name=file.name, number=data.get("number"))
    outbox.enqueue(
        session,
        key=f"{message.key}.lost"[-160:],
        chat_key=message.chat_key,
        kind=saying.kind,
        data=saying.data,
        at=at,
        case_id=message.case_id,
    )
