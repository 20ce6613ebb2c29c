"""Drafts of officers: words for a citizen wait for the officer's own yes, which sees exactly what the citizen will read.

A confirmation rather than ten minutes to undo: the answer leaves at once, clock J starts when it arrives, and what a
citizen has read cannot be taken back on any channel (docs/decisions/0010-a-yes-before-an-answer-leaves.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue import officer_steps as steps
from bot.dialogue.memory import StaffDesk
from bot.dialogue.officer_steps import TO_CITIZEN, Given
from bot.dialogue.turn import Choice, Turn
from core.errors import Refusal
from core.privacy import keyring, mask_name, mask_personal
from core.staff import Staff
from texts import officers as words
from texts.words import say
from tickets import deadlines, guards, notices
from tickets.models import Case
from tickets.notices import Notice
from tickets.states import Action, ChangedMeanwhile, NotNow, may_see

WANT_WORDS = (steps.ANSWER, steps.ASK, steps.INFORM, steps.NOTE, steps.RETURN, steps.CLOSE)
MOST_FILES = 10
_TELLING = 9


@dataclass(frozen=True, slots=True)
class Said:
    """Words and files for a step of a case, whose story had come to ``seq`` when the officer looked."""

    case_id: int
    seq: int
    act: str
    text: str = ""
    media: Sequence[int] = ()


def quoted(turn: Turn, staff: Staff, case_id: int, seq: int, *, usually: str = steps.ANSWER) -> None:
    """Words about this case: what a step asked for, or else the answer to its reporter (or what is usual there)."""
    desk = _desk(turn)
    asked, desk.asked = desk.asked, None
    act = str(asked["act"]) if asked is not None and asked["case"] == case_id else usually
    _words(turn, staff, Said(case_id, seq, act, turn.understood.text, turn.media))


def awaited(turn: Turn, staff: Staff) -> bool:
    """Words a step asked for; or a file, or words, that an answer still lacked."""
    desk = _desk(turn)
    if desk.asked is not None:
        asked, desk.asked = desk.asked, None
        _words(turn, staff, Said(asked["case"], asked["seq"], asked["act"], turn.understood.text, turn.media))
        return True
    lacking = [draft for draft in desk.drafts.values() if draft["lacks"] or turn.media]
    if len(lacking) != 1:
        return False
    draft = lacking[0]
    text = turn.understood.text or (draft["text"] if draft["lacks"] != "own_number" else "")
    media = [*draft["media"], *turn.media]
    _words(turn, staff, Said(draft["case"], draft["seq"], draft["act"], text, media))
    return True


def set_aside(turn: Turn) -> None:
    """Keep these words until it is known which case they are for."""
    _desk(turn).unplaced = {"text": turn.understood.text, "media": list(turn.media)}


def picked(turn: Turn, staff: Staff) -> None:
    """Now it is known."""
    desk = _desk(turn)
    held, desk.unplaced = desk.unplaced, None
    case_id, seq = int(turn.pressed["case"]), int(turn.pressed["seq"])
    if held is None:
        _gone(turn, case_id)
        return
    _words(turn, staff, Said(case_id, seq, steps.ANSWER, held["text"], held["media"]))


def asks_for_words(turn: Turn, staff: Staff) -> None:
    """A step was tapped that takes words: they come next."""
    case = _own(turn, staff, int(turn.pressed["case"]))
    if case is None:
        return
    act = _act(turn)
    _desk(turn).asked = {"act": act, "case": case.id, "seq": int(turn.pressed["seq"])}
    turn.say(say(words.staff_prompt, act=act, number=case.number), _named("staff_drop"))


def step_pressed(turn: Turn, staff: Staff) -> None:
    """A step was tapped that takes no words."""
    case = _own(turn, staff, int(turn.pressed["case"]))
    if case is not None:
        _take(turn, staff, case, Said(case.id, int(turn.pressed["seq"]), _act(turn)))


def edited(turn: Turn, staff: Staff) -> None:
    """The officer corrected a message: what waits for a yes follows it, what was sent stays."""
    for draft in _desk(turn).drafts.values():
        if draft["message"] is not None and draft["message"] == turn.incoming.message_id:
            _words(turn, staff, Said(draft["case"], draft["seq"], draft["act"], turn.understood.text, draft["media"]))
            return
    turn.say(say(words.staff_edit_ignored))


# a draft and its yes -------------------------------------------------------------------------------------------------


def _words(turn: Turn, staff: Staff, said: Said) -> None:
    """Words for a step: before a citizen reads them the officer does; what stays inside is done at once."""
    case = _own(turn, staff, said.case_id)
    if case is None:
        return
    if said.act not in TO_CITIZEN:
        _take(turn, staff, case, said)
        return
    why_not = _not_possible(turn, staff, case, said.act)
    if why_not is not None:
        _desk(turn).drafts.pop(str(case.id), None)
        turn.say(say(words.staff_refused, why=why_not), _card(case))
        return
    draft = {
        "id": turn.inbox_id,
        "message": turn.incoming.message_id,
        "case": case.id,
        "seq": said.seq,
        "version": case.version,
        "act": said.act,
        "text": said.text.strip(),
        "media": list(said.media)[:MOST_FILES],
        "lacks": "",
    }
    _desk(turn).drafts[str(case.id)] = draft
    _confirm(turn, staff, case, draft)


def _not_possible(turn: Turn, staff: Staff, case: Case, act: str) -> str | None:
    """Why this step cannot be taken now, told before an officer confirms in vain."""
    offered = {choice.action for choice in steps.choices(turn.session, case, staff)}
    if act in offered:
        return None
    if act == steps.ANSWER and guards.proposal(turn.session, case) is not None:
        return steps.why_not(guards.AlreadyProposed(), case)
    return steps.why_not(NotNow(action=act, status=case.status, number=case.number), case)


def _confirm(turn: Turn, staff: Staff, case: Case, draft: dict[str, Any]) -> None:
    is_proposal = steps.answering(turn.session, case, staff) is Action.PROPOSE
    draft["lacks"] = _lacking(turn, staff, case, draft)
    if draft["lacks"] == "words":
        turn.say(say(words.staff_words_needed, number=case.number), _drop(case))
        return
    if draft["lacks"] == "own_number":
        turn.say(say(words.staff_own_number, number=case.number), _drop(case))
        return
    if draft["lacks"] == "evidence":
        turn.say(say(words.staff_evidence_needed, number=case.number), _drop(case))
        return
    shown, blanks = _as_read(turn, case, draft["act"], draft["text"])
    readers = notices.audience(turn.session, case)
    about = {"case": case.id, "draft": draft["id"]}
    turn.say(
        say(
            words.staff_confirm,
            number=case.number,
            shown=shown,
            blanks=blanks,
            lang="en" if readers and readers[0][0].lang == "en" else "id",
            readers=len(readers),
            files=len(draft["media"]),
            is_proposal=is_proposal and draft["act"] == steps.ANSWER,
            changes=steps.changes_since(turn.session, case, draft["seq"], besides=staff),
            hints=_hints(staff, draft["text"]),
        ),
        *(Choice(name, text=words.LABELS[name], data=about) for name in ("staff_send", "staff_rewrite", "staff_drop")),
    )


def _lacking(turn: Turn, staff: Staff, case: Case, draft: dict[str, Any]) -> str:
    if not draft["text"]:
        return "words"
    if _names_own_number(turn, draft["text"]):
        return "own_number"
    shows_works = draft["act"] == steps.ANSWER and guards.needs_evidence(case) and not guards.leads(staff)
    return "evidence" if shows_works and not draft["media"] else ""


def _names_own_number(turn: Turn, text: str) -> bool:
    """Do the words carry the number this officer writes from? It reaches no citizen."""
    phone = keyring(turn.session).open(turn.contact.phone) if turn.contact.phone else ""
    own = re.sub(r"\D", "", phone)[-_TELLING:]
    return len(own) == _TELLING and own in re.sub(r"[\s().+-]", "", text)


def _as_read(turn: Turn, case: Case, act: str, text: str) -> tuple[str, dict[str, Any]]:
    """The very sentence that will leave, with its blanks."""
    known = {"number": case.number, "case_id": case.id, "title": case.title, "text": text}
    if act == steps.INFORM:
        return Notice.PROGRESS.value, known
    if act == steps.ASK:
        return Notice.QUESTION.value, {**known, "days": deadlines.completing_days(turn.session, case.kind)}
    return Notice.ANSWERED.value, {**known, "days": deadlines.react_days(turn.session, case.kind)}


def _hints(staff: Staff, text: str) -> list[str]:
    found = ["number"] if mask_personal(text) != text else []
    return [*found, "name"] if mask_name(text, staff.name) != text else found


def send_pressed(turn: Turn, staff: Staff) -> None:
    """The officer's yes, under the very words they saw. A second one, or one under older words, sends nothing."""
    draft = _desk(turn).drafts.get(str(turn.pressed["case"]))
    if draft is None or draft["id"] != turn.pressed["draft"] or draft["lacks"]:
        _gone(turn, int(turn.pressed["case"]))
    else:
        _send(turn, staff, draft)


