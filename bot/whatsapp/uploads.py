"""Uploads: a file is given to WhatsApp first and sent by its id, which lives seven days at most."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import httpx

from bot.carrying import bytes_of
from bot.channels import PartOutcome
from bot.whatsapp import answers
from core.files import FileStore
from core.messages.outbox import TryLater
from core.messages.outfiles import OutFile

log = logging.getLogger("pendopo.whatsapp")

MAX_IMAGE, MAX_FILE = 5 * 1024 * 1024, 100 * 1024 * 1024
LIVES = 6 * 24 * 3600.0
"""Seconds an id is used again: a day less than the service keeps it."""
TIMEOUT = 60.0
_REMEMBERED = 1000
_MEDIA_CODES = frozenset({"100", "131008", "131009", "131052", "131053"})


def is_about_media(error: str) -> bool:
    """May a refusal mean that the service knows the file's id no more?"""
    return error.rpartition("/")[2] in _MEDIA_CODES


def media(file: OutFile, media_id: str, caption: str) -> dict[str, Any]:
    """The content of a message that carries an uploaded file: a picture the service shows, or a document to open."""
    about = {"id": media_id, **({"caption": caption} if caption else {})}
    if file.is_picture and file.size <= MAX_IMAGE:
        return {"type": "image", "image": about}
    return {"type": "document", "document": {**about, "filename": file.name}}


class Uploads:
    """Gives files to the service, and remembers under which id it keeps them for each number of the office."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        headers: Callable[[str], dict[str, str]],
        files: FileStore | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._headers = headers
        self._files = files
        self._clock = clock
        self._ids: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    def known(self, number: str, file: OutFile) -> str | None:
        """The id of an earlier upload that still lives."""
        media_id, until = self._ids.get((number, file.sha256), ("", 0.0))
        return media_id if until > self._clock() else None

    async def upload(self, number: str, file: OutFile) -> str | PartOutcome:
        """The id of the file, or why there is none. Uploading twice harms nobody: what got no answer is tried later."""
        content = await bytes_of(self._files, file, most=MAX_FILE)
        if not isinstance(content, bytes):
            return content
        try:
            answer = await self._client.post(
                f"{number}/media",
                data={"messaging_product": "whatsapp", "type": file.mime},
                files={"file": (file.name, content, file.mime)},
                headers=self._headers(number),
                timeout=TIMEOUT,
            )
        except httpx.HTTPError as error:
            return TryLater(f"upload {type(error).__name__}")
        if answer.status_code >= answers.OK:
            return answers.outcome(answer)
        media_id = answers.body_of(answer).get("id")
        if not isinstance(media_id, str | int) or not media_id:
            return TryLater("upload without an id")
        return self._remember(number, file, str(media_id))

    def _remember(self, number: str, file: OutFile, media_id: str) -> str:
        self._ids[number, file.sha256] = (media_id, self._clock() + LIVES)
        self._ids.move_to_end((number, file.sha256))
        while len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)
        return media_id
