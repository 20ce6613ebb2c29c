"""Checks of a whole indicator: duplicates, what is published, jumps, sums, the index and its parts, rates, small counts."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.statistics.importing.places import PlaceBook
from knowledge.statistics.importing.rows import COUNTS, RATES, Measured
from knowledge.statistics.importing.tables import Problem, problem
from knowledge.statistics.models import FigureStatus, RegionLevel
from knowledge.statistics.staging import RowState

Key = tuple[int, str, str, str]
"""Region, period, dimension and base."""
SMALL = 5
_ADDS_UP = COUNTS | {"ribu jiwa"}
_MUCH = Decimal(100)
_PARTS = ("laki-laki", "perempuan")
_JUMP_POINTS = Decimal(10)
_JUMP_SHARE = Decimal("0.5")
_ROOM = Decimal("0.1")
_SHARE_ROOM = Decimal("0.005")
HDI = ("uhh", "hls", "rls", "pengeluaran_per_kapita")


@dataclass(slots=True)
class Candidate:
    """A staged figure while it is judged; ``warned`` are things a person has to look at, not reasons to refuse."""

    row_id: int
    number: int
    key: Key
    value: Decimal
    status: FigureStatus
    state: RowState = RowState.NEW
    problems: tuple[Problem, ...] = ()
    current_id: int | None = None
    rebased: bool = False

    def warn(self, said: Problem) -> None:
        """Something to be said about this figure."""
        self.problems = (*self.problems, said)

    def refuse(self, *reasons: Problem) -> None:
        """This figure does not go in; what a person would have had to look at does not matter any more."""
        self.problems = (*(self.problems if self.state is RowState.REFUSED else ()), *reasons)
        self.state = RowState.REFUSED


@dataclass(frozen=True, slots=True)
class Current:
    """A published figure, and whose it is."""

    id: int
    value: Decimal
    status: FigureStatus
    producer: str


Published = Mapping[Key, Current]
Values = Callable[[str], Mapping[Key, Decimal]]
"""The figures of another indicator by its code: those of this batch before the published ones."""


def judge(
    indicator: Measured,
    rows: Sequence[Candidate],
    published: Published,
    *,
    producer: str,
    book: PlaceBook,
    values: Values,
) -> None:
    """Judge all figures of one indicator in one batch."""
    duplicates(rows)
    period_kinds([row for row in rows if row.state is RowState.NEW], published)
    fresh = [row for row in rows if row.state is RowState.NEW]
    withhold_small(indicator, fresh)
    against_published(indicator, fresh, published, producer)
    fresh = [row for row in fresh if row.state in {RowState.NEW, RowState.CHANGED, RowState.CONFLICT}]
    quotients(indicator, fresh, published, values)
    fresh = [row for row in fresh if row.state is not RowState.REFUSED]
    jumps(indicator, fresh, published)
    base_breaks(fresh, published)
    together = {key: one.value for key, one in published.items()} | {row.key: row.value for row in fresh}
    sums(indicator, fresh, together, book)
    sexes(indicator, fresh, together)
    if indicator.code == "ipm":
        index_of_parts(fresh, values)


def duplicates(rows: Sequence[Candidate]) -> None:
    """The same figure twice: the second is left out; two different ones are both refused."""
    first: dict[Key, Candidate] = {}
    again: dict[Key, list[Candidate]] = {}
    for row in rows:
        if first.setdefault(row.key, row) is not row:
            again.setdefault(row.key, [first[row.key]]).append(row)
    for same in again.values():
        if len({(row.value, row.status) for row in same}) > 1:
            for row in same:
                others = [other.number for other in same if other is not row]
                row.refuse(problem("contradicts", rows=others[:5] or [row.number]))
        else:
            for row in same[1:]:
                row.refuse(problem("duplicate", row=same[0].number))


def period_kinds(rows: Sequence[Candidate], published: Published) -> None:
    """A year beside a series of months (or a month beside years) would be a second figure of the same thing."""
    months = Counter(period[5:] for _, period, _, _ in published)
    if not months or ("" in months and len(months) > 1):
        return
    usual = [month for month, _ in months.most_common(3) if month]
    for row in rows:
        if bool(row.key[1][5:]) is not bool(usual):
            row.refuse(problem("period_kind", months=usual))


def withhold_small(indicator: Measured, rows: Sequence[Candidate]) -> None:
    """One to four people behind a figure on a sensitive topic could be known by it; nor may the rest tell of them."""
    if not indicator.is_sensitive or indicator.unit not in COUNTS:
        return
    small: set[tuple[int, str, str]] = set()
    for row in rows:
        if 0 < row.value < SMALL:
            row.state = RowState.WITHHELD
            row.warn(problem("small", most=SMALL - 1))
            small.add((row.key[0], row.key[1], row.key[3]))
    for row in rows:
        place, period, dimension, base = row.key
        if row.state is RowState.NEW and dimension and (place, period, base) in small:
            row.state = RowState.WITHHELD
            row.warn(problem("small_beside"))


def against_published(indicator: Measured, rows: Sequence[Candidate], published: Published, producer: str) -> None:
    """New, the same, a correction by the same producer, or two producers who differ."""
    for row in rows:
        known = published.get(row.key)
        if row.state is not RowState.NEW or known is None:
            continue
        row.current_id = known.id
        if known.value == row.value:
            row.state = RowState.SAME if known.status is row.status or known.producer != producer else RowState.CHANGED
        elif known.producer == producer:
            row.state = RowState.CHANGED
        else:
            row.state = RowState.CONFLICT
            row.warn(problem("producers", published=str(known.value), producer=known.producer))


def quotients(indicator: Measured, rows: Sequence[Candidate], published: Published, values: Values) -> None:
    """A rate that is just one count over another in most rows, where the official rate is an estimate of its own."""
    if indicator.code not in RATES:
        return
    upper, lower = (_without_base(values(code)) for code in RATES[indicator.code])
    fitting = [row for row in rows if _is_quotient(row, upper, lower)]
    if len(fitting) < len(rows) / 2:
        return
    for row in fitting:
        if row.key not in published or published[row.key].value != row.value:
            row.refuse(problem("derived"))


def _without_base(values: Mapping[Key, Decimal]) -> Mapping[tuple[int, str, str], list[Decimal]]:
    found: dict[tuple[int, str, str], list[Decimal]] = defaultdict(list)
    for (place, period, dimension, _), value in values.items():
        found[place, period, dimension].append(value)
    return found


def _is_quotient(
    row: Candidate,
    upper: Mapping[tuple[int, str, str], list[Decimal]],
    lower: Mapping[tuple[int, str, str], list[Decimal]],
) -> bool:
    place, period, dimension, _ = row.key
    tops, bottoms = upper.get((place, period, dimension), ()), lower.get((place, period[:4], dimension), ())
    return any(low and abs(row.value - top * 100 / low) <= Decimal("0.01") for top in tops for low in bottoms)


def jumps(indicator: Measured, rows: Sequence[Candidate], published: Published) -> None:
    """Far from the figure before it in its series: a hundredfold is refused, a leap is shown to the approver."""
    known: dict[tuple[int, str, str], dict[str, Decimal]] = defaultdict(dict)
    for (place, period, dimension, base), one in published.items():
        known[place, dimension, base][period] = one.value
    series: dict[tuple[int, str, str], list[Candidate]] = defaultdict(list)
    for row in rows:
        place, _, dimension, base = row.key
        series[place, dimension, base].append(row)
    for subject, members in series.items():
        points = known.pop(subject, {})
        points |= {row.key[1]: row.value for row in members if row.state is not RowState.CONFLICT}
        ordered = sorted(points)
        for row in members:
            period = row.key[1]
            place = bisect_left(ordered, period)
            before = [ordered[place - 1]] if place else [when for when in ordered[place : place + 2] if when != period]
            if before:
                _compare(indicator, row, before[0], points[before[0]])


def _compare(indicator: Measured, row: Candidate, when: str, before: Decimal) -> None:
    told = {"period": when, "before": str(before), "value": str(row.value)}
    larger, smaller = max(abs(row.value), abs(before)), min(abs(row.value), abs(before))
    if smaller and larger / smaller >= _MUCH and not indicator.may_fall:
        row.refuse(problem("magnitude", **told))
    elif indicator.unit == "persen":
        if abs(row.value - before) > _JUMP_POINTS:
            row.warn(problem("jump", **told))
    elif smaller and larger / smaller > 1 + _JUMP_SHARE and larger >= 10:
        row.warn(problem("jump", **told))


def base_breaks(rows: Sequence[Candidate], published: Published) -> None:
    """The same place and period stands published on another base."""
    bases: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for place, period, dimension, base in published:
        bases[place, period, dimension].add(base)
    for row in rows:
        others = bases[row.key[:3]] - {row.key[3]}
        if others:
            row.warn(problem("other_base", bases=sorted(others)))


def sums(indicator: Measured, rows: Sequence[Candidate], together: Mapping[Key, Decimal], book: PlaceBook) -> None:
    """All kabupaten and kota of a province make the province."""
    if indicator.unit not in _ADDS_UP:
        return
    by_parent: dict[tuple[int, str, str, str], list[Candidate]] = defaultdict(list)
    for row in rows:
        place = book.by_id[row.key[0]]
        parent = place.id if place.level is RegionLevel.PROVINSI else place.parent_id
        if parent is not None and place.level in {RegionLevel.PROVINSI, RegionLevel.KABUPATEN, RegionLevel.KOTA}:
            by_parent[parent, row.key[1], row.key[2], row.key[3]].append(row)
    for (parent, *rest), members in by_parent.items():
        below = book.children(parent, (RegionLevel.KABUPATEN, RegionLevel.KOTA))
        keys = [(place, rest[0], rest[1], rest[2]) for place in below]
        total = together.get((parent, rest[0], rest[1], rest[2]))
        if total is None or not keys or any(key not in together for key in keys):
            continue
        found = sum((together[key] for key in keys), Decimal(0))
        if abs(found - total) > max(abs(total) * _SHARE_ROOM, len(keys) * Decimal("0.5") * (indicator.unit in COUNTS)):
            _warn(members, problem("sum", sum=str(found), total=str(total)))


def sexes(indicator: Measured, rows: Sequence[Candidate], together: Mapping[Key, Decimal]) -> None:
    """Men and women make all."""
    if indicator.unit not in _ADDS_UP:
        return
    for row in rows:
        place, period, _, base = row.key
        total = together.get((place, period, "", base))
        parts = [together.get((place, period, part, base)) for part in _PARTS]
        if total is None or None in parts:
            continue
        found = sum((part for part in parts if part is not None), Decimal(0))
        if abs(found - total) > (0 if indicator.unit in COUNTS else _ROOM):
            _warn([row], problem("men_and_women", sum=str(found), total=str(total)))


def index_of_parts(rows: Sequence[Candidate], values: Values) -> None:
    """The human development index is the geometric mean of its three parts (BPS, metode baru)."""
    life, years, mean, spending = (values(code) for code in HDI)
    for row in rows:
        parts = [part.get(row.key) for part in (life, years, mean, spending)]
        if any(part is None or part <= 0 for part in parts):
            continue
        found = human_development(*(float(part) for part in parts if part is not None))
        if abs(row.value - found) > _ROOM:
            _warn([row], problem("index", computed=str(found), value=str(row.value)))


def human_development(life: float, expected: float, mean: float, spending: float) -> Decimal:
    """The index of life expectancy, expected and mean years of school, and spending in thousands of rupiah a year."""
    health = (life - 20) / (85 - 20)
    school = (expected / 18 + mean / 15) / 2
    low, high = math.log(1007.436), math.log(26572.352)
    living = (math.log(spending) - low) / (high - low)
    product = max(health * school * living, 0.0)
    return Decimal(str(round(100 * product ** (1 / 3), 2)))


def _warn(rows: Iterable[Candidate], said: Problem) -> None:
    for row in rows:
        if said not in row.problems:
            row.warn(said)
