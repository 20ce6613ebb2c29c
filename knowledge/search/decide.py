"""Answer, offer up to three, or say "belum tahu"."""

from collections.abc import Sequence

from knowledge.search.entries import Hit, Outcome
from knowledge.search.weights import Weights

AT_MOST = 3


def decide(hits: Sequence[Hit], weights: Weights, *, is_guarded: bool) -> Outcome:
    """What a desk does with these hits; ``is_guarded`` forbids an automatic answer."""
    sure = hits[0].confidence if hits else 0.0
    if sure >= weights.answer_from and not is_guarded:
        return Outcome.ANSWER
    return Outcome.CHOOSE if sure >= weights.choose_from else Outcome.UNKNOWN
