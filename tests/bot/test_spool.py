"""The spool: what came while the database was away is taken in later, in order, whole and once."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from support.time import NOON

from bot import spool as spools
from bot.spool import Spool
from core.messages.channels import Channel


class Inbox:
    """Takes bodies in, unless it is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.took: list[tuple[str, str, datetime]] = []

    def __call__(self, channel: str, body: str, at: datetime) -> None:
        if self.away:
            raise OSError("away")
        self.took.append((channel, body, at))

    @property
    def bodies(self) -> list[str]:
        return [body for _, body, _ in self.took]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spool that looks again at once."""
    monkeypatch.setattr(spools, "RETRY_EVERY", 0.02)


def _eventually(what: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not what() and time.monotonic() < deadline:
        time.sleep(0.01)
    return what()


def test_what_was_kept_is_taken_in_when_the_database_is_back(tmp_path: Path) -> None:
    inbox = Inbox(away=True)
    spool = Spool(tmp_path / "spool", inbox)
    spool.keep("telegram", '{"text": "halo 🚧"}', at=NOON)
    assert len(spool.waiting()) == 1

    inbox.away = False

    assert _eventually(lambda: not spool.waiting())
    assert inbox.took == [("telegram", '{"text": "halo 🚧"}', NOON)]


def test_bodies_are_taken_in_in_the_order_they_came(tmp_path: Path) -> None:
    inbox = Inbox(away=True)
    spool = Spool(tmp_path, inbox)
    for number in (1, 2, 3, 11):
        spool.keep("telegram", str(number), at=NOON + timedelta(seconds=number))

    inbox.away = False

    assert _eventually(lambda: len(inbox.took) == 4)
    assert inbox.bodies == ["1", "2", "3", "11"]


def test_what_waits_survives_the_end_of_the_process(tmp_path: Path) -> None:
    before = Spool(tmp_path, Inbox(away=True))
    before.keep("telegram", "halo", at=NOON)
    before.close()

    inbox = Inbox()
    Spool(tmp_path, inbox).start()

    assert _eventually(lambda: inbox.bodies == ["halo"])


def test_every_body_that_comes_while_the_spool_empties_is_taken_in(tmp_path: Path) -> None:
    inbox = Inbox()
    spool = Spool(tmp_path, inbox)
    threads = [
        threading.Thread(
            target=lambda part=part: [
                spool.keep("telegram", f"{part}.{number}", at=NOON + timedelta(seconds=number)) for number in range(40)
            ]
        )
        for part in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _eventually(lambda: not spool.waiting())
    assert sorted(inbox.bodies) == sorted(f"{part}.{number}" for part in range(4) for number in range(40))


@pytest.mark.parametrize("torn", [b"", b"{", b"\xff\xfe", b"[]", b'{"channel": "telegram"}', b'"x"'], ids=range(6))
def test_a_file_nobody_can_read_is_put_aside_and_holds_nobody_up(tmp_path: Path, torn: bytes) -> None:
    inbox = Inbox()
    spool = Spool(tmp_path, inbox)
    (tmp_path / "0000000001.000000-aaaa.json").write_bytes(torn)
    spool.keep("telegram", "halo", at=NOON)

    assert _eventually(lambda: inbox.bodies == ["halo"])
    assert [path.read_bytes() for path in tmp_path.glob("*.unreadable")] == [torn]


def test_a_half_written_body_is_not_taken_in(tmp_path: Path) -> None:
    inbox = Inbox()
    (tmp_path / ".0000000001.000000-aaaa.json").write_text(json.dumps({"channel": "telegram"}), encoding="utf-8")
    spool = Spool(tmp_path, inbox)

    spool.take_in_all()

    assert inbox.took == []
    assert spool.waiting() == []


def test_two_processes_at_one_spool_do_not_trip_each_other(tmp_path: Path) -> None:
    inbox = Inbox(away=True)
    first = Spool(tmp_path, inbox)
    first.keep("telegram", "halo", at=NOON)
    first.close()

    def takes_it_first(channel: str, body: str, at: datetime) -> None:
        for path in tmp_path.glob("*.json"):
            path.unlink()

    Spool(tmp_path, takes_it_first).take_in_all()

    assert list(tmp_path.glob("*.json")) == []


def test_a_disk_that_takes_nothing_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(OSError, match="spool"):
        Spool(tmp_path / "spool", Inbox()).keep("telegram", "halo", at=NOON)


def test_an_empty_spool_needs_no_folder(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "none", Inbox())

    spool.start()
    spool.take_in_all()

    assert spool.waiting() == []
    assert not (tmp_path / "none").exists()


def test_a_disk_that_fills_up_leaves_no_half_written_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(spools.os, "fsync", fail)

    with pytest.raises(OSError, match="no space"):
        Spool(tmp_path, Inbox()).keep("telegram", "halo", at=NOON)

    assert list(tmp_path.iterdir()) == []


class House:
    """A database that bodies are stored in, unless it is away."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def store(self, body: str) -> Callable[[], None]:
        def stores() -> None:
            if self.inbox.away:
                raise OperationalError("insert", {}, Exception("away"))
            self.inbox("whatsapp", body, NOON)

        return stores


