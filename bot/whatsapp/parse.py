"""From a WhatsApp message to the house's own message."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.port import FileRef, Incoming, Kind
from bot.whatsapp.envelope import key_of, phone_of, user_of
from core.messages.channels import Channel
from core.messages.media import MediaKind

_FILES = {
    "image": MediaKind.PHOTO,
    "document": MediaKind.DOCUMENT,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
}
_SILENT = frozenset({"reaction", "system", "revoke", "request_welcome_ack"})
_MAX_NAME = 120


def parse(bodies: list[str], *, at: datetime) -> Incoming:
    """Read the files of one message, or one message of another kind. A shape nobody knows is "unsupported", so that its
    writer gets a word back."""
    read = [_one(body, at) for body in bodies]
    first = read[0]
    if len(read) == 1:
        return first
    text = "\n".join(dict.fromkeys(part.text for part in read if part.text))
    files = tuple(file for part in read for file in part.files)
    told = next((part for part in read if part.text), first)
    kind = Kind.MEDIA if files else first.kind
    return replace(first, kind=kind, text=text, files=files, message_id=told.message_id)


def _one(body: str, at: datetime) -> Incoming:
    data = json.loads(body)
    message, contact = _part(data, "message"), _part(data, "contact")
    user = _text(data.get("user")) or user_of(message, contact) or "?"
    said = _READERS.get(_text(message.get("type")), _unknown)(message)
    return Incoming(
        channel=Channel.WHATSAPP,
        chat_key=key_of(str(data.get("number", "")), user),
        user=user,
        at=at,
        name=_text(_part(contact, "profile").get("name"))[:_MAX_NAME] or None,
        phone=phone_of(message, contact),
        reply_to=_text(_part(message, "context").get("id")) or None,
        message_id=_edited_id(message) or _text(message.get("id")) or None,
        is_group=bool(_text(message.get("group_id"))),
        **said,
    )


def ids_of(bodies: list[str]) -> list[str]:
    """WhatsApp's ids of these messages, as far as they have one."""
    return [id_ for body in bodies if (id_ := _text(_part(json.loads(body), "message").get("id")))]


def _unknown(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": Kind.IGNORED if message.get("type") in _SILENT else Kind.UNSUPPORTED}


def _typed(message: Mapping[str, Any]) -> dict[str, Any]:
    text = _text(_part(message, "text").get("body"))
    return {"kind": Kind.TEXT if text else Kind.UNSUPPORTED, "text": text}


def _file(message: Mapping[str, Any]) -> dict[str, Any]:
    name = _text(message.get("type"))
    file = _part(message, name)
    ext_file = _text(file.get("id"))
    if not ext_file or len(ext_file) > 255:
        return {"kind": Kind.UNSUPPORTED}
    kind = MediaKind.VOICE if name == "audio" and file.get("voice") is True else _FILES[name]
    ref = FileRef(kind, ext_file, _text(file.get("filename"))[:_MAX_NAME] or None)
    return {"kind": Kind.MEDIA, "files": (ref,), "text": _text(file.get("caption"))}


def _place(message: Mapping[str, Any]) -> dict[str, Any]:
    place = _part(message, "location")
    latitude, longitude = _degrees(place.get("latitude"), 90), _degrees(place.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {"kind": Kind.UNSUPPORTED}
    words = [_text(place.get("name")), _text(place.get("address"))]
    return {
        "kind": Kind.LOCATION,
        "latitude": latitude,
        "longitude": longitude,
        "text": ", ".join(word for word in words if word),
    }


def _degrees(given: object, most: float) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not -most <= given <= most:
        return None
    return float(given)


def _tap(message: Mapping[str, Any]) -> dict[str, Any]:
    interactive = _part(message, "interactive")
    for name in ("button_reply", "list_reply"):
        chosen = _text(_part(interactive, name).get("id"))
        if chosen:
            return {"kind": Kind.BUTTON, "button": chosen}
    return {"kind": Kind.UNSUPPORTED}


def _template_tap(message: Mapping[str, Any]) -> dict[str, Any]:
    """The button of a template: its words count as typed."""
    button = _part(message, "button")
    text = _text(button.get("text")) or _text(button.get("payload"))
    return {"kind": Kind.TEXT if text else Kind.UNSUPPORTED, "text": text}


def _edited(message: Mapping[str, Any]) -> dict[str, Any]:
    """The new words, or the new caption of a file."""
    changed = _part(_part(message, "edit"), "message") or message
    captions = (_text(_part(changed, name).get("caption")) for name in _FILES)
    text = _text(_part(changed, "text").get("body")) or next(filter(None, captions), "")
    return {"kind": Kind.EDITED if text else Kind.UNSUPPORTED, "text": text}


def _card(message: Mapping[str, Any]) -> str:
    """Who a contact card is of, for an officer to read."""
    cards = message.get("contacts")
    first = cards[0] if isinstance(cards, list) and cards and isinstance(cards[0], dict) else {}
    phones = first.get("phones")
    phone = phones[0] if isinstance(phones, list) and phones and isinstance(phones[0], dict) else {}
    words = (_text(_part(first, "name").get("formatted_name")), _text(phone.get("phone")))
    return ", ".join(word[:_MAX_NAME] for word in words if word)


def _edited_id(message: Mapping[str, Any]) -> str:
    """The message an edit corrects: what was made of it follows."""
    return _text(_part(message, "edit").get("original_message_id")) if message.get("type") == "edit" else ""


_READERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "text": _typed,
    **dict.fromkeys(_FILES, _file),
    "location": _place,
    "contacts": lambda message: {"kind": Kind.CONTACT, "text": _card(message)},
    "interactive": _tap,
    "button": _template_tap,
    "edit": _edited,
    "request_welcome": lambda _: {"kind": Kind.TEXT, "text": "/start"},
}


def _part(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = parent.get(name)
    return given if isinstance(given, dict) else {}


def _text(given: object) -> str:
    """What is no text is none; half a surrogate pair becomes a question mark."""
    return given.encode("utf-8", "replace").decode() if isinstance(given, str) else ""
