"""Comparing: the change between two periods, regions side by side, rankings and ratios; never across two bases."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from knowledge.statistics import store
from knowledge.statistics.answers import Answer, Asking, distinct
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.catalogue import IndicatorFact
from knowledge.statistics.reading.operations import Operation
from knowledge.statistics.reading.periods import Period, Span
from knowledge.statistics.reading.question import FEMALE, MALE, OURS, Question
from knowledge.statistics.store import Reading
from knowledge.statistics.times import Chosen, choose

NATION = "0000"
FEW_OF = 20
"""One region in twenty may be left out of a ranking, when it is named."""
COUNTED = frozenset({"jiwa", "ribu jiwa", "orang", "unit", "km2"})


class Comparing(Asking):
    """Figures set against each other; one alone is the ``_values`` of the desk that does both."""

    def _values(self, question: Question, fact: IndicatorFact) -> Answer:
        raise NotImplementedError

    def _change(self, question: Question, fact: IndicatorFact) -> Answer:
        region = (question.regions or ((self.home,) if self.home else ("",)))[0]
        dimension = question.dimensions[0] if question.dimensions else ""
        have = store.readings(self.session, fact.code, [region], dimension=dimension)
        if not have:
            return self._missing(question, fact, have, Chosen(()), region=region, dimension=dimension)
        chosen = choose(self._ends_of(question.period), distinct(have), fact, today=self.today)
        if question.period.span is Span.RANGE:
            chosen = self._both_ends(question.period, have, fact)
        if not chosen.is_there:
            return self._missing(question, fact, have, chosen, region=region, dimension=dimension)
        chosen = replace(chosen, periods=tuple(sorted(chosen.periods)))
        last = next(one for one in reversed(have) if one.period == chosen.periods[-1])
        first = self._first_of(question.period, have, chosen, last)
        if first is None:
            return self._missing(
                question, fact, have, Chosen((), asked=chosen.asked), region=region, dimension=dimension
            )
        pair = (first.period, last.period)
        if first.base != last.base:
            return Answer(
                FigureOutcome.REFUSE_BREAK, Operation.CHANGE, (fact.code,), (region,), pair, dimension,
                offered=(first, last), details={"bases": [first.base_name, last.base_name]},
            )  # fmt: skip
        difference = last.value - first.value
        percent = _percent(difference, first.value) if fact.unit in COUNTED or "rupiah" in fact.unit else None
        return Answer(
            FigureOutcome.ANSWER, Operation.CHANGE, (fact.code,), (region,), pair, dimension,
            difference, readings=(first, last),
            details={"difference": difference, "percent": percent},
        )  # fmt: skip

    def _ends_of(self, period: Period) -> Period:
        return Period(Span.LATEST) if period.span in {Span.BEFORE, Span.NONE} else period

    def _both_ends(self, period: Period, have: list[Reading], fact: IndicatorFact) -> Chosen:
        """The two ends themselves: a change from 2017 to 2020 is not one from 2018."""
        first, last = period.points
        if last == "9999":
            last = distinct(have)[-1]
        return choose(Period(Span.POINTS, (first, last)), distinct(have), fact, today=self.today)

    def _first_of(self, period: Period, have: list[Reading], chosen: Chosen, last: Reading) -> Reading | None:
        if len(chosen.periods) > 1:
            return next(one for one in have if one.period == chosen.periods[0])
        before = [one for one in have if one.period < last.period and one.period[5:] == last.period[5:]]
        return before[-1] if before else None

    def _compare(self, question: Question, fact: IndicatorFact) -> Answer:
        """The same period in several regions; the newest they all have when none was said."""
        regions = self._compared(question)
        if len(regions) < 2:
            if question.regions or question.period.is_said:
                return self._values(question, fact)
            return Answer(FigureOutcome.CLARIFY, Operation.COMPARE, question.indicators, reason="place")
        dimension = question.dimensions[0] if question.dimensions else ""
        have = store.readings(self.session, fact.code, regions, dimension=dimension)
        by_region = {code: [one for one in have if one.region == code] for code in regions}
        shared = set.intersection(*(set(distinct(ones)) for ones in by_region.values()))
        chosen = choose(question.period, sorted(shared), fact, today=self.today)
        if not chosen.is_there:
            offered = tuple(ones[-1] for ones in by_region.values() if ones)
            return self._none(question, "region" if not all(by_region.values()) else "period", regions=tuple(regions),
                              periods=chosen.asked or None, offered=offered)  # fmt: skip
        found = [one for code in regions for one in by_region[code] if one.period in chosen.periods]
        if any(len({one.base for one in found if one.period == period}) > 1 for period in chosen.periods):
            return Answer(
                FigureOutcome.REFUSE_BREAK, Operation.COMPARE, (fact.code,), tuple(regions), chosen.periods, dimension,
                offered=tuple(found), details={"bases": list(dict.fromkeys(one.base_name for one in found))},
            )  # fmt: skip
        last = [one for one in found if one.period == chosen.periods[-1]]
        value = {one.region: one.value for one in last}
        return Answer(
            FigureOutcome.ANSWER, Operation.COMPARE, (fact.code,), tuple(regions), chosen.periods, dimension, value,
            readings=tuple(found if len(chosen.periods) > 1 else last),
        )  # fmt: skip

    def _compared(self, question: Question) -> list[str]:
        """The regions compared; "dengan provinsi" is the one above."""
        regions = list(question.regions)
        if len(regions) == 1 and not self.catalogue.is_within(regions[0], None) and self.home not in regions:
            words = set(question.text.lower().split())
            if words & OURS and self.home:
                regions.append(self.home)
        return regions

    def _rank(self, question: Question, fact: IndicatorFact) -> Answer:
        if len(question.regions) > 1 and not self._wide(question):
            return self._compare(question, fact)
        scope, asked_for = self._scope(question)
        below, without = self._ranked(scope, question.wanted.level)
        operation = Operation.RANK
        if not below:
            return self._none(question, "breakdown", details={"level": "kecamatan"})
        have = store.readings(
            self.session, fact.code, below, dimension=question.dimensions[0] if question.dimensions else ""
        )
        complete = [
            period for period in distinct(have) if {one.region for one in have if one.period == period} == set(below)
        ]
        chosen = choose(self._ends_of(question.period), complete, fact, today=self.today)
        regions = (f"{scope}/*",)
        if not chosen.is_there:
            return self._none(question, "incomplete", regions=regions, periods=chosen.asked or None)
        found = [one for one in have if one.period == chosen.periods[-1]]
        if len({one.base for one in found}) > 1:
            return Answer(
                FigureOutcome.REFUSE_BREAK, operation, (fact.code,), regions, chosen.periods,
                details={"bases": sorted({one.base_name for one in found})},
            )  # fmt: skip
        lowest = self._turns_down(question, fact)
        found.sort(key=lambda one: (one.value if lowest else -one.value, one.region))
        top = self._top(found, question.wanted.count or 1)
        places = {one.region: place for place, one in enumerate(found, start=1)}
        mine = [one for one in found if one.region in asked_for]
        shown = top if not mine else [*mine]
        return Answer(
            FigureOutcome.ANSWER, operation, (fact.code,), regions, (found[0].period,), self._dimension(question),
            [[one.region, one.value] for one in shown], readings=tuple(dict.fromkeys((*shown, *top))),
            details={
                "lowest": lowest, "of": len(found), "places": {one.region: places[one.region] for one in (*top, *mine)},
                "asked_for": list(asked_for), "scope": scope,
                "level": "kota" if question.wanted.level == "kota" else "", "without": without,
            },
        )  # fmt: skip

    def _top(self, found: list[Reading], count: int) -> list[Reading]:
        """The first ones, with those that are level with the last of them."""
        edge = found[min(count, len(found)) - 1].value
        return [one for place, one in enumerate(found) if place < count or one.value == edge]

    def _scope(self, question: Question) -> tuple[str, tuple[str, ...]]:
        """Where the ranking is held, and whose place in it was asked for."""
        by_code, wide = self.catalogue.places.by_code, self._wide(question)
        narrow = tuple(code for code in question.regions if code not in wide)
        if wide:
            return wide[0], narrow
        if question.wanted.level == "provinsi":
            return NATION, narrow
        if narrow and not question.wanted.by_welfare and question.wanted.count == 10:
            return by_code[narrow[0]].parent or "", narrow
        if narrow:
            return narrow[0], ()
        return (by_code[self.home].parent or "") if self.home else "", ()

    def _wide(self, question: Question) -> list[str]:
        by_code = self.catalogue.places.by_code
        return [code for code in question.regions if by_code[code].level in {"provinsi", "nasional"}]

    def _ranked(self, scope: str, level: str) -> tuple[list[str], list[str]]:
        """The regions that are ranked, and the few nobody has any figures of, which the answer names."""
        by_code = self.catalogue.places.by_code
        below = [
            code for code in self.catalogue.children.get(scope, ()) if by_code[code].level not in {"kecamatan", "desa"}
        ]
        if level == "kota":
            below = [code for code in below if by_code[code].level == "kota"]
        without = [code for code in below if not by_code[code].is_covered]
        if len(without) * FEW_OF > len(below):
            return below, []
        return [code for code in below if code not in without], without

    def _turns_down(self, question: Question, fact: IndicatorFact) -> bool:
        """Is the lowest value first? "Terbaik" depends on which way is better."""
        if question.wanted.is_lowest is not None:
            return question.wanted.is_lowest
        if question.wanted.by_welfare is None:
            return False
        return (fact.direction == "turun") == question.wanted.by_welfare

    def _ratio(self, question: Question, fact: IndicatorFact) -> Answer:
        """How many times one figure is the other, or its share; computed here and said so. Only of counts."""
        pair = self._pair(question, fact)
        if pair is None or fact.unit not in COUNTED or len(question.indicators) > 1:
            return self._none(question, "ratio")
        upper, lower, is_share = pair
        if upper.base != lower.base:
            return Answer(
                FigureOutcome.REFUSE_BREAK, Operation.RATIO, (fact.code,), self._where(pair), (upper.period,),
                offered=(upper, lower), details={"bases": [upper.base_name, lower.base_name]},
            )  # fmt: skip
        value = upper.value / lower.value * (100 if is_share else 1)
        return Answer(
            FigureOutcome.ANSWER, Operation.RATIO, (fact.code,), self._where(pair), (upper.period,), self._dimension(question),
            value, readings=(upper, lower), details={"is_share": is_share, "is_sex_ratio": bool(upper.dimension)},
        )  # fmt: skip

    def _where(self, pair: tuple[Reading, Reading, bool]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((pair[0].region, pair[1].region)))

    def _pair(self, question: Question, fact: IndicatorFact) -> tuple[Reading, Reading, bool] | None:
        regions = question.regions or ((self.home,) if self.home else ())
        if set(question.dimensions) == {MALE, FEMALE} and len(regions) == 1:
            ones = [store.readings(self.session, fact.code, regions, dimension=part) for part in (MALE, FEMALE)]
        elif len(regions) == 2:
            ones = [store.readings(self.session, fact.code, [code]) for code in regions]
        else:
            return None
        shared = sorted(set(distinct(ones[0])) & set(distinct(ones[1])))
        chosen = choose(question.period, shared, fact, today=self.today)
        if not chosen.is_there:
            return None
        upper, lower = (next(one for one in part if one.period == chosen.periods[-1]) for part in ones)
        parent = self.catalogue.places.by_code[regions[0]].parent
        return upper, lower, bool(question.dimensions) or (len(regions) == 2 and regions[1] == parent)


def _percent(difference: Decimal, first: Decimal) -> Decimal | None:
    return (difference / first * 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if first else None
