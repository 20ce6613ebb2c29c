"""The driver for visitors of the web chat: the page's own requests, and a worker that answers when a test says so."""

import asyncio
import io
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bot.desk import Desk
from bot.drain import Drainer
from bot.making import Maker
from bot.web.envelope import WebPort
from core.db import Database
from core.files import FileStore
from core.messages import leases
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.settings import Settings
from knowledge.live import LiveKnowledge
from support.time import MovableClock

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')
File = tuple[bytes, str, str]


class Visitor:
    """One browser on the page of the web chat."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = self.client.get("/")
        self.token = _TOKEN.search(self.page.text)[1]  # type: ignore[index]

    def writes(self, text: str, message_id: str | None = None) -> TestResponse:
        """What the page sends for a typed message."""
        return self.posts({"id": message_id or str(uuid.uuid4()), "text": text})

    def taps(self, label: str) -> TestResponse:
        """Tap the newest option with this label."""
        for line in reversed(self.lines()):
            for id_, name in line["options"]:
                if name == label:
                    return self.posts({"id": str(uuid.uuid4()), "button": id_, "label": name})
        raise AssertionError(f"nobody offered {label!r}")

    def attaches(self, *files: File, text: str = "", message_id: str | None = None) -> TestResponse:
        """Files as (content, name, claimed type)."""
        form: dict[str, Any] = {"id": message_id or str(uuid.uuid4()), "text": text}
        form["files"] = [
            FileStorage(io.BytesIO(content), name, content_type=claimed) for content, name, claimed in files
        ]
        boundary, body = encode_multipart(form)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post("/chat/files", data=body, content_type=kind, headers=self.headers())

    def posts(self, body: Mapping[str, Any], **headers: str) -> TestResponse:
        return self.client.post("/chat/messages", json=body, headers=self.headers(**headers))

    def posts_raw(self, body: bytes, **headers: str) -> TestResponse:
        """Any bytes, called JSON."""
        given = {"Content-Type": "application/json", **self.headers(**headers)}
        return self.client.post("/chat/messages", data=body, headers=given)

    def headers(self, **more: str) -> dict[str, str]:
        return {"X-CSRFToken": self.token, **more}

    def news(self, after: str = "0.0") -> dict[str, Any]:
        """What the page gets when it asks for news."""
        answer = self.client.get("/chat/messages", query_string={"after": after})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    def lines(self, after: str = "0.0") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.news(after)["messages"]
        return found

    def told(self) -> str:
        """Everything the office said in this chat."""
        return "\n".join(line["text"] for line in self.lines() if not line["mine"])


class Office:
    """A worker for the web chat that works when it is told to."""

    def __init__(self, database: Database, settings: Settings, clock: MovableClock) -> None:
        self.database, self.settings, self.clock = database, settings, clock
        self.files = FileStore(settings.files_url)
        self.knowledge = LiveKnowledge(database)

    def answers(self) -> None:
        """Serve every chat that waits, through the real drainer, until nothing is left to do."""
        with self.database.read() as session:
            waiting = select(InboxMessage.chat_key).where(InboxMessage.state == InboxState.NEW)
            chats = sorted(set(session.scalars(waiting)))
        asyncio.run(self._serve(chats))

    async def _serve(self, chats: Iterable[str]) -> None:
        ports = {Channel.WEB: WebPort(self.files)}
        desk = Desk(self.database, self.knowledge, ports, owner=leases.this_process(), clock=self.clock)
        drainer = Drainer(desk, ports, clock=self.clock, maker=Maker(self.database, self.files))
        drainer.wake_all(list(chats))
        await drainer.quiet()
        await drainer.close()
