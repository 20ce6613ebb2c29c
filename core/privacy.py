"""Privacy: sealing what names a person, look-ups without reading it, and masking numbers people type."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy.orm import Session

from core import personal_numbers
from core.personal_numbers import plain, replaced

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Keyring:
    """The office's keys: the first identity key seals, all of them open; the lookup key makes fingerprints."""

    identity: MultiFernet = field(repr=False)
    lookup: bytes = field(repr=False)

    @classmethod
    def of(cls, identity_keys: Sequence[str], lookup_key: str) -> "Keyring":
        return cls(MultiFernet([Fernet(key) for key in identity_keys]), lookup_key.encode())

    def seal(self, text: str) -> bytes:
        return base64.urlsafe_b64decode(self.identity.encrypt(text.encode("utf-8", "replace")))

    def open(self, sealed: bytes) -> str:
        return self.identity.decrypt(base64.urlsafe_b64encode(sealed)).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """A file, sealed."""
        return base64.urlsafe_b64decode(self.identity.encrypt(content))

    def open_bytes(self, sealed: bytes) -> bytes:
        return self.identity.decrypt(base64.urlsafe_b64encode(sealed))

    def seal_json(self, value: Any) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, sealed: bytes) -> Any:
        return json.loads(self.open(sealed))

    def fingerprint(self, purpose: str, value: str) -> str:
        """A stable mark of a value that does not give it away: for look-ups, dedupe and pseudonyms."""
        return hmac.new(self.lookup, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    def secret_code(self, case_id: int, version: int) -> str:
        """The reporter's second proof for one case: computed whenever it is needed, stored nowhere (DECISIONS 10)."""
        digest = hmac.new(self.lookup, f"code:{case_id}:{version}".encode(), hashlib.sha256).digest()
        number = int.from_bytes(digest, "big")
        return "".join(CROCKFORD[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))

    def pseudonym(self, case_id: int) -> str:
        """How a reporter is called before people who may not know the name: the same within a case, never across."""
        digest = hmac.new(self.lookup, f"pseudonym:{case_id}".encode(), hashlib.sha256).digest()
        return "".join(CROCKFORD[byte & 31] for byte in digest[:4])


def keyring(session: Session) -> Keyring:
    """The keys that came with the database this session belongs to."""
    keys = session.info["keyring"]
    assert isinstance(keys, Keyring)
    return keys


def same_code(given: str, code: str) -> bool:
    """Compare a typed code with the right one in constant time, forgiving case, spaces and look-alike letters."""
    cleaned = re.sub(r"[^0-9A-Za-z]", "", given).upper().translate(str.maketrans("ILO", "110"))
    return hmac.compare_digest(cleaned.encode(), code.encode())


_EMAIL = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|[\w.+-]{1,64}\s?[(\[]\s?at\s?[)\]]\s?[\w-]{1,63}(?:\s?(?:\.|[(\[]?\s?dot\s?[)\]]?)\s?[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w.@/])@(?!Rp)(?=[\w.-]*[A-Za-z])\w(?:[\w.-]{0,60}\w)?"
    r"|\b(?:https?://)?(?:www\.|m\.)?(?:t\.me|wa\.me|instagram\.com|facebook\.com|fb\.com|"
    r"tiktok\.com|x\.com|twitter\.com|threads\.net)/[^\s,;]{2,100}",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:ig|instagram|insta|fb|facebook|tik\s?tok|twitter|telegram|tele|tg|line|akun|username|threads)\b"
    r"(?:\s(?:saya|aku|ku|nya|akun|nama|id|username|user|adalah|ini|ig|fb)\b)*(?P<colon>\s?[:=])?\s?"
    r"(?P<handle>@?\w(?:[\w.-]{1,60}\w))(?P<after>\s*(?:$|[\n,;.)!?]))?",
    re.IGNORECASE,
)
_ACCOUNT_SHAPE = re.compile(r"(?=.*[^\W\d_])(?:.*[\d_.].*)")
_EMAIL_MASK, _HANDLE_MASK, _NAME_MASK = "[surel disamarkan]", "[nama akun disamarkan]", "[nama disamarkan]"


def mask_personal(text: str) -> str:
    """The text with identity, phone and account numbers, e-mail addresses and account names replaced, however they are
    spelled, as staff lists, searches, logs and exports may show it."""
    for pattern, mask in ((_EMAIL, _EMAIL_MASK), (_HANDLE, _HANDLE_MASK)):
        text = replaced(text, ((found.start(), found.end(), mask) for found in pattern.finditer(plain(text))))
    accounts = (_account(found) for found in _ACCOUNT.finditer(plain(text)))
    return personal_numbers.hidden(replaced(text, filter(None, accounts)))


def _account(found: re.Match[str]) -> tuple[int, int, str] | None:
    """The name after "IG": one built like an account name, or the only word after a colon."""
    looks_like_one = _ACCOUNT_SHAPE.fullmatch(found["handle"]) is not None
    if not looks_like_one and not (found["colon"] and found["after"] is not None):
        return None
    return (*found.span("handle"), _HANDLE_MASK)


_SHORT_NAME = 4
_COMMON = frozenset(
    "ada air aku alas api apa asa ban bau bor bus cat dan dua gas hak hal ini itu jam jum kali kan kos kota lah mau nah "
    "oke per pos pun rab saat sen soal tak tri uang van wah ya yg bin al el st dr haji hj".split()
)
"""Short words of every report: as a name they are only masked where they are written as one."""
_TITLES = "pak|bapak|bu|ibu|mas|mbak|mba|mbok|kak|dik|sdr|sdri|saudara|saudari|haji|hj|nama|saya|bernama|an|a\\.n\\.|atas nama"
_NO_NAME = frozenset("pak bapak bu ibu mas mbak mba kak haji hj dr ir drs dra bin binti spd sh se st mm".split())


def mask_name(text: str, name: str | None) -> str:
    """The text without this person's name: whole, run together, and each part of it.

    A part of two letters, or one that is a common word, only goes after a title ("Bu Ada"), so that what is reported
    stays readable.
    """
    parts = [part for part in re.findall(r"[^\W\d_]+", plain(name or "")) if part.lower() not in _NO_NAME]
    if not parts:
        return text
    whole = r"[\W\d_]*".join(map(re.escape, parts)) if len("".join(parts)) >= _SHORT_NAME else ""
    patterns = [_named(whole)] if whole else []
    patterns += [_named(re.escape(part)) for part in sorted(parts, key=len, reverse=True) if len(part) >= _SHORT_NAME]
    patterns += [_short(part) for part in parts if 2 <= len(part) < _SHORT_NAME]
    for pattern in patterns:
        text = replaced(text, ((*found.span("name"), _NAME_MASK) for found in pattern.finditer(plain(text))))
    return text


def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?P<name>{name})(?![^\W\d_])", re.IGNORECASE)


def _short(part: str) -> re.Pattern[str]:
    """A short name: after a title always; by itself with a capital, or in any letters where it is no common word."""
    alone = re.escape(part)
    if len(part) == 3 and part.lower() not in _COMMON:
        return _named(alone)
    return re.compile(rf"(?<![^\W\d_])(?i:{_TITLES})[\W_]+(?P<name>(?i:{alone}))(?![^\W\d_])")


def mask_phone(text: str, phone: str | None) -> str:
    """The text without this telephone number, wherever it is from and however it is spelled."""
    return personal_numbers.same_number(text, phone) if phone else text


def names_a_person(text: str) -> bool:
    """Does the text carry a number or an account that leads to a person, which nobody needs for a complaint?"""
    return mask_personal(text) != text
