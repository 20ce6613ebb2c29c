"""Sending to WhatsApp: one call per message, and every answer and error turned into an outcome the outbox understands."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.channels import CannotFetch, Part, PartOutcome
from bot.port import Incoming, Kind, Option, Outgoing
from bot.split import split
from bot.whatsapp import accounts, answers
from bot.whatsapp.envelope import address_of, piece_key
from bot.whatsapp.parse import ids_of, parse
from bot.whatsapp.reading import Reading
from bot.whatsapp.uploads import Uploads, is_about_media, media
from core.files import FileStore
from core.messages.channels import Channel
from core.messages.media import MAX_BYTES, TOO_LARGE
from core.messages.outbox import Refused, Sent, TryLater, Uncertain
from core.messages.outfiles import OutFile
from core.settings import WhatsAppSettings

log = logging.getLogger("pendopo.whatsapp")

TIMEOUT = 10.0
WINDOW = timedelta(hours=24)
MAX_TEXT, MAX_BODY, MAX_CAPTION = 4096, 1024, 1024
MAX_BUTTONS, BUTTON_TITLE = 3, 20
MAX_ROWS, ROW_TITLE, ROW_DETAIL = 10, 24, 72


def make_client(settings: WhatsAppSettings) -> httpx.AsyncClient:
    """A client for this Graph API with this office's token."""
    return httpx.AsyncClient(
        base_url=settings.graph_base.rstrip("/") + "/",
        headers={"Authorization": f"Bearer {settings.token}"},
        timeout=httpx.Timeout(TIMEOUT, connect=TIMEOUT / 2),
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
        follow_redirects=True,
    )


class WhatsAppPort:
    """The WhatsApp channel of one office."""

    channel = Channel.WHATSAPP
    window: timedelta | None = WINDOW

    def __init__(self, settings: WhatsAppSettings, client: httpx.AsyncClient, files: FileStore | None = None) -> None:
        self._settings = settings
        self.client = client
        self._uploads = Uploads(client, self._as, files)
        self.can_knock = bool(settings.template)
        self._reading = Reading(client, self._as)

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        incoming = parse(bodies, at=at)
        if incoming.kind is not Kind.IGNORED:
            self._reading.has(incoming.chat_key, ids_of(bodies))
        return incoming

    def parts(self, outgoing: Outgoing) -> list[Part]:
        text, options = outgoing.text, outgoing.options[:MAX_ROWS]
        if options and len(text) > MAX_BODY:  # one answer is one bubble: the choices are typed then
            text, options = f"{text}\n\n{_numbered(options)}", ()
        bare = Part("", (), outgoing.key, outgoing.phone, outgoing.template)
        if outgoing.file is not None and not options and len(text) <= MAX_CAPTION:
            return [replace(bare, text=text, file=outgoing.file)]
        pieces = [replace(bare, text=piece) for piece in split(text, MAX_TEXT, length=len)]
        if outgoing.file is not None:  # choices stand under words, never under a file
            pieces.insert(0 if options else len(pieces), replace(bare, file=outgoing.file))
        last = replace(pieces[-1], options=options, menu=outgoing.menu)
        return [*(replace(part, key=piece_key(part.key, n)) for n, part in enumerate(pieces[:-1], start=1)), last]

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        if part.file is not None and part.template is None:
            outcome = await self._send_file(chat_key, part, part.file)
        else:
            outcome = await self._post(chat_key, part, self._content(address_of(chat_key)[0], part))
        if isinstance(outcome, Sent):
            self._reading.answered(chat_key)
        return outcome

    async def _send_file(self, chat_key: str, part: Part, file: OutFile) -> PartOutcome:
        """By an id the service gave it earlier where that still lives; one it knows no more is uploaded again, once."""
        number, _ = address_of(chat_key)
        known = None if file.is_fresh else self._uploads.known(number, file)
        if known is not None:
            outcome = await self._post(chat_key, part, media(file, known, part.text))
            if not (isinstance(outcome, Refused) and is_about_media(outcome.error)):
                return outcome
        uploaded = await self._uploads.upload(number, file)
        if not isinstance(uploaded, str):
            return uploaded
        return await self._post(chat_key, part, media(file, uploaded, part.text))

    async def _post(self, chat_key: str, part: Part, content: Mapping[str, Any]) -> PartOutcome:
        number, user = address_of(chat_key)
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **({"to": part.phone} if part.phone else {"recipient": user}),
            **({"biz_opaque_callback_data": part.key} if part.key else {}),
            **content,
        }
        try:
            answer = await self.client.post(f"{number}/messages", json=body, headers=self._as(number))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return TryLater(type(error).__name__)
        except httpx.HTTPError as error:
            return Uncertain(type(error).__name__)
        return answers.outcome(answer)

    def _content(self, number: str, part: Part) -> dict[str, Any]:
        if part.template is not None:
            blanks = [{"type": "text", "text": blank} for blank in part.template.blanks]
            template = {
                "name": part.template.name or self._settings.own_templates.get(number, self._settings.template),
                "language": {"code": part.template.lang or self._settings.template_lang},
                "components": [{"type": "body", "parameters": blanks}] if blanks else [],
            }
            return {"type": "template", "template": template}
        if part.options:
            return {"type": "interactive", "interactive": _interactive(part)}
        return {"type": "text", "text": {"body": part.text, "preview_url": False}}

    def _as(self, number: str) -> dict[str, str]:
        """A number of another account has a token of its own."""
        own = self._settings.tokens.get(number)
        return {"Authorization": f"Bearer {own}"} if own else {}

    async def obey(self, command: str) -> dict[str, Any]:
        return await accounts.obey(self._settings, self.client, self._as, command)

    async def answers(self) -> bool:
        number = self._settings.phone_ids[0]
        try:
            answer = await self.client.get(number, params={"fields": "id"}, headers=self._as(number))
        except httpx.HTTPError:
            return False
        return answer.status_code < answers.OK

    async def show_typing(self, chat_key: str) -> None:
        await self._reading.show_typing(chat_key)

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        """Ask for the link, which lives minutes, and take the file at once: both as the number it came to."""
        number, _ = address_of(chat_key)
        try:
            asked = await self.client.get(ext_file, headers=self._as(number))
            link = _link(asked)
            async with self.client.stream("GET", link, headers=self._as(number)) as answer:
                if answer.status_code >= answers.OK:
                    raise CannotFetch(str(answer.status_code), final=False)
                return await _read(answer)
        except httpx.HTTPError as error:
            raise CannotFetch(type(error).__name__, final=False) from error


