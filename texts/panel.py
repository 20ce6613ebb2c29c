"""The panel: what is said after an act, and the labels only staff see."""

from collections.abc import Mapping, Sequence

from core.messages.channel_alarms import UNKNOWN_NUMBER
from core.messages.handovers import HandoverState
from core.messages.media import MediaKind
from core.workdays import HolidayKind
from knowledge.catalogue import EntryState
from knowledge.effects import Turn
from knowledge.exchange.staging import Fate
from knowledge.models import EntryCategory, EntryKind, InformationClass, VersionState
from knowledge.search import Outcome
from tickets import chat_notices
from tickets.kinds import Rung
from tickets.notices import Notice
from tickets.queries import Recent, Tab
from tickets.signs import Sign

SAVED = "Tersimpan."
DRAFT_SAVED = "Draf tersimpan. Jawaban yang terbit belum berubah."
PUBLISHED = "Terbit. Bot memakai jawaban ini mulai sekarang."
RETIRED = "Diarsipkan. Bot tidak lagi memakai jawaban ini."
RESTORED = "Versi lama dipulihkan sebagai draf. Periksa, lalu terbitkan."
SUBMITTED = "Dikirim untuk ditinjau. Jawaban yang terbit belum berubah sampai orang kedua menyetujui."
SENT_BACK = "Dikembalikan ke penulisnya dengan catatan Anda."
SCHEDULED = "Terbit. Bot memakai jawaban ini mulai {day}; sampai hari itu yang lama tetap berlaku."
NOTHING_TO_APPROVE = "Tidak ada draf yang menunggu ditinjau di sini. Mungkin rekan Anda sudah menerbitkannya."
CALLED_OFF = "Penggantian dibatalkan. Jawaban yang terbit tetap berlaku."
MERGED = "Digabung. Nama dan tombol lama sekarang menuju jawaban itu."
MERGED_WAITING = "Diarsipkan dan dialihkan. Cara bertanyanya menunggu ditinjau di jawaban itu."
LOOK_FIRST = "Perubahan ini menggeser jawaban pertanyaan lain. Periksa dulu, lalu putuskan."
IGNORED = "Pertanyaan diabaikan."
TAKEN_BACK = "Pertanyaan kembali ke daftar."
PHRASED = "Frasa ditambahkan. Bot langsung mengenalinya, dan tidak ada pertanyaan lain yang kehilangan jawabannya."
PHRASED_KNOWING = "Frasa ditambahkan. Bot langsung mengenalinya."
PHRASE_WAITS = "Frasa diusulkan. Bot mengenalinya setelah orang kedua menyetujui."
SYNONYMS_SAVED = "Padanan kata tersimpan. Bot memakainya sekarang."
SYNONYMS_DROPPED = "Padanan kata dihapus. Bot tidak lagi memakainya."
SYNONYMS_BACK = "Padanan kata kembali ke bawaan."
IMPORTED = "{rows} jawaban diambil dari berkas {name} dan terbit sekarang."
IMPORTED_DRAFTS = "{rows} draf diambil dari berkas {name}. Jawaban yang terbit belum berubah."
ALREADY_KNOWN = "Frasa itu sudah ada di jawaban tersebut. Pertanyaan ditandai selesai."
CHAT_RETURNED = "Percakapan selesai dan dikembalikan ke bot."
CITIZEN_STOPPED = "Warga meminta berhenti menerima pesan. Balasan tidak akan sampai sampai warga menulis lagi."
NO_WORDS = "(tombol)"
CHAT_GONE = "Percakapan itu sudah kembali ke bot."
TRY_AGAIN = "Pesan dicoba lagi sekarang."

