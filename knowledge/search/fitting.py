"""Learning the weights from a knowledge base itself, by hiding parts of it and asking for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.search.entries import Entry
from knowledge.search.folds import RICH, Density, folds, outsiders
from knowledge.search.index import Index
from knowledge.search.weights import CLEAR, KNOWN, RANKING, Weights, default_weights

FEWEST = 60
GONE = 0.15
EXACT_AT_LEAST, EXACT_AT_MOST = 5.0, 15.0
HELD = 60.0
STEPS, PACE = 400, 0.05

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a ranking said about its first entry, whether an entry answers the question, and whether it is that one."""

    values: Mapping[str, float]
    is_known: bool
    is_first: bool


def fit(
    entries: Sequence[Entry],
    *,
    start: Weights | None = None,
    densities: Sequence[Density] = RICH,
    held: float = HELD,
    seed: int = 1,
) -> Weights:
    """Weights for this knowledge base, some ten seconds of work per thousand phrasings; for the night.

    What is learnt is drawn towards ``start`` (the house's weights) with the force of ``held`` questions; thresholds
    stay. With fewer than 60 phrasings to hide nothing is learnt. The weights the house ships are
    ``fit(starter entries, densities=ALL_DENSITIES, held=1)``.
    """
    before = start or default_weights()
    if sum(len(entry.phrasings) for entry in entries if len(entry.phrasings) > 1) < FEWEST:
        return before
    rounds = [(density, seed + place) for place, density in enumerate(densities)]
    trials = [trial for density, number in rounds for trial in _rankings(entries, density, number)]
    ranked = replace(before, ranking=_learn_ranking(trials, before.ranking, held))
    seen = [each for density, number in rounds for each in _seen(entries, density, number + 100, ranked)]
    known = _learn_chance([(each.values, each.is_known) for each in seen], KNOWN, before.known, held)
    clear = _learn_chance([(each.values, each.is_first) for each in seen if each.is_known], CLEAR, before.clear, held)
    return replace(ranked, known=known, clear=clear)


def _rankings(entries: Sequence[Entry], density: Density, seed: int) -> Iterator[tuple[Doubles, Flags]]:
    """For each trial the features of all candidates, and which of them is right."""
    for fold in folds(entries, density, seed, gone=0.0):
        index = Index.build(fold.entries)
        for trial in fold.trials:
            names, found = index.features(trial.question)
            right = np.array([name == trial.entry_id for name in names], dtype=bool)
            if right.any() and not right.all():
                yield np.stack([found[name] for name in RANKING], axis=1).astype(np.float64), right


def _seen(entries: Sequence[Entry], density: Density, seed: int, weights: Weights) -> Iterator[Seen]:
    for fold in folds(entries, density, seed, gone=GONE):
        index = Index.build(fold.entries, weights=weights)
        for trial in (*fold.trials, *outsiders(fold, seed)):
            hits = index.search(trial.question).hits
            if hits:
                is_first = hits[0].entry_id == trial.entry_id
                yield Seen(hits[0].features, is_known=trial.entry_id is not None, is_first=is_first)


def _learn_ranking(
    trials: Sequence[tuple[Doubles, Flags]], prior: Mapping[str, float], held: float
) -> dict[str, float]:
    """Conditional logit: the right entry should outrank the others. Features are scaled by their spread."""
    widest = max(len(right) for _, right in trials)
    cells = np.zeros((len(trials), widest, len(RANKING)))
    wanted = np.zeros((len(trials), widest))
    for place, (found, right) in enumerate(trials):
        cells[place, : len(right)] = found
        wanted[place, : len(right)] = right
    used = np.arange(widest) < np.array([len(right) for _, right in trials])[:, None]
    spread = cells[used].std(axis=0) + 1e-6
    before = np.array([prior[name] for name in RANKING]) * spread
    weights = _descend(cells / spread, used, wanted, before, held / len(trials)) / spread
    learnt: dict[str, float] = dict(zip(RANKING, weights.round(3).tolist(), strict=True))
    return learnt | {"exact": min(max(learnt["exact"], EXACT_AT_LEAST), EXACT_AT_MOST)}


def _descend(cells: Doubles, used: Flags, wanted: Doubles, before: Doubles, held: float) -> Doubles:
    """Adam on the log odds of the right entry, held towards the weights of before."""
    weights = before.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        logits = np.where(used, cells @ weights, -1e9)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        slope = np.einsum("ij,ijk->k", odds - wanted, cells) / len(cells) + held * (weights - before)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= PACE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def _learn_chance(
    seen: Sequence[tuple[Mapping[str, float], bool]], names: Sequence[str], prior: Mapping[str, float], held: float
) -> dict[str, float]:
    """Logistic regression by Newton's steps, held towards the weights of before."""
    cells = np.array([[values[name] for name in names] for values, _ in seen])
    wanted = np.array([float(is_so) for _, is_so in seen])
    middle, spread = cells.mean(axis=0), cells.std(axis=0) + 1e-9
    scaled = np.hstack([np.ones((len(cells), 1)), (cells - middle) / spread])
    slopes = np.array([prior[name] for name in names])
    before = np.array([prior["one"] + slopes @ middle, *(slopes * spread)])
    pull = np.diag([1e-6, *([held] * len(names))])
    weights = before.copy()
    for _ in range(25):
        sure = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (sure - wanted) + pull @ (weights - before)
        curve = (scaled * (sure * (1 - sure))[:, None]).T @ scaled + pull
        weights -= np.linalg.solve(curve, slope)
    each = weights[1:] / spread
    constant = round(float(weights[0] - each @ middle), 3)
    return {"one": constant} | dict(zip(names, each.round(3).tolist(), strict=True))
