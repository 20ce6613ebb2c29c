"""Sending to Telegram: every answer and error of the Bot API turned into an outcome the outbox understands."""

import logging
import os
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.constants import ChatAction, MessageLimit
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.carrying import bytes_of
from bot.channels import CannotFetch, Part, PartOutcome
from bot.port import Incoming, Option, Outgoing
from bot.split import split, utf16_length
from bot.telegram.envelope import ALLOWED_UPDATES
from bot.telegram.parse import parse
from bot.telegram.request import AiohttpRequest, NoAnswer
from core.files import FileStore
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.media import MAX_BYTES
from core.messages.outbox import OFFICE_REFUSED, Refused, Sent, TryLater, Uncertain, Unreachable
from core.messages.outfiles import TOO_LARGE, OutFile
from core.settings import TelegramSettings

log = logging.getLogger("pendopo.telegram")
os.environ.setdefault("PTB_TIMEDELTA", "1")  # waits are timedeltas, as the library will always have them

MAX_PHOTO, MAX_FILE = 10 * 1024 * 1024, 50 * 1024 * 1024
POLL_TIMEOUT = 25
_WIDE = 18
_TRIPS = (AttributeError, KeyError, TypeError, ValueError)
"""What the library raises on an answer that is not as documented."""
_NO_PHOTO = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid")
_REMEMBERED = 1000
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid", "have no rights")


def make_bot(settings: TelegramSettings) -> Bot:
    """A Bot for this token and this Bot API server."""
    request = AiohttpRequest()
    return Bot(
        settings.token,
        base_url=settings.api_base,
        base_file_url=settings.file_base,
        request=request,
        get_updates_request=request,
    )


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram is to post updates, and the secret it proves itself by."""

    address: str
    secret: str


class TelegramPort:
    """The Telegram channel of one bot."""

    channel = Channel.TELEGRAM
    window: timedelta | None = None
    can_knock = False

    def __init__(self, bot: Bot, hook: Hook | None = None, files: FileStore | None = None) -> None:
        self.bot = bot
        self.hook = hook
        self._files = files
        self._is_registered = False
        self._known: OrderedDict[str, str] = OrderedDict()

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        return parse(bodies, at=at, bot_name=self._name)

    @property
    def _name(self) -> str | None:
        """Our own user name, once the service told it."""
        try:
            return self.bot.username
        except RuntimeError:
            return None

    def parts(self, outgoing: Outgoing) -> list[Part]:
        if outgoing.file is not None and utf16_length(outgoing.text) <= MessageLimit.CAPTION_LENGTH:
            return [Part(outgoing.text, outgoing.options, file=outgoing.file)]
        texts = split(outgoing.text, MessageLimit.MAX_TEXT_LENGTH, length=utf16_length)
        if outgoing.file is not None:
            return [*(Part(text) for text in texts), Part("", outgoing.options, file=outgoing.file)]
        return [*(Part(text) for text in texts[:-1]), Part(texts[-1], outgoing.options)]

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        if part.file is not None:
            return await self._send_file(chat_key, part, part.file)
        try:
            sent = await self.bot.send_message(
                _chat_id(chat_key),
                part.text,
                reply_markup=_keyboard(part.options),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            return outcome_of(error)
        return Sent(str(sent.message_id), "", "")

    async def _send_file(self, chat_key: str, part: Part, file: OutFile) -> PartOutcome:
        """By the service's own name of it where that is known, else with its bytes; what is no photo to it is a document."""
        as_photo = file.is_picture and file.size <= MAX_PHOTO
        known = None if file.is_fresh else self._known.get(f"{as_photo}:{file.sha256}")
        try:
            if known is not None:
                try:
                    return self._sent(await self._upload(chat_key, part, known, as_photo=as_photo), file)
                except BadRequest:
                    log.info("Telegram does not know a file any more that it took before")
            content = await bytes_of(self._files, file, most=MAX_FILE)
            if not isinstance(content, bytes):
                return content
            given = InputFile(content, filename=file.name)
            try:
                return self._sent(await self._upload(chat_key, part, given, as_photo=as_photo), file)
            except BadRequest as error:
                if not (as_photo and any(sign in str(error).lower() for sign in _NO_PHOTO)):
                    raise
                return self._sent(await self._upload(chat_key, part, given, as_photo=False), file)
        except TelegramError as error:
            return Refused(TOO_LARGE) if "too large" in str(error).lower() else outcome_of(error)

    async def _upload(self, chat_key: str, part: Part, given: InputFile | str, *, as_photo: bool) -> Message:
        chat, caption, keyboard = _chat_id(chat_key), part.text or None, _keyboard(part.options)
        if as_photo:
            return await self.bot.send_photo(chat, given, caption=caption, reply_markup=keyboard)
        return await self.bot.send_document(
            chat, given, caption=caption, reply_markup=keyboard, disable_content_type_detection=True
        )

    def _sent(self, sent: Message, file: OutFile) -> Sent:
        """Remember what the service calls the file."""
        name = sent.photo[-1].file_id if sent.photo else sent.document.file_id if sent.document else None
        if name is not None:
            self._known[f"{bool(sent.photo)}:{file.sha256}"] = name
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return Sent(str(sent.message_id), "", "")

    async def answers(self) -> bool:
        try:
            await self.bot.get_me()
        except TelegramError:
            return False
        return True

    async def close(self) -> None:
        """Let go of the connections, also of a bot that was never initialized."""
        await self.bot.shutdown()
        await self.bot.request.shutdown()

    async def show_typing(self, chat_key: str) -> None:
        try:
            await self.bot.send_chat_action(_chat_id(chat_key), ChatAction.TYPING)
        except TelegramError as error:
            log.info("typing was not shown: %s", type(error).__name__)

    async def obey(self, command: str) -> dict[str, Any]:
        try:
            if command == Command.WEBHOOK and self.hook is not None:
                await self.register()
            me, info = await self.bot.get_me(), await self.bot.get_webhook_info()
            is_lost = self.hook is not None and info.url != self.hook.address
            was_lost = is_lost and self._is_registered
            if was_lost:
                log.warning("the webhook of the bot was taken away; it is registered again")
                await self.register()
        except (TelegramError, *_TRIPS) as error:
            return {"error": type(error).__name__}
        return {
            "account": me.username,
            "reads_groups": bool(me.can_read_all_group_messages),
            "webhook": info.url,
            "is_ours": self.hook is not None and (was_lost or not is_lost),
            "is_lost": is_lost and not was_lost,
            "was_lost": was_lost,
            "pending": info.pending_update_count,
            "last_error": info.last_error_message,
            "last_error_at": info.last_error_date.isoformat() if info.last_error_date else None,
        }

    async def register(self) -> None:
        """Tell Telegram where to post. Raises :class:`TelegramError`."""
        assert self.hook is not None
        await self.bot.set_webhook(
            self.hook.address, secret_token=self.hook.secret, allowed_updates=list(ALLOWED_UPDATES)
        )
        self._is_registered = True

    async def acknowledge(self, callback_id: str) -> None:
        """Stop the little clock on a tapped button."""
        try:
            await self.bot.answer_callback_query(callback_id)
        except TelegramError as error:
            log.info("a tap was not acknowledged: %s", type(error).__name__)

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        try:
            file = await self.bot.get_file(ext_file)
            if file.file_size is not None and file.file_size > MAX_BYTES:
                raise CannotFetch(TOO_LARGE, final=True)
            return bytes(await file.download_as_bytearray())
        except (BadRequest, Forbidden) as error:
            is_too_large = "too big" in str(error).lower()
            raise CannotFetch(TOO_LARGE if is_too_large else type(error).__name__, final=True) from error
        except TelegramError as error:
            raise CannotFetch(type(error).__name__, final=False) from error


