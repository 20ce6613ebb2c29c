"""Enclosures: files staff put with their words for a citizen, judged by their content, cleaned, and named by us."""

import io
import zipfile
from collections.abc import Sequence

from core.errors import Refusal
from core.files import FileStore, Kept, sniff
from core.messages.outfiles import OutFile
from core.pictures import cleaned

MAX_BYTES, MOST_BYTES, MOST = 10 * 1024 * 1024, 20 * 1024 * 1024, 5
"""Of one file, of all of them together, and how many there may be."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", DOCX: "docx", XLSX: "xlsx"}
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_OFFICE = frozenset({"application/zip", DOCX, XLSX})


class EnclosureNotTaken(Refusal):
    """A file that may not go out; ``why`` is empty, large, many, kind or macro."""

    code = "enclosure_not_taken"


def keep(files: FileStore, contents: Sequence[bytes]) -> list[Kept]:
    """These files in the store, all of them or none. Refuses :class:`EnclosureNotTaken`."""
    if len(contents) > MOST:
        raise EnclosureNotTaken(why="many")
    if sum(map(len, contents)) > MOST_BYTES:
        raise EnclosureNotTaken(why="large")
    fit = [(content, kind_of(content)) for content in contents]
    found = []
    for content, mime in fit:
        kept = files.put(cleaned(content, mime))
        found.append(Kept(kept.sha256, mime, kept.size))
    return found


def kind_of(content: bytes) -> str:
    """What the content itself is. Refuses :class:`EnclosureNotTaken` for what nobody should be sent."""
    if not content:
        raise EnclosureNotTaken(why="empty")
    if len(content) > MAX_BYTES:
        raise EnclosureNotTaken(why="large")
    mime = sniff(content)
    if mime in _OFFICE:
        return _office_kind(content)
    if mime not in ENDINGS:
        raise EnclosureNotTaken(why="kind")
    return mime


def _office_kind(content: bytes) -> str:
    """A document or a workbook by the parts in it; one that carries a program is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            parts = set(parcel.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as broken:
        raise EnclosureNotTaken(why="kind") from broken
    if any(part.lower().endswith(("vbaproject.bin", ".exe", ".js")) for part in parts):
        raise EnclosureNotTaken(why="macro")
    mime = next((kind for part, kind in _PARTS.items() if part in parts), None)
    if mime is None:
        raise EnclosureNotTaken(why="kind")
    return mime


def outgoing(kept: Sequence[Kept]) -> list[OutFile]:
    """The files as they are sent, under names that tell nothing of who brought them."""
    return [
        OutFile(one.sha256, one.mime, f"lampiran-{place}.{ENDINGS.get(one.mime, 'bin')}", one.size)
        for place, one in enumerate(kept, start=1)
    ]
