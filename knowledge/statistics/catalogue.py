"""The catalogue: places, indicators and their words in memory, one state of everything a question can name."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from knowledge.statistics.models import (
    Activity,
    Component,
    Direction,
    Indicator,
    IndicatorState,
    Observation,
    Region,
)
from knowledge.statistics.reading.leftovers import around_words
from knowledge.statistics.reading.measures import Measure, MeasureIndex
from knowledge.statistics.reading.places import Place, PlaceIndex
from knowledge.statistics.reading.tokens import MONTHS, understood_words

_YEARLY = 2


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """An indicator with what an answer says about it. ``months`` are its sub-periods, the usual one first."""

    code: str
    name: str
    name_en: str
    topic: str
    definition: str
    definition_en: str
    interpretation: str
    interpretation_en: str
    is_interpretation_approved: bool
    method: str
    unit: str
    decimals: int
    direction: Direction
    frequency: str
    activity: str
    owner: str
    components: tuple[str, ...]
    months: tuple[str, ...]

    def usual_period(self, year: str) -> str:
        """The period a year means: poverty of 2022 is March 2022; a monthly figure has no usual month."""
        return f"{year}-{self.months[0]}" if 0 < len(self.months) <= _YEARLY else year


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a question about figures can name."""

    places: PlaceIndex
    measures: MeasureIndex
    indicators: Mapping[str, IndicatorFact]
    children: Mapping[str, tuple[str, ...]]
    familiar: frozenset[str]
    """Words of indicators, operations and months: none of them is a place."""

    def home(self, region_code: str) -> str | None:
        """The code of the office's own region, given by Kemendagri's code or BPS's."""
        for place in self.places.by_code.values():
            if region_code and region_code in {place.kemendagri, place.code}:
                return place.code
        return None

    def is_within(self, code: str, home: str | None) -> bool:
        """Is this the office's region or a kecamatan or desa of it?"""
        place: Place | None = self.places.by_code.get(code)
        while place is not None:
            if place.code == home:
                return True
            place = self.places.by_code.get(place.parent or "")
        return False

    def names(self, codes: Sequence[str]) -> str:
        """The names of these places, as a sentence lists them; "3300/*" is what lies in it."""
        found = (self.places.by_code.get(code.removesuffix("/*")) for code in codes)
        return ", ".join(place.name for place in found if place is not None)


def read(session: Session) -> Catalogue:
    """The catalogue as it stands now."""
    parents = {row.id: row.code for row in session.execute(select(Region.id, Region.code))}
    has_figures = exists().where(Observation.region_id == Region.id, Observation.is_current)
    covered = set(session.scalars(select(Region.id).where(has_figures)))
    places = [
        Place(
            code=region.code,
            name=region.name,
            base_name=region.base_name,
            level=region.level,
            parent=parents.get(region.parent_id or 0),
            kemendagri=region.code_kemendagri,
            aliases=tuple(region.aliases),
            is_covered=region.id in covered,
        )
        for region in session.scalars(select(Region).order_by(Region.code))
    ]
    children: dict[str, list[str]] = defaultdict(list)
    for place in places:
        if place.parent:
            children[place.parent].append(place.code)
    facts, measures = _indicators(session)
    index = MeasureIndex(measures)
    return Catalogue(
        PlaceIndex(places),
        index,
        facts,
        {code: tuple(below) for code, below in children.items()},
        index.words | understood_words() | around_words() | frozenset(MONTHS),
    )


def _indicators(session: Session) -> tuple[dict[str, IndicatorFact], list[Measure]]:
    rows = session.execute(
        select(Indicator, Activity.name.label("activity"), Activity.producer)
        .outerjoin(Activity, Activity.id == Indicator.activity_id)
        .where(Indicator.state == IndicatorState.PUBLISHED)
        .order_by(Indicator.position, Indicator.id)
    ).all()
    codes = {row.Indicator.id: row.Indicator.code for row in rows}
    parts: dict[int, list[str]] = defaultdict(list)
    for component in session.scalars(select(Component).order_by(Component.indicator_id, Component.position)):
        if component.part_id in codes:
            parts[component.indicator_id].append(codes[component.part_id])
    months = _months(session)
    facts = {}
    for row in rows:
        it: Indicator = row.Indicator
        facts[it.code] = IndicatorFact(
            it.code, it.name, it.name_en, it.topic, it.definition, it.definition_en, it.interpretation, it.interpretation_en,
            it.interpretation_approved_by is not None, it.method, it.unit, it.decimals, it.direction, it.frequency,
            row.activity or "", it.owner or row.producer or "", tuple(parts[it.id]), months.get(it.id, ()),
        )  # fmt: skip
    measures = [
        Measure(row.Indicator.code, row.Indicator.name, row.Indicator.unit, tuple(row.Indicator.synonyms))
        for row in rows
    ]
    return facts, measures


def _months(session: Session) -> dict[int, tuple[str, ...]]:
    """The sub-periods each indicator is published for, the most frequent first."""
    month = func.substr(Observation.period, 6, 2)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = session.execute(
        select(Observation.indicator_id, month.label("month"), func.count().label("times"))
        .where(Observation.is_current, func.length(Observation.period) == 7)
        .group_by(Observation.indicator_id, month)
    )
    for row in rows:
        counted[row.indicator_id][row.month] = row.times
    return {id_: tuple(month for month, _ in times.most_common()) for id_, times in counted.items()}
