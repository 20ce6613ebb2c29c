"""Refusals in words, for staff: what is not allowed, why, and what to do instead."""

from collections.abc import Callable, Mapping

from core.errors import Refusal
from core.staff import Role
from texts import labels
from tickets.kinds import Status


def sentence(refusal: Refusal) -> str:
    """The sentence of a refusal; one without a sentence of its own is named by its code."""
    write = _SENTENCES.get(refusal.code)
    if write is None:
        return f"Permintaan ditolak ({refusal.code}). Muat ulang halaman, lalu coba lagi."
    return write(refusal.data)


def of_code(code: str) -> str:
    """The sentence for a reason that was kept without its data."""
    write = _SENTENCES.get(code, _SENTENCES["failed"])
    return write({})


def _not_now(data: Mapping[str, object]) -> str:
    status = data.get("status")
    state = labels.STATUS[status] if isinstance(status, Status) else "ini"
    return (
        f"Langkah ini tidak bisa dilakukan saat status tiket “{state}”. "
        "Muat ulang halaman untuk melihat langkah yang tersedia."
    )


_FILE: Mapping[str, str] = {
    "empty": "Berkasnya kosong.",
    "large": "Berkasnya terlalu besar; paling banyak 10 MB.",
    "kind": "Jenis berkas itu tidak diterima. Pakai PDF, JPG, PNG, WEBP, DOCX, XLSX, atau ODT.",
}
_TEMPLATE: Mapping[str, str] = {
    "channel": "Templat hanya untuk warga di WhatsApp. Tulis balasan biasa.",
    "stopped": "Warga meminta berhenti menerima pesan, jadi templat tidak dikirim.",
    "open": "Warga baru saja menulis, jadi templat berbayar tidak dikirim. Balas langsung di kotak balasan.",
}
_ENCLOSURE: Mapping[str, str] = {
    "empty": "Salah satu lampirannya kosong. Periksa berkasnya, lalu pilih lagi.",
    "large": "Lampirannya terlalu besar: paling banyak 10 MB satu berkas, 20 MB bersama-sama. Kecilkan, lalu pilih lagi.",
    "many": "Lampirannya terlalu banyak; paling banyak 5 berkas dalam satu balasan.",
    "kind": "Jenis lampiran itu tidak diterima. Pakai PDF, JPG, PNG, DOCX, atau XLSX; isi berkasnya yang diperiksa, bukan namanya.",
    "macro": "Lampiran itu berisi makro atau program, jadi tidak dikirim ke warga. Simpan tanpa makro, atau sebagai PDF.",
}
_UPLOAD: Mapping[str, str] = {
    "many": "Paling banyak {most} berkas sekaligus.",
    "large": "Ada berkas yang terlalu besar; paling banyak 20 MB.",
    "empty": "Ada berkas yang kosong.",
    "kind": "Ada berkas yang jenisnya tidak diterima. Pakai foto (JPG, PNG, WEBP), PDF, rekaman suara, atau MP4.",
}
_GROUP: Mapping[str, str] = {
    "few": "Tulis paling sedikit dua kata yang artinya sama, dipisah koma.",
    "many": "Terlalu banyak kata dalam satu kelompok. Paling banyak 30 kata atau 500 huruf.",
    "long": "Satu padanan paling panjang lima kata.",
}
_IMPORT: Mapping[str, str] = {
    "size": "Berkasnya terlalu besar; paling banyak 5 MB.",
    "kind": "Jenis berkas itu tidak bisa dibaca. Pakai CSV, XLSX, atau YAML.",
    "text": "Hurufnya tidak terbaca. Simpan berkasnya sebagai CSV UTF-8, lalu unggah lagi.",
    "table": "Susunan berkasnya rusak dan tidak bisa dibaca. Mulai dari berkas hasil unduhan.",
    "columns": "Kolomnya tidak dikenal. Pakai baris judul dari berkas hasil unduhan, dan setiap kolom sekali saja.",
    "rows": "Barisnya terlalu banyak; paling banyak {most} dalam satu berkas.",
    "empty": "Tidak ada baris di dalamnya.",
}
_SENTENCES: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "not_now": _not_now,
    "not_your_part": lambda _: "Peran Anda tidak berwenang untuk langkah ini. Minta koordinator melakukannya.",
    "not_your_case": lambda _: "Tiket tidak ditemukan.",
    "unknown_case": lambda _: "Tiket tidak ditemukan. Periksa lagi nomornya.",
    "ground_needed": lambda _: "Pilih dasarnya: spam, kata kasar, atau bukan kewenangan.",
    "reason_needed": lambda _: "Tulis alasannya. Langkah ini dicatat bersama alasan.",
    "changed_meanwhile": lambda _: (
        "Tiket ini sudah diubah orang lain setelah Anda membukanya. Tulisan Anda masih ada di bawah; "
        "periksa perubahan terbaru, lalu kirim lagi."
    ),
    "nothing_picked": lambda _: "Belum ada tiket yang dipilih. Centang dulu tiketnya, lalu lanjut.",
    "too_many_tickets": lambda data: (
        f"Terlalu banyak tiket; paling banyak {data.get('most')} sekaligus. Persempit saringannya."
    ),
    "assignee_needed": lambda _: "Pilih petugas aktif yang boleh Anda beri tugas.",
    "assignee_may_not_see": lambda _: "Petugas itu tidak boleh membuka tiket ini.",
    "already_there": lambda _: "Tiket sudah didisposisikan ke OPD itu.",
    "already_theirs": lambda _: "Tiket sudah dipegang petugas itu.",
    "already_asked": lambda _: "Itu sedang dibuat. Tunggu sampai selesai di halaman ini.",
    "quarter_not_over": lambda _: "Triwulan itu belum berakhir. Angka berjalan ada di Dasbor.",
    "report_published": lambda _: "Laporan itu sudah terbit dan tidak berubah lagi. Unduh yang sudah terbit.",
    "report_changed": lambda _: "Laporan ini dibuat ulang setelah Anda membukanya. Periksa angkanya, lalu terbitkan.",
    "report_not_reconciled": lambda data: (
        f"Belum bisa diterbitkan, angkanya tidak cocok: {data.get('what')}. Beri tahu operator tiket itu; "
        "setelah diperbaiki, buat ulang laporannya."
    ),
    "no_longer_allowed": lambda _: "Peran Anda tidak lagi boleh mengunduh tiket.",
    "failed": lambda _: "Gagal dibuat. Coba lagi; bila gagal lagi, beri tahu operator.",
    "text_needed": lambda _: "Isi tulisan masih kosong. Tulis dulu, lalu kirim lagi.",
    "text_too_long": lambda data: (
        f"Tulisan terlalu panjang ({data.get('length')} huruf, paling banyak {data.get('most')})."
    ),
    "answer_not_sent": lambda _: (
        "Tiket belum bisa ditutup: belum ada jawaban yang terkirim ke pelapor sejak laporan ini terakhir dibuka. "
        "Kirim jawaban dulu, lalu tutup."
    ),
    "plan_in_the_past": lambda _: "Rencana selesai sudah lewat. Pilih hari ini atau sesudahnya.",
    "koordinator_asks_again": lambda _: (
        "Kelengkapan sudah pernah diminta. Pertanyaan kedua menghentikan hitungan sekali lagi, jadi hanya koordinator "
        "yang boleh mengirimnya. Minta koordinator, atau verifikasi dengan yang ada."
    ),
    "too_late_to_return": lambda data: (
        f"Pengembalian hanya bisa dalam {data.get('days')} hari kerja setelah disposisi. Minta koordinator mendisposisikan ulang."
    ),
    "approval_needed": lambda _: (
        "Jawaban untuk tiket ini harus disetujui dulu. Kirim lewat “Usulkan jawaban”; koordinator atau supervisor yang mengirimnya."
    ),
    "evidence_needed": lambda _: (
        "Pekerjaan fisik dijawab dengan bukti. Isi “Bukti pekerjaan”: di mana fotonya atau nomor berita acaranya."
    ),
    "nothing_proposed": lambda _: "Tidak ada usulan jawaban yang menunggu. Muat ulang halaman.",
    "already_proposed": lambda _: "Masih ada usulan jawaban yang menunggu persetujuan. Tunggu keputusannya dulu.",
    "not_your_own_proposal": lambda _: (
        "Usulan Anda sendiri harus disetujui orang lain. Minta rekan koordinator atau supervisor."
    ),
    "too_late_to_revive": lambda _: (
        "Masa melanjutkan laporan ini sudah lewat. Buat tiket baru yang merujuk ke tiket ini."
    ),
    "cannot_merge": lambda data: (
        f"Tidak bisa digabung{': ' + str(data['number']) if data.get('number') else ''}. Yang bisa digabung hanya pengaduan "
        "terbuka dengan kadar yang sama, dan tidak ke dirinya sendiri. Periksa nomornya."
    ),
    "target_needed": lambda _: "Tulis badan tujuan, misalnya SP4N-LAPOR! atau Pemerintah Provinsi.",
    "upload_not_taken": lambda data: _UPLOAD[str(data.get("why"))].format(most=data.get("most")),
    "received_later": lambda _: "Tanggal diterima belum tiba. Pilih hari ini atau sebelumnya.",
    "received_too_long_ago": lambda data: (
        f"Tanggal diterima paling jauh {data.get('days')} hari yang lalu. Catat dengan tanggal hari ini dan tulis tanggal "
        "aslinya di isi laporan."
    ),
    "place_or_time_needed": lambda _: "Isi lokasi atau waktu kejadian; salah satu sudah cukup.",
    "phone_not_readable": lambda _: "Nomor telepon tidak terbaca. Tulis seperti 0812 3456 7890, atau kosongkan.",
    "tracking_needed": lambda _: "Tulis nomor yang diberikan badan tujuan.",
    "not_two_people": lambda _: "Permintaan Anda sendiri harus diputuskan orang lain.",
    "nothing_granted": lambda _: (
        "Belum ada persetujuan yang berlaku. Ajukan permintaan, lalu tunggu orang kedua menyetujui."
    ),
    "question_reached": lambda _: "Pertanyaan ini sudah sampai ke pelapor; waktunya untuk menjawab sedang berjalan.",
    "source_needed": lambda _: "Pilih bagaimana kabarnya sampai: di loket, lewat telepon, surat, atau media sosial.",
    "template_sentence": lambda _: (
        "Kalimat ini cocok untuk laporan apa saja, jadi belum dihitung sebagai jawaban dan tenggatnya tetap berjalan. "
        "Kirim sebagai “Kabar”, atau tulis apa yang sudah dilakukan, di mana, dan kapan."
    ),
    "restricted_stays": lambda data: (
        f"Laporan berkadar pengawasan hanya bisa dibuka Inspektorat, jadi tidak bisa diteruskan ke {data.get('agency')}: "
        "tidak ada petugasnya yang bisa membukanya. Tangani sendiri dengan “Proses”, atau ubah dulu klasifikasinya."
    ),
    "agency_needed": lambda _: "Pilih OPD tujuan yang masih aktif.",
    "entry_incomplete": lambda _: "Isian belum lengkap. Perbaiki bagian yang ditandai.",
    "entry_changed": lambda _: (
        "Jawaban ini sudah diubah orang lain setelah Anda membukanya. Tulisan Anda masih ada di bawah; "
        "bandingkan dengan versi terbaru, lalu simpan lagi."
    ),
    "blank_empty": lambda _: "Isi semua bagian templat yang masih kosong, lalu kirim lagi.",
    "mention_unseen": lambda data: (
        f"@{data.get('name')} tidak bisa membuka tiket ini, jadi catatan belum disimpan dan tidak ada yang diberi tahu. "
        "Hapus sebutan itu, lalu simpan lagi."
    ),
    "mention_unclear": lambda data: (
        f"@{data.get('name')} bisa berarti beberapa rekan: {data.get('handles')}. "
        "Tulis salah satunya, lalu simpan lagi."
    ),
    "view_name_needed": lambda data: f"Beri nama tampilannya, paling panjang {data.get('most')} huruf.",
    "view_name_taken": lambda data: f"Sudah ada tampilan bernama “{data.get('name')}”. Pakai nama lain.",
    "view_names_person": lambda _: (
        "Tampilan bersama dibaca semua petugas. Hapus nomor telepon, NIK, atau akun dari nama dan pencariannya, atau simpan "
        "untuk Anda sendiri."
    ),
    "views_full": lambda data: f"Sudah ada {data.get('most')} tampilan. Hapus yang tidak dipakai lagi, lalu simpan.",
    "template_unfit": lambda data: _TEMPLATE[str(data.get("why"))],
    "point_name_taken": lambda data: f"Sudah ada titik bernama {data.get('name')}. Pakai nama lain.",
    "point_incomplete": lambda _: "Isi nama dan lokasinya.",
    "second_reader_needed": lambda _: (
        "Kantor ini meminta orang kedua: yang menulis tidak menerbitkan tulisannya sendiri. Kirim untuk ditinjau."
    ),
    "too_many_ways": lambda data: (
        f"Jawaban itu sudah punya {data.get('most')} cara bertanya. Pecah menjadi dua jawaban, atau hapus sebagian dulu."
    ),
    "entry_cannot_merge": lambda _: "Pilih jawaban lain yang sedang terbit sebagai penggantinya.",
    "enclosure_not_taken": lambda data: _ENCLOSURE[str(data.get("why"))],
    "file_not_taken": lambda data: _FILE[str(data.get("why"))],
    "not_a_group": lambda data: _GROUP[str(data.get("why"))],
    "import_not_readable": lambda data: _IMPORT[str(data.get("why"))].format(most=data.get("most")),
    "import_applied": lambda _: "Berkas ini sudah diambil. Unggah lagi bila masih ada yang berubah.",
    "import_not_now": lambda _: "Impor ini sudah berpindah langkah. Muat ulang halaman untuk melihat keadaannya.",
    "import_mapping": lambda _: "Pemetaan belum lengkap. Periksa bagian yang disebut.",
    "import_nothing": lambda _: "Tidak ada angka baru atau berubah di berkas ini, jadi tidak ada yang dikirim.",
    "import_metadata": lambda _: "Keterangan sumber atau indikator belum lengkap. Lengkapi dulu, lalu kirim lagi.",
    "import_second_person": lambda _: (
        "Yang mengunggah tidak menyetujui sendiri. Minta pemilik data lain atau supervisor."
    ),
    "import_warnings": lambda _: "Ada angka yang perlu dilihat dulu. Periksa, centang, lalu setujui.",
    "import_not_yours": lambda _: "Indikator itu milik OPD lain. Anda hanya bisa mengimpor data OPD Anda.",
    "figures_not_readable": lambda _: "Berkas itu tidak bisa dibaca sebagai tabel angka. Unggah CSV atau XLSX.",
    "figures_newer": lambda _: (
        "Ada angka lebih baru yang menggantikan angka impor ini. Tarik dulu impor yang lebih baru, lalu yang ini."
    ),
    "figures_not_published": lambda _: "Impor ini tidak sedang terbit. Muat ulang halaman.",
    "figures_own": lambda _: "Angka lain itu Anda yang mengimpor. Minta orang kedua memutuskan.",
    "conflict_decided": lambda _: "Perbedaan ini sudah diputuskan. Muat ulang halaman.",
    "indicator_code": lambda _: "Kode itu sudah dipakai atau tidak sah. Pakai huruf kecil, angka, dan garis bawah.",
    "indicator_incomplete": lambda _: (
        "Keterangan belum lengkap. Isi nama dan satuan; untuk terbit juga definisi, frekuensi, pemilik, dan cara membaca."
    ),
    "indicator_own_edit": lambda _: "Yang terakhir mengubah tidak menerbitkan sendiri. Minta orang kedua.",
    "indicator_not_owner": lambda _: "Hanya pemilik data indikator ini yang menyetujui cara membacanya.",
    "indicator_unit": lambda _: (
        "Satuan tidak bisa diubah selagi angkanya terbit. Buat indikator baru untuk satuan lain."
    ),
    "feed_incomplete": lambda _: (
        "Isi judul, produsen, dan lisensi. WebAPI juga perlu kode domain, nomor variabel, dan indikator; portal perlu alamat dan paketnya."
    ),
    "release_incomplete": lambda _: "Isi judul dan tanggalnya; untuk memindah, tanggal baru dan alasannya.",
    "release_done": lambda _: "Rilis ini sudah terbit dan tidak dipindah lagi.",
    "slug_taken": lambda _: "Nama pendek itu sudah dipakai. Pilih yang lain.",
    "codes_too_often": lambda data: f"Paling banyak {data.get('most')} kode dalam satu jam. Coba lagi nanti.",
    "link_code_wrong": lambda _: "Kode ini tidak berlaku atau sudah kedaluwarsa. Buat kode baru.",
    "chat_has_owner": lambda _: "Chat itu sudah tertaut ke akun petugas lain. Lepas dulu di akun itu.",
    "not_for_staff": lambda _: "Petugas hanya bisa bekerja dari Telegram atau WhatsApp.",
    "email_taken": lambda data: f"Alamat {data.get('email')} sudah dipakai akun lain.",
    "unknown_staff": lambda _: "Akun petugas tidak ditemukan.",
    "unknown_role": lambda data: (
        f"Peran “{data.get('duty')}” tidak dikenal. Contoh: koordinator, atau admin_opd@dpupr dengan kode OPD yang ada."
    ),
    "last_administrator": lambda _: (
        "Tidak bisa: ini admin teknis aktif yang terakhir. Angkat admin teknis lain dulu, supaya kantor tidak terkunci."
    ),
    "not_yourself": lambda _: (
        "Anda tidak bisa mengubah peran atau menonaktifkan akun sendiri. Minta admin teknis lain."
    ),
    "duty_incomplete": lambda _: "Peran Admin OPD harus disertai OPD-nya. Pilih OPD, lalu simpan lagi.",
    "duty_of_the_office": lambda data: (
        f"Peran {labels.ROLE[Role(str(data['role']))]} berlaku untuk seluruh kantor, bukan untuk satu "
        "OPD. Pilih “Seluruh kantor”, atau peran Admin OPD atau Pemilik data untuk OPD itu."
    ),
    "code_taken": lambda data: f"Kode “{data.get('code')}” sudah dipakai OPD lain.",
    "saved_meanwhile": lambda _: (
        "Sudah disimpan orang lain setelah Anda membukanya. Isian Anda masih ada di bawah; periksa, lalu simpan lagi."
    ),
    "chat_returned": lambda _: "Percakapan ini sudah kembali ke bot. Balasan tidak dikirim.",
    "chat_taken": lambda _: (
        "Rekan Anda sedang menangani percakapan ini, jadi balasan belum dikirim. Tulisan Anda masih ada di bawah."
    ),
    "words_needed": lambda data: f"Tulis balasan dulu, paling panjang {data.get('most')} huruf.",
    "not_closed_yet": lambda _: "Penilaian baru bisa diberikan setelah tiket dijawab.",
    "too_late_to_reopen": lambda _: "Masa buka kembali sudah lewat. Buat tiket baru yang merujuk ke tiket ini.",
}
CODES = frozenset(_SENTENCES)
