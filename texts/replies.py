"""Replies: what is said while an officer waits for a citizen's answer."""

from texts.words import Words, message


@message
def we_wait(w: Words, *, number: str) -> str:
    return w(
        "Baik, kami tunggu. Balas saja di chat ini bila keterangan untuk laporan {number} sudah ada.", number=number
    )


@message
def officer_still_waits(w: Words, *, number: str) -> str:
    return w("Petugas masih menunggu keterangan Anda untuk laporan {number}. Balas saja di chat ini.", number=number)
