"""Drafts: what of a message becomes part of the complaint being written. Nothing typed is thrown away."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.dialogue.asides import Parted
from bot.dialogue.intents import FILLERS
from bot.dialogue.memory import DRAFT_MEDIA, Draft
from bot.dialogue.secrecy import taken_back, wished_in
from bot.dialogue.signs import PROBLEMS
from bot.dialogue.turn import Turn
from bot.port import Kind
from core.language.normalise import key
from core.language.normalise import words as words_of
from core.places.phrases import find_place, find_time
from core.privacy import mask_personal, names_a_person
from texts import complaint as words
from texts.words import say
from tickets.kinds import Visibility
from tickets.reporting import MAX_REPORT

SAME = 93
"""From this likeness on two texts are the same report."""
_A_WORD, _A_FEW, _FEW = 3, 4, 6
_UNKNOWN = frozenset((no, known) for no in ("tidak", "kurang", "belum") for known in ("tahu", "hafal", "paham"))
_NO_PLACE = FILLERS | frozenset(
    "tidak kurang belum tahu hafal paham di mana lokasi lokasinya alamat alamatnya tempat tempatnya saya".split()
)
_NO_IDEA = frozenset("gatau gatahu gataw embuh mbuh mboh entahlah".split())
_NO_PHOTO = FILLERS | frozenset("tidak tanpa belum ada no foto fotonya saya punya".split())
_COMMAND = re.compile(r"^\s*/?(?:lapor|report)\b[\s:,.-]*", re.IGNORECASE)


def running(turn: Turn) -> Draft | None:
    """The complaint being written in this chat."""
    draft = turn.memory.draft
    return draft if draft is not None and draft.kind == "complaint" else None


def story(text: str) -> str:
    """The message without the word that only says it is a report."""
    return _COMMAND.sub("", text, count=1) or text


def says_nothing(text: str) -> bool:
    """Emoji and signs: nobody can work on them."""
    return sum(letter.isalpha() for letter in text) < _A_WORD


def does_not_know(words: Sequence[str]) -> bool:
    """ "Ga tau di mana pak", "tidak ada foto": no place, and no need to ask again."""
    said = set(words)
    return (
        (bool(said & _NO_IDEA) and said <= _NO_IDEA | FILLERS)
        or (tuple(words[:2]) in _UNKNOWN and set(words) <= _NO_PLACE)
        or ("foto" in words and set(words) <= _NO_PHOTO)
    )


def is_the_same_again(turn: Turn, draft: Draft, said: Parted) -> bool:
    """The same words once more: the open draft is meant, not a second one."""
    if not draft.text or len(turn.understood.words) < 3:
        return False
    return fuzz.ratio(key(said.text), key(draft.text)) >= SAME


def take_text(turn: Turn, draft: Draft, said: Parted) -> None:
    """This is the story. Where and when are read off the report alone, not off a question beside it; a story that is told
    again is right about both, a first one about neither where they are known already.
    """
    place, happened = find_place(said.report, home_code=turn.office.region_code), find_time(said.report)
    is_told_again = draft.is_told
    draft.text, draft.asked = said.text[:MAX_REPORT], said.asked_text
    draft.pieces, draft.added = [], ""
    draft.text_from, draft.is_told, draft.is_whole = turn.incoming.message_id, True, False
    draft.place = (place or draft.place) if is_told_again else (draft.place or place)
    draft.happened = (happened or draft.happened) if is_told_again else (draft.happened or happened)
    _heed(draft, said.text)
    take_media(turn, draft)
    if len(said.text) > MAX_REPORT:
        turn.say(say(words.too_long_to_keep, most=MAX_REPORT))


_TAKES_BACK = re.compile(r"\b(?:salah|ralat|koreksi|maksud\w*|bukan|dudu|bukannya|keliru)\b", re.IGNORECASE)
_MEANT = re.compile(
    r"\b(?:tapi|tetapi|melainkan|nanging|yang (?:bener|benar|betul)|(?:se)?harusnya|ralat|koreksi|maksud\w*)\b",
    re.IGNORECASE,
)


_NOT_THERE = re.compile(
    r"^\W*(?:(?:eh|oh|maaf|sorry|salah|ralat|lho)\b[\s,]*)*(?:bukan|dudu|sanes|not)\s+(?!cuma|hanya|saja|saya|main|sekali|only)"
    r"(?:[\w-]+\s+){0,5}?[\w-]+\s*[,;.]\s*(?P<instead>.+)$",
    re.IGNORECASE | re.DOTALL,
)
""" "Bukan di situ, di TPS Jonggrangan"."""
_IT_IS = re.compile(
    r"^\W*(?:(?:eh|oh|maaf|sorry)\b[\s,]*)*(?:salah|keliru|ralat)\s*[,;.:]\s*(?P<instead>.+)$",
    re.IGNORECASE | re.DOTALL,
)
""" "Salah, itu di pasar Gede"."""
_ALSO = re.compile(r"\b(?:juga|pun|also)\b", re.IGNORECASE)


def corrected_place(turn: Turn, text: str) -> str | None:
    """ "Eh salah, bukan TPS Gayamprit tapi TPS Tonggalan": where it is instead."""
    meant = list(_MEANT.finditer(text)) if _TAKES_BACK.search(text) else []
    instead = text[meant[-1].end() :] if meant else None
    if instead is None:
        found = _NOT_THERE.match(text) or _IT_IS.match(text)
        instead = found["instead"] if found and not _ALSO.search(text) else ""
    return find_place(instead, home_code=turn.office.region_code) if instead else None


def take_media(turn: Turn, draft: Draft) -> None:
    """The files and the point of a message come along."""
    draft.media = [*draft.media, *(id_ for id_ in turn.media if id_ not in draft.media)][:DRAFT_MEDIA]
    if turn.incoming.latitude is not None:
        draft.latitude, draft.longitude = turn.incoming.latitude, turn.incoming.longitude
        draft.pin_from = turn.incoming.message_id
        if turn.incoming.kind is Kind.LOCATION:  # its own words say what the place is called, never what happened
            draft.place = turn.incoming.text[:300] or draft.place


def tells_what(turn: Turn, text: str) -> bool:
    """ "Rusak", in answer to "where?": what happened, told on, and no place."""
    said = words_of(text)
    is_it = len(said) <= _FEW and not PROBLEMS.isdisjoint(said)
    return is_it and find_place(text, home_code=turn.office.region_code) is None and find_time(text) is None


def take_place(turn: Turn, draft: Draft, said: Parted) -> None:
    """The answer to "where?": the words as they stand; what tells or asks more than a place is part of the story as well."""
    text, place = said.report.rstrip(" .,;"), find_place(said.report, home_code=turn.office.region_code)
    beside = text.replace(place, " ") if place is not None else ""
    is_long = place is not None and len(text.split()) > len(place.split()) + _A_FEW
    tells_more = is_long or not PROBLEMS.isdisjoint(words_of(beside))
    if tells_more:
        draft.text = f"{draft.text}\n{text}"[:MAX_REPORT]
    draft.place = place if tells_more else text[:300]
    draft.happened = draft.happened or find_time(text)
    if draft.place == draft.happened:
        draft.place = None
    if said.asked:
        draft.text = f"{draft.text}\n{said.asked_text}"[:MAX_REPORT]
        draft.asked = f"{draft.asked}\n{said.asked_text}".strip()
    _heed(draft, said.text)
    take_media(turn, draft)


def take_more(turn: Turn, draft: Draft, said: Parted) -> None:
    """More of the story, or a place that comes after it."""
    text, place = said.report, find_place(said.report, home_code=turn.office.region_code)
    only_place = place is not None and len(place.split()) >= len(text.split()) - 2
    corrected = corrected_place(turn, text)
    if only_place and not turn.understood.is_complaint and not draft.pieces:
        is_whole = not draft.place or key(draft.place) in key(text)
        draft.place = corrected or (text if is_whole else f"{draft.place}, {text}")[:300]
    else:
        draft.text = f"{draft.text}\n{said.text}"[:MAX_REPORT]
        draft.asked = f"{draft.asked}\n{said.asked_text}".strip()
        draft.added = f"{draft.added}\n{text}".strip() if draft.pieces else ""
        draft.place = corrected or draft.place or place
    draft.happened = draft.happened or find_time(text)
    _heed(draft, said.text)
    take_media(turn, draft)


def _heed(draft: Draft, text: str) -> None:
    """What the words say of who tells them: numbers nobody needs, and a wish not to be named."""
    draft.identity_hidden = names_a_person(text)
    wished = wished_in(text)
    if wished is not None:
        hide(draft, wished)


def hide(draft: Draft, wanted: Visibility) -> None:
    """Who asked for secrecy and then for anonymity has both."""
    is_secret = Visibility(draft.visibility).hides_content
    draft.visibility = (Visibility.ANONIM_RAHASIA if is_secret else wanted).value


def may_be_named(turn: Turn, draft: Draft) -> bool:
    """ "Tidak usah anonim": who was hidden, perhaps by words that meant something else, is named again.

    "Tidak usah rahasia, anonim saja" takes back the one and keeps the other.
    """
    is_short = len(turn.understood.words) <= _FEW
    if not is_short or not Visibility(draft.visibility).hides_reporter or not taken_back(turn.understood.text):
        return False
    draft.visibility = (wished_in(turn.understood.text) or Visibility.BIASA).value
    return True


def shown(turn: Turn, piece: str, text: str) -> dict[str, str | None]:
    """One of two reports of a draft, as its card shows it: ``piece`` tells where and when, ``text`` is all that is filed."""
    place = find_place(piece, home_code=turn.office.region_code)
    return {
        "text": mask_personal(text),
        "place": mask_personal(place) if place else None,
        "happened": find_time(piece),
    }