def send_the_only(turn: Turn, staff: Staff) -> None:
    """ "Kirim", typed, with one answer waiting."""
    (draft,) = _desk(turn).drafts.values()
    case = _own(turn, staff, draft["case"])
    if case is None:
        return
    if draft["lacks"]:
        _confirm(turn, staff, case, draft)
    else:
        _send(turn, staff, draft)


def _send(turn: Turn, staff: Staff, draft: dict[str, Any]) -> None:
    case = _own(turn, staff, draft["case"])
    if case is None:
        return
    readers = len(notices.audience(turn.session, case))
    is_proposal = steps.answering(turn.session, case, staff) is Action.PROPOSE
    given = Given(staff, draft["version"], turn.at, draft["text"], draft["media"])
    is_early = steps.still_fetched(turn.session, given, draft["act"])
    try:
        steps.take(turn.session, case, draft["act"], given)
    except ChangedMeanwhile:
        draft["id"], draft["version"] = turn.inbox_id, case.version
        _confirm(turn, staff, case, draft)
        return
    except Refusal as refusal:
        _desk(turn).drafts.pop(str(case.id), None)
        turn.say(say(words.staff_refused, why=steps.why_not(refusal, case)), _card(case))
        return
    _desk(turn).drafts.pop(str(case.id), None)
    act = "staff_propose" if is_proposal and draft["act"] == steps.ANSWER else draft["act"]
    told = say(words.staff_done, number=case.number, act=act, readers=readers, is_early=is_early)
    turn.say(told, _card(case), _named("staff_list"))


