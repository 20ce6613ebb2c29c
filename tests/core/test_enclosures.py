"""Enclosures: what may go out is judged by content, and nothing in it tells where a photo was taken."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support.bot_api import PNG

from core import enclosures
from core.enclosures import EnclosureNotTaken
from core.files import FileStore

PDF = b"%PDF-1.4\n%%EOF\n"
EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\0GPS -7.7051,110.6012"
JPEG = (
    b"\xff\xd8\xff\xe1"
    + (len(EXIF) + 2).to_bytes(2, "big")
    + EXIF
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00pixels\xff\xd9"
)


def _parcel(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        for name in names:
            parcel.writestr(name, "x")
    return out.getvalue()


def _book() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


DOCX = _parcel("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "files"))


def test_each_kind_is_known_by_its_content_and_named_by_its_place(store: FileStore) -> None:
    sent = enclosures.outgoing(enclosures.keep(store, [PDF, PNG, JPEG, DOCX, _book()]))

    assert [file.name for file in sent] == [
        "lampiran-1.pdf", "lampiran-2.png", "lampiran-3.jpg", "lampiran-4.docx", "lampiran-5.xlsx",
    ]  # fmt: skip
    assert [file.is_ours for file in sent] == [False] * 5


def test_a_photo_goes_out_without_the_place_it_was_taken_at(store: FileStore) -> None:
    (kept,) = enclosures.keep(store, [JPEG])

    assert b"GPS" not in store.get(kept.sha256)
    assert b"pixels" in store.get(kept.sha256)
    assert kept.size == len(store.get(kept.sha256))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (PDF + b"x" * enclosures.MAX_BYTES, "large"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (b"MZ\x90\x00" + b"\0" * 100, "kind"),
        (_parcel("surat.txt"), "kind"),
        (b"PK\x03\x04 cut off", "kind"),
        (_parcel("word/document.xml", "word/vbaProject.bin"), "macro"),
        (_parcel("xl/workbook.xml", "xl/vbaProject.BIN"), "macro"),
        (b"GIF89a" + b"\0" * 50, "kind"),
    ],
    ids=["empty", "large", "html", "program", "other zip", "broken zip", "macro document", "macro workbook", "gif"],
)
def test_what_nobody_should_be_sent_is_refused_by_name_and_nothing_is_kept(
    store: FileStore, content: bytes, why: str
) -> None:
    with pytest.raises(EnclosureNotTaken) as refused:
        enclosures.keep(store, [PDF, content])

    assert refused.value.data["why"] == why
    assert store.folder is not None
    assert not store.folder.exists()


def test_too_many_or_too_much_together_is_refused(store: FileStore) -> None:
    large = PDF + b"x" * (enclosures.MAX_BYTES - 100)

    for contents, why in (([PDF] * 6, "many"), ([large] * 3, "large")):
        with pytest.raises(EnclosureNotTaken) as refused:
            enclosures.keep(store, contents)
        assert refused.value.data["why"] == why
