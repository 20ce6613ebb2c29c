"""The office's keys: where they lie, and a new sealing key put first while everything goes on.

A new key is first only able to open. A process that seals with it before all others can open would write what they
cannot read, and a worker that cannot read a message gives it up. So `pendopo keys rotate` is run twice, with a restart
of every process after each.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from core.errors import NotPossible
from core.settings import Settings

_PLACES: Mapping[str, str] = {
    "PENDOPO_IDENTITY_KEYS": "identity.keys",
    "PENDOPO_LOOKUP_KEY": "lookup.key",
    "PENDOPO_SECRET_KEY": "secret.key",
}


def places(chosen: Settings, environ: Mapping[str, str]) -> str:
    """Where each key comes from, in words."""
    return ", ".join(_given(name, environ) or str(chosen.data_dir / file) for name, file in _PLACES.items())


def rotate(chosen: Settings, environ: Mapping[str, str]) -> str:
    """Make the next identity key ready or, when one is, put it first; what the operator has to do then."""
    given = _given("PENDOPO_IDENTITY_KEYS", environ)
    if given:
        raise NotPossible(
            f"the identity keys come from {given}. There, put a new key after the others and restart every process; "
            "then put it before the others and restart again (docs/operations.md)"
        )
    keys, coming = chosen.data_dir / "identity.keys", chosen.data_dir / "identity.next"
    with _alone(chosen.data_dir):
        if not coming.exists():
            _write(coming, Fernet.generate_key().decode())
            return (
                "A new key is ready; it does not seal yet. Restart the web process and all workers, then run "
                "`pendopo keys rotate` once more."
            )
        new = coming.read_text(encoding="utf-8").strip()
        old = [key.strip() for key in keys.read_text(encoding="utf-8").replace("\n", ",").split(",")]
        _write(keys, "\n".join([new, *(key for key in old if key and key != new)]))
        coming.unlink()
    return (
        f"The new key is first in {keys}; the old ones still open. Restart the web process and all workers, and copy "
        "this file to where your keys are kept: older copies of it do not open what is sealed from now on."
    )


def _given(name: str, environ: Mapping[str, str]) -> str:
    """The setting that holds this key instead of the data folder; empty when none does."""
    return next((setting for setting in (f"{name}_FILE", name) if environ.get(setting, "").strip()), "")


def _write(path: Path, text: str) -> None:
    """All of it or nothing, for its owner only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One rotation at a time."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
