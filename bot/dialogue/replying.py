"""Replying: what a citizen says to an officer's question, and to the news that a report was put aside."""

from datetime import datetime, timedelta

from bot.dialogue import asides, ask, cases, steering
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Turn
from bot.dialogue.understanding import COMPLAINT
from knowledge.search.parts import names_a_thing
from texts import replies as words
from texts.words import say
from tickets import notices
from tickets.kinds import Outcome, Status
from tickets.models import Case

GOES_ON_FOR = timedelta(minutes=15)
_FEW = 12
_REFUSES = frozenset("setuju terima sependapat agree accept".split())
_OF_INFORMATION = frozenset("permohonan ppid mengajukan ajukan cara".split())
"""A keberatan about information is another matter."""


def waiting_for_reporter(turn: Turn) -> bool:
    """An officer asked something: any reply that is no command answers it. "Bentar saya cek" is none yet, and what is
    asked of the office itself is answered first.
    """
    if turn.understood.intents - {Intent.YES, Intent.NO} or turn.memory.draft is not None:
        return False
    waiting = _waiting(turn)
    if not waiting:
        return False
    if not turn.media and steering.asks_to_wait(turn.understood):
        turn.say(say(words.we_wait, number=waiting[0].number))
    elif _asks_something_else(turn):
        _answer_first(turn, waiting[0])
    elif len(waiting) == 1:
        _tell(turn, waiting[0])
    else:
        cases.which(turn, waiting, "add_to_case", text=turn.understood.text)
    return True


def _waiting(turn: Turn) -> list[Case]:
    """The cases of this chat that wait for a word, of several merged into one the newest."""
    asked: dict[int, Case] = {}
    for case in turn.own_cases(of={Status.WAITING, Status.MERGED}):
        stands = notices.master_of(turn.session, case) if case.status is Status.MERGED else case
        if stands.status is Status.WAITING:
            asked.setdefault(stands.id, case)
    return list(asked.values())


def _asks_something_else(turn: Turn) -> bool:
    """ "Jam buka kantor kapan?": it has an answer of its own, and names what it is about."""
    understood = turn.understood
    if not understood.is_question or turn.media or understood.place is not None or not understood.found:
        return False
    return understood.found[0][1].outcome == "answer" and names_a_thing(understood.text)


def _answer_first(turn: Turn, case: Case) -> None:
    ask.question(turn)
    answered, turn.replies = turn.replies, []
    turn.say(say(words.officer_still_waits, number=case.number))
    asides.say_before(turn, answered)


def _tell(turn: Turn, case: Case) -> None:
    cases.tell(turn, case, turn.understood.text)
    turn.wait_for("answer", case=case.id, at=turn.at.isoformat())


def more_of_it(turn: Turn) -> bool:
    """People answer in several messages: what comes right after an answer, and is nothing else, goes to the same case."""
    awaiting = turn.memory.awaiting
    if awaiting is None or awaiting.kind != "answer" or turn.memory.draft is not None:
        return False
    if not _is_told(turn) and not (turn.media and not turn.understood.text):
        return False
    case = turn.session.get(Case, awaiting.data["case"])
    if case is None or not case.status.is_open or turn.at - datetime.fromisoformat(awaiting.data["at"]) > GOES_ON_FOR:
        return False
    _tell(turn, case)
    return True


def objected(turn: Turn) -> bool:
    """ "Bila Anda tidak setuju, tulis alasannya di sini": the reason, straight after that or by a clear word."""
    if turn.memory.draft is not None or not _OF_INFORMATION.isdisjoint(turn.understood.words):
        return False
    if not _refuses(turn) and not (turn.offers_now("object") and _is_told(turn)):
        return False
    recent = turn.at - cases.RECENT
    aside = [
        case
        for case in turn.own_cases(of={Status.ARCHIVED})
        if case.outcome is not Outcome.WITHDRAWN and (case.closed_at is None or case.closed_at >= recent)
    ]
    if len(aside) > 1:
        cases.which(turn, aside, "add_to_case", text=turn.understood.text)
    elif aside:
        cases.tell(turn, aside[0], turn.understood.text)
    return bool(aside)


def _refuses(turn: Turn) -> bool:
    """ "Saya keberatan", "ga terima saya"."""
    said = set(turn.understood.words)
    return len(turn.understood.words) <= _FEW and ("keberatan" in said or ("tidak" in said and bool(said & _REFUSES)))


def _is_told(turn: Turn) -> bool:
    """Words that tell something: no command, no report of another thing, and no question that has an answer."""
    understood = turn.understood
    if not understood.words or understood.intents or understood.reports or understood.numbers:
        return False
    if understood.place is not None and understood.complaint >= COMPLAINT:
        return False
    return not any(part.outcome == "answer" for _, part in understood.found)
