"""Signs in a message: of an emergency, of anger, of a complaint, of a question. Words only, no state."""

import re
from collections.abc import Sequence
from enum import StrEnum

from core.language.stems import bare
from tickets.categories import CATEGORIES

PROBLEMS = frozenset(
    "rusak berlubang lubang bolong bolongan mati padam numpuk menumpuk tumpuk bertumpuk banjir kebanjiran mampet macet "
    "bocor bau busuk roboh ambruk longsor ambles amblas retak putus tergenang menggenang genangan kotor gelap petengan "
    "berserakan tersumbat buntu meluap hilang dicuri kecelakaan jatuh bising berisik gaduh liar terbengkalai mangkrak "
    "tumbang miring jebol keropos licin pecah patah rembes mambu udan becek debu berdebu polusi tercemar keruh "
    "pungli pungutan suap korupsi disuap dipungut diskriminasi kasar ditolak dipersulit lambat lelet semrawut "
    "kumuh rawan bahaya membahayakan meresahkan mengganggu terganggu terlantar dibiarkan kropos bobrok hancur "
    "nyampah rusuh melanggar penyerobotan lemot error ngeyel broken damaged flooded menjuntai njuntai bribe "
    "bribes extortion hits beats pothole potholes garbage leaking "
    "ancur remuk remek amburadul jeblok rompal gompal growong gerowong berantakan "
    "keluhkan dimintai ditarik ditagih diperas dipalak dipaksa ditilap disunat ambrol anjlok "
    "asap bocah tawuran judi mabuk balapan konslet korslet langka jeglong jeglongan njeglong kebocoran "
    "jatoh amsyong ambyar risak".split()
)
_OBJECTS = frozenset(word for category in CATEGORIES for word in category.objects) | frozenset(
    "pohon kabel tiang rumah warga pedagang truk pasar masjid taman lapangan toilet wc uang karcis iuran retribusi pelayanan "
    "petugas oknum "
    "margi road street lamp light trash water bridge drain antrean loket".split()
)
_NOT_OBJECTS = frozenset("rt rw desa sd smp dana perangkat kelas murid".split())
OBJECTS = _OBJECTS - _NOT_OBJECTS
_ACTIONS = frozenset(
    "tolong mohon segera diperbaiki dibenahi ditindak ditindaklanjuti dibersihkan diangkut ditangani diganti dicek "
    "perbaiki tindak benerin dibenerin didandani dipasang diperhatikan".split()
)
_QUESTIONS = frozenset(
    "apa apakah berapa bagaimana kapan dimana siapa mengapa kenapa bisakah bolehkah adakah kemana darimana apaan mana "
    "how what when where who why which can pinten piye pripun ngendi sopo".split()
)
_QUESTION_TAILS = frozenset("syarat syaratnya biaya biayanya cara caranya alamat alamatnya jam lama jadwal".split())
_PROCEDURE = frozenset("syarat syaratnya persyaratan biaya biayanya cara caranya prosedur prosedurnya".split())

_INSULTS = frozenset(
    "goblok goblog tolol bodoh bego dungu anjing anjir asu bangsat kampret brengsek bajingan sialan keparat tai taik "
    "babi monyet jancok jancuk cuk kontol memek ngentot idiot setan edan gila sinting pekok gathel stupid fuck shit "
    "damn bloody payah becus bobrok sampah".split()
)
_STRONG_INSULTS = _INSULTS - {"sampah", "bobrok", "gila", "edan", "setan", "babi", "monyet", "payah", "becus", "anjing"}
_COMPLAINING = re.compile(
    r"(?:tidak|ga|gak|nggak|ndak)\s*becus|lama\s+banget|dasar\s+\w+\s+(?:maling|rampok|korup\w*)|mana\s+(?:janji|jawaban|tindak)|percuma|omong\s*kosong|"
    r"makan\s+gaji\s+buta|(?:tidak|ga|gak)\s+(?:ada\s+)?(?:di)?(?:tanggapi|tindak\w*|bales|balas|respon)\w*",
    re.IGNORECASE,
)


class Emergency(StrEnum):
    FIRE = "kebakaran"
    MEDICAL = "medis"
    CRIME = "kejahatan"
    DISASTER = "bencana"
    DESPAIR = "putus asa"


