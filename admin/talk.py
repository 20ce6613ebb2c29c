"""The last lines of a chat: the citizen's words and the office's, as an officer who talks with them sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.timeline import Sending, sending
from core.messages import outfiles
from core.messages.handovers import Handover
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import MediaKind
from core.messages.outbox import OutboxMessage, OutboxState
from core.privacy import keyring
from texts import panel as said

MOST = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble."""

    at: datetime
    is_ours: bool
    text: str
    by_person: bool = False
    sending: Sending | None = None


def lines(session: Session, handover: Handover) -> list[Line]:
    """The newest lines of the chat of a handover, the newest last."""
    theirs = _newest(session, InboxMessage, InboxMessage.chat_key == handover.chat_key, InboxMessage.state)
    ours = _newest(session, OutboxMessage, OutboxMessage.chat_key == handover.chat_key, OutboxMessage.state)
    found = [*_theirs(session, theirs), *_ours(session, ours)]
    return sorted(found, key=lambda line: line.at)[-MOST:]


def _newest(session: Session, model: type, where, state) -> list:
    buried = {InboxMessage: InboxState.DEAD, OutboxMessage: OutboxState.EXPIRED}[model]
    shown = (state != buried) | OutboxMessage.error.is_not(None) if model is OutboxMessage else state != buried
    found = select(model).where(where, shown).order_by(model.id.desc()).limit(MOST)
    return list(reversed(session.scalars(found).all()))


def _theirs(session: Session, messages: list[InboxMessage]) -> Iterator[Line]:
    """What the citizen wrote, identity numbers masked: the view is made so. What waits is not read before its turn."""
    keys = keyring(session)
    for message in messages:
        if message.view is not None:
            yield Line(message.received_at, False, _words(keys.open_json(message.view)))
        elif message.state is InboxState.NEW:
            yield Line(message.received_at, False, "(pesan baru, sedang dibaca …)")


def _words(view: dict) -> str:
    files = ", ".join(said.MEDIA_KIND[MediaKind(kind)].lower() for kind in view.get("files", []))
    parts = [str(view.get("text", "")), f"[{files}]" if files else "", "[titik peta]" if view.get("pin") else ""]
    return "\n".join(part for part in parts if part) or "(tombol)"


def _ours(session: Session, messages: list[OutboxMessage]) -> Iterator[Line]:
    keys = keyring(session)
    for message in messages:
        by_person = message.kind in _OF_PERSONS
        text = _written(keys.open_json(message.data)) if by_person else message.rendered
        if text:
            yield Line(message.sent_at or message.created_at, True, text, by_person, sending(message))


_OF_PERSONS = frozenset({"officer_says", "officer_file"})


def _written(data: dict) -> str:
    """What an officer wrote, or the file that followed it."""
    file = outfiles.of_data(data)
    return f"[{file.name}]" if file is not None else str(data.get("text", ""))
