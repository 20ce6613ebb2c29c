"""Files: kept once under what they are, found again whole, and never believed."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as some
from support.bot_api import PNG

from core.files import SHOWN_IN_THE_PAGE, FileStore, sniff


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "files"))


def _on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@runs(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=some.binary(max_size=3000))
def test_any_bytes_come_back_as_they_were(store: FileStore, content: bytes) -> None:
    kept = store.put(content)

    assert store.get(kept.sha256) == content
    assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_same_bytes_are_kept_once_and_no_draft_is_left(store: FileStore, tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        names = {kept.sha256 for kept in pool.map(lambda _: store.put(PNG), range(24))}

    assert len(names) == 1
    assert [path.name for path in _on_disk(tmp_path)] == list(names)


def test_a_file_that_is_gone_is_said_so(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.get("0" * 64)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"MZ\x90\x00" + b"\x00" * 60, "application/x-msdownload"),
        (b"Kronologi kejadian", "text/plain"),
        ("Jalan rusak 🚧".encode(), "text/plain"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain"),
        (b"", "application/octet-stream"),
        (b"teks\x00biner", "application/octet-stream"),
        (b"\xff\xfe\x00\x01\x02", "application/octet-stream"),
    ],
    ids=["png", "jpeg", "pdf", "program", "text", "emoji", "html", "svg", "empty", "nul", "bytes"],
)
def test_the_content_says_what_a_file_is(content: bytes, mime: str) -> None:
    assert sniff(content) == mime


def test_a_long_text_is_a_text_wherever_the_look_at_it_ends() -> None:
    assert {sniff(b"x" * offset + "é".encode() * 4000) for offset in range(2)} == {"text/plain"}


def test_nothing_a_browser_would_run_is_shown_in_the_page() -> None:
    for content in (b"<html>", b"<svg onload='alert(1)'/>", b"%PDF-1.7\n", b"MZ" + b"\x00" * 60):
        assert sniff(content) not in SHOWN_IN_THE_PAGE


def test_a_disk_that_takes_nothing_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(OSError, match="files"):
        FileStore(str(tmp_path / "files")).put(PNG)


def _ages(store: FileStore, sha256: str, *, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(store.where(sha256), (then, then))


def test_old_bytes_that_nobody_names_are_let_go_and_leave_nothing(store: FileStore, tmp_path: Path) -> None:
    kept = store.put(PNG)
    _ages(store, kept.sha256, days=3)

    assert store.let_go(kept.sha256)

    assert _on_disk(tmp_path) == []
    assert store.let_go(kept.sha256)


@pytest.mark.parametrize("again", ["put", "renew"])
def test_bytes_that_somebody_needs_again_are_not_let_go(store: FileStore, again: str) -> None:
    kept = store.put(PNG)
    _ages(store, kept.sha256, days=3)
    assert store.put(PNG) == kept if again == "put" else store.renew(kept.sha256)

    assert not store.let_go(kept.sha256)

    assert store.get(kept.sha256) == PNG


def test_what_is_gone_cannot_be_renewed(store: FileStore) -> None:
    assert not store.renew("0" * 64)
