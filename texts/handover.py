"""Handover to a person: an expectation of time, a place in the queue, and the way back."""

from datetime import datetime

from texts.words import Words, message


@message
def you_are_in_line(w: Words, *, place: int, is_open: bool, opens_at: str | None = None) -> str:
    if is_open:
        return w(
            "Petugas kami akan membalas di chat ini pada jam layanan hari ini. Urutan Anda: {place}. "
            "Sambil menunggu, Anda tetap bisa bertanya kepada saya.",
            place=place,
        )
    assert opens_at is not None
    opens = datetime.fromisoformat(opens_at)
    return w(
        "Permintaan Anda sudah masuk ke petugas (urutan {place}). Sekarang di luar jam layanan; petugas membalas mulai "
        "{day} pukul {time} {zone}. Pesan Anda tersimpan.",
        place=place,
        day=w.day(opens.date()),
        time=w.clock(opens),
        zone=w.office.zone_label,
    )


@message
def passed_on(w: Words) -> str:
    return w("Sudah kami teruskan ke petugas. Ketik: kembali ke bot, bila ingin dilayani bot lagi.")


@message
def help_with_officer(w: Words) -> str:
    return w(
        "Anda sedang terhubung dengan petugas; pesan Anda sudah kami teruskan. Ketik KEMBALI KE BOT bila ingin dilayani "
        "bot lagi, atau BERHENTI bila tidak ingin menerima pesan dari kami."
    )


@message
def back_to_bot(w: Words) -> str:
    return w("Baik, Anda kembali dilayani bot. Apa yang bisa saya bantu?")


@message
def still_in_line(w: Words, *, place: int) -> str:
    return w(
        "Maaf, petugas masih melayani warga lain. Urutan Anda: {place}, dan tetap kami simpan. Sambil menunggu, Anda "
        "bisa bertanya kepada saya, membuat pengaduan, atau mengajukan permohonan resmi.",
        place=place,
    )


@message
def back_in_line(w: Words, *, place: int) -> str:
    return w(
        "Maaf, petugas yang melayani Anda belum sempat membalas. Pesan Anda tersimpan, dan petugas lain bisa "
        "melanjutkan. Urutan Anda: {place}.",
        place=place,
    )


@message
def line_lapsed(w: Words) -> str:
    said = w(
        "Maaf, sampai hari ini belum ada petugas yang sempat membalas, dan antrean Anda kami akhiri. Agar pasti ditangani, buat "
        "pengaduan: ada nomor dan tenggatnya. Anda juga bisa datang pada jam layanan atau ketik petugas untuk mengantre lagi."
    )
    ways = [way for way in (w.office.phone, w.office.email) if way.strip(" -")]
    return said + ("\n\n" + w("Kontak lain: {ways}", ways=", ".join(ways)) if ways else "")


@message
def talk_ended(w: Words) -> str:
    return w(
        "Percakapan dengan petugas kami akhiri karena sudah lama tidak ada pesan baru. Anda kembali dilayani bot. "
        "Bila masih perlu petugas, ketik: petugas."
    )


@message
def officer_says(w: Words, *, text: str) -> str:
    return w("Petugas: {text}", text=text)


@message
def officer_left(w: Words) -> str:
    return w("Percakapan dengan petugas selesai. Terima kasih. Anda kembali dilayani bot.")
