"""Figures: the right number with its source, or an honest no; follow-ups lean on the last question for ten minutes."""

import time
from dataclasses import replace
from datetime import date
from typing import Any

from bot.dialogue import figure_files, handover, subscriptions
from bot.dialogue.figure_cards import Cards
from bot.dialogue.memory import Topic
from bot.dialogue.turn import Choice, Turn, listed, named
from core.clock import local
from knowledge import questions
from knowledge.models import AskedOutcome
from knowledge.statistics import demand, releases
from knowledge.statistics.answering import INDICATOR, Answerer
from knowledge.statistics.answers import Answer
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.reading.followups import kept, leaning_on, restored
from knowledge.statistics.reading.operations import Operation
from knowledge.statistics.reading.periods import Period, Span
from knowledge.statistics.reading.question import ABOUT, Question, plain_figure
from texts import figure_words as words
from texts import numbers
from texts.words import say

_CATALOGUE = frozenset("katalog pstku".split())
_AROUND = frozenset("data statistik angka layanan indikator apa saja daftar lihat buka ada /katalog".split())
_COUNTING = frozenset(
    "berapa jumlah angka data persen persentase tingkat total banyak nilai statistik terbaru how many much rate number "
    "figure latest".split()
)
_WHO = frozenset("siapa kenapa mengapa who why sopo".split())
"""No figure answers these, however much they name a place; only whose a figure is."""
_LABEL = 60
_SHORT = 4
_TIGHT = 9


def asked(turn: Turn) -> bool:
    """A question about figures, or a short follow-up to one."""
    if _asks_catalogue(turn):
        show_catalogue(turn)
        return True
    question = asks_for(turn)
    if question is None:
        return False
    answer(turn, question)
    return True


def asks_for(turn: Turn) -> Question | None:
    """What a message asks about figures, by itself or leaning on the last question; None: nothing."""
    question = turn.understood.figure
    if question is None:
        return None
    topic = turn.memory.topic
    if topic is not None and topic.figure is not None and topic.is_fresh(turn.at):
        leaning = leaning_on(question, topic.figure, today=_today(turn))
        asks_who = not _WHO.isdisjoint(turn.understood.words)
        if leaning is not None and (not asks_who or leaning.operation in ABOUT):
            return leaning
    return stands_alone(turn)


def stands_alone(turn: Turn) -> Question | None:
    """What a message asks about figures by itself; None: nothing."""
    question = turn.understood.figure
    return question if question is not None and _is_for_figures(turn, question) else None


def _asks_catalogue(turn: Turn) -> bool:
    said = set(turn.understood.words)
    return bool(said & _CATALOGUE) and said <= _CATALOGUE | _AROUND


def _is_for_figures(turn: Turn, question: Question) -> bool:
    """Is this a question about a figure, rather than one in which something with figures is merely named?"""
    said = set(turn.understood.words)
    counts = bool(said & _COUNTING) or question.period.is_said
    if question.service is not None:
        return not _is_known(turn)
    if question.missing:
        return counts and not _is_known(turn)
    if not question.indicators:
        return question.says_topic and question.says_place and question.length <= _SHORT + 1
    if question.operation in ABOUT:
        return True
    wants = counts or question.operation is not Operation.VALUE or (question.says_place and question.length <= _TIGHT)
    if not wants and question.length > _SHORT:
        return False
    if question.rest and not counts and not question.qualified_by:
        return False
    return counts or question.says_place or not _is_known(turn)


def _is_known(turn: Turn) -> bool:
    """The curated knowledge has an answer to exactly this."""
    found = turn.understood.found
    return bool(found) and found[0][1].outcome == "answer"


def answer(turn: Turn, question: Question) -> Answer:
    """Answer a question about figures, keep it, and remember it for follow-ups; what it got."""
    started = time.perf_counter()
    found = _answerer(turn).answer(question)
    ms = round((time.perf_counter() - started) * 1000)
    log_id = demand.log(
        turn.session, question, found, chat_key=turn.incoming.chat_key, channel=turn.incoming.channel, lang=turn.memory.lang,
        at=turn.at, ms=ms,
    )  # fmt: skip
    if found.outcome is FigureOutcome.NO_DATA:
        _keep_miss(turn, question, found)
    dates = releases.coming(turn.session, question.indicators[0], today=_today(turn)) if question.indicators else []
    saying = Cards(turn.knowledge.figures).saying(found, release_dates=dates)
    turn.say(saying, *_choices(turn, question, found, log_id))
    turn.memory.topic = Topic(at=turn.at.isoformat(), figure=_remembered(turn, question, found))
    if found.outcome is FigureOutcome.ANSWER and question.wanted.asks_chart:
        _draw(turn, question, found)
    elif found.outcome is FigureOutcome.ANSWER and question.wanted.asks_file:
        figure_files.workbook(turn, question)
    return found


