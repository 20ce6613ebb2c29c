"""Videos and newer photos lose what they tell, and play and show as before."""

import io
import struct

import pytest
from PIL import Image

from core.boxes import blanked
from core.files import sniff
from core.pictures import cleaned

PLACE = b"-07.7000+110.6000/ Ponsel Siti 081234567890"


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def video(told: bytes, outside: bytes = b"") -> bytes:
    """A video as a phone writes it: the place in the film's own notes, the device in those of a track."""
    track = box(
        b"trak", box(b"tkhd", b"\1" * 20), box(b"mdia", box(b"mdhd", b"\2" * 9)), box(b"meta", b"\0" * 4 + told)
    )
    film = box(b"moov", box(b"mvhd", b"\3" * 30), box(b"udta", box(b"\xa9xyz", told)), track)
    return box(b"ftyp", b"isom\0\0\2\0isommp41") + film + outside + box(b"mdat", b"pictures and sound" * 9)


def test_a_video_forgets_where_and_with_what_it_was_taken_and_nothing_moves() -> None:
    told = video(PLACE, box(b"uuid", b"\xbe" * 16 + PLACE))

    clean = cleaned(told, sniff(told))

    assert PLACE in told
    assert PLACE not in clean
    assert len(clean) == len(told)
    assert clean[clean.index(b"mdat") :] == told[told.index(b"mdat") :]
    assert all(kept in clean for kept in (b"mvhd" + b"\3" * 30, b"tkhd" + b"\1" * 20, b"mdhd" + b"\2" * 9))


def test_a_photo_of_a_new_kind_forgets_its_exif_and_shows_the_same_picture() -> None:
    picture = Image.effect_noise((64, 48), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0110] = "Ponsel Siti 081234567890"
    kept = io.BytesIO()
    picture.save(kept, "AVIF", exif=exif, xmp=b"<x:xmpmeta>Siti Contoh</x:xmpmeta>")
    told = kept.getvalue()
    assert b"081234567890" in told

    clean = cleaned(told, "image/avif")

    assert b"081234567890" not in clean
    assert b"Siti Contoh" not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(told)).tobytes()


@pytest.mark.parametrize("length", [0, 7, 30, 60, 90, 200])
def test_a_file_that_is_cut_off_or_lies_about_its_size_does_no_harm(length: int) -> None:
    cut = video(PLACE)[:length]
    lying = box(b"ftyp", b"isom") + struct.pack(">I4s", 1 << 30, b"moov") + PLACE
    meta = box(b"meta", b"\0" * 4, box(b"iinf", b"\0" * 6), box(b"iloc", b"\0\0\0\0\xff\xff\xff\xff"))

    assert len(blanked(cut)) == length
    assert len(blanked(lying)) == len(lying)
    assert len(blanked(meta[: length + 20])) == len(meta[: length + 20])


def test_what_tells_nothing_stays_byte_for_byte() -> None:
    plain = box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", box(b"mvhd", b"\3" * 30)) + box(b"mdat", b"film")

    assert cleaned(plain, "video/mp4") == plain
