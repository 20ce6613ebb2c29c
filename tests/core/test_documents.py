"""Documents, sounds and moving pictures lose who made them; what cannot be cleaned is known."""

import io
import struct
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image

from core.files import sniff
from core.pictures import cleaned, tells

WHO = "Siti Contoh"


def _workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = WHO
    book.active["A1"] = "isi"
    book.active["A1"].comment = Comment("catatan", WHO)
    book.save(file)
    return file.getvalue()


def _moving() -> bytes:
    pictures, file = [Image.new("RGB", (8, 8), (shade, 9, 3)) for shade in (0, 90, 180)], io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], comment=WHO.encode(), loop=0)
    return file.getvalue()


def _voice(*notes: bytes) -> bytes:
    said = b"".join(struct.pack("<I", len(note)) + note for note in notes)
    return b"OggS" + bytes(24) + b"OpusTags" + struct.pack("<I", 3) + b"lib" + struct.pack("<I", len(notes)) + said


def _parts(document: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as parcel:
        return b"".join(parcel.read(name) for name in parcel.namelist())


def test_a_workbook_forgets_its_writer_and_keeps_its_words() -> None:
    told = _workbook()
    mime = sniff(told)

    clean = cleaned(told, mime)

    assert WHO.encode() in _parts(told)
    assert WHO.encode() not in _parts(clean)
    sheet = openpyxl.load_workbook(io.BytesIO(clean)).active
    assert (sheet["A1"].value, sheet["A1"].comment.text.strip()) == ("isi", "catatan")
    assert (tells(told, mime), tells(clean, mime)) == (True, False)
    assert cleaned(clean, mime) == clean


def test_a_word_document_forgets_who_changed_it_and_the_place_in_its_pictures() -> None:
    photo = b"\xff\xd8\xff\xfe\x00\x0d" + WHO.encode() + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parcel:
        parcel.writestr("[Content_Types].xml", "<Types/>")
        parcel.writestr("docProps/core.xml", f"<dc:creator>{WHO}</dc:creator>")
        parcel.writestr("word/document.xml", f'<w:ins w:author="{WHO}" w:initials="SC"><w:t>isi</w:t></w:ins>')
        parcel.writestr("word/media/image1.jpeg", photo)

    clean = _parts(cleaned(file.getvalue(), "application/zip"))

    assert WHO.encode() not in clean
    assert b"<w:t>isi</w:t>" in clean


def test_a_gif_forgets_its_comment_and_still_moves() -> None:
    told = _moving()

    clean = cleaned(told, "image/gif")

    assert WHO.encode() in told
    assert WHO.encode() not in clean
    assert Image.open(io.BytesIO(clean)).n_frames == 3
    assert not tells(clean, "image/gif")


def test_a_recording_forgets_its_notes() -> None:
    sound = b"\xff\xfb\x90\x00" * 50
    before = b"ID3\x03\x00\x00\x00\x00\x00\x15TPE1" + b"\0\0\0\x0b\0\0" + WHO.encode()
    clean = cleaned(before + sound + b"TAG" + WHO.encode().ljust(125, b"\0"), "audio/mpeg")

    assert clean == sound
    assert not tells(clean, "audio/mpeg")


@pytest.mark.parametrize(
    ("content", "mime", "telling"),
    [
        (_voice(b"ENCODER=opus"), "audio/ogg", False),
        (_voice(b"ARTIST=Siti"), "audio/ogg", True),
        (b"OggS", "audio/ogg", True),
        (b"%PDF-1.4 /Author (Siti)", "application/pdf", True),
        (b"ID3\x03TPE1Siti", "audio/mpeg", True),
        (b"PK\x03\x04", "application/zip", True),
        (b"\0\1", "application/octet-stream", True),
        (b"\xff\xd8\xff", "image/jpeg", False),
        (b"catatan", "text/plain", False),
    ],
)
def test_what_nobody_here_can_clean_is_known(content: bytes, mime: str, telling: bool) -> None:
    assert tells(cleaned(content, mime), mime) is telling


@pytest.mark.parametrize("mime", ["image/gif", "audio/mpeg", "application/zip", "audio/mp4"])
def test_a_broken_file_stops_nothing(mime: str) -> None:
    for length in range(0, 60, 7):
        for told in (_moving(), _workbook(), b"ID3" + bytes(60)):
            cleaned(told[:length], mime)
