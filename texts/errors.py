"""Error pages: what happened and what to do now, by the code of the answer."""

from collections.abc import Mapping

PAGES: Mapping[int, tuple[str, str]] = {
    400: (
        "Permintaan tidak bisa dibaca",
        "Ada isian yang tidak kami mengerti. Kembali ke halaman sebelumnya, lalu coba lagi.",
    ),
    401: ("Silakan masuk dulu", "Halaman ini hanya untuk petugas yang sudah masuk."),
    403: ("Tidak diizinkan", "Anda tidak berwenang membuka halaman ini."),
    404: ("Halaman tidak ditemukan", "Alamatnya salah, isinya sudah dipindah, atau bukan bagian Anda."),
    405: (
        "Cara membuka tidak sesuai",
        "Alamat ini tidak bisa dibuka dengan cara itu. Pakai tombol di halaman asalnya.",
    ),
    413: ("Berkas terlalu besar", "Kirim berkas yang lebih kecil, paling besar 20 MB."),
    429: ("Terlalu sering", "Tunggu sebentar, lalu coba lagi."),
    500: (
        "Ada gangguan di pihak kami",
        "Kesalahan ini sudah tercatat. Yang Anda tulis mungkin belum tersimpan; periksa dulu sebelum mengirim ulang.",
    ),
    503: (
        "Layanan sedang tidak bisa dihubungi",
        "Penyimpanan data sedang tidak menjawab. Yang Anda tulis mungkin belum tersimpan; coba lagi sebentar lagi.",
    ),
}
EXPIRED = (
    "Halaman sudah kedaluwarsa",
    "Demi keamanan, formulir hanya berlaku selama sesi Anda. Kembali, muat ulang halaman, lalu kirim lagi.",
)


def of(code: int, kind: str) -> tuple[str, str]:
    """The heading and the sentence for an answer with this code; ``kind`` is ``csrf`` for a form that is too old."""
    return EXPIRED if kind == "csrf" else PAGES.get(code) or PAGES[400 if code < 500 else 500]
