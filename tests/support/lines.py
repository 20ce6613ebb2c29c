"""One way to speak with the running service on every channel: through the stand-ins, or as a page over HTTP."""

import http.client
import itertools
import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlparse

from support.bot_api import StandInBotApi
from support.graph_api import StandInGraphApi

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


class TelegramLine:
    """Citizens of the stand-in Bot API."""

    def __init__(self, api: StandInBotApi) -> None:
        self.api = api
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


class WhatsAppLine:
    """Citizens of the stand-in Cloud API; every second one shows no phone number."""

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
        headers = {"Content-Type": "application/json", **self._proof(person)}
        taken = wait_for(lambda: self._ask("POST", f"{self._base}/messages", headers, json.dumps(body))[0] == 202)
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
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, list[tuple[str, str]], str]:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()
        finally:
            connection.close()
