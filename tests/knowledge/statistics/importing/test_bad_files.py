"""Files as people send them: what each really is shows in its content, and all that is wrong is named with its rows."""

import io
import zipfile

import pytest
from sqlalchemy import func, select
from support.imports import TPT, Importer, a_workbook

from core.db import Database
from knowledge.statistics.importing import tables
from knowledge.statistics.importing.tables import NotATable
from knowledge.statistics.staging import BatchState, StagedRow

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64
TABLE = "Kabupaten/Kota;Tahun;Nilai\n"


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


_BOMB = _zip(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=b" " * 210_000_000)
_BAD = {
    "a picture called CSV": (PNG, "hasil.csv", "picture"),
    "a page called XLS": (b"<html xmlns:x='urn:excel'><table><tr><td>1</td></tr></table>", "tabel.xls", "html"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "tabel.xls", "old_excel"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "tabel.csv", "pdf"),
    "a zip that is no workbook": (_zip(readme=b"x"), "data.xlsx", "archive"),
    "a zip bomb": (_BOMB, "data.xlsx", "bomb"),
    "a cut workbook": (a_workbook(("Tahun", "Nilai"), (2022, 1))[:-400], "data.xlsx", "damaged"),
    "letters of another encoding": ((TABLE + "Kab. Klaten é;2022;4,1\n").encode("latin-1"), "data.csv", "encoding"),
    "nothing": (b" \n", "data.csv", "empty"),
    "ten million rows": (b"1;2\n" * 5_000_000, "data.csv", "rows"),
    "more bytes than are taken": (b"1;2222222222222\n" * 1_400_000, "data.csv", "size"),
    "a text": (b"Kepada Yth. Kepala Dinas\nTerlampir data\n", "data.csv", "one_column"),
    "rows of many lengths": (b"a;b;c\n1;2\n1;2;3;4\n1\n2;3;4;5;6\n1;2;3\n", "data.csv", "uneven"),
    "formulas": (a_workbook(("Tahun", "Nilai"), (2022, "=B3*2"), (2023, 4)), "data.xlsx", "formulas"),
    "a hundred columns": ((";".join(["x"] * 100) + "\n").encode() * 3, "data.csv", "columns"),
}


@pytest.mark.parametrize(("content", "name", "code"), _BAD.values(), ids=_BAD.keys())
def test_a_file_that_is_no_table_is_refused_for_what_it_is(content: bytes, name: str, code: str) -> None:
    with pytest.raises(NotATable) as refused:
        tables.look(content, name=name)

    assert [one["code"] for one in refused.value.problems] == [code]


def test_formulas_are_named_by_their_cells() -> None:
    with pytest.raises(NotATable) as refused:
        tables.look(_BAD["formulas"][0])

    assert refused.value.problems[0]["data"] == {"cells": ["B2"]}


def test_a_mark_before_the_first_header_does_not_matter() -> None:
    book = tables.look(" \ufeffnama_variabel;nama_tahun;data_content\nP1;2023;2.76\n".encode())

    assert book.sheets[0].head[0] == (1, ["nama_variabel", "nama_tahun", "data_content"])


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (("4,11", "4.25"), ["mixed_decimals"]),
        (("1.234", "5.678"), ["unclear_decimals"]),
        (("4,11", "=SUM(A1)"), ["formulas"]),
    ],
)
def test_a_column_nobody_can_read_for_sure_stops_the_whole_file(
    importer: Importer, database: Database, values: tuple[str, str], codes: list[str]
) -> None:
    body = "".join(f"Kab. Klaten;{2030 + place};{value}\n" for place, value in enumerate(("", "", *values)))
    padding = "".join(f"Boyolali;{year};7\n" for year in range(1950, 2012))

    batch = importer.reads(TABLE + padding + body, **TPT)

    assert (batch.state, [one["code"] for one in batch.problems]) == (BatchState.FAILED, codes)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(StagedRow)) == 0


def test_mixed_decimals_are_named_with_their_rows(importer: Importer) -> None:
    batch = importer.reads(TABLE + "Klaten;2027;4,11\nBoyolali;2027;4.25\nSragen;2027;3,9\n", **TPT)

    assert batch.problems[0]["data"] == {"column": "C", "comma_rows": [2, 4], "point_rows": [3]}


def test_a_file_too_wide_far_down_is_refused_whole(importer: Importer, database: Database) -> None:
    rows = "".join(f"Kab. Klaten;{1950 + place};5\n" for place in range(70))

    batch = importer.reads(TABLE + rows + ";" * 90 + "x\n", **TPT)

    assert (batch.state, batch.problems[0]["code"]) == (BatchState.FAILED, "columns")
