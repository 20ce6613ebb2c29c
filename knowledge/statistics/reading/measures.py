"""Measures: which indicator a question is about, by its synonyms, and which words would make it another one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from core.language.spelling import ordinary_words
from knowledge.statistics.reading.tokens import Token, known_words, tokens_of, without_figures

LIKE_ENOUGH = 88
CLEARLY = 4
ALIKE = 75
"""A strange word inside a phrase must itself resemble a word of some indicator."""
_LONGEST = 6
_SHARE = frozenset("persen persentase persentasenya tingkat rasio proporsi share percent percentage".split())
_COUNT = frozenset("jiwa".split())
_ENDINGS = ("nya", "ne", "e", "ipun", "an")


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as questions name it."""

    code: str
    name: str
    unit: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Indicators a question names, the words that did, and a thing nobody has figures of (``missing``)."""

    codes: tuple[str, ...]
    used: frozenset[int]
    missing: str = ""
    qualified_by: str = ""
    is_vague: bool = False
    """Named by everyday words alone: "berapa orang" are the people, unless something else is talked about."""


class MeasureIndex:
    """Every way of saying an indicator, spelled as messages are read."""

    def __init__(self, measures: Iterable[Measure]) -> None:
        self.by_code = {measure.code: measure for measure in measures}
        self._phrases: dict[tuple[str, ...], str] = {}
        self._weak: dict[tuple[str, ...], str] = {}
        for measure in self.by_code.values():
            for phrase in (*measure.synonyms, measure.name, measure.code.replace("_", " ")):
                key = tuple(token.word for token in tokens_of(phrase))
                if key and not set(key) <= known_words():
                    self._phrases.setdefault(key, measure.code)
                elif len(key) > 1:
                    self._weak.setdefault(key, measure.code)
        self.words = frozenset(word for key in (*self._phrases, *without_figures()) for word in key)
        self._spelled = {" ".join(key): code for key, code in self._phrases.items() if len("".join(key)) >= 5}

    def named(self, tokens: Sequence[Token], taken: frozenset[int], understood: frozenset[str]) -> Named:
        """The indicators named outside the ``taken`` words. ``understood`` words beside a name do not change it."""
        words = [self._bare(token.word) for token in tokens]
        spans = self._exact(words, taken, self._phrases) + self._near(words, taken)
        is_vague = not spans
        spans = spans or self._exact(words, taken, self._weak)
        chosen: list[tuple[int, int, str]] = []
        for start, end, code in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if all(end <= first or start >= last for first, last, _ in chosen):
                chosen.append((start, end, code))
        chosen.sort()
        used = frozenset(index for start, end, _ in chosen for index in range(start, end))
        missing = [code for _, _, code in chosen if code not in self.by_code]
        codes = tuple(dict.fromkeys(code for _, _, code in chosen if code in self.by_code))
        codes = self._family(codes, set(words))
        qualifier = "" if missing else self._qualifier(words, tokens, chosen, taken | used, understood)
        return Named(codes, used, missing[0] if missing else "", qualifier, is_vague)

    def _bare(self, word: str) -> str:
        """A word without "-nya" where what is left is a word of an indicator."""
        if word in self.words:
            return word
        for ending in _ENDINGS:
            if word.endswith(ending) and word[: -len(ending)] in self.words and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
        return word

    def _exact(
        self, words: Sequence[str], taken: frozenset[int], phrases: Mapping[tuple[str, ...], str]
    ) -> list[tuple[int, int, str]]:
        """Phrases as they stand; those of everyday words alone ("berapa orang") count when nothing else is named."""
        found = []
        for start in range(len(words)):
            for end in range(min(len(words), start + _LONGEST), start, -1):
                key = tuple(words[start:end])
                if taken & set(range(start, end)):
                    continue
                if key in phrases:
                    found.append((start, end, phrases[key]))
                elif key in without_figures():
                    found.append((start, end, "!" + " ".join(key)))
        return found

    def _near(self, words: Sequence[str], taken: frozenset[int]) -> list[tuple[int, int, str]]:
        """Phrases spelled nearly like a synonym, when no other indicator is about as near."""
        found = []
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
                part = words[start:end]
                if taken & set(range(start, end)) or not self._may_be_misspelled(part):
                    continue
                code = self._nearest(" ".join(part))
                if code is not None:
                    found.append((start, end, code))
        return found

    def _may_be_misspelled(self, part: Sequence[str]) -> bool:
        strange = [word for word in part if word not in self.words]
        if not strange or not all(word.isalpha() for word in part) or len("".join(part)) < 5:
            return False
        if any(word in known_words() or word in ordinary_words() for word in strange):
            return False
        return all(process.extractOne(word, self.words, scorer=fuzz.ratio, score_cutoff=ALIKE) for word in strange)

    def _nearest(self, spelled: str) -> str | None:
        near = process.extract(
            spelled, self._spelled.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH - CLEARLY, limit=8
        )
        if not near or near[0][1] < LIKE_ENOUGH:
            return None
        code = self._spelled[near[0][0]]
        others = [score for name, score, _ in near if self._spelled[name] != code]
        return code if not others or near[0][1] - others[0] >= CLEARLY else None

    def _family(self, codes: tuple[str, ...], said: set[str]) -> tuple[str, ...]:
        """ "Berapa persen penduduk miskin" asks for the share though it names the people."""
        share, count = "persen_penduduk_miskin", "jumlah_penduduk_miskin"
        if {"jumlah_penduduk", share} <= set(codes) and "miskin" in said and count in self.by_code:
            codes = tuple(dict.fromkeys(count if code in {"jumlah_penduduk", share} else code for code in codes))
        if codes and set(codes) <= {share, count} and {"jumlah", "dan"} <= said and said & _SHARE:
            return (count, share)
        if count in codes and said & _SHARE and "jumlah" not in said and share in self.by_code:
            return tuple(dict.fromkeys(share if code == count else code for code in codes))
        if share in codes and said & _COUNT and not said & _SHARE and count in self.by_code:
            return tuple(dict.fromkeys(count if code == share else code for code in codes))
        if (
            "inflasi_yoy" in codes
            and set(codes) & {"inflasi_mtm", "inflasi_ytd"}
            and not said & {"dan", "yoy", "tahunan"}
        ):
            return tuple(code for code in codes if code != "inflasi_yoy")
        if "inflasi_yoy" in codes and len(codes) == 1:
            if said & {"bulanan", "mtm"} and "inflasi_mtm" in self.by_code:
                return ("inflasi_mtm",)
            if said & {"kalender", "ytd"} and "inflasi_ytd" in self.by_code:
                return ("inflasi_ytd",)
        return codes

    def _qualifier(
        self,
        words: Sequence[str],
        tokens: Sequence[Token],
        chosen: Sequence[tuple[int, int, str]],
        taken: frozenset[int],
        understood: frozenset[str],
    ) -> str:
        """A word right beside the name that was not understood: "penduduk lansia" is not "penduduk"."""
        for start, end, _ in chosen:
            for index in (start - 1, end):
                if not 0 <= index < len(words) or index in taken:
                    continue
                word = words[index]
                known = (
                    word in known_words() or word in understood or not word.isalpha() or self._is_slip(word, understood)
                )
                if not known:
                    return tokens[index].raw or word
        return ""

    def _is_slip(self, word: str, understood: frozenset[str]) -> bool:
        if len(word) < 4 or word in ordinary_words():
            return False
        near = process.extractOne(word, [*understood, *known_words()], scorer=fuzz.ratio, score_cutoff=80)
        return near is not None
