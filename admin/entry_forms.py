"""The form of an answer: what was typed turned into the words of an entry, and what is wrong with it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from admin import addresses
from core.staff import Agency
from knowledge import catalogue, entries
from knowledge.entries import MAX_ANSWER, MAX_PHRASING, MAX_PHRASINGS, Content
from knowledge.models import EntryCategory, EntryKind

LISTS = ("phrasings", "phrasings_en", "acronyms", "related")
_DAYS = ("dated", "valid_until", "review_on")
LABELS: Mapping[str, str] = {
    "title": "Judul",
    "category": "Kategori",
    "kind": "Jenis",
    "answer": "Jawaban",
    "answer_en": "Jawaban bahasa Inggris",
    "source": "Sumber",
    "source_url": "Alamat sumber",
    "dated": "Tanggal sumber",
    "phrasings": "Cara orang bertanya",
    "phrasings_en": "Cara bertanya, bahasa Inggris",
    "acronyms": "Singkatan",
    "related": "Jawaban terkait",
    "valid_until": "Berlaku sampai",
    "review_on": "Tinjau lagi",
    "agency_id": "OPD pemilik",
    "is_sample": "Isi contoh",
}
_SAID = {
    "needed": "Wajib diisi.",
    "too_many": f"Paling banyak {MAX_PHRASINGS} baris.",
    "not_an_address": "Mulai dengan https://",
    "not_a_day": "Tulis tanggal yang benar.",
    "unknown": "Ada nama yang tidak dikenal. Pakai nama pendek jawaban yang terbit, satu per baris.",
}
_TOO_LONG = {
    "answer": f"Terlalu panjang; paling banyak {MAX_ANSWER} huruf.",
    "answer_en": f"Terlalu panjang; paling banyak {MAX_ANSWER} huruf.",
    "phrasings": f"Satu baris paling panjang {MAX_PHRASING} huruf.",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as they are shown: text only, so that nothing typed is lost however wrong it is."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def empty(question: str = "") -> Filled:
    """A new answer; with the question that asks for it, already there as a way of asking."""
    title = question[:1].upper() + question[1:]
    return Filled({"title": title[:120], "phrasings": question, "category": str(EntryCategory.INFORMASI)})


def stored(content: Content) -> Filled:
    """The words of a version as fields."""
    return Filled({field.name: _shown(getattr(content, field.name)) for field in fields(content)})


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, bool):
        return "y" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value) if value is not None else ""


def typed() -> Filled:
    """What this request brought."""
    return Filled({name: addresses.typed(name, 40_000) for name in LABELS})


def content(session: Session, filled: Filled, base: Content | None) -> tuple[Content, dict[str, str]]:
    """The words of the entry, and what is wrong with them, as sentences by field. ``base`` keeps what no field shows."""
    days = {name: addresses.read_day(filled[name]) for name in _DAYS}
    made = Content(
        title=filled["title"],
        category=_member(EntryCategory, filled["category"], EntryCategory.INFORMASI),
        kind=_member(EntryKind, filled["kind"], EntryKind.ANSWER),
        answer=filled["answer"],
        answer_en=filled["answer_en"],
        source=filled["source"],
        source_url=filled["source_url"] or None,
        is_sample=bool(filled["is_sample"]),
        agency_id=_agency(session, filled["agency_id"]),
        **{name: _lines(filled[name]) for name in LISTS},
        **days,
    )
    if base is not None:
        made = replace(made, object=base.object, attribute=base.attribute)
    problems = entries.check(made) | {name: "not_a_day" for name in _DAYS if filled[name] and days[name] is None}
    if set(made.related) - set(catalogue.titles(session, made.related)):
        problems["related"] = "unknown"
    return made, in_words(problems)


def in_words(problems: Mapping[str, str]) -> dict[str, str]:
    """The codes of what is wrong, as sentences."""
    return {
        name: _TOO_LONG.get(name, "Terlalu panjang.") if code == "too_long" else _SAID.get(code, code)
        for name, code in problems.items()
    }


def _member(closed_set: type, value: str, otherwise: Any) -> Any:
    return closed_set(value) if value in set(closed_set) else otherwise


def _agency(session: Session, value: str) -> int | None:
    key = addresses.read_id(value)
    return key if key is not None and session.get(Agency, key) is not None else None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())[: MAX_PHRASINGS * 2]


def wants_publishing() -> bool:
    return request.form.get("aksi") == "terbit"
