"""The form of an answer: what was typed turned into the words of an entry, and what is wrong with it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from admin import addresses
from core.staff import Agency
from knowledge import catalogue, entries, files
from knowledge.entries import MAX_ANSWER, MAX_FILES, MAX_LINKS, MAX_PHRASING, MAX_PHRASINGS, Content
from knowledge.exchange.columns import link
from knowledge.models import Entry, EntryCategory, EntryKind, InformationClass

LISTS = ("phrasings", "phrasings_en", "acronyms", "related")
_DAYS = ("dated", "valid_from", "valid_until", "review_on")
LABELS: Mapping[str, str] = {
    "title": "Judul",
    "category": "Kategori",
    "information_class": "Golongan informasi",
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
    "links": "Tautan",
    "files": "Berkas",
    "valid_from": "Berlaku mulai",
    "valid_until": "Berlaku sampai",
    "review_on": "Tinjau lagi",
    "agency_id": "OPD pemilik",
    "is_sample": "Isi contoh",
}
_SAID = {
    "needed": "Wajib diisi.",
    "too_many": f"Paling banyak {MAX_PHRASINGS} baris.",
    "not_an_address": "Mulai dengan https:// dan tanpa spasi.",
    "ends_before": "Lebih awal daripada tanggal mulai.",
    "too_many_links": f"Paling banyak {MAX_LINKS} tautan.",
    "too_many_files": f"Paling banyak {MAX_FILES} berkas.",
    "not_a_day": "Tulis tanggal yang benar.",
    "stale": "Jawaban ini diubah orang lain setelah berkasnya diperiksa. Unduh lagi, lalu unggah ulang.",
    "twice": "Nama pendek ini ada dua kali di berkas.",
    "not_a_name": "Hanya huruf kecil, angka, dan tanda hubung, misalnya jam-layanan.",
    "has_draft": "Ada draf yang belum terbit di jawaban ini. Terbitkan atau selesaikan dulu.",
    "not_in_list": "Isinya tidak dikenal. Pakai kata dari berkas hasil unduhan.",
    "not_yes_or_no": "Isi ya atau tidak.",
    "no_such_agency": "Kode OPD itu tidak ada.",
    "not_text": "Isinya harus satu teks.",
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


def empty(*questions: str) -> Filled:
    """A new answer; with the questions that ask for it, already there as ways of asking."""
    first = questions[0] if questions else ""
    title = first[:1].upper() + first[1:]
    return Filled(
        {
            "title": title[:120],
            "phrasings": "\n".join(text[:MAX_PHRASING] for text in questions[:6]),
            "category": str(EntryCategory.INFORMASI),
        }
    )


def stored(content: Content) -> Filled:
    """The words of a version as fields."""
    shown = {field.name: _shown(getattr(content, field.name)) for field in fields(content)}
    shown["links"] = "\n".join(f"{label} | {address}" if label else address for label, address in content.links)
    return Filled(shown)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return "y" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value) if value is not None else ""


def typed() -> Filled:
    """What this request brought."""
    kept = {name: addresses.typed(name, 40_000) for name in LABELS}
    return Filled(kept | {"files": "\n".join(request.form.getlist("files")[:50])})


def content(
    session: Session, filled: Filled, base: Content | None, entry: Entry | None = None
) -> tuple[Content, dict[str, str]]:
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
        information_class=_member(InformationClass, filled["information_class"], None),
        links=tuple(link(line) for line in _lines(filled["links"])),
        files=tuple(file.id for file in files.usable(session, file_ids(filled), entry)),
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


def file_ids(filled: Filled) -> tuple[int, ...]:
    """The files that go with the answer, by id."""
    return tuple(key for line in filled["files"].split("\n") if (key := addresses.read_id(line)) is not None)


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


class Act(StrEnum):
    """What the button of the form asks for."""

    DRAFT = "draf"
    REVIEW = "tinjau"
    PUBLISH = "terbit"
    TRY = "dampak"


def act() -> Act:
    """The button that was pressed; a form sent without one keeps a draft."""
    return addresses.word("aksi", Act) or Act.DRAFT
