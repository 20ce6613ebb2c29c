"""Officers in their own chat: tickets, what a citizen is about to read, and why a step was not taken. Indonesian only."""

from collections.abc import Mapping
from datetime import date, datetime

from texts import labels
from texts.words import Lang, Words, message, sentence_of
from tickets.chat_notices import ChatNotice
from tickets.kinds import ClockKind, Status

LABELS: Mapping[str, str] = {
    "staff_answer": "Jawab",
    "staff_accept": "Mulai proses",
    "staff_ask": "Tanya pelapor",
    "staff_inform": "Kabari pelapor",
    "staff_note": "Catatan",
    "staff_return": "Kembalikan",
    "staff_close": "Selesai",
    "staff_send": "Kirim",
    "staff_rewrite": "Tulis ulang",
    "staff_drop": "Batal",
    "staff_list": "Tiket saya",
    "staff_as_citizen": "Mode warga",
    "staff_as_officer": "Mode petugas",
}
_WHY: Mapping[ChatNotice, str] = {
    ChatNotice.CARD: "Tiket {number}",
    ChatNotice.NEW: "Tiket baru {number}",
    ChatNotice.DISPOSED: "Disposisi baru {number}",
    ChatNotice.DUE_SOON: "Tenggat dekat: {number}",
    ChatNotice.OVERDUE: "Lewat tenggat: {number}",
    ChatNotice.REOPENED: "Dibuka kembali: {number}",
    ChatNotice.ADDED: "Pelapor menambahkan ke {number}",
    ChatNotice.RETURNED: "Dikembalikan OPD: {number}",
    ChatNotice.MENTIONED: "Anda disebut di catatan {number}",
}
_WORDS: Mapping[ChatNotice, str] = {
    ChatNotice.DISPOSED: "Perintah",
    ChatNotice.ADDED: "Tambahan pelapor",
    ChatNotice.REOPENED: "Kata pelapor atau alasan",
    ChatNotice.RETURNED: "Alasan OPD",
    ChatNotice.NEW: "Alasan",
}
_LINE = "— — —"


@message
def staff_ticket(
    w: Words,
    *,
    why: str,
    number: str,
    case_id: int,
    seq: int,
    status: str,
    text: str,
    place: str | None = None,
    agency: str | None = None,
    clock: str | None = None,
    due_on: str | None = None,
    files: int = 0,
    anonymous: bool = False,
    words: str = "",
) -> str:
    notice = ChatNotice(why)
    head = _WHY[notice].format(number=number) + (f" ({agency})" if agency else "")
    lines = [head, f"Status: {labels.STATUS[Status(status)]}", "", text]
    if place:
        lines.append(f"Lokasi: {place}")
    if files:
        lines.append(f"Lampiran: {files} berkas, lihat di panel.")
    if anonymous:
        lines.append("Pelapor anonim.")
    if words:
        lines.append(words if notice is ChatNotice.MENTIONED else f"{_WORDS.get(notice, 'Keterangan')}: {words}")
    if clock and due_on:
        lines.append(f"{labels.CLOCK[ClockKind(clock)]} paling lambat {w.day(date.fromisoformat(due_on))}.")
    lines += ["", _QUOTE_A_MENTION if notice is ChatNotice.MENTIONED else _QUOTE]
    return "\n".join(lines)


_QUOTE = "Untuk menjawab pelapor: balas (kutip) pesan ini dengan jawabannya, boleh dengan foto."
_QUOTE_A_MENTION = "Balas (kutip) pesan ini untuk menulis catatan internal. Pelapor tidak membacanya."
_MOST_NAMED = 30


@message
def staff_digest(w: Words, *, numbers: list[str]) -> str:
    """The tickets that are so late that the Sekda hears of them."""
    more = len(numbers) - _MOST_NAMED
    lines = [f"Ringkasan hari ini: {len(numbers)} tiket lewat tenggat tiga hari kerja atau lebih.", ""]
    lines += [f"• {number}" for number in numbers[:_MOST_NAMED]]
    if more > 0:
        lines.append(f"• dan {more} lagi")
    return "\n".join([*lines, "", "Bukanya di panel: Kabar, atau tab Terlambat di antrean."])


@message
def staff_linked(w: Words, *, name: str) -> str:
    return (
        f"Chat ini sekarang tertaut ke akun petugas {name}. Disposisi baru dan tenggat yang dekat datang ke sini.\n\n"
        "Anda sekarang di MODE PETUGAS: balas (kutip) pesan tiket untuk menjawab pelapor. Sebelum terkirim, Anda selalu "
        "melihat dulu apa yang akan dibaca warga. Nama dan nomor Anda tidak pernah dikirim ke warga.\n\n"
        "Ketik TIKET untuk daftar tiket Anda, atau MODE WARGA bila ingin bertanya dan melapor sebagai warga."
    )


