"""Joining: the acts that bring tickets together and take them apart."""

from datetime import datetime

from sqlalchemy.orm import Session

from admin import addresses
from admin.act import Act, Typed
from core.staff import Staff
from tickets import merging, notices, queries
from tickets.models import Case
from tickets.numbers import written_in
from tickets.service import UnknownCase
from tickets.states import Action


def _named(session: Session, by: Staff, words: str) -> list[Case]:
    """The cases whose numbers were typed. Refuses a number nobody has and one outside the person's scope alike."""
    found = []
    for written in written_in(words):
        case = queries.for_staff(session, written.number, by)
        if case is None:
            raise UnknownCase()
        found.append(case)
    if not found:
        raise UnknownCase()
    return found


def _merge(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    return merging.merge(session, case, _named(session, by, it.numbers), by=by, version=it.version, at=at)


def _unmerge_all(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    return merging.unmerge_all(session, case, by=by, reason=it.reason, at=at)


def _link(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    (other, *_) = _named(session, by, it.numbers)
    return merging.link(session, case, other, by=by, version=it.version, at=at)


def _unlink(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    key = addresses.read_id(it.link) or 0
    return merging.unlink(session, case, key, by=by, version=it.version, at=at)


def has_members(session: Session, case: Case) -> bool:
    """Was anything merged into this case?"""
    return bool(notices.merged_into(session, case))


JOINING: tuple[Act, ...] = (
    Act(
        "gabung",
        "Gabungkan tiket lain ke sini",
        "Gabungkan",
        "Tiket yang disebut ikut ditangani di sini; tenggatnya yang paling awal. Setiap pelapor diberi tahu sekali dan "
        "nomornya tetap berlaku. Bisa dibatalkan.",
        ("numbers",),
        _merge,
        Action.MERGE,
    ),
    Act(
        "lepas-semua",
        "Pisahkan semua tiket gabungan",
        "Pisahkan semua",
        "Setiap tiket kembali ke status dan tenggatnya sebelum digabung.",
        ("reason",),
        _unmerge_all,
    ),
    Act(
        "batal-gabung",
        "Pisahkan dari gabungan",
        "Pisahkan tiket ini",
        "Tiket kembali ke status dan tenggatnya sebelum digabung; pelapor diberi tahu.",
        ("reason",),
        lambda s, c, b, it, at: merging.unmerge(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.UNMERGE,
    ),
    Act(
        "pecah",
        "Pecah menjadi dua tiket",
        "Buat tiket kedua",
        "Bila satu laporan memuat dua perkara. Tulis bagian yang menjadi tiket kedua; waktu terimanya sama, dan pelapor "
        "menerima nomornya.",
        ("text", "place"),
        lambda s, c, b, it, at: merging.split(s, c, by=b, version=it.version, text=it.text, place=it.place, at=at),
    ),
    Act(
        "kaitkan",
        "Kaitkan dengan tiket lain",
        "Kaitkan",
        "Keduanya saling menunjuk, tanpa digabung. Pelapor tidak diberi tahu.",
        ("numbers",),
        _link,
    ),
    Act("lepas-kaitan", "Lepas kaitan", "Lepas", "", ("link",), _unlink),
)
