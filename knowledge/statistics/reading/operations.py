"""Operations: what a question wants done with figures: the value, a series, a change, a ranking, or words about them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.statistics.reading.periods import number
from knowledge.statistics.reading.tokens import Token, understood_words


class Operation(StrEnum):
    """What is asked of the figures."""

    VALUE = "value"
    LATEST = "latest"
    SERIES = "series"
    CHANGE = "change"
    COMPARE = "compare_regions"
    RANK = "rank_top"
    RATIO = "ratio"
    COMPONENTS = "components"
    DEFINITION = "definition"
    METADATA = "metadata"
    RELEASE_DATE = "release_date"
    SERVICE = "service"
    WHY = "why"
    FORECAST = "forecast"


class Service(StrEnum):
    """The five services of the statistics desk (PST)."""

    PERPUSTAKAAN = "perpustakaan"
    KONSULTASI = "konsultasi"
    PUBLIKASI = "publikasi"
    MIKRO = "mikro"
    REKOMENDASI = "rekomendasi"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants. ``count`` is how many of a ranking; ``is_lowest`` turns it; ``level`` narrows it."""

    operation: Operation
    service: Service | None = None
    count: int | None = None
    is_lowest: bool | None = None
    by_welfare: bool | None = None
    level: str = ""
    asks_chart: bool = False
    asks_file: bool = False
    asks_percent: bool = False
    asks_people: bool = False
    counts_places: str = ""
    breakdown: str = ""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\S)(?:{pattern})(?!\S)" for pattern in patterns))


