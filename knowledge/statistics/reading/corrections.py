"""What is no part of the question: "Boyolali, eh maksud saya Klaten", "2023 bukan 2022", and who somebody says they are."""

import re

_BACK = re.compile(
    r"\b(?:eh|ehh|ralat|koreksi|(?:maaf,? )?salah(?: ketik| tulis)?(?=\s*[,.]|,? maksud))\b[\s,.]*"
    r"(?:maksud\w*(?: (?:saya|aku|sy|gue))?)?"
    r"|[,.?!;-]\s*maksud(?:ku|e| saya| aku| sy| gue)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:maksudnya|maksudku|maksude|maksud (?:saya|aku|sy))\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^[\s,.]*(?:dan|sama|juga|plus|serta|karo|terus|trus)\b", re.IGNORECASE)
_DENIED_YEAR = re.compile(
    r"\b(?:bukan|dudu|jangan)(?: yang| sing| tahun| thn| th| taun| data)* (?:19|20)\d\d\b", re.IGNORECASE
)
_NOT_NEEDED = re.compile(
    r"\b(?:tahun|thn|th|taun) (?:lalu|kemarin|wingi|(?:19|20)\d\d) (?:ora|tidak|gak|ga|nggak|ndak|rak) (?:usah|perlu|sah)\b",
    re.IGNORECASE,
)


_WHO = re.compile(
    r"^\W*(?:(?:hi|hello|halo|hai|hallo|dear \w+)\b\W*)?(?:i'?\s?a?m|we are|perkenalkan|nama saya|saya (?:mahasiswa|mahasiswi|"
    r"peneliti|dosen|wartawan|jurnalis|guru|siswa|pelajar|pegawai|warga|orang))\b[^.?!\d]{0,120}[.!]\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)


def without_introduction(text: str) -> str:
    """The text without the sentence in which somebody introduces themselves: where they come from is not asked."""
    return _WHO.sub("", text, count=1)


def halves(text: str) -> tuple[str, str | None]:
    """What was said first, and what was said instead; None for a message that takes nothing back."""
    backs = list(_BACK.finditer(text))
    if not backs:
        return text, None
    found = backs[-1]
    said, meant = text[: found.start()], _MEANT.sub(" ", text[found.end() :])
    if not re.search(r"\w", said) or not re.search(r"\w", meant) or _GOES_ON.match(meant):
        return text, None
    return said, meant


def without_denied(text: str) -> str:
    """The text without a year that is not the one: "2023 bukan 2022", "tahun wingi ora usah"."""
    return _NOT_NEEDED.sub(" ", _DENIED_YEAR.sub(" ", text))
