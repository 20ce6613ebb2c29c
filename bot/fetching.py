"""Fetching: files people sent are brought home over the network, each as often as it takes, off the chats' way."""

import asyncio
import logging
from collections.abc import Mapping

from bot.channels import CannotFetch, ChannelPort
from core.clock import Clock
from core.db import Database
from core.files import FileStore, Kept, sniff
from core.messages import media
from core.messages.channels import Channel
from core.messages.media import MAX_BYTES, TOO_LARGE
from core.pictures import of_a_person, tells
from core.privacy import keyring

log = logging.getLogger("pendopo.fetching")

TIMEOUT = 60.0
_AT_ONCE = 4


class Fetcher:
    """Brings waiting files home."""

    def __init__(
        self, database: Database, files: FileStore, ports: Mapping[Channel, ChannelPort], *, clock: Clock
    ) -> None:
        self._database = database
        self._files = files
        self._ports = ports
        self._clock = clock
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def fetch_waiting(self) -> int:
        """Fetch what may be fetched now; how many were tried."""
        waiting = await asyncio.to_thread(self._waiting)
        await asyncio.gather(*(self._fetch(*row) for row in waiting))
        return len(waiting)

    def _waiting(self) -> list[tuple[int, Channel, str, str]]:
        with self._database.read() as session:
            return [
                (row.id, row.channel, row.ext_file, row.chat_key)
                for row in media.waiting(session, list(self._ports), at=self._clock())
            ]

    async def _fetch(self, media_id: int, channel: Channel, ext_file: str, chat_key: str) -> None:
        async with self._at_once:
            try:
                content = await asyncio.wait_for(self._ports[channel].fetch(ext_file, chat_key), TIMEOUT)
                if len(content) > MAX_BYTES:
                    raise CannotFetch(TOO_LARGE, final=True)
                await asyncio.to_thread(self._keep, media_id, content)
            except CannotFetch as trouble:
                await asyncio.to_thread(self._failed, media_id, str(trouble), final=trouble.final)
            except Exception as error:  # noqa: BLE001 - one odd file must not stop the others
                log.warning("file %s was not fetched: %s", media_id, type(error).__name__)
                await asyncio.to_thread(self._failed, media_id, type(error).__name__, final=False)

    def _keep(self, media_id: int, content: bytes) -> None:
        """Keep the file without what it tells beside the picture; as it came it lies sealed beside it."""
        clean = of_a_person(content, sniff(content))
        kept: Kept = self._files.put(clean)
        original = self._files.put(self._sealed(content)).sha256 if clean != content else None
        with self._database.write() as session:
            media.stored(
                session,
                media_id,
                sha256=kept.sha256,
                mime=kept.mime,
                size=kept.size,
                original=original,
                tells=tells(clean, kept.mime),
            )

    def _sealed(self, content: bytes) -> bytes:
        with self._database.read() as session:
            return keyring(session).seal_bytes(content)

    def _failed(self, media_id: int, error: str, *, final: bool) -> None:
        with self._database.write() as session:
            media.fetch_failed(session, media_id, error=error, final=final, at=self._clock())