DEAD_LETTERS: Mapping[str, tuple[str, str]] = {
    "masuk": ("Pesan masuk yang tidak bisa diproses", "Semua pesan masuk sudah diproses."),
    "keluar": ("Pesan keluar yang tidak sampai", "Semua pesan keluar sampai atau masih dicoba."),
}
DISMISSED = "Pesan dikesampingkan, alasannya tercatat di jejak audit."
WHY_DISMISS = "Tulis alasannya, paling sedikit 5 huruf."
CONTENT_IS_GONE = "Pesan itu tidak bisa dicoba lagi: isinya sudah dihapus sesuai masa simpan 30 hari."
CANNOT_TRY_AGAIN = "Pesan itu tidak bisa dicoba lagi atau sudah tidak ada di daftar."
NO_CASE_WITH_NUMBER = "Tidak ada tiket dengan nomor itu yang boleh Anda buka."
NO_SUCH_ENTRY = "Pilih satu jawaban dari daftar saran."
WITH_NO_AGENCY = "Belum didisposisikan"
WITH_NO_OFFICER = "Belum dipegang petugas"
POINT_ADDED = "Titik layanan ditambahkan. Cetak posternya, lalu tempel di tempat yang mudah terlihat."
FILE_HELD = "ditahan: berkas ini bisa menyebut siapa pembuatnya, dan pelapornya anonim. Minta verifikator memeriksanya."
FILE_TO_LOOK_AT = "Ditahan dari OPD: bisa menyebut nama pembuatnya. Periksa isi dan propertinya lebih dulu."
FILE_RELEASED = "Berkas dilepas. OPD yang menangani tiket ini sekarang bisa membukanya."
TEMPLATE_SENT = "Templat dikirim. Begitu warga membalas, pesan yang tertahan ikut terkirim."
HOLIDAY_ADDED = "Hari libur ditambahkan. Tenggat yang masih berjalan dihitung ulang; yang sudah selesai tidak berubah."
HOLIDAY_WITHDRAWN = "Hari libur ditarik. Tenggat yang masih berjalan dihitung ulang; yang sudah selesai tidak berubah."
HOLIDAY_REASON = "Tulis alasan menarik tanggal itu."
HOLIDAY_GONE = "Tanggal itu sudah ditarik sebelumnya."
PROPOSAL_INCOMPLETE = "Centang tanggalnya dan tulis keputusan yang menetapkannya."
STAFF_CREATED = "Akun dibuat."
STAFF_DEACTIVATED = "Akun dinonaktifkan. Semua sesinya berakhir sekarang."
PDF_FAILED = "Berkas PDF belum jadi. Coba lagi sebentar lagi."
STAFF_CHAT_UNLINKED = "Chat dilepas. Pesan tiket tidak datang lagi ke sana."
SECOND_FACTOR_RESET = "Kode kedua dilepas. Semua sesinya berakhir; ia masuk lagi dengan kata sandi saja."
STAFF_ACTIVATED = "Akun aktif lagi. Buat tautan masuk bila perlu kata sandi baru."


REPORT_ORDERED = "Laporan sedang dibuat. Halaman ini memperbarui diri sampai selesai."
REPORT_PUBLISHED = "Laporan terbit dan dibekukan. Versi untuk umum ada di /laporan."
AGENCY_REPORT_PUBLISHED = "Laporan OPD dibekukan dengan sidiknya."
PICK_QUARTER = "Pilih triwulan yang sudah berakhir."
TOO_LONG_FOR_PAPER = "PDF paling banyak 5.000 baris. Persempit saringannya, atau ambil XLSX atau CSV."
DOWNLOAD_ORDERED = "Barisnya banyak, jadi berkasnya dibuat di belakang layar. Ambil di sini setelah selesai."
RUNG: Mapping[Rung, str] = {
    Rung.SOON: "Segera jatuh tempo",
    Rung.OVERDUE: "Terlambat",
    Rung.SEKDA: "Daftar untuk Sekda",
}
TICK_TWO = "Centang paling sedikit dua laporan."


def merged(count: int) -> str:
    """After reports were brought together."""
    return f"{count} laporan digabung ke tiket ini. Bisa dipisahkan lagi di “Pisahkan semua tiket gabungan”."


def proposal_taken(count: int) -> str:
    """After taking over dates of the library's proposal."""
    return f"{count} tanggal ditambahkan. Tenggat yang masih berjalan dihitung ulang."


