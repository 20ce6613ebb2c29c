"""Hit rates: how often questions with known answers find them, in one table for every set of questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.search import Found, Outcome

_COLUMNS = (
    ("known", 6),
    ("first", 6),
    ("three", 6),
    ("answered", 9),
    ("wrong", 6),
    ("offered", 8),
    ("helped", 7),
    ("outside", 8),
    ("answered", 9),
    ("refuted", 8),
    ("repeated", 9),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a question found, and what a person says about it.

    ``right`` are the entries that help; none of them when no entry does. ``refuted`` are entries a person was given and
    turned down, with nobody knowing yet what would have helped. ``points_away`` says that the first entry only names the
    office that is responsible, which is never a wrong answer.
    """

    found: Found
    right: frozenset[str] = frozenset()
    refuted: frozenset[str] = frozenset()
    points_away: bool = False

    @property
    def first(self) -> str | None:
        """The best entry."""
        return self.found.hits[0].entry_id if self.found.hits else None

    @property
    def is_first(self) -> bool:
        return self.first in self.right

    @property
    def is_among_three(self) -> bool:
        return any(hit.entry_id in self.right for hit in self.found.hits[:3])

    @property
    def is_answered(self) -> bool:
        return self.found.outcome is Outcome.ANSWER


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of the questions with a known entry, of those no entry helps, and of the refuted answers; 0 to 1."""

    known: int
    first: float
    three: float
    answered_right: float
    answered_wrong: float
    offered_right: float
    outside: int
    outside_answered: float
    refuted: int
    repeated: float

    @property
    def helped(self) -> float:
        """Answered right at once, or with the right entry among the three offered."""
        return self.answered_right + self.offered_right

    @property
    def precision(self) -> float:
        """Of the automatic answers to questions with a known entry, how many were right; 1 when there was none."""
        answered = self.answered_right + self.answered_wrong
        return self.answered_right / answered if answered else 1.0


def rates(judged: Iterable[Judged]) -> Rates:
    """The shares of a set of questions."""
    every = list(judged)
    known = [one for one in every if one.right]
    refuted = [one for one in every if one.refuted and not one.right]
    outside = [one for one in every if not one.right and not one.refuted]
    return Rates(
        known=len(known),
        first=_share([one.is_first for one in known]),
        three=_share([one.is_among_three for one in known]),
        answered_right=_share([one.is_answered and one.is_first for one in known]),
        answered_wrong=_share([one.is_answered and not one.is_first for one in known]),
        offered_right=_share([one.found.outcome is Outcome.CHOOSE and one.is_among_three for one in known]),
        outside=len(outside),
        outside_answered=_share([one.is_answered and not one.points_away for one in outside]),
        refuted=len(refuted),
        repeated=_share([one.is_answered and one.first in one.refuted for one in refuted]),
    )


def table(groups: Mapping[str, Sequence[Judged]]) -> list[str]:
    """One line for each group of questions, under a line of headings; plain text in columns."""
    width = max(map(len, groups), default=0) + 2
    heading = " " * width + "".join(name.rjust(size) for name, size in _COLUMNS)
    return [heading, *(name.ljust(width) + _line(rates(judged)) for name, judged in groups.items())]


def _line(found: Rates) -> str:
    cells: tuple[int | float, ...] = (
        found.known,
        found.first,
        found.three,
        found.answered_right,
        found.answered_wrong,
        found.offered_right,
        found.helped,
        found.outside,
        found.outside_answered,
        found.refuted,
        found.repeated,
    )
    return "".join(
        (str(cell) if isinstance(cell, int) else f"{cell:.3f}").rjust(size)
        for cell, (_, size) in zip(cells, _COLUMNS, strict=True)
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0
