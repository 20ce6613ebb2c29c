"""Understanding: everything that can be read off a message alone, before any transaction is opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.dialogue import signs
from bot.dialogue.intents import COURTESIES, Intent, asks_how_to_report, called_by_name, intents_of, reports
from bot.dialogue.signs import Emergency
from core.language.language import guess_language
from core.language.normalise import words as words_of
from core.office import Office
from core.places.phrases import find_place, find_time
from knowledge.live import Knowledge
from knowledge.search.index import Found
from knowledge.search.parts import find, parts
from knowledge.statistics.reading.question import Question, read_question
from tickets.numbers import Written, written_in

COMPLAINT = 3
_MAY_HAVE_A_NAME = COURTESIES | {Intent.MAY_ASK}
MAX_QUESTION = 1000
REMEMBERED, SHORT = 512, 80


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message says, read without knowing the chat."""

    text: str
    words: tuple[str, ...]
    lang: str
    intents: frozenset[Intent]
    emergency: Emergency | None
    is_angry: bool
    is_question: bool
    reports: bool
    complaint: int
    place: str | None
    happened: str | None
    numbers: tuple[Written, ...]
    figure: Question | None
    found: tuple[tuple[str, Found], ...]

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    @property
    def asks_for_procedure(self) -> bool:
        """Asks by name for requirements, cost or steps of something that has an answer."""
        return signs.names_procedure(self.words) and bool(self.found) and self.found[0][1].outcome == "answer"

    @property
    def is_complaint(self) -> bool:
        """Something is wrong somewhere, or something is said to be reported with a problem in it.

        "Lapor ke mana kalau jalan rusak?" asks how it is done, as long as it names no place; so does "KTP hilang
        syaratnya apa?", which has an answer, or may have several.
        """
        if self.place is None and (asks_how_to_report(self.words) or self.asks_for_procedure):
            return False
        if self.is_question and signs.asks_of_a_paper(self.words):
            return False
        return self.complaint >= COMPLAINT or (self.reports and self.complaint >= COMPLAINT - 1)


class Understander:
    """Understands messages. Short ones that many people write ("halo", "jam buka kantor") are read once, for as long as
    what the office knows stays the same. Any number of threads may ask.
    """

    def __init__(self) -> None:
        self._short: _Short | None = None

    def understand(self, text: str, knowledge: Knowledge, office: Office) -> Understanding:
        """What :func:`understand` says of it."""
        if len(text) > SHORT:
            return understand(text, knowledge, office)
        short = self._short
        if short is None or short.knowledge is not knowledge or short.region_code != office.region_code:
            read = lru_cache(REMEMBERED)(partial(understand, knowledge=knowledge, office=office))
            short = self._short = _Short(knowledge, office.region_code, read)
        return short.read(text)


@dataclass(frozen=True, slots=True)
class _Short:
    """Short messages as they were read, and all that reading rested on."""

    knowledge: Knowledge
    region_code: str
    read: Callable[[str], Understanding]


def understand(text: str, knowledge: Knowledge, office: Office) -> Understanding:
    """Read a message. Costs milliseconds and touches no database."""
    cleaned = clean(text)
    said = words_of(cleaned)
    asking = signs.is_question(said, cleaned)
    place = find_place(cleaned, home_code=office.region_code)
    complaint = signs.complaint_strength(said, has_place=place is not None, is_asking=asking)
    intents = intents_of(said) if len(said) <= 16 else frozenset[Intent]()
    if not intents and not complaint and not asking and place is None:
        intents = _courtesy_to_somebody(cleaned, said, knowledge)
    is_courtesy = bool(intents) and intents <= COURTESIES
    home = knowledge.figures.home(office.region_code)
    return Understanding(
        text=cleaned,
        words=tuple(said),
        lang=guess_language(cleaned),
        intents=intents,
        emergency=signs.emergency_in(cleaned),
        is_angry=signs.is_angry(said, cleaned),
        is_question=asking,
        reports=reports(said),
        complaint=complaint,
        place=place,
        happened=find_time(cleaned),
        numbers=tuple(written_in(cleaned)),
        figure=None if is_courtesy else read_question(cleaned[:MAX_QUESTION], knowledge.figures, home),
        found=() if is_courtesy else _search(cleaned, said, knowledge),
    )


def clean(text: str) -> str:
    """The message without control characters and surrounding space; its words stay as they were written."""
    kept = "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32)
    return kept.replace("\ufffd", "").replace("\u200b", "").strip()


def _courtesy_to_somebody(text: str, said: Sequence[str], knowledge: Knowledge) -> frozenset[Intent]:
    """ "Halo bu Indah", "terima kasih mbak dewi": a courtesy and a name, which is a word nobody asks about or has a capital."""
    for rest, name in called_by_name(said):
        meant = intents_of(rest)
        if meant and meant <= _MAY_HAVE_A_NAME:
            is_name = all(not knowledge.index.knows(word) or word.title() in text for word in name)
            return meant if is_name else frozenset()
    return frozenset()


def _search(text: str, said: Sequence[str], knowledge: Knowledge) -> tuple[tuple[str, Found], ...]:
    if not said:
        return ()
    asked = text[:MAX_QUESTION]
    return tuple((part, find(part, knowledge.index)) for part in parts(asked, knowledge.index))
