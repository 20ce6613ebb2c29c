"""The house rules that a reader would otherwise have to enforce by hand."""

import ast
import re
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest

from core.errands import ErrandKind, ErrandState
from core.messages.channel_health import Light, Trouble
from core.messages.channels import Channel
from core.messages.handovers import HandoverState
from core.messages.inbox import InboxState
from core.messages.media import MediaState
from core.messages.outbox import Delivery, OutboxState
from core.office import NonworkingReceipt
from core.staff import Role
from core.workdays import HolidayKind
from knowledge.models import AskedOutcome, EntryCategory, EntryKind, InformationClass, Resolution, VersionState
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.models import Direction, FigureStatus, IndicatorState, RegionLevel
from knowledge.statistics.staging import BatchKind, BatchState, RowState
from tickets.bulk import BulkAct
from tickets.kinds import (
    Attention,
    CaseKind,
    ClockKind,
    Kadar,
    LinkKind,
    Outcome,
    Party,
    Priority,
    Rung,
    Source,
    Status,
    Subject,
    TransferMode,
    TransferState,
    Visibility,
)
from tickets.reports.facts import Came
from tickets.reports.promises import Promise
from tickets.signs import Sign
from tickets.states import Action, Guard

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("admin", "bot", "core", "knowledge", "operations", "texts", "tickets", "benchmarks", "tests")
MOST_LINES = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _code() -> list[Path]:
    return [path for path in _tracked() if path.suffix == ".py" and "versions" not in path.parts]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_file_is_longer_than_one_subject() -> None:
    long = {str(path.relative_to(ROOT)): len(_text(path).splitlines()) for path in _code()}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_no_file_is_named_after_nothing() -> None:
    assert [path for path in _tracked() if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in _code() if not ast.get_docstring(ast.parse(_text(path)))]

    assert silent == []


def test_every_public_function_and_class_of_the_rooms_says_what_it_does() -> None:
    silent = []
    for path in _code():
        room = path.relative_to(ROOT).parts[0]
        if room not in {"core", "knowledge", "tickets", "texts", "bot"} or room == "texts":
            continue
        for node in ast.parse(_text(path)).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")

    assert silent == []


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error\(\"later")

    assert [str(path.relative_to(ROOT)) for path in _code() if mark.search(_text(path))] == []


def test_no_committed_file_names_a_package_index_or_a_machine_s_folder() -> None:
    hosts = re.compile("py" + r"pi\.org|pythonhosted" + r"\.org|registry\.npm" + "js|deb\\.deb" + "ian\\.org")
    folders = re.compile(r"(?<![\w.])/(?:home|root|work)/[a-z]")
    found = []
    for path in _tracked():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2"}:
            continue
        text = _text(path)
        if hosts.search(text) or folders.search(text):
            found.append(str(path.relative_to(ROOT)))

    assert found == []


_CLOSED_SETS: tuple[type[StrEnum], ...] = (
    Action,
    AskedOutcome,
    Attention,
    BatchKind,
    BatchState,
    BulkAct,
    Came,
    CaseKind,
    Channel,
    ClockKind,
    Delivery,
    Direction,
    EntryCategory,
    EntryKind,
    ErrandKind,
    ErrandState,
    FigureOutcome,
    FigureStatus,
    Guard,
    HandoverState,
    HolidayKind,
    InboxState,
    IndicatorState,
    InformationClass,
    Kadar,
    Light,
    LinkKind,
    MediaState,
    NonworkingReceipt,
    Outcome,
    OutboxState,
    Party,
    Priority,
    Promise,
    RegionLevel,
    Resolution,
    Role,
    RowState,
    Rung,
    Sign,
    Source,
    Status,
    Subject,
    TransferMode,
    TransferState,
    Trouble,
    VersionState,
    Visibility,
)


@pytest.mark.parametrize("closed_set", _CLOSED_SETS, ids=lambda closed_set: closed_set.__name__)
def test_the_glossary_names_every_member_of_a_closed_set(closed_set: type[StrEnum]) -> None:
    glossary = _text(ROOT / "docs" / "glossary.md")

    assert f"`{closed_set.__name__}`" in glossary
    assert [member.value for member in closed_set if f"`{member.value}`" not in glossary] == []


def test_every_closed_set_of_the_models_is_in_the_glossary() -> None:
    named = {closed_set.__name__ for closed_set in _CLOSED_SETS}
    used = set()
    for path in _code():
        if path.relative_to(ROOT).parts[0] in {"core", "knowledge", "tickets"}:
            used |= set(re.findall(r"words_of\(([A-Z]\w+)", _text(path)))

    assert used - named <= {"MediaKind"}


def test_the_arrows_between_the_rooms_hold() -> None:
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout[-3000:]


def test_the_web_process_stays_light() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", "import wsgi, sys; print(sorted({m.split('.')[0] for m in sys.modules}))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    heavy = {"telegram", "matplotlib", "reportlab", "playwright", "openpyxl", "PIL", "rich"}
    assert heavy & set(ast.literal_eval(seen.stdout)) == set()
