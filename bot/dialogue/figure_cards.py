"""Figure cards: an answer about figures as plain data, for ``texts`` to say; every number keeps its observation's id."""

from collections.abc import Sequence
from typing import Any

from knowledge.statistics.answers import Answer
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.catalogue import Catalogue, IndicatorFact
from knowledge.statistics.reading.operations import Operation
from knowledge.statistics.store import Reading
from texts import figure_words as words
from texts import figures
from texts.words import Saying, say

MOST_LINES = 40


class Cards:
    """Turns answers into sayings, with the names of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def saying(self, answer: Answer, *, release_dates: Sequence[dict[str, str]] = ()) -> Saying:
        """What is said for an answer."""
        match answer.outcome:
            case FigureOutcome.ANSWER:
                return self._answered(answer)
            case FigureOutcome.CLARIFY:
                return self._asked(answer)
            case FigureOutcome.NO_DATA:
                return self._missing(answer)
            case FigureOutcome.REFUSE_BREAK:
                measure, lines = self.measure(answer.indicators[0]), self.lines(answer.offered)
                return say(figures.figure_refused_break, measure=measure, lines=lines, bases=answer.details["bases"])
            case FigureOutcome.HANDOFF:
                assert answer.service is not None
                return say(words.figure_service, service=answer.service.value, is_why=answer.reason == "why")
            case _:
                return self._about(answer, release_dates)

    def _answered(self, answer: Answer) -> Saying:
        operation, lines = answer.operation, self.lines(answer.readings)
        measure = self.measure(answer.indicators[0])
        if operation is Operation.COMPONENTS:
            parts = [self._fact(part).name for part in answer.details["parts"]]
            return say(words.figure_components, measure=measure, parts=parts, cards=self.cards(answer.readings))
        if operation is Operation.SERIES:
            return say(figures.figure_series, measure=measure, lines=lines, has_break=answer.details["has_break"])
        if operation is Operation.CHANGE:
            percent = answer.details["percent"]
            percent = str(percent) if percent is not None else None
            return say(figures.figure_change, measure=measure, first=lines[0], last=lines[-1], percent=percent)
        if operation is Operation.COMPARE:
            return say(figures.figure_compare, measure=measure, lines=lines)
        if operation is Operation.RANK:
            return self._ranked(answer, measure, lines)
        if operation is Operation.RATIO:
            details = answer.details
            return say(
                figures.figure_ratio, measure=measure, upper=lines[0], lower=lines[1], ratio=str(answer.value),
                is_share=details["is_share"], is_sex=details["is_sex_ratio"],
            )  # fmt: skip
        return self._value(answer, measure, lines)

    def _value(self, answer: Answer, measure: dict[str, Any], lines: list[dict[str, Any]]) -> Saying:
        if len(answer.indicators) > 1:
            return say(figures.figure_several, cards=self.cards(answer.readings))
        by_id = {one.id: one for one in answer.offered}
        before = by_id.get(answer.details.get("before") or 0)
        also = [one for one in answer.offered if one.period in answer.details.get("also", ())]
        return say(
            figures.figure_value, measure=measure, lines=lines, before=self.line(before) if before else None,
            also=self.lines(also), break_at=answer.details.get("break", ()), is_latest=answer.operation is Operation.LATEST,
        )  # fmt: skip

    def _ranked(self, answer: Answer, measure: dict[str, Any], lines: list[dict[str, Any]]) -> Saying:
        details = answer.details
        ordered = sorted(lines, key=lambda line: details["places"][line["code"]])
        return say(
            figures.figure_rank, measure=measure, lines=ordered, scope=self._catalogue.names([details["scope"]]),
            of=details["of"], is_lowest=details["lowest"], places=details["places"], level=details["level"],
            without=self._catalogue.names(details["without"]),
        )  # fmt: skip

    def _asked(self, answer: Answer) -> Saying:
        match answer.reason:
            case "indicator":
                return say(words.figure_which_topic, place=self._catalogue.names(answer.regions))
            case "qualifier":
                measure = self.measure(answer.indicators[0])
                return say(words.figure_which_meaning, word=answer.details["word"], measure=measure)
            case "several":
                return say(words.figure_which_of)
            case "period":
                return say(words.figure_which_period)
        if not answer.options:
            return say(words.figure_which_home)
        return say(words.figure_which_place, word=answer.details["word"], count=len(answer.options))

    def _missing(self, answer: Answer) -> Saying:
        place = answer.details.get("place") or self._catalogue.names(answer.regions)
        return say(
            words.figure_missing,
            reason=answer.reason,
            what=str(answer.details.get("missing", "")),
            measure=self.measure(answer.indicators[0]) if answer.indicators else None,
            place=place,
            periods=list(answer.periods),
            level=str(answer.details.get("level", "")),
            dimension=answer.dimension,
            offered=self.cards(answer.offered),
        )

    def _about(self, answer: Answer, release_dates: Sequence[dict[str, str]]) -> Saying:
        measure = self.measure(answer.indicators[0])
        line = self.line(answer.offered[-1]) if answer.offered else None
        if answer.outcome is FigureOutcome.METADATA:
            return say(words.figure_metadata, measure=measure, line=line)
        if answer.outcome is FigureOutcome.RELEASE:
            return say(words.figure_release, measure=measure, dates=list(release_dates))
        parts = [self._fact(part).name for part in self._fact(answer.indicators[0]).components]
        others = [self.measure(code) for code in answer.indicators[1:]]
        return say(words.figure_definition, measure=measure, parts=parts, line=line, others=others)

    def lines(self, found: Sequence[Reading]) -> list[dict[str, Any]]:
        """Figures as a card's lines."""
        return [self.line(one) for one in found[:MOST_LINES]]

    def line(self, one: Reading) -> dict[str, Any]:
        """A figure as a card's line."""
        return {
            "id": one.id, "value": str(one.value), "period": one.period, "dimension": one.dimension, "code": one.region,
            "place": self._catalogue.places.by_code[one.region].name, "status": one.status.value, "source": cited(one),
            "url": one.url, "base": one.base_name, "base_code": one.base, "noted": one.made_at.isoformat(),
        }  # fmt: skip

    def cards(self, found: Sequence[Reading]) -> list[dict[str, Any]]:
        """Figures of several indicators, each with its own measure."""
        return [{"measure": self.measure(one.indicator), "line": self.line(one)} for one in found]

    def measure(self, code: str) -> dict[str, Any]:
        """An indicator as a card needs it."""
        fact = self._fact(code)
        return {
            "name": fact.name, "name_en": fact.name_en, "unit": fact.unit, "decimals": fact.decimals,
            "reading": fact.interpretation, "reading_en": fact.interpretation_en, "is_approved": fact.is_interpretation_approved,
            "definition": fact.definition, "definition_en": fact.definition_en, "activity": fact.activity,
            "method": fact.method, "frequency": fact.frequency,
        }  # fmt: skip

    def _fact(self, code: str) -> IndicatorFact:
        return self._catalogue.indicators[code]


def cited(one: Reading) -> str:
    """The publication and its table."""
    parts = [one.publication]
    if one.table:
        parts.append(f"tabel {one.table}")
    return ", ".join(parts)
