"""What the search knows and what it finds: entries in, hits out."""

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What a desk does with a search: say the answer, let the asker choose, or say that it does not know."""

    ANSWER = "answer"
    CHOOSE = "choose"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the office can answer, and the ways people ask for it."""

    id: str
    title: str
    category: str
    kind: str
    object: str
    attribute: str
    phrasings: tuple[str, ...]
    phrasings_en: tuple[str, ...]
    acronyms: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A word that was asked, the word of the entry it met, and how.

    ``how`` is exact, stem, synonym, spelling (misspelled) or letters (shortened, or written without vowels).
    """

    asked: str
    met: str
    how: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be meant, with the chance that it is (0 to 1) and why."""

    entry_id: str
    confidence: float
    reasons: tuple[Reason, ...] = ()
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: at most five hits, best first, and what to do with them."""

    hits: tuple[Hit, ...]
    outcome: Outcome
    lang: str
    words: tuple[str, ...]
