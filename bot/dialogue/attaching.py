"""Attaching: photos, recordings, documents and places that come with a report, before it or after it."""

from bot.dialogue import changing, complaint, drafts
from bot.dialogue.drafts import running
from bot.dialogue.memory import Draft, Step
from bot.dialogue.turn import Turn, listed, named
from bot.port import Kind
from texts import complaint as words
from texts.words import say
from tickets.kinds import Status

_MOST_OWN = 3


def take_files(turn: Turn) -> bool:
    """Photos, recordings, documents, a pin: kept with the draft, or asked what they are about."""
    incoming = turn.incoming
    if not turn.media and incoming.latitude is None:
        return False
    draft = running(turn)
    if draft is None:
        draft = turn.memory.draft = Draft()
    had_text, had_files = bool(draft.text) and draft.step is not Step.TEXT, len(draft.media)
    if draft.step is Step.PLACE and incoming.latitude is not None:
        changing.forget_the_place(draft)
    drafts.take_media(turn, draft)
    if turn.understood.text and incoming.kind is not Kind.LOCATION:
        return False
    if had_text and draft.has_where_or_when:
        complaint.show(turn)
    elif had_text:
        complaint.next_question(turn, draft)
    elif (had_files or draft.text) and incoming.latitude is None:
        turn.say(say(words.files_added, files=len(draft.media)), *named("cancel"))
    else:
        _ask_about_files(turn)
    return True


def _ask_about_files(turn: Turn) -> None:
    kinds = {file.kind.value for file in turn.incoming.files}
    own = turn.own_cases(of={status for status in Status if status.is_open})[:_MOST_OWN]
    if turn.incoming.latitude is not None:
        asked = say(words.what_happened_here, may_add=bool(own))
    elif kinds <= {"voice", "audio"}:
        asked = say(words.what_is_in_this_recording, may_add=bool(own))
    elif kinds <= {"document"}:
        asked = say(words.what_is_in_this_file, may_add=bool(own))
    else:
        asked = say(words.what_happened_to_this_photo, files=len(turn.media), may_add=bool(own))
    turn.say(asked, *listed("attach_to_case", [(case.number, {"case": case.id}) for case in own]), *named("cancel"))