_DESPAIR = re.compile(
    r"\b(?:bunuh|gantung|nggantung|suduk)\s+diri\b|\b(?:meng)?akhiri\s+hidup\b|\b(?:pengen|pengin|ingin|pingin|kepingin|mending|lebih\s+baik)\s+"
    r"(?:saya\s+|aku\s+)?mati\b(?!\s+(?:lampu|listrik|air|mesin))|\b(?:saya|aku|gue|gua)\s+mau\s+mati\b|"
    r"\b(?:capek|lelah|kesel|gak\s+kuat|tidak\s+kuat)\s+hidup\b(?!\s+(?:di|ning|dengan|sama|begini))|"
    r"\bkill\s+myself\b|\bend\s+my\s+life\b|\bwant\s+to\s+die\b|\bsuicidal\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:data|jumlah|statistik|angka|kasus|berapa\s+(?:orang|banyak)|pencegahan|sosialisasi|pelatihan|berita|ada\s+yang|tahun\s+\d{4}|ada\s+orang|ada\s+warga)\b",
    re.IGNORECASE,
)
"""A figure, a piece of news, or somebody on a bridge just now, who needs an ambulance."""
_DANGER: tuple[tuple[Emergency, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(pattern, re.IGNORECASE))
    for sort, pattern in (
        (
            Emergency.FIRE,
            r"\bkebakaran\b|\bkobongan\b|\b(?:rumah|pasar|gudang|toko|warung|ruko|pabrik|mobil|motor|omah|kios|hutan|"
            r"gedung|dapur|kompor|lahan)\b[\w\s,]{0,30}\b(?:ter|ke)?bakar\b|\bkobong\b|\bapi\s+(?:besar|membesar|nyala)|"
            r"\b(?:gas|elpiji|tabung)\s+(?:bocor|meledak)|\bmeledak\b|\bon\s+fire\b|\bfire\b(?=.*\b(?:help|house|now)\b)",
        ),
        (
            Emergency.MEDICAL,
            r"\b(?:kecelakaan|tabrakan|ketabrak|tertabrak|laka)\b|\bpingsan\b|\btidak\s+sadar|\b(?:gak|ga|nggak|ora)\s+sadar|"
            r"\bserangan\s+jantung|\bsesak\s+na[pf]as|\bpendarahan\b|\bberdarah|\btenggelam\b|\bkesetrum\b|\btersetrum\b|"
            r"\bkeracunan\b|\bsekarat\b|\bkritis\b|\bkejang\b|\bbunuh\s+diri\b|\bmau\s+melahirkan\b|\bketimpa\b|\btertimpa\b|"
            r"\bdigigit\s+ular\b|\bstroke\b|\baccident\b|\bambulan(?:s|ce)?\b",
        ),
        (
            Emergency.CRIME,
            r"\b(?:begal|dibegal|rampok|dirampok|perampokan|maling|dibacok|bacok|ditusuk|penculikan|diculik|pembunuhan|"
            r"pemerkosaan|diperkosa|penjambretan|dijambret|tawuran|dikeroyok|penganiayaan|dianiaya|kdrt|mukulin|memukuli|dipukuli|ngamuk|mengamuk)\b|\b(?:bawa|membawa|ngacungin|gawa|nggowo)\s+(?:golok|parang|celurit|clurit|pisau|pedang|senjata|bendo|arit)\b|"
            r"\b(?:berantem|berkelahi|gelut|carok)\b(?=.*\b(?:sekarang|saiki|sedang|pisau|golok|celurit|clurit|parang|arit|senjata)\b)|"
            r"(?<!akta )(?<!kia )(?<!kartu )(?<!ijazah )(?<!ktp )(?<!motor )(?<!sepeda )(?<!hp )(?<!tas )"
            r"\b(?:anak|adik|kakak|ibu|bapak|nenek|kakek|simbah|mbah|keponakan|cucu)(?:ku|\s+(?:saya|kami|aku|kulo|tetangga))\s+hilang\b"
            r"(?=\s*(?:$|[.,!]|(?:sejak|dari|di|tadi|belum|tolong|sudah|waktu|saat|pak|bu|min|mas|mbak|tidak|entah)\b))",
        ),
        (
            Emergency.DISASTER,
            r"\bbanjir\s+bandang\b|\bhanyut\b|\bterseret\s+(?:arus|banjir)|\bterjebak\b|\btertimbun\b|\bgempa\b|\berupsi\b|"
            r"\blongsor\b|\bputing\s+beliung\b|\btanggul\s+jebol\b|\bterkepung\s+banjir|"
            r"\bpohon\b[\w\s,]{0,20}\b(?:nimpa|menimpa|niban|nibani|menjatuhi)\s+(?:rumah|orang|mobil|motor|omah|warung|warga|atap)\b|"
            r"\bkabel\s+(?:listrik|pln)\s+(?:\w+\s+){0,2}(?:putus|jatuh|lepas|menjuntai|njuntai)\b",
        ),
    )
)
_NOW = re.compile(
    r"\b(?:tolong|tulung|toloong+|cepat|cepet|segera|darurat|sekarang|bantu|bantuan|help|emergency|sos|gawat|urgent|"
    r"parah|korban|ada\s+orang|barusan|sedang|lagi|saiki|kirim|butuh|panggil|nyawa|hurry|luka|anak|ibu|bapak|tetangga|"
    r"terjadi|ini|awas)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:data|jumlah|statistik|angka|kasus|berapa|syarat|prosedur|cara\s+(?:lapor|daftar|mengurus|mencegah)|pencegahan|"
    r"pelatihan|sosialisasi|penduduk|persen|tahun\s+\d{4}|santunan|sudah\s+selesai|kemarin|kmrn|minggu\s+lalu|bulan\s+lalu|"
    r"tahun\s+lalu|bekas|sering|rawan|takut|"
    r"tiap\s+(?:hari|malam|pagi|sore|hujan|minggu|musim)|(?:kayak|kaya|seperti|mirip)\s+(?:habis\s+)?(?:kebakaran|terbakar)|"
    r"jangan\s+sampai|bisa\s+(?:menyebabkan|bikin)|pengertian|apa\s+itu|tarif|jadwal|"
    r"dasar\s+\w+\s+(?:maling|rampok)|"
    r"(?:bupati|pejabat|pemkab|pemda|dewan|kades|lurah|camat)\s+(?:maling|rampok)|"
    r"(?:maling|rampok)\s+(?:uang\s+rakyat|duit\s+rakyat|uang\s+negara|dana|anggaran)|"
    r"sudah\s+(?:ada\s+)?\d+|setiap|sejak|bayar)\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\b(?:tidak|belum|jarang|ora|mboten) (?:pernah |juga |lagi |kunjung )?"
    r"(?:diangkut|diambil|dijemput|diperbaiki|dibersihkan|dikeruk|ditambal|mengalir|mili|nyala|menyala|murup|berfungsi|"
    r"tepat sasaran)\b|"
    r"\bsalah sasaran\b|\b(?:has|have) been (?:off|out|dead|down)\b|"
    r"\b(?:not|never) (?:working|collected|repaired)\b|"
    r"\bask(?:s|ed|ing)? (?:us |me )?(?:for )?money\b|"
    r"\b(?:minta|narik|meminta|menarik) (?:uang|duit|bayaran|jatah|setoran|sogokan)\b"
)
"""What is not done, or done for money, is as wrong as what is broken."""
_LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)


