"""Numbers that lead to a person - identity, family card, telephone, account - however they are spelled.

A number is read as its digits: whatever parts them, letters that stand for digits, digits of other scripts. What only looks
like one (a ticket number, money, a date, hours, coordinates, RT/RW, years, large figures) stays.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

NIK = "[NIK disamarkan]"
PHONE = "[nomor telepon disamarkan]"
OTHER = "[nomor disamarkan]"


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


def plain(text: str) -> str:
    """The text letter for letter as long as before, in plain letters and digits: full-width ones, accents, other scripts."""
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    same = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    return same[0] if len(same) == 1 else letter


_AS_DIGITS = re.compile(
    r"(?<![A-Za-z0-9])[0-9OoIl]*[0-9Oo][0-9OoIl]*(?![A-Za-z0-9])"
    r"|(?<![A-Za-z])[Oo]+(?=\d)|(?<=\d)[Oo]+(?![A-Za-z])|(?<=\d)[OoIl]+(?=\d)"
)
_DIGIT_OF = str.maketrans("OoIl", "0011")
_MANY = re.compile(r"\d(?:[^0-9A-Za-z]{0,4}\d){8}")
_RUN = re.compile(r"\d(?:[^0-9A-Za-z]{0,4}\d)*")
_GROUP = re.compile(r"\d+")
_NO_PERSON = re.compile(
    r"\b(?:ADU|PPD|KEB|KON)-\d{2}-\d{5,6}-[0-9A-Z]\b"
    r"|\bRp\.?\s{0,2}\d[\d.,]*"
    r"|\b\d[\d.,]{0,30}\s?(?:rupiah|ribu|rb|juta|jt|miliar|milyar|triliun)\b"
    r"|(?<![\d.])-?(?:1[01]|\d)[.,]\d{3,}\s{0,2}[,;/ ]\s{0,2}(?:9[5-9]|1[0-4]\d)[.,]\d{3,}(?!\d)"
    r"|\b(?:RT|RW)[\s./:]{0,3}(?:RW[\s./:]{0,3})?\d{1,3}(?:\s?[/-]\s?\d{1,3}|,\s?\d{1,2}(?!\d)){0,9}(?!\d)",
    re.IGNORECASE,
)
_DATE = r"(?:[0-3]?\d[-/.][01]?\d[-/.](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d[-/.][01]\d[-/.][0-3]\d)"
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?::[0-5]\d)?"
_YEAR = r"(?:19|20)\d\d(?:[-/](?:0[1-9]|1[0-2]))?"
_GROUPED = r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,3})?"
_LETTER = rf"(?!08)\d{{1,3}}/\d{{1,5}}/{_YEAR}"
_SMALL = r"0[.,]\d{1,4}"
_HARMLESS = re.compile(
    rf"{_SMALL}(?:\s*[,;–-]?\s+{_SMALL})*"
    rf"|(?:{_TIME}(?:\s?[-–]\s?{_TIME})?|{_DATE}(?:\s[-–]\s{_DATE})?|{_YEAR}(?:\s?[-–/]\s?{_YEAR})?|{_GROUPED}|{_LETTER})"
    rf"(?:\s*[,;()]?\s+[(]?(?:{_TIME}(?:\s?[-–]\s?{_TIME})?|{_DATE}|{_YEAR}|{_GROUPED}|{_LETTER}))*"
)
_YEARS = re.compile(rf"{_YEAR}(?:\D{{1,3}}{_YEAR})*")
_MOBILE = re.compile(r"(?:0|(?:00?)?620?)8\d{7,11}")
_MOBILE_BARE = re.compile(r"8[1-9]\d{8,10}")
_LANDLINE = re.compile(r"(?:0|620?)(?:[2-7]|9)\d{7,10}")
_NAMED = re.compile(
    r"(?P<id>nik|ktp|kk|kartu\W{1,2}keluarga)|bpjs|npwp|rek(?:ening)?|paspor|passport",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\W|_|(?:saya|aku|ku|nya|no|nomor|nomer|nmr|adalah|yaitu|ini|itu|bank|bri|bni|bca|mandiri|jateng)(?![A-Za-z])){0,12}",
    re.IGNORECASE,
)
_NEAR = 40
_SHORTEST_KNOWN = 7
_PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 97".split()
)


def same_number(text: str, number: str) -> str:
    """The text without this one number, in whatever spelling and of whatever country."""
    digits = re.sub(r"\D", "", number)
    tail = digits[2:] if digits.startswith("62") else digits.lstrip("0")
    if len(tail) < _SHORTEST_KNOWN:
        return text
    read = _AS_DIGITS.sub(lambda letters: letters[0].translate(_DIGIT_OF), plain(text))
    known = re.compile(r"(?<!\d)(?:[+(]*(?:62|00?)[^0-9A-Za-z]{0,4})?\(?" + "[^0-9A-Za-z]{0,4}".join(tail) + r"(?!\d)")
    return replaced(text, ((place.start(), place.end(), PHONE) for place in known.finditer(read)))


def hidden(text: str) -> str:
    """The text with every number that leads to a person replaced by what kind of number it was."""
    return replaced(text, found(text))


def replaced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """The text with other words at these places, which follow each other."""
    shown, last = [], 0
    for start, end, words in places:
        shown += [text[last:start], words]
        last = end
    return "".join([*shown, text[last:]]) if shown else text


def found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where such numbers stand, and what is written in their place."""
    read = plain(text)
    if re.search(r"\d", read) is None:
        return
    read = _AS_DIGITS.sub(lambda letters: letters[0].translate(_DIGIT_OF), read)
    if _MANY.search(read) is None:
        return
    read = _NO_PERSON.sub(lambda kept: "x" * len(kept[0]), read)
    for run in _RUN.finditer(read):
        if len(run[0]) >= 9:
            yield from _in_run(read, run)


