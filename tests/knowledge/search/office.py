"""A small office for these tests: eight things it can answer, and how people ask for them."""

from dataclasses import replace

from knowledge.search import Entry
from knowledge.search.index import Index

_ROWS = (
    (
        "magang-syarat",
        "Syarat magang",
        "magang",
        "syarat",
        "syarat magang di kantor|berkas untuk praktik kerja lapangan",
    ),
    ("magang-lama", "Lama magang", "magang", "lama", "berapa lama magang|magang boleh berapa bulan"),
    ("jam-buka", "Jam buka kantor", "kantor", "waktu", "kantor buka jam berapa|jam pelayanan kantor"),
    ("alamat", "Alamat kantor", "kantor", "tempat", "di mana alamat kantor|kantornya di jalan apa"),
    ("wifi", "Wifi gratis di taman", "wifi taman", "tempat", "lokasi wifi gratis|taman mana yang ada wifinya"),
    ("kk", "Kartu Keluarga (KK)", "kk", "cara", "cara mengurus kartu keluarga|membuat KK baru"),
    (
        "lapor",
        "Melaporkan lampu jalan mati",
        "lampu jalan",
        "cara",
        "lapor lampu jalan mati|lampu jalan padam lapor ke mana",
    ),
    (
        "pasal-9",
        "Informasi berkala menurut Pasal 9",
        "informasi berkala",
        "apa",
        "apa itu informasi berkala|isi pasal 9 uu kip",
    ),
)
_ENGLISH = {"jam-buka": ("What are your opening hours?",), "alamat": ("Where is the office?",)}
_ANSWERS = {"wifi": "Wifi gratis ada di Taman Mawar dan di alun-alun, dibuka tahun 2021."}


def entries() -> list[Entry]:
    """The entries of the small office."""
    return [
        Entry(
            id=name,
            title=title,
            category="umum",
            kind="answer",
            object=thing,
            attribute=attribute,
            phrasings=tuple(phrasings.split("|")),
            phrasings_en=_ENGLISH.get(name, ()),
            acronyms=("KK",) if name == "kk" else (),
            answer=_ANSWERS.get(name, ""),
        )
        for name, title, thing, attribute, phrasings in _ROWS
    ]


def entry(name: str, *more: str) -> Entry:
    """One entry of the small office, with more phrasings."""
    found = next(each for each in entries() if each.id == name)
    return replace(found, phrasings=(*found.phrasings, *more))


def office() -> Index:
    """The small office, ready to be asked."""
    return Index.build(entries())


def first(index: Index, question: str) -> str:
    """The id of the first hit, or nothing."""
    hits = index.search(question).hits
    return hits[0].entry_id if hits else ""
