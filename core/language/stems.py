"""What is left of an Indonesian word without its affixes: several readings, the likeliest first."""

from functools import lru_cache
from typing import NamedTuple

from core.language.spelling import is_ordinary

SHORTEST = 4

SHORT_ROOTS = frozenset("adu aju isi uji cek sah ada dua cap las tes hak izin aku tua buku".split())
WHOLE = frozenset(
    "belanda berangkat berapa berita berkas bersama bukan bulan dengan desain istilah jangan kecamatan kegiatan keluar "
    "keluarga kelurahan kemudian kepala kependudukan keberatan langkah majalah makan masalah media mengapa meninggal pendapatan "
    "penduduk pengadaan pengadilan pengalaman penghasilan perangkat perdata perempuan perhatian perkara perusahaan pesan "
    "peserta satuan sebelum sebelumnya sejarah sekarang sekolah selamat selatan seperti sesudah setelah terima".split()
)

_CLITICS = ("nyalah", "nyakah", "nya", "lah", "kah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "in", "i", "ipun", "ne", "e")
_SECOND = frozenset({"per", "ber", "ter", "pel"})
# Each prefix with the letters a root may have lost before a vowel, the likeliest last resort last;
# before a consonant only the first counts.
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("menge", ("",)),
    ("penge", ("",)),
    ("nge", ("",)),
    ("meny", ("s",)),
    ("peny", ("s",)),
    ("meng", ("", "k")),
    ("peng", ("", "k")),
    ("mem", ("", "p")),
    ("pem", ("", "p")),
    ("men", ("", "t")),
    ("pen", ("", "t")),
    ("ny", ("s", "c")),
    ("ng", ("", "k")),
    ("ber", ("", "r")),
    ("bel", ("",)),
    ("ter", ("", "r")),
    ("per", ("", "r")),
    ("me", ("",)),
    ("pe", ("",)),
    ("di", ("",)),
    ("ke", ("",)),
    ("se", ("",)),
)
_ALWAYS_RESTORED = frozenset({"mem", "pem", "men", "pen"})


class Reading(NamedTuple):
    """A root a word may come from, how many of its letters are the word's own, and how many affixes were taken off."""

    root: str
    kept: int
    affixes: int


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """All readings of a word without affixes, the likeliest first; the word itself is always among them."""
    if len(word) <= SHORTEST or not word.isalpha() or word in WHOLE:
        return (word,)
    readings = [Reading(plain, len(plain), 0) for plain in (word, *_without_clitics(word))]
    readings += [found for reading in tuple(readings) for found in _without_affixes(reading)]
    roots = [reading for reading in readings if is_ordinary(reading.root) and reading.root != word]
    roots.sort(key=lambda reading: (-reading.kept, reading.affixes, len(reading.root)))
    deepest = [stems(roots[0].root)[0]] if roots else []
    return tuple(dict.fromkeys([*deepest, *(r.root for r in roots), bare(word), *(r.root for r in readings)]))


def stem(word: str) -> str:
    """The likeliest root of a word."""
    return stems(word)[0]


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """A word without clitics: "syaratnya" is "syarat", "aduanku" is "aduan"."""
    return next(iter(_without_clitics(word)), word)


def _without_clitics(word: str) -> list[str]:
    shortest = {"nya": SHORTEST - 1}
    return [
        word[: -len(end)]
        for end in _CLITICS
        if word.endswith(end) and len(word) - len(end) >= shortest.get(end, SHORTEST) and word not in WHOLE
    ]


def _without_affixes(reading: Reading) -> list[Reading]:
    heads = _without_prefix(reading)
    heads += [second for head in tuple(heads) if head.root[:3] in _SECOND for second in _without_prefix(head)]
    return [*heads, *(tail for head in (reading, *heads) for tail in _without_suffix(head))]


def _without_prefix(reading: Reading) -> list[Reading]:
    word = reading.root
    found = []
    for prefix, restored in _PREFIXES:
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or not rest:
            continue
        for start in _lost(prefix, restored, rest):
            if _is_root_like(start + rest):
                found.append(Reading(start + rest, len(rest), reading.affixes + 1))
    return found or _without_chat_nasal(reading)


def _lost(prefix: str, restored: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """The letters that may have stood before the rest: "menulis" must have lost a "t", "mendaftar" has lost none."""
    if rest[0] not in "aeiou":
        return restored[:1]
    return restored[1:] if prefix in _ALWAYS_RESTORED else restored


def _without_chat_nasal(reading: Reading) -> list[Reading]:
    """ "nulis" is "tulis" and "milih" is "pilih": chat drops the "me" and keeps the nasal."""
    word = reading.root
    root = {"n": "t", "m": "p"}.get(word[0], "") + word[1:]
    if root == word[1:] or is_ordinary(word) or not is_ordinary(root):
        return []
    return [Reading(root, len(root) - 1, reading.affixes + 1)]


def _without_suffix(reading: Reading) -> list[Reading]:
    return [
        Reading(reading.root[: -len(end)], reading.kept - len(end), reading.affixes + 1)
        for end in _SUFFIXES
        if reading.root.endswith(end) and _is_root_like(reading.root[: -len(end)])
    ]


def _is_root_like(root: str) -> bool:
    return len(root) >= SHORTEST or root in SHORT_ROOTS
