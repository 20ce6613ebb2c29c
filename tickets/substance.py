"""Substance: is it an answer, or a sentence that fits every report? What says nothing of this one meets no term."""

from core.language.normalise import raw_words

EMPTY = (
    "terima kasih",
    "terima kasih atas laporan anda",
    "terima kasih atas laporannya",
    "terima kasih atas laporan dan informasinya",
    "terima kasih atas pengaduan anda",
    "terima kasih telah melapor",
    "terima kasih laporan anda sedang kami proses",
    "terima kasih laporan anda sudah kami terima",
    "terima kasih laporan anda akan kami tindak lanjuti",
    "laporan anda sedang kami proses",
    "laporan anda sedang diproses",
    "laporan anda sedang dalam proses",
    "laporan anda sudah kami terima",
    "laporan anda telah kami terima",
    "laporan sudah diterima",
    "laporan diterima",
    "laporan anda akan kami teruskan",
    "laporan anda akan segera kami tindak lanjuti",
    "laporan akan kami tindak lanjuti",
    "akan kami tindak lanjuti",
    "akan segera kami tindak lanjuti",
    "akan segera ditindaklanjuti",
    "akan ditindaklanjuti",
    "segera kami tindak lanjuti",
    "sedang kami tindak lanjuti",
    "sedang ditindaklanjuti",
    "akan kami koordinasikan dengan pihak terkait",
    "akan kami koordinasikan dengan instansi terkait",
    "akan kami sampaikan kepada pihak terkait",
    "sudah kami teruskan ke pihak terkait",
    "akan kami cek",
    "akan kami periksa",
    "sedang kami proses",
    "sedang diproses",
    "dalam proses",
    "masih dalam proses",
    "mohon ditunggu",
    "mohon menunggu",
    "mohon bersabar",
    "mohon maaf atas ketidaknyamanannya",
    "selamat pagi", "selamat siang", "selamat sore", "selamat malam",
    "demikian terima kasih",
    "hormat kami",
    "baik", "siap", "oke", "ok", "ya", "noted", "diproses", "ditindaklanjuti",
)  # fmt: skip
"""Whole sentences that fit every report; each sentence of an answer is compared with each of them."""
_LIKE = 90
_LEAST_LETTERS = 3
_POLITE = frozenset(
    {"bapak", "ibu", "pak", "bu", "bapak/ibu", "saudara", "yth", "kak", "warga", "segera", "halo", "salam"}
)


def says_nothing(text: str) -> bool:
    """Is it too short to be an answer, or nothing but sentences that fit every report?"""
    if sum(letter.isalpha() for letter in text) < _LEAST_LETTERS:
        return not any(letter.isdigit() for letter in text)
    sentences = [sentence for sentence in (_plain(part) for part in _parts(text)) if sentence]
    return bool(sentences) and all(_is_empty(sentence) for sentence in sentences)


def _parts(text: str) -> list[str]:
    for mark in "!?;\n":
        text = text.replace(mark, ".")
    return text.split(".")


def _plain(sentence: str) -> str:
    words = [word for word in raw_words(sentence) if word not in _POLITE]
    return " ".join(words).replace("tindak lanjuti", "tindaklanjuti").replace("di tindaklanjuti", "ditindaklanjuti")


def _is_empty(sentence: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only who answers pays for it

    return any(fuzz.ratio(sentence, known, score_cutoff=_LIKE) >= _LIKE for known in _KNOWN)


_KNOWN = tuple(_plain(sentence) for sentence in EMPTY if _plain(sentence))
