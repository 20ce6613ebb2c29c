"""Status: the reporter's own chat, or another one with the secret code, reads a case; nobody else learns anything."""

import re
from collections.abc import Sequence

from bot.card import card_of
from bot.dialogue import cases
from bot.dialogue.how_far import Sure, asks_how_far, told_before
from bot.dialogue.intents import Intent
from bot.dialogue.tries import may_try, wrong
from bot.dialogue.turn import Turn, listed, named
from core.privacy import CODE_LENGTH, keyring, same_code
from texts import status as words
from texts.words import say
from tickets import notices, queries, reporting
from tickets.models import Case
from tickets.numbers import Written, left_out_of

_ADDITION = frozenset("tambahan tambah menambahkan nambah nambahi tambahkan susulan addition add".split())
_SOME_WORDS = 4
_WITHDRAWS = frozenset("cabut mencabut tarik menarik batalkan withdraw".split())
_ASKS = frozenset("status cek lacak nomor tiket perkembangan laporan aduan sampai check track nasib kabar".split())
_LOOKS_LIKE_A_NUMBER = re.compile(r"\b(?=[A-Za-z-]*\d)[A-Za-z]{2,6}[- ]?[\dA-Za-z-]{2,16}\b|\b\d{4,12}\b")
_CODE = re.compile(r"[0-9A-Za-z]{5}[ -]?[0-9A-Za-z]{5}")


def by_number(turn: Turn) -> bool:
    """A case number was written: show it to those who may see it."""
    numbers = turn.understood.numbers
    if not numbers:
        return False
    if not _adds_to_own(turn, numbers) and not _withdraws_own(turn, numbers):
        _look_up(turn, numbers)
    return True


def _own(turn: Turn, numbers: Sequence[Written]) -> Case | None:
    """The case with the first of these numbers, if this chat follows it."""
    case = queries.by_number(turn.session, numbers[0].number) if numbers[0].is_sound else None
    return case if case is not None and reporting.follows(turn.session, case, turn.contact) else None


def _withdraws_own(turn: Turn, numbers: Sequence[Written]) -> bool:
    """ "Cabut laporan ADU-..." by those who follow it."""
    case = _own(turn, numbers) if _WITHDRAWS & set(turn.understood.words[:_SOME_WORDS]) else None
    if case is None or not case.status.is_open:
        return False
    cases.withdraw_this(turn, case)
    return True


def _adds_to_own(turn: Turn, numbers: Sequence[Written]) -> bool:
    """ "Tambahan untuk ADU-...: ..." is kept with the case, by those who follow it."""
    if not _ADDITION & set(turn.understood.words) or len(turn.understood.words) < _SOME_WORDS:
        return False
    case = _own(turn, numbers)
    if case is None:
        return False
    cases.tell(turn, case, turn.understood.text)
    return True


def _look_up(turn: Turn, numbers: Sequence[Written]) -> None:
    written = numbers[0]
    if not written.is_sound:
        turn.say(say(words.mistyped, number=written.number), *named("officer"))
        return
    case = queries.by_number(turn.session, written.number)
    if case is not None and reporting.follows(turn.session, case, turn.contact):
        show(turn, case)
        return
    if not may_try(turn):
        turn.say(say(words.too_many_tries), *named("officer"))
        return
    if case is not None and _gives_code(turn, case):
        show(turn, case)
        return
    wrong(turn)
    turn.say(say(words.not_found), *named("officer"))


def _gives_code(turn: Turn, case: Case) -> bool:
    codes = _codes_in(turn.understood.text)
    return any(reporting.follow_by_code(turn.session, case, turn.contact, code, at=turn.at) for code in codes)


def _codes_in(text: str) -> list[str]:
    """What may be secret codes in a text that names a case."""
    rest = left_out_of(text)
    return [code for code in _CODE.findall(rest) if len(re.sub(r"[ -]", "", code)) == CODE_LENGTH][:3]


def secrets_in(turn: Turn) -> list[str]:
    """The right secret codes in a message, as they were written: no timeline shows them."""
    numbers = [written.number for written in turn.understood.numbers if written.is_sound][:3]
    codes = _codes_in(turn.understood.text) if numbers else []
    cases = [queries.by_number(turn.session, number) for number in numbers] if codes else []
    keys = keyring(turn.session)
    right = [keys.secret_code(case.id, case.code_version) for case in cases if case is not None]
    return [code for code in codes if any(same_code(code, known) for known in right)]


def show(turn: Turn, case: Case) -> None:
    """The card of one case."""
    turn.memory.awaiting = None
    turn.say(card_of(turn.session, case, turn.office))


def asked(turn: Turn) -> bool:
    """ "status", "laporan saya", "lupa nomornya", or a number that is none."""
    understood, awaiting = turn.understood, turn.memory.awaiting
    if understood.intents & {Intent.STATUS, Intent.LOST_NUMBER}:
        own_cases(turn)
        return True
    if _asks_how_far(turn):
        own_cases(turn)
        return True
    awaited = awaiting is not None and awaiting.kind == "status_number"
    asks = set(understood.words[:3]) & {"status", "cek", "lacak", "check", "track"}
    looks = _LOOKS_LIKE_A_NUMBER.search(understood.text[:200])
    if looks and len(understood.words) <= 8 and not understood.is_question and (awaited or asks):
        turn.say(say(words.not_found), *named("status", "officer"))
        turn.wait_for("status_number")
        return True
    return False


def _asks_how_far(turn: Turn) -> bool:
    """ "Sudah sampai mana laporan saya?": the own ones, or how to see one. Who has none may mean the office in general, or
    complain of another one, unless they clearly ask for their own.
    """
    understood = turn.understood
    sure = asks_how_far(understood.words, understood.text)
    if not sure or turn.memory.draft is not None:
        return False
    if set(understood.words[:2]) & {"cek", "lacak", "lihat"} or turn.own_cases(limit=1):
        return True
    return sure is Sure.YES and (told_before(understood.words) or not (understood.is_complaint and understood.place))


def beside_a_draft(turn: Turn) -> bool:
    """Who asks for their reports while another one is being written is shown them; the draft waits."""
    understood = turn.understood
    if turn.memory.draft is None:
        return False
    asks = Intent.STATUS in understood.intents or asks_how_far(understood.words, understood.text) is Sure.YES
    if not asks or not turn.own_cases(limit=1):
        return False
    own_cases(turn)
    turn.replies[-1].offers += turn.offers(*named("resume"))
    return True


def own_cases(turn: Turn) -> None:
    """The cases this chat follows; never another's."""
    cases = turn.own_cases(limit=5)
    turn.wait_for("status_number")
    if not cases:
        turn.say(say(words.no_cases_here), *named("officer", "report"))
        return
    stand = [notices.master_of(turn.session, case) for case in cases]
    rows = [[case.number, case.title, stands.status.value] for case, stands in zip(cases, stand, strict=True)]
    choices = listed("show_case", [(case.number, {"number": case.number}) for case in cases])
    turn.say(say(words.your_cases, cases=rows), *choices)


def show_pressed(turn: Turn) -> None:
    """A case was picked from the list."""
    case = queries.by_number(turn.session, str(turn.pressed.get("number", "")))
    if case is None or not reporting.follows(turn.session, case, turn.contact):
        turn.say(say(words.not_found), *named("officer"))
    else:
        show(turn, case)
