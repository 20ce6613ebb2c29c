"""Would it answer? A question tried against the live knowledge or against all drafts, with the reasons of each match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.search.entries import Entry, Hit, Outcome

if TYPE_CHECKING:
    from knowledge.search.index import Index

MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """What one question, or one part of it, would get: the matches best first; ``is_guarded`` when a number, year,
    place or article in it keeps a sure match from being told at once."""

    text: str
    outcome: Outcome
    hits: tuple[Hit, ...]
    words: tuple[str, ...]
    is_guarded: bool


def try_out(text: str, index: Index, drafts: Iterable[Entry] = ()) -> list[Trial]:
    """What the bot would do with a question; with ``drafts``, if all of them were published."""
    from knowledge.search.parts import parts  # noqa: PLC0415 - brings numpy: only a process that searches pays

    tried = index.updated(drafts)
    return [_trial(part, tried) for part in parts(text[:MOST_LETTERS], tried)] if text.strip() else []


def _trial(text: str, index: Index) -> Trial:
    from knowledge.search.parts import find  # noqa: PLC0415 - as above

    found = find(text, index)
    is_sure = bool(found.hits) and found.hits[0].confidence >= index.sure_from
    return Trial(text, found.outcome, found.hits, found.words, is_sure and found.outcome is Outcome.CHOOSE)