TAB: Mapping[Tab, str] = {
    Tab.NEW: "Baru",
    Tab.OVERDUE: "Terlambat",
    Tab.TODAY: "Hari ini",
    Tab.WAITING: "Menunggu pelapor",
    Tab.ATTENTION: "Perlu perhatian",
    Tab.QUARANTINE: "Karantina",
    Tab.MINE: "Milik saya",
    Tab.OPEN: "Terbuka",
    Tab.DONE: "Selesai",
    Tab.ALL: "Semua",
}
RECENT: Mapping[Recent, str] = {
    Recent.RECEIVED_24H: "masuk 24 jam terakhir",
    Recent.ENDED_30D: "berakhir 30 hari terakhir",
    Recent.RATED_30D: "dinilai 30 hari terakhir",
}
SIGN: Mapping[Sign, str] = {
    Sign.NEARLY_LATE: "jatuh tempo paling lambat hari kerja berikutnya",
    Sign.UNDELIVERED: "jawaban atau pertanyaannya belum sampai",
    Sign.NO_AGENCY: "tidak dipegang OPD",
    Sign.NO_OFFICER: "belum dipegang petugas",
    Sign.SILENT: "berakhir dengan jawaban tanpa penilaian",
    Sign.PROPOSED: "usulan jawabannya menunggu persetujuan",
    Sign.NAME_ASKED: "pembukaan nama pelapornya menunggu keputusan",
}
DECISION: Mapping[Sign, str] = {
    Sign.PROPOSED: "usulan jawaban menunggu persetujuan",
    Sign.NAME_ASKED: "pembukaan nama menunggu keputusan",
}
"""What waits for a second person, on the first page."""
ENTRY_CATEGORY: Mapping[EntryCategory, str] = {
    EntryCategory.PPID: "PPID",
    EntryCategory.INFORMASI: "Informasi publik",
    EntryCategory.LAYANAN: "Layanan publik",
    EntryCategory.KEBERATAN: "Keberatan",
    EntryCategory.PENGADUAN: "Pengaduan",
    EntryCategory.STATISTIK: "Statistik",
    EntryCategory.PST: "Pelayanan statistik (PST)",
    EntryCategory.KANTOR: "Kantor",
    EntryCategory.RUJUKAN: "Rujukan",
}
ENTRY_KIND: Mapping[EntryKind, str] = {
    EntryKind.ANSWER: "Jawaban kantor ini",
    EntryKind.RUJUKAN: "Rujukan ke instansi lain",
}
INFORMATION_CLASS: Mapping[InformationClass, str] = {
    InformationClass.BERKALA: "Berkala (UU 14/2008 Pasal 9)",
    InformationClass.SERTA_MERTA: "Serta-merta (Pasal 10)",
    InformationClass.SETIAP_SAAT: "Setiap saat (Pasal 11)",
    InformationClass.DIKECUALIKAN: "Dikecualikan (Pasal 17)",
}
ENTRY_STATE: Mapping[EntryState, str] = {
    EntryState.PUBLISHED: "Terbit",
    EntryState.DRAFT: "Ada draf",
    EntryState.REVIEW: "Menunggu tinjauan",
    EntryState.DUE: "Perlu ditinjau lagi",
    EntryState.EXPIRED: "Kedaluwarsa",
    EntryState.SCHEDULED: "Terjadwal",
    EntryState.RETIRED: "Diarsipkan",
}
TURN: Mapping[Turn, str] = {
    Turn.STOLEN: "Pindah jawaban",
    Turn.LOST: "Tidak lagi terjawab",
    Turn.GAINED: "Menjadi terjawab",
}
OUTCOME: Mapping[Outcome, str] = {
    Outcome.ANSWER: "langsung dijawab",
    Outcome.CHOOSE: "warga diminta memilih",
    Outcome.UNKNOWN: "bot bilang belum tahu",
}
MET: Mapping[str, str] = {
    "exact": "sama",
    "stem": "kata dasar sama",
    "synonym": "padanan kata",
    "spelling": "ejaan mirip",
    "letters": "huruf yang tersisa",
}
FATE: Mapping[Fate, str] = {
    Fate.NEW: "Baru",
    Fate.CHANGED: "Berubah",
    Fate.SAME: "Sama",
    Fate.WRONG: "Salah",
}
VERSION_STATE: Mapping[VersionState, str] = {
    VersionState.DRAFT: "Draf",
    VersionState.REVIEW: "Menunggu tinjauan",
    VersionState.SCHEDULED: "Terbit nanti",
    VersionState.PUBLISHED: "Terbit",
    VersionState.SUPERSEDED: "Versi lama",
}
HOLIDAY_KIND: Mapping[HolidayKind, str] = {
    HolidayKind.NATIONAL: "Libur nasional",
    HolidayKind.CUTI_BERSAMA: "Cuti bersama",
    HolidayKind.OFFICE: "Libur kantor",
}
HANDOVER_STATE: Mapping[HandoverState, str] = {
    HandoverState.WAITING: "Menunggu",
    HandoverState.TAKEN: "Ditangani",
    HandoverState.CLOSED: "Selesai",
    HandoverState.LAPSED: "Lewat batas",
}
HANDOVER_REASON: Mapping[str, str] = {"asked": "minta petugas", "failed": "bot gagal memproses pesan"}
MESSAGE_KIND: Mapping[str, str] = {
    "contact": "[kartu kontak]",
    "edited": "[pesan diubah menjadi]",
    "unsupported": "[stiker atau jenis pesan lain yang tidak bisa ditampilkan di sini]",
    "stopped": "[warga memblokir bot]",
}
"""What stands before, or in the place of, the words of a message that is no plain one."""
MEDIA_KIND: Mapping[MediaKind, str] = {
    MediaKind.PHOTO: "Foto",
    MediaKind.VOICE: "Pesan suara",
    MediaKind.AUDIO: "Audio",
    MediaKind.VIDEO: "Video",
    MediaKind.DOCUMENT: "Dokumen",
}
NOTICE: Mapping[str, str] = {
    Notice.RECEIVED: "Tanda terima laporan",
    Notice.QUESTION: "Pertanyaan kelengkapan",
    Notice.DISPOSED: "Kabar disposisi",
    Notice.IN_PROGRESS: "Kabar mulai diproses",
    Notice.ANSWERED: "Jawaban tiket",
    Notice.PROGRESS: "Kabar perkembangan",
    Notice.CLOSED: "Kabar tiket ditutup",
    Notice.LAPSED: "Kabar tiket selesai",
    Notice.ARCHIVED: "Kabar tiket diarsipkan",
    Notice.REOPENED: "Kabar tiket dibuka kembali",
    Notice.VERIFIED: "Kabar tiket terverifikasi",
    Notice.REVIVED: "Kabar tiket dilanjutkan",
    Notice.REMIND_QUESTION: "Pengingat kelengkapan",
    Notice.REMIND_ANSWER: "Pengingat tanggapan",
    Notice.TRANSFERRED: "Kabar tiket dialihkan",
    Notice.TRANSFER_REJECTED: "Kabar tiket kembali",
    Notice.MERGED: "Kabar tiket digabung",
    Notice.SETTLED: "Kabar laporan bersama ditutup",
    Notice.UNMERGED: "Kabar tiket dipisahkan",
    Notice.SPLIT: "Kabar tiket dipecah",
    "figure_news": "Kabar data terbit",
    "figure_withdrawn": "Kabar data ditarik",
    "figure_release_moved": "Kabar jadwal rilis",
    Notice.QUARANTINED: "Kabar laporan ditahan",
    Notice.RELEASED: "Kabar laporan masuk antrean",
    chat_notices.KIND: "Tiket untuk chat petugas",
    "officer_says": "Balasan petugas",
    "officer_left": "Akhir percakapan petugas",
    Notice.FILE: "Lampiran jawaban",
    "officer_file": "Lampiran petugas",
    "officer_template": "Templat dari petugas",
    "news_waiting": "Templat ada kabar",
    "figure_picture": "Grafik",
    "figure_workbook": "Berkas Excel",
    "file_not_sent": "Kabar bahwa berkas tidak terkirim",
}
VIEW_RENAMED = "Nama tampilan diganti. Alamatnya tetap."
VIEW_CHANGED = "Tampilan memakai saringan yang sekarang."
VIEW_DELETED = "Tampilan dihapus. Tiketnya tidak berubah."
VIEW_RESTORED = "Tampilan dikembalikan, dengan alamat dan saringannya yang lama."
VIEW_LONG_GONE = "Tampilan itu tidak bisa dikembalikan lagi. Pasang saringannya, lalu ketuk “Simpan tampilan ini”."
MENTIONED = "Anda disebut"
UNMASKING_ASKED = "Permintaan dicatat. Orang kedua harus menyetujuinya di halaman tiket ini."
UNMASKING_DECIDED = "Keputusan dicatat di jejak audit."
SYSTEM = "sistem"


