"""A question about figures as it was understood: what is asked of which indicator, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.statistics.catalogue import Catalogue
from knowledge.statistics.models import RegionLevel
from knowledge.statistics.reading.corrections import halves, without_denied, without_introduction
from knowledge.statistics.reading.implied import implied
from knowledge.statistics.reading.leftovers import abroad, narrowing
from knowledge.statistics.reading.operations import (
    UNDERSTOOD,
    Operation,
    Service,
    Wanted,
    also_wants_change,
    also_wants_series,
    is_per_head,
    wanted,
)
from knowledge.statistics.reading.periods import Period, Span, read_period
from knowledge.statistics.reading.places import Mention, Sort
from knowledge.statistics.reading.tokens import Token, known_words, tokens_of

MALE, FEMALE = "laki-laki", "perempuan"
_DIMENSIONS = {
    "laki": MALE,
    "pria": MALE,
    "lelaki": MALE,
    "male": MALE,
    "perempuan": FEMALE,
    "wanita": FEMALE,
    "female": FEMALE,
}
_JOINS = frozenset("dan dengan sama atau dari dibanding daripada lawan terhadap ,".split())
ABOUT = frozenset({Operation.DEFINITION, Operation.METADATA, Operation.COMPONENTS, Operation.RELEASE_DATE})
_WORDS_ONLY = frozenset({Operation.DEFINITION, Operation.METADATA, Operation.RELEASE_DATE, Operation.SERVICE})
_TOPIC = frozenset("data datanya statistik angka angkanya tabel".split())
_ELSEWHERE = frozenset(
    "alamat alamatnya lokasi lokasinya letak letaknya buka tutup nomor telepon kontak syarat biaya tarif jadwal daftar mendaftar "
    "antrean lowongan loker pendaftaran rute".split()
)
_COUNTING = frozenset("berapa jumlah angka data statistik persen persentase banyak banyaknya jumlahnya".split())
_MARKERS = frozenset("kalau kalo bagaimana lalu terus trus dan nek yen how and sekarang kalau trs".split())
_NOT_IT = frozenset("bukan dudu luar selain kecuali sekitar sekeliling seputar sekitaran pinggiran".split())
MOST_OPTIONS = 8
OURS = frozenset("kita kami sini".split())


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks of figures. Regions are codes; a part that was not understood is named, never guessed."""

    text: str
    operation: Operation
    wanted: Wanted
    indicators: tuple[str, ...] = ()
    missing: str = ""
    qualified_by: str = ""
    narrowed_by: str = ""
    """A word that nothing accounts for and that may ask for less than the whole: it is asked about."""
    regions: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    ambiguous_text: str = ""
    outside: str = ""
    period: Period = field(default_factory=Period)
    dimensions: tuple[str, ...] = ()
    level: str = ""
    """ "Yang kota", "yang bulanan": nothing but the sort of place or of figure, to choose among those talked about."""
    is_vague: bool = False
    says_place: bool = False
    says_topic: bool = False
    leans: bool = False
    length: int = 0
    rest: tuple[str, ...] = ()
    """Words that belong to nothing above: with them a short message is about something else."""

    @property
    def service(self) -> Service | None:
        return self.wanted.service

    @property
    def names_something(self) -> bool:
        """Does it name an indicator, one nobody has, or a service?"""
        return bool(self.indicators or self.missing or self.service)


def plain_figure(question: Question, code: str) -> Question:
    """The question for the figure there is, once it was asked about: without the words that would make it another."""
    wants = replace(question.wanted, asks_percent=False, asks_people=False, counts_places="")
    dimensions = question.dimensions if len(question.dimensions) == 1 else ()
    return replace(question, indicators=(code,), wanted=wants, dimensions=dimensions, qualified_by="", narrowed_by="")


def read_question(text: str, catalogue: Catalogue, home: str | None = None) -> Question | None:
    """Understand a message as a question about figures; None when nothing in it speaks of figures."""
    said, meant = halves(text)
    if meant is None:
        return _read(said, catalogue, home)
    first, second = _read(said, catalogue, home), _read(meant, catalogue, home)
    if first is None or second is None:
        return second or first
    return _corrected(first, second, text)


