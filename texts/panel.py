"""The panel: what is said after an act, and the labels only staff see."""

from collections.abc import Mapping

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
CHAT_GONE = "Percakapan itu sudah kembali ke bot."
TRY_AGAIN = "Pesan dicoba lagi sekarang."
CANNOT_TRY_AGAIN = "Pesan itu tidak bisa dicoba lagi atau sudah tidak ada di daftar."
NO_CASE_WITH_NUMBER = "Tidak ada tiket dengan nomor itu yang boleh Anda buka."
NO_SUCH_ENTRY = "Pilih satu jawaban dari daftar saran."
WITH_NO_AGENCY = "Belum didisposisikan"
WITH_NO_OFFICER = "Belum dipegang petugas"
POINT_ADDED = "Titik layanan ditambahkan. Cetak posternya, lalu tempel di tempat yang mudah terlihat."
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
STAFF_ACTIVATED = "Akun aktif lagi. Buat tautan masuk bila perlu kata sandi baru."


REPORT_ORDERED = "Laporan sedang dibuat. Halaman ini memperbarui diri sampai selesai."
REPORT_PUBLISHED = "Laporan terbit dan dibekukan. Versi untuk umum ada di /laporan."
AGENCY_REPORT_PUBLISHED = "Laporan OPD dibekukan dengan sidiknya."
PICK_QUARTER = "Pilih triwulan yang sudah berakhir."
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
}
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
}
HANDOVER_REASON: Mapping[str, str] = {"asked": "minta petugas", "failed": "bot gagal memproses pesan"}
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
    "figure_picture": "Grafik",
    "figure_workbook": "Berkas Excel",
    "file_not_sent": "Kabar bahwa berkas tidak terkirim",
}
UNMASKING_ASKED = "Permintaan dicatat. Orang kedua harus menyetujuinya di halaman tiket ini."
UNMASKING_DECIDED = "Keputusan dicatat di jejak audit."
SYSTEM = "sistem"
AUDIT_SUBJECT: Mapping[str, str] = {
    "agency": "OPD",
    "calendar": "Kalender",
    "case": "Tiket",
    "cases": "Daftar tiket",
    "channel": "Kanal",
    "conflict": "Perbedaan angka",
    "database": "Basis data",
    "deadline": "Tenggat",
    "entries": "Jawaban",
    "entry": "Jawaban",
    "handover": "Percakapan",
    "holiday": "Hari libur",
    "import": "Impor angka",
    "inbox": "Pesan masuk",
    "indicator": "Indikator",
    "office": "Kantor",
    "outbox": "Pesan keluar",
    "question": "Pertanyaan",
    "release": "Rilis",
    "report": "Laporan",
    "service_point": "Titik layanan",
    "staff": "Akun",
    "synonyms": "Padanan kata",
}
"""What an act of the audit was done to, by the first word of its subject."""

