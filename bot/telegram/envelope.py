"""The envelope of an update: its id, its chat, its album. Plain JSON, so that the web process needs no Telegram library."""

import json
from typing import Any, TypeGuard

from core.messages.channels import Channel, chat_key
from core.messages.inbox import Arrival

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


class UnreadableUpdate(ValueError):
    """A body that names no update or no chat; kept for an officer to see, never refused."""


def arrival(body: str, *, bot_id: str) -> Arrival:
    """What the inbox needs to know of an update. Raises :class:`UnreadableUpdate`."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableUpdate("not JSON") from error
    if not isinstance(update, dict) or not is_id(update.get("update_id")):
        raise UnreadableUpdate("no update_id")
    chat = _chat_id(update)
    if chat is None:
        raise UnreadableUpdate("no chat")
    key = chat_key(Channel.TELEGRAM, chat)
    return Arrival(
        channel=Channel.TELEGRAM,
        ext_id=f"{bot_id}:{update['update_id']}",
        chat_key=key,
        body=body,
        group_key=_album(_message(update).get("media_group_id")),
    )


def is_id(given: object) -> TypeGuard[int]:
    """Telegram's ids have at most 64 bits; anything longer fits no column and is no id."""
    return isinstance(given, int) and not isinstance(given, bool) and -(2**63) <= given < 2**63 - 1


def _album(given: object) -> str | None:
    """The album a message belongs to. A name with odd signs in it is none."""
    name = str(given) if isinstance(given, str | int) else ""
    return f"album:{name}" if name.isascii() and name.isalnum() and len(name) <= 100 else None


def callback_id(body: str) -> str | None:
    """The id of a tap, which has to be acknowledged at once; None when the update is no tap."""
    try:
        tap = json.loads(body).get("callback_query")
    except (ValueError, RecursionError, AttributeError):
        return None
    found = tap.get("id") if isinstance(tap, dict) else None
    return found if isinstance(found, str) else None


def _message(update: dict[str, Any]) -> dict[str, Any]:
    for name in ("message", "edited_message", "channel_post", "edited_channel_post"):
        if isinstance(update.get(name), dict):
            found: dict[str, Any] = update[name]
            return found
    return {}


def _chat_id(update: dict[str, Any]) -> int | None:
    """The chat of any kind of update, wherever Telegram puts it."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        for holder in (part, part.get("message"), {"chat": part.get("from")}, {"chat": part.get("user")}):
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                found = holder["chat"].get("id")
                if is_id(found):
                    return found
    return None
