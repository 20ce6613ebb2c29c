"""Entries written into a file: CSV and XLSX for a spreadsheet, YAML for an editor."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from core.cells import TEXT_STAYS_TEXT, safe
from knowledge.exchange.columns import COLUMNS, as_cell

_WIDTHS = {"title": 40, "answer": 60, "answer_en": 40, "source": 30, "phrasings": 50}


class Form(StrEnum):
    """The kinds of file entries come in."""

    CSV = "csv"
    XLSX = "xlsx"
    YAML = "yaml"


def file_of(entries: Iterable[Mapping[str, Any]], form: Form) -> bytes:
    """The bytes of a file of these entries, each as its values by column."""
    match form:
        case Form.CSV:
            return _csv(entries)
        case Form.XLSX:
            return _xlsx(entries)
        case Form.YAML:
            return _yaml(entries)


def _csv(entries: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for entry in entries:
        writer.writerow([safe(as_cell(entry[name])) for name in COLUMNS])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(entries: Iterable[Mapping[str, Any]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only who downloads a workbook pays for it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {**TEXT_STAYS_TEXT, "in_memory": True})
    sheet = book.add_worksheet("Jawaban")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 2)
    for column, (name, header) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, _WIDTHS.get(name, 16), wrapped)
        sheet.write_string(0, column, header, bold)
    for row, entry in enumerate(entries, start=1):
        for column, name in enumerate(COLUMNS):
            sheet.write_string(row, column, safe(as_cell(entry[name])), wrapped)
    book.close()
    return file.getvalue()


def _yaml(entries: Iterable[Mapping[str, Any]]) -> bytes:
    rows = [{name: _plain(value) for name, value in entry.items()} for entry in entries]
    return yaml.dump(rows, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, date) or not isinstance(value, str):
        return value
    return str(value)


class _Dumper(yaml.SafeDumper):
    """Writes an answer of several lines as it is read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
