"""Makes a screenshot small enough for a repository: at most 256 colours, written as a palette PNG."""

import struct
import zlib
from pathlib import Path

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256


def shrink(path: Path) -> None:
    """Write the picture again with a palette, when that is smaller."""
    before = path.read_bytes()
    after = _palette_png(_pixels(before))
    if len(after) < len(before):
        path.write_bytes(after)


def _chunks(png: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(_SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name = png[at + 4 : at + 8]
        found[name] = found.get(name, b"") + png[at + 8 : at + 8 + size]
        at += 12 + size
    return found


def _pixels(png: bytes) -> np.ndarray:
    """Height x width x 3, from the 8-bit RGB or RGBA that Chromium writes."""
    chunks = _chunks(png)
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8
    step = {2: 3, 6: 4}[colour]
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width * step + 1)
    picture = np.zeros((height, width * step), np.uint8)
    above = np.zeros(width * step, np.uint8)
    for number, row in enumerate(rows):
        above = picture[number] = _unfiltered(int(row[0]), row[1:].copy(), above, step)
    return picture.reshape(height, width, step)[:, :, :3]


def _unfiltered(kind: int, row: np.ndarray, above: np.ndarray, step: int) -> np.ndarray:
    """Undo the filter of one row (PNG specification, 9.2)."""
    if kind == 0:
        return row
    if kind == 2:
        return row + above
    if kind == 1:
        return np.cumsum(row.reshape(-1, step), axis=0, dtype=np.uint8).reshape(-1)
    line, up = row.tolist(), above.tolist()
    for at, value in enumerate(line):
        left = line[at - step] if at >= step else 0
        if kind == 3:
            line[at] = (value + (left + up[at]) // 2) & 255
            continue
        corner = up[at - step] if at >= step else 0
        guess = left + up[at] - corner
        near = min((abs(guess - left), 0, left), (abs(guess - up[at]), 1, up[at]), (abs(guess - corner), 2, corner))
        line[at] = (value + near[2]) & 255
    return np.array(line, np.uint8)


def _palette_png(pixels: np.ndarray) -> bytes:
    palette, picture = _quantised(pixels)
    height, width = picture.shape
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = picture
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _quantised(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The most used colours, and for each pixel the nearest of them."""
    flat = pixels.reshape(-1, 3).astype(np.uint32)
    packed = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    colours, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    apart = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1).astype(np.int32)
    kept = apart[_most_telling(apart, counts)]
    nearest = np.empty(len(apart), np.uint8)
    for start in range(0, len(apart), 4096):
        part = apart[start : start + 4096]
        nearest[start : start + 4096] = ((part[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return kept, nearest[where.reshape(-1)].reshape(pixels.shape[:2])


def _most_telling(apart: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """One colour for each small cube of the colour space, the fullest cubes first, so that small chips keep theirs."""
    cube = (apart // 12 * np.array([1, 32, 1024])).sum(axis=1)
    order = np.lexsort((-counts, cube))
    first = np.r_[True, np.diff(cube[order]) != 0]
    leaders = order[first]
    weight = np.add.reduceat(counts[order], np.flatnonzero(first))
    exact = np.argsort(-counts)[: _COLOURS // 4]
    rest = leaders[np.argsort(-weight)]
    return np.array(list(dict.fromkeys([*exact.tolist(), *rest.tolist()]))[:_COLOURS])
