"""The real product for an hour of 2026: web process and worker on threads, a clock of its own, a stand-in for Telegram."""

import asyncio
import itertools
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from aiohttp import web
from support.bot_api import TOKEN, StandInBotApi
from support.service import free_port
from werkzeug.serving import make_server

from admin.auth import one_time_link
from core.house import open_database
from core.settings import from_environment
from operations import prepare, schema
from worker import Worker
from wsgi import create_app

ZONE = ZoneInfo("Asia/Jakarta")
PASSWORD = "kata sandi panjang untuk gambar"  # noqa: S105 - of a house that is gone a minute later
ADMIN = "admin@klaten.example"
_CSRF = re.compile(r'name="csrf[_-]token" (?:value|content)="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_LINK = re.compile(r'id="tautan" value="([^"]+)"')
_STAFF = re.compile(r'/admin/petugas/(\d+)">[^<]*</a><small>([^<]+)<')
_NUMBER = re.compile(r"\b(?:ADU|PPD)-\d{2}-\d{5}-[0-9A-Z]\b")


class OfficeClock:
    """Runs like any clock, from the moment it was set to."""

    def __init__(self, *moment: int) -> None:
        self.set(*moment)

    def set(self, *moment: int) -> None:
        """Year, month, day, hour, minute on the office's wall."""
        self._set_to, self._began = datetime(*moment, tzinfo=ZONE), time.monotonic()  # type: ignore[arg-type]

    def __call__(self) -> datetime:
        return (self._set_to + timedelta(seconds=time.monotonic() - self._began)).astimezone(ZoneInfo("UTC"))


class Telegram(StandInBotApi):
    """The stand-in of the tests, with names made up for the occasion and a picture worth showing."""

    def __init__(self, clock: OfficeClock) -> None:
        super().__init__()
        self.clock = clock
        self.names: dict[int, str] = {}
        self.photo_bytes = b""
        self._person = lambda chat: {  # type: ignore[method-assign]
            "id": chat,
            "is_bot": False,
            "first_name": self.names.get(chat, "Warga"),
            "language_code": "id",
        }

    async def _file(self, _request: web.Request) -> web.Response:  # type: ignore[override]
        return web.Response(body=self.photo_bytes, content_type="image/png")

    def message(self, chat: int, **content: object) -> dict[str, object]:
        return {**super().message(chat, **content), "date": int(self.clock().timestamp())}


@dataclass(frozen=True, slots=True)
class House:
    """Where everything is."""

    base: str
    clock: OfficeClock
    telegram: Telegram
    first_link: str


@contextmanager
def open_house(folder: Path, *moment: int) -> Iterator[House]:
    """A fresh sample office at this moment; everything ends with the block."""
    clock, port = OfficeClock(*moment), free_port()
    with Telegram(clock) as telegram:
        chosen = from_environment(
            {
                "PENDOPO_DATA_DIR": str(folder),
                "PENDOPO_PORT": str(port),
                "PENDOPO_TELEGRAM_TOKEN": TOKEN,
                "PENDOPO_TELEGRAM_API_BASE": telegram.base,
            }
        )
        database = open_database(chosen)
        schema.upgrade(database)
        prepare.fill(database, at=clock())
        prepare.load_sample(database, at=clock())
        app = create_app(chosen, database=database, clock=clock)
        server = make_server("127.0.0.1", port, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        link = one_time_link(app, ADMIN)
        assert isinstance(link, str)
        with _working(Worker(chosen, database=open_database(chosen), clock=clock)):
            yield House(chosen.public_url, clock, telegram, link)
        server.shutdown()
        database.dispose()


@contextmanager
def _working(worker: Worker) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(worker.run()), daemon=True)
    thread.start()
    yield
    loop.call_soon_threadsafe(worker.stop)
    thread.join(20)


class WebCitizen:
    """Somebody in the web chat, over the addresses its page uses."""

    def __init__(self, house: House) -> None:
        self._client = httpx.Client(base_url=house.base, timeout=20)
        page = self._client.get("/").text
        self._client.headers["X-CSRFToken"] = _CSRF.search(page)[1]  # type: ignore[index]
        self._cursor = "0.0"
        self._options: dict[str, str] = {}

    def says(self, text: str) -> str:
        """Write; what the office said then."""
        return self._sends(text=text)

    def taps(self, label: str) -> str:
        """Choose the newest option with this label."""
        return self._sends(button=self._options[label], label=label)

    def reports(self, text: str, place: str) -> str:
        """File a complaint; its number."""
        if "Di mana lokasinya" in self.says(text):
            self.says(place)
        return _number_in(self.taps("Kirim laporan"))

    def _sends(self, **body: str) -> str:
        self._client.post("/chat/messages", json={"id": str(uuid4()), **body}).raise_for_status()
        heard: list[str] = []
        for _ in range(200):
            news = self._client.get("/chat/messages", params={"after": self._cursor}).json()
            self._cursor = news["cursor"]
            for message in news["messages"]:
                if not message["mine"]:
                    heard.append(message["text"])
                    self._options = {label: id_ for id_, label in message["options"]}
            if heard and not news["typing"]:
                break
            time.sleep(0.05)
        return "\n".join(heard)


