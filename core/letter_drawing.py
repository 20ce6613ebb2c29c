"""Draws a letter of plain values as a PDF. Only :mod:`core.paper`'s child process imports it."""

import io
from collections.abc import Mapping
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.platypus import HRFlowable, SimpleDocTemplate, Spacer, Table

from core.typesetting import INK, LINE, QUIET, paragraph, plain, styled


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
        title=plain(letter["title"]),
        author=plain(letter["office"]),
        invariant=1,
        lang="id-ID",
    )

    def foot(canvas: Any, _: object) -> None:
        canvas.setFont("Helvetica", 7.5)
        canvas.setFillColor(HexColor(QUIET))
        canvas.drawString(2.2 * cm, 1.1 * cm, plain(letter["foot"]))
        canvas.drawRightString(18.8 * cm, 1.1 * cm, f"Halaman {canvas.getPageNumber()}")

    sheet.build(_story(letter), onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()


def _story(letter: Mapping[str, Any]) -> list[Any]:
    head = _style("kop", fontName="Helvetica-Bold", fontSize=13, leading=17)
    title = _style("judul", fontName="Helvetica-Bold", fontSize=15, leading=20, spaceBefore=8, spaceAfter=8)
    name, fact = _style("nama", textColor=HexColor(QUIET)), _style("isi")
    facts = Table(
        [[paragraph(key, name), paragraph(value, fact)] for key, value in letter["facts"]],
        colWidths=[4.4 * cm, 12.2 * cm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE))],
    )
    part = _style("bab", fontName="Helvetica-Bold", fontSize=11, spaceBefore=12, spaceAfter=3, keepWithNext=1)
    story: list[Any] = [
        paragraph(letter["office"], head),
        HRFlowable(width="100%", thickness=1.5, color=HexColor(INK), spaceBefore=4),
        paragraph(letter["title"], title),
        facts,
        Spacer(1, 0.3 * cm),
    ]
    for heading, words in letter["parts"]:
        story.append(paragraph(heading, part))
        story += [paragraph(line, fact) for line in str(words).split("\n") if line.strip()]
    return story


def _style(name: str, **more: Any) -> Any:
    return styled(name, **{"fontSize": 10, "leading": 14, **more})
