"""Wishes: what is said to a reporter who wants to be hidden, or to take a report back, once it is filed."""

from texts.words import Words, message


@message
def hidden_from_now_on(w: Words, *, number: str, is_secret: bool = False, was_passed_on: bool = False) -> str:
    lines = [
        w(
            "Mulai sekarang nama Anda di laporan {number} disembunyikan dari instansi terlapor dan publik.",
            number=number,
        )
    ]
    if is_secret:
        lines.append(w("Isinya kami rahasiakan dari publik."))
    if was_passed_on:
        lines.append(w("Laporan ini sudah diteruskan; yang sudah terbaca di instansi tidak bisa kami tarik."))
    return " ".join(lines)


@message
def shall_we_withdraw(w: Words, *, number: str, title: str) -> str:
    return w(
        "Apakah laporan {number} ({title}) mau dicabut? Laporan yang dicabut tidak kami kerjakan lagi.",
        number=number,
        title=title,
    )


@message
def kept_as_it_is(w: Words, *, number: str) -> str:
    return w("Baik, laporan {number} tetap kami kerjakan.", number=number)
