"""Importing figures, for staff: what is wrong with a file or a row, and what to do about it, a sentence for each code."""

from collections.abc import Callable, Mapping
from typing import Any

from knowledge.statistics.importing.mapping import Level, Use
from knowledge.statistics.staging import BatchState, RowState

Data = Mapping[str, Any]

STATE: Mapping[BatchState, str] = {
    BatchState.READING: "Sedang dibaca",
    BatchState.MAPPING: "Perlu dipetakan",
    BatchState.CHECKED: "Sudah diperiksa",
    BatchState.SUBMITTED: "Menunggu persetujuan",
    BatchState.PUBLISHING: "Sedang diterbitkan",
    BatchState.PUBLISHED: "Terbit",
    BatchState.REFUSED: "Dibatalkan",
    BatchState.FAILED: "Tidak bisa dibaca",
    BatchState.ROLLED_BACK: "Ditarik kembali",
}
ROW: Mapping[RowState, str] = {
    RowState.NEW: "Baru",
    RowState.CHANGED: "Berubah",
    RowState.CONFLICT: "Beda produsen",
    RowState.SAME: "Sama",
    RowState.REFUSED: "Ditolak",
    RowState.WITHHELD: "Ditahan",
    RowState.EMPTY: "Tanpa angka",
}
ROWS_REMOVED = (
    "Baris berkas ini sudah dihapus karena impornya lama selesai. Catatan dan jumlah barisnya tetap tersimpan, dan angka "
    "yang terbit tidak berubah."
)
ROWS_LEFT = "Baris yang masih tampak di bawah ini menunggu keputusan beda angka atau giliran penghapusan."
USE: Mapping[Use, str] = {
    Use.SKIP: "abaikan",
    Use.PLACE: "nama wilayah",
    Use.CODE_BPS: "kode wilayah BPS",
    Use.CODE_KEMENDAGRI: "kode wilayah Kemendagri",
    Use.INDICATOR: "nama indikator",
    Use.PERIOD: "tahun atau periode",
    Use.MONTH: "bulan",
    Use.VALUE: "nilai",
    Use.STATUS: "status angka",
    Use.DIMENSION: "jenis kelamin atau rincian",
    Use.NOTE: "catatan",
}
LEVEL: Mapping[Level, str] = {
    Level.MIXED: "campuran (provinsi, kabupaten, kota)",
    Level.PROVINCE: "provinsi",
    Level.KABKOTA: "kabupaten dan kota",
    Level.KECAMATAN: "kecamatan",
    Level.DESA: "desa dan kelurahan",
}
FIELD: Mapping[str, str] = {
    "publication": "judul tabel atau publikasi",
    "producer": "produsen data",
    "licence": "lisensi",
    "name": "nama",
    "definition": "definisi",
    "unit": "satuan",
    "frequency": "frekuensi terbit",
    "owner": "pemilik data",
    "state": "belum terbit",
}
_SIGN = {
    "kosong": "sel kosong",
    "tidak_ada": "tanda “-”: tidak ada atau nol",
    "belum_tersedia": "tanda “...”: belum tersedia",
    "tidak_dapat_ditampilkan": "tanda “NA”: tidak dapat ditampilkan",
}


def _cells(data: Data) -> str:
    return ", ".join(map(str, data.get("cells", ())))


def _rows(data: Data, name: str = "rows") -> str:
    return ", ".join(map(str, data.get(name, ())))


def _named(data: Data) -> str:
    ending = str(data.get("ending", "")).upper()
    return f" walaupun namanya berakhiran {ending}" if ending else ""


