"""Filing: the reviewed complaint becomes a case; of two matters in one message each becomes one."""

from bot.dialogue import two_matters
from bot.dialogue.memory import Draft
from bot.dialogue.turn import Turn
from core.language.normalise import key
from core.language.normalise import words as words_of
from core.places.phrases import find_place, find_time
from tickets import categories, merging, quarantine, reporting
from tickets.kinds import Priority, Visibility
from tickets.models import Case
from tickets.reporting import Report


def file(turn: Turn, draft: Draft) -> None:
    """File the draft; the notices with the numbers are the reply."""
    if draft.pieces:
        each = enumerate(two_matters.reports(draft))
        filed = [_file(turn, draft, text, piece=piece, is_first=not place) for place, (piece, text) in each]
        merging.filed_together(turn.session, filed, at=turn.at)
    else:
        filed = [_file(turn, draft, draft.text)]
    turn.memory.last_report = {
        "key": key(draft.text)[:1000],
        "number": filed[0].number,
        "at": turn.at.isoformat(),
    }
    turn.memory.draft = None
    turn.memory.options = []
    if turn.memory.awaiting is not None and turn.memory.awaiting.kind != "emergency":  # that one may still be recorded
        turn.memory.awaiting = None


def _file(turn: Turn, draft: Draft, text: str, *, piece: str | None = None, is_first: bool = True) -> Case:
    """One case. Only the first is bound to the message: both are written by the transaction that marks it as done."""
    category = categories.suggest(words_of(two_matters.told_of(draft) if piece is None else piece))
    place = draft.place if piece is None else find_place(piece, home_code=turn.office.region_code)
    happened = draft.happened if piece is None else find_time(piece)
    case = reporting.file_complaint(
        turn.session,
        Report(
            text=text,
            place=place or draft.place,
            happened=happened,
            latitude=draft.latitude,
            longitude=draft.longitude,
            media=tuple(draft.media),
            visibility=Visibility(draft.visibility),
            priority=Priority(draft.priority),
            category=category.code if category else None,
            follows=draft.follows,
        ),
        contact=turn.contact,
        source_inbox_id=turn.inbox_id if is_first else None,
        at=turn.at,
    )
    quarantine.consider(turn.session, case, turn.contact, at=turn.at)
    return case
