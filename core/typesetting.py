"""Typesetting: draws a document of plain values as a PDF (A4). Only :mod:`core.paper`'s child process imports it.

A document is a dict: ``office``, ``address``, ``title``, ``subtitle``, ``facts`` (pairs on the cover), ``footer`` and
``blocks``, each a dict with a ``kind``: heading, text, table, bars, columns, shares, signatures or page.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

Document = Mapping[str, Any]
GREEN, AMBER, RED, GREY, INK, LINE, PALE = (
    "#0b5f4b",
    "#d9a441",
    "#c65b4f",
    "#9aa7a3",
    "#16211e",
    "#dbe1e0",
    "#eef4f2",
)
QUIET = "#53605c"
COLOURS = (GREEN, AMBER, RED, GREY)
_WIDTH = 17.0
"""Between the margins, in centimetres."""


def draw(document: Document) -> bytes:
    """The PDF. The same document always gives the same bytes."""
    made = io.BytesIO()
    book = BaseDocTemplate(
        made,
        pagesize=A4,
        leftMargin=2 * cm,
        rightMargin=2 * cm,
        topMargin=2.2 * cm,
        bottomMargin=2 * cm,
        title=plain(document["title"]),
        author=plain(document["office"]),
        subject=plain(document["subtitle"]),
        invariant=1,
        lang="id-ID",
    )
    frame = Frame(book.leftMargin, book.bottomMargin, book.width, book.height, id="isi", leftPadding=0, rightPadding=0)
    book.addPageTemplates(
        [
            PageTemplate("sampul", [frame], onPage=lambda canvas, _: _footer(canvas, document, numbered=False)),
            PageTemplate("isi", [frame], onPage=lambda canvas, _: _running(canvas, document)),
        ]
    )
    story = [*_cover(document), NextPageTemplate("isi"), PageBreak()]
    for block in document["blocks"]:
        story.extend(_BLOCKS[block["kind"]](block))
    book.build(story)
    return made.getvalue()


def plain(text: object) -> str:
    """Text in the letters the standard fonts have; what they do not have becomes a question mark."""
    return str(text).encode("cp1252", "replace").decode("cp1252")


def styled(name: str, **more: Any) -> Any:
    """A paragraph style: the house's plain text, with ``more`` of its own."""
    base = {"fontName": "Helvetica", "fontSize": 9.5, "leading": 13.5, "textColor": HexColor(INK)}
    return ParagraphStyle(name, **{**base, **more})


