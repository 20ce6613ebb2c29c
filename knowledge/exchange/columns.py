"""The columns of a file of entries: what each is called, and how the words of an entry are written in it and read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.entries import Content
from knowledge.models import EntryCategory, EntryKind, InformationClass

SLUG = "id"
AGENCY = "agency"
LISTS = frozenset({"phrasings", "phrasings_en", "acronyms", "related"})
DAYS = frozenset({"dated", "valid_from", "valid_until", "review_on"})
SLUGS = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TRUE, _FALSE = frozenset({"ya", "y", "yes", "true", "1", "x"}), frozenset({"tidak", "t", "no", "n", "false", "0", ""})

COLUMNS: Mapping[str, str] = {
    SLUG: "Nama pendek",
    "title": "Judul",
    "category": "Kategori",
    "information_class": "Golongan informasi",
    "kind": "Jenis",
    "object": "Hal",
    "attribute": "Segi",
    "answer": "Jawaban",
    "answer_en": "Jawaban bahasa Inggris",
    "source": "Sumber",
    "source_url": "Alamat sumber",
    "dated": "Tanggal sumber",
    "phrasings": "Cara orang bertanya",
    "phrasings_en": "Cara bertanya, bahasa Inggris",
    "acronyms": "Singkatan",
    "related": "Jawaban terkait",
    "links": "Tautan",
    "valid_from": "Berlaku mulai",
    "valid_until": "Berlaku sampai",
    "review_on": "Tinjau lagi",
    AGENCY: "Kode OPD pemilik",
    "sample": "Isi contoh",
}
_BY_NAME = {text.casefold(): name for name, header in COLUMNS.items() for text in (name, header)} | {
    "is_sample": "sample"
}
REQUIRED = ("title", "answer", "source", "phrasings")


class Unreadable(ValueError):
    """A cell that says nothing its column can hold; the message is the code of the problem."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number there, and its cells by column."""

    number: int
    cells: Mapping[str, Any]


def named(header: object) -> str | None:
    """The column a header stands for, in Indonesian or as the programme calls it."""
    return _BY_NAME.get(" ".join(str(header).split()).casefold()) if header is not None else None


def written(content: Content, *, slug: str, agency: str) -> dict[str, Any]:
    """An entry as plain values by column."""
    values: dict[str, Any] = {SLUG: slug, AGENCY: agency, "sample": content.is_sample}
    for name in COLUMNS.keys() - values.keys():
        value = getattr(content, name)
        values[name] = list(value) if isinstance(value, tuple) else value
    values["links"] = [f"{label} | {address}" if label else address for label, address in content.links]
    return {name: values[name] for name in COLUMNS}


def as_cell(value: Any) -> str:
    """A plain value as the text of a cell; a list takes a line each."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def content_from(
    cells: Mapping[str, Any], base: Content | None, agencies: Mapping[str, int]
) -> tuple[Content, dict[str, str]]:
    """The words of an entry as a row gives them over ``base``, and which cells cannot be read, with the code of why."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, cell in cells.items():
        if name == SLUG:
            continue
        try:
            values[_FIELD.get(name, name)] = _read(name, cell, agencies)
        except Unreadable as wrong:
            problems[name] = str(wrong)
    start = base or Content("", EntryCategory.INFORMASI, "", "", ())
    return replace(start, **values), problems


_FIELD = {AGENCY: "agency_id", "sample": "is_sample"}


def _read(name: str, cell: Any, agencies: Mapping[str, int]) -> Any:
    if name in LISTS:
        return _lines(cell)
    if name in DAYS:
        return _day(cell)
    if name == "links":
        return tuple(link(line) for line in _lines(cell))
    reader = _READERS.get(name)
    if reader is not None:
        return reader(_text(cell))
    if name == AGENCY:
        return _agency(_text(cell), agencies)
    return _text(cell) or (None if name == "source_url" else "")


def link(line: str) -> tuple[str, str]:
    """ "Formulir | https://..." as its label and its address; a bare address has no label."""
    label, bar, address = line.rpartition("|")
    return (label.strip(), address.strip()) if bar else ("", line.strip())


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list | dict):
        raise Unreadable("not_text")
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _lines(cell: Any) -> tuple[str, ...]:
    parts = [_text(part) for part in cell] if isinstance(cell, list) else _text(cell).split("\n")
    return tuple(line for part in parts if (line := part.strip()))


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if not text:
        return None
    written = _LOCAL_DAY.fullmatch(text)
    try:
        return date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable("not_a_day") from None


def _one_of(closed_set: type[StrEnum], otherwise: StrEnum | None) -> Callable[[str], StrEnum | None]:
    def read(text: str) -> StrEnum | None:
        word = text.casefold().replace(" ", "_")
        if not word:
            return otherwise
        if word not in set(closed_set):
            raise Unreadable("not_in_list")
        return closed_set(word)

    return read


def _yes(text: str) -> bool:
    if text.casefold() in _TRUE:
        return True
    if text.casefold() in _FALSE:
        return False
    raise Unreadable("not_yes_or_no")


def _agency(code: str, agencies: Mapping[str, int]) -> int | None:
    if code and code not in agencies:
        raise Unreadable("no_such_agency")
    return agencies[code] if code else None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "category": _one_of(EntryCategory, EntryCategory.INFORMASI),
    "kind": _one_of(EntryKind, EntryKind.ANSWER),
    "information_class": _one_of(InformationClass, None),
    "sample": _yes,
}
