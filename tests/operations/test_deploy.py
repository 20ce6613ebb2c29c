"""The files of `deploy` against the product: they start commands that exist, with settings that are read, and no more rights."""

import re
import shlex
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from conftest import settings_for

from cli import main
from operations import serve

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
RUN = "/opt/pendopo/.venv/bin/pendopo "
AT_RUN_TIME = {"admin", "bot", "core", "knowledge", "migrations", "operations", "texts", "tickets", "requirements"}


def _services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def _procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return {name: shlex.split(command) for name, _, command in (line.partition(": ") for line in lines)}


def _unit(path: Path) -> dict[str, list[str]]:
    """Every setting of a unit; a name may stand there more than once."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, mark, value = line.partition("=")
        if mark and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def _is_a_command(words: list[str]) -> bool:
    """Does `pendopo` have this command, or group and command?"""
    found: click.Command | None = main
    for word in words:
        if not isinstance(found, click.Group):
            break
        found = found.commands.get(word)
    return found is not None and not isinstance(found, click.Group)


def test_compose_starts_commands_that_exist() -> None:
    ours = {name: service["command"] for name, service in _services().items() if service["image"] == "pendopo"}

    assert ours == {"release": ["db", "upgrade"], "web": ["serve"], "worker": ["worker"]}
    assert [command for command in ours.values() if not _is_a_command(command)] == []


def test_the_procfile_starts_what_compose_starts() -> None:
    processes = _procfile()

    assert set(processes) == {name for name in _services() if name != "db"}
    for name in ("release", "worker"):
        assert processes[name] == ["pendopo", *_services()[name]["command"]]


def test_the_procfile_runs_gunicorn_as_the_serve_command_does(tmp_path: Path) -> None:
    words = serve.command(settings_for(tmp_path, "sqlite://"), threads=8)
    its_own = dict(pairwise(words))
    listed = _procfile()["web"]

    assert listed[:2] == words[2:4]
    for name, value in pairwise(listed):
        if name in {"--worker-class", "--threads", "--timeout"}:
            assert its_own[name] == value
    assert {word for word in listed if word.startswith("--")} <= set(words)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists_with_no_more_rights_than_it_needs(unit: Path) -> None:
    said = _unit(unit)
    starts = said["ExecStart"] + said.get("ExecStartPre", [])

    for start in starts:
        command = shlex.split(start.partition(RUN)[2].rstrip("'"))
        assert _is_a_command(command), start
    assert said["User"] == ["pendopo"]
    assert said["ProtectSystem"] == ["strict"]
    assert said["NoNewPrivileges"] == ["true"]
    assert said["CapabilityBoundingSet"] == [""]
    assert said["ReadWritePaths"][0].split()[0] == said["Environment"][0].removeprefix("PENDOPO_DATA_DIR=")
    if said.get("Type") != ["oneshot"]:
        assert (said["Restart"], said["TimeoutStopSec"]) == (["always"], ["30"])


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:  # it is Debian's systemd that reads these files; without it the other tests have to do
        return
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace(RUN.strip(), "/bin/true").replace("=/opt/pendopo", "=/")
        (tmp_path / unit.name.replace("@", "@1")).write_text(re.sub("=pendopo$", "=root", text, flags=re.M))

    names = [str(path) for path in sorted(tmp_path.iterdir())]
    looked = subprocess.run([program, "verify", *names], capture_output=True, text=True, check=False)

    assert (looked.returncode, [line for line in looked.stderr.splitlines() if str(tmp_path) in line]) == (0, [])


def test_every_setting_they_give_is_one_that_is_read() -> None:
    known = set(re.findall(r"^(PENDOPO_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    texts = [path.read_text(encoding="utf-8") for path in (*UNITS, DEPLOY / "Dockerfile")]
    given = set(re.findall(r"(PENDOPO_\w+)=", "\n".join(texts)))
    for service in _services().values():
        given |= {name for name in service["environment"] if name.startswith("PENDOPO_")}

    assert given - known == set()


def test_the_image_is_built_from_checked_packages_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()

    assert any("--require-hashes -r requirements/run.lock" in line for line in lines)
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"python:3.11-slim-bookworm"}
    assert [line for line in lines if line.startswith("USER")] == ["USER pendopo"]


def test_the_image_holds_every_room_and_no_secret() -> None:
    left_out = set((DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split())

    assert left_out & AT_RUN_TIME == set()
    assert {".env", "data", ".git"} <= left_out


def test_no_container_can_do_more_than_it_needs() -> None:
    ours = [service for service in _services().values() if service["image"] == "pendopo"]

    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in ours)
    assert _services()["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in _services()["db"]
