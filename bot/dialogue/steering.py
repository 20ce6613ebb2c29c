"""Steering: words beside a draft that steer it instead of filling it. Words only, no state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.intents import FILLERS
from bot.dialogue.signs import PROBLEMS
from bot.dialogue.understanding import Understanding
from core.language.normalise import words as words_of


class Part(StrEnum):
    """A part of a report that its reporter may want changed."""

    TEXT = "text"
    PLACE = "place"
    TIME = "time"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The part that should change, and what it should say instead, as far as that was said at once."""

    part: Part
    instead: str = ""


_FIRM = frozenset(
    "ya iya iyo iye yo yok nggeh iyah yes y yess ok oke siap betul benar setuju sip inggih nggih leres gas send correct".split()
)
_SENDS = frozenset("kirim kirimkan dikirim kirimno kirimin dikirimkan dikirimin laporkan submit gaskan gaskeun".split())
_BESIDE_A_YES = frozenset(
    "sudah wes wis semua semuanya cocok pas sesuai cukup boleh silakan lanjut lanjutkan teruskan itu kok monggo sure please it "
    "laporannya laporan terima kasih makasih matur suwun nuwun trims thanks thank you nya langsung segera yaudah yowis yawis "
    "sae apik dilanjut dilanjutkan sekali saya isinya datanya lokasinya alamatnya".split()
)
_THUMBS = re.compile(r"(?:👍|👌|✅|🆗)+")
_DRESS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff\\s]")
_NEEDLESS = frozenset({("tidak", "usah"), ("tidak", "perlu")})
_NOT_NEEDED = _NEEDLESS | {("tidak", "jadi"), ("tidak", "sido")}
_BY_NOW = frozenset("sudah wes wis".split())
_DROPS = frozenset("batal batalkan batalin urung gajadi".split())
_OVER = frozenset(
    "nyala menyala murup beres selesai bersih lancar baik normal aman surut kering diperbaiki diangkut dibersihkan ditambal "
    "ditangani dibenerin dibetulkan diurus ketemu".split()
)
_HOLDS = frozenset("jangan ojo belum tahan nanti don dont".split())
_PHOTO = frozenset(
    "foto fotonya gambar gambarnya video videonya lampiran lampirannya bukti buktinya photo picture".split()
)
_ABOUT_A_PHOTO = (
    FILLERS
    | _PHOTO
    | frozenset(
        "tambah tambahan nambah tambahkan menambah kirim kirimkan mengirim menyusul nyusul susul nanti saya aku ada ini itu mau "
        "belum bisa boleh akan upload unggah lampirkan dilampirkan punya sebentar bentar i will send later".split()
    )
)
_TAKES_AWAY = frozenset("hapus hapuskan buang hilangkan copot delete remove".split())
_SHORT, _A_FEW = 8, 6
_BARE_NUMBER = re.compile(r"\W*\d{1,4}\W*")

_VERB = (
    r"(?:ubah|rubah|ganti|edit|ralat|koreksi|perbaiki|betulkan|benerin|betulin|revisi|change|correct)(?:in|kan|en|nen)?"
)
_WRONG = r"(?:salah|keliru|kliru|ngawur|kurang\s+(?:tepat|pas|benar)|wrong)"
_NAMES = (
    rf"(?:(?P<{Part.TEXT}>isi|cerita|teks|keterangan|deskripsi|kalimat|story|text)"
    rf"|(?P<{Part.PLACE}>lokasi|tempat|alamat|letak|location|place|address)"
    rf"|(?P<{Part.TIME}>waktu|tanggal|jam|hari|time|date)"
    rf"|(?P<{Part.FILES}>foto|gambar|video|lampiran|berkas|photo|picture))(?:nya|ne|e)?"
)
_NAMED_FIRST = _NAMES.replace("(?P<", "(?P<first_")
_POLITE = (
    r"(?:(?:eh|oh|ah|ya|iya|pak|bu|mas|mbak|kak|min|admin|mau|ingin|pengen|arep|tolong|mohon|maaf|sorry|saya|aku|bisa|boleh|"
    r"itu|yang|yg|bagian|the|my|please)\b[\s,]*)*"
)
_TO = (
    r"[\s:,=.-]*(?:(?:laporan(?:nya|ku)?|pak|bu|mas|mbak|kak|min|ya|dong|deh|dulu|saja|aja|tolong|jadi|menjadi|dadi|ke|"
    r"dengan|harusnya|seharusnya|yang\s+benar|yg\s+bener|to)\b[\s:,=.-]*)*(?P<instead>.*)"
)
_ANY = re.IGNORECASE | re.DOTALL
_CHANGE = re.compile(rf"\W*{_POLITE}{_VERB}\s+{_POLITE}{_NAMES}\b{_TO}", _ANY)
_IS_WRONG = re.compile(
    rf"\W*{_POLITE}(?:{_WRONG}\s+{_NAMES}|{_NAMED_FIRST}\s+(?:itu\s+|kok\s+|masih\s+)?{_WRONG})\b{_TO}", _ANY
)
_PICK = re.compile(rf"\W*{_POLITE}{_NAMES}\b(?P<sign>\s*[:=])?{_TO}", _ANY)
_CHANGING = frozenset("ubah diubah mengubah rubah dirubah ganti diganti edit diedit change".split())
_AS_IT_IS = (
    FILLERS | _CHANGING | frozenset("tidak jadi usah perlu batal biarkan biar sudah benar mau nothing no".split())
)


