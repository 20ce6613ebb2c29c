"""A chat in the terminal: the same inbox, desk and outbox, with a numbered list where other channels have buttons."""

import asyncio
import getpass
import io
import json
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

from bot.channels import CannotFetch, Part, PartOutcome
from bot.desk import Desk
from bot.drain import Drainer
from bot.making import Maker
from bot.port import Incoming, Kind, Option, Outgoing
from core.clock import utc_now
from core.files import FileStore
from core.house import open_database
from core.messages import inbox, leases
from core.messages.channels import Channel, chat_key
from core.messages.inbox import Arrival
from core.messages.outbox import Sent
from core.messages.outfiles import OutFile
from core.settings import Settings
from knowledge.live import LiveKnowledge


class ConsolePort:
    """Prints what is sent; options are numbered, and a typed number chooses."""

    channel = Channel.CONSOLE
    window: timedelta | None = None
    can_knock = False

    def __init__(self, files: FileStore | None = None) -> None:
        self._files = files
        self.sent = 0
        self.offered: tuple[Option, ...] = ()

    def typed(self, line: str) -> dict[str, str]:
        """What a line says: words, or the choice of that number under the last message."""
        number = int(line) if line.isascii() and line.isdecimal() and len(line) < 4 else 0
        if 0 < number <= len(self.offered):
            return {"button": self.offered[number - 1].id}
        return {"text": line}

    def parse(self, bodies: list[str], *, at: datetime) -> Incoming:
        data = json.loads(bodies[0])
        return Incoming(
            channel=Channel.CONSOLE,
            chat_key=data["chat"],
            user=data["chat"].partition(":")[2],
            kind=Kind.BUTTON if "button" in data else Kind.TEXT,
            at=at,
            text=data.get("text", ""),
            button=data.get("button"),
        )

    def parts(self, outgoing: Outgoing) -> list[Part]:
        return [Part(outgoing.text, outgoing.options, file=outgoing.file)]

    async def send(self, chat_key: str, part: Part) -> PartOutcome:
        numbered = [f"  [{number}] {option.label}" for number, option in enumerate(part.options, start=1)]
        sys.stdout.write("\n".join(["", part.text, *self._shown(part.file), *numbered, ""]) + "\n")
        sys.stdout.flush()
        self.sent += 1
        self.offered = part.options
        return Sent(str(self.sent), "", "")

    def _shown(self, file: OutFile | None) -> list[str]:
        """What a picture shows, in words, and where the file lies."""
        if file is None or self._files is None:
            return []
        return [f"  ({file.alt})" if file.alt else "", f"  {file.name}: {self._files.where(file.sha256)}"]

    async def answers(self) -> bool:
        return True

    async def show_typing(self, chat_key: str) -> None:
        """A terminal answers fast enough."""

    async def obey(self, command: str) -> dict[str, Any]:
        return {}

    async def fetch(self, ext_file: str, chat_key: str) -> bytes:
        raise CannotFetch("a terminal sends no files", final=True)


def run(chosen: Settings) -> None:
    """Read lines until the end of input, and answer each. What is no UTF-8 becomes a question mark."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    asyncio.run(_talk(chosen))


async def _talk(chosen: Settings) -> None:
    database = open_database(chosen)
    files = FileStore(chosen.files_url)
    port = ConsolePort(files)
    chat = chat_key(Channel.CONSOLE, getpass.getuser())
    desk = Desk(
        database,
        LiveKnowledge(database, public_url=chosen.public_url),
        {Channel.CONSOLE: port},
        owner=leases.this_process(),
        clock=utc_now,
    )
    drainer = Drainer(desk, {Channel.CONSOLE: port}, clock=utc_now, maker=Maker(database, files))
    database.doorbell = drainer.wake_all
    sys.stdout.write("Pendopo. Tulis pertanyaan atau laporan; selesai dengan Ctrl+D.\n")
    while True:
        line = await asyncio.to_thread(_read)
        if line is None:
            break
        with database.write() as session:
            body = json.dumps({"chat": chat, **port.typed(line)}, ensure_ascii=False)
            arrival = Arrival(Channel.CONSOLE, str(uuid.uuid4()), chat, body)
            inbox.accept(session, [arrival], at=utc_now())
        await drainer.quiet()
    await drainer.close()
    database.dispose()


def _read() -> str | None:
    if sys.stdin.isatty():
        sys.stdout.write("\n> ")
        sys.stdout.flush()
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
