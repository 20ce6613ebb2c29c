"""Two matters: a message that clearly tells of two things in two places, which two agencies would have to part.

Only offered, never done: the citizen says whether each is a report. On any doubt there is one.
"""

import re
from collections.abc import Iterator

from bot.dialogue import signs
from bot.dialogue.memory import Draft
from bot.dialogue.turn import Turn
from bot.dialogue.understanding import COMPLAINT
from core.language.normalise import words as words_of
from core.places.phrases import find_place
from tickets import categories
from tickets.reporting import MAX_REPORT

_MOST = 1200
_JOINT = re.compile(
    r"(?<=[.;!?])\s+|\s*\n+\s*|\s*,?\s+(?=(?:dan|serta|sama|karo|kaliyan|terus|trus|lalu|selain\s+itu|plus|juga|and|also)\b)|,\s+",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:dan|serta|sama|karo|kaliyan|terus|trus|lalu|selain\s+itu|plus|juga|and|also)\b[\s,:]*)+", re.I
)
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}[.)]$")
_NUMBERS = re.compile(r"^\s*\d{1,2}[.)]\s*")
_FOLLOWS = frozenset(
    "karena karna krn gara akibat akibatnya dampaknya sehingga jadi jadinya makanya sampai sampe itu tersebut padahal hingga "
    "penyebabnya sebab lantaran imbasnya because so".split()
)
"""What begins with one of these tells how the first thing came about, or what came of it."""
_BEGINNING = 4
_SAYS_WHERE = frozenset(
    "di ning neng nang ing depan dekat belakang samping sebelah seberang sekitar pinggir tepi sepanjang desa ds dukuh dusun dk "
    "kelurahan kecamatan kec kampung jalan jl jln gang gg pasar rt rw sd smp sma no nomor masjid jembatan".split()
)


def parted(turn: Turn, draft: Draft) -> tuple[str, str] | None:
    """The draft as two reports; None where it may be one."""
    return _two(told_of(draft), turn.office.region_code) if not draft.is_whole else None


def told_of(draft: Draft) -> str:
    """The text of a draft without the questions beside it."""
    told = draft.text
    for question in draft.asked.splitlines():
        told = told.replace(question, " ", 1)
    return told.strip()


def reports(draft: Draft) -> list[tuple[str, str]]:
    """Each of the two, if there are two, as it was told, from which its place is read, and as it is filed, with what was said
    since and, in the first, the questions beside them.
    """
    besides = (draft.asked, "")
    return [
        (piece, "\n".join(part for part in (piece, asked, draft.added) if part)[:MAX_REPORT])
        for piece, asked in zip(draft.pieces, besides, strict=False)
    ]


def _two(text: str, home_code: str) -> tuple[str, str] | None:
    if len(text) > _MOST or not _speaks_of_several(text):
        return None
    clear = [(start, end) for start, end in _joints(text) if _are_two(text[:start], text[end:], home_code)]
    if not clear or _is_a_matter(text[clear[0][1] : clear[-1][0]], home_code):
        return None
    start, end = clear[-1]
    return _plain(text[:start]), _plain(text[end:])


def _joints(text: str) -> Iterator[tuple[int, int]]:
    for found in _JOINT.finditer(text):
        if not _NUMBERED.search(text[: found.start()]):
            yield found.start(), found.end()


def _plain(part: str) -> str:
    """Without what only joined it to the other one, and without its place in a list."""
    return _NUMBERS.sub("", _LEADS.sub("", part.strip(" ,;")))


def _is_a_matter(between: str, home_code: str) -> bool:
    """Is there a third one? What stands between two reports may only be a plea or a greeting."""
    said = words_of(between)
    return find_place(between, home_code=home_code) is not None or not signs.PROBLEMS.isdisjoint(said)


def _speaks_of_several(text: str) -> bool:
    said = set(words_of(text))
    return sum(not said.isdisjoint(category.objects) for category in categories.CATEGORIES) > 1


def _are_two(first: str, second: str, home_code: str) -> bool:
    """Is each a complaint of its own, of another sort, at another place, and is the second no part of the first's story?"""
    parts = (_plain(first), _plain(second))
    if not _FOLLOWS.isdisjoint(words_of(parts[1])[:_BEGINNING]):
        return False
    sorts, places = zip(*(_sort_and_place(part, home_code) for part in parts), strict=True)
    if None in sorts or sorts[0] == sorts[1] or not all(places):
        return False
    return not places[0] & places[1]


def _sort_and_place(part: str, home_code: str) -> tuple[str | None, frozenset[str]]:
    """What sort of complaint this is, and the names of its place. A puskesmas somebody was brought to makes it none."""
    said, place = words_of(part), find_place(part, home_code=home_code)
    category = categories.suggest(words_of(part.replace(place, " "))) if place else None
    is_asking = signs.is_question(said, part)
    if place is None or category is None:
        return None, frozenset()
    if signs.complaint_strength(said, has_place=True, is_asking=is_asking) < COMPLAINT + 1:
        return None, frozenset()
    return category.code, frozenset(words_of(place)) - _SAYS_WHERE
