"""One way to speak with the running service on every channel: through the stand-ins, or as a page over HTTP."""

import http.client
import itertools
import json
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlparse

from core.settings import Settings
from support.bot_api import StandInBotApi
from support.graph_api import StandInGraphApi
from support.service import running_web

_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


class Line(Protocol):
    """What a law needs of a channel. A person is a number."""

    def says(self, person: int, text: str) -> None:
        """The person writes, and the channel hands it over."""

    def says_again(self) -> None:
        """The last message comes once more."""

    def taps(self, person: int, label: str) -> None:
        """The person taps the newest choice with this label."""

    def taps_something_old(self, person: int) -> None:
        """The person taps a choice nobody knows any more."""

    def told(self, person: int) -> list[str]:
        """Everything the person was told."""

    def sees_typing(self, person: int) -> bool:
        """Was or is the person shown that an answer is being written?"""

    def fails(self, person: int, how: str, times: int = 1) -> None:
        """The service answers our next sendings to this person so: 429, 500, or lost (taken, and no answer comes)."""

    def recovers(self) -> None:
        """Nothing goes wrong any more."""

    def forges(self) -> list[int]:
        """Somebody posts without a proof and with forged ones; the statuses they got."""

    def posts_garbage(self) -> list[int]:
        """What nobody can read comes with the right proof; the statuses it got, where the line has any."""

    def sends_odd_things(self) -> list[int]:
        """People send what no test of words has, one thing each; who has to be answered."""


def hears(line: Line, person: int, count: int, seconds: float = 30.0) -> list[str]:
    """Wait until the person was told so much."""
    wait_for(lambda: len(line.told(person)) >= count, seconds)
    return line.told(person)


