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
_TWICE = re.compile(r"\b(?!(?:semester|triwulan|kuartal|tahun|bulan|tahap|indeks)2)([a-z]{4,})2(?=(?:nya|an)?\b)")
_ODD_YEAR = re.compile(r"\b2(?:[o0][o\d][o\d]|k(?=\d\d))(?=\d{0,2}\b)")
_DOTTED = re.compile(r"(?<![a-z])((?:[a-z]\.){2,}[a-z]?)(?![a-z])")
_SINCE_WHEN = re.compile(r"\b([my])\s?-?\s?(?:to|on|o)\s?-?\s?([myd])\b")
_YOGYAKARTA = re.compile(
    r"\bDI (?i:[yj]og[yj]a\w*)|(?i:\b(?:(?:provinsi|prov) d\.?i\.?|d\.\s?i\.?|daerah istimewa)\s*[yj]og[yj]a\w*)"
)
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
    """Ways of writing that a word alone does not show: "laki2", "d.i.y", "m-to-m", and DI Yogyakarta in capitals."""
    lowered = _DOTTED.sub(lambda found: found[1].replace(".", ""), _special_region(text).lower())
    lowered = _ODD_YEAR.sub(lambda found: found[0].replace("k", "0").replace("o", "0"), lowered)
    lowered = _TWICE.sub(r"\1 \1", _SINCE_WHEN.sub(_rate, lowered))
    lowered = _VERSUS.sub(" dibanding ", _UNTIL.sub(" sampai ", lowered))
    return _PERCENT.sub(" persen ", _TWO_DIGITS.sub(r"tahun 20\1", lowered))


def _special_region(text: str) -> str:
    """ "DI Yogyakarta" is the province; "di Yogyakarta" is in either, and is asked about."""
    return text if text.isupper() and "." not in text else _YOGYAKARTA.sub("diy", text)


def _rate(found: re.Match[str]) -> str:
    return {"mm": "mtm", "yy": "yoy", "yd": "ytd"}.get(found[1] + found[2], found[0])


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
        for line in listed("spelling")
        for left, _, meant in (line.partition("="),)
        for spelled in left.split()
    }


@cache
def known_words() -> frozenset[str]:
    """Words that change nothing of what is asked."""
    known = {word for line in listed("known") for word in line.split()}
    return frozenset(known | set(spelling.little_words()))


@cache
def understood_words() -> frozenset[str]:
    """Words that say what is wanted of a figure."""
    return frozenset(word for line in listed("understood") for word in line.split())


@cache
def without_figures() -> frozenset[tuple[str, ...]]:
    """Things people ask figures of that have no table, as they are read."""
    names = (name for line in listed("no_figures") for name in line.split(","))
    return frozenset(tuple(token.word for token in tokens_of(name)) for name in names if name.strip())


def listed(name: str) -> list[str]:
    """The lines of one part of the desk's words."""
    lines, here = [], ""
    for line in (DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        elif here == name and line.strip() and not line.startswith("#"):
            lines.append(line.strip())
    return lines
