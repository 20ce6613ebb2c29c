"""The formal request for public information: what is asked, by whom, a review, and a number at receipt."""

from bot.dialogue import ask
from bot.dialogue.intents import Intent
from bot.dialogue.memory import Draft, Step
from bot.dialogue.turn import Turn, named
from core.privacy import mask_personal
from texts import complaint as complaint_words
from texts import permohonan as words
from texts.words import say
from tickets import reporting
from tickets.reporting import MAX_REPORT


def running(turn: Turn) -> Draft | None:
    """The request being written in this chat."""
    draft = turn.memory.draft
    return draft if draft is not None and draft.kind == "permohonan" else None


def begin(turn: Turn) -> bool:
    """A citizen wants to ask formally."""
    if Intent.REQUEST not in turn.understood.intents:
        return False
    start(turn)
    return True


def start(turn: Turn, text: str = "") -> None:
    """Open a request; a question that found no answer is already its text. A complaint being written comes first."""
    other = turn.memory.draft
    if other is not None and other.kind == "complaint" and (other.text or other.media):
        turn.say(say(complaint_words.draft_waits), *named("resume", "cancel"))
        return
    turn.memory.draft = Draft(kind="permohonan", text=text[:MAX_REPORT])
    if text:
        _ask_who(turn, turn.memory.draft)
    else:
        turn.say(say(words.what_do_you_request), *named("cancel"))


def _ask_who(turn: Turn, draft: Draft) -> None:
    draft.step = Step.REQUESTER
    turn.say(say(words.who_requests), *named("skip", "cancel"))


def continue_draft(turn: Turn) -> bool:
    """The message fills or steers the request."""
    draft = running(turn)
    if draft is None:
        return False
    intents = turn.understood.intents
    if draft.step is not Step.TEXT and ask.answer_aside(turn, about="permohonan informasi", may_offer=True):
        return True
    if draft.step is Step.TEXT:
        draft.text = turn.understood.text[:MAX_REPORT]
        _ask_who(turn, draft)
    elif draft.step is Step.REQUESTER and Intent.YES in intents:
        _ask_who(turn, draft)  # "ya" is nobody's name
    elif draft.step is Step.REQUESTER:
        if not intents & {Intent.SKIP, Intent.NO, Intent.RESUME}:
            draft.requester = turn.understood.text[:1000]
        show(turn)
    elif Intent.YES in intents:
        file(turn)
    elif intents & {Intent.CHANGE, Intent.BACK, Intent.NO}:
        change(turn)
    elif intents & {Intent.RESUME, Intent.STATUS}:
        show(turn)
    else:
        draft.text = f"{draft.text}\n{turn.understood.text}"[:MAX_REPORT]
        show(turn)
    return True


def show(turn: Turn) -> None:
    """The review card."""
    draft = running(turn)
    assert draft is not None
    draft.step = Step.REVIEW
    turn.say(
        say(words.review_request, text=mask_personal(draft.text), requester_given=draft.requester is not None),
        *named("send_request", "change", "cancel"),
    )


def change(turn: Turn) -> None:
    """Write again what is asked."""
    turn.memory.draft = Draft(kind="permohonan")
    turn.say(say(words.what_do_you_request), *named("cancel"))


def file(turn: Turn) -> None:
    """Register the request; the notice with its number is the reply."""
    draft = running(turn)
    if draft is None or not draft.text:
        start(turn)
        return
    reporting.file_permohonan(
        turn.session,
        text=draft.text,
        requester=draft.requester,
        purpose=None,
        contact=turn.contact,
        source_inbox_id=turn.inbox_id,
        at=turn.at,
    )
    turn.memory.draft = turn.memory.awaiting = None
    turn.memory.options = []
