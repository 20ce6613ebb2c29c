"""Files of entries: what goes out comes back the same, and what cannot be read says why."""

import contextlib
import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as some

from knowledge import starter
from knowledge.entries import Content
from knowledge.exchange import columns, reading, writing
from knowledge.exchange.reading import MAX_BYTES, MAX_ROWS, NotReadable
from knowledge.exchange.writing import Form
from knowledge.models import EntryCategory, InformationClass

FULL = Content(
    title="KTP hilang",
    category=EntryCategory.LAYANAN,
    answer='Datang ke Disdukcapil.\n\n1. Bawa surat; kehilangan\n2. "KK" asli',
    source="Perbup 1/2026, Pasal 3",
    phrasings=("ktp saya hilang", "=SUM(A1) ktp", "+62 hilang"),
    object="ktp",
    attribute="hilang",
    answer_en="Come to the office.",
    source_url="https://klaten.example/perbup",
    dated=date(2026, 1, 5),
    is_sample=True,
    phrasings_en=("lost id card",),
    acronyms=("KTP",),
    related=("ktp-rusak",),
    links=(("Formulir", "https://klaten.example/f?a=1"), ("", "https://klaten.example")),
    information_class=InformationClass.SETIAP_SAAT,
    valid_from=date(2026, 2, 1),
    valid_until=date(2027, 2, 1),
    review_on=date(2026, 12, 1),
    agency_id=7,
)
AGENCIES = {"dukcapil": 7}


def _back(form: Form, *contents: Content) -> list[Content]:
    rows = [columns.written(content, slug=f"s-{place}", agency="dukcapil") for place, content in enumerate(contents)]
    found = []
    for line in reading.lines_of(writing.file_of(rows, form)):
        content, problems = columns.content_from(line.cells, None, AGENCIES)
        assert problems == {}
        found.append(content)
    return found


@pytest.mark.parametrize("form", list(Form))
def test_what_goes_out_comes_back_the_same(form: Form) -> None:
    assert _back(form, FULL) == [FULL]


@pytest.mark.parametrize("form", list(Form))
def test_the_whole_sample_office_comes_back_the_same(form: Form) -> None:
    entries = [replace(content, agency_id=7) for _, content in starter.starter_entries()]

    assert _back(form, *entries) == entries


_WORDS = some.text(some.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).map(
    str.strip
)


@runs(max_examples=60, deadline=None)
@given(title=_WORDS.filter(bool), lines=some.lists(_WORDS.filter(bool), min_size=1, max_size=4))
@example(title="0", lines=["'", "0"])
@example(title="'=1", lines=["''@a", "= b"])
@pytest.mark.parametrize("form", list(Form))
def test_any_words_come_back_the_same(form: Form, title: str, lines: list[str]) -> None:
    made = Content(title, EntryCategory.KANTOR, "\n".join(lines), "x", tuple(lines), agency_id=7)

    assert _back(form, made) == [made]


def test_no_cell_is_a_formula() -> None:
    rows = [columns.written(FULL, slug="=1+1", agency="")]

    _, cells = csv.reader(io.StringIO(writing.file_of(rows, Form.CSV).decode("utf-8-sig")), delimiter=";")
    assert cells[0] == "'=1+1"
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    book = openpyxl.load_workbook(io.BytesIO(writing.file_of(rows, Form.XLSX)))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_the_starter_files_are_files_of_entries() -> None:
    lines = reading.lines_of((starter.FOLDER / "ppid.yaml").read_bytes())

    assert lines[0].cells["id"] == "ppid-apa"
    assert columns.content_from(lines[0].cells, None, {})[1] == {}


@pytest.mark.parametrize(
    "text",
    [
        "Judul;Jawaban;Sumber;Cara orang bertanya\nA;B;C;d\n",
        "judul,JAWABAN,sumber,cara orang bertanya\r\nA,B,C,d\r\n",
        "title\tanswer\tsource\tphrasings\nA\tB\tC\td",
        "Judul;Jawaban;Sumber;Cara orang bertanya;Kolom lain\nA;B;C;d;e\n;;;;\n\n",
    ],
)
def test_headers_are_understood_in_both_languages_and_any_separator(text: str) -> None:
    (line,) = reading.lines_of(text.encode("utf-8-sig"))

    content, problems = columns.content_from(line.cells, None, {})
    assert (content.title, content.answer, content.source, content.phrasings) == ("A", "B", "C", ("d",))
    assert (line.number, problems) == (2, {})


@pytest.mark.parametrize(
    ("cell", "day"), [("2026-03-01", date(2026, 3, 1)), ("1/3/2026", date(2026, 3, 1)), ("", None)]
)
def test_a_day_is_read_as_people_write_it(cell: str, day: date | None) -> None:
    assert columns.content_from({"dated": cell}, None, {})[0].dated == day


def test_a_cell_that_cannot_be_read_is_named_with_its_column() -> None:
    cells = {"dated": "kapan", "category": "ngawur", "agency": "xyz", "sample": "mungkin", "title": ["a"]}

    _, problems = columns.content_from(cells, None, {})

    assert problems == {
        "dated": "not_a_day",
        "category": "not_in_list",
        "agency": "no_such_agency",
        "sample": "not_yes_or_no",
        "title": "not_text",
    }


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "columns"),
        (b"a;b;c\n1;2;3", "columns"),
        (b"Judul;Judul;Jawaban\n1;2;3", "columns"),
        (b"Judul;Jawaban\n", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 99, "kind"),
        (b"PK\x03\x04 not a workbook", "kind"),
        (b"\xff\xd8\xff\xe0\x80\x81", "text"),
        ("Judul;Jawaban\ncafé;x".encode("latin-1"), "text"),
        (b'Judul;Jawaban\n"open;x', "table"),
        (b"- id: a\n  title: [b\n", "table"),
        (b"- &x {title: a}\n- *x\n", "table"),
        (b"- " + b"[" * 3000, "table"),
        (b"- 1\n- 2\n", "table"),
        (b"- id: a\n", "columns"),
        (b"x" * (MAX_BYTES + 1), "size"),
        (_bomb(), "size"),
        (b"Judul;Jawaban\n" + b"a;b\n" * (MAX_ROWS + 1), "rows"),
    ],
    ids=range(17),
)
def test_what_is_no_table_of_entries_says_why(content: bytes, why: str) -> None:
    with pytest.raises(NotReadable) as refused:
        reading.lines_of(content)

    assert refused.value.data["why"] == why


@runs(max_examples=80, deadline=None)
@given(some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(NotReadable):
        assert reading.lines_of(content)
