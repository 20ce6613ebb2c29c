"""Ratings: one to five, and the words beside it."""

from texts.words import Words, message


@message
def one_to_five(w: Words, *, number: str) -> str:
    return w("Nilai untuk laporan {number} dari 1 (kecewa) sampai 5 (puas). Angka berapa dari Anda?", number=number)


@message
def which_figure(w: Words, *, number: str) -> str:
    return w(
        "Terima kasih, kata-kata Anda kami simpan bersama penilaian laporan {number}. Berapa nilainya, 1 (kecewa) sampai 5 (puas)?",
        number=number,
    )


@message
def comment_kept(w: Words, *, number: str) -> str:
    return w(
        "Terima kasih, masukan Anda kami simpan bersama penilaian laporan {number} dan dibaca petugas.", number=number
    )