_SERVICES: tuple[tuple[Service, re.Pattern[str]], ...] = (
    (
        Service.MIKRO,
        _any(r"(?:data )?mikro", r"microdata|micro data|raw data|data mentah", r"peta (?:digital|wilkerstat)|"
        r"wilkerstat", r"silastik"),
    ),
    (
        Service.REKOMENDASI,
        _any(
            r"rekomendasi (?:\w+ )?(?:statistik|survei|kegiatan|pendataan|sensus)(?: statistik)?", r"romantik",
            r"(?:minta|mengajukan|ajukan|urus|butuh|perlu|pengajuan|"
            r"permohonan) rekomendasi(?: \w+)*", r"rekomendasi bps",
        ),
    ),
    (
        Service.KONSULTASI,
        _any(
            r"konsultasi(?: \w+){0,3} (?:statistik|data|pst|bps)", r"(?:ingin|mau|minta|bisa|jadwal|layanan|"
            r"butuh|perlu) (?:ber)?konsultasi(?: \w+)*",
            r"konsultasi", r"tanya (?:ahli|petugas) statistik",
        ),
    ),
    (
        Service.PUBLIKASI,
        _any(
            r"(?:beli|membeli|pembelian|penjualan|jual|pesan|memesan|harga) (?:\w+ ){0,2}(?:publikasi|buku|dda|"
            r"terbitan)(?: \w+)*",
            r"(?:publikasi|buku) (?:cetak|hardcopy|hard copy)", r"dalam angka",
        ),
    ),
    (Service.PERPUSTAKAAN, _any(r"perpustakaan(?: \w+)*", r"baca buku(?: \w+)*", r"pinjam (?:buku|publikasi)")),
)  # fmt: skip
_RELEASE = _any(
    r"kapan (?:\w+ ){0,4}(?:rilis|dirilis|terbit|diterbitkan|keluar|diumumkan|update|diperbarui|tersedia|muncul|"
    r"dipublikasikan|publikasi)\w*",
    r"(?:rilis|dirilis|terbit|diterbitkan|keluar|diumumkan)\w* (?:pada )?(?:tanggal|hari|bulan) (?:berapa|apa)",
    r"(?:tanggal|hari|bulan) (?:berapa|apa) (?:\w+ ){0,4}(?:rilis|dirilis|terbit|diterbitkan|keluar|diumumkan)\w*",
    r"(?:jadwal|tanggal|tgl) (?:rilis|terbit|publikasi|pengumuman)\w*", r"(?:rilis|terbit|"
    r"keluar)(?:nya)? kapan", r"kapan rilisnya",
    r"when .*released?", r"jadwal (?:\w+ )?(?:brs|berita resmi)",
)  # fmt: skip
_COMPONENTS = _any(
    r"penyusun(?:nya)?|komponen(?:nya|e)?|pembentuk(?:nya)?|unsur(?:nya)?|dimensi(?:nya)? (?:ipm|"
    r"penyusun)", r"terdiri (?:dari|atas)(?: apa)?",
    r"(?:dihitung|diukur|dinilai|dilihat|dibuat|terbuat|disusun)(?:nya)? (?:dari|pakai|berdasarkan) "
    r"(?:apa|mana|indikator)(?: saja)?",
    r"apa saja yang (?:dihitung|diukur|dinilai|dilihat|masuk|termasuk|menentukan|membentuk)",
    r"disusun|menyusun|tersusun|dibentuk (?:dari|oleh)|membentuk|components?",
)  # fmt: skip
_METADATA = _any(
    r"sumber(?:nya)?(?: data(?:nya)?)?", r"(?:dari )?survei (?:apa|mana)", r"metadata|metodologi|metode(?:nya)?|"
    r"rumus(?:nya)?",
    r"(?:cara|bagaimana) (?:meng)?hitung(?:nya|an)?|cara menghitung(?:nya)?|(?:bagaimana|"
    r"cara) (?:\w+ )?dihitung|dihitung bagaimana",
    r"siapa yang (?:menghitung|menerbitkan|merilis|mengeluarkan|mendata|membuat)", r"satuannya(?: apa)?|"
    r"satuan apa", r"konsep(?:nya)?",
    r"(?:rilis|dirilis|terbit|keluar|dihitung|diperbarui|update)\w* "
    r"(?:tiap|setiap|per|saban) (?:bulan|tahun|semester|triwulan)(?: \w+)*",
    r"(?:seberapa sering|berapa kali) (?:\w+ )?(?:dirilis|terbit|dihitung|rilis|"
    r"setahun)?", r"cakupan(?:nya)? (?:apa|data)|penanggung jawab(?:nya)?",
    r"diperoleh dari|didapat dari|berasal dari|dari (?:mana|siapa)|asal(?:nya)? data(?:nya)?|(?:data|angka)nya siapa",
)  # fmt: skip
_DEFINITION = _any(
    r"apa (?:itu|sih|toh|kah|yang dimaksud|maksud|arti|pengertian|definisi)(?: \w+)*", r"itu apa|(?:iku|kuwi|"
    r"niku) (?:opo|apa)",
    r"pengertian(?:nya)?|definisi(?:nya)?|arti(?:nya)?|maksud(?:nya)?|dimaksud|makna(?:nya)?", r"(?:cara|"
    r"bagaimana) (?:mem)?baca(?:nya)?",
    r"membaca(?:nya)?", r"jelaskan|jelasin|penjelasan|terangkan", r"beda(?:nya)?|"
    r"perbedaan(?:nya)?", r"what is (?!the)\w+|meaning of|definition",
    r"singkatan|kepanjangan(?:nya)?",
)  # fmt: skip
_NUMBERS_WANTED = _any(
    r"berapa(?:kah)?", r"jumlah(?:nya)?", r"angka(?:nya)? (?:terbaru|tahun)", r"(?:19|20)\d\d", r"how many|how much"
)
_HIGH = (
    r"tertinggi|terbanyak|terbesar|terluas|terpadat|tertinggi|paling (?:tinggi|banyak|besar|luas|gede|atas|"
    r"akeh)|highest|most|largest|maksimum"
)
_LOW = (
    r"terendah|tersedikit|terkecil|tersempit|paling (?:rendah|sedikit|kecil|sempit|bawah|sithik)|lowest|"
    r"least|smallest|minimum"
)
_GOOD = r"terbaik|paling (?:baik|bagus|maju|sejahtera|makmur)|termaju|tersejahtera|best"
_BAD = r"terburuk|terparah|paling (?:buruk|parah|jelek|tertinggal)|worst"
_POOR = r"termiskin|paling miskin|poorest|terkere"
_RICH = r"terkaya|paling kaya|richest"
_LIST = r"peringkat(?:nya)?|ranking(?:nya)?|rangking|urutan(?:nya)?|urutkan|top|daftar|rank"
_RANK = _any(_HIGH, _LOW, _GOOD, _BAD, _POOR, _RICH, _LIST)
_RANK_COUNT = re.compile(
    r"(?<!\S)(?:top )?(\d{1,2}|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh) (?:besar|kabupaten|kota|"
    r"daerah|wilayah|teratas|terbawah|"
    r"termiskin|tertinggi|terendah|terbanyak|terbesar|terbaik|terburuk|kab)"
)
_RANK_COUNT_AFTER = re.compile(r"(?<!\S)(?:top|teratas|terbawah) (\d{1,2})(?!\d)")
_RANK_COUNT_ASKED = re.compile(
    r"(?<!\S)(?:sebutkan|sebut|tampilkan|kasih|minta|ambil|cukup) (\d{1,2}|dua|tiga|empat|lima|enam)(?!\S)"
)
_COUNTED_PLACES = re.compile(
    r"(?<!\S)berapa (?:banyak |jumlah )?(kabupaten|kota|daerah|wilayah|provinsi|kecamatan|desa)(?!\S)"
)
_COMPARE = _any(
    r"banding(?:kan|in|an|ke)?|perbandingan(?:nya)?|membandingkan|dibanding(?:kan)?|compare|compared|"
    r"komparasi", r"mana (?:yang )?(?:lebih|paling)",
    r"lebih \w+ (?:mana|dari|dari pada|daripada|dibanding)", r"lebih \w+ \w+ (?:atau|dari|"
    r"daripada)", r"mana (?:yang )?\w+ (?:atau|antara)",
    r"mana", r"beda(?:nya)? (?:antara )?", r"selisih(?:nya)?", r"apakah .* lebih",
)  # fmt: skip
_CHANGE = _any(
    r"naik(?:nya)?|turun(?:nya)?|meningkat|menurun|kenaikan(?:nya)?|penurunan(?:nya)?|peningkatan(?:nya)?|"
    r"perubahan(?:nya)?|berubah|bertambah|berkurang",
    r"(?:ber|me|di)?tambah(?:nya)?|susut|menyusut|merosot|melonjak|melesat|anjlok|membaik|memburuk|meroket",
    r"pertumbuhan(?:nya)?|tumbuh(?:nya)?|pertambahan|penambahan|selisih(?:nya)?|increase|decrease|change", r"beda(?:nya)?",
)  # fmt: skip
_PER_HEAD = re.compile(r"(?<!\S)per (?:1000|100000|10000|10 ribu|100 ribu|seribu) (?:penduduk|orang|jiwa|warga)(?!\S)")
_SERIES = _any(
    r"tren|trend|trennya|perkembangan(?:nya)?|grafik(?:nya)?|time series|deret(?: waktu)?|runtun|series|riwayat|"
    r"historis|histori", r"dari waktu ke waktu",
    r"tahun berapa (?:saja|aja)", r"tahunnya berapa saja",
)  # fmt: skip
_RATIO = _any(
    r"rasio|ratio|perbandingan (?:laki|perempuan|jenis)|proporsi|porsi|andil|kontribusi|sumbangan",
    r"berapa kali(?: lipat)?|kali lipat", r"persen(?:tase)? dari|"
    r"berapa persen (?:\w+ ){0,4}(?:dari|terhadap)", r"per (?:1000|100000|seribu|10000) penduduk",
)  # fmt: skip
_WHY = _any(
    r"kenapa|mengapa|penyebab(?:nya)?|faktor(?:nya)?|sebab(?:nya)?|why|solusi|cara mengatasi|dampak(?:nya)?|"
    r"akibat(?:nya)?"
)
_FORECAST = _any(r"prediksi(?:nya)?|perkiraan(?:nya)?|ramalan|forecast|proyeksikan|target(?:nya)?|rencana")
_CHART = _any(r"grafik(?:nya)?|chart|diagram|kurva|visualisasi")
_FILE = _any(r"excel|xlsx?|csv|unduh|download|spreadsheet|tabel(?:nya)?")
_BREAKDOWN = re.compile(
    r"(?<!\S)(?:(?:per|tiap|setiap|masing masing|se(?:tiap)?|menurut|berdasarkan|tingkat|level|rincian|semua|seluruh) "
    r"(kecamatan|desa|kelurahan|kabupaten kota|kabupaten|kota|provinsi|dusun|rt|rw)|(kecamatan|desa|"
    r"kelurahan)(?: apa| mana| di))(?!\S)"
)
_LEVEL = re.compile(r"(?<!\S)(kabupaten|kota|provinsi|kecamatan|desa)(?: (?:kabupaten|kota))?(?!\S)")
UNDERSTOOD = understood_words()


