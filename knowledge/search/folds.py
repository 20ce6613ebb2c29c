"""Questions with known answers, made from a knowledge base itself: hidden phrasings, hidden entries, things unknown."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from core.language.normalise import words
from core.language.spelling import little_words, ordinary_words
from core.language.stems import stem
from knowledge.search.aspects import aspects
from knowledge.search.entries import Entry

BACKGROUND = Path(__file__).parent / "data" / "background.txt"
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Trial:
    """A question and the entry that answers it; None when no entry of the fold does."""

    question: str
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class Fold:
    """A knowledge base with something hidden, and what it is asked then."""

    entries: list[Entry]
    trials: list[Trial]


@dataclass(frozen=True, slots=True)
class Density:
    """How much of each entry a fold keeps: all that is not hidden, or a few bare phrasings."""

    phrasings: int | None = None
    bare: bool = False


RICH = (Density(),)
ALL_DENSITIES = (Density(), Density(4, bare=True), Density(2, bare=True), Density(1, bare=True))


def folds(entries: Sequence[Entry], density: Density, seed: int, *, gone: float) -> Iterator[Fold]:
    """Knowledge bases with a quarter of the phrasings and a share of whole entries hidden; each phrasing once a trial."""
    chosen = random.Random(seed)  # noqa: S311 - repeatable on purpose
    fold_of = [[chosen.randrange(FOLDS) for _ in entry.phrasings] for entry in entries]
    for fold in range(FOLDS):
        kept: list[Entry] = []
        trials: list[Trial] = []
        for entry, numbers in zip(entries, fold_of, strict=True):
            is_gone = chosen.random() < gone
            hidden = [text for text, number in zip(entry.phrasings, numbers, strict=True) if number == fold]
            shown = [text for text, number in zip(entry.phrasings, numbers, strict=True) if number != fold]
            trials += [Trial(text, None if is_gone else entry.id) for text in hidden]
            if not is_gone:
                kept.append(_thinned(entry, shown, density, chosen))
        yield Fold(kept, trials)


def outsiders(fold: Fold, seed: int, *, share: float = 0.25) -> list[Trial]:
    """Questions that this fold cannot answer: small talk, and its own questions turned to things it does not know."""
    chosen = random.Random(seed)  # noqa: S311 - repeatable on purpose
    how_many = int(len(fold.trials) * share)
    talk = [Trial(line, None) for line in chosen.sample(background(), min(len(background()), how_many))]
    unknown = _unknown_words(fold.entries)
    turned = (_about_something_else(trial, unknown, chosen) for trial in chosen.sample(fold.trials, how_many))
    return [*talk, *(trial for trial in turned if trial is not None)]


@cache
def background() -> tuple[str, ...]:
    """Sentences that no office answers."""
    lines = BACKGROUND.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _thinned(entry: Entry, shown: list[str], density: Density, chosen: random.Random) -> Entry:
    if density.phrasings is not None:
        shown = chosen.sample(shown, min(density.phrasings, len(shown)))
    if density.bare:
        return replace(entry, phrasings=tuple(shown), object="", attribute="", answer="", acronyms=())
    return replace(entry, phrasings=tuple(shown))


def _unknown_words(entries: Sequence[Entry]) -> list[str]:
    """Ordinary words that no entry uses."""
    used = {stem(word) for entry in entries for text in (entry.title, *entry.phrasings) for word in words(text)}
    return sorted(word for word in ordinary_words() if stem(word) not in used and word not in little_words())


def _about_something_else(trial: Trial, unknown: Sequence[str], chosen: random.Random) -> Trial | None:
    """The same question about a thing nobody knows here: "syarat membuat sandal"; None when it names no thing."""
    spoken = words(trial.question)
    telling = [place for place, word in enumerate(spoken) if little_words().get(word, 1.0) == 1 and not aspects([word])]
    for place in telling[: max(1, len(telling) - chosen.randrange(2))]:
        spoken[place] = chosen.choice(unknown)
    return Trial(" ".join(spoken), None) if telling else None
