"""Answers: what a question about figures got, and the honest words for what is missing or unclear."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from knowledge.statistics import store
from knowledge.statistics.asked import OUTSIDE, FigureOutcome
from knowledge.statistics.catalogue import Catalogue, IndicatorFact
from knowledge.statistics.reading.operations import Operation, Service
from knowledge.statistics.reading.periods import Span
from knowledge.statistics.reading.question import Question
from knowledge.statistics.store import Reading
from knowledge.statistics.times import Chosen, choose, nearest


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got. ``readings`` are the figures said, each with its observation's id; ``value`` is their digest.

    ``reason`` says why there is none: place, period, dimension, indicator, breakdown, qualifier, several.
    """

    outcome: FigureOutcome
    operation: Operation
    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    dimension: str = ""
    value: Any = None
    options: tuple[str, ...] = ()
    service: Service | None = None
    reason: str = ""
    readings: tuple[Reading, ...] = ()
    offered: tuple[Reading, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def observation_ids(self) -> list[int]:
        """The observations behind every number that is said."""
        return [one.id for one in (*self.readings, *self.offered)]


class Asking:
    """One session, one catalogue, and every way of having no figure to say."""

    def __init__(self, session: Session, catalogue: Catalogue, *, home: str | None, today: date) -> None:
        self.session, self.catalogue, self.home, self.today = session, catalogue, home, today

    def _place_unclear(self, question: Question) -> Answer:
        if question.outside:
            regions = tuple(dict.fromkeys((*question.regions, OUTSIDE)))
            return self._none(question, "place", regions=regions, details={"place": question.outside})
        return self._clarify(question, question.ambiguous, "place", {"word": question.ambiguous_text})

    def _clarify(self, question: Question, options: tuple[str, ...], reason: str, details: dict[str, Any]) -> Answer:
        return Answer(
            FigureOutcome.CLARIFY, self._plain(question), question.indicators if reason != "several" else (), question.regions,
            self._asked(question), self._dimension(question), options=options, reason=reason, details=details,
        )  # fmt: skip

    def _plain(self, question: Question) -> Operation:
        return Operation.VALUE if question.operation is Operation.FORECAST else question.operation

    def _asked(self, question: Question) -> tuple[str, ...]:
        """The periods as they were asked for, where no figure tells which there are."""
        period = question.period
        if period.span is Span.AGO:
            points: tuple[str, ...] = (str(self.today.year - period.count),)
        else:
            points = tuple(point for point in period.points if point != "9999")
        if not question.indicators:
            return points
        fact = self.catalogue.indicators[question.indicators[0]]
        return tuple(fact.usual_period(point) if len(point) == 4 else point for point in points)

    def _dimension(self, question: Question) -> str:
        return "|".join(question.dimensions)

    def _none(
        self,
        question: Question,
        reason: str,
        *,
        regions: tuple[str, ...] | None = None,
        periods: tuple[str, ...] | None = None,
        offered: tuple[Reading, ...] = (),
        details: dict[str, Any] | None = None,
    ) -> Answer:
        where = regions if regions is not None else question.regions or ((self.home,) if self.home else ())
        return Answer(
            FigureOutcome.NO_DATA, self._plain(question), question.indicators, where,
            self._asked(question) if periods is None else periods, self._dimension(question),
            reason=reason, offered=offered, details=details or {},
        )  # fmt: skip

    def _missing(
        self,
        question: Question,
        fact: IndicatorFact,
        have: list[Reading],
        chosen: Chosen,
        *,
        region: str,
        dimension: str,
    ) -> Answer:
        """Which part is missing, and what is nearest to it: other periods, the total, or the region above."""
        asked = chosen.asked or self._asked(question)
        if have:
            near = nearest(asked[0], distinct(have)) if asked else tuple(distinct(have)[-1:])
            offered = tuple(one for one in have if one.period in near)
            return self._none(question, "period", periods=asked, offered=offered)
        if dimension:
            total = store.readings(self.session, fact.code, [region])
            fits = choose(question.period, distinct(total), fact, today=self.today)
            offered = tuple(one for one in total if one.period in fits.periods)[-1:]
            return self._none(
                question, "dimension", offered=(*self._sibling(question, fact, region, dimension), *offered)
            )
        parent = self.catalogue.places.by_code[region].parent
        offered = ()
        while parent and not offered:
            above = store.readings(self.session, fact.code, [parent])
            fits = choose(question.period, distinct(above), fact, today=self.today)
            offered = tuple(one for one in above if one.period in fits.periods)[-1:]
            parent = self.catalogue.places.by_code[parent].parent
        asked = tuple(question.period.points) if question.period.span is Span.POINTS and not fact.months else asked
        return self._none(question, "region", regions=(region,), periods=asked, offered=offered)

    def _sibling(self, question: Question, fact: IndicatorFact, region: str, dimension: str) -> tuple[Reading, ...]:
        """The same part of another indicator of this topic: BPS projects no men and women, the register counts them."""
        for other in self.catalogue.indicators.values():
            if other.topic == fact.topic and other.topic and other.code != fact.code:
                have = store.readings(self.session, other.code, [region], dimension=dimension)
                fits = choose(question.period, distinct(have), other, today=self.today)
                if fits.is_there:
                    return tuple(one for one in have if one.period in fits.periods)[-1:]
        return ()


def distinct(found: list[Reading]) -> list[str]:
    """The periods of these figures, in order."""
    return sorted({one.period for one in found})
