"""How likely the first hit is right: features of the whole ranking in two logistic formulas."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.search.align import Features, Meeting
from knowledge.search.tables import Floats
from knowledge.search.weights import RANKING, Weights

FIRM = 0.85
CLEAR_LEAD = 4.0
ENOUGH = 4.0
EXACT = 0.97


def scores(found: Features, weights: Weights) -> Floats:
    """The rank of each entry; differences of ranks are log odds."""
    total = sum(weights.ranking[name] * found[name] for name in RANKING)
    return np.asarray(total, dtype=np.float32)


def evidence(meeting: Meeting, found: Features, ranked: Floats, order: NDArray[np.intp]) -> dict[str, float]:
    """What the ranking says about its first entry, 0 to 1 each."""
    first = int(order[0])
    lead = float(ranked[first] - ranked[order[1]]) if len(order) > 1 else CLEAR_LEAD
    met = _met(meeting, first)
    weights = meeting.weights
    values = {name: float(found[name][first]) for name in _SHARED}
    return values | {
        "told": float(found["answer"][first]),
        "lead": min(lead, CLEAR_LEAD) / CLEAR_LEAD,
        "firm": float(np.where(met >= FIRM, weights, 0.0).sum() / weights.sum()),
        "mass": min(float(weights @ met) / meeting.tables.top_weight / ENOUGH, 1.0),
    }


_SHARED = ("both", "covered", "profile", "exact", "acronym")


def chance(values: Mapping[str, float], weights: Weights) -> float:
    """The chance that the first entry is right: that the question is known here, and that the first is the one."""
    learnt = _logistic(values, weights.known) * _logistic(values, weights.clear)
    return max(learnt, EXACT) if values["exact"] else learnt


def _logistic(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = sum(weight * values.get(name, 1.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def _met(meeting: Meeting, place: int) -> Floats:
    """How well each asked word is met by one entry."""
    tables, entry = meeting.tables, int(meeting.entries[place])
    last = (
        tables.first_row[entry + 1]
        if meeting.question.lang == "en"
        else tables.first_row[entry] + tables.own_rows[entry]
    )
    terms = tables.rows.flat[tables.rows.starts[tables.first_row[entry]] : tables.rows.starts[last]]
    return np.asarray(meeting.likeness[:, terms].max(axis=1))
