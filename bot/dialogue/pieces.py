"""Pieces: a report told word by word, one short message after another ("lampu", "mati", "di depan pasar")."""

from datetime import datetime, timedelta

from bot.dialogue import complaint
from bot.dialogue.turn import Turn
from bot.dialogue.understanding import understand

_LASTS = timedelta(minutes=5)
_FEW, _MOST = 4, 200


def told(turn: Turn) -> bool:
    """Nothing takes these few words alone: do they make a report with those that came just before?"""
    understood, before = turn.understood, turn.memory.piece
    turn.memory.piece = None
    if turn.memory.draft is not None or not understood.words or len(understood.words) > _FEW:
        return False
    if understood.is_question or understood.intents or understood.numbers:
        return False
    if any(part.outcome == "answer" for _, part in understood.found):
        return False
    text = understood.text
    if before is not None and turn.at - datetime.fromisoformat(before["at"]) <= _LASTS:
        text = f"{before['text']} {text}"
        whole = understand(text, turn.knowledge, turn.office)
        if whole.is_complaint and not whole.is_question:
            complaint.tell(turn, text)
            return True
    if len(text) <= _MOST:
        turn.memory.piece = {"text": text, "at": turn.at.isoformat()}
    return False
