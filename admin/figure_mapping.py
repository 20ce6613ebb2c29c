"""The form of a mapping: what a person sees of each column, and what they say it means."""

from flask import request
from sqlalchemy import select

from admin import addresses
from knowledge.statistics import sources
from knowledge.statistics.importing.cells import Style
from knowledge.statistics.importing.mapping import USUAL_BASE, Column, Level, Mapping, Use
from knowledge.statistics.importing.tables import MAX_COLUMNS, column_letter
from knowledge.statistics.models import Indicator, IndicatorState, SeriesBase
from texts import import_words as said

_SAMPLES = 3
USES = [(use.value, name) for use, name in said.USE.items()]
LEVELS = [(level.value, name) for level, name in said.LEVEL.items()]
STYLES = [("", "dilihat dari isinya"), (Style.COMMA.value, "koma (12,33)"), (Style.POINT.value, "titik (12.33)")]


def typed() -> Mapping:
    """The mapping of this request; what is no known choice is as if it had not been chosen."""
    columns = {}
    for place in range(MAX_COLUMNS):
        if f"guna-{place}" in request.form:
            columns[place] = Column(
                addresses.word(f"guna-{place}", Use) or Use.SKIP,
                addresses.typed(f"indikator-{place}", 80),
                addresses.typed(f"periode-{place}", 7),
                addresses.typed(f"rincian-{place}", 80),
            )
    return Mapping(
        sheet=(addresses.row_id("lembar") or 1) - 1,
        header=addresses.row_id("judul") or 1,
        columns=columns,
        indicator=addresses.typed("indikator", 80),
        region=addresses.typed("wilayah", 16),
        period=addresses.typed("periode", 7),
        dimension=addresses.typed("rincian", 80),
        base=addresses.typed("basis", 40),
        style=addresses.word("desimal", Style),
        level=addresses.word("tingkat", Level) or Level.MIXED,
        bare_is_kabupaten=request.form.get("tanpa_kata") == "ya",
        is_derived=request.form.get("turunan") == "ya",
    )


def typed_source() -> dict[str, str]:
    """What was said about where the table is from."""
    return {name: addresses.typed(name, most) for name, most in sources.FIELDS.items()}


def columns(sheet, mapping):
    """Each column with its header, a few of its cells, and what it is taken for."""
    names = next((row for number, row in sheet.head if number == mapping.header), [])
    body = [row for number, row in sheet.head if number > mapping.header]
    width = max([len(names), *(len(row) for row in body)], default=0)
    return [
        {
            "place": place,
            "letter": column_letter(place),
            "name": str(names[place]) if place < len(names) else "",
            "cells": [str(row[place]) for row in body if place < len(row) and row[place] != ""][:_SAMPLES],
            "is": mapping.columns.get(place, Column()),
        }
        for place in range(width)
    ]


def indicator_options(session):
    """Every indicator that is not retired, by name."""
    rows = session.scalars(select(Indicator).where(Indicator.state != IndicatorState.RETIRED).order_by(Indicator.name))
    return [(one.code, f"{one.name} ({one.unit})") for one in rows]


def base_options(session):
    """The bases any indicator has, the usual one first."""
    codes = session.scalars(select(SeriesBase.code).where(SeriesBase.code != "").distinct().order_by(SeriesBase.code))
    return [(USUAL_BASE, "basis biasa"), *((code, code) for code in codes)]