_FILE: Mapping[str, Callable[[Data], str]] = {
    "empty": lambda _: "Tidak ada baris di dalamnya. Periksa apakah berkas atau lembarnya benar.",
    "size": lambda d: f"Berkas terlalu besar; paling banyak {d['most']} MB. Pecah menurut tahun, lalu unggah satu per satu.",
    "rows": lambda d: f"Barisnya terlalu banyak; paling banyak {d['most']:,} baris. Pecah menurut tahun atau indikator.".replace(",", "."),
    "columns": lambda d: f"Ada baris dengan {d['columns']} kolom; paling banyak {d['most']}. Hapus kolom kosong di sebelah kanan, atau pecah tabelnya.",
    "picture": lambda d: f"Isinya gambar ({d['kind']}){_named(d)}. Minta tabel aslinya dalam CSV atau XLSX kepada produsen data.",
    "pdf": lambda d: f"Isinya PDF{_named(d)}. Minta tabel aslinya dalam CSV atau XLSX kepada produsen data.",
    "html": lambda d: f"Isinya halaman web{_named(d)}. Buka di Excel atau LibreOffice, lalu simpan sebagai XLSX.",
    "old_excel": lambda _: "Ini buku kerja Excel lama (XLS). Buka di Excel atau LibreOffice, lalu simpan sebagai XLSX.",
    "binary": lambda d: f"Isinya bukan teks{_named(d)}. Pakai CSV atau XLSX.",
    "archive": lambda _: "Ini arsip ZIP, bukan buku kerja. Keluarkan dulu CSV atau XLSX di dalamnya.",
    "bomb": lambda _: "Isinya membesar jauh melebihi batas saat dibuka. Simpan ulang hanya lembar tabelnya sebagai CSV.",
    "damaged": lambda _: "Berkasnya rusak atau terpotong. Unduh ulang, buka, lalu simpan lagi sebagai XLSX atau CSV.",
    "encoding": lambda d: f"Hurufnya tidak terbaca mulai baris {d['line']}. Simpan ulang sebagai “CSV UTF-8”.",
    "one_column": lambda _: "Tidak ada pemisah kolom (titik koma, koma, atau tab). Simpan tabelnya sebagai CSV atau XLSX.",
    "uneven": lambda d: f"Jumlah kolom tidak sama (umumnya {d['columns']}); periksa baris {_rows(d)}. Biasanya pemisah kolom tercampur dengan koma di angka: simpan ulang sebagai XLSX.",
    "formulas": lambda d: f"Ada rumus di sel {_cells(d)}. Salin, lalu tempel sebagai nilai, dan simpan lagi.",
    "sheet": lambda _: "Lembar yang dipilih tidak ada. Pilih lembar lain.",
    "file_gone": lambda _: "Berkasnya tidak ditemukan lagi di penyimpanan. Unggah ulang.",
    "mixed_decimals": lambda d: f"Kolom {d['column']} mencampur koma dan titik desimal: koma di baris {_rows(d, 'comma_rows')}, titik di baris {_rows(d, 'point_rows')}. Samakan, lalu unggah lagi.",
    "other_decimals": lambda d: f"Kolom {d['column']} memakai {d['seen']} desimal, sedangkan pemetaan mengatakan {d['said']}. Betulkan pemetaan.",
    "unclear_decimals": lambda d: f"Di kolom {d['column']} tidak jelas apakah 1.234 berarti seribu lebih atau satu koma dua. Pilih tanda desimal di pemetaan.",
    "stale": lambda _: "Ada angka yang terbit setelah berkas ini diperiksa, jadi semuanya diperiksa ulang. Lihat lagi, lalu kirim lagi.",
    "our_fault": lambda _: "Layanan gagal tiga kali saat memproses berkas ini; tidak ada yang diterbitkan. Beri tahu admin teknis, atau coba lagi.",
}  # fmt: skip
_ROW: Mapping[str, Callable[[Data], str]] = {
    "no_figure": lambda d: f"Tidak ada angka ({_SIGN[d['sign']]}).",
    "no_number": lambda d: f"“{d['cell']}” bukan angka menurut tanda desimal kolom ini.",
    "formula": lambda _: "Sel berisi rumus.",
    "shifted": lambda d: f"Baris punya {d['cells']} sel, padahal kolomnya {d['columns']}: kemungkinan bergeser.",
    "no_place": lambda _: "Wilayahnya kosong.",
    "unknown_place": lambda d: f"Wilayah “{d['name']}” tidak dikenal.",
    "unknown_code": lambda d: f"Kode wilayah {d['code']} tidak dikenal. Periksa apakah kodenya kode BPS atau Kemendagri.",
    "ambiguous_place": lambda d: f"“{d['name']}” bisa berarti {' atau '.join(d['options'])}. Tulis lengkap.",
    "code_and_name": lambda d: f"Kode dan nama menunjuk wilayah berbeda: {' dan '.join(d['places'])}.",
    "unknown_indicator": lambda d: f"Indikator “{d['name']}” tidak dikenal.",
    "no_period": lambda d: f"Periode “{d['cell']}” tidak terbaca. Pakai tahun (2024) atau bulan dan tahun (Maret 2024).",
    "unknown_status": lambda d: f"Status “{d['cell']}” tidak dikenal. Pakai tetap, sementara, sangat sementara, atau revisi.",
    "percent": lambda d: f"Persentase {_number(d['value'])} di luar 0 sampai 100.",
    "negative": lambda d: f"{_number(d['value'])} di bawah nol.",
    "not_whole": lambda d: f"{_number(d['value'])} {d['unit']} bukan bilangan bulat.",
    "derived": lambda _: "Angka turunan (hasil hitung sendiri), bukan angka resmi. Tidak diterbitkan sebagai angka resmi.",
    "maybe_derived": lambda _: "Sama dengan 100 × satu kolom dibagi kolom lain. Pastikan ini angka resmi produsennya, bukan hasil hitung sendiri.",
    "duplicate": lambda d: f"Sama dengan baris {d['row']}.",
    "contradicts": lambda d: f"Bertentangan dengan baris {_rows(d)}: wilayah dan periode sama, angka berbeda.",
    "small": lambda d: f"Hanya 1 sampai {d['most']} orang pada topik peka: ditahan supaya tidak mengenali orangnya.",
    "small_beside": lambda _: "Ditahan karena bersama jumlahnya akan membuka angka kecil di sebelahnya.",
    "producers": lambda d: f"{d['producer']} menerbitkan {_number(d['published'])}. Diputuskan di Perbedaan angka.",
    "which_base": lambda d: f"Indikator ini punya beberapa basis ({', '.join(d['bases'])}). Pilih basisnya di pemetaan.",
    "unknown_base": lambda d: f"Basis {d['base']} tidak ada untuk indikator ini.",
    "magnitude": lambda d: f"{_number(d['value'])} terlalu jauh dari {_number(d['before'])} ({_period(d['period'])}): kemungkinan salah satuan atau angka terpotong.",
    "period_kind": lambda d: _kind(d["months"]),
    "jump": lambda d: f"Melonjak dari {_number(d['before'])} ({_period(d['period'])}).",
    "other_base": lambda d: f"Periode ini sudah terbit dengan basis lain ({', '.join(base or 'biasa' for base in d['bases'])}).",
    "sum": lambda d: f"Jumlah kabupaten/kota {_number(d['sum'])}, angka provinsi {_number(d['total'])}.",
    "men_and_women": lambda d: f"Laki-laki + perempuan {_number(d['sum'])}, jumlahnya tertulis {_number(d['total'])}.",
    "index": lambda d: f"Dihitung ulang dari komponennya {_number(d['computed'])}.",
}  # fmt: skip
_MISSING: Mapping[str, str] = {
    "no_value": "Pilih paling sedikit satu kolom nilai.",
    "no_place": "Pilih kolom wilayah (nama atau kode), atau tetapkan satu wilayah untuk semua baris.",
    "no_indicator": "Pilih indikatornya: satu untuk semua, per kolom nilai, atau dari kolom nama indikator.",
    "no_period": "Pilih kolom tahun, atau tulis tahunnya untuk semua baris atau per kolom nilai.",
    "odd_period": "Periode ditulis 2024 atau 2024-03; per kolom boleh -03 bila tahunnya dari kolom lain.",
    "twice": "Satu kegunaan hanya boleh untuk satu kolom (kecuali nilai dan catatan).",
    "same_values": "Dua kolom nilai punya indikator, periode, dan rincian yang sama. Bedakan, atau abaikan salah satunya.",
    "unknown_region": "Kode wilayah tetap itu tidak dikenal.",
    "unknown_indicator": "Indikator itu tidak dikenal.",
}


