"""Where and when, as people write it: the part of a message that says a place, and the part that says a time.

Nothing is resolved here: the words are lifted out as they stand, for a person to confirm on the review card.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.places.gazetteer import Level, gazetteer

MAX_CONSIDERED = 3000
_WORD = re.compile(r"[^\s,.;:!?()\"]+|[,.;:!?()]")
_END = frozenset(".;!?()")
_SHORTENED = frozenset("jl jln ds dk dsn dkh kel kec kab kp gg no st dr kh jend prof ir".split())
"""After these a full stop ends no sentence: "Jl. Dr. Wahidin"."""

_LOCATIVES = frozenset(
    "di ning neng nang ing dekat deket dkt depan dpn ngarep belakang mburi samping sebelah seberang sekitar "
    "antara pinggir tepi sepanjang lokasi lokasinya alamat alamatnya letaknya tempatnya daerah wilayah utara "
    "selatan timur barat lor kidul etan kulon arah at near behind beside opposite".split()
)
_NOUNS = frozenset(
    "desa ds dukuh dk dusun dsn kelurahan kel kecamatan kec kampung kp kampoeng perum perumahan rt rw jl jln "
    "jalan gang gg pasar masjid mushola musholla langgar gereja sd sdn smp smpn sma sman smk tk paud ponpes "
    "pondok jembatan tps tpa terminal stasiun balai balaidesa puskesmas rsud rs alun-alun lapangan km simpang "
    "perempatan pertigaan bundaran prapatan pabrik kantor kabupaten kab kota komplek kompleks blok spbu pom waduk "
    "embung makam kuburan toko warung".split()
)
_NOT_A_PLACE = frozenset(
    "sini situ sana mana ngendi endi pundi kono kene atas bawah dalam luar antaranya samping rumah kami saya "
    "ppid chat sistem aplikasi "
    "website tempat sekitar laporkan lapor lapori perbaiki tangani proses tindak balas jawab tutup buka minta "
    "suruh bayar karenakan mohon harapkan pungut tolak".split()
)
_STOPS = frozenset(
    "lemot lambat lelet lama antre antri dipersulit ditolak tutup pelayanan pelayanannya "
    "rusak berlubang bolong lubang mati padam numpuk menumpuk tumpuk banjir kebanjiran mampet macet bocor bau "
    "roboh ambles longsor amblas retak putus tergenang genangan kotor gelap jelek hancur parah berserakan "
    "tersumbat meluap terbakar kebakaran kecelakaan hilang dicuri yang yg sudah udah udh wis uwis sejak semenjak "
    "mulai dari karena krn gara-gara tolong mohon minta segera saya aku kami kita ada ana tidak tdk gak ga nggak "
    "enggak belum blm durung kemarin kmrn wingi tadi mau setiap tiap jam pukul hingga supaya agar biar lalu terus "
    "trus padahal apakah kapan gimana piye bagaimana pak bu bapak ibu kak mas mbak min admin hp no nomor nik nama "
    "nami terima makasih matur dan tapi tetapi namun sehingga untuk buat kalau kalo jika sangat banget itu ini "
    "kok lho nih ya nggih mas tolonglah laporan lapor lapornya siapa mengganggu membahayakan bahaya sering selalu masih tetap "
    "hari minggu bulan tahun malam pagi siang sore bengi "
    "has have been is are was were for since please asks hits "
    "jalannya lampunya airnya jembatannya sampahnya gotnya selokannya "
    "jadi jadinya menimpa nimpa sdh gk prbaiki prah rsk antrean antreannya antriannya petugasnya "
    "oleh adalah ialah yaitu yakni akan bisa harus sedang saat ketika waktu pada sebagai malah justru akibat selama kata "
    "dikenai diminta bikin membuat nutup nutupi menutup menutupi barusan juga situ "
    "ancur remuk amburadul jeblok gue gua banget".split()
)
_NO_NEWS = frozenset("di at ning neng nang ing lokasi lokasinya alamat alamatnya letaknya tempatnya".split())
_HOME = frozenset("warga asal penduduk domisili tinggal alamatku rumahku".split())
_JOINS = frozenset("sampai sampe s/d menuju ke - dengan".split())
_HEAPED = frozenset("sampah material pasir batu tanah kayu puing limbah barang bata".split())
_MAX_WORDS = 14
_BIG = 3

_TIMES = re.compile(
    r"\b(?:(?:sejak|semenjak|mulai|dari)\s+(?:bulan\s+\w+|tahun\s+\d{4}|tanggal\s+\d{1,2}(?:\s+\w+)?|"
    r"(?:hari\s+)?(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu)\b(?:\s+(?:lalu|kemarin))?|kemarin(?:\s+\w+)?|"
    r"(?:\d+|satu|dua|tiga|empat|lima|se)\s*(?:hari|minggu|bulan|tahun)(?:\s+(?:yang\s+|yg\s+)?lalu|\s+ini)?|"
    r"(?:tadi|semalam|semalem|pagi|siang|sore|malam)(?:\s+(?:pagi|siang|sore|malam|ini))?)|"
    r"(?:sudah|udah|udh|wis)\s+(?:\d+|se|satu|dua|tiga|empat|lima|beberapa|ber)\s*-?\s*(?:hari|minggu|bulan|tahun)\b|"
    r"(?:\d+|se|satu|dua|tiga|beberapa)\s*(?:hari|minggu|bulan|tahun|jam)\s+(?:yang\s+|yg\s+)?(?:lalu|kemarin)|"
    r"(?:kemarin|kmrn|kemaren|wingi|tadi|mau)\s*(?:pagi|siang|sore|malam|malem|bengi|esuk|awan)\b|"
    r"kemarin|kmrn|kemaren|wingi|barusan|semalam|semalem|hari\s+ini|(?:minggu|bulan|tahun)\s+(?:lalu|kemarin|ini)|"
    r"(?:setiap|tiap|saben)\s+(?:hari|malam|malem|pagi|hujan|minggu|bulan|bengi)(?:\s+(?:hujan|deras))?|"
    r"tanggal\s+\d{1,2}(?:[\s/-]\w+){0,2}|(?:jam|pukul)\s+\d{1,2}(?:[.:]\d{2})?(?:\s*(?:pagi|siang|sore|malam))?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.lower().strip("'\"-")


def find_place(text: str, *, home_code: str = "") -> str | None:
    """The words of a message that say where, or None. ``home_code`` adds the names of that region's villages."""
    considered = text[:MAX_CONSIDERED]
    tokens = [_Token(match[0], match.start(), match.end()) for match in _WORD.finditer(considered)]
    spans = _spans(tokens) or _named_places(tokens, home_code)
    if not spans:
        return None
    elsewhere = [span for span in spans if not _is_home(tokens, span)]
    best = max(elsewhere or spans, key=lambda span: _richness(tokens, span))
    return " ".join(considered[tokens[best[0]].start : tokens[best[1] - 1].end].split()).strip(" ,-")


