"""What a web chat shows: the citizen's own messages and the office's, in order, from where the page left off."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.render import render
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.privacy import Keyring, keyring, mask_personal

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble of the page. ``key`` is the id the page itself gave an own message when it sent it."""

    id: str
    mine: bool
    at: str
    text: str
    options: list[list[str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    key: str = ""


def lines(session: Session, chat_key: str, *, after: tuple[int, int]) -> dict[str, Any]:
    """The bubbles after a cursor, the next cursor, and whether an answer is on its way."""
    mine = _newest(
        session,
        select(InboxMessage).where(InboxMessage.chat_key == chat_key, InboxMessage.id > after[0]),
        InboxMessage.id,
    )
    told = _newest(
        session,
        select(OutboxMessage).where(
            OutboxMessage.chat_key == chat_key,
            OutboxMessage.id > after[1],
            OutboxMessage.state == OutboxState.SENT,
        ),
        OutboxMessage.id,
    )
    keys = keyring(session)
    shown = sorted([*_mine(mine, keys), *_told(session, told)], key=lambda line: (line.at, line.id))
    cursor = (max([after[0], *(row.id for row in mine)]), max([after[1], *(row.id for row in told)]))
    return {
        "messages": [asdict(line) for line in shown],
        "cursor": f"{cursor[0]}.{cursor[1]}",
        "typing": is_being_answered(session, chat_key),
    }


def _newest(session: Session, statement: Any, column: Any) -> list[Any]:
    return list(reversed(session.scalars(statement.order_by(column.desc()).limit(MOST)).all()))


def is_being_answered(session: Session, chat_key: str) -> bool:
    """Is a message of this chat still waiting, or an answer not out yet?"""
    waiting = select(InboxMessage.id).where(InboxMessage.chat_key == chat_key, InboxMessage.state == InboxState.NEW)
    owed = select(OutboxMessage.id).where(
        OutboxMessage.chat_key == chat_key, OutboxMessage.state.in_((OutboxState.NEW, OutboxState.SENDING))
    )
    return session.scalar(waiting.limit(1)) is not None or session.scalar(owed.limit(1)) is not None


def _mine(messages: list[InboxMessage], keys: Keyring) -> Iterator[Line]:
    for message in messages:
        said = _said(message, keys)
        if said is not None:
            key = message.ext_id.rpartition(":")[2]
            yield Line(f"i{message.id}", True, _iso(message.received_at), said[0], files=said[1], key=key)


def _said(message: InboxMessage, keys: Keyring) -> tuple[str, list[str]] | None:
    """What the citizen sees of an own message: its words, with identity numbers masked, and its files."""
    if message.raw is None and message.view is None:
        return None
    if message.raw is None:
        view = keys.open_json(message.view or b"")
        return str(view.get("text", "")), [str(kind) for kind in view.get("files", [])]
    body = json.loads(keys.open(message.raw))
    text = str(body.get("text") or body.get("label") or "")
    if body.get("kind") == "location":
        text = "📍"
    return mask_personal(text), [str(row.get("name", "")) for row in body.get("files", [])]


def _told(session: Session, messages: list[OutboxMessage]) -> Iterator[Line]:
    for message in messages:
        said = render(session, message).outgoing
        options = [[option.id, option.label] for option in said.options]
        yield Line(f"o{message.id}", False, _iso(message.sent_at or message.created_at), said.text, options)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
