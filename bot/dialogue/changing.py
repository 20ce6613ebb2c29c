"""Changing: which part of a complaint is wrong, and that part once more."""

from bot.dialogue import drafts
from bot.dialogue.asides import Parted
from bot.dialogue.drafts import running
from bot.dialogue.memory import Draft, Step
from bot.dialogue.steering import Part, Wanted, is_bare_number
from bot.dialogue.turn import Turn, named
from core.language.normalise import words as words_of
from core.places.phrases import find_place, find_time
from texts import complaint as words
from texts import draft as draft_words
from texts.words import say

_MOST_OF_A_TIME, _ADDS, _OPENS_WITH = 120, frozenset("tambahan tambah tambahkan nambah susulan also".split()), 2


def change(turn: Turn) -> None:
    """Which part is wrong?"""
    if running(turn) is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    turn.say(say(draft_words.what_to_change), *named("change_text", "change_place", "cancel"))


def was_asked(turn: Turn) -> bool:
    """Is "which part is wrong?" the last thing said?"""
    return turn.offers_now("change_text") and turn.offers_now("change_place")


def change_text(turn: Turn) -> None:
    """Write the story again; the old one stays until the new one is written, and so do place and files."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.step = Step.TEXT
    turn.say(say(draft_words.write_the_text_again), *named("cancel"))


def change_place(turn: Turn) -> None:
    """Say the place again; the old one stays until then."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.step = Step.PLACE
    turn.say(say(draft_words.write_the_place_again), *named("skip", "cancel"))


def forget_the_place(draft: Draft) -> None:
    """Another place is about to be taken."""
    draft.place = draft.latitude = draft.longitude = draft.pin_from = None
    draft.pieces, draft.added = [], ""


def change_part(turn: Turn, draft: Draft, wanted: Wanted) -> bool:
    """Change this part by what was said with it, or ask for it; is the draft ready to be shown again?"""
    said = wanted.instead
    if wanted.part is Part.FILES:
        invite_files(turn, draft)
    elif wanted.part is Part.TIME and said:
        return take_time(turn, draft, said)
    elif wanted.part is Part.TIME:
        draft.step = Step.TIME
        turn.say(say(draft_words.write_the_time_again), *named("skip", "cancel"))
    elif wanted.part is Part.PLACE and len(said) > 1 and not is_bare_number(said):
        forget_the_place(draft)
        drafts.take_place(turn, draft, Parted(said))
        return True
    elif wanted.part is Part.PLACE:
        change_place(turn)
    elif drafts.says_nothing(said):
        change_text(turn)
    else:
        drafts.take_text(turn, draft, Parted(said))
        return True
    return False


def take_time(turn: Turn, draft: Draft, text: str) -> bool:
    """The answer to "when?": the time in it, or the words as they stand; a lone number says none and is asked about again."""
    happened = find_time(text)
    if happened is None and is_bare_number(text):
        turn.say(say(draft_words.write_the_time_again), *named("skip", "cancel"))
        return False
    draft.happened = happened or text[:_MOST_OF_A_TIME]
    return True


def written_anew(turn: Turn, draft: Draft, text: str) -> bool:
    """What is written straight after "which part is wrong?" takes the place of what was wrong; only "tambahan ..." adds."""
    said = words_of(text)
    if not _ADDS.isdisjoint(said[:_OPENS_WITH]) or drafts.says_nothing(text):
        return False
    place, happened = find_place(text, home_code=turn.office.region_code), find_time(text)
    if place is not None and len(place.split()) >= len(text.split()) - 2:
        return change_part(turn, draft, Wanted(Part.PLACE, text))
    if happened is not None and len(happened.split()) >= len(text.split()) - 2:
        return take_time(turn, draft, text)
    drafts.take_text(turn, draft, Parted(text))
    return True


def invite_files(turn: Turn, draft: Draft) -> None:
    """Pictures may follow; the draft stands as it is. With a picture and no word yet, the word is what is missing."""
    if draft.media and not draft.text:
        turn.say(say(words.what_happened), *named("cancel"))
        return
    ways = ("send", "change", "cancel") if draft.text else ("cancel",)
    turn.say(say(draft_words.send_the_files_here, files=len(draft.media), may_send=bool(draft.text)), *named(*ways))
