"""Times: which published periods a named time means, chosen among those there are figures for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.statistics.catalogue import IndicatorFact
from knowledge.statistics.reading.periods import Period, Span

_ANNUAL_RATES = frozenset({"inflasi_yoy", "inflasi_ytd"})
_QUARTERS = {
    f"Q{place}": tuple(f"{month:02d}" for month in range(3 * place - 2, 3 * place + 1)) for place in (1, 2, 3, 4)
}
_PARTS = {**_QUARTERS, "S1": tuple(f"{m:02d}" for m in range(1, 7)), "S2": tuple(f"{m:02d}" for m in range(7, 13))}
MOST_POINTS = 24


@dataclass(frozen=True, slots=True)
class Chosen:
    """The periods that answer, or the one that was ``asked`` and is not there."""

    periods: tuple[str, ...]
    asked: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        return bool(self.periods)


def choose(period: Period, have: Sequence[str], fact: IndicatorFact, *, today: date, is_series: bool = False) -> Chosen:
    """The periods meant, among those there are (``have``, in order). A named period that is missing stays missing."""
    match period.span:
        case Span.NONE | Span.LATEST:
            return Chosen(tuple(have[-MOST_POINTS:] if is_series else have[-1:]))
        case Span.ALL:
            return Chosen(tuple(have[-MOST_POINTS:]))
        case Span.LAST:
            return Chosen(_last(period, have))
        case Span.RANGE:
            return _between(period.points[0], period.points[1], have)
        case Span.AGO:
            return _points((str(today.year - period.count),), have, fact)
        case Span.POINTS:
            return _points(period.points, have, fact)
        case _:
            return Chosen(())


def _last(period: Period, have: Sequence[str]) -> tuple[str, ...]:
    if period.unit.startswith("tahun"):
        years = sorted({known[:4] for known in have})[-period.count :]
        return tuple(known for known in have if known[:4] in years)[-MOST_POINTS:]
    return tuple(have[-period.count :])


def _between(first: str, last: str, have: Sequence[str]) -> Chosen:
    found = tuple(known for known in have if known[: len(first)] >= first and known[: len(last)] <= last)
    return Chosen(found, asked=(first, last) if last != "9999" else (first,))


def _points(points: Sequence[str], have: Sequence[str], fact: IndicatorFact) -> Chosen:
    found: list[str] = []
    asked: list[str] = []
    others: list[str] = []
    for point in points:
        fitting = _fitting(point, have)
        usual = fact.usual_period(point) if len(point) == 4 else point
        asked.append(usual)
        if usual in fitting:
            found.append(usual)
            others += [known for known in fitting if known != usual]
        elif len(fitting) > 1 and len(point) == 4 and fact.code in _ANNUAL_RATES and f"{point}-12" in fitting:
            found.append(f"{point}-12")
        else:
            found += fitting
    if any(not _fitting(point, have) for point in points):
        return Chosen((), asked=tuple(asked), others=tuple(found))
    return Chosen(tuple(dict.fromkeys(found)), asked=tuple(asked), others=tuple(others))


def _fitting(point: str, have: Sequence[str]) -> list[str]:
    if len(point) == 2 and point.isdigit():
        return [known for known in have if known[5:] == point][-1:]
    year, _, part = point.partition("-")
    if point[:1] in "SQ" or part[:1] in {"S", "Q"}:
        name, within = (part or point), (year if part else "")
        months = _PARTS[name]
        found = [known for known in have if known[5:] in months and known.startswith(within)]
        return found if within else found[-1:]
    if part:
        return [known for known in have if known == point]
    return [known for known in have if known[:4] == point]


def nearest(asked: str, have: Sequence[str], count: int = 2) -> tuple[str, ...]:
    """The published periods around one that is missing: the last before it and the first after it."""
    before = [known for known in have if known < asked][-1:]
    after = [known for known in have if known > asked and not known.startswith(asked)][:1]
    inside = [known for known in have if known.startswith(asked)][:1]
    return tuple(dict.fromkeys((*before, *inside, *after)))[:count] or tuple(have[-1:])