def _in_run(read: str, run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    groups = [_Group(found.start(), found.end(), found[0]) for found in _GROUP.finditer(read, run.start(), run.end())]
    harmless, place = _HARMLESS.fullmatch(run[0]) is not None, 0
    while place < len(groups):
        last, mask = _at(read, groups, place, harmless=harmless)
        if mask:
            yield *_around(read, groups[place].start, groups[last].end), mask
        place = last + 1


def _at(read: str, groups: list[_Group], place: int, *, harmless: bool) -> tuple[int, str]:
    """The last group of the number that begins here, and its mask; of none this group and no mask."""
    named = _named(read, groups[place].start)
    last = _sixteen(read, groups, place, named=bool(named))
    if last is not None:
        return last, NIK if named in {"", NIK} else named
    if not harmless:
        last = _telephone(read, groups, place)
        if last is not None:
            return last, named or PHONE
    if named and not _YEARS.fullmatch(read[groups[place].start : groups[-1].end]):
        last = _long(groups, place)
        if last is not None:
            return last, named
    return place, ""


def _named(read: str, start: int) -> str:
    """The mask of a number that is called by its name just before."""
    before = read[max(0, start - _NEAR) : start]
    for name in _NAMED.finditer(before):
        if (name.start() == 0 or not before[name.start() - 1].isalpha()) and _BETWEEN.fullmatch(before, name.end()):
            return NIK if name["id"] else OTHER
    return ""


def _sixteen(read: str, groups: list[_Group], place: int, *, named: bool) -> int | None:
    """Sixteen digits: in one piece always; in parts when they are built like an identity number, or parted as one."""
    digits = ""
    for last in range(place, len(groups)):
        digits += groups[last].digits
        if len(digits) >= 16:
            break
    if len(digits) != 16:
        return None
    parts = groups[place : last + 1]
    seps = {read[one.end : two.start].strip() for one, two in pairwise(parts)}
    fours = (
        len(parts) == 4
        and all(len(part.digits) == 4 for part in parts)
        and len(seps) == 1
        and seps <= set("-–—./_:|·•")
    )
    return last if len(parts) == 1 or named or fours or _is_nik(digits) else None


def _is_nik(digits: str) -> bool:
    """Province, regency, day (a woman's plus 40) and month as in an identity number (Perpres 96/2018)."""
    day, month, regency = int(digits[6:8]) % 40, int(digits[8:10]), int(digits[2:4])
    is_regency = 1 <= regency <= 36 or 71 <= regency <= 79
    return digits[:2] in _PROVINCES and is_regency and 1 <= day <= 31 and 1 <= month <= 12


def _telephone(read: str, groups: list[_Group], place: int) -> int | None:
    first, best, digits = groups[place], None, ""
    before = read[max(0, first.start - 1) : first.start]
    seen: set[str] = set()
    for last in range(place, len(groups)):
        sep = read[groups[last - 1].end : groups[last].start].strip(" ()") if last > place else ""
        if best is not None and (_is_whole(groups[best]) or (sep not in seen and re.search(r"[,;\n]|^[-–]$", sep))):
            break
        seen.add(sep)
        digits += groups[last].digits
        if len(digits) > 17:
            break
        if _is_telephone(
            digits, first.digits, before=before, after_plus="+" in read[max(0, first.start - 2) : first.start]
        ):
            best = last
    return best


def _is_whole(group: _Group) -> bool:
    return len(group.digits) >= 10


def _is_telephone(digits: str, first: str, *, before: str, after_plus: bool) -> bool:
    if _MOBILE.fullmatch(digits):
        return True
    if _MOBILE_BARE.fullmatch(digits):
        return len(first) >= 3 and not before.isalpha()
    return _LANDLINE.fullmatch(digits) is not None and (len(first) >= 3 or (after_plus and first.startswith("62")))


def _long(groups: list[_Group], place: int) -> int | None:
    """Nine to twenty digits under a name like NPWP."""
    count, best = 0, None
    for last in range(place, len(groups)):
        count += len(groups[last].digits)
        if count > 20:
            break
        best = last if count >= 9 else best
    return best


def _around(read: str, start: int, end: int) -> tuple[int, int]:
    """With the plus and the brackets that belong to the number."""
    if read[start - 1 : start] == "+" and start:
        start -= 1
    if start and read[start - 1] == "(" and ")" in read[start:end]:
        start -= 1
    return start, end
