"""Verdicts: what words say about a case that was answered: settled, not settled, praise, or stars. Words only, no state."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.dialogue.intents import FILLERS, Intent
from bot.dialogue.signs import PROBLEMS
from bot.dialogue.understanding import Understanding
from core.language.normalise import words as words_of
from core.language.stems import stem, stems


class Verdict(StrEnum):
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    PRAISE = "praise"


_NOT_YET = frozenset(
    "belum masih masi tetap tetep kembali makin semakin separuh setengah sebagian separo gagal bohong pembohong palsu hoaks "
    "percuma asal asalan kecewa mengecewakan dijanjikan keberatan menolak still worse gulita peteng ijih rung jik".split()
)
_NO = frozenset("tidak bukan ora gak kurang tanpa not never no isnt hasnt doesnt didnt nothing nobody".split())
_HARMLESS_NO = re.compile(
    r"\btidak (?:apa|masalah|usah|perlu|sia|nyangka|menyangka|sabar|lama|mengapa|jadi|terhingga)\b|\bbukan main\b|"
    r"\b(?:tidak|tanpa) (?:ada )?(?:masalah|keluhan|kendala)\b|\btanpa (?:bayar|biaya|ribet|lama)\b|"
    r"\b(?:kembali|makin|semakin|tetap|masih) (?:normal|lancar|nyala|menyala|terang|bersih|bagus|baik|mulus|aman|semangat|oke)\b"
)
_NO_MORE = re.compile(r"\b(?:tidak|tanpa|tak|no) (?:ada )?(?:\w+ ){0,2}(?:lagi|more|longer)\b|\bno longer\b")
_NOT_SEEN_YET = re.compile(
    r"\bbelum (?:saya |kami |sempat |bisa )*(?:cek|lihat|tahu|dicek|lihat|baca|periksa|ke sana)\b"
)
_ASKS_WHETHER = re.compile(r"\bsudah\b.*\bbelum(?: (?:ya|pak|bu|min|kak|mas|mbak))*$|\bapakah\b")
_BUT = frozenset("tapi tetapi namun kecuali tinggal ning nanging but".split())
_ASKS_FOR = frozenset("tolong mohon segera minta harap semoga lekas please".split())
_DONE = frozenset("sudah sampun wis wes udah alhamdulillah already now".split())
_GOOD = frozenset(
    "nyala menyala murup hidup terang beres selesai bersih lancar baik normal bagus mulus aman surut kering rapi rata padat "
    "diangkut diperbaiki ditambal ditutup diganti dibersihkan ditangani dikerjakan ditindak ditindaklanjuti dipasang "
    "dibenahi dikeruk diaspal dicor dibetulkan dibenerin didandani dipotong ditebang teratasi tertangani terpasang mengalir "
    "mengalirnya cair turun jadi oke tuntas rampung apik sae puas working fixed clean done".split()
)
_PRAISE = frozenset(
    "alhamdulillah alhamdulilah hamdalah mantap mantab mantul bagus top keren hebat puas memuaskan jos joss gercep apik sae "
    "sip wow jempol salut istimewa cakep great good nice excellent perfect satisfied happy thanks thank terima suwun sukses "
    "noted".split()
)
_SETTLING_PRAISE = frozenset("puas memuaskan satisfied".split())
_THANKED = frozenset("terima alhamdulillah thanks thank suwun".split())
_GLAD = re.compile("[👍👌🙏😊🙂😀😁😃😄☺❤🥰😍👏💯🎉✅🤝💪🤗😇🫶♥]")
_SAD = re.compile("[👎😡🤬😠😤😞😢😭]")
_STARS = "⭐🌟★"
_ONE_TO_FIVE = ("1", "2", "3", "4", "5")
_SURE = frozenset("ya iya iyo sudah betul benar yes".split())
_FIGURES = {
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "setunggal": 1,
    "five": 5,
    "four": 4,
    "three": 3,
    "two": 2,
    "one": 1,
}
_COUNTS = frozenset(
    "rt rw no nomor jam pukul tanggal hari minggu bulan tahun kali orang titik tiang lampu jalan km meter pagi siang malam".split()
)
_DISAPPOINTED = frozenset("kecewa mengecewakan".split())
_ABOUT_A_SCORE = frozenset(
    "nilai nilainya bintang skor rating star stars kasih saya aku beri dari out of 5 lah".split()
)
_FIGURE = r"([1-5]|satu|dua|tiga|empat|lima|five|four)"
_RATED = re.compile(
    rf"\b(?:nilai(?:nya)?|bintang|skor|rating|star|stars|kasih)\s*:?\s*{_FIGURE}\b(?:\s*(?:/|dari)\s*5)?|"
    rf"\b{_FIGURE}\s*(?:/|dari|out of)\s*5\b|\b{_FIGURE}\s*(?:bintang|stars?)\b",
    re.IGNORECASE,
)
_FEW, _MANY, _BESIDE = 9, 40, 5


def score_in(text: str, *, was_asked: bool = True) -> int | None:
    """One to five: "bintang 5", "4/5", stars, or a bare figure where one ``was_asked`` for. Stars that say another number
    than the figure beside them say neither, and a story in which a figure occurs says none.
    """
    plain = text.replace("\ufe0f", "").strip()
    if len(plain.split()) > _FEW:
        return None
    stars = sum(plain.count(star) for star in _STARS)
    figure = _figure_in(plain, may_be_bare=was_asked or stars > 0)
    if figure is None:
        return stars if 1 <= stars <= len(_ONE_TO_FIVE) else None
    return figure if stars in {0, 1, figure} else None


def _figure_in(text: str, *, may_be_bare: bool) -> int | None:
    bare = " ".join(word for word in text.casefold().split() if word not in FILLERS).strip(f" .!*{_STARS}")
    if may_be_bare and (bare in _ONE_TO_FIVE or bare in _FIGURES):
        return int(bare) if bare.isdigit() else _FIGURES[bare]
    if may_be_bare and (beside := _figure_beside_a_word(bare.split())):
        return beside
    rated = _RATED.search(text)
    if rated is None or "?" in text:
        return None
    said = next(found for found in rated.groups() if found).casefold()
    return int(said) if said.isdigit() else _FIGURES[said]


def _figure_beside_a_word(words: Sequence[str]) -> int | None:
    """ "Lumayan lah 4", "1 jelek banget": the figure first or last among a few words that tell of nothing else."""
    figures = [word for word in words if word.isdigit() or word in _FIGURES]
    if len(figures) != 1 or not 2 <= len(words) <= _BESIDE or figures[0] not in {words[0], words[-1]}:
        return None
    if set(words) & (PROBLEMS | _NOT_YET | _COUNTS) - _DISAPPOINTED:
        return None
    return int(figures[0]) if figures[0] in _ONE_TO_FIVE else _FIGURES.get(figures[0])


def says_more_than_a_score(words: Sequence[str]) -> bool:
    """Does a figure come with words that say why?"""
    return bool(set(words) - FILLERS - _ABOUT_A_SCORE - _FIGURES.keys() - set(_ONE_TO_FIVE))


def is_plain_yes(words: Sequence[str]) -> bool:
    """ "Ya", "sudah pak": the answer to "apakah sudah beres?". "Oke pak", "siap" and "baik" are only courtesy."""
    said = {word for word in words if word not in FILLERS - _SURE}
    return bool(said) and said <= _SURE


def verdict_in(understood: Understanding) -> Verdict | None:
    """What a message says of what was done. A question, or words that say neither, is no verdict."""
    said, spoken = set(understood.words), " ".join(understood.words)
    if Intent.NOT_SETTLED in understood.intents:
        return Verdict.NOT_SETTLED
    if _NOT_SEEN_YET.search(spoken) or _ASKS_WHETHER.search(spoken):
        return None
    left = set(words_of(_NO_MORE.sub(" ", _HARMLESS_NO.sub(" ", spoken))))
    is_over = bool(_NO_MORE.search(spoken)) and not left & (_NOT_YET | _NO)
    if not is_over and _is_wrong(left, is_asking=understood.is_question):
        return Verdict.NOT_SETTLED
    if (
        Intent.SETTLED in understood.intents
        or is_over
        or (said & _DONE and said & _GOOD and "?" not in understood.text)
    ):
        return Verdict.SETTLED
    if understood.is_question or len(understood.words) > _MANY:
        return None
    if said & _SETTLING_PRAISE:
        return Verdict.SETTLED
    heart = [word for word in understood.words if word not in FILLERS]
    if not heart and _SAD.search(understood.text):
        return Verdict.NOT_SETTLED
    if said & _ASKS_FOR and not said & _THANKED:
        return None
    if said & _PRAISE or (not heart and _GLAD.search(understood.text)):
        return Verdict.PRAISE
    return Verdict.PRAISE if _GLAD.search(understood.text) and len(heart) <= 2 else None


def _is_wrong(said: set[str], *, is_asking: bool) -> bool:
    """Something is still as bad as it was. "Kapan diperbaiki?" only asks; "kok belum diperbaiki?" does not."""
    if said & _NOT_YET or {"sama", "saja"} <= said or (said & _NO and not is_asking):
        return True
    if not said & PROBLEMS or is_asking:
        return False
    return not said & _DONE or not said & _GOOD or "lagi" in said or bool(said & _BUT)


def things(words: Sequence[str]) -> frozenset[str]:
    """The roots of the words that name something: of "lampunya" it is "lampu"."""
    named = (word for word in words if len(word) > 3 and word not in _SAYS_NOTHING)
    return frozenset(root for word in named for root in (stem(word), *stems(word)[:2]) if root not in _SAYS_NOTHING)


_SAYS_NOTHING = (
    FILLERS
    | _NOT_YET
    | _NO
    | _DONE
    | _PRAISE
    | frozenset(
        "yang untuk dari dengan pada kami saya kita anda mereka laporan lapor aduan pengaduan tolong mohon segera sangat sekali "
        "banyak sampai kapan bagaimana berapa siapa mana dimana kenapa mengapa apakah depan belakang dekat samping jalan desa "
        "dusun dukuh kecamatan kantor petugas warga orang hari minggu bulan tahun pagi siang sore malam tadi kemarin juga lagi "
        "sudah ada atau karena tapi tetapi namun supaya agar kasih rusak mati bisa akan harus mau minta ingin buat dalam".split()
    )
)
