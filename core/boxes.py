"""Videos and HEIC or AVIF photos (ISO base media files, ISO/IEC 14496-12) without what they tell beside the picture.

Such a file is boxes in boxes, and parts of it point to others by their place in the file. So nothing is taken out:
what tells a place, a device or a name is overwritten with zeros, and every other byte stays where it was.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_TELLING = frozenset({b"udta", b"meta", b"uuid"})
_HOLDING = frozenset({b"moov", b"trak", b"mdia"})
_SILENT = {b"Exif": b"\0\0\0\0MM\0*\0\0\0\x08" + bytes(6), b"mime": b" "}
"""What stands in place of the words of an item, so that strict readers still open the file: EXIF without a field, blanks."""
_MOST_DEEP = 8
_MOST_ITEMS = 10_000


class _Box(NamedTuple):
    kind: bytes
    start: int
    inside: int
    end: int


def blanked(content: bytes) -> bytes:
    """The same file, as long as before, with its metadata blank. What cannot be read stays as it is."""
    file = bytearray(content)
    for box in _boxes(file, 0, len(file)):
        if box.kind == b"uuid":
            _blank(file, box)
        elif box.kind == b"meta":
            _blank_items(file, box)
        elif box.kind in _HOLDING:
            _blank_within(file, box, depth=1)
    return bytes(file)


def _blank_within(file: bytearray, box: _Box, depth: int) -> None:
    for part in _boxes(file, box.inside, box.end):
        if part.kind in _TELLING:
            _blank(file, part)
        elif part.kind in _HOLDING and depth < _MOST_DEEP:
            _blank_within(file, part, depth + 1)


def _blank(file: bytearray, box: _Box) -> None:
    """Empty space of the same size, which every player passes over."""
    file[box.start + 4 : box.start + 8] = b"free"
    file[box.inside : box.end] = bytes(box.end - box.inside)


def _boxes(file: bytearray, start: int, end: int) -> Iterator[_Box]:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", file, start)
        head = 8
        if size == 1 and start + 16 <= end:
            (size,) = struct.unpack_from(">Q", file, start + 8)
            head = 16
        stop = end if size == 0 else start + size
        if stop < start + head or stop > end:
            return
        yield _Box(bytes(kind), start, start + head, stop)
        start = stop


# items of a photo ------------------------------------------------------------------------------------------------------


def _blank_items(file: bytearray, meta: _Box) -> None:
    """EXIF and XMP of a photo are items: a list names them, another says where their bytes lie."""
    inside = {box.kind: box for box in _boxes(file, meta.inside + 4, meta.end)}
    if not {b"iinf", b"iloc"} <= inside.keys():
        return
    data = inside.get(b"idat")
    try:
        telling = dict(_telling_items(file, inside[b"iinf"]))
        for item, is_in_data, start, length in _places(file, inside[b"iloc"]):
            if item in telling:
                first = start + (data.inside if is_in_data and data is not None else 0)
                size = len(file[first : first + length])
                file[first : first + length] = _SILENT[telling[item]].ljust(size, b"\0")[:size]
    except struct.error:
        return


def _telling_items(file: bytearray, box: _Box) -> Iterator[tuple[int, bytes]]:
    first = box.inside + (6 if file[box.inside] == 0 else 8)
    for entry in _boxes(file, first, box.end):
        version = file[entry.inside]
        if entry.kind != b"infe" or version < 2:
            continue
        form = ">HH4s" if version == 2 else ">IH4s"
        item, _, kind = struct.unpack_from(form, file, entry.inside + 4)
        if kind in _SILENT:
            yield item, kind


def _places(file: bytearray, box: _Box) -> Iterator[tuple[int, bool, int, int]]:
    """For every run of bytes: its item, whether it lies in the box of data, where it begins and how long it is."""
    version = file[box.inside]
    sizes = file[box.inside + 4] << 8 | file[box.inside + 5]
    wide, long, base_wide, index_wide = (sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15)
    at = box.inside + 6

    def number(width: int) -> int:
        nonlocal at
        if at + width > box.end:
            raise struct.error("the list of places ends too early")
        value = int.from_bytes(file[at : at + width], "big")
        at += width
        return value

    for _ in range(min(number(2 if version < 2 else 4), _MOST_ITEMS)):
        item = number(2 if version < 2 else 4)
        is_in_data = version > 0 and number(2) & 15 == 1
        number(2)
        base = number(base_wide)
        for _ in range(number(2)):
            number(index_wide if version > 0 else 0)
            start, length = number(wide), number(long)
            yield item, is_in_data, base + start, length