def at_point(name: str, key: int) -> str:
    """What a scanned code writes for a citizen of a channel without links of its own."""
    return f"Saya di {name} (lok_{key})"


def tried_again(count: int, left: int) -> str:
    """Many were tried again with one tap."""
    more = f" Masih ada {left} lagi dengan alasan yang sama." if left else ""
    return f"{count} pesan dicoba lagi sekarang.{more}"


def came_wrong(error: str) -> str:
    """Why a message that came in was given up; what the program calls it stands behind, for who mends it."""
    if error.startswith(UNKNOWN_NUMBER):
        return f"untuk nomor yang tidak ada di setelan {error.removeprefix(UNKNOWN_NUMBER)}".strip()
    return f"kesalahan program ({error})" if error.isidentifier() else f"isinya tidak terbaca ({error})"


def done_and_gone(act: str, number: str) -> str:
    """A step that took the ticket out of the sight of who took it."""
    return f"{act}: tersimpan. Tiket {number} sekarang ditangani bagian lain, jadi tidak lagi tampil bagi Anda."


def view_saved(name: str, *, is_shared: bool) -> str:
    """A filter of the queue has a name now."""
    whose = " untuk semua petugas antrean" if is_shared else ""
    return f"Tampilan “{name}” disimpan{whose}. Alamatnya tetap, jadi bisa ditandai atau dikirim."


def mentioned(told: Sequence[str], nobody: Sequence[str]) -> str:
    """What became of the names in a note."""
    words = f" {', '.join(dict.fromkeys(told))} diberi tahu." if told else ""
    unknown = ", ".join(f"@{name}" for name in nobody)
    return words + (f" Tidak ada rekan bernama {unknown}, jadi tidak ada yang diberi tahu di sana." if nobody else "")


def opened_by(names: list[str]) -> str:
    """Who else looks at this ticket now; nothing when nobody does."""
    return f"Sedang dibuka juga oleh {', '.join(names)}." if names else ""
