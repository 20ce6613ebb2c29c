"""Buttons: the few words on them. A title fits the narrowest channel (20 characters)."""

from texts.words import Words


def label(w: Words, name: str) -> str:
    """The words on a button of this name."""
    return w(_LABELS[name])


_LABELS = {
    "report": "Buat pengaduan",
    "status": "Cek status",
    "officer": "Bicara petugas",
    "request": "Permohonan resmi",
    "menu": "Menu",
    "send": "Kirim laporan",
    "send_request": "Kirim permohonan",
    "send_anonymous": "Kirim anonim",
    "split": "Pisah jadi dua",
    "join": "Jadikan satu",
    "change": "Ubah",
    "cancel": "Batal",
    "resume": "Lanjut",
    "skip": "Lewati",
    "change_text": "Ubah isi",
    "change_place": "Ubah lokasi",
    "none_of_these": "Bukan semuanya",
    "helped": "👍 Membantu",
    "not_helped": "👎 Bukan ini",
    "record": "Catat laporan",
    "reopen": "Buka kembali",
    "add_to_case": "Tambahkan",
    "yes_add": "Ya, tambahkan",
    "not_this_case": "Bukan",
    "new_report": "Laporan baru",
    "settled": "Sudah beres",
    "not_settled": "Belum beres",
    "object": "Saya keberatan",
    "withdraw": "Cabut laporan",
    "back_to_bot": "Kembali ke bot",
    "figure_chart": "Grafik",
    "figure_excel": "Excel",
    "figure_reading": "Cara membaca",
    "figure_place": "Wilayah lain",
    "figure_wrong": "Salah?",
    "figure_tell": "Beri tahu saya",
    "consult": "Konsultasi petugas",
    "yes": "Ya",
    "no": "Tidak",
}
LABELS = tuple(_LABELS.values())
