"""Sound recordings without the notes beside the sound: who, where and with what. The sound itself stays."""

import struct

_ID3V1 = 128
_SILENT_NOTES = frozenset({"encoder", "language", "encoded_by_library"})


def without_tags(content: bytes) -> bytes:
    """An MP3 without the notes before it (ID3v2) and behind it (ID3v1, APE)."""
    while content[:3] == b"ID3" and len(content) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
        end = 10 + size + (10 if content[5] & 0x10 else 0)
        if end >= len(content):
            break
        content = content[end:]
    if content[-_ID3V1:][:3] == b"TAG":
        content = content[:-_ID3V1]
    if content[-32:][:8] == b"APETAGEX":
        (size,) = struct.unpack_from("<I", content[-32:], 12)
        content = content[: max(len(content) - size - 32, 0)] if size < len(content) else content
    return content


def has_tags(content: bytes) -> bool:
    """Are there notes left in an MP3, which could not be read?"""
    return content[:3] == b"ID3" or b"APETAGEX" in content[-4096:] or content[-_ID3V1:][:3] == b"TAG"


def has_notes(content: bytes) -> bool:
    """Does an Ogg recording (a voice message) say more beside the sound than what wrote it?"""
    head = content[:65536]
    place = max(head.find(b"OpusTags") + 8, head.find(b"\x03vorbis") + 7)
    if place < 8:
        return True
    try:
        (vendor,) = struct.unpack_from("<I", head, place)
        place += 4 + vendor
        (count,) = struct.unpack_from("<I", head, place)
        place += 4
        for _ in range(min(count, 100)):
            (length,) = struct.unpack_from("<I", head, place)
            note = head[place + 4 : place + 4 + length].decode("utf-8", "replace")
            if note.partition("=")[0].lower() not in _SILENT_NOTES:
                return True
            place += 4 + length
    except struct.error:
        return True
    return False