def _corrected(first: Question, second: Question, text: str) -> Question:
    """ "IPM Boyolali, eh maksud saya Klaten": what the second half names takes the place of what the first did."""
    named, placed = second if second.names_something else first, second if second.says_place else first
    plain = second.operation in {Operation.VALUE, Operation.LATEST}
    return replace(
        named,
        text=text,
        operation=first.operation if plain and first.operation is not Operation.COMPARE else second.operation,
        wanted=first.wanted if plain and first.operation is not Operation.COMPARE else second.wanted,
        regions=placed.regions,
        ambiguous=placed.ambiguous,
        ambiguous_text=placed.ambiguous_text,
        outside=placed.outside,
        says_place=placed.says_place,
        narrowed_by=first.narrowed_by or second.narrowed_by,
        qualified_by=named.qualified_by,
        period=second.period if second.period.is_said else first.period,
        dimensions=second.dimensions or first.dimensions,
        length=first.length + second.length,
    )


def _read(text: str, catalogue: Catalogue, home: str | None) -> Question | None:
    tokens = tokens_of(without_denied(without_introduction(text)))
    if not tokens:
        return None
    period = read_period(tokens)
    mentions = catalogue.places.mentions(_blank(tokens, period.used, "0"), familiar=catalogue.familiar)
    in_places = frozenset(index for mention in mentions for index in range(mention.start, mention.end))
    named = catalogue.measures.named(tokens, in_places | period.used, UNDERSTOOD)
    named = implied(named, tokens, in_places | period.used, catalogue.indicators)
    rest = _blank(tokens, in_places | named.used)
    wants = wanted(rest)
    wants = _seen_whole(wants, tokens, _blank(tokens, in_places))
    if _is_about_something_else(tokens, wants.operation, period.period):
        return None
    places = _Places(catalogue, tokens, mentions, home)
    if wants.operation not in _WORDS_ONLY:
        places.add_abroad(in_places | period.used | named.used)
        places.add_unknown(in_places | period.used | named.used)
    narrowed_by = narrowing(tokens, in_places | period.used | named.used, in_places | named.used)
    unplaced = f"{places.outside} {places.ambiguous_text}".split()
    question = Question(
        text=text,
        operation=wants.operation,
        wanted=wants,
        indicators=named.codes,
        missing=named.missing.lstrip("!"),
        qualified_by="" if named.qualified_by in unplaced else named.qualified_by,
        narrowed_by="" if narrowed_by in unplaced else narrowed_by,
        regions=places.regions,
        ambiguous=places.ambiguous,
        ambiguous_text=places.ambiguous_text,
        outside=places.outside,
        period=period.period,
        dimensions=_dimensions(tokens),
        level=_only_level(tokens),
        is_vague=named.is_vague,
        says_place=places.says_place,
        says_topic=any(token.word in _TOPIC for token in tokens),
        leans=tokens[0].word in _MARKERS,
        length=sum(token.word not in {",", "?"} for token in tokens),
        rest=_rest(_blank(rest, period.used), catalogue),
    )
    question = _since(replace(question, operation=_operation(question, tokens, rest)), tokens)
    speaks = question.names_something or question.says_topic or question.says_place or question.period.is_said
    asks = wants.breakdown or wants.asks_chart or wants.asks_file or question.operation is not Operation.VALUE
    return question if speaks or question.dimensions or asks or question.level else None


def _only_level(tokens: Sequence[Token]) -> str:
    said = {token.word for token in tokens if token.word not in {",", "?"}}
    levels = said & {"kota", "kabupaten", "bulanan", "tahunan"}
    return levels.pop() if len(levels) == 1 and said <= known_words() else ""


