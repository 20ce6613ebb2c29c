"""The draft of a complaint: which part of it changes, and what is said beside it."""

from texts.words import Words, message


@message
def what_to_change(w: Words) -> str:
    return w(
        "Bagian mana yang mau diubah: isi, lokasi, waktu, atau foto? Pilih, atau langsung tulis ulang isi laporannya."
    )


@message
def write_the_text_again(w: Words) -> str:
    return w("Baik, tulis ulang isi laporan Anda.")


@message
def write_the_place_again(w: Words) -> str:
    return w("Baik, tulis lokasi yang benar, atau kirim lokasi.")


@message
def write_the_time_again(w: Words) -> str:
    return w("Baik, tulis kapan kejadiannya, misalnya: sejak Senin, atau kemarin malam.")


@message
def send_the_files_here(w: Words, *, files: int = 0, may_send: bool = False) -> str:
    lines = [w("Silakan kirim foto atau berkasnya di sini, kami lampirkan ke laporan ini.")]
    if files:
        lines.append(w("Lampiran sekarang: {files}. Balas HAPUS FOTO bila semuanya mau dibuang.", files=files))
    if may_send:
        lines.append(w("Balas YA bila laporannya sudah boleh dikirim."))
    return " ".join(lines)


@message
def number_says_no_place(w: Words, *, number: str) -> str:
    return w(
        "Angka {number} saja belum menunjukkan lokasi, jadi belum kami catat. Tulis misalnya nama jalan, RT/RW, desa, atau "
        "patokannya, atau ketik LEWATI.",
        number=number,
    )


@message
def no_such_choice(w: Words, *, number: str) -> str:
    return w("Angka {number} tidak ada di pilihan, jadi tidak kami masukkan ke laporan.", number=number)


@message
def go_on_telling(w: Words, *, text: str) -> str:
    return w(
        "Kami simak: {text}. Apa yang terjadi, dan di mana? Boleh sedikit demi sedikit. Bila ini pertanyaan, tulis lengkap dalam "
        "satu kalimat.",
        text=text,
    )
