"""Definitions: what each figure of a report means, as data with a version. A published report keeps its version.

A change of meaning is a new version beside the old one, never an edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """One version. ``least``: a smaller number is withheld from the public. ``recurs``: so often a place recurs."""

    version: int
    least: int
    recurs: int
    most_places: int
    meanings: tuple[tuple[str, str], ...]


_FIRST = Definition(
    version=1,
    least=5,
    recurs=3,
    most_places=10,
    meanings=(
        ("Cakupan", "Pengaduan saja. Permohonan informasi punya register sendiri."),
        (
            "Masuk",
            "Pengaduan yang dicatat (peristiwa penerimaan) dalam triwulan ini, dari semua kanal, termasuk yang "
            "kemudian diarsipkan, digabung, atau dialihkan.",
        ),
        ("Bawaan", "Masuk sebelum triwulan ini dan masih terbuka saat triwulan ini dimulai."),
        ("Dibuka lagi", "Sudah berakhir sebelum triwulan ini dan dibuka lagi di dalamnya."),
        (
            "Keadaan akhir",
            "Status atau hasil tiket pada saat triwulan berakhir, dibaca dari riwayatnya. Setiap tiket ada di tepat "
            "satu keadaan, sehingga jumlah semua keadaan sama dengan masuk + bawaan + dibuka lagi.",
        ),
        (
            "Selesai",
            "Hanya yang dijawab. Dikonfirmasi pelapor, ditutup petugas, dan tanpa tanggapan pelapor dihitung "
            "terpisah dan tidak dijumlahkan. Yang diarsipkan tidak pernah dihitung selesai.",
        ),
        ("Yang dikerjakan", "Banyaknya tiket yang mengalami langkah itu paling sedikit sekali dalam triwulan ini."),
        (
            "Tepat waktu",
            "Satu tiket dihitung satu kali untuk setiap tenggat, pada triwulan tenggat itu dipenuhi: tepat atau "
            "terlambat. Yang belum dipenuhi dilihat pada hari terakhir: masih berjalan atau sudah lewat. Persentase = "
            "tepat dibagi (tepat + terlambat + lewat). Tenggat yang berakhir karena tiket digabung, dialihkan, atau "
            "dicabut tidak dinilai. Keterlambatan yang sudah terjadi tidak terhapus oleh perubahan klasifikasi.",
        ),
        (
            "Tenggat pelapor",
            "Pelapor melengkapi dan tanggapan pelapor: tepat berarti pelapor menjawab dalam waktunya, terlambat "
            "berarti waktunya habis.",
        ),
        (
            "Laju tindak lanjut",
            "Rata-rata hari kerja sampai jawaban pertama, dari hari diterima dan dari disposisi pertama, untuk tiket "
            "yang jawaban pertamanya jatuh dalam triwulan ini. Hari penerimaan adalah hari ke-0.",
        ),
        (
            "Penilaian",
            "Nilai 1 sampai 5 dari pelapor dalam triwulan ini. Yang diam tidak punya nilai: jumlahnya disebut di "
            "samping, tidak ikut dirata-rata.",
        ),
        ("OPD", "Pemegang disposisi pada akhir triwulan; yang dikembalikan dihitung belum didisposisikan."),
        ("Kategori, kanal, tempat", "Dari tiket yang masuk dalam triwulan ini, menurut klasifikasi pada akhirnya."),
        (
            "Tempat berulang",
            "Tempat yang disebut paling sedikit tiga laporan. Laporan rahasia tidak ikut dihitung menurut tempat.",
        ),
        (
            "Versi untuk umum",
            "Tanpa identitas, tanpa isi laporan, tempat hanya sampai kecamatan. Angka 1 sampai 4 ditahan, beserta "
            "angka lain yang dapat membukanya.",
        ),
    ),
)
DEFINITIONS: Mapping[int, Definition] = {_FIRST.version: _FIRST}
CURRENT = max(DEFINITIONS)
