"""Two or three questions in one message, taken apart only where each part is a question of its own."""

import re
from collections.abc import Sequence

from core.language.normalise import considered, words
from core.language.spelling import little_words
from knowledge.search.aspects import aspects, subject
from knowledge.search.index import Found, Index, Outcome

AT_MOST = 3
SURE = 0.25
TELLING = 0.66
IDLE = 0.1
VAGUE = frozenset({"apa", "cara", "jumlah", "alasan", "hak"})

_ENDS = re.compile(r"[?\n;]+|\.(?=\s)")
_JOINTS = re.compile(
    r"\s*,?\s*\b(?:(?:dan|sama|serta|lalu|terus|trus|juga)\b\s+(?=(?:\w+\s+){0,3}?"
    r"(?:apa|berapa|brp|bagaimana|gimana|gmn|di\s?mana|dmn|ke\s?mana|kapan|siapa|apakah)\b)"
    r"|and\b\s+(?=(?:what|when|where|who|why|how|can|may|do|does|is|are)\b))",
    re.IGNORECASE,
)


def parts(question: str, index: Index) -> list[str]:
    """The questions in a message, one to three. A message that may be one question stays whole."""
    text = considered(question).strip()
    for joints in (_ENDS, _JOINTS):
        pieces = [piece for part in joints.split(text) if _asks(piece := part.strip(" ,."))]
        if 1 < len(pieces) <= AT_MOST and "beda" not in aspects(words(pieces[0])):
            complete = [pieces[0], *(_completed(piece, pieces[0]) for piece in pieces[1:])]
            if _stand_alone(complete, index):
                return complete
    return [question]


def find(question: str, index: Index) -> Found:
    """Search a question; where the story around it leaves doubt, its asking sentence alone may settle the same entry."""
    whole = index.search(question)
    if whole.outcome is not Outcome.CHOOSE:
        return whole
    for piece in _ENDS.split(considered(question)):
        if len(piece) < len(question.strip()) - 1 and _asks(piece):
            alone = index.search(piece)
            if alone.outcome is Outcome.ANSWER and alone.hits[0].entry_id == whole.hits[0].entry_id:
                return alone
    return whole


def names_a_thing(question: str) -> bool:
    """Whether a question says what it is about: "harga beras" does, "biayanya berapa" leans on what was said before."""
    return bool(_subject(question))


def _asks(piece: str) -> bool:
    """Whether a piece is a question: it names a thing, or a definite aspect of one ("berapa biayanya")."""
    return bool(_subject(piece) or aspects(words(piece)) - VAGUE)


def _completed(piece: str, first: str) -> str:
    """ "... dan berapa biayanya" asks about what the question before it was about."""
    if _subject(piece):
        return piece
    said = [word for word in subject(words(first)) if word not in VAGUE and little_words().get(word, 1.0) > IDLE]
    return f"{piece} {' '.join(said)}"


def _subject(piece: str) -> list[str]:
    return [word for word in subject(words(piece)) if little_words().get(word, 1.0) > TELLING]


def _stand_alone(pieces: Sequence[str], index: Index) -> bool:
    """Whether each part surely finds an entry, and each another one."""
    found = [index.search(piece).hits for piece in pieces]
    if not all(hits and hits[0].confidence >= SURE for hits in found):
        return False
    return len({hits[0].entry_id for hits in found}) == len(pieces)
