"""The manifest of a backup: what is in it, the checksum of every file, and a proof that nobody else wrote it.

The proof is sealed with the office's identity key. It opens only with the keys the backup was made under, so a
restore learns before it touches anything that the keys are the right ones and that the manifest is as it was written.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken

from core.errors import NotPossible
from core.privacy import Keyring
from operations.progress import Tick

NAME = "manifest.json"
DATABASES: Mapping[str, str] = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_FORMAT = 1
_FILE = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``files`` says in words where the citizens' files are; ``missing`` counts lost ones."""

    made_at: str
    version: str
    migration: str
    database: str
    cases: int
    files: str
    missing: int
    keys: str
    checksums: Mapping[str, str]


def write(folder: Path, manifest: Manifest, keys: Keyring) -> None:
    """Put the manifest into the folder, as the last file of all."""
    content = {"format": _FORMAT, **asdict(manifest)}
    proof = keys.seal_json({"lookup": _lookup(keys), "content": _digest(content)})
    with (folder / NAME).open("x", encoding="utf-8") as file:
        json.dump({**content, "proof": base64.b64encode(proof).decode()}, file, indent=1)


def read(folder: Path, keys: Keyring | None) -> Manifest:
    """The manifest in this folder, as it was written under these keys; without keys its proof stays unread.

    Refuses a folder that holds no whole backup, one that was tampered with, and keys other than the backup's.
    """
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        proof = base64.b64decode(content.pop("proof"))
        if keys is not None:
            _check(content, proof, keys)
        made_for = content.pop("format")
        manifest = Manifest(**content)
        strange = [name for name in manifest.checksums if name not in DATABASES.values() and not _FILE.fullmatch(name)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise NotPossible(f"{folder} holds no whole backup: its {NAME} cannot be read") from error
    if made_for != _FORMAT or strange or DATABASES.get(manifest.database) not in manifest.checksums:
        raise NotPossible(f"{folder} holds no backup that this version can read")
    return manifest


def _check(content: Mapping[str, Any], proof: bytes, keys: Keyring) -> None:
    try:
        told = keys.open_json(proof)
    except InvalidToken as error:
        raise NotPossible(
            f"the identity keys here do not open this backup (or its {NAME} was changed). Put the keys it was made "
            f"under in their place first; they lay in: {content.get('keys')}"
        ) from error
    if told["lookup"] != _lookup(keys):
        raise NotPossible(
            "the lookup key here is not the backup's: the secret codes of citizens would stop working. Put the key it "
            f"was made under in its place first; it lay in: {content.get('keys')}"
        )
    if told["content"] != _digest(content):
        raise NotPossible(f"the {NAME} of this backup was changed after it was written: nothing was restored")


def verify(folder: Path, manifest: Manifest, tick: Tick) -> str:
    """Compare every file with its checksum. Refuses when one is missing or different."""
    for number, (name, expected) in enumerate(manifest.checksums.items(), 1):
        tick(f"{number} of {len(manifest.checksums)} files checked")
        try:
            found = sha256(folder / name)
        except OSError as error:
            raise NotPossible(f"{name} is missing from the backup: nothing was restored") from error
        if found != expected:
            raise NotPossible(f"{name} is not as it was when the backup was made: nothing was restored")
    return f"{len(manifest.checksums)} files are as they were written"


def sha256(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lookup(keys: Keyring) -> str:
    return keys.fingerprint("backup", "lookup")


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
