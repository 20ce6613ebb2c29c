"""The spool: what came while the database was away is taken in later, in order, whole and once."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.time import NOON

from bot import spool as spools
from bot.spool import Spool


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