def emergency_in(text: str) -> Emergency | None:
    """Is somebody in danger now? A question about fires, or a fire of last week, is none."""
    considered = text[:1500]
    if _DESPAIR.search(considered) and not _OF_OTHERS.search(considered):
        return Emergency.DESPAIR
    for sort, danger in _DANGER:
        if danger.search(considered) and _is_now(considered):
            return sort
    return None


def _is_now(text: str) -> bool:
    if _NOT_NOW.search(text):
        return False
    return bool(_NOW.search(text)) or "!" in text or _shouts(text) or len(text.split()) <= 4


def _shouts(text: str) -> bool:
    letters = _LETTERS.findall(text)
    return len(letters) >= 6 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def is_angry(words: Sequence[str], text: str) -> bool:
    """Is the writer angry at the office rather than only unhappy with a road?"""
    said = set(words)
    if said & _STRONG_INSULTS:
        return True
    heat = bool(said & _INSULTS) + ("!!" in text) + _shouts(text) + 2 * bool(_COMPLAINING.search(text[:600]))
    return heat >= 2 and (bool(_COMPLAINING.search(text[:600])) or bool(said & (_INSULTS - {"sampah"})))


def is_question(words: Sequence[str], text: str) -> bool:
    """Does the message ask something?"""
    if "?" in text or set(words) & _QUESTIONS:
        return True
    return len(words) <= 6 and bool(set(words) & _QUESTION_TAILS)


def names_procedure(words: Sequence[str]) -> bool:
    """Does the message name requirements, cost or steps?"""
    return bool(set(words) & _PROCEDURE)


def asks_of_a_paper(words: Sequence[str]) -> bool:
    """ "Akta hilang syaratnya apa", "KTP saya hilang gimana ngurusnya": how to get a paper anew, which nobody broke."""
    said, is_asked = set(words), set(words) & (_QUESTIONS | _QUESTION_TAILS | _PROCEDURE | _RENEWS)
    return bool(said & _PAPERS and is_asked) and said & PROBLEMS <= _HAPPENS_TO_PAPER and bool(said & _HAPPENS_TO_PAPER)


_PAPERS = frozenset("ktp ektp kk akta akte kia sim stnk bpkb ijazah sertifikat paspor nikah skck npwp bpjs".split())
_HAPPENS_TO_PAPER = frozenset(
    "hilang rusak patah pecah robek sobek terbakar kebakaran kebanjiran banjir dicuri ketlingsut".split()
)
_RENEWS = frozenset("urus ngurus mengurus ngurusnya mengurusnya urusnya bikin bikinnya buat ganti gantinya".split())


def complaint_strength(words: Sequence[str], *, has_place: bool, is_asking: bool) -> int:
    """How much a message looks like something wrong that should be put right; 3 and more is a complaint."""
    said = {*words, *map(bare, words)}
    undone = _UNDONE.search(" ".join(words))
    problem, thing = said & PROBLEMS | set(undone[0].split() if undone else ()), said & OBJECTS
    strength = 2 * bool(problem) + bool(thing - problem) + bool(has_place) + bool(said & _ACTIONS)
    if problem and thing - problem:
        strength += 1
    if is_asking and not (problem and (thing - problem or has_place)):
        strength -= 2
    return strength
