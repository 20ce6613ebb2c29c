"""Pieces: a report told word by word, one short message after another ("lampu", "mati", "di depan pasar")."""

from datetime import datetime, timedelta

from bot.dialogue import complaint, figures, signs
from bot.dialogue.turn import Choice, Turn, named
from bot.dialogue.understanding import understand
from core.privacy import mask_personal
from knowledge.search.index import Outcome
from texts import draft as words
from texts.words import say

_LASTS = timedelta(minutes=5)
_FEW, _MOST = 4, 200
_LIKELY_ALONE, _LIKELY_AFTER_OTHERS = 0.3, 0.6
"""From this chance on that an entry is meant, a few words are a question: more is needed where others came just before."""


def told(turn: Turn) -> bool:
    """Nothing takes these few words alone: do they make a report with those that came just before?

    Words that name what an office looks after ("lampu") are asked to go on, and no answer is guessed at.
    """
    understood, before = turn.understood, turn.memory.piece
    turn.memory.piece = None
    if turn.memory.draft is not None or not understood.words or len(understood.words) > _FEW:
        return False
    if understood.is_question or understood.intents or understood.numbers:
        return False
    if any(part.outcome is Outcome.ANSWER for _, part in understood.found):
        return False
    text, goes_on = understood.text, False
    if before is not None and turn.at - datetime.fromisoformat(before["at"]) <= _LASTS:
        text, goes_on = f"{before['text']} {text}", True
        whole = understand(text, turn.knowledge, turn.office)
        if whole.is_complaint and not whole.is_question:
            complaint.tell(turn, text)
            return True
    if len(text) > _MOST:
        return False
    turn.memory.piece = {"text": text, "at": turn.at.isoformat()}
    return _is_asked_to_go_on(turn, text, goes_on=goes_on)


def _is_asked_to_go_on(turn: Turn, text: str, *, goes_on: bool) -> bool:
    """What happened, and where? The words so far are the report, should they be tapped as one."""
    names_a_thing = not (signs.OBJECTS | signs.PROBLEMS).isdisjoint(turn.understood.words)
    topic = turn.memory.topic
    if not (names_a_thing or goes_on) or (topic is not None and topic.is_fresh(turn.at)):
        return False
    if figures.asks_for(turn) is not None:
        return False
    likely = max((part.hits[0].confidence for _, part in turn.understood.found if part.hits), default=0.0)
    if likely >= (_LIKELY_AFTER_OTHERS if goes_on else _LIKELY_ALONE):
        return False
    so_far = Choice("new_report", "report", data={"text": text})
    turn.say(say(words.go_on_telling, text=mask_personal(text)), so_far, *named("officer"))
    return True
