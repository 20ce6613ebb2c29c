"""Labels: the words shared by chat, panel and export for states, kinds, channels and buttons."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from core.messages.channels import Channel
from core.staff import Role
from tickets.kinds import (
    Attention,
    CaseKind,
    ClockKind,
    Kadar,
    LinkKind,
    Outcome,
    Priority,
    Rung,
    Source,
    Status,
    Subject,
    TransferState,
    Visibility,
)

STATUS: Mapping[Status, str] = {
    Status.RECEIVED: "Diterima",
    Status.WAITING: "Menunggu pelapor",
    Status.VERIFIED: "Terverifikasi",
    Status.DISPOSED: "Didisposisikan",
    Status.IN_PROGRESS: "Diproses",
    Status.ANSWERED: "Dijawab",
    Status.REOPENED: "Dibuka kembali",
    Status.CLOSED: "Selesai",
    Status.ARCHIVED: "Diarsipkan",
    Status.TRANSFERRED: "Dialihkan",
    Status.MERGED: "Digabung",
}
OUTCOME: Mapping[Outcome, str] = {
    Outcome.CONFIRMED: "Dikonfirmasi pelapor",
    Outcome.CLOSED_BY_STAFF: "Ditutup petugas",
    Outcome.NO_REACTION: "Tanpa tanggapan pelapor",
    Outcome.INCOMPLETE: "Tidak dilengkapi pelapor",
    Outcome.SPAM: "Spam",
    Outcome.ABUSE: "Kata kasar",
    Outcome.OUT_OF_SCOPE: "Bukan kewenangan",
    Outcome.WITHDRAWN: "Dicabut pelapor",
    Outcome.TRANSFERRED: "Dialihkan ke badan lain",
    Outcome.TO_PPID: "Dialihkan ke PPID",
    Outcome.MERGED: "Digabung dengan laporan lain",
}
KIND: Mapping[CaseKind, str] = {
    CaseKind.PENGADUAN: "Pengaduan",
    CaseKind.PERMOHONAN: "Permohonan informasi",
    CaseKind.KEBERATAN: "Keberatan",
    CaseKind.KONSULTASI: "Konsultasi",
}
KADAR: Mapping[Kadar, str] = {
    Kadar.TIDAK_BERKADAR: "Tidak berkadar pengawasan",
    Kadar.BERKADAR: "Berkadar pengawasan",
}
VISIBILITY: Mapping[Visibility, str] = {
    Visibility.BIASA: "Biasa",
    Visibility.ANONIM: "Anonim",
    Visibility.RAHASIA: "Rahasia",
    Visibility.ANONIM_RAHASIA: "Anonim dan rahasia",
}
PRIORITY: Mapping[Priority, str] = {Priority.DARURAT: "Darurat", Priority.BIASA: "Biasa"}
CHANNEL: Mapping[Channel, str] = {
    Channel.TELEGRAM: "Telegram",
    Channel.WHATSAPP: "WhatsApp",
    Channel.WEB: "Web",
    Channel.CONSOLE: "Terminal",
    Channel.COUNTER: "Loket",
}
CLOCK: Mapping[ClockKind, str] = {
    ClockKind.VERIFICATION: "Verifikasi",
    ClockKind.FIRST_ANSWER: "Jawaban pertama",
    ClockKind.COMPLETION: "Penyelesaian",
    ClockKind.REPORTER_COMPLETES: "Pelapor melengkapi",
    ClockKind.REPORTER_REACTS: "Tanggapan pelapor",
    ClockKind.NOTICE: "Pemberitahuan tertulis",
    ClockKind.REOPENING: "Buka kembali",
    ClockKind.RETURNING: "OPD mengembalikan",
}
SUBJECT: Mapping[Subject, str] = {
    Subject.PENGADUAN: "Minta dibenahi",
    Subject.INFORMASI: "Minta keterangan",
}
ATTENTION: Mapping[Attention, str] = {
    Attention.RETURNED_TWICE: "Dua kali dikembalikan OPD",
    Attention.REOPENED_TWICE: "Dua kali dibuka kembali",
    Attention.OBJECTION: "Pelapor keberatan diarsipkan",
    Attention.TRANSFER_STUCK: "Pengalihan perlu dilihat",
    Attention.UNSETTLED: "Pelapor menanggapi, belum jelas beres",
    Attention.QUARANTINE: "Karantina",
}
LINK: Mapping[LinkKind, str] = {
    LinkKind.DUPLICATE_OF: "Digabung",
    LinkKind.FOLLOW_UP_OF: "Lanjutan",
    LinkKind.CHILD_OF: "Pecahan",
    LinkKind.FILED_WITH: "Dilaporkan bersama",
}
SOURCE: Mapping[Source, str] = {
    Source.COUNTER: "Datang ke loket",
    Source.PHONE: "Telepon",
    Source.LETTER: "Surat",
    Source.SOCIAL: "Media sosial",
}
RUNG: Mapping[Rung, str] = {
    Rung.SOON: "Jatuh tempo paling lambat hari kerja berikutnya: pemegang tiket diingatkan",
    Rung.OVERDUE: "Terlambat: OPD dan koordinator diberi tahu",
    Rung.SEKDA: "Terlambat tiga hari kerja: masuk daftar untuk Sekda",
}
TRANSFER_STATE: Mapping[TransferState, str] = {
    TransferState.QUEUED: "Belum ada nomor dari sana",
    TransferState.SENT: "Sudah dikirim",
    TransferState.UNCERTAIN: "Tidak pasti sampai",
    TransferState.CONFIRMED: "Diterima di sana",
    TransferState.REJECTED: "Ditolak",
}
TRANSFER_API: Mapping[TransferState, str] = {
    **TRANSFER_STATE,
    TransferState.QUEUED: "Antre dikirim",
    TransferState.SENT: "Sedang dikirim",
    TransferState.UNCERTAIN: "Tidak pasti sampai; sedang ditanyakan ke sana",
}
ROLE: Mapping[Role, str] = {
    Role.VERIFIKATOR: "Verifikator",
    Role.KOORDINATOR: "Koordinator",
    Role.ADMIN_OPD: "Admin OPD",
    Role.INSPEKTORAT: "Inspektorat",
    Role.PPID: "PPID",
    Role.ATASAN_PPID: "Atasan PPID",
    Role.PEMILIK_DATA: "Pemilik data",
    Role.SUPERVISOR: "Supervisor",
    Role.ADMIN_TEKNIS: "Admin teknis",
}
EVENT: Mapping[str, str] = {
    "diterima": "Diterima",
    "verifikasi": "Diverifikasi",
    "minta_kelengkapan": "Kelengkapan diminta",
    "pertanyaan_disampaikan": "Pertanyaan disampaikan langsung",
    "melengkapi": "Pelapor melengkapi",
    "disposisi": "Didisposisikan",
    "kembalikan": "Dikembalikan",
    "proses": "Mulai diproses",
    "jawab": "Dijawab",
    "kabar": "Kabar perkembangan",
    "templat": "Pesan templat",
    "catatan": "Catatan internal",
    "lepas_berkas": "Berkas dilepas untuk OPD",
    "tugaskan": "Penugasan",
    "tutup": "Ditutup petugas",
    "konfirmasi": "Dikonfirmasi pelapor",
    "tanpa_tanggapan": "Selesai tanpa tanggapan pelapor",
    "tidak_dilengkapi": "Diarsipkan: tidak dilengkapi",
    "buka_kembali": "Dibuka kembali",
    "arsipkan": "Diarsipkan",
    "cabut": "Dicabut pelapor",
    "sembunyikan": "Pelapor minta dirahasiakan",
    "tambahan": "Tambahan dari pelapor",
    "penilaian": "Penilaian pelapor",
    "menulis": "Pelapor menulis, belum pasti untuk laporan ini",
    "bukan_untuk_ini": "Pesan itu bukan untuk laporan ini",
    "diikuti": "Diikuti dari chat lain",
    "usulkan_jawaban": "Usulan jawaban",
    "tolak_usulan": "Usulan ditolak",
    "setujui_jawaban": "Dijawab setelah disetujui",
    "hidupkan": "Dilengkapi pelapor, dilanjutkan",
    "keberatan_arsip": "Pelapor keberatan",
    "ubah_klasifikasi": "Klasifikasi diubah",
    "alihkan": "Dialihkan",
    "alih_ditolak": "Ditolak badan tujuan",
    "alihkan_ppid": "Dialihkan ke PPID",
    "nomor_luar": "Nomor dari badan tujuan",
    "karantina": "Masuk karantina",
    "lepas_karantina": "Dilepas dari karantina",
    "kirim_ulang": "Pengalihan dicoba lagi",
    "gabung": "Digabung",
    "batal_gabung": "Dipisahkan lagi",
    "gantikan": "Menjadi tiket utama gabungan",
    "menerima_gabungan": "Menerima laporan gabungan",
    "melepas_gabungan": "Melepas laporan gabungan",
    "pecah": "Dipecah",
    "kaitkan": "Dikaitkan",
    "lepas_kaitan": "Kaitan dilepas",
    "eskalasi": "Perlu perhatian",
    "perhatian_selesai": "Perhatian selesai",
    "pengingat": "Pelapor diingatkan",
    "tenggat": "Peringatan tenggat",
    "hitung_ulang": "Tenggat dihitung ulang",
    "buka_identitas": "Pembukaan identitas",
    "kode_baru": "Kode rahasia baru dicetak",
}
HOLIDAY_REASON: Mapping[str, str] = {"weekend": "akhir pekan"}


def skipped_reason(reason: str) -> str:
    """Why a date does not count, as a reader is told."""
    return HOLIDAY_REASON.get(reason, reason)


_EVERY: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Status: STATUS,
    Outcome: OUTCOME,
    CaseKind: KIND,
    Kadar: KADAR,
    Visibility: VISIBILITY,
    Priority: PRIORITY,
    Channel: CHANNEL,
    ClockKind: CLOCK,
    Role: ROLE,
}


def word(member: StrEnum) -> str:
    """The label of a member of any of the closed sets above, as an export writes it."""
    return _EVERY[type(member)][member]