@message
def staff_code_refused(w: Words, *, why: str) -> str:
    return _CODE_REFUSED[why]


_CODE_REFUSED: Mapping[str, str] = {
    "link_code_wrong": (
        "Kode ini tidak berlaku atau sudah kedaluwarsa. Buat kode baru di panel (nama Anda, lalu Chat petugas), dan kirim "
        "dalam sepuluh menit."
    ),
    "chat_has_owner": (
        "Chat ini sudah tertaut ke akun petugas lain. Minta pemilik akun itu atau admin teknis melepasnya dulu di panel."
    ),
    "not_for_staff": "Petugas hanya bisa bekerja dari Telegram atau WhatsApp. Kirim kode itu dari sana.",
    "too_many": "Terlalu banyak kode yang salah. Coba lagi satu jam lagi.",
}


@message
def staff_not_linked(w: Words) -> str:
    return (
        "Chat ini tidak tertaut ke akun petugas yang aktif, jadi tidak ada yang dikirim atau diubah. Bila Anda petugas, "
        "tautkan lagi dari panel atau hubungi admin teknis."
    )


@message
def staff_as_citizen(w: Words) -> str:
    return (
        "Anda sekarang di MODE WARGA: tulisan Anda diperlakukan seperti tulisan warga lain. Pesan tiket tetap datang, dan "
        "mengutipnya tetap menjawab sebagai petugas. Ketik MODE PETUGAS untuk kembali."
    )


@message
def staff_as_officer(w: Words, *, open_cases: int) -> str:
    return f"Anda di MODE PETUGAS. Tiket terbuka yang bisa Anda kerjakan: {open_cases}. " + _HOW


_HOW = (
    "Balas (kutip) pesan tiket untuk menjawab pelapor, ketik TIKET untuk daftarnya, atau tulis nomor tiketnya. "
    "MODE WARGA untuk menulis sebagai warga."
)


@message
def staff_list(w: Words, *, cases: list[list[str]]) -> str:
    if not cases:
        return "Tidak ada tiket terbuka yang menunggu Anda. Begitu ada yang baru, kabarnya datang ke chat ini."
    lines = ["Tiket terbuka Anda, yang paling dekat tenggatnya di atas. Pilih untuk membukanya:", ""]
    for place, (number, title, status, due) in enumerate(cases, 1):
        term = f", tenggat {w.short_day(date.fromisoformat(due))}" if due else ""
        lines.append(f"{place}. {number} {title} ({labels.STATUS[Status(status)]}{term})")
    return "\n".join(lines)


@message
def staff_which(w: Words) -> str:
    return "Tulisan Anda untuk tiket yang mana? Pilih, atau batalkan. Belum ada yang dikirim."


@message
def staff_prompt(w: Words, *, act: str, number: str) -> str:
    return _PROMPTS[act].format(number=number) + " Ketik BATAL bila tidak jadi."


_PROMPTS: Mapping[str, str] = {
    "staff_answer": "Tulis jawaban akhir untuk pelapor {number}, boleh dengan foto. Anda melihatnya dulu sebelum terkirim.",
    "staff_ask": "Tulis satu pertanyaan yang jelas untuk pelapor {number}. Anda melihatnya dulu sebelum terkirim.",
    "staff_inform": "Tulis kabar perkembangan untuk pelapor {number}. Status dan tenggat tidak berubah.",
    "staff_note": "Tulis catatan internal untuk {number}. Hanya petugas yang membacanya.",
    "staff_return": "Mengapa {number} dikembalikan ke koordinator? Tulis alasannya.",
    "staff_close": "Mengapa {number} ditutup? Tulis alasannya; pelapor diberi tahu bahwa laporannya ditutup.",
}


@message
def staff_confirm(
    w: Words,
    *,
    number: str,
    shown: str,
    blanks: dict[str, object],
    lang: Lang = "id",
    readers: int = 1,
    files: int = 0,
    is_proposal: bool = False,
    changes: list[list[str]] | None = None,
    hints: list[str] | None = None,
) -> str:
    lines = [f"Periksa dulu. Yang akan dibaca pelapor {number}:", _LINE]
    lines += [sentence_of(shown)(Words(lang, w.office), **blanks), _LINE]
    if files:
        lines.append(f"Lampiran Anda: {files} berkas. Foto dan PDF ikut dikirim ke warga; semuanya disimpan di tiket.")
    if is_proposal:
        lines.append("Jawaban tiket ini disetujui koordinator atau supervisor dulu; setelah itu baru dikirim.")
    if not readers:
        lines.append("Pelapor tiket ini tidak punya chat: jawabannya tercatat di tiket, sampaikan sendiri kepadanya.")
    lines += [_HINTS[hint] for hint in hints or ()]
    lines += _changed(w, changes or [])
    lines.append("Belum ada yang terkirim. Pilih Kirim bila sudah benar.")
    return "\n".join(lines)


