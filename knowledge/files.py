"""Files that go with an answer: what may be one, whose it is, and which of them a citizen may fetch."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal
from core.files import Kept
from core.staff import Staff
from knowledge.live import live_versions
from knowledge.models import Entry, EntryFile

MAX_BYTES = 10 * 1024 * 1024
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
}
_ODD = re.compile(r"[^A-Za-z0-9_.()-]+")


class FileNotTaken(Refusal):
    """A file that is too large, empty, or of a kind nobody can open safely; ``why`` is large, empty or kind."""

    code = "file_not_taken"


def check(*, size: int, mime: str) -> None:
    """Refuse :class:`FileNotTaken` for what may not go with an answer."""
    if not size:
        raise FileNotTaken(why="empty")
    if size > MAX_BYTES:
        raise FileNotTaken(why="large")
    if mime not in ENDINGS:
        raise FileNotTaken(why="kind")


def add(session: Session, kept: Kept, *, name: str, by: Staff, at: datetime) -> EntryFile:
    """Note a stored file; it belongs to no entry until one is saved with it. Refuses :class:`FileNotTaken`."""
    check(size=kept.size, mime=kept.mime)
    stem = _ODD.sub(" ", name.rpartition(".")[0] or name).strip(" .")[:100].strip() or "berkas"
    file = EntryFile(
        name=f"{stem}.{ENDINGS[kept.mime]}",
        sha256=kept.sha256,
        mime=kept.mime,
        size=kept.size,
        added_by=by.id,
        added_at=at,
    )
    session.add(file)
    session.flush()
    return file


def usable(session: Session, ids: Iterable[int], entry: Entry | None) -> list[EntryFile]:
    """Those of these files that this entry may carry: its own, and those that are nobody's yet."""
    rows = {row.id: row for row in session.scalars(select(EntryFile).where(EntryFile.id.in_(tuple(ids))))}
    own = {None} if entry is None else {None, entry.id}
    return [rows[key] for key in dict.fromkeys(ids) if key in rows and rows[key].entry_id in own]


def claim(session: Session, entry: Entry, ids: Iterable[int]) -> None:
    """The files a saved version names are the entry's from now on."""
    for file in usable(session, tuple(ids), entry):
        file.entry_id = entry.id
    session.flush()


def public(session: Session, key: int, *, today: date) -> EntryFile | None:
    """A file of an answer that is told today; None for every other."""
    file = session.get(EntryFile, key)
    if file is None or file.entry_id is None:
        return None
    version = next(iter(live_versions(session, on=today, only=file.entry_id).values()), None)
    return file if version is not None and file.id in version.files else None
