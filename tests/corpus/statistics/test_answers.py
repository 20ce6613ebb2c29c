"""The corpus of questions about figures is answered: never a wrong number, and no fewer right outcomes than were reached."""

import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.databases import TestDatabases, open_test_database
from support.figures import TODAY, FiguresDesk, open_desk
from support.said_figures import derived, numbers_of

from bot.dialogue.figure_cards import Cards
from core.office import Office
from knowledge.statistics.answers import Answer
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.models import Observation
from knowledge.statistics.reading.followups import kept, leaning_on
from texts.words import Words, sentence_of

HERE = Path(__file__).parent
REACHED = {"questions.jsonl": 478, "followups.jsonl": 30}
"""Right outcomes when this was last made better; it only ever goes up."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What one row of the corpus got, and the words of it."""

    row: Row
    answer: Answer | None
    text: str

    @property
    def outcome(self) -> str:
        return self.answer.outcome.value if self.answer is not None else FigureOutcome.NO_DATA.value

    @property
    def is_right(self) -> bool:
        expected = self.row["expected"]
        return self.outcome in {expected["outcome"], *expected["accept"]}

    @property
    def is_wrong_number(self) -> bool:
        """A figure where none was wanted, or another one than was observed."""
        if self.answer is None or self.answer.outcome is not FigureOutcome.ANSWER:
            return False
        return not self.is_right or not _agrees(self.answer, self.row["expected"])


def _agrees(answer: Answer, expected: Row) -> bool:
    given, wanted = _plain(answer.value), _plain(expected["answer"])
    if given == wanted:
        return True
    if expected["outcome"] == "answer" or isinstance(given, float):
        said = {round(float(one.value), 2) for one in (*answer.readings, *answer.offered)}
        both = isinstance(wanted, list) and expected["operation"] == "value" and {value for _, value in wanted} <= said
        return both and expected["outcome"] != "answer"
    return wanted is None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return round(float(value), 2)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


@pytest.fixture(scope="module")
def desk(databases: TestDatabases) -> Iterator[FiguresDesk]:
    with open_desk(open_test_database(databases.new_sqlite())) as opened:
        yield opened


def _told(desk: FiguresDesk, row: Row) -> Told:
    """The row asked as the end of its conversation."""
    before, answer = None, None
    for text in (*row.get("after", ()), row["text"]):
        question = desk.reads(text)
        if question is None:
            answer = None
            continue
        question = (leaning_on(question, before, today=TODAY) if before else None) or question
        answer = desk.answerer.answer(question)
        before = kept(question, periods=answer.periods)
    if answer is None:
        return Told(row, None, "")
    saying = Cards(desk.catalogue).saying(answer)
    return Told(row, answer, sentence_of(saying.kind)(Words("id", Office()), **saying.data))


@pytest.fixture(scope="module", params=REACHED)
def all_told(desk: FiguresDesk, request: pytest.FixtureRequest) -> tuple[str, list[Told]]:
    lines = (HERE / request.param).read_text(encoding="utf-8").splitlines()
    return request.param, [_told(desk, json.loads(line)) for line in lines]


def test_no_row_of_the_corpus_gets_a_wrong_number(all_told: tuple[str, list[Told]]) -> None:
    wrong = [
        (told.row["id"], told.row["text"], told.row["expected"]["answer"], told.answer.value if told.answer else None)
        for told in all_told[1]
        if told.is_wrong_number
    ]

    assert wrong == []


def test_as_many_outcomes_are_right_as_were_reached(
    all_told: tuple[str, list[Told]], capsys: pytest.CaptureFixture[str]
) -> None:
    name, every = all_told
    missed = [(told.row["id"], told.row["text"], told.outcome) for told in every if not told.is_right]
    right = len(every) - len(missed)
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {right} of {len(every)} outcomes right ({100 * right / len(every):.1f} %)\n")

    assert right >= REACHED[name], missed


def test_twenty_chats_at_once_are_told_what_one_is_told(all_told: tuple[str, list[Told]], desk: FiguresDesk) -> None:
    some = all_told[1][::4]

    def again(told: Told) -> str:
        with desk.beside() as other:
            return _told(other, told.row).text

    with ThreadPoolExecutor(20) as chats:
        assert list(chats.map(again, some)) == [told.text for told in some]


def test_every_number_of_every_answer_traces_to_an_observation(
    all_told: tuple[str, list[Told]], desk: FiguresDesk
) -> None:
    untraced = []
    traced = 0
    for told in all_told[1]:
        if told.answer is None or told.answer.outcome is not FigureOutcome.ANSWER:
            continue
        ids = told.answer.observation_ids
        rows = desk.answerer.session.execute(
            select(Observation.value, Observation.period).where(Observation.id.in_(ids))
        ).all()
        years = {Decimal(row.period[:4]) for row in rows} | {Decimal(y) for y in re.findall(r"\d{4}", told.row["text"])}
        said = numbers_of(told.text)
        known = derived([row.value for row in rows]) | years | _of_words(told.answer, desk)
        traced += len(said)
        if said - known:
            untraced.append((told.row["id"], told.row["text"], sorted(said - known)))

    assert traced > len(all_told[1])
    assert not untraced, "\n".join(map(str, untraced))


def _of_words(answer: Answer, desk: FiguresDesk) -> set[Decimal]:
    """Numbers that are no figures: a unit's, a definition's, how many were ranked, the census a series rests on."""
    facts = [desk.catalogue.indicators[code] for code in answer.indicators]
    counted = [answer.details.get("of", 0), *answer.details.get("places", {}).values()]
    written = numbers_of(" ".join(f"{fact.unit} {fact.interpretation}" for fact in facts))
    return written | {Decimal(one) for one in counted} | {Decimal(2010), Decimal(2020)}
