"""PDF that people send: the pages stay, and nothing says beside them who made the file."""

import io

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import Text
from pypdf.generic import IndirectObject, NameObject, StreamObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from core.pictures import of_a_person, tells

PDF = "application/pdf"


def _photo() -> ImageReader:
    picture, file = Image.new("RGB", (40, 30), (200, 30, 30)), io.BytesIO()
    exif = picture.getexif()
    exif[0x013B] = "Rahayu"
    picture.save(file, "JPEG", exif=exif)
    return ImageReader(io.BytesIO(file.getvalue()))


@pytest.fixture
def telling() -> bytes:
    """Two pages that name nobody, in a file that names its author in every place it can."""
    file = io.BytesIO()
    sheet = canvas.Canvas(file)
    sheet.setAuthor("Siti Rahayu")
    sheet.drawString(100, 700, "Ada pungli di kelurahan")
    sheet.drawImage(_photo(), 100, 300)
    sheet.acroForm.textfield(name="nama_rahayu", x=100, y=200, value="isi")
    sheet.showPage()
    sheet.drawString(100, 700, "Halaman dua")
    sheet.save()
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(file.getvalue())))
    writer.add_attachment("rahayu.txt", b"rahayu")
    comment = Text(rect=(50, 550, 200, 650), text="lihat bagian ini")
    comment[NameObject("/T")] = TextStringObject("Rahayu")
    writer.add_annotation(0, comment)
    xmp = StreamObject()
    xmp.set_data(b"<x:xmpmeta>Rahayu</x:xmpmeta>")
    writer.pages[0][NameObject("/Metadata")] = writer._add_object(xmp)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _everything(content: bytes) -> str:
    """Each object of the file, unpacked."""
    reader, found = pypdf.PdfReader(io.BytesIO(content)), []
    for number in range(1, 80):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        found.append(str(thing))
        if isinstance(thing, StreamObject):
            found.append(thing.get_data().decode("latin-1"))
    return "\n".join(found)


def test_nothing_beside_the_pages_says_who_made_it(telling: bytes) -> None:
    clean = of_a_person(telling, PDF)

    assert "rahayu" in _everything(telling).lower()
    assert "rahayu" not in _everything(clean).lower()
    assert pypdf.PdfReader(io.BytesIO(clean)).metadata is None


def test_the_pages_and_their_comments_stay(telling: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(of_a_person(telling, PDF))).pages

    assert [page.extract_text().strip() for page in pages] == ["Ada pungli di kelurahan", "Halaman dua"]
    notes = [note.get_object() for note in pages[0]["/Annots"]]
    assert [note["/Contents"] for note in notes if "/Contents" in note] == ["lihat bagian ini"]
    assert len(pages[0].images) == 1


@pytest.mark.parametrize("end", [0, 4, 40, 600], ids=["empty", "head", "start", "half"])
def test_what_nobody_can_read_comes_back_as_it_is(telling: bytes, end: int) -> None:
    assert of_a_person(telling[:end], PDF) == telling[:end]


def test_a_person_looks_at_it_all_the_same(telling: bytes) -> None:
    assert tells(of_a_person(telling, PDF), PDF)
