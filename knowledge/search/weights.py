"""What each feature weighs in ranking and in confidence, and from which confidence on an answer is given."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "weights.json"

RANKING = (
    "both",
    "covered",
    "mean",
    "title_met",
    "title_covered",
    "profile",
    "answer",
    "told",
    "subject",
    "exact",
    "clash",
)
KNOWN = ("both", "covered", "told", "mass", "exact", "acronym")
CLEAR = ("lead", "profile", "covered", "told", "firm", "exact", "acronym")


@dataclass(frozen=True, slots=True)
class Weights:
    """Learnt numbers: what ranks an entry, what speaks for the question being known here at all, what speaks for the
    first entry when it is, and from which chance on an answer or a choice is given."""

    ranking: Mapping[str, float]
    known: Mapping[str, float]
    clear: Mapping[str, float]
    answer_from: float
    choose_from: float

    def as_json(self) -> str:
        """The weights as they are kept in a file."""
        return json.dumps(asdict(self), indent=1)


def from_json(text: str) -> Weights:
    """Weights as they were kept in a file."""
    return Weights(**json.loads(text))


@cache
def default_weights() -> Weights:
    """The weights the house ships, learnt from the sample office's knowledge."""
    return from_json(DATA.read_text(encoding="utf-8"))
