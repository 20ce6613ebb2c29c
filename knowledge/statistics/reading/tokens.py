"""Tokens: the words of a question as they were typed and as they are meant, with the signs that join years kept."""

import re
from dataclasses import dataclass
from functools import cache

from core.language import spelling
from core.language.normalise import plain
from knowledge.statistics.loading import DATA

MAX_TOKENS = 80
MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember".split()
)  # fmt: skip
_UNTIL = re.compile(r"\bs\s*[/.]\s*d\b\.?|\bs\s+d\b(?=\s+(?:\d|tahun|" + "|".join(MONTHS) + "))")
_VERSUS = re.compile(r"\bvs\.?\b|\bversus\b")
_PERCENT = re.compile(r"(?<=\d)\s*%|%")
_TWO_DIGITS = re.compile(r"(?<!\w)['’‘](\d\d)\b")
_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+\d*|[^\W_]+|[-–—/,?]")
_GLUED_YEAR = re.compile(r"^([a-z]{3,})((?:19|20)\d\d)$")
_JOINERS = {"-": "-", "–": "-", "—": "-", "/": "-"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``raw`` as typed in lower case, ``word`` as meant ("brp" is "berapa")."""

    raw: str
    word: str


def tokens_of(text: str) -> list[Token]:
    """The words of a question, at most eighty; a dash counts only between numbers and months, a comma where it stands."""
    return _of(plain(_marked(text)))[:MAX_TOKENS]


def _marked(text: str) -> str:
    lowered = _VERSUS.sub(" dibanding ", _UNTIL.sub(" sampai ", text.lower()))
    return _PERCENT.sub(" persen ", _TWO_DIGITS.sub(r"tahun 20\1", lowered))


def _of(text: str) -> list[Token]:
    pieces = [part for piece in _PIECE.findall(text) for part in _parted(piece)]
    found: list[Token] = []
    for place, piece in enumerate(pieces):
        if piece in _JOINERS:
            following = pieces[place + 1] if place + 1 < len(pieces) else ""
            if found and _dates(found[-1].word) and _dates(_meant(following)[0]):
                found.append(Token("-", "-"))
        elif piece in {",", "?"}:
            found.append(Token(piece, piece))
        else:
            words = _meant(piece)
            found.append(Token(piece, words[0]))
            found.extend(Token("", word) for word in words[1:])
    return found


def _parted(piece: str) -> tuple[str, ...]:
    glued = _GLUED_YEAR.match(piece)
    return (glued[1], glued[2]) if glued else (piece,)


def _dates(word: str) -> bool:
    return word.isdigit() or word in MONTHS


def _meant(piece: str) -> tuple[str, ...]:
    """A piece with its spelling resolved, first by the desk of figures, then by the house."""
    own = own_spellings().get(piece)
    meant = own if own is not None else tuple(spelling.resolve([piece])) or (piece,)
    return (_without_ending(meant[0]),) if len(meant) == 1 else meant


def _without_ending(word: str) -> str:
    """ "Excelnya" is "excel": the ending goes where what is left is a word of the desk."""
    stem = word.removesuffix("nya")
    known = known_words() | understood_words()
    return stem if word not in known and len(stem) > 3 and stem in known else word


@cache
def own_spellings() -> dict[str, tuple[str, ...]]:
    """The spellings of the desk of figures."""
    return {
        spelled: tuple(meant.split())
        for line in _section("spelling")
        for left, _, meant in (line.partition("="),)
        for spelled in left.split()
    }


@cache
def known_words() -> frozenset[str]:
    """Words that change nothing of what is asked."""
    listed = {word for line in _section("known") for word in line.split()}
    return frozenset(listed | set(spelling.little_words()))


@cache
def understood_words() -> frozenset[str]:
    """Words that say what is wanted of a figure."""
    return frozenset(word for line in _section("understood") for word in line.split())


@cache
def without_figures() -> frozenset[tuple[str, ...]]:
    """Things people ask figures of that have no table, as they are read."""
    names = (name for line in _section("no_figures") for name in line.split(","))
    return frozenset(tuple(token.word for token in tokens_of(name)) for name in names if name.strip())


def _section(name: str) -> list[str]:
    lines, here = [], ""
    for line in (DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        elif here == name and line.strip() and not line.startswith("#"):
            lines.append(line.strip())
    return lines
