"""Implied indicators: words that stand for one without being its name, and names that mean one of two."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from knowledge.statistics.reading.measures import Named
from knowledge.statistics.reading.tokens import Token

_WORDS = {"termiskin": "persen_penduduk_miskin", "terluas": "luas_wilayah", "tersempit": "luas_wilayah"}
_REGISTER, _PEOPLE = "penduduk_terdaftar", "jumlah_penduduk"
_REGISTERED = frozenset("terdaftar dukcapil nik ktp kk kependudukan kemendagri capil disdukcapil".split())
_GROWS = frozenset("tumbuh tumbuhnya pertumbuhan pertumbuhannya laju bertumbuh".split())
_GENERAL = {"persen_penduduk_miskin": frozenset({"kemiskinan", "miskin"})}
_JOINS = frozenset("dan dengan serta sama juga plus atau dibanding".split())
_PER_HUNDRED_THOUSAND = re.compile(r"(?<!\S)per (?:100 ?ribu|100000|100 000|100rb|seratus ribu)(?!\S)")
_RATES = {"kasus dbd": "dbd_per_100rb", "kasus demam berdarah": "dbd_per_100rb", "kasus tbc": "tbc_per_100rb",
          "kasus tuberkulosis": "tbc_per_100rb"}  # fmt: skip
_OWNERS = frozenset("pemerintah swasta daerah pemkab rsud khusus jiwa bersalin".split())
_BOTH = ("puskesmas_rawat_inap", "puskesmas_non_rawat_inap")
_HEALTH_CENTRES = frozenset({"puskesmas", "jumlah puskesmas"})


def implied(named: Named, tokens: Sequence[Token], taken: frozenset[int], known: Container[str]) -> Named:
    """The indicators a question means, seen with all of its words; only those that are ``known``."""
    words = [token.word for token in tokens]
    meant = _seen_together(named, words) or _unnamed(named, tokens, taken)
    return meant if meant is not None and all(code in known for code in meant.codes) else named


def _seen_together(named: Named, words: Sequence[str]) -> Named | None:
    """Which one is meant of those that are named."""
    said = set(words)
    if _PEOPLE in named.codes and (said & _REGISTERED) and not said & (_JOINS - {"dengan"}):
        return replace(named, codes=(_REGISTER,))
    if named.codes == (_PEOPLE,) and said & _REGISTERED:
        return replace(named, codes=(_REGISTER,))
    owner = said & _OWNERS
    if named.codes == ("rs_umum",) and owner:
        return replace(named, qualified_by=named.qualified_by or owner.pop())
    for general, names in _GENERAL.items():
        others = tuple(code for code in named.codes if code != general)
        is_narrower = len(others) == 1 and others[0].endswith("_kemiskinan")
        if general in named.codes and is_narrower and said & names and not said & _JOINS:
            return replace(named, codes=others, qualified_by="")
    rates = tuple(code for code in named.codes if code in _RATES.values())
    if rates and _PEOPLE in named.codes and _PER_HUNDRED_THOUSAND.search(" ".join(words)):
        return replace(named, codes=rates)
    missing = named.missing.lstrip("!")
    if missing in _HEALTH_CENTRES and not named.codes:
        return replace(named, codes=_BOTH, missing="")
    if missing in _RATES and _PER_HUNDRED_THOUSAND.search(" ".join(words)):
        return replace(named, codes=(_RATES[missing],), missing="")
    return None


def _unnamed(named: Named, tokens: Sequence[Token], taken: frozenset[int]) -> Named | None:
    """The indicator of a question that names none."""
    if named.codes or named.missing:
        return None
    said = {token.word for token in tokens}
    if "kelamin" in said:
        return replace(named, codes=(_REGISTER,))
    if "ekonomi" in said and said & _GROWS:
        used = {index for index, token in enumerate(tokens) if token.word == "ekonomi" or token.word in _GROWS}
        return replace(named, codes=("pertumbuhan_ekonomi",), used=named.used | used, qualified_by="")
    for index, token in enumerate(tokens):
        if token.word in _WORDS:
            return replace(named, codes=(_WORDS[token.word],))
        if token.raw == "gk" and index + 1 < len(tokens) and index + 1 in taken:
            return replace(named, codes=("garis_kemiskinan",), used=named.used | {index})
    return None
