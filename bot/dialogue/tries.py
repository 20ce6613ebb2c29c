"""Tries: how often a chat may give a wrong code within an hour."""

from datetime import datetime, timedelta

from bot.dialogue.turn import Turn

MAX_WRONG = 5
_WINDOW = timedelta(hours=1)


def may_try(turn: Turn) -> bool:
    """Has this chat not been wrong too often lately?"""
    since = turn.at - _WINDOW
    turn.memory.wrong_codes = [at for at in turn.memory.wrong_codes if datetime.fromisoformat(at) > since]
    return len(turn.memory.wrong_codes) < MAX_WRONG


def wrong(turn: Turn) -> None:
    """One more wrong code."""
    turn.memory.wrong_codes.append(turn.at.isoformat())
