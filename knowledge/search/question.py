"""A question made ready for search: its words with their likenesses, and how much each of them counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.courtesy import courtesies
from core.language.language import guess_language
from core.language.normalise import key, raw_words, resolved, sentences
from core.language.spelling import english
from knowledge.search.acronyms import shouted
from knowledge.search.aspects import aspects
from knowledge.search.respell import meant, respelled
from knowledge.search.tables import Tables
from knowledge.search.vocabulary import Likeness, Term

MOST_WORDS = 40
CLEAR = 0.55
STORY = 0.15
COURTESY = 0.03
UNKNOWN = {"ordinary": 0.7, "strange": 0.7, "number": 0.3, "known": 1.0}
CUES = frozenset({"tanya", "bertanya", "menanyakan", "tanyakan"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question: what it resembles and how much of the question it is."""

    word: str
    likeness: Likeness
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the search sees it."""

    asked: tuple[Asked, ...]
    aspects: frozenset[str]
    key: str
    lang: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(asked.word for asked in self.asked)


def read(text: str, tables: Tables, known: frozenset[str]) -> Question:
    """What a question asks, in the words of a knowledge base; ``known`` are the spellings that base uses."""
    spoken = _spoken(text, tables, known)
    capitals = shouted(text)
    lang = guess_language(text)
    focus = _focus(spoken)
    intended = [meant(word, tables.vocabulary) for word in spoken]
    runs = tables.vocabulary.concepts.of_runs(intended)
    terms = list(zip(spoken, runs, strict=True))
    return Question(
        asked=tuple(_asked(term, share, term[0] in capitals, tables) for term, share in zip(terms, focus, strict=True)),
        aspects=aspects(_indonesian(intended) if lang == "en" else intended),
        key=key(text),
        lang=lang,
    )


def _indonesian(spoken: Sequence[str]) -> list[str]:
    """English words one by one as Indonesian ones."""
    return [meaning for word in spoken for meaning in english().get(word, (word,))]


def _spoken(text: str, tables: Tables, known: frozenset[str]) -> list[str]:
    """The words of a message; of a long one the sentences that ask, and the last ones."""
    said = [respelled(resolved(raw_words(part), known), tables.vocabulary) for part in sentences(text)]
    if sum(map(len, said)) <= MOST_WORDS:
        return [word for part in said for word in part]
    kept: dict[int, list[str]] = {}
    room = MOST_WORDS
    for place in sorted(range(len(said)), key=lambda place: (bool(aspects(said[place])), place), reverse=True):
        kept[place] = said[place][-room:] if room > 0 else []
        room -= len(kept[place])
    return [word for place in sorted(kept) for word in kept[place]]


def _focus(spoken: Sequence[str]) -> list[float]:
    """How much each place counts: what comes before "mau tanya" is story, and courtesy counts next to nothing."""
    cues = [place for place, word in enumerate(spoken) if word in CUES and place < len(spoken) - 2]
    told = [STORY if cues and place < cues[-1] else 1.0 for place in range(len(spoken))]
    return [COURTESY if polite else share for share, polite in zip(told, courtesies(spoken), strict=True)]


def _asked(term: Term, focus: float, is_shouted: bool, tables: Tables) -> Asked:
    likeness = tables.vocabulary.likeness(term)
    share = 1.0 if is_shouted else likeness.share
    full = tables.top_weight * share
    if likeness.values and likeness.values[-1] >= CLEAR and likeness.kind != "number":
        clearest = likeness.values[-1] - 0.001
        best = [number for number, value in zip(likeness.terms, likeness.values, strict=True) if value >= clearest]
        weight = min(max(float(tables.term_weight[number]) for number in best), full)
    else:
        weight = full * UNKNOWN[likeness.kind]
    return Asked(term[0], likeness, max(weight, 0.01) * focus)