def _interactive(part: Part) -> dict[str, Any]:
    """Up to three short choices are buttons, more or longer ones a list."""
    body = {"text": part.text}
    fits = len(part.options) <= MAX_BUTTONS and all(len(option.label) <= BUTTON_TITLE for option in part.options)
    if fits:
        replies = [{"type": "reply", "reply": {"id": option.id, "title": option.label}} for option in part.options]
        return {"type": "button", "body": body, "action": {"buttons": replies}}
    action = {"button": part.menu, "sections": [{"title": part.menu, "rows": _rows(part.options)}]}
    return {"type": "list", "body": body, "action": action}


def _rows(options: tuple[Option, ...]) -> list[dict[str, str]]:
    """A label that is too long for a row's title is told in full below it."""
    rows = []
    for option in options:
        row = {"id": option.id, "title": option.label}
        if len(option.label) > ROW_TITLE:
            row["title"] = option.label[: ROW_TITLE - 1].rstrip() + "…"
            row["description"] = option.label[:ROW_DETAIL]
        rows.append(row)
    return rows


def _numbered(options: tuple[Option, ...]) -> str:
    return "\n".join(f"{place}. {option.label}" for place, option in enumerate(options, start=1))


_NEVER = frozenset({400, 404, 410})


def _link(answer: httpx.Response) -> str:
    if answer.status_code >= answers.OK:
        raise CannotFetch(str(answer.status_code), final=answer.status_code in _NEVER)
    body = answers.body_of(answer)
    size, link = body.get("file_size"), body.get("url")
    if isinstance(size, int) and size > MAX_BYTES:
        raise CannotFetch(TOO_LARGE, final=True)
    if not isinstance(link, str) or not link.startswith(("https://", "http://")):
        raise CannotFetch("no link", final=False)
    return link


async def _read(answer: httpx.Response) -> bytes:
    """The file, as far as the house takes one."""
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > MAX_BYTES:
            raise CannotFetch(TOO_LARGE, final=True)
    return bytes(content)
