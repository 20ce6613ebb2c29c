"""A stand-in Bot API with a load of citizens inside: closed loops of many chats, or so many messages a second.

Runs as a process of its own, so that its work is not counted: `python -m benchmarks.telegram_load --port P`, then
POST /load {"chats": 50, "messages": 10}, {"per_second": 10, "seconds": 20} or {"backlog": 10000, "chats": 500}; the
answer is the latencies. With "varied" no two messages are worded alike.
"""

import argparse
import asyncio
import itertools
import json
import time
from typing import Any

from aiohttp import web

TEXTS = (
    "berapa lama permohonan informasi dijawab?",
    "halo",
    "jam buka kantor",
    "biaya permohonan informasi",
    "cara minta data penduduk gimana",
    "terima kasih",
)


class Load:
    """The Bot API's side and the citizens' side of a load."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.updates: list[dict[str, Any]] = []
        self.news = asyncio.Condition()
        self.ids = itertools.count(int(time.time()))
        self.waiting: dict[int, asyncio.Future[float]] = {}
        self.answers: asyncio.Queue[float] = asyncio.Queue()
        self.varied = False

    async def call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        data = {**request.query, **(await request.post())}
        if method == "getUpdates":
            return await self._get_updates(data)
        if method == "getMe":
            return _ok({"id": 77, "is_bot": True, "first_name": "Uji", "username": "uji_bot"})
        if method == "sendMessage":
            if self.latency:
                await asyncio.sleep(self.latency)
            return self._take(int(data["chat_id"]), str(data["text"]))
        return _ok(True)

    def _take(self, chat: int, text: str) -> web.Response:
        self.answers.put_nowait(time.perf_counter())
        answered = self.waiting.pop(chat, None)
        if answered is not None and not answered.done():
            answered.set_result(time.perf_counter())
        bot = {"id": 77, "is_bot": True, "first_name": "Uji"}
        return _ok({"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}, "from": bot, "text": text})

    async def _get_updates(self, data: dict[str, Any]) -> web.Response:
        offset, deadline = int(data.get("offset") or 0), time.monotonic() + float(data.get("timeout") or 0)
        async with self.news:
            while True:
                self.updates = [update for update in self.updates if update["update_id"] >= offset]
                if self.updates or time.monotonic() >= deadline:
                    return _ok(self.updates[:100])
                try:
                    await asyncio.wait_for(self.news.wait(), 1.0)
                except TimeoutError:
                    continue

    async def says(self, chat: int, text: str) -> float:
        """One citizen writes and waits; the seconds until the answer."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.waiting[chat] = answered
        began = time.perf_counter()
        async with self.news:
            self.updates.append(self._update(chat, text))
            self.news.notify_all()
        return await asyncio.wait_for(answered, 120) - began

    def _update(self, chat: int, text: str) -> dict[str, Any]:
        if self.varied:
            text = f"{text} kak {_name(next(self.ids))}"
        person = {"id": chat, "is_bot": False, "first_name": "Warga"}
        message = {
            "message_id": next(self.ids),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Warga"},
            "from": person,
            "text": text,
        }
        return {"update_id": next(self.ids), "message": message}

    async def load(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.varied = bool(asked.get("varied"))
        began = time.perf_counter()
        kind = next((name for name in ("per_second", "backlog") if name in asked), "chats")
        times = await {"per_second": self._paced, "backlog": self._backlog, "chats": self._closed}[kind](asked)
        return web.json_response({"seconds": time.perf_counter() - began, "times": times})

    async def _closed(self, asked: dict[str, Any]) -> list[float]:
        async def one(chat: int) -> list[float]:
            return [await self.says(chat, TEXTS[(chat + number) % len(TEXTS)]) for number in range(asked["messages"])]

        first = next(self.ids) * 1000 % 10**9
        return [
            took for own in await asyncio.gather(*(one(first + chat) for chat in range(asked["chats"]))) for took in own
        ]

    async def _paced(self, asked: dict[str, Any]) -> list[float]:
        pause, count = 1 / asked["per_second"], int(asked["per_second"] * asked["seconds"])
        first = next(self.ids) * 1000 % 10**9
        running = []
        for number in range(count):
            running.append(asyncio.create_task(self.says(first + number % 40, TEXTS[number % len(TEXTS)])))
            await asyncio.sleep(pause)
        return list(await asyncio.gather(*running))

    async def _backlog(self, asked: dict[str, Any]) -> list[float]:
        """Everything is there at once, as after a night without a worker: how long after the start each was answered."""
        first, count = next(self.ids) * 1000 % 10**9, asked["backlog"]
        while not self.answers.empty():
            self.answers.get_nowait()
        began = time.perf_counter()
        async with self.news:
            for number in range(count):
                self.updates.append(self._update(first + number % asked["chats"], TEXTS[number % len(TEXTS)]))
            self.news.notify_all()
        return [await asyncio.wait_for(self.answers.get(), 300) - began for _ in range(count)]


def _name(number: int) -> str:
    """A made-up name, another one for each of a hundred thousand numbers."""
    syllables = ("ba", "ci", "du", "fe", "go", "ha", "ki", "lu", "me", "no")
    return "".join(syllables[number // 10**place % 10] for place in range(5))


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result}, dumps=json.dumps)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency-ms", type=float, default=0)
    given = parser.parse_args()

    async def serve() -> None:
        load = Load(given.latency_ms / 1000)
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", load.call)
        app.router.add_post("/load", load.load)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", given.port).start()
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
