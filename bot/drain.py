"""The drainer: runs the steps of every chat that was woken, many chats at once, each chat strictly in order.

It lives on the worker's one event loop, which owns all connections to the chat services; the steps themselves run
on a thread or a few, and what was sent is settled on another (``settling``). Waking a chat twice, or for nothing, is harmless.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from bot.channels import Ask, ChannelPort, Part
from bot.desk import DatabaseAway, Desk
from bot.making import Maker
from bot.settling import Settler, Settling
from bot.sharing import Share
from bot.steps import Again, Busy, Idle, Made, Make, Send, Settled, Step
from core.clock import Clock
from core.messages.channels import Channel, channel_of
from core.messages.outbox import Outcome, Sent, TryLater, Uncertain

log = logging.getLogger("pendopo.drain")

TYPING_AFTER = 0.3
AWAY_RETRY = 0.5
BUSY_AGAIN, BUSY_AT_MOST = 0.1, 3.2
"""A chat that another worker holds is looked at again, what came while it put the pen down would wait for a sweep; ever
more seldom, as the other may be at it for long."""
HOLD_EVERY = 5.0
SILENCE_RETRY = 5.0
_CALM = 16
ROOM, MOST = 8, 64
"""Chats a worker serves without thinking of others, and from how many on it looks for no more."""


class Drainer:
    """Wakes chats, sends what their steps ask for, and settles how it went."""

    def __init__(
        self,
        desk: Desk,
        ports: Mapping[Channel, ChannelPort],
        *,
        clock: Clock,
        threads: int = 1,
        maker: Maker | None = None,
        share: Share | None = None,
    ) -> None:
        self._desk = desk
        self._ports = ports
        self._clock = clock
        self._maker = maker
        self._share = share
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="desk")
        self._settler = Settler(desk)
        self._loop = asyncio.get_running_loop()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._held: dict[str, tuple[float, asyncio.TimerHandle]] = {}
        self._closing = False

    def wake(self, chat_key: str) -> None:
        """Look at this chat soon. May be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the sweeper of the next worker will look
            self._loop.call_soon_threadsafe(self._wake, chat_key)

    def wake_all(self, chat_keys: Sequence[str]) -> None:
        """The doorbell of a database in this process. In a crowd a worker leaves the chats of the others to them."""
        for chat_key in chat_keys:
            if self._share is None or len(self._running) < ROOM or self._share.is_mine(chat_key):
                self.wake(chat_key)

    def wake_waiting(self, chat_keys: Sequence[str]) -> None:
        """Look at chats that were found waiting, unless they are being looked at. On the loop's own thread."""
        for chat_key in chat_keys:
            if chat_key not in self._running:
                self._wake(chat_key)

    @property
    def has_room(self) -> bool:
        """Could another chat be served at once?"""
        return len(self._running) < MOST

    def _wake(self, chat_key: str) -> None:
        if self._closing or channel_of(chat_key) not in self._ports:
            return
        if chat_key in self._running:
            self._again.add(chat_key)
            return
        task = self._loop.create_task(self._run(chat_key))
        self._running[chat_key] = task
        task.add_done_callback(lambda done: self._finished(chat_key, done))

    def _finished(self, chat_key: str, task: asyncio.Task[None]) -> None:
        self._running.pop(chat_key, None)
        if not task.cancelled() and task.exception() is not None:
            log.error("a chat stopped unexpectedly", exc_info=task.exception())
        if chat_key in self._again:
            self._again.discard(chat_key)
            self._wake(chat_key)

    async def _run(self, chat_key: str) -> None:
        token = secrets.token_hex(12)
        settled: Settled | Made | None = None
        typing = self._loop.create_task(self._type_later(chat_key))
        try:
            while True:
                self._again.discard(chat_key)
                try:
                    step = await self._step(chat_key, token, settled)
                except DatabaseAway:
                    await asyncio.sleep(AWAY_RETRY)
                    continue
                settled = None
                if not isinstance(step, Busy):
                    self._stop_waiting(chat_key)
                match step:
                    case Send():
                        typing.cancel()
                        outcome = await self._send(chat_key, token, step)
                        settled = Settled(step.message_id, step.attempt, outcome, step.is_plain)
                    case Make():
                        settled = await self._make(step)
                    case Again():
                        if self._closing:
                            return
                    case Busy():
                        self._wake_when_free(chat_key)
                        return
                    case Idle():
                        self._wake_at(chat_key, step)
                        return
                if self._closing and settled is None:
                    return
        finally:
            typing.cancel()

    async def _step(self, chat_key: str, token: str, settled: Settled | Made | None) -> Step:
        if isinstance(settled, Settled):
            return await self._settler.settle(Settling(chat_key, token, settled))
        return await self._loop.run_in_executor(self._threads, self._desk.step, chat_key, token, settled)

    def _wake_when_free(self, chat_key: str) -> None:
        """Another worker has the pen of this chat. However often it is woken meanwhile, one alarm is set."""
        waited = self._stop_waiting(chat_key)
        wait = min(2 * waited, BUSY_AT_MOST) if waited else BUSY_AGAIN
        self._held[chat_key] = wait, self._loop.call_later(wait, self._wake, chat_key)

    def _stop_waiting(self, chat_key: str) -> float:
        """Take the alarm of a chat back; how long it was set for, 0 when there is none."""
        waited, alarm = self._held.pop(chat_key, (0.0, None))
        if alarm is not None:
            alarm.cancel()
        return waited

    def _wake_at(self, chat_key: str, idle: Idle) -> None:
        if idle.until is not None:
            wait = max((idle.until - self._clock()).total_seconds(), 0.0)
            self._loop.call_later(wait + 0.01, self._wake, chat_key)

    async def _make(self, step: Make) -> Made:
        if self._maker is None:
            return Made(step.message_id)
        return await self._maker.make(step.message_id, step.work)

    async def _send(self, chat_key: str, token: str, step: Send) -> Outcome:
        port = self._ports[channel_of(chat_key)]
        if step.after_silence and not await port.answers():
            return TryLater("the service does not answer", after=SILENCE_RETRY)
        last_id, answer = None, ""
        for number in range(step.first_part, len(step.parts)):
            outcome = await self._send_part(port, chat_key, token, step.parts[number])
            if not isinstance(outcome, Sent):
                return outcome
            last_id, answer = outcome.ext_id, outcome.rendered
            if number + 1 < len(step.parts):
                await self._record_part(chat_key, token, step.message_id, number + 1, last_id)
        return Sent(last_id, answer or step.masked, step.lang)

    async def _send_part(self, port: ChannelPort, chat_key: str, token: str, part: Part | Ask) -> Outcome:
        """Send a part; a channel that raises instead of answering leaves the message "maybe delivered"."""
        try:
            if isinstance(part, Ask):
                return Sent(None, json.dumps(await port.obey(part.command)), "")
            if part.file is None:
                return await port.send(chat_key, part)
            async with self._holding(chat_key, token):
                return await port.send(chat_key, part)
        except Exception as error:
            log.exception("a channel failed while sending")
            return Uncertain(type(error).__name__)

    @asynccontextmanager
    async def _holding(self, chat_key: str, token: str) -> AsyncIterator[None]:
        """Keep the pen while a file travels, which may take longer than a lease lasts."""
        holding = self._loop.create_task(self._hold(chat_key, token))
        try:
            yield
        finally:
            holding.cancel()

    async def _hold(self, chat_key: str, token: str) -> None:
        while True:
            await asyncio.sleep(HOLD_EVERY)
            try:
                await self._loop.run_in_executor(self._threads, self._desk.hold, chat_key, token)
            except Exception:
                log.exception("the lease of a chat was not renewed while a file travels")

    async def _record_part(
        self, chat_key: str, token: str, message_id: int, parts_sent: int, ext_id: str | None
    ) -> None:
        try:
            await self._loop.run_in_executor(
                self._threads, self._desk.record_part, chat_key, token, message_id, parts_sent, ext_id
            )
        except Exception:
            log.exception("the progress of message %s was not kept", message_id)

    async def _type_later(self, chat_key: str) -> None:
        """Show "typing" only when an answer takes long, and not while a crowd is being served."""
        await asyncio.sleep(TYPING_AFTER)
        if len(self._running) <= _CALM:
            await self._ports[channel_of(chat_key)].show_typing(chat_key)

    async def quiet(self) -> None:
        """Wait until no chat is being served."""
        await asyncio.sleep(0.02)
        while self._running:
            await asyncio.wait(list(self._running.values()))
            await asyncio.sleep(0.01)

    async def close(self, grace: float = 10.0) -> None:
        """Finish the steps under way and put the leases down; what waits stays in the tables."""
        self._closing = True
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._settler.close()
