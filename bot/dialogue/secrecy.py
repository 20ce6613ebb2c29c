"""Secrecy: who says anywhere in a report that they do not want to be named is not named. On doubt the name stays hidden."""

import re

from tickets.kinds import Visibility

_NAME = r"(?:nama|identitas|jati\s*diri|nami|asma|jeneng)\w*"
_NO = r"(?:jangan|jgn|ojo|aja|tidak|tdk|gak|ga|nggak|ndak|tak|bukan)"
_HIDES_NAME = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+){{0,3}}?(?:di)?(?:sebut|nyebut|bocor|tulis|tampil|publik|kasih\s*tahu|ekspos|ungkap)\w*\s+(?:\w+\s+){{0,2}}?{_NAME}|"
    rf"\b{_NAME}\s+(?:\w+\s+){{0,3}}?(?:(?:{_NO})\s+(?:\w+\s+)?(?:di)?(?:sebut|bocor|tulis|tampil|publik|ekspos|ungkap)\w*|"
    rf"(?:di)?rahasia\w*|(?:di)?sembunyi\w*|(?:di)?samar\w*)|"
    rf"\b(?:di)?(?:rahasia|sembunyi|samar)(?:kan|in|ken)?\s+{_NAME}|\btanpa\s+nama\b|\banonim\w*\b|\banonymous(?:ly)?\b|"
    r"\b(?:don'?t|do\s+not|without)\s+(?:\w+\s+){0,3}my\s+name\b",
    re.IGNORECASE,
)
_HIDES_ALL = re.compile(
    r"\b(?:di)?rahasia(?:kan|in|ken)\b|\b(?:tapi|tolong|mohon|secara|sifatnya|ini|harus|minta)\s+rahasia\b|\bconfidential(?:ly)?\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+)?(?:anonim|rahasia|anonymous|dirahasiakan)\b|\b(?:surat|telepon|telpon|akun|nomor|sms)\s+anonim\b|"
    r"\b(?:rahasia\s+(?:umum|negara|dinas|jabatan)|not\s+anonymous)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+)?(?:anonim|rahasia|anonymous|dirahasiakan)\b|\bnot\s+anonymous\b", re.IGNORECASE
)
_IN_DOUBT = re.compile(
    r"\?|^\W*(?:apa|apakah|opo)\b|\b(?:kenapa|knp|mengapa|kok|masa|why|kan|takut\w*|khawatir|kuatir|kalau|kalo|klo|kl|"
    r"nek|jika|asal|afraid|if)\b|\b(?:jangan|jgn|ojo)\s+(?:\w+\s+){0,2}?(?:tidak|tdk|gak|ga|nggak|ndak|tak|bukan)\b",
    re.IGNORECASE,
)
"""Who asks, fears, or says no to a no takes nothing back."""
_ASKS_WHAT = re.compile(r"\b(?:apa\s+itu|artinya|arti|maksudnya|bedanya|beda)\b", re.IGNORECASE)
_READ, _FEW = 3000, 8


def taken_back(text: str) -> bool:
    """Do the words say, and leave no doubt, that something needs to be hidden no more?"""
    told = text[:_READ]
    return bool(_TAKEN_BACK.search(told)) and not _IN_DOUBT.search(told)


def wished_in(text: str) -> Visibility | None:
    """What the words ask to hide; None: nothing."""
    told = _NOT_ASKED.sub(" ", text[:_READ])
    if _ASKS_WHAT.search(told) and len(told.split()) <= _FEW:
        return None
    if _HIDES_NAME.search(told):
        return Visibility.ANONIM
    return Visibility.ANONIM_RAHASIA if _HIDES_ALL.search(told) else None