def _since(question: Question, tokens: Sequence[Token]) -> Question:
    """ "Naik berapa dari 2020": a change from a year is one until now."""
    points = question.period.points
    if question.operation is not Operation.CHANGE or question.period.span is not Span.POINTS or len(points) != 1:
        return question
    words = [token.word for token in tokens]
    place = words.index(points[0]) if points[0] in words else 0
    before = [word for word in words[max(0, place - 2) : place] if word != "tahun"]
    if not before or before[-1] not in {"dari", "sejak"}:
        return question
    return replace(question, period=replace(question.period, span=Span.RANGE, points=(points[0], "9999"), is_pair=True))


def _rest(tokens: Sequence[Token], catalogue: Catalogue) -> tuple[str, ...]:
    known = known_words() | catalogue.familiar | _DIMENSIONS.keys()
    return tuple(
        token.word for token in tokens if token.word.isalpha() and len(token.word) > 2 and token.word not in known
    )


def _is_about_something_else(tokens: Sequence[Token], operation: Operation, period: Period) -> bool:
    """ "Alamat rumah sakit", "jam buka": a thing with figures is named, and none is asked for."""
    said = {token.word for token in tokens}
    return operation is Operation.VALUE and not period.is_said and bool(said & _ELSEWHERE) and not said & _COUNTING


def _seen_whole(wants: Wanted, tokens: Sequence[Token], without_places: Sequence[Token]) -> Wanted:
    """What the words want with the indicator's own among them: "data mikro Susenas", "paling miskin"."""
    if wants.operation is Operation.VALUE and wanted(tokens).operation is Operation.SERVICE:
        return wanted(tokens)
    whole = wanted(without_places)
    says_most = any(token.word == "paling" for token in tokens) and whole.operation is Operation.RANK
    return whole if says_most and wants.operation in {Operation.VALUE, Operation.COMPARE} else wants


def _blank(tokens: Sequence[Token], used: frozenset[int], sign: str = ",") -> list[Token]:
    """The tokens with those that are accounted for replaced by a sign, so that nothing joins across them."""
    return [Token(sign, sign) if index in used else token for index, token in enumerate(tokens)]


def _dimensions(tokens: Sequence[Token]) -> tuple[str, ...]:
    if any(token.word == "kelamin" for token in tokens):
        return (MALE, FEMALE)
    return tuple(dict.fromkeys(_DIMENSIONS[token.word] for token in tokens if token.word in _DIMENSIONS))


