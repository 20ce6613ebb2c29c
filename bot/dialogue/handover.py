"""Handover: a citizen asks for a person, is told when one will write, and can come back to the bot at any time."""

from bot.dialogue.intents import FILLERS, Intent
from bot.dialogue.turn import Turn, named
from core.messages import handovers
from core.messages.handovers import Handover, HandoverState
from texts import handover as words
from texts.words import say

_WHEN = frozenset("kapan berapa lama masih mana kok belum sudah giliran urutan antrian antrean saya nomor ini".split())
_ANSWERS = frozenset(
    "dibalas dibales dijawab balas bales petugasnya petugas lama giliran urutan antrian antrean datang".split()
)


def asked(turn: Turn) -> bool:
    """ "panggilkan petugas", or, from who waits for one, "kapan dibalas?"."""
    said = set(turn.understood.words)
    asks_when = bool(said & _WHEN) and bool(said & _ANSWERS) and said <= _WHEN | _ANSWERS | FILLERS and waits(turn)
    if Intent.OFFICER not in turn.understood.intents and not asks_when:
        return False
    request(turn)
    return True


def request(turn: Turn, reason: str = "asked", last_words: str = "") -> None:
    """Put this chat in the line for a person, with its last words, or with what the tap was about."""
    handover = handovers.request(
        turn.session,
        turn.incoming.chat_key,
        contact_id=turn.contact.id,
        reason=reason,
        last_words=last_words or turn.understood.text,
        at=turn.at,
    )
    is_open = turn.office.is_open(turn.at, turn.calendar)
    opens = None if is_open else turn.office.next_opening(turn.at, turn.calendar).isoformat()
    place = handovers.place_in_queue(turn.session, handover)
    turn.say(say(words.you_are_in_line, place=place, is_open=is_open, opens_at=opens), *named("back_to_bot"))


def _open_one(turn: Turn) -> Handover | None:
    """The request for a person this chat has open."""
    if turn.known is not None and turn.known.handover_id is None:
        return None
    return handovers.open_for(turn.session, turn.incoming.chat_key)


def waits(turn: Turn) -> bool:
    """Is this chat in the line for a person, and nobody has come yet?"""
    handover = _open_one(turn)
    return handover is not None and handover.state is HandoverState.WAITING


def is_with_officer(turn: Turn) -> bool:
    """Does a person of the office talk in this chat now?"""
    handover = _open_one(turn)
    return handover is not None and handover.state is HandoverState.TAKEN


def with_officer(turn: Turn) -> bool:
    """While an officer has the chat, the bot only passes messages on."""
    if Intent.BACK_TO_BOT in turn.understood.intents and _open_one(turn) is not None:
        back_to_bot(turn)
        return True
    return not _is_for_the_bot(turn) and passed_on(turn)


def heard(turn: Turn) -> bool:
    """Whatever a citizen sends to an officer who talks is the officer's to read. False when nobody does."""
    handover = _open_one(turn)
    if handover is None or handover.state is not HandoverState.TAKEN:
        return False
    return handovers.heard(turn.session, handover.id, at=turn.at)


def passed_on(turn: Turn) -> bool:
    """The officer who talks has it, and the citizen is told so."""
    if not heard(turn):
        return False
    said = words.help_with_officer if Intent.MENU in turn.understood.intents else words.passed_on
    turn.say(say(said), *named("back_to_bot"))
    return True


def _is_for_the_bot(turn: Turn) -> bool:
    """ "Batal" about a draft of their own is nothing an officer can act on."""
    return Intent.CANCEL in turn.understood.intents and turn.memory.draft is not None


def back_to_bot(turn: Turn) -> None:
    """The citizen is done with the person."""
    handover = handovers.open_for(turn.session, turn.incoming.chat_key)
    if handover is not None:
        handovers.close(handover, at=turn.at)
    turn.say(say(words.back_to_bot), *named("report", "status"))
