"""Polling: one worker at a time asks for updates, and confirms them only by asking for the next after the commit."""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.telegram.envelope import ALLOWED_UPDATES, UnreadableUpdate, arrival, callback_id, is_id
from bot.telegram.port import POLL_TIMEOUT, TelegramPort
from core.clock import Clock
from core.db import Database
from core.messages import inbox, leases, pollers
from core.messages.channels import Channel

log = logging.getLogger("pendopo.telegram")

RENEW_EVERY, NOTE_EVERY = 5.0, 60.0
GATHER = 0.03
"""Seconds given to a crowd: what comes in together is stored together."""
_RETRY = 1.0
_LONG_RETRY, _LONGEST_RETRY = 10.0, 60.0
"""A token that is refused stays so until somebody mends it."""


class Poller:
    """Asks the Bot API for updates while this worker holds the lease of the bot."""

    def __init__(self, port: TelegramPort, database: Database, *, bot_id: str, owner: str, clock: Clock) -> None:
        self._port = port
        self._database = database
        self._bot_id = bot_id
        self._owner = owner
        self._clock = clock
        self._name = f"poller:{bot_id}"
        self._token = secrets.token_hex(12)
        self._refused = 0
        self._noted = -NOTE_EVERY
        self._background: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until cancelled; whoever else holds the lease is waited for."""
        try:
            while True:
                if await asyncio.to_thread(self._take_lease):
                    await self._poll_while_leased()
                else:
                    await asyncio.sleep(RENEW_EVERY)
        finally:
            self._release()

    async def _poll_while_leased(self) -> None:
        self._storing = ThreadPoolExecutor(1, thread_name_prefix="storing")
        polling = asyncio.create_task(self._poll())
        try:
            while not polling.done():
                await asyncio.wait({polling}, timeout=RENEW_EVERY)
                if not await asyncio.to_thread(self._take_lease):
                    log.warning("another worker took over polling")
                    return
            polling.result()
        finally:
            polling.cancel()
            self._storing.shutdown(wait=False)

    async def _poll(self) -> None:
        await self._done(self._port.bot.initialize)
        await self._done(self._port.bot.delete_webhook)  # one left behind would make every poll fail
        cursor = await asyncio.to_thread(self._cursor)
        while True:
            try:
                updates = await self._ask(cursor)
            except TelegramError as error:
                await self._note_failure(error)
                continue
            if not updates:
                await self._note_calm()
            elif isinstance(updates, list):
                cursor = await self._keep(updates, cursor)
                if len(updates) > 1:
                    await asyncio.sleep(GATHER)

    async def _ask(self, cursor: int) -> Any:
        """The raw updates: one of a shape the library does not know is stored like any other, not lost with its batch."""
        asked = urlencode({"offset": cursor, "timeout": POLL_TIMEOUT, "allowed_updates": json.dumps(ALLOWED_UPDATES)})
        bot = self._port.bot
        return await bot.request.post(f"{bot.base_url}/getUpdates?{asked}", read_timeout=POLL_TIMEOUT + 5.0)

    async def _done(self, begin: Callable[[], Awaitable[object]]) -> None:
        """Do what has to be done before polling, as often as it takes."""
        while True:
            try:
                await begin()
            except TelegramError as error:
                await self._note_failure(error)
            else:
                return

    async def _keep(self, updates: list[dict[str, Any]], cursor: int) -> int:
        """Store a batch, try as long as it takes; the next offset confirms it."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                following = await loop.run_in_executor(self._storing, self._store, updates, cursor)
            except Exception:
                log.exception("updates could not be stored; Telegram keeps them")
                await asyncio.sleep(_RETRY)
                continue
            self._acknowledge_taps(updates)
            return following

    def _store(self, updates: list[dict[str, Any]], cursor: int) -> int:
        at = self._clock()
        ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
        following = max([cursor, *(given + 1 for given in ids if is_id(given))])
        with self._database.write() as session:
            for update in updates:
                body = json.dumps(update)  # escaped: half a surrogate pair is no text anybody can store
                try:
                    inbox.accept(session, [arrival(body, bot_id=self._bot_id)], at=at)
                except UnreadableUpdate as error:
                    inbox.accept_unreadable(session, Channel.TELEGRAM, body, why=str(error), at=at)
            pollers.worked(session, self._name, cursor=following, at=at)
        return following

    def _acknowledge_taps(self, updates: list[dict[str, Any]]) -> None:
        for update in updates:
            tap = callback_id(json.dumps(update))
            if tap is not None:
                task = asyncio.create_task(self._port.acknowledge(tap))
                self._background.add(task)
                task.add_done_callback(self._background.discard)

    async def _note_calm(self) -> None:
        """Nothing came, which is an answer too: written down now and then, and at once after a failure."""
        now = time.monotonic()
        if now - self._noted > NOTE_EVERY:
            self._noted = now
            await asyncio.to_thread(self._write_calm)

    def _write_calm(self) -> None:
        try:
            with self._database.write() as session:
                pollers.worked(session, self._name, at=self._clock())
        except Exception:
            log.exception("the state of polling was not kept")

    async def _note_failure(self, error: TelegramError) -> None:
        self._noted = -NOTE_EVERY
        grave = isinstance(error, InvalidToken | Conflict)
        log.log(logging.ERROR if grave else logging.INFO, "polling failed: %s", type(error).__name__)
        await asyncio.to_thread(self._write_failure, type(error).__name__)
        self._refused = self._refused + 1 if isinstance(error, InvalidToken) else 0
        await asyncio.sleep(min(_LONG_RETRY * self._refused, _LONGEST_RETRY) or _RETRY)

    def _write_failure(self, name: str) -> None:
        try:
            with self._database.write() as session:
                pollers.failed(session, self._name, error=name, at=self._clock())
        except Exception:
            log.exception("the state of polling was not kept")

    def _cursor(self) -> int:
        with self._database.write() as session:
            return pollers.state(session, self._name).cursor or 0

    def _take_lease(self) -> bool:
        try:
            with self._database.write() as session:
                return leases.take(session, self._name, owner=self._owner, token=self._token, at=self._clock())
        except Exception:
            log.exception("the polling lease could not be renewed")
            return False

    def _release(self) -> None:
        try:
            with self._database.write() as session:
                leases.release(session, self._name, token=self._token)
        except Exception:
            log.exception("the polling lease was not put down; it runs out by itself")
