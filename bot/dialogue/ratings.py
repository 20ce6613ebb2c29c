"""Ratings: words in the place of one to five, and what was wanting after a low figure. None of them is lost."""

from datetime import datetime, timedelta

from bot.dialogue import cases, quoting
from bot.dialogue.steering import is_bare_number
from bot.dialogue.turn import Choice, Turn
from bot.dialogue.verdicts import Verdict, verdict_in
from texts import ratings as words
from texts.words import say
from tickets import notices, queries, reactions
from tickets.kinds import Status
from tickets.models import Case

STILL_MEANT = timedelta(days=1)
_FEW = 12


def in_words(turn: Turn) -> bool:
    """ "Lumayan sih" where one to five was asked for is kept, and the figure is asked for once more; so is after a "6"."""
    case = cases.to_be_rated(turn) if turn.memory.draft is None else None
    if case is None:
        return False
    text = turn.understood.text
    if is_bare_number(text):
        turn.say(say(words.one_to_five, number=case.number), *cases.stars(case))
        return True
    if not _is_opinion(turn) or len(turn.understood.words) > _FEW or turn.understood.complaint >= _A_PROBLEM:
        return False
    turn.wait_for("rating", case=case.id, comment=text)
    turn.say(say(words.which_figure, number=case.number), *cases.stars(case))
    return True


_A_PROBLEM, _A_WORD_OF_PRAISE = 2, 5


def praised(turn: Turn) -> bool:
    """ "Sangat puas", "mantap", about a case that is closed: taken as such, and one to five is asked for if it was not given."""
    understood = turn.understood
    if turn.memory.draft is not None or not understood.words or len(understood.words) > _A_WORD_OF_PRAISE:
        return False
    if verdict_in(understood) not in {Verdict.PRAISE, Verdict.SETTLED} or not _is_opinion(turn):
        return False
    ended = cases.ended(turn)
    if len(ended) != 1 or notices.master_of(turn.session, ended[0]).status is Status.ANSWERED:
        return False
    quoting.thank(turn, ended[0])
    return True


def wanting(turn: Turn) -> bool:
    """ "Tulis apa yang kurang": what is written straight after a low figure stands beside it."""
    awaiting = turn.memory.awaiting
    if awaiting is None or awaiting.kind != "wanting" or turn.memory.draft is not None or not _is_opinion(turn):
        return False
    case = turn.session.get(Case, awaiting.data["case"])
    given = queries.rating(turn.session, case) if case is not None else None
    if case is None or given is None or turn.at - datetime.fromisoformat(awaiting.data["at"]) > STILL_MEANT:
        return False
    told = "\n".join(part for part in (given.comment, turn.understood.text) if part)
    reactions.rate(turn.session, case, score=given.score, comment=told, at=turn.at)
    turn.memory.awaiting = None
    turn.say(say(words.comment_kept, number=case.number), Choice("not_settled", "not_settled", data={"case": case.id}))
    return True


def _is_opinion(turn: Turn) -> bool:
    """No command, no question, nothing that is reported anew or told of the same trouble once more."""
    understood = turn.understood
    if understood.is_question or understood.reports or understood.numbers or understood.place is not None:
        return False
    if any(part.outcome == "answer" for _, part in understood.found):
        return False
    return bool(understood.words) and not understood.intents and cases.AGAIN.isdisjoint(understood.words)
