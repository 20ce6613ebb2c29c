"""Settling: how sendings went is written down together for all chats that wait for it, and for each as soon as may be.

Until then nobody, no other worker either, may go on with the chat. Settling has a thread of its own; what has gathered while it
was busy is its next transaction.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.steps import Again, Idle, Made, Settled, Step
from core.db import Database
from core.messages import outbox
from core.messages.outbox import Sent
from core.messages.pending import Pen, settle_pen

TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Settling:
    """How the last sending of a chat went, and the pen it was done with."""

    chat_key: str
    token: str
    settled: Settled

    @property
    def is_plain(self) -> bool:
        """It arrived, and nothing follows from that."""
        return self.settled.is_plain and isinstance(self.settled.outcome, Sent)


class SettlingDesk(Protocol):
    """What a settler asks of a desk."""

    def step(self, chat_key: str, token: str, settled: Settled | Made | None = None) -> Step: ...

    def settle_plainly(self, gathered: Sequence[Settling]) -> Mapping[str, Step]: ...


class Settler:
    """Settles on a thread of its own. Used from one loop."""

    def __init__(self, desk: SettlingDesk) -> None:
        self._desk = desk
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="settling")
        self._gathered: list[tuple[Settling, asyncio.Future[Step]]] = []
        self._working: asyncio.Task[None] | None = None

    async def settle(self, settling: Settling) -> Step:
        """Write it down; the next step of this chat. Raises what :meth:`bot.desk.Desk.step` raises."""
        loop = asyncio.get_running_loop()
        following: asyncio.Future[Step] = loop.create_future()
        self._gathered.append((settling, following))
        if self._working is None or self._working.done():
            self._working = loop.create_task(self._work())
        return await following

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._gathered:
            now, self._gathered = self._gathered[:TOGETHER], self._gathered[TOGETHER:]
            waiting = [settling for settling, _ in now]
            try:
                steps = await loop.run_in_executor(self._thread, settle_all, self._desk, waiting)
            except Exception as trouble:  # noqa: BLE001 - whatever it was, nobody waits for ever
                steps = [trouble] * len(now)
            for (_, following), step in zip(now, steps, strict=True):
                _tell(following, step)

    def close(self) -> None:
        """Nothing more is settled; what was sent and is not written down counts as "maybe delivered"."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def settle_all(desk: SettlingDesk, gathered: Sequence[Settling]) -> list[Step | Exception]:
    """The next step of each chat, or what its settling raised: plain ones together, the others one by one."""
    done = desk.settle_plainly(gathered) if len(gathered) > 1 else {}
    return [done.get(settling.chat_key) or _alone(desk, settling) for settling in gathered]


def _alone(desk: SettlingDesk, settling: Settling) -> Step | Exception:
    try:
        return desk.step(settling.chat_key, settling.token, settling.settled)
    except Exception as trouble:  # noqa: BLE001 - handed on to the chat it is of, like a step
        return trouble


def _tell(following: asyncio.Future[Step], step: Step | Exception) -> None:
    if following.cancelled():
        return
    if isinstance(step, Exception):
        following.set_exception(step)
    else:
        following.set_result(step)


def plainly_settled(database: Database, gathered: Sequence[Settling], *, at: datetime) -> Mapping[str, Step]:
    """Settle, in one transaction, the chats whose plain message arrived, and say for each whether it goes on or rests.

    They are taken in the order of their keys, each held by our pen. The others, and all of them when the database fails, are
    left as they were.
    """
    plain = sorted((settling for settling in gathered if settling.is_plain), key=lambda each: each.chat_key)
    if not plain:
        return {}
    try:
        with database.write() as session:
            steps = [_settle_plainly(session, settling, at) for settling in plain]
    except SQLAlchemyError:
        return {}
    return {settling.chat_key: step for settling, step in zip(plain, steps, strict=True) if step is not None}


def _settle_plainly(session: Session, settling: Settling, at: datetime) -> Step | None:
    """None: the pen was lost, and nothing is settled."""
    settled = settling.settled
    assert isinstance(settled.outcome, Sent)
    pen = settle_pen(session, settling.chat_key, token=settling.token, besides=settled.message_id, at=at)
    if pen is Pen.LOST:
        return None
    outbox.settle_sent(session, settled.message_id, settled.attempt, settled.outcome, at=at)
    return Idle() if pen is Pen.DOWN else Again()
