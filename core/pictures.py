"""Files without what they tell beside their content: place, time, device and names are taken out, pixels and words stay.

Nothing is encoded anew. Of EXIF only how a picture has to be turned is kept, as a bare tag. Of office documents and sound
recordings see :mod:`core.documents` and :mod:`core.sounds`; what nobody here can clean is known by :func:`tells`.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

import filetype

from core import documents, pdfs, sounds
from core.boxes import blanked

_SOS, _EOI, _APP1 = 0xDA, 0xD9, 0xE1
_KEPT_APPS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, and Adobe's word on how colours are meant."""
_COMMENT = 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
_ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"


def cleaned(content: bytes, mime: str) -> bytes:
    """The same picture, video, recording or office document without its metadata. Anything else comes back as it is.

    So does one that tells nothing. Of a picture that is cut off or made up only what could be read and is no metadata
    is left.
    """
    if not any(sign in content for sign in _TELLS.get(mime, ())):
        return content
    return _CLEANERS[mime](content)


def of_a_person(content: bytes, mime: str) -> bytes:
    """The same of what somebody sent from outside, where a PDF loses who made it too. One of the office is left alone: it
    may be signed."""
    return pdfs.cleaned(content, _jpeg) if mime == "application/pdf" else cleaned(content, mime)


def tells(clean: bytes, mime: str) -> bool:
    """May this file, cleaned as far as it can be, still say beside its content who made it? Then a person has to look."""
    if mime == "audio/ogg":
        return sounds.has_notes(clean)
    if mime == "audio/mpeg":
        return sounds.has_tags(clean)
    if mime in _OFFICE:
        return documents.cleaned(clean, _picture) != clean
    return mime not in SILENT


_OFFICE = frozenset(
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)


def _picture(content: bytes) -> bytes:
    """A picture in a document."""
    kind = filetype.guess(content[:8192])
    return cleaned(content, str(kind.mime)) if kind is not None and kind.mime not in _OFFICE else content


_TELLS: Mapping[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"Exif", b"ns.adobe.com", b"Photoshop", b"\xff\xfe"),
    "image/png": (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"),
    "image/webp": (b"EXIF", b"XMP "),
    **dict.fromkeys(("image/heic", "image/avif"), (b"Exif", b"mime", b"uuid")),
    **dict.fromkeys(("video/mp4", "video/x-m4v", "video/quicktime", "video/3gpp"), (b"udta", b"meta", b"uuid")),
    **dict.fromkeys(("audio/mp4", "audio/x-m4a"), (b"udta", b"meta", b"uuid")),
    "image/gif": (b"!\xfe", b"!\xff", b"\x3b"),
    "audio/mpeg": (b"ID3", b"TAG"),
    **dict.fromkeys((*_OFFICE, "application/zip"), (b"[Content_Types].xml",)),
}
SILENT = frozenset(_TELLS) - _OFFICE - {"application/zip"} | {"text/plain"}
"""Types that tell nothing beside their content once they are cleaned."""


def _jpeg(content: bytes) -> bytes:
    kept, turned = bytearray(content[:2]), 1
    for marker, start, end in _segments(content):
        if marker == _APP1:
            turned = _turned(content[start + 4 : end]) or turned
        elif marker == _SOS:
            return bytes(kept[:2]) + _turn(turned) + bytes(kept[2:]) + _to_the_end(content, start)
        elif marker in _KEPT_APPS or not (0xE0 <= marker <= 0xEF or marker == _COMMENT):
            kept += content[start:end]
    return bytes(kept)


def _to_the_end(content: bytes, start: int) -> bytes:
    """The picture itself; what some cameras hide behind its end is left out."""
    end = content.rfind(b"\xff\xd9")
    return content[start : end + 2] if end > start else content[start:]


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _ALONE and marker not in {_SOS, _EOI}:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(content):
            return
        yield marker, place, end
        place = end


def _turned(exif: bytes) -> int | None:
    """How the picture has to be turned, 1 to 8, where EXIF says so."""
    if not exif.startswith(b"Exif\0\0"):
        return None
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _turn(turned: int) -> bytes:
    """An EXIF block that holds nothing but how to turn the picture; none when it stands as it is."""
    if turned == 1:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, place = bytearray(_PNG), len(_PNG)
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if end > len(content):
            break
        if kind not in _TELLS["image/png"]:
            kept += content[place:end]
        place = end
        if kind == b"IEND":
            break
    return bytes(kept)


def _webp(content: bytes) -> bytes:
    kept, place = bytearray(), 12
    while place + 8 <= len(content):
        kind = content[place : place + 4]
        (length,) = struct.unpack_from("<I", content, place + 4)
        end = place + 8 + length + (length & 1)
        if place + 8 + length > len(content):
            break
        chunk = bytearray(content[place:end])
        if kind == b"VP8X" and length:
            chunk[8] &= ~0x0C & 0xFF
        if kind not in _TELLS["image/webp"]:
            kept += chunk
        place = end
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + bytes(kept)


def _gif(content: bytes) -> bytes:
    """A GIF without comments and without what programs put into it, but for how often it is played."""
    if len(content) < 13:
        return content
    place = 13 + _colours(content[10])
    kept = bytearray(content[:place])
    while place < len(content) and content[place] != 0x3B:
        is_words = content[place] == 0x21
        head = place + (2 if is_words else 11 + _colours(content[place + 9 : place + 10].rjust(1, b"\0")[0]))
        end = _behind(content, head)
        told = is_words and (
            content[place + 1] == _COMMENT
            or (content[place + 1] == 0xFF and content[head + 1 : head + 12] not in {b"NETSCAPE2.0", b"ANIMEXTS1.0"})
        )
        if end > len(content) or content[place] not in {0x21, 0x2C}:
            break
        if not told:
            kept += content[place:end]
        place = end
    return bytes(kept) + b"\x3b"


def _colours(flags: int) -> int:
    """How many bytes of colours follow."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind(content: bytes, place: int) -> int:
    """Where a row of blocks ends, each as long as its first byte says."""
    while place < len(content) and content[place]:
        place += content[place] + 1
    return place + 1


def _document(content: bytes) -> bytes:
    return documents.cleaned(content, _picture)


_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(_TELLS, blanked),
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
    "audio/mpeg": sounds.without_tags,
    **dict.fromkeys((*_OFFICE, "application/zip"), _document),
}