class _Places:
    """The mentions of one question, brought down to regions, one thing to ask, or a place outside."""

    def __init__(
        self, catalogue: Catalogue, tokens: Sequence[Token], mentions: Sequence[Mention], home: str | None
    ) -> None:
        self._catalogue, self._tokens, self._home = catalogue, tokens, home
        self.regions: tuple[str, ...] = ()
        self.ambiguous: tuple[str, ...] = ()
        self.ambiguous_text = ""
        self.outside = ""
        said = [mention for mention in mentions if not self._is_denied(mention)]
        self.says_place = bool(mentions)
        for mention in self._without_parents(said):
            self._take(mention)
        if mentions and not said:
            self.outside = f"selain {mentions[0].text}"

    def _is_denied(self, mention: Mention) -> bool:
        """ "Bukan Klaten, tapi Boyolali", "di luar Klaten", "sekitar Klaten"."""
        before = [token.word for token in self._tokens[max(0, mention.start - 3) : mention.start]]
        while before and before[-1] in {"di", "dari", "kabupaten", "kota"}:
            before.pop()
        return bool(before) and before[-1] in _NOT_IT

    def _without_parents(self, mentions: Sequence[Mention]) -> list[Mention]:
        """ "Klaten, Jawa Tengah" is one place said with its province."""
        kept = []
        for place, mention in enumerate(mentions):
            before = mentions[place - 1] if place else None
            if before is not None and self._only_places_it(before, mention):
                continue
            kept.append(mention)
        return kept

    def _only_places_it(self, inner: Mention, outer: Mention) -> bool:
        between = {token.word for token in self._tokens[inner.end : outer.start]}
        if between & (_JOINS - {","}) or outer.sort is not Sort.ONE or not between <= {",", "di", "provinsi"}:
            return False
        by_code = self._catalogue.places.by_code
        return any(self._is_below(code, outer.codes[0]) for code in inner.codes if code in by_code)

    def _is_below(self, code: str, above: str) -> bool:
        parent = self._catalogue.places.by_code[code].parent
        while parent:
            if parent == above:
                return True
            parent = self._catalogue.places.by_code[parent].parent
        return False

    def _take(self, mention: Mention) -> None:
        by_code = self._catalogue.places.by_code
        known = [
            code for code in mention.codes if by_code[code].is_covered or self._catalogue.is_within(code, self._home)
        ]
        if mention.sort is Sort.OUTSIDE or not known:
            self.outside = self.outside or mention.text
        elif mention.sort is Sort.ONE:
            self.regions = tuple(dict.fromkeys((*self.regions, mention.codes[0])))
        elif not self.ambiguous:
            shown = mention.codes if mention.sort is Sort.MANY else tuple(known)
            if mention.sort is Sort.MANY and self._is_village(mention.codes):
                self.regions = (*self.regions, mention.codes[0])
                return
            self.ambiguous, self.ambiguous_text = shown[:MOST_OPTIONS], mention.text

    def _is_village(self, codes: Sequence[str]) -> bool:
        small = {RegionLevel.KECAMATAN, RegionLevel.DESA}
        return all(self._catalogue.places.by_code[code].level in small for code in codes)

    def add_abroad(self, used: frozenset[int]) -> None:
        """Other countries, and what is larger than one."""
        for index, token in enumerate(self._tokens):
            if index not in used and token.word in abroad():
                self.outside = self.outside or token.raw
                self.says_place = True

    def add_unknown(self, used: frozenset[int]) -> None:
        """Words that may be a place and fit none: they are said to be unknown, never left out."""
        words = self._catalogue.places.unknown_words(
            self._tokens, used, self._catalogue.familiar, said_any=self.says_place
        )
        for index, word in words:
            joined = index > 0 and self._tokens[index - 1].word in _JOINS | {"di"}
            if self.says_place and not joined:
                continue
            known = [
                code for code in self._catalogue.places.partly(word) if self._catalogue.places.by_code[code].is_covered
            ]
            if known and not self.ambiguous:
                self.ambiguous, self.ambiguous_text = tuple(known[:MOST_OPTIONS]), word
            else:
                self.outside = self.outside or word
            self.says_place = True


def _operation(question: Question, tokens: Sequence[Token], rest: Sequence[Token]) -> Operation:
    """The operation the words ask for, seen together with how many places and periods they name."""
    operation, period, places = question.operation, question.period, len(question.regions) + bool(question.ambiguous)
    if operation is Operation.RATIO and places < 2 and not question.dimensions and also_wants_change(rest):
        return Operation.CHANGE
    if operation in ABOUT | {Operation.SERVICE, Operation.WHY, Operation.FORECAST, Operation.RANK, Operation.RATIO}:
        return operation
    if len(question.indicators) > 1 and is_per_head(tokens):
        return Operation.RATIO
    several = places + bool(question.outside) > 1
    if several and operation in {Operation.VALUE, Operation.COMPARE, Operation.LATEST, Operation.CHANGE}:
        return Operation.COMPARE
    if len(question.dimensions) > 1 and operation is not Operation.VALUE and not several and len(period.points) < 2:
        return Operation.VALUE
    if also_wants_change(rest) or (operation is Operation.COMPARE and period.is_pair):
        return Operation.CHANGE
    if operation is Operation.COMPARE:
        with_ours = places > 0 and any(token.word in OURS for token in tokens)
        return (
            Operation.COMPARE
            if several or with_ours or not period.is_said or period.span is Span.LATEST
            else Operation.VALUE
        )
    if also_wants_series(rest) and not (period.span is Span.POINTS and len(period.points) == 1):
        return Operation.SERIES
    if period.span in {Span.RANGE, Span.LAST, Span.ALL} or len(period.points) > 1:
        return Operation.SERIES
    return Operation.LATEST if period.span is Span.LATEST else Operation.VALUE