def _take(turn: Turn, staff: Staff, case: Case, said: Said) -> None:
    """A step nobody outside reads; what others did since the officer looked is told first."""
    changes = steps.changes_since(turn.session, case, said.seq, besides=staff)
    if changes and said.act != steps.NOTE:
        again = steps.choices(turn.session, case, staff)
        turn.say(say(words.staff_changed, number=case.number, changes=changes), *again)
        return
    try:
        steps.take(turn.session, case, said.act, Given(staff, case.version, turn.at, said.text, said.media))
    except Refusal as refusal:
        turn.say(say(words.staff_refused, why=steps.why_not(refusal, case)), _card(case))
        return
    turn.say(say(words.staff_done, number=case.number, act=said.act), _card(case), _named("staff_list"))


def rewrite(turn: Turn, staff: Staff) -> None:
    """Other words instead; the files stay."""
    case = _own(turn, staff, int(turn.pressed["case"]))
    draft = _desk(turn).drafts.get(str(turn.pressed["case"]))
    if case is None or draft is None or draft["id"] != turn.pressed["draft"]:
        _gone(turn, int(turn.pressed["case"]))
        return
    draft["lacks"], draft["text"] = "words", ""
    turn.say(say(words.staff_prompt, act=draft["act"], number=case.number), _drop(case))


def drop_pressed(turn: Turn, staff: Staff) -> None:
    """This draft, or whatever waits, is not sent."""
    case_id = turn.pressed.get("case")
    if case_id is None:
        drop_all(turn)
        return
    case = turn.session.get(Case, int(case_id))
    _desk(turn).drafts.pop(str(case_id), None)
    _desk(turn).asked = None
    turn.say(say(words.staff_dropped, number=case.number if case else None), _named("staff_list"))


def drop_all(turn: Turn) -> None:
    """ "Batal": nothing that waits is sent."""
    desk = _desk(turn)
    desk.asked = desk.unplaced = None
    desk.drafts.clear()
    turn.say(say(words.staff_dropped), _named("staff_list"))


def _own(turn: Turn, staff: Staff, case_id: int) -> Case | None:
    """The case, if this person may see it now; otherwise it is said that there is none."""
    case = turn.session.get(Case, case_id)
    if case is None or not may_see(staff, case):
        _desk(turn).drafts.pop(str(case_id), None)
        turn.say(say(words.staff_not_found), _named("staff_list"))
        return None
    return case


def _gone(turn: Turn, case_id: int) -> None:
    case = turn.session.get(Case, case_id)
    turn.say(say(words.staff_gone, number=case.number if case else ""), _named("staff_list"))


def _act(turn: Turn) -> str:
    return str(turn.pressed["act"])


def _card(case: Case) -> Choice:
    return Choice("staff_card", text=case.number, data={"case": case.id})


def _drop(case: Case) -> Choice:
    return Choice("staff_drop", text=words.LABELS["staff_drop"], data={"case": case.id})


def _named(name: str) -> Choice:
    return Choice(name, text=words.LABELS[name])


def _desk(turn: Turn) -> StaffDesk:
    assert turn.memory.desk is not None
    return turn.memory.desk
