"""The drainer: what was sent is settled at once, however many other chats wait to be read."""

import asyncio
import threading
from collections.abc import Mapping, Sequence

import pytest
from support.time import NOON

from bot.channels import Part
from bot.drain import ROOM, Drainer
from bot.settling import Settling
from bot.sharing import Share
from bot.steps import Busy, Idle, Send, Settled, Step
from core.messages.channels import Channel
from core.messages.outbox import Sent

PATIENCE = 20.0


class SlowReader:
    """A desk at which one chat is read until another one has been settled."""

    def __init__(self) -> None:
        self.settled = threading.Event()
        self.waited = ""

    def settle_plainly(self, _gathered: Sequence[Settling]) -> Mapping[str, Step]:
        return {}

    def step(self, chat_key: str, _token: str, settled: Settled | None = None) -> Step:
        if settled is not None:
            self.settled.set()
        elif chat_key == "telegram:1":
            return Send(1, 1, (Part("halo"),), 0, "halo", "id")
        else:
            self.waited = "settled meanwhile" if self.settled.wait(PATIENCE) else "in vain"
        return Idle()


class Port:
    """A channel on which everything arrives, once the other chat is being read."""

    def __init__(self) -> None:
        self.drainer: Drainer | None = None

    async def send(self, _chat_key: str, _part: Part) -> Sent:
        assert self.drainer is not None
        self.drainer.wake("telegram:2")
        await asyncio.sleep(0.05)
        return Sent("7", "", "")


def test_settling_does_not_wait_for_another_chat_to_be_read() -> None:
    desk, port = SlowReader(), Port()

    async def run() -> None:
        port.drainer = Drainer(desk, {Channel.TELEGRAM: port}, clock=lambda: NOON)
        port.drainer.wake("telegram:1")
        await port.drainer.quiet()
        await port.drainer.close()

    asyncio.run(run())

    assert desk.waited == "settled meanwhile"


class CountingDesk:
    """A desk that holds every chat until it is told to go on, and notes which were looked at."""

    def __init__(self) -> None:
        self.looked: list[str] = []
        self.go_on = threading.Event()

    def settle_plainly(self, _gathered: Sequence[Settling]) -> Mapping[str, Step]:
        return {}

    def step(self, chat_key: str, _token: str, _settled: Settled | None = None) -> Step:
        self.go_on.wait(PATIENCE)
        self.looked.append(chat_key)
        return Idle()


def test_in_a_crowd_a_worker_leaves_to_another_what_is_for_that_one() -> None:
    desk, share, chats = CountingDesk(), Share("a"), [f"telegram:{number}" for number in range(60)]
    share.among(["b"])
    first, later = chats[:ROOM], chats[ROOM:]

    async def run() -> None:
        drainer = Drainer(desk, {Channel.TELEGRAM: Port()}, clock=lambda: NOON, share=share)
        drainer.wake_all(first)
        await asyncio.sleep(0.05)
        drainer.wake_all(later)
        desk.go_on.set()
        await drainer.quiet()
        await drainer.close()

    asyncio.run(run())

    assert desk.looked == [*first, *(chat for chat in later if share.is_mine(chat))]
    assert len(desk.looked) < len(chats)


class HeldDesk(CountingDesk):
    """A desk at which another worker holds every chat for the first few looks."""

    def step(self, chat_key: str, _token: str, _settled: Settled | None = None) -> Step:
        self.looked.append(chat_key)
        return Busy() if len(self.looked) < 4 else Idle()


def test_a_chat_that_another_worker_holds_has_one_alarm_however_often_it_is_woken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.drain.BUSY_AGAIN", 0.2)
    desk = HeldDesk()

    async def run() -> tuple[int, int]:
        drainer = Drainer(desk, {Channel.TELEGRAM: Port()}, clock=lambda: NOON)
        for _ in range(3):
            drainer.wake("telegram:1")
            await drainer.quiet()
        woken = len(desk.looked)
        await asyncio.sleep(1.2)
        await drainer.close()
        return woken, len(desk.looked)

    assert asyncio.run(run()) == (3, 4)
