"""Places: which regions a question names. A place word that fits none is outside; it never becomes another region."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.language.spelling import ordinary_words, spellings
from knowledge.statistics.loading import DATA
from knowledge.statistics.models import RegionLevel
from knowledge.statistics.reading.tokens import Token, known_words

_LEVELS: Mapping[str, frozenset[RegionLevel]] = {
    "kabupaten": frozenset({RegionLevel.KABUPATEN}),
    "kota": frozenset({RegionLevel.KOTA}),
    "kotamadya": frozenset({RegionLevel.KOTA}),
    "kodya": frozenset({RegionLevel.KOTA}),
    "provinsi": frozenset({RegionLevel.PROVINSI}),
    "kecamatan": frozenset({RegionLevel.KECAMATAN}),
    "desa": frozenset({RegionLevel.DESA}),
    "kelurahan": frozenset({RegionLevel.DESA}),
}
_LARGE = frozenset({RegionLevel.NASIONAL, RegionLevel.PROVINSI, RegionLevel.KABUPATEN, RegionLevel.KOTA})
_COMPASS = frozenset(
    "utara selatan timur barat tengah tenggara laut hulu hilir daya pusat raya baru lor kidul wetan kulon bagian "
    "kepulauan".split()
)
_DIRECTIONS = frozenset("utara selatan timur barat tenggara raya kepulauan".split())
_SMALL_LEVELS = frozenset({"desa", "kelurahan", "kecamatan"})
_LOCATIVES = frozenset("di kota kabupaten provinsi kecamatan desa kelurahan".split())
_LONGEST = 4
_SHORTEST_FUZZY = 5
_REMEMBERED = 4_096
"""Words people misspell, remembered: the same ones come again and again."""


class Sort(StrEnum):
    """How a place word was understood."""

    ONE = "one"
    MANY = "many"
    OUTSIDE = "outside"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Place:
    """A place a question may name: its codes and names, and whether there is any figure for it."""

    code: str
    name: str
    base_name: str
    level: RegionLevel
    parent: str | None
    kemendagri: str | None
    aliases: tuple[str, ...]
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A place word of a question: the words, where they stand, and the regions it can mean."""

    text: str
    start: int
    end: int
    sort: Sort
    codes: tuple[str, ...] = ()


