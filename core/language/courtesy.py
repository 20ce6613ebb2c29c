"""Courtesy and small talk around a question: what may be overheard when the rest is read."""

import re
from collections.abc import Sequence

_ANSWER = r"(?:dibalas|dijawab|direspon|ditanggapi|dibantu|diinfokan|dijelaskan|balasannya|jawabannya|responnya)"
_HELP = r"(?:informasi|informasinya|bantuannya|pencerahannya|penjelasannya|petunjuknya|arahannya|solusinya|bimbingannya|bantuan)"
_ASK = r"(?:mohon|tolong|minta|harap|ditunggu)"

_ANYWHERE = (
    rf"{_ASK}(?: \w{{1,5}}){{0,2}} {_ANSWER}",
    r"maaf (?:ganggu|mengganggu|merepotkan)(?: waktunya)?",
    r"admin yang (?:baik hati|baik|ramah|terhormat)",
    r"saya (?:warga|penduduk|orang|pendatang) (?:baru|sini|asli|biasa)(?: di sini)?",
    r"(?:karena|soalnya|sebab) (?:untuk |buat )?(?:keperluan|kebutuhan|urusan) (?:mendesak|penting)",
    r"(?:sekian(?: dan)? )?terima kasih(?: banyak| sebelumnya| atas \w+)?",
    r"(?:mau|ingin|izin|numpang|boleh|mohon) (?:numpang )?(?:tanya|bertanya|menanyakan)",
    r"selamat (?:pagi|siang|sore|malam)",
)
_AT_THE_END = (rf"{_ASK}(?: \w{{1,5}})? {_HELP}(?: ya)?(?: \w{{1,5}})?$",)
_PATTERN = re.compile("|".join(rf"\b(?:{pattern})" + r"(?!\w)" for pattern in (*_ANYWHERE, *_AT_THE_END)))


def courtesies(spoken: Sequence[str]) -> list[bool]:
    """For each word of a message whether it is only courtesy. A message of nothing else keeps all its words."""
    text = " ".join(spoken)
    spans = [match.span() for match in _PATTERN.finditer(text)]
    marks: list[bool] = []
    start = 0
    for word in spoken:
        marks.append(any(first <= start < last for first, last in spans))
        start += len(word) + 1
    return marks if not all(marks) else [False] * len(marks)
