"""Draws a long list of plain values as landscape pages. Only :mod:`core.paper`'s child process imports it."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import cm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, LongTable, NextPageTemplate, PageTemplate, Spacer, Table

from core.typesetting import GREEN, INK, LINE, PALE, QUIET, RED, paragraph, plain, styled

_EDGE = 1.5 * cm
_WIDE = landscape(A4)[0]
_SIZE, _LINE, _PAD = 7.5, 9.5, 4
_HEAD = 0.55 * cm
_ROWS_AT_ONCE = 1000
"""A table of all rows would be measured again for every page."""


def draw(log: Mapping[str, Any]) -> bytes:
    """The PDF. The same log always gives the same bytes."""
    made = io.BytesIO()
    book = BaseDocTemplate(
        made,
        pagesize=landscape(A4),
        leftMargin=_EDGE,
        rightMargin=_EDGE,
        topMargin=_EDGE + _HEAD,
        bottomMargin=1.7 * cm,
        title=plain(log["title"]),
        author=plain(log["office"]),
        invariant=1,
        lang="id-ID",
    )

    class Numbered(Canvas):  # type: ignore[misc] # the library says nothing of its types
        """Writes the foot of each page once it is known how many there are."""

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFont("Helvetica", 7.5)
                self.setFillColor(HexColor(QUIET))
                self.drawString(_EDGE, 1 * cm, plain(log["foot"]))
                self.drawRightString(_WIDE - _EDGE, 1 * cm, f"Halaman {number} dari {len(self._pages)}")
                super().showPage()
            super().save()

    def again(canvas: Any, _: object) -> None:
        head = _head(log)
        head.wrapOn(canvas, book.width, _HEAD)
        head.drawOn(canvas, _EDGE, landscape(A4)[1] - _EDGE - _HEAD)

    frame = Frame(
        _EDGE, book.bottomMargin, book.width, book.height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    book.addPageTemplates([PageTemplate("pertama", [frame]), PageTemplate("lanjutan", [frame], onPage=again)])
    book.build([NextPageTemplate("lanjutan"), *_story(log)], canvasmaker=Numbered)
    return made.getvalue()


def _story(log: Mapping[str, Any]) -> list[Any]:
    quiet = styled("keterangan", fontSize=8.5, leading=12, textColor=HexColor(QUIET))
    story = [
        paragraph(log["office"], styled("kop", fontSize=9.5, textColor=HexColor(QUIET))),
        paragraph(log["title"], styled("judul", fontName="Helvetica-Bold", fontSize=15, leading=19)),
        *(paragraph(line, quiet) for line in log["told"]),
        Spacer(1, 0.3 * cm),
        _head(log),
    ]
    rows = log["rows"]
    story += [_table(log, rows[start : start + _ROWS_AT_ONCE]) for start in range(0, len(rows), _ROWS_AT_ONCE)]
    last = styled("jumlah", fontName="Helvetica-Bold", fontSize=8.5, spaceBefore=6)
    return [*story, paragraph(log["last"], last)]


def _head(log: Mapping[str, Any]) -> Any:
    """The names of the columns, over the first row and at the top of every further page."""
    row = [[_wrapped(name, width) for name, width in zip(log["head"], _widths(log), strict=True)]]
    style = [
        *_PADDED,
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", _SIZE, _LINE),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(GREEN)),
        ("TEXTCOLOR", (0, 0), (-1, 0), white),
    ]
    return Table(row, colWidths=_widths(log), rowHeights=[_HEAD], style=style)


def _table(log: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Any:
    """Plain lines, wrapped here: a paragraph in every cell takes five times as long. A term that was missed is red."""
    widths, marked = _widths(log), log["marked"]
    late = [("TEXTCOLOR", (marked, line), (marked, line), HexColor(RED)) for line, row in enumerate(rows) if row[-1]]
    style = [
        *_PADDED,
        ("FONT", (0, 0), (-1, -1), "Helvetica", _SIZE, _LINE),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(INK)),
        ("ROWBACKGROUNDS", (0, 0), (-1, -1), [white, HexColor(PALE)]),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor(LINE)),
        *late,
    ]
    cells = [[_wrapped(text, width) for text, width in zip(row[:-1], widths, strict=True)] for row in rows]
    return LongTable(cells, colWidths=widths, style=style)


_PADDED = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
)


def _widths(log: Mapping[str, Any]) -> list[float]:
    return [width * cm for width in log["widths"]]


def _wrapped(text: str, width: float) -> str:
    return "\n".join(simpleSplit(plain(text), "Helvetica", _SIZE, width - 2 * _PAD))