def _remembered(turn: Turn, question: Question, found: Answer) -> dict[str, Any]:
    """What a short next question leans on; words about a figure leave the figure where it was."""
    topic = turn.memory.topic
    if found.operation in ABOUT and topic is not None and topic.figure is not None and topic.is_fresh(turn.at):
        return {**topic.figure, "indicators": list(question.indicators)}
    known = (
        found.outcome in {FigureOutcome.ANSWER, FigureOutcome.REFUSE_BREAK} and found.operation is not Operation.RANK
    )
    regions = tuple(code for code in found.regions if "*" not in code) if known else question.regions
    return kept(question, periods=found.periods, regions=regions)


def _answerer(turn: Turn) -> Answerer:
    catalogue = turn.knowledge.figures
    return Answerer(turn.session, catalogue, home=catalogue.home(turn.office.region_code), today=_today(turn))


def _today(turn: Turn) -> date:
    return local(turn.at, turn.office.zone).date()


def _keep_miss(turn: Turn, question: Question, found: Answer) -> None:
    """What nobody could answer also waits in the inbox of curation."""
    catalogue = turn.knowledge.figures
    questions.log(
        turn.session,
        text=turn.unnamed() or question.text,
        chat_key=turn.incoming.chat_key,
        channel=turn.incoming.channel,
        lang=turn.memory.lang,
        outcome=AskedOutcome.MISSED,
        features={
            "indicator": ", ".join(catalogue.indicators[code].name for code in found.indicators) or question.missing,
            "year": ", ".join(found.periods),
            "level": found.details.get("level"),
        },
        at=turn.at,
    )


def _choices(turn: Turn, question: Question, found: Answer, log_id: int) -> tuple[Choice, ...]:
    match found.outcome:
        case FigureOutcome.ANSWER:
            return (*_under_an_answer(question, found, log_id), *subscriptions.offer(turn, question, found))
        case FigureOutcome.CLARIFY:
            return _options(turn, question, found)
        case FigureOutcome.DEFINITION | FigureOutcome.METADATA | FigureOutcome.RELEASE:
            return ()
        case _:
            tell = subscriptions.offer(turn, question, found)
            return (*_near(turn, question, found), *_ways_on(turn, question), *tell)


def _under_an_answer(question: Question, found: Answer, log_id: int) -> tuple[Choice, ...]:
    data = {"q": kept(question)}
    names = ("figure_chart", "figure_excel", "figure_reading", "figure_place")
    choices = [Choice(name, name, data=data) for name in names]
    return (*choices, Choice("figure_wrong", "figure_wrong", data={"ids": found.observation_ids[:10], "log": log_id}))


def _options(turn: Turn, question: Question, found: Answer) -> tuple[Choice, ...]:
    catalogue, before = turn.knowledge.figures, kept(question)
    if found.reason in {"indicator", "qualifier", "several"}:
        codes = found.details.get("topics", ()) if found.options == (INDICATOR,) else found.options
        rows = [(catalogue.indicators[code].name[:_LABEL], {"q": before, "indicator": code}) for code in codes]
    else:
        home = catalogue.home(turn.office.region_code)
        codes = found.options or (() if home is None or found.reason == "period" else (home,))
        rows = [(catalogue.places.by_code[code].name[:_LABEL], {"q": before, "region": code}) for code in codes]
    more = () if found.reason == "period" else _ways_on(turn, question)[:1]
    return (*listed("figure_pick", rows), *more)


