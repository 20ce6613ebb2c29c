"""Follow-ups: a question kept for a few minutes as plain data, and a short next one that leans on it."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from knowledge.statistics.reading.operations import Operation, Service, Wanted
from knowledge.statistics.reading.periods import Period, Span
from knowledge.statistics.reading.question import ABOUT, Question

LONGEST = 8
_FIRST_CITY = 71
_RATES = {"bulanan": "inflasi_mtm", "tahunan": "inflasi_yoy"}
_PEOPLE = {
    "persen_penduduk_miskin": "jumlah_penduduk_miskin",
    "jumlah_penduduk_miskin": "jumlah_penduduk_miskin",
    "jumlah_penduduk": "jumlah_penduduk",
    "penduduk_terdaftar": "penduduk_terdaftar",
}
_SHORT = 4


def kept(question: Question, *, periods: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is remembered of a question: its parts, and the periods and regions it was answered for."""
    data = asdict(replace(question, text=question.text[:300], regions=regions or question.regions))
    return {**data, "answered": list(periods)}


def restored(data: dict[str, Any]) -> Question | None:
    """The question that was kept; None when another version of the house kept it."""
    try:
        wants = dict(data["wanted"])
        wants["operation"] = Operation(wants["operation"])
        wants["service"] = Service(wants["service"]) if wants["service"] else None
        period = dict(data["period"])
        period.update(span=Span(period["span"]), points=tuple(period["points"]))
        return Question(
            text=str(data["text"]),
            operation=Operation(data["operation"]),
            wanted=Wanted(**wants),
            indicators=tuple(data["indicators"]),
            regions=tuple(data["regions"]),
            ambiguous=tuple(data["ambiguous"]),
            ambiguous_text=str(data["ambiguous_text"]),
            outside=str(data["outside"]),
            period=Period(**period),
            dimensions=tuple(data["dimensions"]),
            says_place=bool(data["says_place"]),
            qualified_by=str(data.get("qualified_by", "")),
            narrowed_by=str(data.get("narrowed_by", "")),
            length=int(data["length"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def leaning_on(question: Question, data: dict[str, Any], *, today: date) -> Question | None:
    """The question with what it leaves out taken from the one before; None when it does not lean on it."""
    before = restored(data)
    if before is None or question.length > LONGEST or question.service or question.missing:
        return None
    if question.level:
        return _chosen(question, before)
    if question.is_vague and question.indicators and not question.says_place and before.indicators:
        return _people_of(question, before)
    if question.indicators:
        return _same_place(question, before)
    if _is_about_another_thing(question):
        return None
    adds = question.says_place or question.period.is_said or question.dimensions or question.wanted.breakdown
    asks = question.operation is not Operation.VALUE or question.wanted.asks_chart or question.wanted.asks_file
    if (
        not before.indicators
        or not (adds or asks)
        or (question.says_topic and question.says_place and not question.leans)
    ):
        return None
    return replace(
        _where_it_was(question, before),
        indicators=before.indicators,
        dimensions=question.dimensions or before.dimensions,
        period=_period(question, before, data),
        operation=_operation(question, before),
        wanted=before.wanted if _repeats(question, before) else question.wanted,
        qualified_by=before.qualified_by,
        narrowed_by=question.narrowed_by or before.narrowed_by,
    )


def _chosen(question: Question, before: Question) -> Question | None:
    """ "Yang kota": the one of the places that were asked about."""
    if question.level in _RATES:
        of_prices = before.indicators[:1] and before.indicators[0].startswith("inflasi_")
        return replace(before, indicators=(_RATES[question.level],)) if of_prices else None
    fitting = [code for code in before.ambiguous if (int(code[-2:]) >= _FIRST_CITY) == (question.level == "kota")]
    if len(fitting) != 1 or not before.indicators:
        return None
    return replace(before, regions=(*before.regions, *fitting), ambiguous=(), ambiguous_text="", says_place=True)


def _people_of(question: Question, before: Question) -> Question:
    """ "Jumlahnya berapa orang?" after a rate is about those people, not about all who live there."""
    first = before.indicators[0]
    asked = replace(_where_it_was(question, before), period=_period_or(question, before))
    if first in _PEOPLE:
        return replace(asked, indicators=(_PEOPLE[first],))
    return replace(asked, indicators=before.indicators, narrowed_by=question.text[:40])


def _period_or(question: Question, before: Question) -> Period:
    return question.period if question.period.is_said else before.period


def _is_about_another_thing(question: Question) -> bool:
    """ "Harga emas hari ini berapa" leans on nothing; "kalau Wakanda?" does, though nobody knows the place."""
    if not question.rest:
        return False
    only_a_place = set(question.rest) <= set(question.outside.split()) and question.operation not in ABOUT
    return not (only_a_place and (question.leans or question.length <= 2))


def _where_it_was(question: Question, before: Question) -> Question:
    """The place that was talked about, also one that was unclear or outside: it never turns into the office's own."""
    if _compares(question):
        return replace(question, regions=tuple(dict.fromkeys((*before.regions, *question.regions))))
    if question.says_place:
        return question
    return replace(
        question,
        regions=before.regions,
        ambiguous=before.ambiguous,
        ambiguous_text=before.ambiguous_text,
        outside=before.outside,
    )


def _compares(question: Question) -> bool:
    """ "Bandingkan dengan Solo": what was talked about stays on the other side."""
    return question.wanted.operation is Operation.COMPARE and bool(question.regions)


def _period(question: Question, before: Question, data: dict[str, Any]) -> Period:
    if question.period.is_said:
        return _stepped(question.period, data)
    wants_all = question.wanted.asks_chart or question.wanted.asks_file
    return Period() if wants_all and before.period.span not in {Span.RANGE, Span.LAST, Span.ALL} else before.period


def _same_place(question: Question, before: Question) -> Question | None:
    """ "Kalau pengangguran?" keeps place and period; a whole question starts anew."""
    if question.operation in ABOUT or not (question.leans or question.length <= _SHORT):
        return None
    return replace(
        _where_it_was(question, before),
        period=_period_or(question, before),
    )


def _repeats(question: Question, before: Question) -> bool:
    """Only place or period changed: what was wanted stays."""
    return (
        question.operation in {Operation.VALUE, Operation.LATEST, Operation.COMPARE}
        and not question.wanted.breakdown
        and (before.operation is Operation.RANK or (before.operation is Operation.COMPARE and not question.says_place))
    )


def _operation(question: Question, before: Question) -> Operation:
    if _compares(question):
        return Operation.COMPARE
    if _repeats(question, before):
        return before.operation
    if question.wanted.asks_chart or question.wanted.asks_file:
        return Operation.SERIES
    if question.operation is Operation.COMPARE and len(question.regions) < 2:
        return Operation.VALUE
    plain = question.operation in {Operation.VALUE, Operation.LATEST}
    if plain and not question.period.is_said and not question.wanted.breakdown:
        return before.operation if before.operation in {Operation.SERIES, Operation.CHANGE} else Operation.VALUE
    return question.operation


def _stepped(period: Period, data: dict[str, Any]) -> Period:
    """ "Tahun lalu" after an answer for 2022 is 2021; "bulan sebelumnya" after one for a whole year is no time at all."""
    answered = data.get("answered") or []
    if period.span not in {Span.AGO, Span.BEFORE} or not answered:
        return period
    last = str(answered[0] if period.span is Span.BEFORE and period.count < 0 else answered[-1])
    step = -period.count if period.span is Span.AGO else period.count
    if period.unit == "bulan":
        return _month_beside(last, step)
    return Period(Span.POINTS, (f"{int(last[:4]) + step}{last[4:]}",))


def _month_beside(last: str, step: int) -> Period:
    year, _, month = last.partition("-")
    if not month.isdecimal():
        return Period(Span.UNKNOWN)
    years, months = divmod(int(year) * 12 + int(month) - 1 + step, 12)
    return Period(Span.POINTS, (f"{years}-{months + 1:02}",))
