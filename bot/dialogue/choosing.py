"""Choosing: a typed number or label is the same as a tap on an option of the last message, or of the one that is quoted."""

import re
from collections.abc import Sequence

from bot.dialogue import handover
from bot.dialogue.turn import Turn
from bot.port import Kind
from bot.render import OPTIONS
from core.messages import buttons, pieces
from core.messages.buttons import Pressed
from core.privacy import keyring

_MOST = 80
_NUMBER = re.compile(r"(?:(?:no|nomor|nomer|pilih|pilihan|opsi|number|option)[ .:]*)?\(?([1-9]\d?)[ .)]*")
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")
_WAYS_OUT = frozenset({"cancel", "skip"})
"""What stands under an open question: a number typed there may be meant as its answer, and chooses none of them."""


def by_label(turn: Turn) -> Pressed | None:
    """The option of the last message whose label was typed."""
    typed = _typed(turn).rstrip(".)")
    if not typed:
        return None
    for id_, label in turn.memory.options:
        if typed == label.casefold():
            return buttons.pressed(turn.session, turn.incoming.chat_key, id_, at=turn.at)
    return None


def by_number(turn: Turn) -> Pressed | None:
    """The option whose number was typed; None where a number is words: for an officer who talks, or to an open question."""
    number = _NUMBER.fullmatch(_typed(turn))
    if number is None or turn.incoming.kind is not Kind.TEXT or handover.is_with_officer(turn):
        return None
    offered, place = _offered(turn), int(number[1])
    if place > len(offered) or any(label.isdigit() for _, label in offered):
        return None  # where figures are offered, a number is one of them and counts no options: "6" is no sixth
    options = [buttons.pressed(turn.session, turn.incoming.chat_key, id_, at=turn.at) for id_, _ in offered]
    if {option.action for option in options if option is not None} <= _WAYS_OUT:
        return None
    return options[place - 1]


def _typed(turn: Turn) -> str:
    typed = turn.understood.text.translate(_KEYCAP).strip().casefold()
    return typed if len(typed) <= _MOST else ""


def _offered(turn: Turn) -> Sequence[Sequence[str]]:
    """The options a number may mean: of the message that is quoted, otherwise of the last one."""
    if turn.incoming.reply_to is None:
        return turn.memory.options
    quoted = pieces.of_message(turn.session, turn.incoming.channel, turn.incoming.reply_to)
    if quoted is None or quoted.chat_key != turn.incoming.chat_key:
        return turn.memory.options
    options: Sequence[Sequence[str]] = keyring(turn.session).open_json(quoted.data).get(OPTIONS, ())
    return options