def test_what_comes_while_older_bodies_wait_queues_behind_them_in_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "RETRY_EVERY", 0.3)
    inbox = Inbox(away=True)
    house, processes = House(inbox), (Spool(tmp_path, inbox), Spool(tmp_path, inbox))
    assert processes[0].keeps(house.store("0"), Channel.WHATSAPP, "0", at=NOON)
    assert _eventually(lambda: bool(list(tmp_path.glob(".turn"))))
    time.sleep(0.05)
    inbox.away = False

    for number in range(1, 9):
        at = NOON + timedelta(seconds=number)
        assert processes[number % 2].keeps(house.store(str(number)), Channel.WHATSAPP, str(number), at=at)

    assert _eventually(lambda: not processes[0].waiting())
    assert inbox.bodies == [str(number) for number in range(9)]


def test_one_process_at_a_time_takes_bodies_in(tmp_path: Path) -> None:
    taking, may_go_on = threading.Event(), threading.Event()
    took: list[str] = []

    def slowly(channel: str, body: str, at: datetime) -> None:
        taking.set()
        assert may_go_on.wait(10)
        took.append(body)

    slow, quick = Spool(tmp_path, slowly), Spool(tmp_path, lambda channel, body, at: took.append(f"again {body}"))
    slow.keep("telegram", "halo", at=NOON)
    assert taking.wait(10)

    quick.take_in_all()
    may_go_on.set()

    assert _eventually(lambda: not slow.waiting())
    assert took == ["halo"]


def test_bodies_that_come_without_end_do_not_keep_the_spool_from_emptying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "RETRY_EVERY", 60.0)
    came = iter(range(1, 4))

    def and_another(channel: str, body: str, at: datetime) -> None:
        if (number := next(came, None)) is not None:
            spool.keep("telegram", str(number), at=NOON + timedelta(seconds=number))

    spool = Spool(tmp_path, and_another)
    spool.keep("telegram", "0", at=NOON)

    assert _eventually(lambda: not spool.waiting())


def test_a_disk_that_knows_no_locks_still_gives_its_bodies_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(spools.fcntl, "flock", no_locks)
    inbox = Inbox()

    Spool(tmp_path, inbox).keep("telegram", "halo", at=NOON)

    assert _eventually(lambda: inbox.bodies == ["halo"])


def test_a_fault_while_taking_in_does_not_end_the_trying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [OSError("read-only")]
    unlink = Path.unlink

    def fail_once(path: Path, *, missing_ok: bool = False) -> None:
        if faults and path.suffix == ".json":
            raise faults.pop()
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", fail_once)
    spool = Spool(tmp_path, Inbox())

    spool.keep("telegram", "halo", at=NOON)

    assert _eventually(lambda: not spool.waiting())