def wanted(tokens: Sequence[Token]) -> Wanted:
    """What the words want, with no look at what else they name."""
    text = " ".join(token.word for token in tokens if token.word not in {",", "?"})
    chart, file = bool(_CHART.search(text)), bool(_FILE.search(text))
    service = next((service for service, pattern in _SERVICES if pattern.search(text)), None)
    if service is not None:
        return Wanted(Operation.SERVICE, service=service)
    if _RELEASE.search(text):
        return Wanted(Operation.RELEASE_DATE)
    if (about := _about(text)) is not None:
        return Wanted(about)
    if _WHY.search(text):
        return Wanted(Operation.WHY)
    if _FORECAST.search(text):
        return Wanted(Operation.FORECAST)
    breakdown = _breakdown(text)
    if _RANK.search(text):
        return _ranking(text, breakdown, asks_chart=chart, asks_file=file)
    operation = next(
        (sort for sort, pattern in ((Operation.RATIO, _RATIO), (Operation.COMPARE, _COMPARE), (Operation.CHANGE, _CHANGE),
                                    (Operation.SERIES, _SERIES)) if pattern.search(text)),
        Operation.VALUE,
    )  # fmt: skip
    percent = bool(re.search(r"(?<!\S)persen(?:tase)?(?!\S)", text))
    places = _COUNTED_PLACES.search(text)
    people = bool(re.search(r"(?<!\S)(?:berapa|jumlah) (?:ribu |juta )?(?:orang|jiwa)(?!\S)", text))
    return Wanted(
        operation,
        breakdown=breakdown,
        asks_percent=percent,
        asks_people=people,
        counts_places=places[1] if places else "",
        asks_chart=chart,
        asks_file=file,
    )