AUDIT_DETAIL: Mapping[str, str] = {
    "reason": "alasan",
    "rows": "baris",
    "format": "bentuk",
    "filters": "saringan",
    "before": "sebelum",
    "after": "sesudah",
    "duties": "peran",
    "cases": "tiket",
    "digest": "sidik",
    "quarter": "triwulan",
    "agency": "OPD",
    "what": "tenggat",
    "made_at": "dibuat",
    "days": "hari kerja",
    "citation": "dasar",
    "decree": "dasar",
    "version": "versi",
    "name": "nama",
    "code": "kode",
    "active": "aktif",
    "kind": "jenis",
    "alone": "tanpa pembaca kedua",
    "into": "ke",
    "words": "kata",
    "file": "berkas",
    "published": "terbit",
    "house": "bawaan",
    "off": "dimatikan",
    "source": "cara masuk",
    "backdated": "tanggal mundur",
    "channel": "kanal",
}
AUDIT_ACTION: Mapping[str, str] = {
    "login": "Masuk",
    "login_failed": "Gagal masuk",
    "password_set": "Kata sandi diganti",
    "signed_out_everywhere": "Keluar dari semua perangkat",
    "staff_created": "Akun dibuat",
    "staff_changed": "Akun diubah",
    "staff_deactivated": "Akun dinonaktifkan",
    "staff_activated": "Akun diaktifkan",
    "staff_link": "Tautan masuk dibuat",
    "staff_chat_code": "Kode chat petugas dibuat",
    "staff_chat_linked": "Chat petugas ditautkan",
    "staff_chat_unlinked": "Chat petugas dilepas",
    "case_recorded": "Laporan dicatat petugas",
    "secret_code_renewed": "Kode rahasia baru dicetak",
    "packet_printed": "Berkas pengalihan dicetak",
    "agency_created": "OPD ditambah",
    "agency_changed": "OPD diubah",
    "restored": "Cadangan dipulihkan",
    "office_changed": "Pengaturan kantor diubah",
    "deadline_changed": "Tenggat diubah",
    "holiday_declared": "Hari libur ditambah",
    "holiday_withdrawn": "Hari libur ditarik",
    "holidays_imported": "Usulan hari libur diambil",
    "cases_exported": "Tiket diunduh",
    "cases_export_taken": "Berkas tiket diambil",
    "cases_export_made": "Berkas tiket selesai dibuat",
    "bulk_ordered": "Tindakan massal dimulai",
    "bulk_stopped": "Tindakan massal dihentikan",
    "report_ordered": "Laporan triwulan diminta",
    "report_published": "Laporan triwulan diterbitkan",
    "report_taken": "Laporan triwulan diunduh",
    "reporter_unmasked": "Nama pelapor dibuka",
    "reporter_unmasking_asked": "Pembukaan nama diminta",
    "reporter_unmasking_granted": "Pembukaan nama disetujui",
    "reporter_unmasking_refused": "Pembukaan nama ditolak",
    "requester_shown": "Data pemohon dibuka",
    "entry_published": "Jawaban diterbitkan",
    "entry_retired": "Jawaban diarsipkan",
    "entry_restored": "Versi jawaban dipulihkan",
    "entry_phrased": "Frasa ditambahkan",
    "entry_submitted": "Draf jawaban dikirim untuk ditinjau",
    "entry_sent_back": "Draf jawaban dikembalikan",
    "entry_merged": "Jawaban digabung",
    "entry_called_off": "Penggantian jawaban dibatalkan",
    "entries_imported": "Jawaban diambil dari berkas",
    "entries_exported": "Jawaban diunduh",
    "synonyms_changed": "Padanan kata diubah",
    "synonyms_dropped": "Padanan kata dihapus",
    "question_ignored": "Pertanyaan diabaikan",
    "figures_uploaded": "Berkas angka diunggah",
    "figures_mapped": "Berkas angka dipetakan",
    "figures_submitted": "Impor angka dikirim untuk disetujui",
    "figures_approved": "Impor angka disetujui",
    "figures_sent_back": "Impor angka dikembalikan",
    "figures_dropped": "Impor angka dibatalkan",
    "figures_taken_back": "Impor angka ditarik kembali",
    "figures_decided": "Perbedaan angka diputuskan",
    "indicator_created": "Indikator dibuat",
    "indicator_changed": "Indikator diubah",
    "indicator_published": "Indikator diterbitkan",
    "indicator_reading_approved": "Cara membaca indikator disetujui",
    "feed_added": "Sumber otomatis ditambah",
    "feed_asked": "Sumber otomatis diminta",
    "feed_ended": "Sumber otomatis dihentikan",
    "release_planned": "Jadwal rilis ditambah",
    "release_moved": "Jadwal rilis dipindah",
    "release_done": "Rilis ditandai terbit",
    "message_retried": "Pesan bermasalah dicoba lagi",
    "chat_taken": "Percakapan diambil",
    "chat_returned": "Percakapan dikembalikan ke bot",
    "anchor": "Jangkar rantai tiket",
}


def at_point(name: str, key: int) -> str:
    """What a scanned code writes for a citizen of a channel without links of its own."""
    return f"Saya di {name} (lok_{key})"


def opened_by(names: list[str]) -> str:
    """Who else looks at this ticket now; nothing when nobody does."""
    return f"Sedang dibuka juga oleh {', '.join(names)}." if names else ""
