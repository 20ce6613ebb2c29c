"""Citizens' questions to the sample office: hit rates printed, and bars that fail. Bars were set on the dev split alone."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.matching import starter_entries
from knowledge.evaluate import judgement
from knowledge.hitrates import Judged, rates, table
from knowledge.search import Outcome
from knowledge.search.index import Index
from knowledge.search.parts import find

Rows = list[dict[str, Any]]
FILE = Path(__file__).with_name("questions.jsonl")
ROWS: Rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
SPLITS = ("dev", "test")
ENTRIES = starter_entries()
ANSWERS = {entry.id: entry.answer for entry in ENTRIES}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(ENTRIES)


@pytest.fixture(scope="module")
def judged(index: Index) -> Mapping[str, list[Judged]]:
    kinds = {entry.id: entry.kind for entry in ENTRIES}
    found: dict[str, list[Judged]] = {split: [] for split in SPLITS}
    for row in ROWS:
        found[row["split"]].append(judgement(row, find(row["text"], index), kinds))
    return found


def test_the_table_of_hit_rates_is_printed(
    judged: Mapping[str, list[Judged]], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = table(judged)

    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert [line.split()[0] for line in lines[1:]] == list(SPLITS)


def test_there_are_enough_questions_in_both_splits_and_every_label_is_an_entry() -> None:
    known = {entry.id for entry in ENTRIES}
    named = {name for row in ROWS for name in (row["entry_id"], *row["also_ok"]) if name}

    assert len(ROWS) >= 420
    assert len({row["text"].lower() for row in ROWS}) == len(ROWS)
    assert min(sum(row["split"] == split for row in ROWS) for split in SPLITS) >= 200
    assert named - known == set()


def test_no_question_was_copied_from_an_entry_nor_into_one() -> None:
    ways = {way.lower().strip(" ?.") for entry in ENTRIES for way in (*entry.phrasings, *entry.phrasings_en)}
    copied = [row["text"] for row in ROWS if row["text"].lower().strip(" ?.") in ways]

    assert len(copied) <= len(ROWS) / 50


@pytest.mark.parametrize("split", SPLITS)
def test_six_of_seven_find_their_entry_first_and_nearly_all_among_three(
    split: str, judged: Mapping[str, list[Judged]]
) -> None:
    found = rates(judged[split])

    assert found.first >= 0.86
    assert found.three >= 0.94


@pytest.mark.parametrize("split", SPLITS)
def test_most_are_answered_at_once_and_hardly_ever_wrongly(split: str, judged: Mapping[str, list[Judged]]) -> None:
    found = rates(judged[split])

    assert found.answered_right >= 0.58
    assert found.precision >= 0.98
    assert found.helped >= 0.94


@pytest.mark.parametrize("split", SPLITS)
def test_what_no_entry_answers_is_hardly_ever_answered(split: str, judged: Mapping[str, list[Judged]]) -> None:
    assert rates(judged[split]).outside_answered <= 0.08


_CIRCULATING = (
    "30 + 30",
    "30+30",
    "60 hari kerja untuk permohonan",
    "tidak perlu menyebutkan alasan",
    "permohonan tanpa alasan",
    "keberatan kepada ppid",
    "keberatan diajukan kepada ppid",
)


def test_no_answer_says_what_circulates_and_is_wrong() -> None:
    said = [(name, wrong) for name, text in ANSWERS.items() for wrong in _CIRCULATING if wrong in text.lower()]

    assert said == []


@pytest.mark.parametrize(
    ("question", "corrects"),
    [
        ("berapa lama permohonan informasi dijawab, 30 + 30 hari kerja ya?", "10 hari kerja"),
        ("keberatan diajukan kepada PPID kan?", "bukan kepada PPID"),
        ("minta informasi tidak perlu menyebutkan alasan kan?", "disertai alasan"),
    ],
)
def test_who_asks_by_a_wrong_belief_is_led_to_the_right_answer(question: str, corrects: str, index: Index) -> None:
    found = find(question, index)

    assert found.outcome is not Outcome.UNKNOWN
    assert any(corrects in ANSWERS[hit.entry_id] for hit in found.hits[:1])


def test_data_still_being_processed_is_no_class_of_exemption(index: Index) -> None:
    found = find("data masih dalam proses pengolahan itu termasuk informasi dikecualikan ya?", index)

    assert all("pengolahan" not in ANSWERS[hit.entry_id].lower() for hit in found.hits[:3])
