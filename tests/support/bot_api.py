"""A stand-in for the Telegram Bot API on loopback, with the faults a test asks for. It refuses what the real one refuses."""

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientError, ClientSession, web

TOKEN = "77:test-token"
BOT = {"id": 77, "is_bot": True, "first_name": "Pendopo", "username": "pendopo_uji_bot"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a message. ``was_known``: it was sent by the service's own name, without its bytes."""

    name: str
    content: bytes
    method: str
    was_known: bool = False


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message the bot got through; the text of a file is its caption."""

    chat: int
    text: str
    buttons: list[dict[str, str]]
    message_id: int
    at: float
    file: SentFile | None = None


@dataclass
class Fault:
    """What to do with the next calls of a method to a chat instead of answering them."""

    kind: str
    times: int = 1
    after: float = 0.0
    method: str = "sendMessage"
    chat: int | None = None


@dataclass
class _World:
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[SentMessage] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: list[Fault] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    webhook: dict[str, str] = field(default_factory=dict)
    latency: float = 0.0
    files: dict[str, SentFile] = field(default_factory=dict)


class StandInBotApi:
    """Runs on a thread of its own; a test speaks for citizens and reads what the bot said."""

    def __init__(self) -> None:
        self.world = _World()
        self._ids = itertools.count(5000)
        self._messages = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._news: asyncio.Condition
        self.port = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "StandInBotApi":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set_result, None)
        self._thread.join(10)

    @property
    def base(self) -> str:
        """What PENDOPO_TELEGRAM_API_BASE is set to."""
        return f"http://127.0.0.1:{self.port}/bot"

    # what citizens do ---------------------------------------------------------------------------------------------

    def says(self, chat: int, text: str, **extra: Any) -> dict[str, Any]:
        """A citizen writes; the update is delivered."""
        return self.deliver(self.update(self.message(chat, text=text, **extra)))

    def sends_photo(self, chat: int, caption: str | None = None, album: str | None = None) -> dict[str, Any]:
        return self.deliver(self.update(self.photo(chat, caption, album)))

    def photo(self, chat: int, caption: str | None = None, album: str | None = None) -> dict[str, Any]:
        number = next(self._messages)
        sizes = [
            {"file_id": f"photo{number}", "file_unique_id": f"u{number}", "width": 90, "height": 90, "file_size": 70}
        ]
        extra: dict[str, Any] = {"photo": sizes}
        if caption:
            extra["caption"] = caption
        if album:
            extra["media_group_id"] = album
        return self.message(chat, **extra)

    def presses(self, chat: int, data: str) -> dict[str, Any]:
        """A citizen taps a button."""
        tap = {
            "id": str(next(self._ids)),
            "from": self._person(chat),
            "chat_instance": "1",
            "data": data,
            "message": self.message(chat, text="x"),
        }
        return self.deliver({"update_id": next(self._ids), "callback_query": tap})

    def message(self, chat: int, **content: Any) -> dict[str, Any]:
        if content.get("text", "").startswith("/"):
            length = len(content["text"].split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return {
            "message_id": next(self._messages),
            "date": int(time.time()),
            "chat": self._chat(chat),
            "from": self._person(abs(chat)),
            **content,
        }

    def update(self, message: dict[str, Any], kind: str = "message") -> dict[str, Any]:
        return {"update_id": next(self._ids), kind: message}

    def deliver(self, update: dict[str, Any]) -> dict[str, Any]:
        """Hand an update over, the same one again for a duplicate."""
        asyncio.run_coroutine_threadsafe(self._push(update), self._loop).result(30)
        return update

    @staticmethod
    def _chat(chat: int) -> dict[str, Any]:
        if chat < 0:
            return {"id": chat, "type": "supergroup", "title": "Warga RT 1"}
        return {"id": chat, "type": "private", "first_name": f"Warga {chat}"}

    @staticmethod
    def _person(chat: int) -> dict[str, Any]:
        return {"id": chat, "is_bot": False, "first_name": f"Warga {chat}", "language_code": "id"}

    # what a test asks ---------------------------------------------------------------------------------------------

    def fail(
        self, kind: str, *, times: int = 1, chat: int | None = None, after: float = 0.0, method: str = "sendMessage"
    ) -> None:
        """The next calls go wrong: 429, 500, 403, 400, 401, drop (no answer, nothing done), lost (done, no answer)."""
        self.world.faults.append(Fault(kind, times, after, method, chat))

    def told(self, chat: int) -> list[SentMessage]:
        """Everything this chat has been told."""
        return [message for message in self.world.sent if message.chat == chat]

    def wait_for(self, what: Callable[[], bool], seconds: float = 15.0) -> bool:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while not what() and time.monotonic() < deadline:
            time.sleep(0.01)
        return what()

    def hears(self, chat: int, count: int, seconds: float = 15.0) -> list[SentMessage]:
        """Wait until the chat has been told so many messages."""
        self.wait_for(lambda: len(self.told(chat)) >= count, seconds)
        return self.told(chat)

    # the server ---------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.run_until_complete(self._let_go())
        self._loop.close()

    async def _let_go(self) -> None:
        """Cancel what still waits, so that nothing is left hanging in the air."""
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _run(self) -> None:
        self._news, self._stopped = asyncio.Condition(), self._loop.create_future()
        self._line: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stopped
        await runner.cleanup()

    async def _push(self, update: dict[str, Any]) -> None:
        if self.world.webhook.get("url"):
            task = self._loop.create_task(self._post(update))
            task.add_done_callback(lambda done: done.exception())
            return
        async with self._news:
            self.world.updates.append(update)
            self._news.notify_all()

    async def _post(self, update: dict[str, Any]) -> None:
        async with self._line[_chat_of(update)]:  # a chat's updates are delivered one after another
            await self._post_now(update)

    async def _post_now(self, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.world.webhook.get("secret", "")}
        for attempt in range(8):
            try:
                async with (
                    ClientSession() as client,
                    client.post(self.world.webhook["url"], json=update, headers=headers) as answer,
                ):
                    if answer.status == 200:
                        body = await answer.json()
                        if body.get("method") == "answerCallbackQuery":
                            self.world.acknowledged.append(body["callback_query_id"])
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.2 * 2**attempt)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        data = await self._parameters(request)
        self.world.calls[method] += 1
        if request.match_info["token"] != TOKEN:
            return self._error(401, "Unauthorized")
        if method == "getUpdates":
            return await self._updates(data)
        if method == "sendMessage" and self.world.latency:
            await asyncio.sleep(self.world.latency)
        fault = self._fault(method, data)
        if fault is not None and fault.kind != "lost":
            return await self._go_wrong(fault, request)
        answer = self._answer(method, data)
        if fault is not None:
            await asyncio.sleep(fault.after)
            request.transport.close() if request.transport else None
        return answer

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.kind == "429":
            return self._error(429, "Too Many Requests", {"retry_after": max(int(fault.after), 1)})
        if fault.kind == "drop":
            if request.transport:
                request.transport.close()
            return web.Response()
        words = {"500": "Bad Gateway", "403": "Forbidden: bot was blocked by the user", "400": "Bad Request: odd"}
        return self._error(int(fault.kind), words.get(fault.kind, "Unauthorized"))

    def _fault(self, method: str, data: dict[str, Any]) -> Fault | None:
        for fault in self.world.faults:
            matches = fault.method == method and fault.chat in (None, int(data.get("chat_id", 0)))
            if matches and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def _answer(self, method: str, data: dict[str, Any]) -> web.Response:
        match method:
            case "getMe":
                return self._ok(BOT)
            case "setWebhook":
                self.world.webhook = {"url": data["url"], "secret": data.get("secret_token", "")}
            case "getWebhookInfo":
                url = self.world.webhook.get("url", "")
                return self._ok({"url": url, "has_custom_certificate": False, "pending_update_count": 0})
            case "deleteWebhook":
                self.world.webhook = {}
            case "answerCallbackQuery":
                self.world.acknowledged.append(data["callback_query_id"])
            case "getFile":
                found = {
                    "file_id": data["file_id"],
                    "file_unique_id": "u",
                    "file_size": len(PNG),
                    "file_path": "photos/1.png",
                }
                return self._ok(found)
            case "sendMessage":
                return self._send(data)
            case "sendPhoto":
                return self._send_file(data, "photo", 10 * 1024 * 1024)
            case "sendDocument":
                return self._send_file(data, "document", 50 * 1024 * 1024)
        return self._ok(True)

    def _send_file(self, data: dict[str, Any], field: str, most: int) -> web.Response:
        """A file by its bytes, or by the name it was given when it came the first time."""
        given, caption = data.get(field), data.get("caption", "")
        if isinstance(given, web.FileField):
            file = SentFile(given.filename, given.file.read(), field)
            if field == "photo" and not file.content.startswith((PNG[:8], b"\xff\xd8")):
                return self._refuse("no photo", 400, "Bad Request: IMAGE_PROCESS_FAILED")
        elif given in self.world.files and self.world.files[given].method == field:
            file = replace(self.world.files[given], was_known=True)
        else:
            return self._error(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if len(file.content) > most:
            return self._refuse("too large", 413, "Request Entity Too Large")
        if len(caption.encode("utf-16-le")) // 2 > 1024:
            return self._refuse("caption", 400, "Bad Request: message caption is too long")
        name = given if isinstance(given, str) else f"{field}-{len(self.world.files)}"
        self.world.files[name] = file
        sent = {"file_id": name, "file_unique_id": name, "file_size": len(file.content)}
        media = {"photo": [{**sent, "width": 90, "height": 90}]} if field == "photo" else {"document": sent}
        return self._sent(data, caption, {"caption": caption, **media}, file)

    def _refuse(self, why: str, code: int, words: str) -> web.Response:
        self.world.refused.append(why)
        return self._error(code, words)

    def _send(self, data: dict[str, Any]) -> web.Response:
        text = data.get("text", "")
        if not text.strip():
            return self._refuse("empty", 400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            return self._refuse("too long", 400, "Bad Request: message is too long")
        return self._sent(data, text, {"text": text})

    def _sent(
        self, data: dict[str, Any], text: str, content: dict[str, Any], file: SentFile | None = None
    ) -> web.Response:
        chat = int(data["chat_id"])
        buttons = [button for row in _json(data.get("reply_markup"), {}).get("inline_keyboard", []) for button in row]
        if any(len(button.get("callback_data", "").encode()) > 64 for button in buttons):
            return self._refuse("button", 400, "Bad Request: BUTTON_DATA_INVALID")
        number = next(self._messages)
        self.world.sent.append(SentMessage(chat, text, buttons, number, time.monotonic(), file))
        said = {"message_id": number, "date": int(time.time()), "chat": self._chat(chat), "from": BOT, **content}
        return self._ok(said)

    async def _updates(self, data: dict[str, Any]) -> web.Response:
        offset, deadline = int(data.get("offset") or 0), self._loop.time() + float(data.get("timeout") or 0)
        async with self._news:
            while True:
                self.world.updates = [update for update in self.world.updates if update["update_id"] >= offset]
                left = deadline - self._loop.time()
                if self.world.updates or left <= 0:
                    return self._ok(self.world.updates[:100])
                try:
                    await asyncio.wait_for(self._news.wait(), min(left, 1.0))
                except TimeoutError:
                    continue

    async def _file(self, _request: web.Request) -> web.Response:
        return web.Response(body=PNG, content_type="image/png")

    @staticmethod
    async def _parameters(request: web.Request) -> dict[str, Any]:
        data: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            data.update(await request.json())
        elif request.method == "POST":
            data.update(await request.post())
        return data

    @staticmethod
    def _ok(result: object) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    @staticmethod
    def _error(code: int, words: str, parameters: dict[str, Any] | None = None) -> web.Response:
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        if parameters:
            body["parameters"] = parameters
        return web.json_response(body, status=code)


def _chat_of(update: dict[str, Any]) -> int:
    for part in update.values():
        if isinstance(part, dict):
            holder = part.get("message", part)
            found = holder.get("chat", {}).get("id") if isinstance(holder, dict) else None
            if isinstance(found, int):
                return found
    return 0


def _json(value: object, default: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value if value is not None else default
