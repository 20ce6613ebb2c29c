"""`pendopo up` as a newcomer meets it: one command in an empty folder, a page, a way in, and a clean end."""

import re
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.service import Processes, free_port

pytestmark = pytest.mark.faults
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/admin/\S+")


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def service(tmp_path: Path, port: int) -> Iterator[Processes]:
    """`pendopo up` in an empty folder."""
    environment = {"PENDOPO_DATA_DIR": str(tmp_path / "data"), "PENDOPO_PORT": str(port), "PENDOPO_TELEGRAM_TOKEN": ""}
    running = Processes(environment, tmp_path, "up")
    yield running
    running.kill()


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def _until_told(service: Processes, port: int) -> str:
    service.wait_until_up(port)
    service.wait_until_said("Stop with Ctrl+C")
    return service.output()


def test_one_command_gives_a_page_a_way_in_and_a_clean_end_and_keeps_everything(
    service: Processes, port: int, tmp_path: Path
) -> None:
    service.start()
    first = _until_told(service, port)
    assert f"Web chat  http://127.0.0.1:{port}/" in first
    assert f"Panel     http://127.0.0.1:{port}/admin/" in first
    assert "answers, 14 agencies and 4 accounts added" in first
    assert "Traceback" not in first
    assert "Diskominfo Kabupaten Klaten" in _read(f"http://127.0.0.1:{port}/")
    links = [link for link in _LINK.findall(first) if not link.endswith("/admin/")]
    assert len(links) == 1
    assert 'type="password"' in _read(links[0])
    secret = (tmp_path / "data" / "secret.key").read_bytes()

    service.stop()
    assert service.process is not None
    assert service.process.returncode == 0
    with pytest.raises(OSError, match="refused"):
        _read(f"http://127.0.0.1:{port}/healthz")

    service.start()
    service.wait_until_up(port)
    service.wait_until_said("Stop with Ctrl+C", times=2)
    second = service.output().removeprefix(first)
    assert "everything is there already, nothing was changed" in second
    assert "Diskominfo Kabupaten Klaten" in _read(f"http://127.0.0.1:{port}/")
    assert (tmp_path / "data" / "secret.key").read_bytes() == secret
    service.process.terminate()  # to the first process alone: it sees to the others
    assert service.process.wait(30) == 0
    with pytest.raises(OSError, match="refused"):
        _read(f"http://127.0.0.1:{port}/healthz")


def test_a_port_in_use_is_one_sentence_and_not_somebody_else_s_page(service: Processes, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        service.start()
        assert service.process is not None
        service.process.wait(60)

    assert service.process.returncode == 1
    assert f"Port {port} is in use" in service.output()
    assert "Traceback" not in service.output()
    assert "Web chat" not in service.output()


def test_a_wrong_setting_is_one_sentence(service: Processes) -> None:
    service.environment["PENDOPO_TELEGRAM_TOKEN"] = "bukan-token"

    service.start()
    assert service.process is not None
    service.process.wait(60)

    assert service.process.returncode == 1
    assert service.output().splitlines() == [
        "Error: PENDOPO_TELEGRAM_TOKEN must look like 123456:AA..., as @BotFather gave it"
    ]
