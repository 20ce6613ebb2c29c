"""PDF without who made it: the pages are written anew and nothing else is, in the child process.

Gone are the document's own particulars (author, program, dates), XMP, earlier revisions, attachments, scripts, who wrote a
comment, and what photos in it tell. What stands on a page stays, so a person still looks before an agency has it. A
signature does not outlive it: the file as it came lies sealed beside.
"""

import io
import logging
import zlib
from collections.abc import Callable
from typing import Any

from core import child

_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/AA")
_OF_A_COMMENT = ("/T", "/TU", "/TM", "/M", "/NM", "/CreationDate", "/RC")
_NEVER = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})
_MOST_PAGES = 2_000


def cleaned(content: bytes, photo: Callable[[bytes], bytes]) -> bytes:
    """The same pages; ``photo`` cleans the photos in them. What nobody can read or takes too long comes back as it is."""
    try:
        return child.call(pages_alone, content, photo)
    except child.ChildFailed:
        return content


def pages_alone(content: bytes, photo: Callable[[bytes], bytes]) -> bytes:
    """What the child does."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - only the child pays for it
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted or len(reader.pages) > _MOST_PAGES:
            return content
        writer = PdfWriter()
        for page in reader.pages:
            _quiet(writer.add_page(page), photo)
        writer.metadata = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        file = io.BytesIO()
        writer.write(file)
        return file.getvalue()
    except (PyPdfError, *_BROKEN):
        return content


_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError, zlib.error)
"""What a file that is made up or cut off does to who reads it."""


def _quiet(page: Any, photo: Callable[[bytes], bytes]) -> None:
    """Take out of a page and of all it leads to what tells beside its content."""
    _comments(page)
    seen, waiting = set(), [page]
    while waiting:
        thing: Any = waiting.pop().get_object()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if hasattr(thing, "raw_get"):
            _silence(thing, photo)
            values = [thing.raw_get(name) for name in list(thing)]
        else:
            values = list(thing) if isinstance(thing, list) else []
        waiting += [value for value in values if hasattr(value, "get_object")]


def _comments(page: Any) -> None:
    """Comments stay, without who wrote them and when; files hung onto a page go."""
    notes = page["/Annots"].get_object() if "/Annots" in page else []
    kept = [one for one in notes if one.get_object().get("/Subtype") != "/FileAttachment"]
    for note in (one.get_object() for one in kept):
        fields = [note, *(note[name].get_object() for name in ("/Parent", "/Popup") if name in note)]
        for field in fields:
            for name in _OF_A_COMMENT:
                field.pop(name, None)
    if notes:
        notes.clear()
        notes.extend(kept)


def _silence(thing: Any, photo: Callable[[bytes], bytes]) -> None:
    for name in _TELLING:
        thing.pop(name, None)
    action = thing.get("/A")
    if isinstance(action, dict) and action.get("/S") in _NEVER:
        del thing["/A"]
    if thing.get("/Subtype") == "/Image" and "/DCTDecode" in str(thing.get("/Filter")):
        _clean_photo(thing, photo)


def _clean_photo(thing: Any, photo: Callable[[bytes], bytes]) -> None:
    """A photo lies in the file as its camera or telephone made it, at most wrapped in other letters."""
    from pypdf.generic import NameObject  # noqa: PLC0415 - only the child pays for it

    content = thing.get_data()
    if content.startswith(b"\xff\xd8"):
        thing._data, thing[NameObject("/Filter")] = photo(content), NameObject("/DCTDecode")
        thing.pop("/DecodeParms", None)
