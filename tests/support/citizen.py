"""The driver for citizens: speaks through the real inbox, desk and outbox, and checks every message anybody receives."""

import asyncio
import itertools
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels import CannotFetch, Part, PartOutcome
from bot.desk import Desk
from bot.making import Maker
from bot.port import FileRef, Incoming, Kind, Outgoing
from bot.steps import Again, Busy, Idle, Made, Make, Send, Settled
from core.db import Database
from core.files import FileStore
from core.messages import inbox
from core.messages.channels import Channel, chat_key
from core.messages.inbox import Arrival
from core.messages.media import MediaKind
from core.messages.outbox import Sent
from core.messages.outfiles import OutFile
from knowledge.live import LiveKnowledge
from support.time import MovableClock

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}|\bNone\b|%\(\w+\)s")
_NUMBER = re.compile(r"\b(?:ADU|PPD|KEB|KON)-\d{2}-\d{5}-[0-9A-Z]\b")
_COUNT = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message a citizen received."""

    text: str
    choices: tuple[tuple[str, str], ...]
    file: OutFile | None = None

    def __post_init__(self) -> None:
        assert self.text.strip(), "an empty message"
        assert len(self.text.encode("utf-16-le")) // 2 <= 4096 * 3, "a message nobody reads to its end"
        assert not _PLACEHOLDER.search(self.text), f"a blank was left open: {self.text}"
        for _, label in self.choices:
            assert 0 < len(label) <= 64, f"a label does not fit: {label!r}"

    @property
    def labels(self) -> list[str]:
        return [label for _, label in self.choices]

    @property
    def number(self) -> str | None:
        found = _NUMBER.search(self.text)
        return found[0] if found else None


class PaperPort:
    """A channel on paper: what is sent is written down, nothing leaves the test."""

    def __init__(self, channel: Channel = Channel.TELEGRAM) -> None:
        self.channel = channel
        self.window: timedelta | None = None
        self.can_knock = False
        self.told: dict[str, list[Heard]] = {}

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        rows = [json.loads(body) for body in bodies]
        first = rows[0]
        return Incoming(
            channel=self.channel,
            chat_key=first["chat"],
            user=first["chat"].partition(":")[2],
            kind=Kind(first["kind"]),
            at=at,
            text="\n".join(row["text"] for row in rows if row["text"]),
            files=tuple(
                FileRef(MediaKind(kind), f"file{next(_COUNT)}", size=row.get("size"))
                for row in rows
                for kind in row["files"]
            ),
            latitude=first.get("latitude"),
            longitude=first.get("longitude"),
            reply_to=first.get("reply_to"),
            button=first.get("button"),
            is_group=first.get("group", False),
            message_id=first.get("message_id"),
        )

    def parts(self, outgoing: Outgoing) -> list[Part]:
        return [Part(outgoing.text, outgoing.options, file=outgoing.file)]

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        heard = Heard(part.text, tuple((option.id, option.label) for option in part.options), part.file)
        self.told.setdefault(chat_key, []).append(heard)
        return Sent(str(next(_COUNT)), "", "")

    async def answers(self) -> bool:
        return True

    async def show_typing(self, chat_key: str) -> None:
        return None

    async def obey(self, command: str) -> dict[str, Any]:
        return {}

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        raise CannotFetch("on paper", final=True)


class Conversation:
    """The desk with paper channels: a test lets citizens speak and reads what they were told."""

    def __init__(self, database: Database, clock: MovableClock, knowledge: LiveKnowledge | None = None) -> None:
        self.database = database
        self.files = FileStore(tempfile.mkdtemp(prefix="pendopo-talk-"))
        self.maker = Maker(database, self.files)
        self.clock = clock
        self.knowledge = knowledge or LiveKnowledge(database)
        self.ports = {channel: PaperPort(channel) for channel in (Channel.TELEGRAM, Channel.WHATSAPP, Channel.WEB)}
        self.desk = self._desk()

    def _desk(self) -> Desk:
        return Desk(self.database, self.knowledge, self.ports, owner="test:1:0:x", clock=self.clock)

    def restart(self) -> None:
        """The worker starts anew: only what is in the database is left."""
        self.desk = self._desk()

    def citizen(self, name: str, channel: Channel = Channel.TELEGRAM) -> "Citizen":
        return Citizen(self, chat_key(channel, name))

    def deliver(self, chat: str) -> list[Heard]:
        """Run the steps of a chat until nothing is left to do now; what it was told by that."""
        port = self.ports[Channel(chat.partition(":")[0])]
        before = len(port.told.get(chat, []))
        settled: Settled | Made | None = None
        for _ in range(200):
            step = self.desk.step(chat, "token", settled)
            settled = None
            if isinstance(step, Send):
                part = step.parts[-1]
                assert isinstance(part, Part)
                outcome = asyncio.run(port.send(chat, part))
                assert isinstance(outcome, Sent)
                settled = Settled(step.message_id, step.attempt, Sent(outcome.ext_id, step.masked, step.lang))
            elif isinstance(step, Make):
                settled = asyncio.run(self.maker.make(step.message_id, step.work))
            elif isinstance(step, Idle):
                return port.told.get(chat, [])[before:]
            else:
                assert isinstance(step, Again), step
                assert not isinstance(step, Busy)
        raise AssertionError("the chat never comes to rest")


class Citizen:
    """One person in one chat."""

    def __init__(self, conversation: Conversation, chat: str) -> None:
        self.conversation = conversation
        self.chat = chat
        self.last: list[Heard] = []

    def says(self, text: str, **extra: object) -> list[Heard]:
        """Write, and read the answers."""
        return self._does(Kind.TEXT, text=text, **extra)

    def taps(self, label: str) -> list[Heard]:
        """Tap the newest option with this label."""
        told = self.conversation.ports[Channel(self.chat.partition(":")[0])].told[self.chat]
        for heard in reversed(told):
            for id_, name in heard.choices:
                if name == label:
                    return self._does(Kind.BUTTON, button=id_)
        raise AssertionError(f"nobody offered {label!r}; the last offer was {told[-1].labels}")

    def sends(self, *files: str, text: str = "", **extra: object) -> list[Heard]:
        """Send files: photo, voice, document, video."""
        return self._does(Kind.MEDIA, text=text, files=list(files), **extra)

    def sends_location(self, latitude: float, longitude: float) -> list[Heard]:
        return self._does(Kind.LOCATION, latitude=latitude, longitude=longitude)

    def does(self, kind: Kind, **extra: object) -> list[Heard]:
        return self._does(kind, **extra)

    def hears(self) -> list[Heard]:
        """Read what came without having written."""
        self.last = self.conversation.deliver(self.chat)
        return self.last

    def writes(
        self, kind: Kind = Kind.TEXT, *, group_key: str | None = None, ext_id: str | None = None, **body: object
    ) -> None:
        """Put a message into the inbox without anybody looking at it yet."""
        content = {"chat": self.chat, "kind": kind.value, "text": "", "files": [], **body}
        arrival = Arrival(
            Channel(self.chat.partition(":")[0]),
            ext_id or f"test:{next(_COUNT)}",
            self.chat,
            json.dumps(content),
            group_key,
        )
        with self.conversation.database.write() as session:
            inbox.accept(session, [arrival], at=self.conversation.clock())

    def _does(self, kind: Kind, **body: object) -> list[Heard]:
        self.writes(kind, **body)
        self.last = self.conversation.deliver(self.chat)
        return self.last


def everything(heard: Sequence[Heard]) -> str:
    """All that was said, as one text."""
    return "\n".join(message.text for message in heard)
