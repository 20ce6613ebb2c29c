"""Evaluating the desk of figures: questions with known answers asked of a folder of figures."""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot import render as _rendering  # noqa: F401 - reads every topic of texts
from bot.dialogue.figure_cards import Cards
from core.clock import utc_now
from core.db import Database
from core.office import Office
from knowledge.statistics import catalogue, loading
from knowledge.statistics.answering import Answerer
from knowledge.statistics.answers import Answer
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.catalogue import Catalogue
from knowledge.statistics.reading.followups import kept, leaning_on
from knowledge.statistics.reading.question import Question, read_question
from operations import schema
from texts.words import Words, sentence_of

HOME = "33.10"
_BEFORE = ("follows", "after", "context", "previous")


def evaluate(questions: Path, out: Path, *, data: Path = loading.SAMPLE, home: str = HOME) -> int:
    """Ask every question of a fresh database with the figures of a folder; one result row each. How many there were."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/figures.db")
        schema.upgrade(database)
        with database.write() as session:
            loading.load(session, data, at=utc_now())
        with database.read() as session, out.open("w", encoding="utf-8") as file:
            known = catalogue.read(session)
            region = known.home(home)
            asking = _Asking(known, Answerer(session, known, home=region, today=utc_now().date()), region)
            count = 0
            for row in _rows(questions):
                file.write(json.dumps(asking.result(row), ensure_ascii=False) + "\n")
                count += 1
        database.dispose()
    return count


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


class _Asking:
    """Asks the questions of one file in order; one that names an earlier row leans on it."""

    def __init__(self, known: Catalogue, answerer: Answerer, home: str | None) -> None:
        self._known, self._answerer, self._home = known, answerer, home
        self._kept: dict[str, dict[str, Any]] = {}
        self._words = Words("id", Office())

    def result(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """One row of the results."""
        started = time.perf_counter()
        question, answer = self._answer(row)
        ms = round((time.perf_counter() - started) * 1000, 3)
        shown = _as_row(answer) if answer is not None else _not_about_figures()
        text = ""
        if answer is not None and question is not None:
            saying = Cards(self._known).saying(answer)
            text = sentence_of(saying.kind)(self._words, **saying.data)
            self._kept[str(row["id"])] = kept(question, periods=answer.periods)
        ids = answer.observation_ids if answer is not None else []
        return {"id": row["id"], **shown, "text": text, "observations": ids, "ms": ms}

    def _answer(self, row: Mapping[str, Any]) -> tuple[Question | None, Answer | None]:
        before = self._before(row)
        question = read_question(str(row.get("text") or row.get("q")), self._known, self._home)
        if question is None:
            return None, None
        if before is not None:
            question = leaning_on(question, before, today=self._answerer.today) or question
        return question, self._answerer.answer(question)

    def _before(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """The question before: an earlier row's id, or its words."""
        said = next((row[name] for name in _BEFORE if row.get(name)), None)
        if said is None or str(said) in self._kept:
            return self._kept.get(str(said))
        last: dict[str, Any] | None = None
        for earlier in said if isinstance(said, list) else [said]:
            last = self._kept.get(str(earlier)) or self._asked_first(str(earlier), last)
        return last

    def _asked_first(self, text: str, before: dict[str, Any] | None) -> dict[str, Any] | None:
        """What is remembered of words that were said before, each leaning on those before it."""
        question = read_question(text, self._known, self._home)
        if question is None:
            return before
        if before is not None:
            question = leaning_on(question, before, today=self._answerer.today) or question
        return kept(question, periods=self._answerer.answer(question).periods)


def _as_row(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome.value,
        "operation": answer.operation.value,
        "indicator": list(answer.indicators),
        "regions": list(answer.regions),
        "periods": list(answer.periods),
        "dimension": answer.dimension,
        "answer": _plain(answer.value),
        "options": list(answer.options),
        "service": answer.service.value if answer.service else "",
    }


def _not_about_figures() -> dict[str, Any]:
    return {
        "outcome": FigureOutcome.NO_DATA.value, "operation": "value", "indicator": [], "regions": [], "periods": [],
        "dimension": "", "answer": None, "options": [], "service": "",
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
