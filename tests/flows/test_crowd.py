"""Two web processes and two workers on one database, real ones: order, once each, through kill -9 of one and of all."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from support.databases import PostgresServer, TestDatabases
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, TOKEN, VERIFY, StandInGraphApi
from support.lines import wait_for
from support.service import Processes, free_port

CITIZENS = 24
_NUMBER = re.compile(r"\bADU-\d{2}-\d{5}-[0-9A-Z]\b")


class Crowd:
    """The four processes, and the citizens in front of them."""

    def __init__(self, url: str, folder: Path, graph: StandInGraphApi) -> None:
        self.graph = graph
        self.ports = (free_port(), free_port())
        self.people = [f"62811{number:07}" for number in range(CITIZENS)]
        environment = {
            "PENDOPO_DATA_DIR": str(folder / "data"),
            "PENDOPO_DATABASE_URL": url,
            "PENDOPO_WHATSAPP_TOKEN": TOKEN,
            "PENDOPO_WHATSAPP_PHONE_ID": PHONE_ID,
            "PENDOPO_WHATSAPP_APP_SECRET": SECRET,
            "PENDOPO_WHATSAPP_VERIFY_TOKEN": VERIFY,
            "PENDOPO_WHATSAPP_GRAPH_BASE": graph.base,
            "PENDOPO_WHATSAPP_TEMPLATE": TEMPLATE,
        }
        (folder / "data").mkdir()
        self.webs = [self._process(environment, folder, "serve", "--port", str(port)) for port in self.ports]
        self.workers = [self._process(environment, folder, "worker") for _ in range(2)]

    @staticmethod
    def _process(environment: dict[str, str], folder: Path, *command: str) -> Processes:
        return Processes(environment, folder, *command)

    def start(self) -> None:
        """The first web process makes the keys; then the others."""
        self.webs[0].start()
        self.webs[0].wait_until_up(self.ports[0])
        for process in (self.webs[1], *self.workers):
            process.start()
        self.webs[1].wait_until_up(self.ports[1])

    def kill(self) -> None:
        """SIGKILL to all four."""
        for process in (*self.workers, *self.webs):
            process.kill()

    def everybody_says(self, text: str) -> None:
        """All at once, each message to both web processes."""
        bodies = [self.graph.body(self.graph.message(person, "text", {"body": text})) for person in self.people]
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(self._post, [(body, port) for body in bodies for port in self.ports])) == {200}

    def _post(self, what: tuple[dict[str, object], int]) -> int:
        body, port = what
        return self.graph.post_to(f"http://127.0.0.1:{port}/webhook/whatsapp", body)

    def told(self, person: str) -> list[str]:
        return [told.text for told in self.graph.to(person)]

    def numbers(self) -> dict[str, set[str]]:
        return {person: {n for text in self.told(person) for n in _NUMBER.findall(text)} for person in self.people}

    def everybody_heard(self, words: str) -> bool:
        return all(any(words in text for text in self.told(person)) for person in self.people)


@pytest.fixture(params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest, tmp_path: Path, databases: TestDatabases) -> Iterator[Crowd]:
    with ExitStack() as stack:
        graph = stack.enter_context(StandInGraphApi())
        url = stack.enter_context(_database(request, databases))
        crowd = Crowd(url, tmp_path, graph)
        stack.callback(crowd.kill)
        crowd.start()
        yield crowd


@contextmanager
def _database(request: pytest.FixtureRequest, databases: TestDatabases) -> Iterator[str]:
    if request.param == "sqlite":
        yield databases.new_sqlite()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = databases.new_postgres(server)
    yield url
    server.drop(url)


@pytest.mark.faults
def test_two_web_processes_and_two_workers_lose_and_double_nothing_through_kills(crowd: Crowd) -> None:
    crowd.everybody_says("lapor jalan rusak di desa Sumber RT 3")
    assert wait_for(lambda: crowd.everybody_heard("Periksa dulu"), 60), crowd.workers[0].output()[-3000:]
    assert all(len(crowd.told(person)) == 1 for person in crowd.people)

    crowd.everybody_says("ya")
    assert wait_for(lambda: sum(map(bool, crowd.numbers().values())) >= 2, 60)
    crowd.workers[0].kill()
    assert wait_for(lambda: all(crowd.numbers().values()), 60), crowd.workers[1].output()[-3000:]

    crowd.everybody_says("terima kasih")
    crowd.kill()
    crowd.start()
    assert wait_for(lambda: crowd.everybody_heard("Sama-sama"), 60), crowd.workers[0].output()[-3000:]

    numbers = crowd.numbers()
    assert all(len(own) == 1 for own in numbers.values()), numbers
    assert sorted(int(number[7:12]) for own in numbers.values() for number in own) == list(range(1, CITIZENS + 1))
    for person in crowd.people:
        copies = [text for text in crowd.told(person) if "Dikirim ulang" in text]
        assert len(crowd.told(person)) - len(copies) == len({*crowd.told(person)} - {*copies}) <= 3, crowd.told(person)
    assert crowd.graph.refused == []
