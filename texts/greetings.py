"""Greetings and small talk: the first words, thanks, anger, and what to say to what is no question."""

from texts.words import Words, message


@message
def test_received(w: Words, *, code: str) -> str:
    return w("Pesan uji {code} sampai dan terbalas. Sambungan berjalan dua arah.", code=code)


@message
def welcome(w: Words) -> str:
    return (
        w("Selamat datang di {office}. Saya asisten percakapan (bot) kantor ini.", office=w.office.name)
        + sample_mark(w)
        + "\n\n"
        + w(
            "Tulis saja dengan bahasa Anda sendiri. Saya bisa:\n"
            "• menjawab pertanyaan tentang informasi publik, data, dan layanan kantor\n"
            "• menerima pengaduan dan memberi nomor laporan\n"
            "• memberi tahu status laporan Anda\n"
            "Ingin bicara dengan orang? Ketik: petugas."
        )
    )


def sample_mark(w: Words) -> str:
    """Says that this is a demonstration, where it is."""
    return " " + w("(Ini kantor contoh: isi dan alamatnya contoh.)") if w.office.sample else ""


@message
def help_menu(w: Words) -> str:
    return w(
        "Yang bisa Anda ketik kapan saja:\n"
        "• lapor: membuat pengaduan\n"
        "• status: mengecek laporan Anda\n"
        "• permohonan: meminta informasi publik secara resmi\n"
        "• petugas: bicara dengan orang\n"
        "• batal, kembali, lanjut: saat mengisi laporan\n"
        "Atau langsung tulis pertanyaan Anda."
    )


@message
def hello(w: Words, *, greeting: str = "") -> str:
    opening = {
        "salam": w("Waalaikumsalam."),
        "pagi": w("Selamat pagi."),
        "siang": w("Selamat siang."),
        "sore": w("Selamat sore."),
        "malam": w("Selamat malam."),
    }.get(greeting, w("Halo."))
    return opening + " " + w("Ada yang bisa kami bantu? Silakan tulis pertanyaan atau laporan Anda.")


@message
def you_are_welcome(w: Words) -> str:
    return w("Sama-sama. Bila ada yang lain, tulis saja di sini.")


@message
def ask_away(w: Words) -> str:
    return w("Silakan, tulis saja pertanyaan Anda.")


@message
def identity_not_needed(w: Words) -> str:
    return w(
        "NIK, nomor telepon, dan akun tidak perlu dikirim di sini; semua itu kami samarkan. Tulis pertanyaan atau keluhan Anda saja."
    )


@message
def no_need_to_apologise(w: Words) -> str:
    return w("Tidak apa-apa. Silakan tulis pertanyaan atau laporan Anda.")


@message
def goodbye(w: Words) -> str:
    return w("Baik, sampai jumpa. Kami ada di sini bila Anda memerlukan.")


@message
def all_right(w: Words) -> str:
    return w("Baik. Ada lagi yang bisa kami bantu?")


@message
def how_are_you(w: Words) -> str:
    return w("Baik, terima kasih. Saya asisten percakapan kantor ini. Apa yang bisa saya bantu?")


@message
def sorry_for_the_wait(w: Words, *, open_cases: int = 0) -> str:
    apology = w("Mohon maaf atas pelayanan yang mengecewakan. Kami mengerti Anda kesal.")
    if open_cases:
        return apology + " " + w("Pilih laporan Anda untuk kami cek, atau bicara langsung dengan petugas.")
    return (
        apology
        + " "
        + w(
            "Bila Anda punya nomor laporan, tulis nomornya. Tanpa nomor pun bisa: petugas kami akan membantu mencarikan."
        )
    )


@message
def nothing_unread(w: Words) -> str:
    return w("Semua kabar untuk Anda sudah kami kirim. Ada lagi yang bisa kami bantu?")


@message
def please_write_something(w: Words) -> str:
    return w("Pesan Anda terlalu pendek untuk kami pahami. Tulis pertanyaan atau laporan Anda dalam satu kalimat.")


@message
def nothing_readable(w: Words) -> str:
    return w(
        "Pesan Anda tidak berisi tulisan yang bisa kami baca. Tulis pertanyaan atau laporan Anda dalam satu kalimat."
    )


@message
def unsupported_message(w: Words) -> str:
    return w("Maaf, saya belum bisa membaca pesan jenis ini. Kirim tulisan, foto, suara, dokumen, atau lokasi.")


@message
def message_failed(w: Words) -> str:
    return w(
        "Maaf, pesan Anda sudah kami simpan tetapi ada gangguan saat memprosesnya. Petugas kami sudah diberi tahu. "
        "Anda bisa mencoba menulis lagi, atau ketik: petugas."
    )


@message
def stale_button(w: Words) -> str:
    return w("Pilihan itu sudah tidak berlaku. Tulis saja yang Anda perlukan, atau ketik: menu.")


@message
def only_in_private(w: Words) -> str:
    return w("Demi kerahasiaan Anda, saya hanya melayani lewat chat pribadi. Silakan kirim pesan langsung kepada saya.")


@message
def edit_noted(w: Words) -> str:
    return w(
        "Kami melihat Anda mengubah pesan. Yang sudah tercatat tidak berubah; "
        "bila ada yang perlu ditambahkan, kirim sebagai pesan baru."
    )


@message
def too_many_messages(w: Words) -> str:
    return w("Pesan Anda datang terlalu cepat. Semuanya kami simpan; mohon tunggu sebentar sebelum menulis lagi.")


@message
def quiet(w: Words) -> str:
    return w(
        "Baik, kabar perkembangan laporan tidak kami kirim lagi. Pertanyaan petugas dan jawaban tetap kami sampaikan. "
        "Ketik UNMUTE bila ingin menerima kabar lagi."
    )


@message
def not_quiet(w: Words) -> str:
    return w("Baik, kabar perkembangan laporan Anda kami kirim lagi.")


@message
def muted(w: Words) -> str:
    return w(
        "Baik, kami tidak akan mengirim pemberitahuan lagi. Laporan Anda tetap diproses. "
        "Tulis apa saja di sini bila ingin kami layani lagi."
    )


@message
def language_changed(w: Words) -> str:
    return w("Baik, kami memakai bahasa Indonesia. Apa yang bisa kami bantu?")


def open_choices(w: Words) -> str:
    """The button that opens a list of choices."""
    return w("Pilih")