def wait_for(what: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    return what()


GARBAGE = (
    b"",
    b"not json",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b"{" * 5000,
    b"1" * 100_000,
    b'{"entry": 5}',
    b'{"id": []}',
)


def status_of(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post bytes; the status that came back."""
    given = {"Content-Type": "application/json", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, given), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


class TelegramLine:
    """Citizens of the stand-in Bot API; with a hook, where Telegram posts their updates."""

    ODD: tuple[dict[str, Any], ...] = (
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"video_note": {"file_id": "v", "file_unique_id": "v", "length": 1, "duration": 1}},
        {"contact": {"phone_number": "0811", "first_name": "Budi"}},
        {"venue": {"title": "Pasar", "address": "Jl. A", "location": {"latitude": -7.7, "longitude": 110.6}}},
        {"text": 7},
        {"text": "\u0000"},
        {"jenis_baru": {"a": [1]}},
        {},
    )
    WEIRD: tuple[dict[str, Any], ...] = (
        {"message": None},
        {"message": {"chat": {"id": "lima"}}},
        {"edited_message": {"message_id": 1, "date": 0, "chat": {"id": 77001, "type": "private"}}},
        {"my_chat_member": {"chat": {"id": 77002, "type": "private"}}},
        {"channel_post": {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "channel"}, "text": "x"}},
        {"jenis_baru": [1, {"a": None}]},
    )

    def __init__(self, api: StandInBotApi, hook: str = "", secret: str = "") -> None:
        self.api = api
        self._hook, self._secret = hook, secret
        self._last: dict[str, Any] = {}

    def says(self, person: int, text: str) -> None:
        self._last = self.api.says(person, text)

    def says_again(self) -> None:
        self.api.deliver(self._last)

    def taps(self, person: int, label: str) -> None:
        for message in reversed(self.api.told(person)):
            for button in message.buttons:
                if button["text"] == label:
                    self._last = self.api.presses(person, button["callback_data"])
                    return
        raise AssertionError(f"nobody offered {label!r}")

    def taps_something_old(self, person: int) -> None:
        self.api.presses(person, "tidak-ada-lagi")

    def told(self, person: int) -> list[str]:
        return [message.text for message in self.api.told(person)]

    def sees_typing(self, person: int) -> bool:
        return self.api.world.calls["sendChatAction"] > 0

    def fails(self, person: int, how: str, times: int = 1) -> None:
        self.api.fail(how, chat=person, times=times)

    def recovers(self) -> None:
        for fault in self.api.world.faults:
            fault.times = 0

    def forges(self) -> list[int]:
        body = json.dumps(self.api.update(self.api.message(5, text="halo"))).encode()
        return [status_of(self._hook, body, proof) for proof in ({}, *({_SECRET: word} for word in ("", "salah")))]

    def posts_garbage(self) -> list[int]:
        for number, odd in enumerate(self.WEIRD):
            self.api.deliver({"update_id": 4000 + number, **odd})
        return [status_of(self._hook, body, {_SECRET: self._secret}) for body in GARBAGE] if self._hook else []

    def sends_odd_things(self) -> list[int]:
        for person, odd in enumerate(self.ODD, start=700):
            self.api.deliver(self.api.update({**self.api.message(person), **odd}))
        return list(range(700, 700 + len(self.ODD)))


class WhatsAppLine:
    """Citizens of the stand-in Cloud API; every second one shows no phone number."""

    ODD: tuple[tuple[str, Any], ...] = (
        ("sticker", {"id": "s1"}),
        ("contacts", [{"name": {}}]),
        ("order", {"catalog_id": "1"}),
        ("unsupported", {}),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "lama", "title": "x"}}),
        ("text", {"body": ""}),
        ("text", 7),
        ("image", {}),
        ("location", {"latitude": "x"}),
        ("jenis_baru", {"a": 1}),
    )
    WEIRD = (
        b'{"entry": [5, null, {"changes": 7}, {"changes": [{"value": []}]}]}',
        b'{"entry": [{"changes": [{"value": {"messages": "x", "statuses": {"id": 5}}}]}]}',
        b'{"entry": [{"changes": [{"value": {"messages": [{}, {"from": []}], "contacts": [null]}}]}]}',
        b'{"object": "page", "entry": []}',
    )

    def __init__(self, graph: StandInGraphApi) -> None:
        self.graph = graph
        self._last: dict[str, Any] = {}

    @staticmethod
    def _user(person: int) -> str:
        return f"ID.warga{person}" if person % 2 else f"62811{person:07}"

    def says(self, person: int, text: str) -> None:
        self._last = self.graph.says(self._user(person), text)

    def says_again(self) -> None:
        self.graph.deliver(self._last)

    def taps(self, person: int, label: str) -> None:
        self._last = self.graph.taps(self._user(person), label)

    def taps_something_old(self, person: int) -> None:
        reply = {"type": "button_reply", "button_reply": {"id": "tidak-ada-lagi", "title": "x"}}
        self.graph.sends(self._user(person), "interactive", reply)

    def told(self, person: int) -> list[str]:
        return [told.text for told in self.graph.to(self._user(person))]

    def sees_typing(self, person: int) -> bool:
        return bool(self.graph.typing)

    def fails(self, person: int, how: str, times: int = 1) -> None:
        status = 200 if how == "lost" else int(how)
        code = 130429 if how == "429" else None
        self.graph.fail(status, code, to=self._user(person), times=times, is_lost=how == "lost")

    def recovers(self) -> None:
        self.graph.faults.clear()

    def forges(self) -> list[int]:
        raw = json.dumps(self.graph.body(self.graph.message("628111", "text", {"body": "halo"}))).encode()
        forged = ("", "sha256=", "sha256=" + "0" * 64, "md5=x", "sha256=ü".encode().decode("latin-1"))
        return [self.graph.post(raw, signature=signature) for signature in forged]

    def posts_garbage(self) -> list[int]:
        return [self.graph.post(body) for body in (*GARBAGE, *self.WEIRD)]

    def sends_odd_things(self) -> list[int]:
        for person, (kind, content) in enumerate(self.ODD, start=700):
            self.graph.sends(self._user(person), kind, content)
        return list(range(700, 700 + len(self.ODD)))


class WebLine:
    """Pages over real HTTP: with a cookie and its token, or in another site's frame with a bearer."""

    def __init__(self, address: str, *, in_a_frame: bool) -> None:
        self._host = urlparse(address).netloc
        self._base = "/embed" if in_a_frame else "/chat"
        self._in_a_frame = in_a_frame
        self._proofs: dict[int, dict[str, str]] = {}
        self._last: tuple[int, dict[str, Any]] = (0, {})
        self._count = itertools.count(1)

    def says(self, person: int, text: str) -> None:
        self._posts(person, {"id": str(uuid.UUID(int=next(self._count))), "text": text})

    def says_again(self) -> None:
        self._posts(*self._last)

    def taps(self, person: int, label: str) -> None:
        offers = [option for line in self._lines(person) for option in line["options"]]
        (id_,) = [id_ for id_, name in offers if name == label][-1:]
        self._posts(person, {"id": str(uuid.UUID(int=next(self._count))), "button": id_, "label": label})

    def taps_something_old(self, person: int) -> None:
        body = {"id": str(uuid.UUID(int=next(self._count))), "button": "tidak-ada-lagi", "label": "x"}
        self._posts(person, body)

    def told(self, person: int) -> list[str]:
        return [line["text"] for line in self._lines(person) if not line["mine"]]

    def sees_typing(self, person: int) -> bool:
        return bool(self._news(person)["typing"])

    def fails(self, person: int, how: str, times: int = 1) -> None:
        raise AssertionError("the page asks for its messages: there is no service to fail")

    def recovers(self) -> None:
        """Nothing ever failed."""

    def forges(self) -> list[int]:
        """Without a proof, with a made-up one, and, for a page, with a good cookie and no token of a form."""
        body = json.dumps({"id": str(uuid.UUID(int=1)), "text": "halo"})
        good = self._proof(1)
        forged = [{}, {"Authorization": "Bearer abc.def"}, {"Cookie": "pendopo_chat=abc.def", "X-CSRFToken": "abc"}]
        if not self._in_a_frame:
            forged += [{"Cookie": good["Cookie"]}, {"Cookie": good["Cookie"], "X-CSRFToken": "abc"}]
        return [self._post(proof, body)[0] for proof in forged]

    def posts_garbage(self) -> list[int]:
        return [self._post(self._proof(2), body)[0] for body in GARBAGE]

    def sends_odd_things(self) -> list[int]:
        things = [
            {"text": text} for text in ("👍", "\u0000", "a" * 99_999, "\ud800", "/", "{nama}", "<b>halo</b>", "7")
        ]
        things += [{"latitude": -7.7, "longitude": 110.6}, {"button": "tidak-ada-lagi"}]
        for person, thing in enumerate(things, start=700):
            self._posts(person, {"id": str(uuid.UUID(int=next(self._count))), **thing})
        return list(range(700, 700 + len(things)))

    def _post(self, proof: Mapping[str, str], body: str | bytes) -> tuple[int, list[tuple[str, str]], str]:
        return self._ask("POST", f"{self._base}/messages", {"Content-Type": "application/json", **proof}, body)

    def _lines(self, person: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._news(person)["messages"]
        return found

    def _news(self, person: int) -> dict[str, Any]:
        status, _, body = self._ask("GET", f"{self._base}/messages?after=0.0", self._proof(person))
        assert status == 200, body
        news: dict[str, Any] = json.loads(body)
        return news

    def _posts(self, person: int, body: dict[str, Any]) -> None:
        """As the page does: until the house has taken it."""
        self._last = (person, body)
        proof = self._proof(person)
        taken = wait_for(lambda: self._post(proof, json.dumps(body))[0] == 202)
        assert taken, "the house never took it"

    def _proof(self, person: int) -> dict[str, str]:
        if person not in self._proofs:
            self._proofs[person] = self._bearer() if self._in_a_frame else self._cookie()
        return self._proofs[person]

    def _bearer(self) -> dict[str, str]:
        status, _, body = self._ask("POST", "/embed/session", {})
        assert status == 201, body
        return {"Authorization": f"Bearer {json.loads(body)['session']}"}

    def _cookie(self) -> dict[str, str]:
        _, headers, page = self._ask("GET", "/", {})
        cookies = "; ".join(value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie")
        found = _TOKEN.search(page)
        assert found, page[:300]
        return {"Cookie": cookies, "X-CSRFToken": found[1]}

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | bytes | None = None
    ) -> tuple[int, list[tuple[str, str]], str]:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()
        finally:
            connection.close()


@contextmanager
def web_of(name: str, settings: Settings, api: StandInBotApi, graph: StandInGraphApi) -> Iterator[Line]:
    """The web process, and the line of this name into it."""
    with running_web(settings) as address:
        graph.hook = f"{address}/webhook/whatsapp"
        if name == "telegram webhook":
            yield TelegramLine(api, f"{address}/webhook/telegram", settings.telegram.secret)
        elif name.startswith("telegram"):
            yield TelegramLine(api)
        elif name == "whatsapp":
            yield WhatsAppLine(graph)
        else:
            yield WebLine(address, in_a_frame=name == "web frame")
