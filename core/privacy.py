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


_NIK = re.compile(r"(?<!\d)\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{6}[ .-]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\d/])(?:\+?62|0)[ .-]?8\d{1,3}(?:[ .-]?\d{2,4}){2,3}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(
    r"(?<![\w.@/])@[A-Za-z]\w{3,31}\b|\b(?:https?://)?(?:www\.)?(?:t\.me|wa\.me|instagram\.com|facebook\.com|fb\.com|"
    r"tiktok\.com|x\.com|twitter\.com)/[^\s,;]{2,100}",
    re.IGNORECASE,
)
_MASKS = (
    (_NIK, "[NIK disamarkan]"),
    (_PHONE, "[nomor telepon disamarkan]"),
    (_EMAIL, "[surel disamarkan]"),
    (_HANDLE, "[nama akun disamarkan]"),
)
_SHORTEST_NAME = 4


def mask_personal(text: str) -> str:
    """The text with identity, phone and e-mail numbers replaced, as staff lists, logs and exports may show it."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def mask_name(text: str, name: str | None) -> str:
    """The text without this person's name: whole, and each part of it that is no short common word."""
    parts = [part for part in re.findall(r"[^\W\d_]+", name or "") if len(part) >= _SHORTEST_NAME]
    for part in sorted({" ".join((name or "").split()), *parts}, key=len, reverse=True):
        if part:
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "[nama disamarkan]", text, flags=re.IGNORECASE)
    return text


def names_a_person(text: str) -> bool:
    """Does the text carry an identity number, which nobody needs for a complaint?"""
    return _NIK.search(text) is not None