def paragraph(text: object, style: Any) -> Any:
    """A paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(plain(text)), style)


# pages -----------------------------------------------------------------------------------------------------------


def _footer(canvas: Any, document: Document, *, numbered: bool = True) -> None:
    canvas.setFont("Helvetica", 7)
    canvas.setFillColor(HexColor(QUIET))
    canvas.drawString(2 * cm, 1.1 * cm, plain(document["footer"]))
    if numbered:
        canvas.drawRightString(19 * cm, 1.1 * cm, plain(f"Halaman {canvas.getPageNumber()}"))


def _running(canvas: Any, document: Document) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(HexColor(QUIET))
    canvas.drawString(2 * cm, 28.3 * cm, plain(document["office"]))
    canvas.drawRightString(19 * cm, 28.3 * cm, plain(f"{document['title']}, {document['subtitle']}"))
    canvas.setStrokeColor(HexColor(LINE))
    canvas.line(2 * cm, 28.1 * cm, 19 * cm, 28.1 * cm)
    _footer(canvas, document)


def _cover(document: Document) -> list[Any]:
    centre = {"alignment": 1}
    head = styled("kop", fontName="Helvetica-Bold", fontSize=15, leading=19, **centre)
    title = styled("judul", fontName="Helvetica-Bold", fontSize=24, leading=30, **centre)
    rows = [
        [paragraph(name, styled("nama", textColor=HexColor(QUIET))), paragraph(value, styled("isi"))]
        for name, value in document["facts"]
    ]
    facts = Table(rows, colWidths=[5 * cm, 11 * cm])
    facts.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ])  # fmt: skip
    return [
        paragraph(document["office"].upper(), head),
        paragraph(document["address"], styled("alamat", fontSize=9, **centre)),
        Spacer(1, 0.25 * cm),
        HRFlowable(width="100%", thickness=2, color=HexColor(INK), spaceAfter=1.5),
        HRFlowable(width="100%", thickness=0.6, color=HexColor(INK)),
        Spacer(1, 4.6 * cm),
        *(paragraph(line.upper(), title) for line in document.get("title_lines", [document["title"]])),
        Spacer(1, 0.3 * cm),
        paragraph(document["subtitle"], styled("anak", fontSize=15, leading=20, textColor=HexColor(GREEN), **centre)),
        Spacer(1, 3.6 * cm),
        facts,
    ]  # fmt: skip


# blocks ----------------------------------------------------------------------------------------------------------


def _heading(block: Mapping[str, Any]) -> list[Any]:
    style = styled(
        "bab", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=13, spaceAfter=5,
        textColor=HexColor(GREEN), keepWithNext=1,
    )  # fmt: skip
    return [paragraph(block["text"], style)]


def _text(block: Mapping[str, Any]) -> list[Any]:
    return [paragraph(block["text"], styled("alinea", spaceAfter=6, fontSize=block.get("size", 9.5)))]


def _table(block: Mapping[str, Any]) -> list[Any]:
    left, right = styled("sel", fontSize=8.5, leading=11), styled("angka", fontSize=8.5, leading=11, alignment=2)
    heads = [
        styled("kepala", fontSize=8, leading=10, fontName="Helvetica-Bold", textColor=white, alignment=alignment)
        for alignment in (0, 2)
    ]
    bold = styled("jumlah", fontSize=8.5, leading=11, fontName="Helvetica-Bold", alignment=2)
    bold_left = styled("jumlah-kiri", fontSize=8.5, leading=11, fontName="Helvetica-Bold")
    words = block.get("words", 1)
    rows = [[paragraph(cell, heads[place >= words]) for place, cell in enumerate(block["head"])]]
    last = len(block["rows"]) - 1
    for number, cells in enumerate(block["rows"]):
        is_sum = block.get("total", False) and number == last
        styles = (bold_left if is_sum else left, bold if is_sum else right)
        rows.append([paragraph(cell, styles[place >= words]) for place, cell in enumerate(cells)])
    widths = block.get("widths") or [_WIDTH - 2.3 * (len(block["head"]) - 1), *[2.3] * (len(block["head"]) - 1)]
    table = Table(rows, colWidths=[width * cm for width in widths], repeatRows=1)
    style: list[Any] = [
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(GREEN)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, HexColor(PALE)]),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, HexColor(LINE)),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    if block.get("total", False):
        style.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, HexColor(INK)))
    table.setStyle(style)
    return [table, Spacer(1, 0.35 * cm)]


def _titled(title: str, drawing: Any) -> list[Any]:
    name = styled("gambar", fontName="Helvetica-Bold", fontSize=9.5, spaceBefore=4, spaceAfter=3)
    return [KeepTogether([paragraph(title, name), drawing, Spacer(1, 0.35 * cm)])]


def _bars(block: Mapping[str, Any]) -> list[Any]:
    """One lying bar for each row: label, number, and how the number is written."""
    return _lying(block["title"], [(label, [value], written) for label, value, written in block["rows"]], ())


def _shares(block: Mapping[str, Any]) -> list[Any]:
    """Lying bars of several parts with a legend."""
    return _lying(block["title"], block["rows"], block["legend"], is_whole=True)


def _lying(
    title: str, rows: Sequence[Any], legend: Sequence[str], *, is_whole: bool = False
) -> list[Any]:  # fmt: skip

    step, left, right = 0.56 * cm, 5.2 * cm, 1.9 * cm
    foot = 0.75 * cm if legend else 0.15 * cm
    height, room = step * len(rows) + foot, _WIDTH * cm - left - right
    picture = Drawing(_WIDTH * cm, height)
    longest = max((sum(values) for _, values, _ in rows), default=0) or 1
    for place, (label, values, written) in enumerate(rows):
        y, x = height - (place + 1) * step + 0.1 * cm, left
        picture.add(
            String(left - 0.2 * cm, y + 3, plain(label)[:38], fontSize=8, textAnchor="end", fillColor=HexColor(INK))
        )
        whole = (sum(values) or 1) if is_whole else longest
        for colour, value in zip(COLOURS, values, strict=False):
            width = room * value / whole
            if value:
                picture.add(Rect(x, y, width, step - 0.2 * cm, fillColor=HexColor(colour), strokeColor=None))
            x += width
        beside = left + room if is_whole else x
        picture.add(String(beside + 0.15 * cm, y + 3, plain(written), fontSize=8, fillColor=HexColor(INK)))
    picture.add(Line(left, foot, left, height, strokeColor=HexColor(GREY), strokeWidth=0.6))
    for place, name in enumerate(legend):
        x = left + place * 3 * cm
        picture.add(Rect(x, 0.1 * cm, 0.28 * cm, 0.28 * cm, fillColor=HexColor(COLOURS[place]), strokeColor=None))
        picture.add(String(x + 0.4 * cm, 0.12 * cm, plain(name), fontSize=8, fillColor=HexColor(INK)))
    return _titled(title, picture)


def _columns(block: Mapping[str, Any]) -> list[Any]:
    """Standing columns: label and number; a star where the number is None."""
    rows, height, foot = block["rows"], 4.4 * cm, 0.6 * cm
    picture = Drawing(_WIDTH * cm, height)
    step = _WIDTH * cm / max(len(rows), 1)
    tallest = max((value or 0 for _, value in rows), default=0) or 1
    for place, (label, value) in enumerate(rows):
        x, tall = place * step, (height - foot - 0.5 * cm) * (value or 0) / tallest
        picture.add(Rect(x + step * 0.14, foot, step * 0.72, tall, fillColor=HexColor(GREEN), strokeColor=None))
        middle, written = x + step / 2, "*" if value is None else str(value)
        picture.add(
            String(middle, foot + tall + 3, written, fontSize=7.5, textAnchor="middle", fillColor=HexColor(INK))
        )
        picture.add(String(middle, 0.2 * cm, plain(label), fontSize=7, textAnchor="middle", fillColor=HexColor(QUIET)))
    picture.add(Line(0, foot, _WIDTH * cm, foot, strokeColor=HexColor(GREY), strokeWidth=0.6))
    return _titled(block["title"], picture)


def _signatures(block: Mapping[str, Any]) -> list[Any]:
    """Two places to sign, side by side."""
    style = styled("tanda", alignment=1, leading=14)
    columns = [[paragraph(line, style) for line in person] for person in block["people"]]
    rows: list[list[Any]] = [list(row) for row in zip(*columns, strict=True)]
    rows.insert(2, [Spacer(1, 2 * cm) for _ in columns])
    return [Spacer(1, 0.8 * cm), KeepTogether([Table(rows, colWidths=[_WIDTH / len(columns) * cm] * len(columns))])]


def _page(_: Mapping[str, Any]) -> list[Any]:
    return [PageBreak()]


_BLOCKS = {
    "heading": _heading,
    "text": _text,
    "table": _table,
    "bars": _bars,
    "shares": _shares,
    "columns": _columns,
    "signatures": _signatures,
    "page": _page,
}