class PlaceIndex:
    """Every name a place goes by. ``home`` is the office's own region, whose villages are known too."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_code = {place.code: place for place in places}
        names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for place in self.by_code.values():
            aliases = (alias.lower() for alias in place.aliases if len(alias) > 2 and not alias.startswith("di "))
            for name in dict.fromkeys((place.base_name, *aliases)):
                called = names[tuple(name.replace("-", " ").split())]
                if place.code not in called:
                    called.append(place.code)
        for alias, base in _aliases():
            for code in names.get(base, ()):
                if code not in names[alias]:
                    names[alias].append(code)
        for key, codes in list(names.items()):
            names[key] = self._with_namesakes(codes) if not _names_level(key) else codes
        self._names = {key: tuple(self._larger(codes)) for key, codes in names.items()}
        self._all = {key: tuple(codes) for key, codes in names.items()}
        self._spelled = {" ".join(key): key for key in self._names if len("".join(key)) >= _SHORTEST_FUZZY - 1}
        self._spelled_above_villages = [name for name, key in self._spelled.items() if not self._is_village(key)]
        self._parts = self._partial_names()
        self.words = frozenset(word for key in self._names for word in key)
        self._near_names = lru_cache(maxsize=_REMEMBERED)(self._within)
        self._nearly_known = lru_cache(maxsize=_REMEMBERED)(self._is_nearly_known)

    def _with_namesakes(self, codes: list[str]) -> list[str]:
        """ "jogja" means all that are called Yogyakarta; which one is asked, however the list of names has it."""
        bases = {self.by_code[code].base_name for code in codes if self.by_code[code].level in _LARGE}
        also = [
            place.code
            for place in self.by_code.values()
            if place.base_name in bases and place.level in _LARGE and place.code not in codes
        ]
        return [*codes, *also]

    def _larger(self, codes: list[str]) -> list[str]:
        """Without a level word a kabupaten is meant rather than a village of the same name."""
        large = [code for code in codes if self.by_code[code].level in _LARGE]
        return large or codes

    def _partial_names(self) -> Mapping[str, tuple[str, ...]]:
        """Words that are only a part of names: "sulawesi", "toraja"."""
        parts: dict[str, list[str]] = defaultdict(list)
        for place in self.by_code.values():
            words = place.base_name.split()
            if len(words) > 1 and place.level in _LARGE:
                for word in words:
                    if word not in _COMPASS and len(word) > 3 and (word,) not in self._names:
                        parts[word].append(place.code)
        return {word: tuple(codes) for word, codes in parts.items()}

    def mentions(self, tokens: Sequence[Token], *, familiar: frozenset[str]) -> list[Mention]:
        """The places a question names, in order. ``familiar`` words belong to indicators and operations."""
        found: list[Mention] = []
        start = 0
        while start < len(tokens):
            mention = self._named(tokens, start, familiar) or self._misspelled(tokens, start, familiar)
            if mention is None:
                start += 1
                continue
            found.append(mention)
            start = mention.end
        return [self._checked(mention, tokens, familiar) for mention in found]

    def _named(self, tokens: Sequence[Token], start: int, familiar: frozenset[str]) -> Mention | None:
        """An exact name from here, the longest; with the level word before or after it."""
        for length in range(min(_LONGEST, len(tokens) - start), 0, -1):
            key = tuple(token.raw or token.word for token in tokens[start : start + length])
            if key not in self._names:
                key = tuple(token.word for token in tokens[start : start + length])
            if key not in self._names:
                continue
            level = _LEVELS.get(tokens[start - 1].word) if start else None
            if length == 1 and level is None and not self._stands_alone(key[0], tokens, start, familiar):
                continue
            longer = self._misspelled(tokens, start, familiar, at_least=length + 1)
            return longer or self._levelled(tokens, start, start + length, key, level)
        return None

    def _stands_alone(self, word: str, tokens: Sequence[Token], start: int, familiar: frozenset[str]) -> bool:
        """Is a single word that is also an everyday word meant as a place?"""
        if tokens[start].word != word and self._joins(tokens, start):
            return False
        if any(self.by_code[code].level in _LARGE for code in self._names[(word,)]):
            return word not in known_words()
        if word in familiar or word in known_words():
            return False
        said_in = start > 0 and tokens[start - 1].word == "di"
        return said_in or not (word in ordinary_words() or word in spellings())

    def _joins(self, tokens: Sequence[Token], place: int) -> bool:
        """ "Klaten karo Sragen", "2022 karo 2023": between two of a kind it is Javanese for "and", and not Kabupaten Karo."""
        if not 0 < place < len(tokens) - 1:
            return False
        before, after = tokens[place - 1], tokens[place + 1]
        if before.word.isdigit() and after.word.isdigit():
            return True
        return (before.raw,) in self._names and self._begins(tokens, place + 1)

    def _levelled(
        self, tokens: Sequence[Token], start: int, end: int, key: tuple[str, ...], level: frozenset[RegionLevel] | None
    ) -> Mention:
        text, codes = " ".join(key), self._names[key]
        first = start
        if level is not None:
            fitting = tuple(code for code in self._all[key] if self.by_code[code].level in level)
            is_scope = level & {RegionLevel.KABUPATEN, RegionLevel.KOTA} and all(
                self.by_code[code].level in {RegionLevel.PROVINSI, RegionLevel.NASIONAL} for code in codes
            )
            first = start - 1
            text = f"{tokens[start - 1].word} {text}"
            if fitting:
                codes = fitting
            elif not is_scope:
                return Mention(text, first, end, Sort.DOUBT, codes)
        elif end < len(tokens) and (level := _LEVELS.get(tokens[end].word)) and not self._begins(tokens, end + 1):
            fitting = tuple(code for code in self._all[key] if self.by_code[code].level in level)
            if fitting:
                codes, end = fitting, end + 1
            elif tokens[end].word in {"kota", "kabupaten"} and self._at_end(tokens, end + 1):
                return Mention(f"{text} {tokens[end].word}", first, end + 1, Sort.DOUBT, codes)
        return Mention(text, first, end, Sort.ONE if len(codes) == 1 else Sort.MANY, codes)

    def _begins(self, tokens: Sequence[Token], place: int) -> bool:
        return any(
            tuple(token.raw for token in tokens[place : place + length]) in self._names for length in range(1, _LONGEST)
        )

    def _at_end(self, tokens: Sequence[Token], place: int) -> bool:
        return place >= len(tokens) or tokens[place].word.isdigit() or tokens[place].word in {"tahun", "?", ",", "pada"}

    def _misspelled(
        self, tokens: Sequence[Token], start: int, familiar: frozenset[str], at_least: int = 1
    ) -> Mention | None:
        """A name that is spelled nearly so, longest first: taken when no other is near, asked for when one is."""
        for length in range(min(_LONGEST, len(tokens) - start), at_least - 1, -1):
            part = tokens[start : start + length]
            if not any(self._is_strange(token, familiar) for token in part) or not _is_one_phrase(part):
                continue
            spelled = " ".join(token.raw or token.word for token in part)
            if (length > 1 and _LEVELS.get(part[0].word)) or not self._touches_names(part, familiar):
                continue
            said_small = start > 0 and tokens[start - 1].word in _SMALL_LEVELS
            mention = self._nearest(spelled, start, start + length, with_villages=said_small)
            if mention is not None and (length == 1 or mention.sort is not Sort.DOUBT or at_least > 1):
                return self._with_level(mention, tokens)
        return None

    def _touches_names(self, part: Sequence[Token], familiar: frozenset[str]) -> bool:
        """Every word of the phrase is strange itself or occurs in the name of a place."""
        return all(self._is_strange(token, familiar) or token.raw in self.words for token in part)

    def _is_strange(self, token: Token, familiar: frozenset[str]) -> bool:
        word = token.raw
        stem = word.removesuffix("nya").removesuffix("e") if len(word) > 6 else word
        return (
            word.isalpha()
            and stem not in familiar
            and len(word) >= 3
            and word == token.word
            and word not in familiar
            and word not in known_words()
            and word not in ordinary_words()
            and (word,) not in self._names
            and not (len(word) > _SHORTEST_FUZZY and self._nearly_known(word, familiar))
        )

    def _nearest(self, spelled: str, start: int, end: int, *, with_villages: bool) -> Mention | None:
        size = len(spelled)
        if size < _SHORTEST_FUZZY - 1:
            return None
        reach = 1 if size < 9 else 2
        near = self._near_names(spelled, with_villages)
        if not near:
            return None
        best = min(near.values())
        near = {key: distance for key, distance in near.items() if distance == best or not self._is_small(key)}
        if best > reach:
            return None if size < 6 else Mention(spelled, start, end, Sort.DOUBT, self._codes(near, best))
        alone = len({self._names[key] for key in near}) == 1
        if alone and size >= 6 and best == 1 and spelled[0] == next(iter(near))[0][0]:
            codes = self._names[next(iter(near))]
            return Mention(spelled, start, end, Sort.ONE if len(codes) == 1 else Sort.MANY, codes)
        return Mention(spelled, start, end, Sort.DOUBT, self._codes(near, best))

    def _within(self, spelled: str, with_villages: bool) -> Mapping[tuple[str, ...], int]:
        """The names that may be meant by a spelling, with how many letters they differ."""
        reach = 1 if len(spelled) < 9 else 2
        names = list(self._spelled) if with_villages else self._spelled_above_villages
        near = process.extract(spelled, names, scorer=OSA.distance, score_cutoff=reach + 1, limit=None)
        return {self._spelled[name]: distance for name, distance, _ in sorted(near, key=lambda found: found[2])}

    def _is_nearly_known(self, word: str, familiar: frozenset[str]) -> bool:
        return _nearly_known(word, familiar, self.words)

    def _is_village(self, key: tuple[str, ...]) -> bool:
        return all(self.by_code[code].level is RegionLevel.DESA for code in self._names[key])

    def _is_small(self, key: tuple[str, ...]) -> bool:
        return all(self.by_code[code].level not in _LARGE for code in self._names[key])

    def _codes(self, near: Mapping[tuple[str, ...], int], best: int) -> tuple[str, ...]:
        keys = [key for key, distance in near.items() if distance == best]
        return tuple(dict.fromkeys(code for key in keys for code in self._names[key]))

    def _with_level(self, mention: Mention, tokens: Sequence[Token]) -> Mention:
        level = _LEVELS.get(tokens[mention.start - 1].word) if mention.start else None
        if level is None:
            return mention
        fitting = tuple(code for code in mention.codes if self.by_code[code].level in level)
        sort = mention.sort
        if fitting and sort is not Sort.DOUBT:
            sort = Sort.ONE if len(fitting) == 1 else Sort.MANY
        elif not fitting:
            sort = Sort.DOUBT
        return Mention(mention.text, mention.start - 1, mention.end, sort, fitting or mention.codes)

    def _checked(self, mention: Mention, tokens: Sequence[Token], familiar: frozenset[str]) -> Mention:
        """ "klaten barat" is no part of the gazetteer, and not Klaten; a strange word beside a name leaves a doubt."""
        after = tokens[mention.end] if mention.end < len(tokens) else None
        if after is not None and after.word in _COMPASS and mention.sort is not Sort.OUTSIDE:
            ends = mention.end + 1
            if after.word != "bagian":
                return Mention(f"{mention.text} {after.word}", mention.start, ends, Sort.OUTSIDE)
            return Mention(mention.text, mention.start, ends, Sort.DOUBT, mention.codes)
        if after is not None and self._is_strange(after, familiar) and not self._nearly_known(after.raw, familiar):
            return Mention(f"{mention.text} {after.raw}", mention.start, mention.end + 1, Sort.DOUBT, mention.codes)
        return mention

    def unknown_words(
        self, tokens: Sequence[Token], used: frozenset[int], familiar: frozenset[str], *, said_any: bool
    ) -> list[tuple[int, str]]:
        """Words nobody knows that may be a place: after "di" or "kabupaten", or strange altogether; and parts of names."""
        found = []
        for index, token in enumerate(tokens):
            if index in used or not token.raw.isalpha() or len(token.raw) < 3:
                continue
            before = tokens[index - 1].word if index else ""
            said_in = before in _LOCATIVES and token.word not in known_words() and token.word not in familiar
            if not said_any and (token.word in _DIRECTIONS or _is_level_slip(token.raw)):
                found.append((index, token.raw))
                continue
            strange = self._is_strange(token, familiar) and not self._nearly_known(token.raw, familiar)
            if said_in or strange or (token.raw in self._parts and token.raw not in familiar):
                found.append((index, token.raw))
        return found

    def aliases_and_names(self) -> frozenset[tuple[str, ...]]:
        """Every way of writing a place that is known exactly."""
        return frozenset(self._names)

    def partly(self, word: str) -> tuple[str, ...]:
        """The places whose name holds this word."""
        return self._parts.get(word, ())


def _is_one_phrase(part: Sequence[Token]) -> bool:
    return all(token.raw.isalpha() for token in part)


def _names_level(key: tuple[str, ...]) -> bool:
    """ "kota jogja" and "diy" say which one."""
    return key[0] in {"kota", "kab", "kabupaten", "provinsi", "prov", "di", "diy"}


@cache
def _aliases() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = []
    for line in (DATA / "places.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            left, _, right = line.partition("=")
            rows += [(tuple(alias.split("_")), tuple(right.split())) for alias in left.split()]
    return tuple(rows)


@cache
def _nearly(familiar: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in familiar | known_words() if len(word) >= 4)


def _is_level_slip(word: str) -> bool:
    """ "kabupatenp ati": a place was said, though not in a way anybody can read."""
    if len(word) < 7 or word in _LEVELS:
        return False
    return _distance(word, [level for level in _LEVELS if len(level) > 5], 2) <= 2


def _nearly_known(word: str, familiar: frozenset[str], names: frozenset[str]) -> bool:
    """Is this an everyday word with a slip of the finger, and not near to the name of a place?"""
    if len(word) < _SHORTEST_FUZZY:
        return False
    reach = 1 if len(word) < 7 else 2
    return _distance(word, _nearly(familiar), reach) <= reach and _distance(word, names, 2) > 2


def _distance(word: str, others: Iterable[str], reach: int) -> int:
    near = process.extractOne(word, others, scorer=OSA.distance, score_cutoff=reach)
    return near[1] if near is not None else reach + 1
