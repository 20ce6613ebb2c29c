"""Reads the words of a PDF the house made: compressed pages of simple fonts."""

import base64
import re
import zlib

_PAGE = re.compile(rb"stream\s*(.*?)endstream", re.DOTALL)
_WORDS = re.compile(rb"\(((?:\\.|[^\\)])*)\)\s*Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)")


def lines_in(made: bytes) -> list[str]:
    """Everything that is written, in the order it is drawn, page after page."""
    assert made.startswith(b"%PDF-")
    found = []
    for packed in _PAGE.findall(made):
        for words in _WORDS.findall(_unpacked(packed.strip())):
            found.append(_ESCAPED.sub(_letter, words).decode("cp1252"))
    return found


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompress(base64.a85decode(packed.removesuffix(b"~>")))
    except (ValueError, zlib.error):
        return b""


def _letter(escaped: re.Match[bytes]) -> bytes:
    code = escaped[1]
    return bytes([int(code, 8)]) if len(code) == 3 else code
