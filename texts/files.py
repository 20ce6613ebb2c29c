"""Files a person is sent: what comes with them, and the honest word when one cannot come."""

from texts.words import Words, message


@message
def case_file(w: Words, *, number: str, place: int, of: int, case_id: int = 0, title: str = "") -> str:
    if of == 1:
        return w("Lampiran jawaban untuk laporan {number}.", number=number)
    return w("Lampiran {place} dari {of} untuk laporan {number}.", place=place, of=of, number=number)


@message
def officer_file(w: Words, *, place: int, of: int) -> str:
    if of == 1:
        return w("Petugas mengirim lampiran.")
    return w("Petugas mengirim lampiran {place} dari {of}.", place=place, of=of)


@message
def file_not_sent(w: Words, *, name: str, number: str | None = None) -> str:
    what = w("{name} untuk laporan {number}", name=name, number=number) if number else name
    return w(
        "Maaf, berkas {what} tidak bisa kami kirim di chat ini. Petugas diberi tahu; ketik petugas bila Anda "
        "ingin menerimanya dengan cara lain.",
        what=what,
    )


@message
def file_too_large(w: Words) -> str:
    return w(
        "Berkas Anda terlalu besar untuk kami terima (paling besar 20 MB), jadi tidak ikut tersimpan. Kirim yang lebih kecil, "
        "fotonya saja, atau tuliskan isinya."
    )


@message
def file_not_fetched(w: Words, *, is_too_large: bool) -> str:
    if is_too_large:
        return file_too_large(w)
    return w(
        "Maaf, berkas yang Anda kirim tidak bisa kami ambil dari layanan chat, jadi tidak ikut tersimpan. Kirim sekali lagi, "
        "kirim fotonya saja, atau tuliskan isinya."
    )


def removed(w: Words) -> str:
    """Under a message whose chart or workbook the office keeps no more."""
    return w("(Berkas ini sudah kami hapus karena sudah lama. Tanyakan lagi bila Anda memerlukannya.)")
