"""Categories of complaints: the words that point to one, and the agency that usually deals with it.

A category is a suggestion a person confirms; nothing is disposed by it alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A sort of complaint. ``objects`` are what it is about; any of them in a text points to it.

    ``is_physical``: works one can see, so an agency's answer has to show them. ``needs_approval``: a koordinator
    reads the agency's answer before the reporter does.
    """

    code: str
    label: str
    agency: str
    objects: frozenset[str]
    is_physical: bool = False
    needs_approval: bool = False


_PHYSICAL = frozenset({"jalan", "lampu", "sampah", "air", "air-bersih"})
_APPROVED = frozenset({"aparatur"})


def _category(code: str, label: str, agency: str, words: str) -> Category:
    return Category(code, label, agency, frozenset(words.split()), code in _PHYSICAL, code in _APPROVED)


CATEGORIES: tuple[Category, ...] = (
    _category(
        "jalan",
        "Jalan dan jembatan",
        "dpupr",
        "jalan jln dalan aspal trotoar jembatan gorong lubang berlubang bolong paving marka beton kubangan ambles",
    ),
    _category("lampu", "Penerangan jalan", "dishub", "lampu pju penerangan lampune tiang"),
    _category("sampah", "Sampah dan kebersihan", "dlh", "sampah tps tpa limbah bau sampahe kotor pencemaran asap"),
    _category(
        "air",
        "Air, drainase dan banjir",
        "dpupr",
        "drainase saluran selokan banjir got irigasi sungai kali tanggul genangan tersumbat mampet kalen",
    ),
    _category("air-bersih", "Air bersih", "perumdam", "pdam ledeng keran air banyu"),
    _category(
        "lalu-lintas", "Lalu lintas dan parkir", "dishub", "parkir macet rambu lalulintas angkot terminal zebra halte"
    ),
    _category("kesehatan", "Kesehatan", "dinkes", "puskesmas rsud rumahsakit posyandu dokter obat perawat ambulan"),
    _category(
        "pendidikan", "Pendidikan", "disdik", "sekolah guru spp ppdb siswa murid sd smp seragam pungutan komite kelas"
    ),
    _category("kependudukan", "Administrasi kependudukan", "disdukcapil", "ktp kk akta kia dukcapil adminduk"),
    _category("sosial", "Bantuan sosial", "dinsos", "bansos pkh bpnt blt sembako dtks bantuan odgj gelandangan"),
    _category(
        "ketertiban",
        "Ketertiban umum",
        "satpolpp",
        "kebakaran api pkl gaduh bising miras judi preman liar tawuran reklame karaoke",
    ),
    _category("perizinan", "Perizinan", "dpmptsp", "izin ijin perizinan imb pbg nib usaha"),
    _category(
        "aparatur", "Perilaku aparatur", "inspektorat", "pungli suap korupsi gratifikasi oknum pemerasan disuap calo"
    ),
    _category("desa", "Pemerintahan desa", "dispermasdes", "kades lurah perangkat rt rw dana desa kelurahan"),
    _category("informasi", "Informasi dan layanan digital", "diskominfo", "website aplikasi internet hoaks hoax wifi"),
)
_BY_CODE = {category.code: category for category in CATEGORIES}
_WORD = re.compile(r"[a-z]+")
_STRONG = frozenset({"aparatur", "sosial", "kependudukan", "kesehatan", "lampu"})
_WEAK = frozenset(
    {"kali", "jalan", "rt", "rw", "desa", "sd", "smp", "kelurahan", "kelas", "air", "liar", "usaha", "bantuan"}
)


def by_code(code: str | None) -> Category | None:
    """The category with this code; None for none and for one that was retired."""
    return _BY_CODE.get(code or "")


def suggest(words: Iterable[str]) -> Category | None:
    """The category a complaint most likely belongs to. Place words ("jalan", "desa", "RT") weigh little."""
    text = [word for word in words if _WORD.fullmatch(word)]
    best: tuple[float, int] | None = None
    for index, category in enumerate(CATEGORIES):
        score = sum(_weight(word, category) for word in set(text) & category.objects)
        if score and (best is None or score > best[0]):
            best = (score, index)
    return CATEGORIES[best[1]] if best else None


def _weight(word: str, category: Category) -> float:
    if word in _WEAK:
        return 0.4
    return 1.5 if category.code in _STRONG else 1.0


_TROUBLE = frozenset(
    "rusak berlubang lubang mati padam numpuk menumpuk banjir mampet macet bocor bau roboh longsor ambles kotor gelap "
    "pungli lambat lama ditolak hilang tersumbat bolong keruh tumbang".split()
)


def tells_of_trouble(words: Iterable[str]) -> bool:
    """Does a text say that something is wrong, rather than ask?"""
    return not _TROUBLE.isdisjoint(words)
