"""Figures: while the office keeps no tables, a number is never guessed; follow-ups keep what was asked about."""

from bot.dialogue.memory import Topic
from bot.dialogue.turn import Choice, Turn
from knowledge import questions
from knowledge.models import AskedOutcome
from texts import figures as words
from texts.words import Saying, say

_SOURCE = frozenset("sumber sumbernya source asal asalnya".split())
_WHOSE, _THE_DATA = frozenset("siapa mana who where".split()), frozenset("data datanya angka angkanya it".split())
_FILE = frozenset("excel xlsx csv file berkas unduh download tabel grafik chart spreadsheet".split())
_BEFORE, _AFTER = (
    frozenset("sebelumnya sebelum lalu kemarin".split()),
    frozenset("sesudahnya setelahnya berikutnya".split()),
)
_SHORT = 8


def asked(turn: Turn) -> bool:
    """A question for a number, or a short follow-up to one."""
    figure = turn.understood.figure
    if figure is not None and figure.indicator is not None and figure.asks_number:
        if _is_better_known(turn):
            return False
        _no_figure(turn, figure.indicator, figure.year, figure.level)
        return True
    return _followed_up(turn)


def _is_better_known(turn: Turn) -> bool:
    """A question about where to get data or what it means has an answer; only a number has none."""
    found = turn.understood.found
    figure = turn.understood.figure
    wants_number = figure is not None and (figure.year is not None or {"berapa", "jumlah"} & set(turn.understood.words))
    answered = bool(found) and found[0][1].outcome == "answer"
    if answered and figure is not None and not wants_number:
        _remember(turn, figure.indicator or "")
    return answered and not wants_number


def _followed_up(turn: Turn) -> bool:
    topic, figure = turn.memory.topic, turn.understood.figure
    if topic is None or topic.indicator is None or not topic.is_fresh(turn.at):
        return False
    said = set(turn.understood.words)
    if len(turn.understood.words) > _SHORT:
        return False
    if said & _SOURCE or (said & _WHOSE and said & _THE_DATA):
        turn.say(say(words.figure_source, indicator=topic.indicator))
    elif said & _FILE:
        turn.say(say(words.figure_file, indicator=topic.indicator), *_ways_on(turn))
    elif figure is not None and (figure.year or figure.level):
        _no_figure(turn, topic.indicator, figure.year, figure.level)
    elif "tahun" in said and (step := _step(said)) and topic.year:
        _no_figure(turn, topic.indicator, str(int(topic.year) + step), None)
    else:
        return False
    return True


def _step(said: set[str]) -> int:
    """The year before or after the one that was asked for; 0 for neither."""
    return -1 if said & _BEFORE else int(bool(said & _AFTER))


def _no_figure(turn: Turn, indicator: str, year: str | None, level: str | None) -> None:
    questions.log(
        turn.session,
        text=turn.understood.text,
        chat_key=turn.incoming.chat_key,
        channel=turn.incoming.channel,
        lang=turn.memory.lang,
        outcome=AskedOutcome.MISSED,
        features={"indicator": indicator, "year": year, "level": level},
        at=turn.at,
    )
    saying: Saying
    if level in {"kecamatan", "desa", "kelurahan"} and year is None:
        saying = say(words.no_breakdown_yet, indicator=indicator, level=level)
    else:
        saying = say(words.no_figure_yet, indicator=indicator, period=year)
    turn.say(saying, *_ways_on(turn))
    _remember(turn, indicator, year)


def _remember(turn: Turn, indicator: str, year: str | None = None) -> None:
    turn.memory.topic = Topic(at=turn.at.isoformat(), indicator=indicator, year=year)


def _ways_on(turn: Turn) -> tuple[Choice, ...]:
    return (Choice("officer", "officer"), Choice("request", "request", data={"text": turn.understood.text[:1000]}))
