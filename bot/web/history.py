"""What a web chat shows: the citizen's own messages and the office's, in order, from where the page left off."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.render import render
from core.messages import outfiles
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.messages.outfiles import OutFile
from core.privacy import Keyring, keyring, mask_personal

MOST = 200
_CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})(?:\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble of the page. ``key`` is the id the page itself gave an own message when it sent it.

    ``files`` are the names of the citizen's own; ``file`` is the one the office sent, at ``files/<path>`` of the talk.
    """

    id: str
    mine: bool
    at: str
    text: str
    options: list[list[str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    key: str = ""
    file: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a page has come: the newest own and the newest told row it has, and how many it was told up to there.

    The number finds what was told late, behind the newest: a row of a slower transaction, or one tried again.
    """

    mine: int = 0
    told: int = 0
    count: int | None = None

    @classmethod
    def read(cls, given: str) -> "Cursor | None":
        """The cursor a page gives back; None when it is none."""
        found = _CURSOR.fullmatch(given)
        if found is None:
            return None
        return cls(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)

    def __str__(self) -> str:
        return f"{self.mine}.{self.told}.{self.count or 0}"


def lines(session: Session, chat_key: str, *, after: Cursor) -> dict[str, Any]:
    """The bubbles after a cursor, the next cursor, and whether an answer is on its way.

    When something was told late everything comes once more: a page shows no bubble twice.
    """
    mine = _newest(
        session,
        select(InboxMessage).where(InboxMessage.chat_key == chat_key, InboxMessage.id > after.mine),
        InboxMessage.id,
    )
    is_behind = after.count is not None and _told_up_to(session, chat_key, after.told) != after.count
    told = _newest(
        session,
        select(OutboxMessage).where(
            OutboxMessage.chat_key == chat_key,
            OutboxMessage.id > (0 if is_behind else after.told),
            OutboxMessage.state == OutboxState.SENT,
        ),
        OutboxMessage.id,
    )
    shown = sorted([*_mine(mine, keyring(session)), *_told(session, told)], key=lambda line: line.at)
    newest = max([after.told, *(row.id for row in told)])
    return {
        "messages": [asdict(line) for line in shown],
        "cursor": str(
            Cursor(
                max([after.mine, *(row.id for row in mine)]), newest, _count(session, chat_key, after, told, is_behind)
            )
        ),
        "typing": is_being_answered(session, chat_key),
    }


def _count(session: Session, chat_key: str, after: Cursor, told: list[OutboxMessage], is_behind: bool) -> int:
    """How many the page was told with these: never one that came between two looks, which would be missed for ever."""
    if after.count is not None and not is_behind and len(told) < MOST:
        return after.count + len(told)
    return _told_up_to(session, chat_key, told[0].id - 1 if told else after.told) + len(told)


def _told_up_to(session: Session, chat_key: str, newest: int) -> int:
    told = select(func.count()).where(
        OutboxMessage.chat_key == chat_key, OutboxMessage.id <= newest, OutboxMessage.state == OutboxState.SENT
    )
    return session.scalar(told) or 0


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
    at = ""
    for message in messages:
        said = _said(message, keys)
        if said is not None:
            key = message.ext_id.rpartition(":")[2]
            at = max(at, _iso(message.received_at))
            yield Line(f"i{message.id}", True, at, said[0], files=said[1], key=key)


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
    """In the order they were owed, also when the clock has been put back meanwhile."""
    at = ""
    for message in messages:
        at = max(at, _iso(message.sent_at or message.created_at))
        try:
            said = render(session, message).outgoing
        except (LookupError, TypeError, ValueError):  # owed by another version of the house: as it was told then
            yield Line(f"o{message.id}", False, at, message.rendered or "")
            continue
        options = [[option.id, option.label] for option in said.options]
        yield Line(f"o{message.id}", False, at, said.text, options, file=_sent(message.id, said.file))


def _sent(message_id: int, file: OutFile | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"path": str(message_id), "name": file.name, "size": file.size, "alt": file.alt, "shown": file.is_picture}


def file_of(session: Session, chat_key: str, message_id: int) -> OutFile | None:
    """The file this very chat was sent with a message; None for every other chat."""
    message = session.get(OutboxMessage, message_id)
    if message is None or message.chat_key != chat_key or message.state is not OutboxState.SENT:
        return None
    return outfiles.of_data(keyring(session).open_json(message.data))


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
