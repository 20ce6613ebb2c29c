"""Officers: people of the office who work from their own chat. What they write goes to a case, never into a complaint.

They answer by quoting the message about a case; unquoted words are asked about when several cases are open. A chat is in
officer mode from its linking on, and in citizen mode when the officer says so; a quoted ticket is the office's either way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.dialogue import officer_drafts, smalltalk
from bot.dialogue.intents import Intent
from bot.dialogue.memory import StaffDesk
from bot.dialogue.officer_steps import ANSWER, MOST_LISTED, NOTE, choices, to_answer
from bot.dialogue.tries import may_try, wrong
from bot.dialogue.turn import Choice, Turn, listed
from bot.port import Kind
from core import staff_chats
from core.errors import Refusal
from core.messages import buttons, pieces
from core.privacy import keyring
from core.staff import Staff
from texts import officers as words
from texts.words import say
from tickets import chat_notices, queries
from tickets.chat_notices import ChatNotice
from tickets.models import Case
from tickets.states import may_see

LINK = re.compile(r"(?:/start\s+)?staf[ _:]+([bcdfghjkmnpqrstvwxyz]{4})[ -]?(\d{4})", re.IGNORECASE)
_LISTS = frozenset(
    {"tiket", "tiket saya", "daftar tiket", "menu", "bantuan", "help", "/help", "/menu", "/start", "/tiket"}
)
_TO_CITIZEN = frozenset({"mode warga", "warga", "/warga"})
_TO_OFFICER = frozenset({"mode petugas", "/petugas"})
_NO = frozenset({"batal", "batalkan", "tidak jadi"})
_READS = frozenset({"baca", "ok", "oke", "siap"})
_YES = frozenset({"kirim", "ya", "ya kirim", "ok kirim"})
_NO_ANSWER = frozenset(
    {Intent.THANKS, Intent.HELLO, Intent.SORRY, Intent.BYE, Intent.HOW_ARE_YOU, Intent.YES, Intent.NO, Intent.RESUME}
)
"""Words nobody means as an answer to a citizen."""
_FEW = 4


def takes(turn: Turn) -> bool:
    """Deal with a message that is an officer's; False leaves it to the citizens' desk."""
    if turn.incoming.kind is Kind.TEXT and _links(turn):
        return True
    tapped = _tapped(turn)
    about = _quoted(turn)
    staff = turn.officer()
    if staff is None:
        if tapped is None and (about is None or about.seq is None):
            return False
        turn.say(say(words.staff_not_linked))
        return True
    turn.contact.lang = turn.memory.lang = "id"
    turn.memory.desk = turn.memory.desk or StaffDesk()
    if tapped is not None:
        turn.pressed = tapped.data
        _PRESSES[tapped.action](turn, staff)
        return True
    if turn.incoming.kind is Kind.BUTTON:
        return False
    if about is not None and about.seq is None:
        return False
    if about is not None and about.seq is not None:
        if _is_a_nod(turn):
            show(turn, staff, turn.session.get(Case, about.case_id))
            return True
        act = NOTE if about.is_mention else ANSWER
        officer_drafts.quoted(turn, staff, about.case_id, about.seq, usually=act)
        return True
    return _unquoted(turn, staff)


_NODS = frozenset(
    "ok oke okay noted siap baik sip dicatat dimengerti laksanakan ndan komandan pak bu mas mbak terima kasih makasih suwun "
    "copy roger 86 nggih inggih monitor terpantau".split()
)


def _is_a_nod(turn: Turn) -> bool:
    """A thumb, "noted", "siap laksanakan": they were read, and nobody means them as an answer to a citizen."""
    if turn.media or turn.memory.desk is None or turn.memory.desk.asked is not None:
        return False
    understood = turn.understood
    is_polite = bool(understood.intents & _NO_ANSWER) and len(understood.words) <= _FEW
    return not understood.words or set(understood.words) <= _NODS or is_polite


@dataclass(frozen=True, slots=True)
class _About:
    """The case a quoted message was about, and how far its story had come then; None: it was told to a reporter.

    ``is_mention``: a colleague's note was told, so what quotes it is one too.
    """

    case_id: int
    seq: int | None
    is_mention: bool = False


def _quoted(turn: Turn) -> _About | None:
    if turn.incoming.reply_to is None:
        return None
    message = pieces.of_message(turn.session, turn.incoming.channel, turn.incoming.reply_to)
    if message is None or message.chat_key != turn.incoming.chat_key:
        return None
    if message.kind != chat_notices.KIND:
        return _About(message.case_id, None) if message.case_id is not None else None
    data = keyring(turn.session).open_json(message.data)
    return _About(int(data["case_id"]), int(data["seq"]), data["why"] == ChatNotice.MENTIONED)


def _tapped(turn: Turn) -> buttons.Pressed | None:
    """The officer's choice that was tapped, or typed by its label or place in the list."""
    if turn.incoming.kind is Kind.BUTTON:
        ids = [turn.incoming.button or ""]
    elif turn.memory.desk is not None and turn.incoming.kind is Kind.TEXT and turn.incoming.reply_to is None:
        typed = turn.understood.text.strip().rstrip(".)").casefold()
        options = enumerate(turn.memory.options, start=1)
        ids = [id_ for place, (id_, label) in options if typed in {label.casefold(), str(place)}]
    else:
        return None
    for id_ in ids[:1]:
        button = buttons.pressed(turn.session, turn.incoming.chat_key, id_, at=turn.at)
        if button is not None and button.action in _PRESSES:
            return button
    return None


# linking and modes ---------------------------------------------------------------------------------------------------