def _period(code: str) -> str:
    """2022, or Maret 2022 for 2022-03."""
    year, _, month = code.partition("-")
    return f"{_MONTHS[int(month) - 1].title()} {year}" if month.isdigit() else code


def _kind(months: list[str]) -> str:
    if not months:
        return "Data ini terbit per tahun, bukan per bulan."
    named = ", ".join(f"{number} ({_MONTHS[int(number) - 1]})" for number in months)
    return f"Data ini terbit per bulan: {named}. Tulis bulannya, atau isi -{months[0]} di “Tahun atau periode” pada pemetaan."


_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
CODES = frozenset(_FILE) | frozenset(_ROW)


def wrong(problem: Mapping[str, Any]) -> str:
    """What is wrong with a file or a row."""
    code = str(problem["code"])
    return (_FILE.get(code) or _ROW[code])(problem["data"])


def missing(code: str) -> str:
    """What a mapping still has to say."""
    return _MISSING[code]


MISSING_CODES = frozenset(_MISSING)


def _number(text: object) -> str:
    return str(text).replace(".", ",")


TAKEN = "Berkas diterima. Periksa pemetaan kolom di bawah, lalu lanjutkan."
MAPPED = "Pemetaan disimpan. Berkas sedang dibaca dan diperiksa."
SUBMITTED = "Dikirim. Orang kedua membuka halaman ini dan menyetujuinya."
APPROVED = "Disetujui. Angkanya sedang diterbitkan sekaligus."
SENT_BACK = "Dikembalikan kepada pengirim."
DROPPED = "Impor dibatalkan. Tidak ada angka yang berubah."
TAKEN_BACK = "{count} angka ditarik kembali. Angka sebelumnya berlaku lagi."
DECIDED = "Keputusan dicatat."
INDICATOR_PUBLISHED = "Indikator terbit."
READING_APPROVED = "Cara membaca disetujui."
RELEASE_SAVED = "Jadwal rilis tersimpan."
RELEASE_MOVED = "Jadwal dipindah. Pelanggan indikator ini diberi tahu."
FEED_ADDED = "Sumber ditambahkan. Ketuk “Ambil sekarang” untuk mencobanya."
FEED_ASKED = "Diminta. Hasilnya muncul di Impor data begitu selesai diambil."
FEED_ENDED = "Sumber dihentikan. Angka yang sudah terbit tetap."
