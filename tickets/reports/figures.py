"""Figures: the numbers of a report, each a count of facts, so that the same words that count them find their tickets."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tickets.kinds import Outcome, Status
from tickets.reports.definitions import Definition
from tickets.reports.facts import STEPS, Came, Fact, Reading
from tickets.reports.promises import JUDGED, Promise
from tickets.reports.quarters import Quarter, quarter_of

Figures = dict[str, Any]
NONE = "-"
STATES: tuple[str, ...] = (
    *(status.value for status in Status if status.is_open),
    *(outcome.value for outcome in Outcome),
)
BALANCED = (Came.NEW, Came.CARRIED, Came.AGAIN)
SCORES = ("5", "4", "3", "2", "1")

_CHECKS: Mapping[str, Callable[[Fact, str], bool]] = {
    "asal": lambda fact, value: fact.came == value,
    "keadaan": lambda fact, value: fact.state == value,
    "langkah": lambda fact, value: value in fact.steps,
    "tenggat": lambda fact, value: ".".join((value.partition(".")[0], fact.promises.get(value.partition(".")[0], ""))) == value,
    "terbuka": lambda fact, value: is_open(fact),
    "opd": lambda fact, value: str(fact.agency_id or 0) == value,
    "kategori": lambda fact, value: (fact.category or NONE) == value,
    "kanal": lambda fact, value: fact.channel == value,
    "kadar": lambda fact, value: fact.kadar == value,
    "tempat": lambda fact, value: fact.place == value,
    "nilai": lambda fact, value: str(fact.score) == value or (value == "semua" and fact.score is not None),
    "diam": lambda fact, value: fact.is_silent,
    "terjawab": lambda fact, value: fact.days_from_receipt is not None,
    "dari-disposisi": lambda fact, value: fact.days_from_disposition is not None,
    "minggu": lambda fact, value: _in_week(fact.received, date.fromisoformat(value)),
}  # fmt: skip


def _in_week(received: date, begins: date) -> bool:
    """Received in these seven days; to the first ones of a quarter belongs what was received before and keyed in since."""
    is_first = begins == quarter_of(begins).first
    return (is_first or received >= begins) and received < begins + timedelta(days=7)


_OF_RATINGS = frozenset({"nilai", "diam"})
PICKS = tuple(_CHECKS)
"""What a number can be asked for by, as an address names it."""


def picked(facts: Iterable[Fact], picks: Mapping[str, str]) -> list[Fact]:
    """The tickets behind a number: those all of its words hold for."""
    rated = bool(_OF_RATINGS & picks.keys())
    checks = [(_CHECKS[name], value) for name, value in picks.items()]
    return [
        fact
        for fact in facts
        if (rated or fact.came is not Came.ONLY_RATED) and all(check(fact, value) for check, value in checks)
    ]


_OPEN = frozenset(status.value for status in Status if status.is_open)


def is_open(fact: Fact) -> bool:
    """Did it lie open when the quarter ended?"""
    return fact.state in _OPEN


def of_agency(facts: Iterable[Fact], agency_id: int | None) -> list[Fact]:
    """The tickets an agency held at the end; all of them when none is named."""
    return [fact for fact in facts if agency_id is None or fact.agency_id == agency_id]


def computed(
    reading: Reading, definition: Definition, quarter: Quarter, *, agencies: Mapping[int, str], agency_id: int | None
) -> Figures:
    """Every number of the report. ``agencies`` are the names of all of them, as they are now."""
    facts = of_agency(reading.facts, agency_id)
    there = picked(facts, {})
    new = [fact for fact in there if fact.came is Came.NEW]
    return {
        "definition": definition.version,
        "quarter": quarter.code,
        "first": quarter.first.isoformat(),
        "last": quarter.last.isoformat(),
        "agency": {"id": agency_id, "name": agencies[agency_id]} if agency_id is not None else None,
        "came": _counts((fact.came for fact in there), BALANCED),
        "total": len(there),
        "states": _states(there),
        "steps": _counts((step for fact in there for step in fact.steps), (step.value for step in STEPS)),
        "promises": {kind.value: _counts(_kept(there, kind.value), Promise) for kind in JUDGED},
        "speed": {
            "receipt": _mean(fact.days_from_receipt for fact in there),
            "disposition": _mean(fact.days_from_disposition for fact in there),
        },
        "ratings": _ratings(facts),
        "categories": _most(fact.category or NONE for fact in new),
        "channels": _most(fact.channel for fact in new),
        "kadar": _most(fact.kadar for fact in new),
        "places": _recurring((fact.place for fact in new), definition),
        "areas": _recurring((fact.area for fact in new), definition),
        "weeks": _weeks(new, quarter),
        "agencies": _agencies(there, agencies) if agency_id is None else [],
        "unclear": [[line.number, line.why] for line in reading.unclear],
    }


def _counts(members: Iterable[str], of: Iterable[str]) -> dict[str, int]:
    found = Counter(str(member) for member in members)
    return {str(member): found[str(member)] for member in of}


def _states(facts: Iterable[Fact]) -> dict[str, dict[str, int]]:
    found = Counter((fact.state, fact.came) for fact in facts)
    return {state: {came.value: found[state, came] for came in BALANCED} for state in STATES}


def _kept(facts: Iterable[Fact], kind: str) -> Iterable[str]:
    return (fact.promises[kind] for fact in facts if kind in fact.promises)


def _mean(numbers: Iterable[int | None]) -> dict[str, Any]:
    """How many, their sum, and the mean with one decimal; None where there is nothing to divide."""
    known = [number for number in numbers if number is not None]
    return {"count": len(known), "sum": sum(known), "mean": rounded(sum(known), len(known))}


def rounded(total: int, count: int, places: str = "0.1") -> str | None:
    """A mean as it is printed everywhere."""
    return str((Decimal(total) / count).quantize(Decimal(places), ROUND_HALF_UP)) if count else None


def _ratings(facts: Sequence[Fact]) -> dict[str, Any]:
    scores = [fact.score for fact in facts if fact.score is not None]
    return {
        "scores": _counts((str(score) for score in scores), SCORES),
        "given": len(scores),
        "silent": sum(fact.is_silent for fact in facts),
        "mean": rounded(sum(scores), len(scores), "0.01"),
    }


def _most(values: Iterable[str]) -> list[list[Any]]:
    """The values with their counts, the most frequent first."""
    return [[value, count] for value, count in sorted(Counter(values).items(), key=lambda row: (-row[1], row[0]))]


def _recurring(places: Iterable[str | None], definition: Definition) -> list[list[Any]]:
    rows = _most(place for place in places if place is not None)
    return [row for row in rows if row[1] >= definition.recurs][: definition.most_places]


def _weeks(facts: Sequence[Fact], quarter: Quarter) -> list[list[Any]]:
    """How many were received in each seven days from the first day of the quarter on, which add up to all of them."""
    found = Counter(max((fact.received - quarter.first).days // 7, 0) for fact in facts)
    length = (quarter.last - quarter.first).days // 7 + 1
    return [[(quarter.first + timedelta(days=7 * week)).isoformat(), found[week]] for week in range(length)]


def _agencies(facts: Sequence[Fact], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """One row for each agency that held a case, the fullest first, and last what nobody held."""
    held: dict[int, list[Fact]] = {}
    for fact in facts:
        held.setdefault(fact.agency_id or 0, []).append(fact)
    order = sorted(held, key=lambda key: (key == 0, -len(held[key]), names.get(key, "")))
    return [_agency(key, names.get(key, ""), held[key]) for key in order]


def _agency(key: int, name: str, facts: Sequence[Fact]) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "total": len(facts),
        "open": sum(is_open(fact) for fact in facts),
        "answered": sum("jawab" in fact.steps for fact in facts),
        "promises": _counts(_kept(facts, "T"), Promise),
        "first_answers": _counts(_kept(facts, "R1"), Promise),
        "receipt": _mean(fact.days_from_receipt for fact in facts),
        "disposition": _mean(fact.days_from_disposition for fact in facts),
    }


def contradictions(figures: Figures) -> list[str]:
    """What does not add up, in words; nothing when the report reconciles."""
    found = [f"{number}: {why}" for number, why in figures["unclear"]]
    for came in BALANCED:
        summed = sum(row[came] for row in figures["states"].values())
        if summed != figures["came"][came]:
            found.append(f"{came}: {figures['came'][came]} tiket, menurut keadaan {summed}")
    if sum(figures["came"].values()) != figures["total"]:
        found.append(f"menurut asal {sum(figures['came'].values())} tiket, semuanya {figures['total']}")
    held = sum(row["total"] for row in figures["agencies"])
    if figures["agency"] is None and held != figures["total"]:
        found.append(f"menurut OPD {held} tiket, semuanya {figures['total']}")
    return found


def on_time(kept: Mapping[str, int]) -> int | None:
    """The share that was on time, in whole percent; None where no term fell."""
    fell = kept[Promise.ON_TIME] + kept[Promise.LATE] + kept[Promise.OVERDUE]
    return int((Decimal(100) * kept[Promise.ON_TIME] / fell).quantize(Decimal(1), ROUND_HALF_UP)) if fell else None


def canonical(figures: Figures) -> bytes:
    """The same figures always as the same bytes: what is hashed and what the public can download."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(figures: Figures) -> str:
    """The SHA-256 of the figures."""
    return hashlib.sha256(canonical(figures)).hexdigest()
