"""What a person can do on a ticket's page: the forms, in the order they are offered, and what each one calls.

Which of them show follows from :func:`tickets.states.allowed`; nothing here decides who may.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin import addresses
from core.staff import Agency, Permission, Staff
from tickets import service
from tickets.kinds import CaseKind, Kadar, Outcome, Status
from tickets.models import Case
from tickets.service import MAX_TEXT
from tickets.states import Action, NotNow, NotYourPart, ReasonNeeded, allowed, may_see

Do = Callable[[Session, Case, Staff, "Typed", datetime], object]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought: kept as it was typed, so that a refusal loses nothing."""

    version: int | None = None
    text: str = ""
    reason: str = ""
    kadar: str = ""
    agency: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One form: its name in the address, its title, its button, its fields, and what it does."""

    slug: str
    title: str
    button: str
    hint: str
    fields: tuple[str, ...]
    do: Do
    action: Action | None = None
    to_citizen: bool = False


def typed() -> Typed:
    """The form of this request."""
    return Typed(
        version=addresses.row_id("version"),
        text=addresses.typed("text", MAX_TEXT * 2),
        reason=addresses.typed("reason", MAX_TEXT),
        kadar=addresses.typed("kadar", 20),
        agency=addresses.typed("agency", 12),
        ground=addresses.typed("ground", 24),
    )


def _dispose(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    key = addresses.read_id(it.agency)
    agency = session.get(Agency, key) if key else None
    return service.dispose(session, case, by=by, version=it.version, agency=agency, instruction=it.reason, at=at)


def _verify(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    kadar = Kadar(it.kadar) if it.kadar in set(Kadar) else Kadar.TIDAK_BERKADAR
    return service.verify(session, case, by=by, version=it.version, kadar=kadar, at=at)


def _archive(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    if it.ground not in service.ARCHIVE_GROUNDS:
        raise ReasonNeeded(action=Action.ARCHIVE)
    ground = Outcome(it.ground)
    return service.archive(session, case, by=by, version=it.version, ground=ground, reason=it.reason, at=at)


ACTS: tuple[Act, ...] = (
    Act(
        "verifikasi",
        "Verifikasi",
        "Nyatakan terverifikasi",
        "Laporan lengkap dan bisa ditindaklanjuti.",
        ("kadar",),
        _verify,
        Action.VERIFY,
    ),
    Act(
        "minta-kelengkapan",
        "Minta kelengkapan",
        "Kirim pertanyaan",
        "Satu pertanyaan yang jelas. Tiket menunggu sampai pelapor menjawab di chatnya.",
        ("text",),
        lambda s, c, b, it, at: service.ask(s, c, by=b, version=it.version, text=it.text, at=at),
        Action.ASK,
        to_citizen=True,
    ),
    Act(
        "disposisi",
        "Disposisi ke OPD",
        "Disposisikan",
        "OPD yang dipilih langsung melihat tiket ini; warga diberi tahu.",
        ("agency", "reason"),
        _dispose,
        Action.DISPOSE,
    ),
    Act(
        "proses",
        "Mulai proses",
        "Mulai proses",
        "Tiket menjadi tugas Anda; warga diberi tahu bahwa laporan mulai dikerjakan.",
        (),
        lambda s, c, b, it, at: service.accept(s, c, by=b, version=it.version, at=at),
        Action.ACCEPT,
    ),
    Act(
        "jawab",
        "Jawab",
        "Kirim jawaban",
        "Jawaban akhir kepada warga: apa hasilnya, dan apa yang dikerjakan.",
        ("text",),
        lambda s, c, b, it, at: service.reply(s, c, by=b, version=it.version, text=it.text, at=at),
        Action.ANSWER,
        to_citizen=True,
    ),
    Act(
        "kabari",
        "Kabari perkembangan",
        "Kirim kabar",
        "Kabar sementara. Status dan tenggat tidak berubah.",
        ("text",),
        lambda s, c, b, it, at: service.inform(s, c, by=b, version=it.version, text=it.text, at=at),
        to_citizen=True,
    ),
    Act(
        "kembalikan",
        "Kembalikan",
        "Kembalikan ke koordinator",
        "Bila ini bukan urusan OPD Anda. Hitungan jawaban pertama tetap berjalan.",
        ("reason",),
        lambda s, c, b, it, at: service.send_back(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.RETURN,
    ),
    Act(
        "tutup",
        "Tutup",
        "Tutup tiket",
        "Hanya setelah ada jawaban yang dikirim. Warga bisa membuka kembali dalam 10 hari kerja.",
        ("reason",),
        lambda s, c, b, it, at: service.close(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.CLOSE,
    ),
    Act(
        "buka-kembali",
        "Buka kembali",
        "Buka kembali",
        "Tiket ditangani lagi; warga diberi tahu.",
        ("reason",),
        lambda s, c, b, it, at: service.reopen(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.REOPEN,
    ),
    Act(
        "arsipkan",
        "Arsipkan",
        "Arsipkan tiket",
        "Untuk spam, kata kasar, atau yang bukan kewenangan kantor ini. Warga membaca alasannya.",
        ("ground", "reason"),
        _archive,
        Action.ARCHIVE,
    ),
    Act(
        "catatan",
        "Catatan internal",
        "Simpan catatan",
        "Hanya terbaca petugas yang boleh membuka tiket ini.",
        ("text",),
        lambda s, c, b, it, at: service.note(s, c, by=b, text=it.text, at=at),
    ),
    Act(
        "ambil",
        "Ambil tugas",
        "Ambil tugas ini",
        "",
        (),
        lambda s, c, b, it, at: service.assign(s, c, by=b, to=b, version=it.version, at=at),
    ),
    Act(
        "lepas",
        "Lepas tugas",
        "Lepas tugas",
        "",
        (),
        lambda s, c, b, it, at: service.assign(s, c, by=b, to=None, version=it.version, at=at),
    ),
)
BESIDE = frozenset({"ambil", "lepas"})
_FIRST = {
    Status.RECEIVED: "verifikasi",
    Status.VERIFIED: "disposisi",
    Status.DISPOSED: "proses",
    Status.IN_PROGRESS: "jawab",
    Status.REOPENED: "jawab",
}


def offered(case: Case, staff: Staff) -> list[Act]:
    """What this person can do to the case as it stands, in order."""
    moves = allowed(case, staff)
    return [act for act in ACTS if (act.action in moves if act.action else _is_at_hand(act, case, staff))]


def _is_at_hand(act: Act, case: Case, staff: Staff) -> bool:
    """The few things that are no move of the table: they need somebody who works on cases."""
    if act.slug == "catatan":
        return True
    works = staff.may(Permission.WORK_CASES) and case.status.is_open
    if act.slug == "ambil":
        return works and case.assignee_id != staff.id
    if act.slug == "lepas":
        return works and case.assignee_id is not None
    return works


def refuse_if_not_at_hand(act: Act, case: Case, staff: Staff) -> None:
    """What the state machine does not decide is decided here, for a form that was made up."""
    if act.action is not None or not may_see(staff, case) or _is_at_hand(act, case, staff):
        return
    if not case.status.is_open:
        raise NotNow(action=act.slug, status=case.status, number=case.number)
    raise NotYourPart(action=act.slug)


def natural(case: Case, acts: list[Act]) -> str:
    """The step that usually comes next: its form stands open."""
    slug = (
        "proses" if case.kind is CaseKind.PERMOHONAN and case.status is Status.RECEIVED else _FIRST.get(case.status, "")
    )
    return slug if any(act.slug == slug for act in acts) else ""
