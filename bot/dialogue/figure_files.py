"""Pictures and workbooks of figures: text first, then a row whose file is made when it is about to leave."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.figure_cards import Cards, cited
from bot.dialogue.turn import Turn
from knowledge.statistics.answers import Answer
from knowledge.statistics.reading.operations import Operation
from knowledge.statistics.reading.periods import Period, Span
from knowledge.statistics.reading.question import Question
from knowledge.statistics.store import Reading
from texts import figure_charts as words
from texts.words import say

MOST_POINTS = 240
MOST_LINES_IN_A_CHART = 6
MOST_ROWS = 20
_TOP = 10
_DRAWN = frozenset({Operation.SERIES, Operation.COMPARE, Operation.RANK, Operation.CHANGE, Operation.RATIO})


def drawable(question: Question) -> tuple[Question, bool]:
    """What a chart of this question shows, and whether that has to be said in words first.

    One value is drawn as its series, and so is a change; a ranking shows its first ten.
    """
    if question.operation is Operation.RANK:
        wanted = replace(question.wanted, count=max(question.wanted.count or 0, _TOP))
        return replace(question, wanted=wanted), (question.wanted.count or 0) < _TOP
    if question.operation in {Operation.COMPARE, Operation.RATIO}:
        return question, False
    one = replace(question, indicators=question.indicators[:1])
    if question.operation is Operation.SERIES and len(question.indicators) == 1:
        return one, False
    return replace(one, operation=Operation.SERIES, period=Period(Span.ALL)), True


def picture(turn: Turn, question: Question, found: Answer) -> None:
    """Owe the chat a chart of what was answered. With fewer than two figures there is nothing to draw."""
    cards = Cards(turn.knowledge.figures)
    measure = cards.measure(found.indicators[0])
    if found.operation not in _DRAWN or len(found.readings) < 2 or len({one.indicator for one in found.readings}) > 1:
        turn.say(say(words.figure_too_few, measure=measure))
        return
    readings = _in_order(found)
    is_lines = len({one.period for one in readings}) > 1
    if is_lines and len({(one.region, one.dimension) for one in readings}) > MOST_LINES_IN_A_CHART:
        newest = max(one.period for one in readings)
        readings, is_lines = [one for one in readings if one.period == newest], False
    home = turn.knowledge.figures.home(turn.office.region_code)
    turn.say(
        say(
            words.figure_picture,
            shape="lines" if is_lines else "bars",
            measure=_short(measure),
            points=[_point(turn, one) for one in readings],
            sources=list(dict.fromkeys(cited(one) for one in readings)),
            licences=list(dict.fromkeys(one.licence for one in readings)),
            rank=_rank(turn, found),
            highlight=list(found.details.get("asked_for") or ((home,) if home else ())),
            url=address(turn, question),
        )
    )


def _in_order(found: Answer) -> list[Reading]:
    places = found.details.get("places", {})
    if found.operation is not Operation.RANK:
        return list(found.readings)[-MOST_POINTS:]
    asked_for = set(found.details.get("asked_for", ()))
    ordered = sorted(found.readings, key=lambda one: places[one.region])
    return [one for number, one in enumerate(ordered) if number < MOST_ROWS or one.region in asked_for]


def _rank(turn: Turn, found: Answer) -> dict[str, Any] | None:
    if found.operation is not Operation.RANK:
        return None
    details = found.details
    scope = turn.knowledge.figures.names([details["scope"]])
    return {"scope": scope, "level": details["level"], "places": details["places"]}


def _point(turn: Turn, one: Reading) -> dict[str, Any]:
    """A figure as a chart needs it, with its observation."""
    return {
        "id": one.id, "value": str(one.value), "period": one.period, "dimension": one.dimension, "code": one.region,
        "place": turn.knowledge.figures.places.by_code[one.region].name, "status": one.status.value, "base_code": one.base,
    }  # fmt: skip


def _short(measure: dict[str, Any]) -> dict[str, Any]:
    return {name: measure[name] for name in ("name", "name_en", "unit", "decimals")}


def workbook(turn: Turn, question: Question) -> None:
    """Owe the chat the figures as an Excel file."""
    code, regions = question.indicators[0], regions_of(turn, question)
    measure = _short(Cards(turn.knowledge.figures).measure(code))
    turn.say(
        say(
            words.figure_workbook, measure=measure, indicator=code, regions=list(regions),
            place=turn.knowledge.figures.names(regions[:3]), url=address(turn, question, ".xlsx"),
        )
    )  # fmt: skip


def regions_of(turn: Turn, question: Question) -> Sequence[str]:
    """The places a question is about, the office's own where none was said."""
    home = turn.knowledge.figures.home(turn.office.region_code)
    return (question.regions or ((home,) if home else ()))[:10]


def address(turn: Turn, question: Question, ending: str = "") -> str:
    """Where the office's own pages show the same figures. Public figures, so no secret is in the address."""
    regions = regions_of(turn, question)
    place = f"?wilayah={','.join(regions)}" if regions else ""
    return f"{turn.session.info.get('public_url', '')}/data/{question.indicators[0]}{ending}{place}"
