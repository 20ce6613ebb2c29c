"""The formal request for public information (permohonan), small but lawful: a number at receipt, a notice in ten days."""

from texts.words import Words, message


@message
def what_do_you_request(w: Words) -> str:
    return w(
        "Permohonan informasi publik: tulis informasi atau dokumen apa yang Anda minta, selengkap mungkin "
        "(misalnya jenis data, tahun, wilayah)."
    )


@message
def who_requests(w: Words) -> str:
    return w(
        "Terima kasih. Untuk register permohonan, tulis nama dan alamat Anda, serta tujuan penggunaan informasi "
        "(UU 14/2008 Pasal 22). Boleh ditulis LEWATI; petugas akan menanyakannya nanti."
    )


@message
def review_request(w: Words, *, text: str, requester_given: bool = False) -> str:
    who = w("Data pemohon: sudah diisi (tersimpan tertutup)") if requester_given else w("Data pemohon: menyusul")
    return "\n".join(
        [
            w("Periksa permohonan informasi Anda:"),
            w("Yang diminta: {text}", text=text[:600]),
            who,
            "",
            w("Balas YA untuk mengirim permohonan, UBAH untuk memperbaiki, atau BATAL."),
        ]
    )


@message
def request_dropped(w: Words) -> str:
    return w("Permohonan dibatalkan, tidak ada yang kami kirim.")
