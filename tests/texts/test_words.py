"""Every sentence has its English, its blanks fit, and every notice has a sentence."""

import ast
import inspect
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import render as _rendering  # noqa: F401 - reads every topic of texts
from core.office import Office
from core.places import gazetteer as _gazetteer  # noqa: F401
from core.staff import Role
from texts import answers, buttons, import_words, labels, refusals, status
from texts.words import Words, kinds, sentence_of, translations
from tickets.kinds import CaseKind, ClockKind, Kadar, Outcome, Priority, Status, Visibility
from tickets.notices import Notice

ROOT = Path(__file__).resolve().parents[2]
_BLANK = re.compile(r"\{(\w+)\}")


def _sentences() -> set[str]:
    """Every sentence written as ``w("...")`` in texts and at delivery."""
    found = set()
    for path in [*sorted((ROOT / "texts").glob("*.py")), ROOT / "bot" / "render.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                is_words = called in {"w", "self"} or (
                    isinstance(node.func, ast.Call) and "Words" in ast.dump(node.func)
                )
                if is_words and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    shared = [*labels.STATUS.values(), *labels.OUTCOME.values(), *labels.KIND.values(), *buttons.LABELS]
    return found | set(shared) | set(status.NEXT.values())


def test_every_sentence_has_its_english() -> None:
    english = translations("en")
    same = {
        "Menu",
        "Spam",
        "Excel",
        "{what}: {where}.",
        " ({day})",
        "Status: {state}",
        "Waalaikumsalam.",
        "Nomor: {number}",
    }

    missing = [text for text in _sentences() if english.gettext(text) == text and text not in same]

    assert [text for text in missing if "Baik, kami memakai bahasa Indonesia" not in text] == []


def test_a_translation_has_the_blanks_of_its_sentence() -> None:
    english = translations("en")

    for text in _sentences():
        assert set(_BLANK.findall(english.gettext(text))) == set(_BLANK.findall(text)), text


def test_every_notice_of_the_tickets_has_a_sentence() -> None:
    assert set(Notice) <= kinds()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_sentence_takes_its_blanks_by_name(kind: str) -> None:
    parameters = list(inspect.signature(sentence_of(kind)).parameters.values())

    assert parameters[0].name == "w"
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[1:])


@pytest.mark.parametrize(
    ("closed_set", "words"),
    [
        (Status, labels.STATUS),
        (Outcome, labels.OUTCOME),
        (CaseKind, labels.KIND),
        (Kadar, labels.KADAR),
        (Visibility, labels.VISIBILITY),
        (Priority, labels.PRIORITY),
        (ClockKind, labels.CLOCK),
        (Role, labels.ROLE),
        (Status, status.NEXT),
    ],
)
def test_every_member_of_a_closed_set_has_a_label(closed_set: type, words: dict[object, str]) -> None:
    assert set(words) == set(closed_set)


def test_dates_times_and_numbers_are_written_as_the_reader_writes_them() -> None:
    indonesian, english = Words("id", Office()), Words("en", Office())
    late = datetime(2026, 3, 13, 17, 10, tzinfo=UTC)

    assert indonesian.day(date(2026, 3, 25)) == "Rabu, 25 Maret 2026"
    assert english.day(date(2026, 3, 25)) == "Wednesday, 25 March 2026"
    assert indonesian.moment(late) == "14 Maret 2026 pukul 00.10 WIB"
    assert (indonesian.number(1275.69), english.number(1275.69)) == ("1.275,69", "1,275.69")


def test_opening_hours_put_days_with_the_same_hours_together() -> None:
    assert answers.opening_hours(Words("id", Office())) == "Senin–Kamis 07.30–16.00, Jumat 07.30–14.30 WIB"


def test_every_refusal_of_the_house_has_a_sentence() -> None:
    from core.errors import Refusal

    codes = {refusal.code for refusal in _subclasses(Refusal)} - {"refused"}

    assert codes <= refusals.CODES


def _subclasses(root: type) -> set[type]:
    return {child for direct in root.__subclasses__() for child in {direct, *_subclasses(direct)}}


def test_everything_that_can_be_wrong_with_an_import_has_a_sentence() -> None:
    codes = set()
    for path in (ROOT / "knowledge" / "statistics" / "importing").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "problem":
                codes |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }

    assert len(codes) > 40
    assert codes <= import_words.CODES
