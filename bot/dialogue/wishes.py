"""Wishes about a report that is filed already: not to be named, and to take it back, in whatever words."""

from collections.abc import Sequence
from itertools import pairwise

from bot.dialogue import cases, secrecy
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Choice, Turn, named
from texts import wishes as words
from texts.words import say
from tickets import hiding
from tickets.kinds import Status, Visibility
from tickets.models import Case

_NOT_SEEN = frozenset({Status.RECEIVED, Status.WAITING, Status.VERIFIED})
"""Before it was passed on no agency has it."""
_MOST = 12
_CALLS_OFF = frozenset(
    "batal batalkan batalin dibatalkan dibatalin cabut dicabut mencabut tarik ditarik urungkan gajadi".split()
)
_NOT_GOING_TO = frozenset({("tidak", "jadi"), ("tidak", "sido"), ("tidak", "usah")})
_SAYS_NO = frozenset("tidak jangan bukan ora mboten no".split())
_REPORT = frozenset(
    "laporan laporannya laporanku lapor melapor aduan aduannya pengaduan tiket dilanjutkan diproses".split()
)


def not_to_be_named(turn: Turn) -> bool:
    """ "Nama saya jangan disebut ya pak", after the report was sent: heeded from now on."""
    if turn.memory.draft is not None or turn.understood.is_question or turn.understood.reports:
        return False
    wanted = secrecy.wished(turn.understood)
    own = turn.own_cases(of=cases.RUNNING) if wanted is not None else []
    running = [case for case in own if case.complaint is not None]
    if wanted is None or not running:
        return False
    if len(running) > 1:
        cases.which(turn, running, "hide", wanted=wanted.value)
    else:
        _hide(turn, running[0], wanted)
    return True


def hide_pressed(turn: Turn, case: Case) -> None:
    """Now it is known which report it is about."""
    _hide(turn, case, Visibility(str(turn.pressed["wanted"])))


def _hide(turn: Turn, case: Case, wanted: Visibility) -> None:
    hiding.hide(turn.session, case, wanted, at=turn.at)
    turn.say(
        say(
            words.hidden_from_now_on,
            number=case.number,
            is_secret=case.visibility.hides_content,
            was_passed_on=case.status not in _NOT_SEEN,
        )
    )


def taken_back(turn: Turn) -> bool:
    """ "Laporan saya tadi dibatalkan aja ya, udah nyala": asked once more, for a tap or a yes takes it back."""
    understood = turn.understood
    if turn.memory.draft is not None or understood.is_question or understood.place is not None:
        return False
    return _calls_off(understood.words) and ask_whether(turn)


def _calls_off(said: Sequence[str]) -> bool:
    calls_off = bool(set(said) & _CALLS_OFF) or any(pair in _NOT_GOING_TO for pair in pairwise(said))
    return calls_off and bool(set(said) & _REPORT) and len(said) <= _MOST


def ask_whether(turn: Turn) -> bool:
    """Should the open report of this chat be taken back? Of several the citizen says which; without one nothing is asked."""
    own = turn.own_cases(of=cases.RUNNING - {Status.MERGED})
    if len(own) > 1:
        cases.which(turn, own, "withdraw", *named("status"))
    elif own:
        case = own[0]
        turn.say(
            say(words.shall_we_withdraw, number=case.number, title=case.title),
            Choice("withdraw", "withdraw", data={"case": case.id}),
            *named("status"),
        )
        turn.wait_for("withdraw", case=case.id)
    return bool(own)


def confirmed(turn: Turn) -> bool:
    """A plain yes or no to that."""
    awaiting, understood = turn.memory.awaiting, turn.understood
    if (
        awaiting is None
        or awaiting.kind != "withdraw"
        or not turn.offers_now("withdraw")
        or turn.memory.draft is not None
    ):
        return False
    case = turn.session.get(Case, awaiting.data["case"])
    says_no = understood.intents & {Intent.NO, Intent.CANCEL} and not _SAYS_NO.isdisjoint(understood.words)
    if case is None or not (says_no or Intent.YES in understood.intents):
        return False
    turn.memory.awaiting = None
    if says_no:
        turn.say(say(words.kept_as_it_is, number=case.number), *named("status"))
    else:
        cases.withdraw_this(turn, case)
    return True