def find_time(text: str) -> str | None:
    """The words of a message that say when, or None."""
    found = _TIMES.search(text[:MAX_CONSIDERED])
    return " ".join(found[0].split()) if found else None


def _spans(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        end = _extent(tokens, index) if _starts(tokens, index) else index
        if end > index:
            first = index
            while first < end and tokens[first].word in _NO_NEWS:
                first += 1
            if end > first:
                spans.append((first, end))
            index = end
        else:
            index += 1
    return spans


def _starts(tokens: Sequence[_Token], index: int) -> bool:
    word = tokens[index].word
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    if word in _LOCATIVES:
        return following.word not in _NOT_A_PLACE and following.word not in _STOPS and following.text not in _END
    if following.text == "." and word in _NOUNS & _SHORTENED:
        return not _is_over(tokens, index + 1)
    if word in {"jalan", "jln", "kota", "kantor", "pasar", "toko", "pabrik", "warung", "rs", "pom", "blok"}:
        return _is_a_name(following)
    return word in _NOUNS and following.word not in _STOPS | _LOCATIVES and following.text not in _END


def _is_a_name(token: _Token) -> bool:
    return token.word not in _STOPS and (token.text[:1].isupper() or token.text[:1].isdigit())


def _extent(tokens: Sequence[_Token], start: int) -> int:
    """The index after the last word of the place that begins at ``start``."""
    end = start + 1
    while end < len(tokens) and end - start < _MAX_WORDS:
        token = tokens[end]
        if _is_a_picture(token) or _is_over(tokens, end) or (token.word in _STOPS and token.word not in _JOINS):
            break
        if token.text in {",", ":"} and not _goes_on(tokens, end):
            break
        end += 1
    while end > start + 1 and (tokens[end - 1].word in _LOCATIVES | _JOINS or tokens[end - 1].text in {",", ":"}):
        end -= 1
    only_locatives = all(token.word in _LOCATIVES for token in tokens[start:end])
    return start if only_locatives else end


def _is_a_picture(token: _Token) -> bool:
    """An emoji behind the place."""
    return not any(letter.isalnum() or letter in ",:;.()!?-/&\"'" for letter in token.text)


def _is_over(tokens: Sequence[_Token], index: int) -> bool:
    """Does the sentence end here, rather than a word be shortened?"""
    if tokens[index].text not in _END:
        return False
    is_short = tokens[index].text == "." and tokens[index - 1].word in _SHORTENED and index + 1 < len(tokens)
    return not (is_short and tokens[index + 1].text[0].isalnum() and tokens[index + 1].word not in _STOPS)


def _goes_on(tokens: Sequence[_Token], comma: int) -> bool:
    """After a comma a place goes on only with another place word: "RT 3, Desa Sumber"."""
    return comma + 1 < len(tokens) and tokens[comma + 1].word in _NOUNS and _starts(tokens, comma + 1)


def _named_places(tokens: Sequence[_Token], home_code: str) -> list[tuple[int, int]]:
    """Villages and kecamatan of the office's region that are named without any place word."""
    if not home_code:
        return []
    spans: list[tuple[int, int]] = []
    for start in range(len(tokens)):
        for length in range(_BIG, 0, -1):
            name = " ".join(token.word for token in tokens[start : start + length])
            if name in _STOPS or _is_a_heap(tokens, start, length):  # "dari bulan lalu" names no village
                continue
            if any(_is_local(place.level, place.code, home_code) for place in gazetteer().by_name.get(name, ())):
                spans.append((start, min(start + length, len(tokens))))
                break
    return spans


def _is_a_heap(tokens: Sequence[_Token], start: int, length: int) -> bool:
    """ "Tumpukan sampah" is not in the village of that name."""
    following = tokens[start + 1].word if start + 1 < len(tokens) else ""
    return length == 1 and tokens[start].word == "tumpukan" and following in _HEAPED


def _is_local(level: Level, code: str, home_code: str) -> bool:
    return level in {Level.KECAMATAN, Level.DESA} and code.startswith(f"{home_code}.")


def _is_home(tokens: Sequence[_Token], span: tuple[int, int]) -> bool:
    return span[0] > 0 and tokens[span[0] - 1].word in _HOME


def _richness(tokens: Sequence[_Token], span: tuple[int, int]) -> int:
    nouns = sum(token.word in _NOUNS for token in tokens[span[0] : span[1]])
    return 3 * nouns + (span[1] - span[0])