class TelegramCitizen:
    """Somebody on Telegram."""

    def __init__(self, house: House, chat: int, name: str) -> None:
        self._telegram, self._chat = house.telegram, chat
        house.telegram.names[chat] = name

    def says(self, text: str, *, photo: bool = False) -> str:
        before = len(self._telegram.told(self._chat))
        if photo:
            self._telegram.sends_photo(self._chat, caption=text)
        else:
            self._telegram.says(self._chat, text)
        self._telegram.hears(self._chat, before + 1)
        time.sleep(0.3)
        return self._heard_since(before)

    def replies(self, text: str) -> str:
        """Answer the newest message, as one does by swiping it."""
        told = self._telegram.told(self._chat)
        to = self._telegram.message(self._chat, text=told[-1].text) | {"message_id": told[-1].message_id}
        self._telegram.says(self._chat, text, reply_to_message=to)
        self._telegram.hears(self._chat, len(told) + 1)
        return self._heard_since(len(told))

    def taps(self, label: str) -> str:
        """Tap the newest option with this label."""
        told = self._telegram.told(self._chat)
        offered = {button["text"]: button["callback_data"] for message in told for button in message.buttons}
        self._telegram.presses(self._chat, offered[label])
        self._telegram.hears(self._chat, len(told) + 1)
        time.sleep(0.3)
        return self._heard_since(len(told))

    def _heard_since(self, before: int) -> str:
        return "\n".join(message.text for message in self._telegram.told(self._chat)[before:])

    def reports(self, text: str, place: str, *, photo: bool = False, send: str = "Kirim laporan") -> str:
        """File a complaint; its number."""
        if "Di mana lokasinya" in self.says(text, photo=photo):
            self.says(place)
        return _number_in(self.taps(send))

    def blocks_the_bot(self) -> None:
        self._telegram.fail("403", times=50, chat=self._chat)


class Officer:
    """Somebody in the panel, over its forms. An ended session is begun again."""

    def __init__(self, house: House, email: str, link: str) -> None:
        self._house, self.email = house, email
        self._client = self._fresh()
        token = self._token(link)
        self._client.post(link, data={"csrf_token": token, "password": PASSWORD, "password_confirm": PASSWORD})
        self.log_in()

    def _fresh(self) -> httpx.Client:
        return httpx.Client(base_url=self._house.base, timeout=30, headers={"Referer": self._house.base})

    def _token(self, path: str) -> str:
        return _CSRF.search(self._client.get(path, follow_redirects=True).text)[1]  # type: ignore[index]

    def log_in(self) -> None:
        self._client = self._fresh()
        token = self._token("/admin/masuk")
        sent = self._client.post(
            "/admin/masuk", data={"csrf_token": token, "email": self.email, "password": PASSWORD, "next": ""}
        )
        assert sent.status_code == 302, f"{self.email} was not let in"

    def page(self, path: str) -> str:
        """A page of the panel."""
        found = self._client.get(path)
        if found.status_code == 302:
            self.log_in()
            found = self._client.get(path)
        found.raise_for_status()
        return found.text

    def sends(self, path: str, form_on: str, **fields: str | list[str]) -> str:
        """Send a form of a page; the page it leads to."""
        page = self.page(form_on)
        version = _VERSION.search(page)
        kept = {"csrf_token": _CSRF.search(page)[1], "version": version[1] if version else ""}  # type: ignore[index]
        answer = self._client.post(path, data={**kept, **fields}, follow_redirects=True)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def brings(self, path: str, name: str, content: str) -> str:
        """Send a file by a page's form; the address of the page it leads to."""
        token = _CSRF.search(self.page(path))[1]  # type: ignore[index]
        answer = self._client.post(
            path, data={"csrf_token": token}, files={"berkas": (name, content.encode())}, follow_redirects=True
        )
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.url.path

    def awaits(self, path: str, words: str) -> None:
        """Look again until a page says this: the worker is at it."""
        for _ in range(200):
            if words in self.page(path):
                return
            time.sleep(0.1)
        raise AssertionError(f"{path} never said {words}")

    def acts(self, number: str, slug: str, **fields: str) -> None:
        """One step on a ticket, as its form takes it."""
        shown = self.sends(f"/admin/tiket/{number}/{slug}", f"/admin/tiket/{number}", **fields)
        assert "tersimpan" in shown, f"{slug} on {number} was refused"
        time.sleep(0.5)  # the notice leaves before the clock jumps again

    def agency(self, name: str, number: str) -> str:
        """The value of an agency in the list of the disposisi form."""
        return re.search(rf'<option value="(\d+)"[^>]*>{name}', self.page(f"/admin/tiket/{number}"))[1]  # type: ignore[index]

    def disposes(self, number: str, to: str, words: str) -> None:
        self.acts(number, "disposisi", agency=self.agency(to, number), reason=words)

    def hires(self, name: str, email: str, *roles: str) -> "Officer":
        """Make an account, and the person who opens its one-time link."""
        made = self.sends(
            "/admin/petugas/baru",
            "/admin/petugas/baru",
            name=name,
            email=email,
            role=list(roles),
            agency=[""] * len(roles),
        )
        return Officer(self._house, email, _LINK.search(made)[1])  # type: ignore[index]

    def calls_in(self, email: str) -> "Officer":
        """Give an account that is there already its one-time link."""
        ids = {mail: key for key, mail in _STAFF.findall(self.page("/admin/petugas/"))}
        page = self.sends(f"/admin/petugas/{ids[email]}/tautan", "/admin/petugas/")
        return Officer(self._house, email, _LINK.search(page)[1])  # type: ignore[index]


def _number_in(said: str) -> str:
    found = _NUMBER.search(said)
    assert found is not None, f"no number in: {said}"
    return found[0]


chats = itertools.count(7001)
