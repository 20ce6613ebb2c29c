"""Bulk acts in words: what they are called, what citizens will read, and why a ticket was left as it is."""

from collections.abc import Mapping

from core.errors import Refusal
from texts import labels
from texts.refusals import sentence
from tickets.bulk import BulkAct
from tickets.kinds import Status

ACT: Mapping[BulkAct, str] = {
    BulkAct.DISPOSE: "Disposisi ke OPD",
    BulkAct.ASSIGN: "Tugaskan ke petugas",
    BulkAct.ARCHIVE: "Arsipkan",
    BulkAct.CLOSE: "Tutup",
    BulkAct.RELEASE: "Lepas dari karantina",
}
HINT: Mapping[BulkAct, str] = {
    BulkAct.DISPOSE: "Semua tiket yang dipilih diteruskan ke satu OPD dengan perintah yang sama.",
    BulkAct.ASSIGN: "Nama petugas dipasang di setiap tiket. Warga tidak diberi tahu.",
    BulkAct.ARCHIVE: "Untuk spam, kata kasar, atau yang bukan kewenangan kantor ini. Setiap warga membaca alasan yang sama.",
    BulkAct.CLOSE: "Hanya tiket yang jawabannya sudah dikirim. Warga bisa membuka kembali dalam 10 hari kerja.",
    BulkAct.RELEASE: "Laporan yang ditahan masuk ke antrean. Tenggatnya tetap sejak diterima.",
}
STARTED = "Perintah diterima. Halaman ini memperbarui diri sampai selesai; Anda boleh meninggalkannya."
UNDONE = "Diurungkan. Tidak ada tiket yang berubah dan tidak ada warga yang dikabari."
STOPPED = "Dihentikan. Yang sudah dikerjakan tidak dibatalkan; sisanya tidak disentuh."
ALREADY_OVER = "Sudah berakhir sebelum sempat dihentikan."
BROKE = "Gagal karena kesalahan di sistem. Buka tiketnya dan coba dari sana; bila gagal lagi, beri tahu operator."
ENDED: Mapping[str, str] = {
    "undone": "Oleh Anda, sebelum dimulai: tidak ada tiket yang berubah.",
    "stopped": "Dihentikan oleh Anda. Sisanya tidak disentuh.",
    "failed": "Terhenti karena kesalahan di sistem. Sisanya tidak disentuh; pilih lagi tiketnya, dan beri tahu operator.",
}
_CHANGED = "Diubah orang lain setelah Anda memilihnya. Buka tiketnya, periksa, lalu putuskan."
_HIDDEN = "Tidak ada lagi di antara tiket yang boleh Anda buka."
_CODES: Mapping[str, str] = {
    "changed_meanwhile": _CHANGED,
    "not_your_case": _HIDDEN,
    "unknown_case": _HIDDEN,
    "not_your_part": "Peran Anda tidak berwenang untuk langkah ini pada tiket ini.",
    "answer_not_sent": "Belum ada jawaban yang terkirim ke pelapor.",
}


def why(refusal: Refusal) -> str:
    """Why one of many tickets was left as it is."""
    status = refusal.data.get("status")
    if refusal.code == "not_now" and isinstance(status, Status):
        return f"Tidak bisa saat status tiket “{labels.STATUS[status]}”."
    return _CODES.get(refusal.code) or sentence(refusal)
