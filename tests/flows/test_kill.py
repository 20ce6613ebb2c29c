"""kill -9 of everything while complaints are being filed: after the restart every citizen has exactly one number."""

import os
import random
import re
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest
from support.bot_api import TOKEN, StandInBotApi
from support.databases import PostgresServer, TestDatabases
from support.service import Processes, free_port

RUNS = int(os.environ.get("PENDOPO_KILL_RUNS", "12"))
CITIZENS = 24
_NUMBER = re.compile(r"\bADU-\d{2}-\d{5}-[0-9A-Z]\b")


@pytest.mark.faults
@pytest.mark.parametrize("run", range(max(RUNS // 2, 1)))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_kill_in_the_middle_of_filing_loses_and_doubles_nothing(
    kind: str, run: int, tmp_path: Path, databases: TestDatabases, request: pytest.FixtureRequest
) -> None:
    url = ""
    if kind == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = databases.new_postgres(server)
    port = free_port()
    with StandInBotApi() as api:
        service = Processes(
            {
                "PENDOPO_DATA_DIR": str(tmp_path / "data"),
                "PENDOPO_DATABASE_URL": url,
                "PENDOPO_TELEGRAM_TOKEN": TOKEN,
                "PENDOPO_TELEGRAM_API_BASE": api.base,
                "PENDOPO_PORT": str(port),
            },
            tmp_path,
            "up",
            "--empty",
        )
        service.start()
        try:
            service.wait_until_up(port)
            chats = list(range(9000, 9000 + CITIZENS))
            _everybody_reaches_the_review(api, chats)
            for chat in chats:
                api.says(chat, "ya")
            _wait_for_some_numbers(api, chats, random.Random(run).randint(1, CITIZENS // 2))
            service.kill()
            service.start()
            service.wait_until_up(port)
            assert api.wait_for(lambda: all(_told(api, chat) for chat in chats), 45), _silent(api, chats)
            time.sleep(1)
        finally:
            service.stop()

        told = {chat: _told(api, chat) for chat in chats}
    assert all(len(numbers) == 1 for numbers in told.values()), told
    kept = _numbers_in(url, tmp_path / "data" / "pendopo.db")
    assert sorted(number for numbers in told.values() for number in numbers) == sorted(kept)
    assert [int(number[7:12]) for number in sorted(kept)] == list(range(1, CITIZENS + 1))


def _everybody_reaches_the_review(api: StandInBotApi, chats: list[int]) -> None:
    for chat in chats:
        api.says(chat, f"lapor jalan rusak di desa Sumber RT {chat}")
    assert api.wait_for(lambda: all(api.told(chat) for chat in chats), 30)


def _wait_for_some_numbers(api: StandInBotApi, chats: list[int], some: int) -> None:
    assert api.wait_for(lambda: sum(bool(_told(api, chat)) for chat in chats) >= some, 30)


def _told(api: StandInBotApi, chat: int) -> set[str]:
    return {number for message in api.told(chat) for number in _NUMBER.findall(message.text)}


def _silent(api: StandInBotApi, chats: list[int]) -> list[int]:
    return [chat for chat in chats if not _told(api, chat)]


def _numbers_in(url: str, path: Path) -> list[str]:
    if url:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            return [row[0] for row in connection.execute("select number from cases")]
    with sqlite3.connect(path) as connection:
        return [row[0] for row in connection.execute("select number from cases")]
