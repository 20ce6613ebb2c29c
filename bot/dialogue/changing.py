"""Changing: which part of a complaint is wrong, and that part once more."""

from bot.dialogue.drafts import running
from bot.dialogue.memory import Step
from bot.dialogue.turn import Turn, named
from texts import complaint as words
from texts.words import say


def change(turn: Turn) -> None:
    """Which part is wrong?"""
    if running(turn) is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    turn.say(say(words.what_to_change), *named("change_text", "change_place", "cancel"))


def change_text(turn: Turn) -> None:
    """Write the story again; place and files stay."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.text, draft.step = "", Step.TEXT
    turn.say(say(words.write_the_text_again), *named("cancel"))


def change_place(turn: Turn) -> None:
    """Say the place again."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.place = draft.latitude = draft.longitude = draft.pin_from = None
    draft.step, draft.pieces, draft.added = Step.PLACE, [], ""
    turn.say(say(words.write_the_place_again), *named("skip", "cancel"))
