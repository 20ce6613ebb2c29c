"""The channels as the panel tells of them: how they do, why, and whether a citizen can be written to freely."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.messages.channel_health import Light, Trouble
from core.messages.channels import Channel
from core.messages.outbox import OFFICE_REFUSED

LIGHT: Mapping[Light, str] = {
    Light.GREEN: "Hijau: lancar",
    Light.YELLOW: "Kuning: perlu dilihat",
    Light.RED: "Merah: terganggu",
}
TROUBLE: Mapping[Trouble, str] = {
    Trouble.OFFICE_REFUSED: "Layanannya menolak akun kantor, jadi balasan tertahan; terus dicoba sampai diperbaiki.",
    Trouble.NOBODY_POLLS: "Tidak ada yang mengambil pesan: proses worker tidak berjalan. Hubungi operator.",
    Trouble.POLL_REFUSED: "Telegram menolak: token tidak berlaku lagi, atau bot yang sama dijalankan di tempat lain. Hubungi operator.",
    Trouble.POLL_FAILS: "Baru saja gagal menghubungi Telegram; terus dicoba.",
    Trouble.WEBHOOK_LOST: "Layanannya tidak mengirim pesan ke alamat ini. Pilih “Daftarkan webhook”.",
    Trouble.NUMBER_DOWN: "WhatsApp tidak menghubungkan nomor kantor: lihat statusnya di bawah dan di Meta Business.",
    Trouble.WEBHOOK_BACK: "Webhook sempat hilang dan baru saja didaftarkan lagi. Pastikan bot ini tidak dipakai di tempat lain.",
    Trouble.CHECK_FAILED: "Pemeriksaan terakhir tidak dijawab layanannya; terus dicoba.",
    Trouble.NOT_CHECKED: "Sudah lebih dari satu jam tidak diperiksa: mungkin proses worker tidak berjalan. Hubungi operator.",
    Trouble.UNREAD_LONG: "Pesan warga menunggu lebih dari 5 menit. Hubungi operator.",
    Trouble.UNREAD: "Pesan warga menunggu lebih dari 1 menit.",
    Trouble.UNSENT_LONG: "Balasan tertahan lebih dari 15 menit. Hubungi operator.",
    Trouble.UNSENT: "Balasan tertahan lebih dari 2 menit; terus dicoba.",
    Trouble.FAILURES: "Ada kegagalan dalam satu jam terakhir.",
    Trouble.NEVER_HEARD: "Belum pernah menerima pesan. Kirim satu pesan percobaan; bila tidak masuk, periksa alamat webhook.",
    Trouble.UNKNOWN_NUMBER: "Ada pesan warga ke nomor yang tidak ada di setelan, dan tidak dijawab: periksa PENDOPO_WHATSAPP_PHONE_ID. Pesannya ada di Pesan bermasalah.",
    Trouble.NEAR_BUDGET: "Pesan berbayar bulan ini sudah 80% anggaran atau lebih.",
}
POLLING, WEBHOOK, PAGE = "Menjemput pesan (polling)", "Menerima kiriman (webhook)", "Chat di halaman situs"


@dataclass(frozen=True, slots=True)
class HowTo:
    """How a channel that is not there yet is connected: one sentence, the settings, and where the guide tells more."""

    sentence: str
    settings: tuple[str, ...]
    guide: str


CONNECT: Mapping[Channel, HowTo] = {
    Channel.TELEGRAM: HowTo(
        "Buat bot lewat @BotFather, isikan tokennya, lalu jalankan ulang layanan.",
        ("PENDOPO_TELEGRAM_TOKEN",),
        "Telegram",
    ),
    Channel.WHATSAPP: HowTo(
        "Daftarkan nomor kantor di WhatsApp Cloud API milik Meta, isikan keempat setelan, lalu jalankan ulang layanan.",
        (
            "PENDOPO_WHATSAPP_TOKEN",
            "PENDOPO_WHATSAPP_PHONE_ID",
            "PENDOPO_WHATSAPP_APP_SECRET",
            "PENDOPO_WHATSAPP_VERIFY_TOKEN",
        ),
        "WhatsApp",
    ),
}
HELD = "menunggu warga menulis"


def free_until(moment: str, left: str) -> str:
    """The person wrote less than a day ago."""
    return f"Bisa dibalas bebas sampai {moment} (sisa {left})"


def must_wait(*, is_told: bool) -> str:
    """The person wrote too long ago; is there a template that tells of the news?"""
    if is_told:
        return "Lewat 24 jam: jawaban disimpan, warga diberi tahu lewat templat dan membacanya begitu membalas"
    return "Lewat 24 jam: jawaban disimpan tanpa pemberitahuan, dan terkirim begitu warga menulis lagi"


QUALITY: Mapping[str, str] = {"GREEN": "baik", "YELLOW": "sedang", "RED": "buruk", "UNKNOWN": "belum dinilai"}
_REFUSED: Mapping[str, str] = {
    "InvalidToken": "Token tidak berlaku lagi.",
    "Conflict": "Bot yang sama dijalankan di tempat lain.",
    "Forbidden": "Layanan menolak: bot ini diblokir atau dicabut.",
    "401": "Token tidak berlaku lagi.",
    "190": "Token tidak berlaku lagi atau sudah kedaluwarsa.",
    "0": "Token tidak diterima: buat yang baru di Meta Business.",
    "3": "Token ini tidak berhak mengirim pesan.",
    "33": "Nomor kantor sudah dihapus dari akun WhatsApp.",
    "368": "Akun WhatsApp kantor dibatasi karena melanggar aturan Meta: lihat Business Support.",
    "130497": "Akun WhatsApp kantor tidak boleh mengirim ke negara ini.",
    "131005": "Token ini tidak berhak atas nomor itu.",
    "131031": "Akun WhatsApp kantor dikunci oleh Meta: lihat Business Support.",
    "131042": "Pembayaran akun WhatsApp bermasalah: periksa cara bayar dan tagihannya di Meta Business.",
    "131037": "Nama tampilan nomor kantor belum disetujui WhatsApp.",
    "131045": "Pendaftaran nomor kantor di Cloud API bermasalah: daftarkan kembali nomornya.",
    "133010": "Nomor kantor belum terdaftar di Cloud API: daftarkan kembali nomornya.",
    "100": "Ada nomor atau akun yang tidak dikenal: periksa PENDOPO_WHATSAPP_PHONE_ID dan PENDOPO_WHATSAPP_ACCOUNT_ID.",
    "200": "Token ini tidak berhak atas akun itu.",
    "10": "Token ini tidak berhak atas akun itu.",
}


def refusal(error: str) -> str:
    """Why a service did not do what was asked, and what to look at."""
    code = error.removeprefix(OFFICE_REFUSED).rpartition("/")[2]
    known = _REFUSED.get(code) or (_REFUSED["200"] if code.isdecimal() and 200 <= int(code) < 300 else None)
    return known or f"Layanan tidak menjawab seperti biasa ({error}). Coba lagi; bila tetap, hubungi operator."
