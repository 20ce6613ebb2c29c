"""Reading: the blue ticks. A message that was dealt with is marked read, at the latest when its answer has left.

Best effort, one call for each message, never in the way of an answer: what a crash or a crowd loses stays unmarked.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from bot.whatsapp.envelope import address_of

log = logging.getLogger("pendopo.whatsapp")

_LOOK_AGAIN = 0.05
_REMEMBERED = 5000
_AT_ONCE, _MOST_WAITING = 4, 400


class Reading:
    """Knows which messages of which chats were not marked yet, and marks them."""

    def __init__(self, client: httpx.AsyncClient, headers: Callable[[str], dict[str, str]]) -> None:
        self._client = client
        self._headers = headers
        self._unread: OrderedDict[str, list[str]] = OrderedDict()
        self._marked: OrderedDict[str, None] = OrderedDict()
        self._last: OrderedDict[str, str] = OrderedDict()
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._background: set[asyncio.Task[None]] = set()

    def has(self, chat_key: str, ids: Sequence[str]) -> None:
        """These messages of a chat are being dealt with; a message may be read several times before it is."""
        known = self._unread.setdefault(chat_key, [])
        known += [id_ for id_ in ids if id_ not in self._marked and id_ not in known]
        if ids:
            self._last[chat_key] = ids[-1]
        _bound(self._unread)
        _bound(self._last)

    async def show_typing(self, chat_key: str) -> None:
        """Typing belongs to the message being answered, and marks it as read: it waits until that one is known."""
        while (last := self._last.get(chat_key)) is None:
            await asyncio.sleep(_LOOK_AGAIN)
        self._take(chat_key, last)
        await self._tell(chat_key, {"message_id": last, "typing_indicator": {"type": "text"}})

    def answered(self, chat_key: str) -> None:
        """An answer left: what it was dealt with for is marked, beside whatever comes next."""
        for id_ in tuple(self._unread.get(chat_key, ())):
            self._take(chat_key, id_)
            if len(self._background) < _MOST_WAITING:
                task = asyncio.get_running_loop().create_task(self._mark(chat_key, id_))
                self._background.add(task)
                task.add_done_callback(self._background.discard)

    def _take(self, chat_key: str, id_: str) -> None:
        known = self._unread.get(chat_key, [])
        if id_ in known:
            known.remove(id_)
        if not known:
            self._unread.pop(chat_key, None)
        self._marked[id_] = None
        _bound(self._marked)

    async def _mark(self, chat_key: str, id_: str) -> None:
        async with self._at_once:
            await self._tell(chat_key, {"message_id": id_})

    async def _tell(self, chat_key: str, about: dict[str, object]) -> None:
        number, _ = address_of(chat_key)
        body = {"messaging_product": "whatsapp", "status": "read", **about}
        try:
            await self._client.post(f"{number}/messages", json=body, headers=self._headers(number))
        except (httpx.HTTPError, RuntimeError) as error:  # a client that was closed meanwhile is no reason to complain
            log.info("a message was not marked as read: %s", type(error).__name__)


def _bound(remembered: OrderedDict[str, Any]) -> None:
    while len(remembered) > _REMEMBERED:
        remembered.popitem(last=False)
