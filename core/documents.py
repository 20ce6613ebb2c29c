"""Office documents (OOXML: DOCX, XLSX, PPTX) without who wrote them: the parts that tell are written anew, all others stay."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

_MOST_BYTES, _MOST_PARTS = 100 * 1024 * 1024, 5_000
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
_CORE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY: Mapping[str, bytes] = {
    "docProps/core.xml": _HEAD + b'<cp:coreProperties xmlns:cp="' + _CORE + b'"/>',
    "docProps/app.xml": _HEAD + b'<Properties xmlns="' + _OFFICE + b'extended-properties"/>',
    "docProps/custom.xml": _HEAD + b'<Properties xmlns="' + _OFFICE + b'custom-properties"/>',
}
_WRITERS = re.compile(
    rb"(\s(?:\w+:)?(?:author|initials|userId|userName|displayName|lastModifiedBy|lastEdited\w*|authorName)=)"
    rb"(?:\"[^\"]*\"|'[^']*')"
)
_NAMED = re.compile(rb"(<(?:\w+:)?(?:author|lastModifiedBy|creator)>)[^<]*(</)")
_PLACES = re.compile(rb"((?:Target|url)=\")(?:file:|[A-Za-z]:\\)[^\"]*(\")", re.IGNORECASE)


def cleaned(content: bytes, picture: Callable[[bytes], bytes]) -> bytes:
    """The same document without authors, dates of the file, and paths of a computer; ``picture`` cleans the pictures in it.

    What is no such document, or a larger one than anybody writes, comes back as it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            parts = old.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
                return content
            if "[Content_Types].xml" not in old.namelist():
                return content
            return _written({part.filename: _told(part.filename, old.read(part), picture) for part in parts})
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError):
        return content


def _written(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a document that has no dates."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _told(name: str, content: bytes, picture: Callable[[bytes], bytes]) -> bytes:
    if name in _EMPTY:
        return _EMPTY[name]
    if name.lower().endswith((".xml", ".rels")):
        unnamed = _NAMED.sub(rb"\1\2", _WRITERS.sub(rb'\1""', content))
        return _PLACES.sub(rb"\1file:///\2", unnamed)
    return picture(content)
