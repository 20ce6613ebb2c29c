"""Small talk, the menu, and everything that is no question: always a fitting sentence."""

import re
from datetime import timedelta

from bot.dialogue.intents import Intent, greeting_of
from bot.dialogue.turn import Choice, Turn, named
from core.messages import channel_tests, contacts
from core.privacy import names_a_person
from texts import greetings
from texts.words import say

MAIN = ("report", "status", "officer")
COURTESIES = frozenset(
    sentence.__name__
    for sentence in (
        greetings.welcome,
        greetings.help_menu,
        greetings.hello,
        greetings.you_are_welcome,
        greetings.no_need_to_apologise,
        greetings.goodbye,
        greetings.all_right,
        greetings.ask_away,
        greetings.how_are_you,
        greetings.nothing_unread,
    )
)
"""What is said out of politeness only: no answer, no number, nothing anybody waits for."""
COURTESY_LIVES = timedelta(minutes=10)
"""Later nobody needs it any more."""
_READ_IT = frozenset({"baca", "read", "bacakan"})
_TEST = re.compile(r"test? (\d{4})", re.IGNORECASE)


def courtesy(turn: Turn) -> bool:
    """Thanks, apologies, goodbyes and greetings that carry nothing else."""
    intents = turn.understood.intents
    if Intent.THANKS in intents:
        turn.say(say(greetings.you_are_welcome))
    elif Intent.HELLO in intents:
        turn.say(say(greetings.hello, greeting=greeting_of(turn.understood.words)), *named(*MAIN))
    elif Intent.SORRY in intents:
        turn.say(say(greetings.no_need_to_apologise))
    elif Intent.BYE in intents:
        turn.say(say(greetings.goodbye))
    elif Intent.MAY_ASK in intents:
        turn.say(say(greetings.ask_away))
    elif Intent.HOW_ARE_YOU in intents:
        turn.say(say(greetings.how_are_you))
    elif turn.understood.text.strip(" .!").casefold() in _READ_IT:
        turn.say(say(greetings.nothing_unread), *named(*MAIN))
    else:
        return False
    return True


def menu(turn: Turn) -> bool:
    """The first words, or what can be typed. A "/start" from an address nobody made is a start all the same."""
    is_start = turn.understood.text.startswith("/start")
    if Intent.MENU not in turn.understood.intents and not is_start:
        return False
    turn.say(say(greetings.welcome) if is_start or not turn.memory.greeted else say(greetings.help_menu), *named(*MAIN))
    turn.memory.greeted = True
    return True


def connection_test(turn: Turn) -> bool:
    """An officer tries from their own phone whether the office can be reached."""
    code = _TEST.fullmatch(turn.understood.text.strip())
    if code is None:
        return False
    reply_key = f"in{turn.inbox_id}.{len(turn.replies)}"
    if not channel_tests.heard(turn.session, turn.incoming.channel, code[1], reply_key=reply_key, at=turn.at):
        return False
    turn.say(say(greetings.test_received, code=code[1]))
    return True


def stop(turn: Turn) -> bool:
    """A citizen wants to hear nothing more. Writing again undoes it."""
    if Intent.STOP not in turn.understood.intents:
        return False
    turn.say(say(greetings.muted))
    turn.memory.draft = None
    contacts.stop(turn.session, turn.incoming.chat_key, at=turn.at)
    return True


def quiet(turn: Turn) -> bool:
    """A citizen wants answers but no news of progress, or the news again."""
    wanted = turn.understood.intents & {Intent.QUIET, Intent.NOT_QUIET}
    if not wanted:
        return False
    turn.contact.quiet_since = turn.at if Intent.QUIET in wanted else None
    turn.say(say(greetings.quiet if Intent.QUIET in wanted else greetings.not_quiet))
    return True


def anger(turn: Turn) -> bool:
    """Calm words, the reporter's own cases to look into, and a person. No lecture."""
    if not turn.understood.is_angry:
        return False
    own = [case for case in turn.own_cases(limit=5) if case.status.is_open]
    if not own and turn.understood.is_complaint and turn.understood.place is not None:
        return False  # an angry report is a report
    choices = [Choice("show_case", text=case.number, data={"number": case.number}) for case in own[:3]]
    turn.say(say(greetings.sorry_for_the_wait, open_cases=len(own)), *choices, *named("officer", "report"))
    turn.wait_for("status_number")
    return True


def assent(turn: Turn) -> bool:
    """A yes or no to nothing in particular."""
    if not turn.understood.intents & {Intent.YES, Intent.NO, Intent.SKIP, Intent.SETTLED, Intent.RECORD}:
        return False
    turn.say(say(greetings.all_right), *named(*MAIN))
    return True


def indonesian(turn: Turn) -> bool:
    """Back to Indonesian on request."""
    if Intent.INDONESIAN not in turn.understood.intents:
        return False
    turn.memory.lang = "id"
    turn.say(say(greetings.language_changed))
    return True


def identity(turn: Turn) -> bool:
    """Somebody sends who they are, and nothing that is asked or told: nobody needs it."""
    understood = turn.understood
    has_answer = any(part.outcome == "answer" for _, part in understood.found)
    if understood.is_question or has_answer or not names_a_person(understood.text):
        return False
    turn.say(say(greetings.identity_not_needed), *named(*MAIN))
    return True


def too_short(turn: Turn) -> bool:
    """One letter, a row of emoji, a lone number: no question anybody could answer."""
    understood = turn.understood
    if understood.is_empty or not understood.words:
        turn.say(say(greetings.nothing_readable), *named(*MAIN))
        return True
    letters = sum(letter.isalpha() for letter in understood.text)
    if letters < 2 or (len(understood.words) == 1 and len(understood.words[0]) < 2):
        turn.say(say(greetings.please_write_something), *named(*MAIN))
        return True
    return False
