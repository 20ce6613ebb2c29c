"""What a failed request to the Bot API means: only a connection that never was is "not sent"."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.channels import Part, PartOutcome
from bot.telegram.port import TelegramPort, make_bot
from bot.telegram.request import _proxy_of
from core.messages.outbox import Sent, TryLater, Uncertain
from core.settings import TelegramSettings

Serving = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ANSWER = b'{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"}}}'


@asynccontextmanager
async def _service(serve: Serving):
    serving = set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            await serve(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()

    async with await asyncio.start_server(served, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
    await asyncio.gather(*serving)


async def _asked(reader: asyncio.StreamReader) -> bytes:
    return (await _whole(reader))[1]


async def _whole(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head of a request and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    return head, await reader.readexactly(length)


async def _answered(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER))
    await writer.drain()


async def _send(base: str, times: int = 1) -> list[PartOutcome]:
    port = TelegramPort(make_bot(TelegramSettings(token="1:a", api_base=base)))
    try:
        return [await port.send("telegram:1", Part("halo")) for _ in range(times)]
    finally:
        await port.close()


def test_without_a_connection_nothing_was_sent() -> None:
    async def refused() -> list[PartOutcome]:
        async with _service(lambda *_: asyncio.sleep(0)) as base:
            pass  # the service is gone again, its port is closed
        return await _send(base)

    assert asyncio.run(refused()) == [TryLater("ClientConnectorError")]


def test_a_connection_that_breaks_after_the_question_leaves_it_open() -> None:
    async def hangs_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await _asked(reader)

    async def broken() -> list[PartOutcome]:
        async with _service(hangs_up) as base:
            return await _send(base)

    assert asyncio.run(broken()) == [Uncertain("ServerDisconnectedError")]


def test_half_an_answer_leaves_it_open() -> None:
    async def breaks_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _asked(reader)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":')
        await writer.drain()

    async def broken() -> list[PartOutcome]:
        async with _service(breaks_off) as base:
            return await _send(base)

    assert asyncio.run(broken()) == [Uncertain("ClientPayloadError")]


def test_a_service_that_never_answers_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.request.TIMEOUT", 0.2)

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await _asked(reader)
        await reader.read()  # until they give up

    async def unanswered() -> list[PartOutcome]:
        async with _service(silent) as base:
            return await _send(base)

    assert asyncio.run(unanswered()) == [Uncertain("time-out")]


def test_a_fault_nobody_foresaw_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError("the client itself failed")

    monkeypatch.setattr("aiohttp.ClientResponse.read", breaks)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _asked(reader)
        await _answered(writer)

    async def failed() -> list[PartOutcome]:
        async with _service(serve) as base:
            return await _send(base)

    assert asyncio.run(failed()) == [Uncertain("RuntimeError")]


def test_one_connection_carries_many_messages() -> None:
    connections, texts = [], []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while not reader.at_eof():
            try:
                texts.append(await _asked(reader))
            except asyncio.IncompleteReadError:
                break
            await _answered(writer)

    async def thrice() -> list[PartOutcome]:
        async with _service(serve) as base:
            return await _send(base, times=3)

    assert asyncio.run(thrice()) == [Sent("7", "", "")] * 3
    assert len(connections) == 1
    assert all(b"text=halo" in text for text in texts)


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy is set, and what a test sets is forgotten after it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    _proxy_of.cache_clear()
    yield
    _proxy_of.cache_clear()


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize(("spared", "first_line"), [("", b"POST http://"), ("127.0.0.1", b"POST /bot")])
def test_messages_take_the_proxy_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, spared: str, first_line: bytes
) -> None:
    heads = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await _whole(reader))[0])
        await _answered(writer)

    async def sent() -> list[PartOutcome]:
        async with _service(serve) as base:
            monkeypatch.setenv("http_proxy", base.removesuffix("/bot"))
            monkeypatch.setenv("no_proxy", spared)
            return await _send(base)

    assert asyncio.run(sent()) == [Sent("7", "", "")]
    assert heads[0].startswith(first_line)
