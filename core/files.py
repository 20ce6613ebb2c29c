"""Files: kept once under the hash of their content, in the data folder or in shared storage (fsspec)."""

import codecs
import hashlib
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import filetype
import fsspec
from fsspec.implementations.local import LocalFileSystem

from core.clock import utc_now

_FRESH, SETTLED = timedelta(days=1), timedelta(days=2)
"""Bytes are kept first and named by a row after: what was written in the last two days is never let go, and what is older
than one is written again when it is needed again, so nobody relies on bytes that are about to go."""
SHOWN_IN_THE_PAGE = frozenset({"image/jpeg", "image/png", "image/webp"})

_utf8 = codecs.getincrementaldecoder("utf-8")


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file: its hash, the type its content shows, its size in bytes."""

    sha256: str
    mime: str
    size: int


class FileStore:
    """Content-addressed blobs behind ``PENDOPO_FILES_URL``. The blob is written first, the row that names it after."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)

    @property
    def folder(self) -> Path | None:
        """Where the files lie when that is on this machine; None for shared storage."""
        return Path(self._root) if isinstance(self._fs, LocalFileSystem) else None

    def put(self, content: bytes) -> Kept:
        """Keep these bytes; the same bytes are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not self._is_fresh(path):
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            draft = f"{path}.{secrets.token_hex(6)}"
            self._fs.pipe_file(draft, content)
            self._fs.mv(draft, path)
        return Kept(digest, sniff(content), len(content))

    def put_file(self, file: IO[bytes]) -> Kept:
        """Keep what this open file holds, however large, without reading it into memory."""
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size, path = file.tell(), self._path(digest)
        file.seek(0)
        mime = sniff(file.read(8192))
        if not self._is_fresh(path):
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            draft = f"{path}.{secrets.token_hex(6)}"
            file.seek(0)
            with self._fs.open(draft, "wb") as kept:
                shutil.copyfileobj(file, kept)
            self._fs.mv(draft, path)
        return Kept(digest, mime, size)

    def get(self, sha256: str) -> bytes:
        """The bytes kept under this hash. Raises FileNotFoundError when they are gone."""
        content = self._fs.cat_file(self._path(sha256))
        assert isinstance(content, bytes)
        return content

    def has(self, sha256: str) -> bool:
        """Are there bytes under this hash?"""
        return bool(self._fs.exists(self._path(sha256)))

    def renew(self, sha256: str) -> bool:
        """Somebody needs these bytes again, and will name them in a moment: False when they are gone."""
        path = self._path(sha256)
        if not self._is_fresh(path):
            try:
                self.put(self.get(sha256))
            except FileNotFoundError:
                return False
        return True

    def let_go(self, sha256: str) -> bool:
        """Forget bytes that no row names, unless somebody kept them lately and is about to name them. Are they gone?"""
        path = self._path(sha256)
        age = self._age(path)
        if age is None:
            return True
        if age < SETTLED:
            return False
        if self.folder is not None:
            path = f"{path}.{secrets.token_hex(6)}"
            self._fs.mv(self._path(sha256), path)
            if (self._age(path) or SETTLED) < SETTLED:  # kept again since we looked
                self._fs.mv(path, self._path(sha256))
                return False
        self._fs.rm_file(path)
        return True

    def where(self, sha256: str) -> str:
        """Where the bytes lie, for somebody at this machine."""
        return self._path(sha256)

    def drop(self, sha256: str) -> None:
        """Forget these bytes; nothing happens when they are gone already."""
        if self._fs.exists(self._path(sha256)):
            self._fs.rm_file(self._path(sha256))

    def _is_fresh(self, path: str) -> bool:
        """Is it there, and so new that nobody takes it away? An older one is written again by who needs it again."""
        age = self._age(path)
        return age is not None and age < _FRESH

    def _age(self, path: str) -> timedelta | None:
        """How long ago it was written, by the storage's own clock; None when it is not there."""
        try:
            written: datetime = self._fs.modified(path)
        except FileNotFoundError:
            return None
        return utc_now() - written

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}"


def sniff(content: bytes) -> str:
    """The type the content itself shows; a name or a header is never believed."""
    kind = filetype.guess(content[:8192])
    if kind is not None:
        return str(kind.mime)
    seen = content[:4096]
    try:
        _utf8().decode(seen, final=len(content) <= len(seen))
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain" if seen and b"\0" not in seen else "application/octet-stream"
