"""Our own questions to the sample office: a frozen measure that may only get better."""

from pathlib import Path

import pytest

from benchmarks.matching import starter_entries
from knowledge.search import Found, Outcome
from knowledge.search.index import Index

Asked = tuple[set[str], Found]


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    index = Index.build(starter_entries())
    lines = (Path(__file__).parent / "questions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(set(ids.split(",")) - {"-"}, index.search(question)) for question, ids in rows]


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_nine_of_ten_questions_find_their_entry_first(asked: list[Asked]) -> None:
    assert share([found.hits[0].entry_id in right for right, found in asked if right]) >= 0.9


def test_nearly_everyone_is_helped_by_an_answer_or_three_choices(asked: list[Asked]) -> None:
    known = [(right, found) for right, found in asked if right]
    helped = [
        found.hits[0].entry_id in right
        if found.outcome is Outcome.ANSWER
        else found.outcome is Outcome.CHOOSE and any(hit.entry_id in right for hit in found.hits[:3])
        for right, found in known
    ]

    assert share(helped) >= 0.96


def test_an_automatic_answer_is_right(asked: list[Asked]) -> None:
    answered = [(right, found) for right, found in asked if right and found.outcome is Outcome.ANSWER]

    assert len(answered) >= 0.6 * sum(bool(right) for right, _ in asked)
    assert share([found.hits[0].entry_id in right for right, found in answered]) >= 0.98


def test_what_no_office_answers_is_not_answered(asked: list[Asked]) -> None:
    assert not [found for right, found in asked if not right and found.outcome is Outcome.ANSWER]
