"""Secrecy: who says anywhere in a report that they do not want to be named is not named. On doubt the name stays hidden."""

import re

from bot.dialogue.intents import Intent
from bot.dialogue.understanding import Understanding
from tickets.kinds import Visibility

_NAME = r"(?:nama|identitas|jati\s*diri|nami|asma|jeneng)\w*"
_NO = r"(?:jangan|jgn|ojo|aja|tidak|tdk|gak|ga|nggak|ndak|tak|bukan)"
_HIDES_NAME = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+){{0,3}}?(?:di)?(?:sebut|nyebut|bocor|tulis|tampil|publik|kasih\s*tahu|ekspos|ungkap)\w*\s+(?:\w+\s+){{0,2}}?{_NAME}|"
    rf"\b{_NAME}\s+(?:\w+\s+){{0,3}}?(?:(?:{_NO})\s+(?:\w+\s+)?(?:di)?(?:sebut|bocor|tulis|tampil|publik|ekspos|ungkap)\w*|"
    rf"(?:di)?rahasia\w*|(?:di)?sembunyi\w*|(?:di)?samar\w*)|"
    rf"\b(?:di)?(?:rahasia|sembunyi|samar)(?:kan|in|ken)?\s+{_NAME}|\btanpa\s+nama\b|\banonim\w*\b|\banonymous(?:ly)?\b|"
    r"\b(?:jangan|jgn|ojo)\s+(?:sampai\s+|sampe\s+)?(?:\w+\s+){0,3}?(?:bilang|kasih\s*tahu|kasih\s*tau|diketahui|tahu|tau|ketahuan|ngerti|cerita)\w*\s+"
    r"(?:\w+\s+){0,3}?(?:siapa\s+(?:yang|yg)\s+(?:lapor|melapor|ngadu)|(?:saya|aku|kami)\s+(?:yang|yg)\b|kalau\s+(?:saya|aku|kami)\b|(?:yang|yg)\s+lapor|pelapor)|"
    r"\b(?:jangan|jgn|ojo)\s+(?:sampai|sampe|nganti)\s+ketahuan\b|"
    r"(?<!petugas )(?<!kades )(?<!mereka )(?<!oknum )(?<!dia )(?<!pelaku )"
    r"\b(?:takut|wedi|khawatir)\s+(?:\w+\s+){0,2}(?:ketahuan|diketahui|dikenali|konangan)\b|"
    r"\blindungi\s+(?:saya|aku|identitas|pelapor|kami)\b|\b(?:tidak|gak|ga|nggak|ndak)\s+mau\s+(?:ketahuan|diketahui|dikenali)\b|"
    r"\b(?:don'?t|do\s+not|never)\s+tell\s+(?:\w+\s+){1,3}(?:me|who)\b|\bkeep\s+me\s+(?:anonymous|secret)\b|"
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
_ASKS_WHO_KNOWS = re.compile(
    r"\b(?:nama|identitas|data|nomor|jeneng|asma)\s*(?:saya|sy|aku|ku|kami|pelapor|kulo|kula)?\b(?:\s+\w+){0,4}?\s+"
    r"(?:ketahuan|diketahui|kelihatan|terlihat|tersebar|bocor|aman|dilihat|dirahasiakan|ditampilkan|konangan)\b|"
    r"\bsaya\s+(?:\w+\s+){0,2}(?:ketahuan|diketahui|dikenali)\b|\bwill\s+(?:they|anyone|anybody|people)\s+know\b",
    re.IGNORECASE,
)
_READ, _FEW, _A_QUESTION = 3000, 8, 12


def taken_back(text: str) -> bool:
    """Do the words say, and leave no doubt, that something needs to be hidden no more?"""
    told = text[:_READ]
    return bool(_TAKEN_BACK.search(told)) and not _IN_DOUBT.search(told)


def asks_who_knows(text: str) -> bool:
    """ "Apakah nama saya akan diketahui kades?": asked out of fear, and nothing else."""
    return len(text.split()) <= _A_QUESTION and bool(_ASKS_WHO_KNOWS.search(text))


def wished_in(text: str) -> Visibility | None:
    """What the words ask to hide; None: nothing."""
    told = _NOT_ASKED.sub(" ", text[:_READ])
    if _ASKS_WHAT.search(told) and len(told.split()) <= _FEW:
        return None
    if _HIDES_NAME.search(told):
        return Visibility.ANONIM
    return Visibility.ANONIM_RAHASIA if _HIDES_ALL.search(told) else None


_A_WISH = 10


def wished(understood: Understanding) -> Visibility | None:
    """Words that only ask to hide who reports, or what."""
    intents = understood.intents
    if intents & {Intent.ANONYMOUS, Intent.CONFIDENTIAL}:
        return Visibility.ANONIM_RAHASIA if Intent.CONFIDENTIAL in intents else Visibility.ANONIM
    is_short = len(understood.words) <= _A_WISH and understood.place is None
    return wished_in(understood.text) if is_short and not understood.is_complaint else None