def agrees(words: Sequence[str], text: str) -> bool:
    """ "Sudah bener kok, tolong dikirim", "siap kirim", a thumb: a yes to the review card, in whatever words."""
    if not words:
        return bool(_THUMBS.fullmatch(_DRESS.sub("", text)))
    said = {word for word in words if word not in FILLERS} | (set(words) & (_FIRM | _SENDS))
    return len(words) <= _SHORT and bool(said & (_FIRM | _SENDS)) and said <= _FIRM | _SENDS | _BESIDE_A_YES


def sends(words: Sequence[str]) -> bool:
    """Is sending named?"""
    return not _SENDS.isdisjoint(words)


def gives_up(words: Sequence[str]) -> bool:
    """ "Ga usah deh udah nyala": what is being written is not wanted any more."""
    said = [word for word in words if word not in FILLERS]
    begins = tuple(said[:2]) in _NOT_NEEDED or (bool(said) and said[0] in _DROPS)
    is_over = not _OVER.isdisjoint(said) and (not _BY_NOW.isdisjoint(said) or tuple(said[:2]) not in _NEEDLESS)
    return begins and is_over and len(said) <= _SHORT


def holds_back(words: Sequence[str]) -> bool:
    """ "Jangan dikirim dulu": the draft waits."""
    return len(words) <= _A_FEW and not _HOLDS.isdisjoint(words) and not _SENDS.isdisjoint(words)


def leaves_as_it_is(words: Sequence[str]) -> bool:
    """ "Ga jadi ubah": nothing needs to change after all."""
    said = set(words)
    says_no = bool(said & {"tidak", "batal", "no", "biarkan", "nothing"})
    return len(words) <= _A_FEW and says_no and bool(said & _CHANGING) and said <= _AS_IT_IS


def is_bare_number(text: str) -> bool:
    """A number and nothing else."""
    return bool(_BARE_NUMBER.fullmatch(text))


def of_photos(words: Sequence[str]) -> bool:
    """ "Tambah foto", "fotonya nyusul ya": words about a picture that is to come, and nothing else."""
    return len(words) <= _A_FEW and not _PHOTO.isdisjoint(words) and set(words) <= _ABOUT_A_PHOTO


def takes_files_away(words: Sequence[str]) -> bool:
    """ "Hapus fotonya"."""
    if _PHOTO.isdisjoint(words) or _TAKES_AWAY.isdisjoint(words):
        return False
    return set(words) <= _ABOUT_A_PHOTO | _TAKES_AWAY | {"semua", "semuanya"}


def wanted_change(text: str, *, was_asked: bool) -> Wanted | None:
    """Which part should change: "ganti lokasi jadi di Cawas", "lokasinya salah"; after the question what to change
    (``was_asked``) also just "isi" or "lokasi di Cawas".
    """
    found = _CHANGE.fullmatch(text) or _IS_WRONG.fullmatch(text)
    picked = _PICK.fullmatch(text) if was_asked and found is None else None
    if found is None and picked is None:
        return None
    wanted = _wanted(found or picked)
    if picked is not None and wanted.part in {Part.TEXT, Part.FILES} and wanted.instead and not picked["sign"]:
        return None  # "isi got penuh": a story that begins so
    tells_on = wanted.part is not Part.TEXT and not PROBLEMS.isdisjoint(words_of(wanted.instead))
    return None if tells_on else wanted


def _wanted(found: re.Match[str] | None) -> Wanted:
    assert found is not None
    said = {name.removeprefix("first_") for name, value in found.groupdict().items() if value}
    return Wanted(next(part for part in Part if part.value in said), found["instead"].strip())


_LATER = frozenset("besok sesuk mbenjing lain kali tomorrow later".split())
_WAIT = frozenset("bentar sebentar tunggu sek sik sekedap ntar nanti wait".split())
_SHORTLY = 6


def asks_to_wait(understood: Understanding) -> bool:
    """ "Bentar ya saya cek dulu": nothing of the report, and no hurry."""
    said = [word for word in understood.words if word not in FILLERS]
    is_short = bool(said) and ((said[0] in _WAIT and len(said) <= _SHORTLY) or set(said) <= _LATER)
    return is_short and not understood.place and not understood.is_question