_HINTS: Mapping[str, str] = {
    "number": "Perhatian: di dalamnya ada nomor telepon, NIK, surel, atau nama akun. Warga akan membacanya.",
    "name": "Perhatian: di dalamnya ada nama Anda. Warga akan membacanya.",
}


def _changed(w: Words, changes: list[list[str]]) -> list[str]:
    """What happened to a case since the officer last saw it, a line for each."""
    if not changes:
        return []
    lines = ["Sejak pesan yang Anda balas, tiket ini berubah:"]
    for at, who, action, text in changes:
        what = labels.EVENT.get(action, action) + (f": {text}" if text else "")
        lines.append(f"• {w.moment(datetime.fromisoformat(at))}, {who}: {what}")
    return lines


@message
def staff_changed(w: Words, *, number: str, changes: list[list[str]]) -> str:
    return "\n".join(
        [
            f"Belum dilakukan: {number} sudah berubah.",
            *_changed(w, changes),
            "Bila masih perlu, pilih lagi di bawah ini.",
        ]
    )


@message
def staff_evidence_needed(w: Words, *, number: str) -> str:
    return (
        f"Jawaban untuk {number} sudah disimpan, tetapi pekerjaan fisik dijawab dengan bukti. Kirim fotonya di sini, lalu "
        "Anda melihat jawabannya sebelum terkirim. Buktinya berita acara? Jawab lewat panel."
    )


@message
def staff_own_number(w: Words, *, number: str) -> str:
    return (
        f"Jawaban untuk {number} memuat nomor Anda sendiri. Nomor petugas tidak dikirim ke warga: tulis ulang tanpa nomor "
        "itu, atau sebut nomor layanan kantor."
    )


@message
def staff_words_needed(w: Words, *, number: str) -> str:
    return f"Berkasnya disimpan untuk {number}. Sekarang tulis jawabannya."


@message
def staff_done(w: Words, *, number: str, act: str, readers: int = 1, is_early: bool = False) -> str:
    if act == "staff_answer" and not readers:
        return f"Jawaban untuk {number} tercatat di tiket. Pelapornya tidak punya chat: sampaikan sendiri kepadanya."
    left = " Lampirannya masih diambil, jadi belum ikut terkirim: sudah di tiket, kirim sebagai kabar dari panel."
    return _DONE[act].format(number=number) + (left if is_early else "")


_DONE: Mapping[str, str] = {
    "staff_answer": "Jawaban untuk {number} dikirim ke pelapor.",
    "staff_propose": "Usulan jawaban untuk {number} diajukan. Pelapor membacanya setelah disetujui.",
    "staff_ask": "Pertanyaan untuk {number} dikirim. Tiket menunggu pelapor; jawabannya datang ke sini.",
    "staff_inform": "Kabar untuk {number} dikirim ke pelapor.",
    "staff_accept": "{number} mulai diproses dan menjadi tugas Anda. Pelapor diberi tahu.",
    "staff_note": "Catatan disimpan di {number}. Pelapor tidak membacanya.",
    "staff_return": "{number} dikembalikan ke koordinator. Hitungan jawaban pertama tetap berjalan.",
    "staff_close": "{number} ditutup. Pelapor diberi tahu dan masih bisa membukanya kembali.",
}


@message
def staff_dropped(w: Words, *, number: str | None = None) -> str:
    return f"Dibatalkan. Tidak ada yang dikirim{f' untuk {number}' if number else ''}."


@message
def staff_gone(w: Words, *, number: str) -> str:
    return f"Tulisan itu sudah dikirim, diganti, atau dibatalkan. Tidak ada yang dikirim dua kali untuk {number}."


@message
def staff_refused(w: Words, *, why: str) -> str:
    return why


@message
def staff_not_found(w: Words) -> str:
    return "Tiket itu tidak ditemukan di antara tiket Anda. Ketik TIKET untuk daftarnya."


@message
def staff_edit_ignored(w: Words) -> str:
    return "Perubahan itu tidak mengubah apa pun yang sudah tercatat. Bila perlu, balas (kutip) lagi pesan tiketnya."


@message
def staff_help(w: Words) -> str:
    return "Anda di MODE PETUGAS. " + _HOW


def not_now(status: Status) -> str:
    """Why a step cannot be taken as the case stands, without a page to load anew."""
    return (
        f"Belum dilakukan: langkah ini tidak bisa saat status tiket “{labels.STATUS[status]}”. "
        "Tulis nomor tiketnya untuk melihat langkah yang tersedia."
    )


EVIDENCE = "berkas dari chat petugas ({files})"
REPORTER = "Pelapor"
SYSTEM = "Sistem"
