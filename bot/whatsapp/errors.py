"""What an error of the Cloud API means for the message, by its code (CHANNELS.md, "Errors")."""

import logging

from bot.channels import PartOutcome
from core.messages.outbox import OutsideWindow, Refused, TryLater, Unreachable

log = logging.getLogger("pendopo.whatsapp")

WAIT = frozenset({4, 80007, 130429, 131048, 131056, 133016})
AGAIN = frozenset({1, 2, 131000, 131016, 131053, 131057})
WINDOW = frozenset({131047})
GONE = frozenset({131026, 131050})
ALARM = frozenset({0, 3, 10, 190, 131031, 131042, 368, 130497, *range(200, 300)})
_A_MINUTE = 60.0
_PAIR_RATE = 6.0
_TOO_MANY, _SERVER = 429, 500


def outcome_of(status: int, code: int | None, *, retry_after: float | None = None) -> PartOutcome:
    """The outcome for an HTTP status and the code in its body, None when the body has none."""
    told = f"{status}/{code}" if code is not None else str(status)
    if code in WAIT or status == _TOO_MANY:
        return TryLater(told, after=retry_after or (_PAIR_RATE if code == 131056 else 2.0))
    if code in WINDOW:
        return OutsideWindow(told)
    if code in GONE:
        return Unreachable(told)
    if code in ALARM or status in {401, 403}:
        log.error("WhatsApp refuses this office (%s): check the token, the number and the account", told)
        return TryLater(told, after=_A_MINUTE)
    if code in AGAIN or status >= _SERVER:
        return TryLater(told)
    return Refused(told)


def late(code: int | None) -> PartOutcome:
    """The outcome for a "failed" report that comes after the message was taken."""
    if code in WINDOW:
        return OutsideWindow(str(code))
    if code in GONE:
        return Unreachable(str(code))
    if code in WAIT or code in AGAIN:
        return TryLater(str(code))
    return Refused(str(code) if code is not None else "failed")
