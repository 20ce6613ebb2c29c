"""Langganan data: "beri tahu saya", the list of what a chat waits for, and the end of it, of one or of all."""

from typing import Any

from bot.dialogue.turn import Choice, Turn, listed
from knowledge.statistics import subscriptions
from knowledge.statistics.answers import Answer
from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.reading.followups import restored
from knowledge.statistics.reading.operations import Operation
from knowledge.statistics.reading.question import Question
from texts import figure_news as words
from texts.words import say

_SUBSCRIPTION = frozenset("langganan berlangganan subscription subscriptions".split())
_MINE = frozenset("saya aku daftar lihat cek apa saja my list data kabar".split())
_END = frozenset("berhenti stop hentikan batal batalkan hapus akhiri matikan unsubscribe end".split())
_TELL = frozenset("beri beritahu kabari kabarkan tahu".split())
_AROUND_TELL = _TELL | frozenset(
    "saya aku kalau bila jika nanti ya sudah ada terbit rilis keluar tolong dong kami".split()
)
_MOST_LISTED = 9
_LABEL = 60


def asked(turn: Turn) -> bool:
    """The list, the end, or "beri tahu saya" right after an answer about a figure."""
    said = set(turn.understood.words)
    if said & _SUBSCRIPTION and said & _END and said <= _SUBSCRIPTION | _END | _MINE | {"semua", "semuanya", "all"}:
        return _end_all(turn)
    if said & _SUBSCRIPTION and said <= _SUBSCRIPTION | _MINE:
        show(turn)
        return True
    if said & _TELL and said <= _AROUND_TELL and len(said) > 1:
        return _tell_of_topic(turn)
    return False


def _end_all(turn: Turn) -> bool:
    """ "Berhenti berlangganan" of somebody without any is the wish to hear nothing at all."""
    count = subscriptions.end(turn.session, turn.incoming.chat_key, at=turn.at)
    if not count and "langganan" not in turn.understood.words:
        return False
    turn.say(say(words.figure_unsubscribed, count=count))
    return True


def _tell_of_topic(turn: Turn) -> bool:
    topic = turn.memory.topic
    if topic is None or topic.figure is None or not topic.is_fresh(turn.at):
        return False
    question = restored(topic.figure)
    region = _region(turn, question, question.regions) if question is not None else None
    if question is None or region is None or len(question.indicators) != 1:
        return False
    _subscribe(turn, question.indicators[0], region)
    return True


def offer(turn: Turn, question: Question, found: Answer) -> tuple[Choice, ...]:
    """The button, where one indicator and one place are known: under what is missing, and under the newest figure."""
    region = _region(turn, question, found.regions)
    if len(found.indicators) != 1 or region is None or found.reason in {"forecast", "place", "breakdown"}:
        return ()
    newest = found.outcome is FigureOutcome.ANSWER and (
        found.operation is Operation.LATEST or (found.operation is Operation.VALUE and not question.period.is_said)
    )
    if not newest and found.outcome is not FigureOutcome.NO_DATA:
        return ()
    data: dict[str, Any] = {"indicator": found.indicators[0], "region": region}
    return (Choice("figure_tell", "figure_tell", data=data),)


def _region(turn: Turn, question: Question, regions: tuple[str, ...]) -> str | None:
    """The one region it is about; the office's own when no place was said."""
    known = tuple(code for code in regions if code in turn.knowledge.figures.places.by_code)
    if len(known) == 1 and len(regions) == 1:
        return known[0]
    return None if regions or question.outside else turn.knowledge.figures.home(turn.office.region_code)


def pressed(turn: Turn) -> None:
    """ "Beri tahu saya" was tapped."""
    _subscribe(turn, str(turn.pressed.get("indicator")), str(turn.pressed.get("region")))


def _subscribe(turn: Turn, indicator: str, region: str) -> None:
    made = subscriptions.subscribe(
        turn.session, chat_key=turn.incoming.chat_key, contact_id=turn.contact.id, indicator=indicator, region=region, at=turn.at
    )  # fmt: skip
    if made is None:
        turn.say(say(words.figure_cannot_subscribe, most=subscriptions.MOST_EACH))
    else:
        turn.say(say(words.figure_subscribed, indicator=made.indicator, place=made.place))


def show(turn: Turn) -> None:
    """What this chat waits for, each one tap away from its end."""
    own = subscriptions.of_chat(turn.session, turn.incoming.chat_key)
    rows = [(f"{one.indicator}, {one.place}"[:_LABEL], {"sub": one.id}) for one in own[:_MOST_LISTED]]
    turn.say(say(words.figure_subscriptions, rows=words.kept(own)), *listed("figure_untell", rows))


def ended(turn: Turn) -> None:
    """One of the list was tapped: no more news of it."""
    only = turn.pressed.get("sub")
    count = subscriptions.end(
        turn.session, turn.incoming.chat_key, only=only if isinstance(only, int) else -1, at=turn.at
    )
    turn.say(say(words.figure_unsubscribed, count=count))
