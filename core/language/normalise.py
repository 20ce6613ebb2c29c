"""Plain words out of what a citizen types: one spelling for what differs only in dress."""

import re
import unicodedata
from collections.abc import Container

from core.language.spelling import is_ordinary, resolve

HEAD, TAIL = 1400, 600
MAX_WORD = 60

_LOOKALIKES = str.maketrans("аеорсхуіјԁһ", "aeopcxyijdh")
_JOINED_LETTER = re.compile(r"(?<![^\W_])([a-z])-(?=[a-z])")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’‘`](?=[a-z])")
_INVISIBLE = re.compile(r"[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_FLOOD = re.compile(r"\s{3,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?;\n]+(?=\s|$)|\n+")
_LONG_REPEAT = re.compile(r"([a-z])\1{2,}")
_DOUBLE = re.compile(r"([a-z])\1+")
_TWICE = re.compile(r"^([a-z]{3,})2([a-z]*)$")
_LETTERS_THEN_NUMBER = re.compile(r"^(rt|rw|uu|pp|no|jam|tgl|thn|tahun|jl|pasal|kelas|ayat)(\d+)$")
_NUMBER_THEN_LETTERS = re.compile(r"^(\d+)([a-z]{2,})$")
_LONG_NUMBER = re.compile(r"\d{3}")
_RUNS = re.compile(r"\d+|\D+")
_LEET = str.maketrans("0134567", "oieasgt")


def words(text: str) -> list[str]:
    """The words of a text in lower case, chat spellings resolved ("gmn" is "bagaimana"), punctuation gone, numbers kept."""
    return resolved(raw_words(text))


def key(text: str) -> str:
    """One string for all texts that differ only in case, spacing, punctuation and repeated letters."""
    spoken = [_DOUBLE.sub(r"\1", word) for word in words(text)]
    return "".join(f" {word} " if word.isdigit() else word for word in spoken).strip()


def raw_words(text: str) -> list[str]:
    """The words of a text in lower case as they are spelled, with letters no longer disguised as digits."""
    return [part for word in _WORD.findall(plain(text)) for part in _parts(word[:MAX_WORD])]


def resolved(spelled: list[str], known: Container[str] = frozenset()) -> list[str]:
    """Spelled words with chat spellings resolved; ``known`` words of a knowledge base keep an ambiguous spelling."""
    return _once(resolve(spelled, known))


def sentences(text: str) -> list[str]:
    """The sentences of a text, those without a word left out."""
    return [part for part in _SENTENCE_END.split(considered(text)) if _WORD.search(part)]


def considered(text: str) -> str:
    """The part of a message that is read: all of an ordinary one, beginning and end of a very long one."""
    if len(text) <= HEAD + TAIL:
        return text
    told = _FLOOD.sub(" ", _INVISIBLE.sub("", text))
    return told if len(told) <= HEAD + TAIL else f"{told[:HEAD]} {told[-TAIL:]}"


def plain(text: str) -> str:
    """Lower case without accents, control and invisible characters; Cyrillic look-alikes become Latin."""
    kept = considered(text)
    if not kept.isascii():
        decomposed = unicodedata.normalize("NFKD", kept)[: 2 * (HEAD + TAIL)]
        kept = _FOREIGN.sub(_latin, decomposed).lower().translate(_LOOKALIKES)
    kept = _CONTROL.sub(" ", kept.lower())
    return _THOUSANDS.sub("", _JOINED_LETTER.sub(r"\1", _APOSTROPHE.sub("", kept)))


def _latin(found: re.Match[str]) -> str:
    """A sign beyond ASCII as it is read: marks and invisible signs are gone, other letters stay."""
    kind = unicodedata.category(found[0])
    if kind in {"Mn", "Me", "Cf"}:
        return ""
    return " " if kind[0] in "CZ" else found[0]


def _parts(word: str) -> list[str]:
    if word.isdigit() or word.isalpha():
        return [_LONG_REPEAT.sub(r"\1", word)]
    if twice := _TWICE.match(word):
        return [_LONG_REPEAT.sub(r"\1", twice[1] + twice[2])]
    if glued := _LETTERS_THEN_NUMBER.match(word):
        return [glued[1], glued[2]]
    if _LONG_NUMBER.search(word):
        return [part for run in _RUNS.findall(word) for part in _parts(run)]
    counted = _NUMBER_THEN_LETTERS.match(word)
    if counted and (len(counted[1]) > 1 or is_ordinary(counted[2])):
        return [counted[1], counted[2]]
    return [_LONG_REPEAT.sub(r"\1", _unmasked(word))]


def _unmasked(word: str) -> str:
    """ "4pa" is "apa" and "w0n0r3j0" is "wonorejo", but "p1" and "covid19" stay as they are."""
    core = word.rstrip("0123456789")
    letters = sum(sign.isalpha() for sign in core)
    if core.isalpha() or letters < 2:
        return word
    return word.translate(_LEET)


def _once(spoken: list[str]) -> list[str]:
    """A doubled word counts once: "laki-laki" is "laki"."""
    return [word for place, word in enumerate(spoken) if place == 0 or word != spoken[place - 1] or word.isdigit()]
