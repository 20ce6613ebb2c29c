"""The lines of a fault run: each channel's own store, parser and port, with the network outside played by the run."""

import itertools
import json
import random
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache

import httpx

from bot.channels import ChannelPort
from bot.steps import Send
from bot.telegram import webhook as telegram
from bot.telegram.port import TelegramPort, make_bot
from bot.web import envelope, history
from bot.web.envelope import WebPort
from bot.web.history import Cursor
from bot.whatsapp import webhook as whatsapp
from bot.whatsapp.errors import outcome_of
from bot.whatsapp.port import WhatsAppPort
from core.db import Database
from core.files import FileStore
from core.messages import inbox
from core.messages.channels import Channel
from core.messages.outbox import Outcome, Sent, TryLater, Uncertain
from core.settings import TelegramSettings, WhatsAppSettings
from support.bot_api import TOKEN
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, VERIFY

Store = Callable[[datetime], None]
_WAMIDS = itertools.count(1)
SENDING = ("429", "502", "lost answer", "time-out")


@cache
def ports() -> dict[Channel, ChannelPort]:
    """The real ports, made once: they read and cut messages, and nothing is sent through them."""
    settings = WhatsAppSettings("EAA-uji", (PHONE_ID,), SECRET, VERIFY, "http://127.0.0.1:9/v23.0", TEMPLATE)
    return {
        Channel.TELEGRAM: TelegramPort(make_bot(TelegramSettings(token=TOKEN))),
        Channel.WHATSAPP: WhatsAppPort(settings, httpx.AsyncClient()),
        Channel.WEB: WebPort(FileStore(tempfile.mkdtemp(prefix="pendopo-faults-"))),
    }


class TelegramLine:
    """Updates come through the webhook's store; a sending goes well or as the point says."""

    points: tuple[str, ...] = SENDING

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database, self.random = database, chance
        self._updates = itertools.count(1)
        self.reached: Counter[int] = Counter()

    def chat(self, person: int) -> str:
        return f"telegram:{900 + person}"

    def writes(self, person: int, text: str, *, quotes: str | None = None, photo: bool = False) -> Store:
        """The update, made once: storing it again is what the service does after a lost answer."""
        number = next(self._updates)
        chat = {"id": 900 + person, "type": "private", "first_name": "Siti"}
        sender = {"id": 900 + person, "is_bot": False, "first_name": "Siti"}
        message = {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text}
        if photo:
            message["caption"] = message.pop("text")
            message["photo"] = [{"file_id": f"f{number}", "file_unique_id": "u", "width": 9, "height": 9}]
        if quotes:
            message["reply_to_message"] = {"message_id": int(quotes), "date": 1, "chat": chat}
        body = json.dumps({"update_id": number, "message": message})
        return lambda at: telegram.store(self.database, body, bot_id="77", at=at)

    def sends(self, step: Send, point: str) -> Outcome:
        """What the service answers; ``reached`` counts what the person got."""
        if point in {"429", "502"}:
            return TryLater(point, after=1.0 if point == "429" else None)
        if point == "time-out" and not step.after_silence:
            return _silence()
        self.reached[step.message_id] += 1
        return _silence() if point == "lost answer" else Sent(f"{next(_WAMIDS)}", step.masked, step.lang)

    def reports(self, *, all_of_them: bool, at: datetime) -> None:
        """Telegram tells nothing of a message after it took it."""

    def looks(self, chats: list[str]) -> None:
        """A telephone shows what comes by itself."""