def _near(turn: Turn, question: Question, found: Answer) -> tuple[Choice, ...]:
    """The nearest figures there are, one tap away."""
    if found.outcome is not FigureOutcome.NO_DATA or found.reason != "period":
        return ()
    data = kept(question)
    periods = [one.period for one in found.offered[:2]]
    return listed("figure_pick", [(numbers.period(turn.words, one), {"q": data, "period": one}) for one in periods])


def _ways_on(turn: Turn, question: Question) -> tuple[Choice, ...]:
    """A person, or a formal request with the words of the question."""
    text = turn.understood.text or question.text
    return (Choice("officer", "consult"), Choice("request", "request", data={"text": text[:1000]}))


def _pressed_question(turn: Turn) -> Question | None:
    data = turn.pressed.get("q")
    return restored(data) if isinstance(data, dict) else None


def picked(turn: Turn) -> None:
    """One of the offered places, indicators or periods."""
    question, pressed = _pressed_question(turn), turn.pressed
    if question is None:
        show_catalogue(turn)
        return
    if pressed.get("region") in turn.knowledge.figures.places.by_code:
        others = tuple(code for code in question.regions if code != pressed["region"])
        regions = (*others, str(pressed["region"]))
        question = replace(question, regions=regions, ambiguous=(), outside="", says_place=True)
    if pressed.get("indicator") in turn.knowledge.figures.indicators:
        question = plain_figure(question, str(pressed["indicator"]))
    if pressed.get("period"):
        question = replace(question, period=Period(Span.POINTS, (str(pressed["period"]),)), operation=Operation.VALUE)
    answer(turn, question)


def chart(turn: Turn) -> None:
    """The figures around the answer in words, where they were not said yet, and then a picture of them."""
    question = _pressed_question(turn)
    if question is None or not question.indicators:
        show_catalogue(turn)
    else:
        _draw(turn, question, None)


def _draw(turn: Turn, question: Question, found: Answer | None) -> None:
    """A picture of this question. ``found`` is what was just said for it."""
    wanted = replace(question.wanted, asks_chart=False, asks_file=False)
    shown, has_more_to_say = figure_files.drawable(replace(question, wanted=wanted))
    if has_more_to_say:
        found = answer(turn, shown)
    elif found is None:
        found = _answerer(turn).answer(shown)
        if found.outcome is not FigureOutcome.ANSWER:
            answer(turn, shown)
    if found.outcome is FigureOutcome.ANSWER:
        figure_files.picture(turn, shown, found)


def workbook(turn: Turn) -> None:
    """The figures as an Excel file."""
    question = _pressed_question(turn)
    if question is None or not question.indicators:
        show_catalogue(turn)
    else:
        figure_files.workbook(turn, question)


def reading(turn: Turn) -> None:
    """How to read the indicator, with the answer's own number."""
    question = _pressed_question(turn)
    if question is None or not question.indicators:
        show_catalogue(turn)
    else:
        answer(turn, replace(question, operation=Operation.DEFINITION))


def other_place(turn: Turn) -> None:
    """Another place for the same figure: its name may be written next."""
    question = _pressed_question(turn)
    if question is None or not question.indicators:
        show_catalogue(turn)
        return
    turn.memory.topic = Topic(at=turn.at.isoformat(), figure=kept(question))
    turn.say(say(words.figure_other_place, measure=Cards(turn.knowledge.figures).measure(question.indicators[0])))


def wrong(turn: Turn) -> None:
    """ "Salah?": a person looks at exactly these observations."""
    marks = [mark for mark in turn.pressed.get("ids", ()) if isinstance(mark, int)]
    about = f"Angka dipersoalkan: observasi {', '.join(map(str, marks))} (pertanyaan {turn.pressed.get('log')})"
    turn.say(say(words.figure_wrong, marks=marks))
    handover.request(turn, reason="figure", last_words=about)


def show_catalogue(turn: Turn) -> None:
    """What there are figures of, by topic."""
    catalogue = turn.knowledge.figures
    cards = Cards(catalogue)
    topics: dict[str, list[dict[str, Any]]] = {}
    for fact in catalogue.indicators.values():
        topics.setdefault(fact.topic or "lainnya", []).append(cards.measure(fact.code))
    rows = [{"name": name, "measures": measures} for name, measures in topics.items()]
    url = f"{turn.session.info.get('public_url', '')}/data"
    turn.say(say(words.figure_catalogue, topics=rows, url=url), *named("officer"))
