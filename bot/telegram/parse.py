"""From a Telegram update to the house's own message."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.port import FileRef, Incoming, Kind
from bot.telegram.envelope import arrival
from core.messages.channels import Channel, chat_key
from core.messages.media import MediaKind

_TRIPS = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
COMMANDS = frozenset("start help bantuan menu lapor status laporan data tiket petugas warga stop mute unmute".split())
"""What we answer to in a group, where other bots may be too."""
_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})


def parse(bodies: list[str], *, at: datetime, bot_name: str | None = None) -> Incoming:
    """Read the updates of one message; an album's texts and files are put together. An odd shape is "unsupported".

    ``bot_name`` is our own user name, None while we do not know it: in a group what is meant for another bot is none of
    our business.
    """
    read = [_one(body, at, bot_name) for body in bodies]
    first = read[0]
    if len(read) == 1:
        return first
    text = "\n".join(dict.fromkeys(part.text for part in read if part.text))
    files = tuple(file for part in read for file in part.files)
    return _with(first, text=text, files=files)


def _with(incoming: Incoming, *, text: str, files: tuple[FileRef, ...]) -> Incoming:
    return replace(incoming, text=text, files=files)


def _one(body: str, at: datetime, bot_name: str | None) -> Incoming:
    """A shape the library trips over, or one that names another chat than its envelope, is an odd one."""
    data = json.loads(body)
    try:
        update = Update.de_json(data, None)
        read = _read(update, at)
        if read is not None and read.is_group and update.message is not None:
            read = read if _is_for_us(_words(update.message.text), bot_name) else replace(read, kind=Kind.IGNORED)
    except _TRIPS:
        return _odd(data, at)
    key = arrival(body, bot_id="0").chat_key
    return read if read is not None and read.chat_key == key else _odd(data, at)


def _read(update: Update, at: datetime) -> Incoming | None:
    if update.callback_query is not None:
        return _tap(update.callback_query, at)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, at)
    if update.message is not None:
        return _message(update.message, at, edited=False)
    if update.edited_message is not None:
        return _message(update.edited_message, at, edited=True)
    return None


def _is_for_us(text: str, bot_name: str | None) -> bool:
    """Is it one of our commands, or no command at all? One that names another bot, or that we do not know, is neither."""
    command, at, name = (text.split() or [""])[0].partition("@")
    if not command.startswith("/"):
        return True
    is_ours = not at or bot_name is None or name.casefold() == bot_name.casefold()
    return is_ours and command.removeprefix("/").casefold() in COMMANDS


def _odd(data: dict[str, Any], at: datetime) -> Incoming:
    """A shape we do not know: a person's message gets a word back, anything else is passed over."""
    key = arrival(json.dumps(data), bot_id="0").chat_key
    is_message = isinstance(data.get("message"), dict)
    kind = Kind.UNSUPPORTED if is_message else Kind.IGNORED
    user = key.partition(":")[2]
    return Incoming(Channel.TELEGRAM, key, user, kind, at, is_group=user.startswith("-"))


def _tap(query: CallbackQuery, at: datetime) -> Incoming:
    chat_id = query.message.chat.id if query.message is not None else query.from_user.id
    return Incoming(
        channel=Channel.TELEGRAM,
        chat_key=chat_key(Channel.TELEGRAM, chat_id),
        user=str(query.from_user.id),
        kind=Kind.BUTTON,
        at=at,
        button=_words(query.data),
        name=_name(query.from_user),
        is_group=chat_id < 0,
        private_chat=chat_key(Channel.TELEGRAM, query.from_user.id),
    )


def _membership(change: ChatMemberUpdated, at: datetime) -> Incoming:
    stopped = change.new_chat_member.status in _GONE and change.chat.type == ChatType.PRIVATE
    return Incoming(
        channel=Channel.TELEGRAM,
        chat_key=chat_key(Channel.TELEGRAM, change.chat.id),
        user=str(change.from_user.id),
        kind=Kind.STOPPED if stopped else Kind.IGNORED,
        at=at,
        is_group=change.chat.type != ChatType.PRIVATE,
        private_chat=chat_key(Channel.TELEGRAM, change.from_user.id),
    )


def _message(message: Message, at: datetime, *, edited: bool) -> Incoming:
    chat, user = message.chat, message.from_user
    files, pin = _files(message), message.location or (message.venue.location if message.venue else None)
    text = _text(message) or _card(message)
    return Incoming(
        channel=Channel.TELEGRAM,
        chat_key=chat_key(Channel.TELEGRAM, chat.id),
        user=str(user.id if user is not None else chat.id),
        kind=_kind(message, files, text, edited=edited),
        at=at,
        text=text,
        files=files,
        latitude=float(pin.latitude) if pin else None,
        longitude=float(pin.longitude) if pin else None,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        name=_name(user),
        is_group=chat.type != ChatType.PRIVATE,
        message_id=str(message.message_id),
        private_chat=chat_key(Channel.TELEGRAM, user.id if user is not None else chat.id),
    )


def _card(message: Message) -> str:
    """Who a contact card is of, for an officer to read."""
    card = message.contact
    if card is None:
        return ""
    words = (_words(card.first_name), _words(card.last_name), _words(card.phone_number))
    return " ".join(word[:120] for word in words if word)


def _text(message: Message) -> str:
    text = _words(message.text) or _words(message.caption) or _named_place(message)
    command, _, rest = text.partition(" ")
    if not command.startswith("/"):
        return text
    return f"{command.partition('@')[0]} {rest}".rstrip()


def _named_place(message: Message) -> str:
    """What a venue is called and where it says it is, as the place in words."""
    words = (_words(message.venue.title), _words(message.venue.address)) if message.venue else ()
    return ", ".join(word for word in words if word)


def _kind(message: Message, files: tuple[FileRef, ...], text: str, *, edited: bool) -> Kind:
    if edited:
        return Kind.EDITED
    if files:
        return Kind.MEDIA
    if message.location is not None or message.venue is not None:
        return Kind.LOCATION
    if message.contact is not None:
        return Kind.CONTACT
    if text:
        return Kind.TEXT
    return Kind.IGNORED if _is_service(message) else Kind.UNSUPPORTED


_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "message_auto_delete_timer_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "boost_added",
    "proximity_alert_triggered",
    "chat_background_set",
    "write_access_allowed",
    "giveaway_created",
    "giveaway",
    "giveaway_winners",
    "giveaway_completed",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
)


def _is_service(message: Message) -> bool:
    return any(getattr(message, name, None) for name in _SERVICE)


def _files(message: Message) -> tuple[FileRef, ...]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (FileRef(MediaKind.PHOTO, largest.file_id, size=largest.file_size),)
    for kind, file in (
        (MediaKind.VOICE, message.voice),
        (MediaKind.AUDIO, message.audio),
        (MediaKind.VIDEO, message.video or message.video_note or message.animation),
        (MediaKind.DOCUMENT, message.document),
    ):
        if file is not None:
            return (FileRef(kind, file.file_id, getattr(file, "file_name", None), file.file_size),)
    return ()


def _name(user: User | Chat | None) -> str | None:
    if not isinstance(user, User):
        return None
    return _words(user.full_name).strip()[:120] or None


def _words(given: object) -> str:
    """What is no text is none; half a surrogate pair, which JSON can carry and no text can, becomes a question mark."""
    return given.encode("utf-8", "replace").decode() if isinstance(given, str) else ""
