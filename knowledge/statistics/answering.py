"""Answering: from an understood question to figures with their observations, or an honest word about what is missing."""

from dataclasses import replace
from typing import Any

from knowledge.statistics import store
from knowledge.statistics.answers import Answer, distinct
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.catalogue import IndicatorFact
from knowledge.statistics.comparing import COUNTED, Comparing
from knowledge.statistics.reading.operations import Operation, Service
from knowledge.statistics.reading.periods import Span
from knowledge.statistics.reading.question import Question
from knowledge.statistics.store import Reading
from knowledge.statistics.times import Chosen, choose

INDICATOR = "indicator"
MOST_TOPICS = 6
MOST_AT_ONCE = 3
_DEFAULT_TOPICS = ("jumlah_penduduk", "persen_penduduk_miskin", "ipm", "tpt", "pertumbuhan_ekonomi", "luas_wilayah")


class Answerer(Comparing):
    """Answers questions about figures from one catalogue and one session."""

    def answer(self, question: Question) -> Answer:
        """What this question gets. A number only when every part of the question was understood."""
        about = self._about(question)
        if about is not None:
            return about
        if (unclear := self._unclear(question)) is not None:
            return unclear
        if len(question.indicators) > 1 and question.operation is not Operation.RATIO:
            return self._each(question)
        fact = self.catalogue.indicators[question.indicators[0]]
        match question.operation:
            case Operation.RANK:
                return self._rank(question, fact)
            case Operation.COMPARE:
                return self._compare(question, fact)
            case Operation.RATIO:
                return self._ratio(question, fact)
            case Operation.CHANGE:
                return self._change(question, fact)
            case _:
                return self._values(question, fact)

    def _about(self, question: Question) -> Answer | None:
        operation, codes = question.operation, question.indicators
        if operation is Operation.SERVICE:
            return Answer(FigureOutcome.HANDOFF, operation, service=question.service)
        if operation is Operation.WHY and codes:
            return Answer(FigureOutcome.HANDOFF, Operation.SERVICE, codes, service=Service.KONSULTASI, reason="why")
        if not codes:
            return None
        if operation is Operation.DEFINITION:
            return Answer(FigureOutcome.DEFINITION, operation, codes, offered=self._latest_of(question))
        if operation is Operation.METADATA:
            return Answer(FigureOutcome.METADATA, operation, codes, offered=self._latest_of(question))
        if operation is Operation.RELEASE_DATE:
            return Answer(FigureOutcome.RELEASE, operation, codes)
        if operation is Operation.COMPONENTS:
            return self._components(question)
        return None

    def _latest_of(self, question: Question) -> tuple[Reading, ...]:
        """The figure that shows how an indicator reads: of the place that is talked about, else of the office's own."""
        code = question.indicators[0]
        regions = question.regions[:1] or ((self.home,) if self.home else ())
        have = store.readings(self.session, code, regions)
        chosen = choose(question.period, distinct(have), self.catalogue.indicators[code], today=self.today)
        return tuple(one for one in have if one.period in chosen.periods)[-1:]

    def _components(self, question: Question) -> Answer:
        code = question.indicators[0]
        parts = self.catalogue.indicators[code].components
        if not parts:
            return Answer(
                FigureOutcome.METADATA, Operation.METADATA, question.indicators, offered=self._latest_of(question)
            )
        if question.ambiguous or question.outside:
            return self._place_unclear(question)
        region = question.regions[0] if question.regions else self.home
        found: list[Reading] = []
        for part in parts if region else ():
            have = store.readings(self.session, part, [region or ""])
            chosen = choose(
                question.period, [one.period for one in have], self.catalogue.indicators[part], today=self.today
            )
            found += [one for one in have if one.period in chosen.periods][-1:]
        said = question.says_place or question.period.is_said
        value: Any = {one.indicator: one.value for one in found} if said else list(parts)
        return Answer(
            FigureOutcome.ANSWER,
            Operation.COMPONENTS,
            question.indicators,
            regions=(region,) if region and said else (),
            periods=tuple(dict.fromkeys(one.period for one in found)) if said else (),
            value=value,
            readings=tuple(found),
            details={"parts": list(parts), "region": region},
        )

    def _unclear(self, question: Question) -> Answer | None:
        """One thing to ask, or a plain no, before any figure is looked for."""
        if question.missing:
            return self._none(question, "indicator", details={"missing": question.missing})
        if not question.indicators:
            if question.ambiguous or question.outside:
                return self._place_unclear(question)
            return Answer(
                FigureOutcome.CLARIFY, Operation.VALUE, regions=question.regions, options=(INDICATOR,), reason="indicator",
                details={"topics": self._topics(question.regions)},
            )  # fmt: skip
        if question.outside:
            return self._place_unclear(question)
        if word := question.qualified_by or question.narrowed_by:
            return self._clarify(question, question.indicators, "qualifier", {"word": word})
        if word := self._other_measure(question):
            return self._clarify(question, question.indicators, "qualifier", {"word": word})
        if len(question.indicators) > 1 and not self._can_give_all(question):
            return self._clarify(question, question.indicators, "several", {})
        return self._place_unclear(question) if question.ambiguous else self._not_to_be_had(question)

    def _not_to_be_had(self, question: Question) -> Answer | None:
        """A time nobody can read, or one that has not come; parts there are no figures of."""
        if question.operation is Operation.FORECAST:
            return self._none(question, "forecast")
        in_the_air = question.period.span is Span.BEFORE and question.operation is not Operation.CHANGE
        if question.period.span is Span.UNKNOWN or in_the_air:
            return self._clarify(question, (), "period", {})
        if question.wanted.breakdown and not self._can_break_down(question):
            above = question.regions[:1] or ((self.home,) if self.home else ())
            below = tuple(f"{code}/*" for code in above)
            return self._none(question, "breakdown", regions=below, details={"level": question.wanted.breakdown})
        return None

    def _other_measure(self, question: Question) -> str:
        """A share is asked of what is counted, or people of what is a share: the number there is would be another one."""
        if question.operation in {Operation.RANK, Operation.COMPARE, Operation.CHANGE} and len(question.dimensions) > 1:
            return question.dimensions[1]
        if question.operation not in {Operation.VALUE, Operation.LATEST, Operation.SERIES}:
            return ""
        if question.wanted.counts_places:
            return question.wanted.counts_places
        units = {self.catalogue.indicators[code].unit for code in question.indicators}
        if question.wanted.asks_percent and units <= COUNTED:
            return "persen"
        return "orang" if question.wanted.asks_people and units == {"persen"} else ""

    def _can_give_all(self, question: Question) -> bool:
        """Two or three plain values are short enough to give them all."""
        plain = question.operation in {Operation.VALUE, Operation.LATEST, Operation.RATIO}
        return plain and len(question.indicators) <= MOST_AT_ONCE and len(question.regions) <= 1

    def _can_break_down(self, question: Question) -> bool:
        return question.operation is Operation.RANK and bool(
            {"kabupaten", "kota"} & set(question.wanted.breakdown.split())
        )

    def _topics(self, regions: tuple[str, ...]) -> list[str]:
        known = [code for code in _DEFAULT_TOPICS if code in self.catalogue.indicators]
        more = [code for code in self.catalogue.indicators if code not in known]
        return [*known, *more][:MOST_TOPICS]

    def _values(self, question: Question, fact: IndicatorFact) -> Answer:
        """One value, or a series, of one region; both halves when both were asked for."""
        regions = question.regions or ((self.home,) if self.home else ())
        if not regions:
            return Answer(FigureOutcome.CLARIFY, question.operation, question.indicators, reason="place")
        region = regions[0]
        is_series = question.operation is Operation.SERIES
        found: list[Reading] = []
        for dimension in question.dimensions or ("",):
            have = store.readings(self.session, fact.code, [region], dimension=dimension)
            chosen = choose(question.period, distinct(have), fact, today=self.today, is_series=is_series)
            if not have or not chosen.is_there:
                return self._missing(question, fact, have, chosen, region=region, dimension=dimension)
            found += [one for one in have if one.period in chosen.periods]
        if is_series or len(distinct(found)) > 1:
            return self._series(question, fact, region, found)
        return self._value(question, fact, found, chosen, have)

    def _each(self, question: Question) -> Answer:
        """One value of each of the indicators; when one is missing, the question is answered for none."""
        answers = [
            self._values(replace(question, indicators=(code,)), self.catalogue.indicators[code])
            for code in question.indicators
        ]
        for answer in answers:
            if answer.outcome is not FigureOutcome.ANSWER:
                return replace(answer, offered=(*answer.offered, *(one for other in answers for one in other.readings)))
        found = tuple(one for answer in answers for one in answer.readings)
        return Answer(
            FigureOutcome.ANSWER, answers[0].operation, question.indicators, answers[0].regions,
            tuple(dict.fromkeys(one.period for one in found)), self._dimension(question),
            {one.indicator: one.value for one in found}, readings=found,
        )  # fmt: skip

    def _value(
        self, question: Question, fact: IndicatorFact, found: list[Reading], chosen: Chosen, have: list[Reading]
    ) -> Answer:
        """A plain value, with what came before it; ``have`` is all there is of the (last) part that was found."""
        one = found[-1]
        before = [other for other in have if other.period < one.period and other.period[5:] == one.period[5:]]
        also = [other for other in have if other.period in chosen.others]
        details: dict[str, Any] = {"also": [other.period for other in also]}
        offered = list(also)
        if before and len(found) == 1 and not one.dimension:
            if before[-1].base == one.base:
                details["before"] = before[-1].id
                offered.append(before[-1])
            else:
                details["break"] = [before[-1].base_name, one.base_name]
        value: Any = one.value if len(found) == 1 else {other.dimension: other.value for other in found}
        operation = Operation.LATEST if question.operation is Operation.LATEST else Operation.VALUE
        return Answer(
            FigureOutcome.ANSWER, operation, (fact.code,), (one.region,), (one.period,), self._dimension(question), value,
            readings=tuple(found), offered=tuple(offered), details=details,
        )  # fmt: skip

    def _series(self, question: Question, fact: IndicatorFact, region: str, found: list[Reading]) -> Answer:
        pairs = [[one.period, one.value] for one in found]
        bases = [one.base for one in found]
        details = {"has_break": len(set(bases)) > 1, "bases": list(dict.fromkeys(one.base_name for one in found))}
        return Answer(
            FigureOutcome.ANSWER, Operation.SERIES, (fact.code,), (region,), tuple(distinct(found)), self._dimension(question),
            pairs, readings=tuple(found), details=details,
        )  # fmt: skip
