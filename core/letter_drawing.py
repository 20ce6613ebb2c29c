"""Draws a letter of plain values as a PDF. Only the child process of :mod:`core.letters` imports it."""

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

_INK, _GREY, _LINE = HexColor("#16211e"), HexColor("#53605c"), HexColor("#dbe1e0")


def draw(letter: Mapping[str, Any]) -> bytes:
    """The PDF. The same letter always gives the same bytes."""
    made = io.BytesIO()
    sheet = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=2.2 * cm,
        rightMargin=2.2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=_plain(letter["title"]),
        author=_plain(letter["office"]),
        invariant=1,
        lang="id-ID",
    )

    def foot(canvas: Any, _: object) -> None:
        canvas.setFont("Helvetica", 7.5)
        canvas.setFillColor(_GREY)
        canvas.drawString(2.2 * cm, 1.1 * cm, _plain(letter["foot"]))
        canvas.drawRightString(18.8 * cm, 1.1 * cm, f"Halaman {canvas.getPageNumber()}")

    sheet.build(_story(letter), onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()


def _story(letter: Mapping[str, Any]) -> list[Any]:
    head = _style("kop", fontName="Helvetica-Bold", fontSize=13, leading=17)
    title = _style("judul", fontName="Helvetica-Bold", fontSize=15, leading=20, spaceBefore=8, spaceAfter=8)
    name, fact = _style("nama", textColor=_GREY), _style("isi")
    facts = Table(
        [[_paragraph(key, name), _paragraph(value, fact)] for key, value in letter["facts"]],
        colWidths=[4.4 * cm, 12.2 * cm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE)],
    )
    part = _style("bab", fontName="Helvetica-Bold", fontSize=11, spaceBefore=12, spaceAfter=3, keepWithNext=1)
    story: list[Any] = [
        _paragraph(letter["office"], head),
        HRFlowable(width="100%", thickness=1.5, color=_INK, spaceBefore=4),
        _paragraph(letter["title"], title),
        facts,
        Spacer(1, 0.3 * cm),
    ]
    for heading, words in letter["parts"]:
        story.append(_paragraph(heading, part))
        story += [_paragraph(line, fact) for line in str(words).split("\n") if line.strip()]
    return story


def _style(name: str, **more: Any) -> Any:
    base = {"fontName": "Helvetica", "fontSize": 10, "leading": 14, "textColor": _INK}
    return ParagraphStyle(name, **{**base, **more})


def _paragraph(text: object, style: Any) -> Any:
    return Paragraph(escape(_plain(text)), style)


def _plain(text: object) -> str:
    """Text in the letters the standard fonts have; what they do not have becomes a question mark."""
    return str(text).encode("cp1252", "replace").decode("cp1252")