def _links(turn: Turn) -> bool:
    given = LINK.fullmatch(turn.understood.text.strip())
    if given is None:
        return False
    if not may_try(turn):
        turn.say(say(words.staff_code_refused, why="too_many"))
        return True
    try:
        staff = staff_chats.link(turn.session, turn.contact, given[1] + given[2], at=turn.at)
    except Refusal as refusal:
        wrong(turn)
        turn.say(say(words.staff_code_refused, why=refusal.code))
        return True
    turn.memory.desk = StaffDesk()
    turn.say(say(words.staff_linked, name=staff.name), _named("staff_list"), _named("staff_as_citizen"))
    return True


def _as_citizen(turn: Turn, staff: Staff) -> None:
    _desk(turn).as_citizen = True
    turn.say(say(words.staff_as_citizen), _named("staff_as_officer"), *(Choice(name, name) for name in smalltalk.MAIN))


def _as_officer(turn: Turn, staff: Staff) -> None:
    desk = _desk(turn)
    desk.as_citizen, turn.memory.awaiting = False, None
    waiting = len(to_answer(turn.session, staff))
    turn.say(say(words.staff_as_officer, open_cases=waiting), _named("staff_list"), _named("staff_as_citizen"))


# words without a quotation -------------------------------------------------------------------------------------------


def _unquoted(turn: Turn, staff: Staff) -> bool:
    """Words that quote nothing: a command, what a step asked for, or an answer whose case has to be found."""
    desk, said = _desk(turn), " ".join(turn.understood.text.casefold().strip(" .!").split())
    if said in _TO_OFFICER:
        _as_officer(turn, staff)
    elif said in _TO_CITIZEN and not desk.as_citizen:
        _as_citizen(turn, staff)
    elif desk.as_citizen:
        return False
    elif turn.incoming.kind is Kind.EDITED:
        officer_drafts.edited(turn, staff)
    elif turn.incoming.kind not in {Kind.TEXT, Kind.MEDIA}:
        turn.say(say(words.staff_help), _named("staff_list"), _named("staff_as_citizen"))
    elif said in _NO:
        officer_drafts.drop_all(turn)
    elif said in _YES and len(desk.drafts) == 1:
        officer_drafts.send_the_only(turn, staff)
    elif not _command(turn, staff, said):
        _words_for_a_case(turn, staff)
    return True


def _command(turn: Turn, staff: Staff, said: str) -> bool:
    desk, understood = _desk(turn), turn.understood
    if desk.asked is not None and said not in _LISTS:
        return False
    if said in _LISTS or understood.text.startswith("/start"):
        desk.asked = None
        show_list(turn, staff)
    elif understood.numbers and len(understood.words) <= _FEW + 3:
        show(turn, staff, queries.by_number(turn.session, understood.numbers[0].number))
    elif Intent.STOP in understood.intents and len(understood.words) <= _FEW:
        return smalltalk.stop(turn)
    elif said in _READS or (understood.intents & _NO_ANSWER and len(understood.words) <= _FEW):
        turn.say(say(words.staff_help), _named("staff_list"), _named("staff_as_citizen"))
    else:
        return smalltalk.connection_test(turn)
    return True


def _words_for_a_case(turn: Turn, staff: Staff) -> None:
    if officer_drafts.awaited(turn, staff):
        return
    cases = to_answer(turn.session, staff)
    if not cases:
        turn.say(say(words.staff_list, cases=[]), _named("staff_as_citizen"))
    elif len(cases) == 1:
        officer_drafts.quoted(turn, staff, cases[0].id, cases[0].events_count)
    else:
        officer_drafts.set_aside(turn)
        rows = [(case.number, {"case": case.id, "seq": case.events_count}) for case in cases]
        turn.say(say(words.staff_which), *listed("staff_pick", rows), _named("staff_drop"))


def show_list(turn: Turn, staff: Staff) -> None:
    """The open cases this person can answer."""
    cases = to_answer(turn.session, staff)
    rows = [
        [case.number, case.title, case.status.value, case.due_on.isoformat() if case.due_on else ""] for case in cases
    ]
    opens = listed("staff_card", [(case.number, {"case": case.id}) for case in cases[:MOST_LISTED]])
    turn.say(say(words.staff_list, cases=rows), *opens, _named("staff_as_citizen"))


def show(turn: Turn, staff: Staff, case: Case | None) -> None:
    """One case with the steps at hand; what this person may not see does not exist."""
    if case is None or not may_see(staff, case):
        turn.say(say(words.staff_not_found), _named("staff_list"))
        return
    facts = chat_notices.facts(turn.session, case, ChatNotice.CARD)
    turn.say(say(words.staff_ticket, **facts), *choices(turn.session, case, staff))


def _show_pressed(turn: Turn, staff: Staff) -> None:
    show(turn, staff, turn.session.get(Case, int(turn.pressed["case"])))


def _named(name: str) -> Choice:
    return Choice(name, text=words.LABELS[name])


def _desk(turn: Turn) -> StaffDesk:
    assert turn.memory.desk is not None
    return turn.memory.desk


Press = Callable[[Turn, Staff], None]
_PRESSES: Mapping[str, Press] = {
    "staff_list": show_list,
    "staff_card": _show_pressed,
    "staff_as_citizen": _as_citizen,
    "staff_as_officer": _as_officer,
    "staff_pick": officer_drafts.picked,
    "staff_send": officer_drafts.send_pressed,
    "staff_rewrite": officer_drafts.rewrite,
    "staff_drop": officer_drafts.drop_pressed,
    "staff_accept": officer_drafts.step_pressed,
    **dict.fromkeys(officer_drafts.WANT_WORDS, officer_drafts.asks_for_words),
}
