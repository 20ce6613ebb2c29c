"""What an error of the Cloud API means for the message, by its code (CHANNELS.md, "Errors")."""

import logging

from bot.channels import PartOutcome
from core.messages.outbox import OFFICE_REFUSED, OutsideWindow, Refused, TryLater, Unreachable

log = logging.getLogger("pendopo.whatsapp")

WAIT = frozenset({4, 80007, 130429, 131048, 131056, 133016})
AGAIN = frozenset({1, 2, 131000, 131016, 131053, 131057})
WINDOW = frozenset({131047})
GONE = frozenset({131026, 131050})
ALARM = frozenset({0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045, 133010, *range(200, 300)})
_A_MINUTE, _AN_HOUR = 60.0, 3600.0
_SHORTLY, _PAIR_RATE = 2.0, 6.0
_MOST_PATIENT = 300.0
_LONGEST_CODE = 9
_TOO_MANY, _SERVER = 429, 500


def number_of_code(given: object) -> int | None:
    """An error's code, which comes as a number or as a text of digits; None when it is neither."""
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= _LONGEST_CODE:
        return int(given)
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def outcome_of(status: int, code: int | None, *, retry_after: float | None = None) -> PartOutcome:
    """The outcome for an HTTP status and the code in its body, None when the body has none."""
    told = f"{status}/{code}" if code is not None else str(status)
    if status == _TOO_MANY and code not in WAIT:
        return _wait(told, _SHORTLY, retry_after)
    meant = _by_code(told, code, retry_after)
    if meant is not None:
        return meant
    if status in {401, 403}:
        return _alarm(told)
    return TryLater(told) if status >= _SERVER else Refused(told)


def late(code: int | None) -> PartOutcome:
    """The outcome for a "failed" report that comes after the message was taken: the same as while sending."""
    told = str(code) if code is not None else "failed"
    return _by_code(told, code, most=_AN_HOUR) or Refused(told)


def _by_code(
    told: str, code: int | None, retry_after: float | None = None, *, most: float = _MOST_PATIENT
) -> PartOutcome | None:
    """What the code alone says; None for one that is a fault of the message."""
    if code in WAIT:
        return _wait(told, _PAIR_RATE if code == 131056 else _SHORTLY, retry_after, most)
    if code in WINDOW:
        return OutsideWindow(told)
    if code in GONE:
        return Unreachable(told)
    if code in ALARM:
        return _alarm(told)
    return TryLater(told) if code in AGAIN else None


def _wait(told: str, first: float, asked: float | None, most: float = _MOST_PATIENT) -> TryLater:
    """As long as the service asks, or, when it does not say, longer with every try."""
    return TryLater(told, after=asked) if asked else TryLater(told, after=first, most=most)


def _alarm(told: str) -> TryLater:
    """A fault of the office's account: nothing is given up for it, and somebody has to mend it."""
    log.error("WhatsApp refuses this office (%s): check the token, the number and the account", told)
    return TryLater(f"{OFFICE_REFUSED}{told}", after=_A_MINUTE, most=_AN_HOUR)