class WhatsAppLine(TelegramLine):
    """Bodies come through the webhook's store, and so do statuses: late, doubled, reversed, and failures among them."""

    points = (*SENDING, "late failure", "statuses in disorder")

    def __init__(self, database: Database, chance: random.Random) -> None:
        super().__init__(database, chance)
        self._reports: list[dict[str, object]] = []
        self._keys: dict[int, str] = {}

    def chat(self, person: int) -> str:
        return f"whatsapp:{PHONE_ID}:ID.{person}"

    def writes(self, person: int, text: str, *, quotes: str | None = None, photo: bool = False) -> Store:
        number = next(self._updates)
        who = {"from": f"62811{person}", "from_user_id": f"ID.{person}"}
        message = {"id": f"wamid.in{number}", "timestamp": "1", "type": "text", "text": {"body": text}, **who}
        if photo:
            message["type"], message["image"] = "image", {"id": f"m{number}", "caption": message.pop("text")["body"]}
        if quotes:
            message["context"] = {"id": quotes}
        value = {"contacts": [{"user_id": f"ID.{person}", "profile": {"name": "Budi"}}], "messages": [message]}
        return self._store(value)

    def _store(self, value: dict[str, object]) -> Store:
        value = {"metadata": {"phone_number_id": PHONE_ID}, **value}
        body = json.dumps({"entry": [{"changes": [{"value": value}]}]})
        return lambda at: whatsapp.store(self.database, body, can_knock=True, at=at)

    def sends(self, step: Send, point: str) -> Outcome:
        if point == "429":
            return self.random.choice([outcome_of(429, None), outcome_of(400, 131056), outcome_of(400, 130429)])
        if point == "502":
            return self.random.choice([outcome_of(502, None), outcome_of(500, 131016)])
        if point == "time-out" and not step.after_silence:
            return _silence()
        wamid, key = f"wamid.out{next(_WAMIDS)}", step.parts[-1].key
        if point == "late failure":
            code = self.random.choice([131047, 131000, 131053, 131056])
            self._reports.append(_report(wamid, key, "failed", code))
            self._reports.append(_report(wamid, key, "sent"))
        else:
            self.reached[step.message_id] += 1
            self._reports += [_report(wamid, key, status) for status in ("sent", "delivered", "read")]
        return _silence() if point == "lost answer" else Sent(wamid, step.masked, step.lang)

    def reports(self, *, all_of_them: bool, at: datetime) -> None:
        """Some of the statuses that are on their way arrive, in any order, some of them twice and several in a body."""
        self.random.shuffle(self._reports)
        count = len(self._reports) if all_of_them else self.random.randint(0, len(self._reports))
        coming, self._reports = self._reports[:count], self._reports[count:]
        if coming and not all_of_them and self.random.random() < 0.3:
            self._reports.append(coming[0])
        if coming:
            self._store({"statuses": coming})(at)


class WebLine(TelegramLine):
    """Messages come as the page posts them; what counts is what a page sees that asks for news again and again."""

    points: tuple[str, ...] = ()

    def __init__(self, database: Database, chance: random.Random) -> None:
        super().__init__(database, chance)
        self._cursors: dict[str, Cursor] = {}
        self._seen: set[str] = set()

    def chat(self, person: int) -> str:
        return f"web:halaman{person}"

    def writes(self, person: int, text: str, *, quotes: str | None = None, photo: bool = False) -> Store:
        arrival = envelope.text_message(f"halaman{person}", str(uuid.UUID(int=self.random.getrandbits(128))), text)

        def store(at: datetime) -> None:
            with self.database.write() as session:
                inbox.accept(session, [arrival], at=at)

        return store

    def sends(self, step: Send, point: str) -> Outcome:
        return Sent(None, step.masked, step.lang)

    def looks(self, chats: list[str]) -> None:
        for chat in chats:
            with self.database.read() as session:
                news = history.lines(session, chat, after=self._cursors.get(chat, Cursor()))
            following = Cursor.read(news["cursor"])
            assert following is not None, news["cursor"]
            self._cursors[chat] = following
            for line in news["messages"]:
                if line["id"] not in self._seen and not line["mine"]:
                    self.reached[int(line["id"][1:])] += 1
                self._seen.add(line["id"])


LINES: dict[Channel, type[TelegramLine]] = {
    Channel.TELEGRAM: TelegramLine,
    Channel.WHATSAPP: WhatsAppLine,
    Channel.WEB: WebLine,
}


def _silence() -> Outcome:
    return Uncertain("time-out")


def _report(wamid: str, key: str, status: str, code: int | None = None) -> dict[str, object]:
    failed = {"errors": [{"code": code}]} if code is not None else {}
    return {"id": wamid, "status": status, "biz_opaque_callback_data": key, **failed}