def outcome_of(error: TelegramError) -> PartOutcome:
    """What an error of the Bot API means for the message."""
    match error:
        case RetryAfter(retry_after=timedelta() as wait):
            return TryLater("429", after=wait.total_seconds())
        case TimedOut():
            return Uncertain("time-out")
        case NoAnswer():
            return Uncertain(_cause(error))
        case Forbidden():
            return Unreachable("403")
        case BadRequest():
            if any(sign in str(error).lower() for sign in _GONE):
                return Unreachable("400")
            return Refused(f"400 {str(error)[:120]}")
        case ChatMigrated():
            return Unreachable("migrated")
        case InvalidToken():
            log.error("Telegram refuses the token: check PENDOPO_TELEGRAM_TOKEN")
            return TryLater(f"{OFFICE_REFUSED}401", after=30.0, most=900.0)
    return TryLater(_cause(error))


def _cause(error: TelegramError) -> str:
    return type(error.__cause__ or error).__name__


def _chat_id(chat_key: str) -> int:
    return int(chat_key.partition(":")[2])


def _keyboard(options: tuple[Option, ...]) -> InlineKeyboardMarkup | None:
    """Short labels two in a row (five stars in one), long ones below each other."""
    if not options:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    for option in options:
        button = InlineKeyboardButton(option.label, callback_data=option.id)
        most = 5 if len(option.label) <= 2 else 2
        fits = bool(rows) and len(rows[-1]) < most and len(option.label) <= _WIDE and len(rows[-1][-1].text) <= _WIDE
        if fits and (len(option.label) <= 2) == (len(rows[-1][-1].text) <= 2):
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows)
