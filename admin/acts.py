"""What a person can do on a ticket's page: the forms, in the order they are offered, and what each one calls.

Which of them show follows from :func:`tickets.states.allowed`; nothing here decides who may.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from admin import addresses
from admin.act import Act, Typed
from admin.context import panel
from admin.joining import JOINING, has_members
from core.errors import Refusal
from core.staff import Agency, Permission, Role, Staff, office_wide
from tickets import (
    approval,
    attention,
    categories,
    classifying,
    internal_notes,
    quarantine,
    service,
    transfers,
    word_of_mouth,
)
from tickets.classifying import Sorted
from tickets.kinds import CaseKind, Kadar, Outcome, Source, Status, Subject, TransferState
from tickets.models import Case
from tickets.states import Action, GroundNeeded, NotNow, NotYourPart, may_see


def _dispose(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    key = addresses.read_id(it.agency)
    agency = session.get(Agency, key) if key else None
    return service.dispose(session, case, by=by, version=it.version, agency=agency, instruction=it.reason, at=at)


def _sort(it: Typed) -> Sorted:
    known = categories.by_code(it.category)
    return Sorted(
        Kadar(it.kadar) if it.kadar in set(Kadar) else Kadar.TIDAK_BERKADAR,
        Subject(it.subject) if it.subject in set(Subject) else Subject.PENGADUAN,
        known.code if known else None,
    )


def _accept(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    day = addresses.read_day(it.planned_on)
    return service.accept(session, case, by=by, version=it.version, planned_on=day, at=at)


def _archive(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    if it.ground not in service.ARCHIVE_GROUNDS:
        raise GroundNeeded()
    ground = Outcome(it.ground)
    return service.archive(session, case, by=by, version=it.version, ground=ground, reason=it.reason, at=at)


def _transfer(session: Session, case: Case, by: Staff, it: Typed, at: datetime) -> object:
    """To a body with a service of its own the worker hands it over; to any other one a person does."""
    known = {target.name.casefold(): (code, target.name) for code, target in panel().settings.transfers.items()}
    code, name = known.get(" ".join(it.target.split()).casefold(), (None, it.target))
    return transfers.transfer(
        session, case, by=by, version=it.version, target=name, reason=it.reason, at=at, target_code=code
    )


def _source(it: Typed) -> Source:
    if it.source not in set(Source):
        raise SourceNeeded()
    return Source(it.source)


class SourceNeeded(Refusal):
    """How it came is written down with what staff key in for a reporter."""

    code = "source_needed"


ACTS: tuple[Act, ...] = (
    Act(
        "verifikasi",
        "Verifikasi",
        "Nyatakan terverifikasi",
        "Laporan lengkap dan bisa ditindaklanjuti.",
        ("kadar", "subject", "category"),
        lambda s, c, b, it, at: classifying.verify(s, c, by=b, version=it.version, sort=_sort(it), at=at),
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
        "pertanyaan-disampaikan",
        "Pertanyaan sudah disampaikan",
        "Catat sudah disampaikan",
        "Untuk pelapor tanpa chat, atau yang pesannya tidak sampai: waktunya menjawab mulai dihitung hari ini.",
        ("source",),
        lambda s, c, b, it, at: word_of_mouth.question_told(s, c, by=b, version=it.version, source=_source(it), at=at),
        Action.TELL,
    ),
    Act(
        "balasan-pelapor",
        "Catat balasan pelapor",
        "Simpan balasan",
        "Yang dikatakan pelapor di loket, telepon, atau surat. Tiket kembali diperiksa; nama Anda tercatat.",
        ("source", "text"),
        lambda s, c, b, it, at: word_of_mouth.record_reply(
            s, c, by=b, version=it.version, source=_source(it), text=it.text, at=at
        ),
        Action.SUPPLY,
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
        ("planned_on",),
        _accept,
        Action.ACCEPT,
    ),
    Act(
        "jawab",
        "Jawab",
        "Kirim jawaban",
        "Jawaban akhir kepada warga: apa hasilnya, dan apa yang dikerjakan.",
        ("text", "evidence", "files"),
        lambda s, c, b, it, at: service.reply(
            s, c, by=b, version=it.version, text=it.text, evidence=it.evidence, files=it.files, at=at
        ),
        Action.ANSWER,
        to_citizen=True,
    ),
    Act(
        "usulkan",
        "Usulkan jawaban",
        "Ajukan untuk disetujui",
        "Jawaban tiket ini dibaca koordinator atau supervisor dulu. Warga baru membacanya setelah disetujui.",
        ("text", "evidence", "files"),
        lambda s, c, b, it, at: approval.propose(
            s, c, by=b, version=it.version, text=it.text, evidence=it.evidence, files=it.files, at=at
        ),
        Action.PROPOSE,
    ),
    Act(
        "setujui",
        "Setujui usulan jawaban",
        "Setujui dan kirim",
        "Periksa bunyinya; boleh diperbaiki sebelum dikirim. Lampiran usulan ikut terkirim.",
        ("text",),
        lambda s, c, b, it, at: approval.approve(s, c, by=b, version=it.version, text=it.text, at=at),
        Action.APPROVE,
        to_citizen=True,
    ),
    Act(
        "tolak-usulan",
        "Tolak usulan jawaban",
        "Kembalikan usulan",
        "Tulis apa yang harus diperbaiki. Warga tidak diberi tahu.",
        ("reason",),
        lambda s, c, b, it, at: approval.decline(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.DECLINE,
    ),
    Act(
        "kabari",
        "Kabari perkembangan",
        "Kirim kabar",
        "Kabar sementara. Status dan tenggat tidak berubah.",
        ("text", "files"),
        lambda s, c, b, it, at: service.inform(s, c, by=b, version=it.version, text=it.text, files=it.files, at=at),
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
        "ubah-klasifikasi",
        "Ubah klasifikasi",
        "Simpan klasifikasi",
        "Tenggat penyelesaian ikut berubah dan tetap dihitung dari hari diterima. Keterlambatan yang sudah ada tetap tercatat.",
        ("kadar", "subject", "category", "reason"),
        lambda s, c, b, it, at: classifying.reclassify(
            s, c, by=b, version=it.version, sort=_sort(it), reason=it.reason, at=at
        ),
        Action.RECLASSIFY,
    ),
    Act(
        "alihkan-ppid",
        "Alihkan ke PPID",
        "Alihkan ke PPID",
        "Bila yang diminta informasi publik. Nomor register baru dibuat, waktu terimanya tetap; warga diberi tahu.",
        ("reason",),
        lambda s, c, b, it, at: transfers.to_ppid(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.TO_PPID,
    ),
    Act(
        "alihkan",
        "Alihkan ke badan lain",
        "Alihkan",
        "Untuk SP4N-LAPOR! atau badan lain yang berwenang. Warga membaca tujuan dan alasannya; tiket tetap terlihat di sini.",
        ("target", "reason"),
        _transfer,
        Action.TRANSFER,
    ),
    Act(
        "kirim-ulang",
        "Coba kirim lagi",
        "Coba lagi",
        "Setelah sebabnya dibereskan. Yang mungkin sudah sampai ditanyakan dulu ke sana, tidak langsung dikirim ulang.",
        (),
        lambda s, c, b, it, at: transfers.try_again(s, c, by=b, version=it.version, at=at),
    ),
    Act(
        "nomor-luar",
        "Catat nomor dari badan tujuan",
        "Simpan nomor",
        "Warga diberi tahu nomornya.",
        ("external_id",),
        lambda s, c, b, it, at: transfers.record_tracking(
            s, c, by=b, version=it.version, external_id=it.external_id, at=at
        ),
    ),
    Act(
        "alih-ditolak",
        "Ditolak badan tujuan",
        "Kembalikan ke kantor ini",
        "Tiket kembali terverifikasi; tenggat penyelesaian berjalan lagi sejak hari diterima.",
        ("reason",),
        lambda s, c, b, it, at: transfers.rejected(s, c, by=b, version=it.version, reason=it.reason, at=at),
        Action.TRANSFER_REJECTED,
    ),
    *JOINING,
    Act(
        "lepas-karantina",
        "Lepas dari karantina",
        "Masukkan ke antrean",
        "Laporan ini ditahan karena terlalu banyak atau sama dengan laporan lain dari orang yang sama. Tenggatnya sejak diterima.",
        (),
        lambda s, c, b, it, at: quarantine.release(s, c, by=b, version=it.version, at=at),
    ),
    Act(
        "perhatian-selesai",
        "Tandai sudah diperhatikan",
        "Sudah diperhatikan",
        "Tanda “perlu perhatian” dilepas. Tulis apa yang Anda putuskan.",
        ("reason",),
        lambda s, c, b, it, at: attention.settle(s, c, by=b, version=it.version, reason=it.reason, at=at),
    ),
    Act(
        "catatan",
        "Catatan internal",
        "Simpan catatan",
        "Hanya terbaca petugas yang boleh membuka tiket ini. Ketik @ dan nama rekan untuk memberi tahu dia.",
        ("text",),
        lambda s, c, b, it, at: internal_notes.write(s, c, by=b, text=it.text, at=at),
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
ELSEWHERE = frozenset({"lepas-kaitan"})
_FIRST = {
    Status.RECEIVED: "verifikasi",
    Status.VERIFIED: "disposisi",
    Status.DISPOSED: "proses",
    Status.IN_PROGRESS: "jawab",
    Status.REOPENED: "jawab",
}


def offered(session: Session, case: Case, staff: Staff) -> list[Act]:
    """What this person can do to the case as it stands, in order."""
    moves = approval.fitting(session, case, staff)
    return [act for act in ACTS if (act.action in moves if act.action else _is_at_hand(session, act, case, staff))]


def _is_at_hand(session: Session, act: Act, case: Case, staff: Staff) -> bool:
    """The few things that are no move of the table: they need somebody who works on cases."""
    if act.slug == "catatan":
        return True
    if act.slug == "lepas-karantina":
        return quarantine.may_release(case, staff)
    if act.slug == "perhatian-selesai":
        return attention.may_settle(case, staff)
    leads = bool(office_wide(staff) & {Role.KOORDINATOR, Role.INSPEKTORAT})
    if act.slug == "nomor-luar":
        sent = transfers.of_case(session, case)
        return leads and sent is not None and sent.state not in {TransferState.CONFIRMED, TransferState.REJECTED}
    if act.slug == "kirim-ulang":
        return leads and transfers.is_stuck(transfers.of_case(session, case))
    if act.slug == "lepas-semua":
        return leads and has_members(session, case)
    if act.slug in {"pecah", "kaitkan", "lepas-kaitan"}:
        return leads and case.kind is CaseKind.PENGADUAN and (case.status.is_open or act.slug != "pecah")
    works = staff.may(Permission.WORK_CASES) and case.status.is_open
    if act.slug == "ambil":
        return works and case.assignee_id != staff.id
    if act.slug == "lepas":
        return works and case.assignee_id is not None
    return works


def refuse_if_not_at_hand(session: Session, act: Act, case: Case, staff: Staff) -> None:
    """What the state machine does not decide is decided here, for a form that was made up."""
    if act.action is not None or not may_see(staff, case) or _is_at_hand(session, act, case, staff):
        return
    if not case.status.is_open:
        raise NotNow(action=act.slug, status=case.status, number=case.number)
    raise NotYourPart(action=act.slug)


def natural(case: Case, acts: list[Act]) -> str:
    """The step that usually comes next: its form stands open."""
    for first in ("setujui", "lepas-karantina"):
        if any(act.slug == first for act in acts):
            return first
    slug = (
        "proses" if case.kind is CaseKind.PERMOHONAN and case.status is Status.RECEIVED else _FIRST.get(case.status, "")
    )
    return slug if any(act.slug == slug for act in acts) else ""
