"""The web chat's own message format, and its side of the port: what it "sends" is fetched by the page."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

from bot.channels import CannotFetch, Part, PartOutcome
from bot.port import FileRef, Incoming, Kind, Outgoing
from core.files import FileStore
from core.messages.channels import Channel, chat_key
from core.messages.inbox import Arrival
from core.messages.media import MediaKind
from core.messages.outbox import Refused, Sent
from core.messages.outfiles import GONE

_FILE_KINDS = {"image": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO}


def text_message(session_mark: str, message_id: str, text: str) -> Arrival:
    """What a citizen typed."""
    return _arrival(session_mark, message_id, {"kind": "text", "text": text})


def button_message(session_mark: str, message_id: str, button: str, label: str) -> Arrival:
    """An option a citizen chose, with the words that were on it."""
    return _arrival(session_mark, message_id, {"kind": "button", "button": button, "label": label})


def file_message(session_mark: str, message_id: str, *, text: str, files: list[dict[str, str]]) -> Arrival:
    """Files a citizen attached; each is kept already and named by its hash: {sha256, mime, name}."""
    return _arrival(session_mark, message_id, {"kind": "file", "text": text, "files": files})


def location_message(session_mark: str, message_id: str, *, latitude: float, longitude: float) -> Arrival:
    """Where a citizen is, as their browser says."""
    return _arrival(session_mark, message_id, {"kind": "location", "latitude": latitude, "longitude": longitude})


def _arrival(session_mark: str, message_id: str, body: dict[str, object]) -> Arrival:
    """Half a surrogate pair, which JSON can carry and no text can, becomes a question mark."""
    written = json.dumps({**body, "session": session_mark}, ensure_ascii=False)
    return Arrival(
        channel=Channel.WEB,
        ext_id=f"{session_mark}:{message_id}",
        chat_key=chat_key(Channel.WEB, session_mark),
        body=written.encode("utf-8", "replace").decode(),
    )


class WebPort:
    """The web channel in the worker: a message counts as sent when the page may fetch it."""

    channel = Channel.WEB
    window: timedelta | None = None
    can_knock = False

    def __init__(self, files: FileStore) -> None:
        self._files = files

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        data = json.loads(bodies[0])
        session_mark = str(data["session"])
        return Incoming(
            channel=Channel.WEB,
            chat_key=chat_key(Channel.WEB, session_mark),
            user=session_mark,
            kind={"text": Kind.TEXT, "button": Kind.BUTTON, "file": Kind.MEDIA, "location": Kind.LOCATION}[
                data["kind"]
            ],
            at=at,
            text=str(data.get("text", "")),
            files=tuple(_file(row) for row in data.get("files", ())),
            latitude=data.get("latitude"),
            longitude=data.get("longitude"),
            button=data.get("button"),
        )

    def parts(self, outgoing: Outgoing) -> list[Part]:
        return [Part(outgoing.text, outgoing.options, file=outgoing.file)]

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        if part.file is not None and not await asyncio.to_thread(self._files.has, part.file.sha256):
            return Refused(GONE)
        return Sent(None, "", "")

    async def answers(self) -> bool:
        return True

    async def show_typing(self, chat_key: str) -> None:
        """The page shows it by itself while it waits."""

    async def obey(self, command: str) -> dict[str, Any]:
        return {}

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        try:
            return self._files.get(ext_file)
        except FileNotFoundError as error:
            raise CannotFetch("gone", final=True) from error


def _file(row: dict[str, str]) -> FileRef:
    kind = _FILE_KINDS.get(row.get("mime", "").partition("/")[0], MediaKind.DOCUMENT)
    return FileRef(kind, row["sha256"], row.get("name"))
