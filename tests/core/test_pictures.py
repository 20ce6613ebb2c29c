"""Pictures lose what they tell beside the picture, and nothing else."""

import struct
import zlib

from core.pictures import cleaned

PLACE = b"Exif\0\0MM\0*GPS -7.70,110.60 Siti Contoh 081234567890"


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    scan = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\x00\x56"
    return b"\xff\xd8" + b"".join(segments) + _segment(0xDB, b"\x00" * 65) + scan + b"\xff\xd9" + after


def _turned(how: int) -> bytes:
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, how, 0, 0)
    return _segment(0xE1, b"Exif\0\0" + tiff + b"081234567890")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_photo_loses_place_device_comment_and_what_hides_behind_its_end() -> None:
    jfif = _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    told = _jpeg(jfif, _segment(0xE1, PLACE), _segment(0xFE, b"Siti"), _segment(0xED, b"Photoshop"), after=PLACE)

    assert cleaned(told, "image/jpeg") == _jpeg(jfif)


def test_a_photo_still_stands_upright() -> None:
    clean = cleaned(_jpeg(_turned(6)), "image/jpeg")

    assert b"081234567890" not in clean
    assert clean.startswith(b"\xff\xd8\xff\xe1")
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in clean
    assert cleaned(clean, "image/jpeg") == clean


def test_a_png_and_a_webp_lose_their_words() -> None:
    head, end = _chunk(b"IHDR", b"\0" * 13), _chunk(b"IEND", b"")
    png = b"\x89PNG\r\n\x1a\n"
    assert cleaned(png + head + _chunk(b"tEXt", b"Author\0Siti") + end, "image/png") == png + head + end

    def webp(*chunks: bytes, flags: int) -> bytes:
        body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes([flags]) + b"\0" * 9 + b"".join(chunks)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    picture = b"VP8 " + struct.pack("<I", 2) + b"\x01\x02"
    assert cleaned(webp(picture, b"EXIF" + struct.pack("<I", 4) + b"Siti", flags=8), "image/webp") == webp(
        picture, flags=0
    )


def test_a_broken_photo_tells_nothing_either() -> None:
    broken = b"\xff\xd8" + _segment(0xE1, PLACE) + b"\xff\xe1\xff\xff" + PLACE

    assert b"Siti" not in cleaned(broken, "image/jpeg")


def test_what_is_no_picture_and_what_tells_nothing_stays_as_it_is() -> None:
    assert cleaned(PLACE, "application/pdf") == PLACE
    assert cleaned(_jpeg(), "image/jpeg") == _jpeg()