def also_wants_change(tokens: Sequence[Token]) -> bool:
    """Do the words speak of going up or down, whatever else they ask?"""
    return bool(_CHANGE.search(" ".join(token.word for token in tokens)))


def also_wants_series(tokens: Sequence[Token]) -> bool:
    """Do the words speak of a development?"""
    return bool(_SERIES.search(" ".join(token.word for token in tokens)))


def is_per_head(tokens: Sequence[Token]) -> bool:
    """ "Dokter per 1000 penduduk": one figure over another, not the two of them."""
    return bool(_PER_HEAD.search(" ".join(token.word for token in tokens)))


def _about(text: str) -> Operation | None:
    """Words about an indicator rather than its number."""
    if _COMPONENTS.search(text):
        return Operation.COMPONENTS
    if _METADATA.search(text):
        return Operation.METADATA
    if _DEFINITION.search(text) and not _NUMBERS_WANTED.search(text):
        return Operation.DEFINITION
    return None


def _breakdown(text: str) -> str:
    found = _BREAKDOWN.search(text)
    return (found[1] or found[2]) if found else ""


def _ranking(text: str, breakdown: str, *, asks_chart: bool, asks_file: bool) -> Wanted:
    counted = _RANK_COUNT.search(text) or _RANK_COUNT_AFTER.search(text) or _RANK_COUNT_ASKED.search(text)
    has = {name: bool(_any(words).search(text)) for name, words in _WAYS.items()}
    is_lowest = True if has["low"] else False if has["high"] else None
    by_welfare = True if has["good"] or has["rich"] else False if has["bad"] or has["poor"] else None
    level = _LEVEL.search(text)
    only_list = bool(_any(_LIST).search(text)) and is_lowest is None and by_welfare is None
    count = number(counted[1]) if counted else (10 if only_list else 1)
    return Wanted(
        Operation.RANK,
        count=count,
        is_lowest=is_lowest,
        by_welfare=by_welfare,
        level=level[0] if level else "",
        asks_chart=asks_chart,
        asks_file=asks_file,
        breakdown=breakdown,
    )


_WAYS = {"high": _HIGH, "low": _LOW, "good": _GOOD, "bad": _BAD, "poor": _POOR, "rich": _RICH}
