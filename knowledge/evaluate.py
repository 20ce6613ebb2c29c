"""Measuring the search on questions with known answers: what `pendopo knowledge evaluate` does."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from knowledge.hitrates import Judged
from knowledge.models import EntryKind
from knowledge.search import Entry, Found, Outcome
from knowledge.search.index import Index
from knowledge.search.parts import find

_DECISIONS = {Outcome.ANSWER: "answer", Outcome.CHOOSE: "offer", Outcome.UNKNOWN: "refuse"}


class Shape(StrEnum):
    """Which files are compared: rows of phrasings and questions with ids, or the small bench of forty entries."""

    MATCHING = "matching"
    BENCH = "bench"


def evaluate(
    entries_path: Path, questions_path: Path, out_path: Path, shape: str = Shape.MATCHING
) -> dict[str, list[Judged]]:
    """Ask every question of one file of an index of the entries of another, and write a result row for each.

    Hands back what is known about the questions that carry a label (``entry_id``), by their ``split``.
    """
    read, told = _SHAPES[Shape(shape)]
    entries = list(read(entries_path))
    kinds = {entry.id: entry.kind for entry in entries}
    index = Index.build(entries)
    judged: dict[str, list[Judged]] = {}
    with out_path.open("w", encoding="utf-8") as out:
        for row in _rows(questions_path):
            start = time.perf_counter()
            found = find(row["q"] if "q" in row else row["text"], index)
            taken = round((time.perf_counter() - start) * 1000, 3)
            out.write(json.dumps(told(row, found, kinds) | {"ms": taken}, ensure_ascii=False) + "\n")
            if "entry_id" in row:
                judged.setdefault(str(row.get("split", "all")), []).append(judgement(row, found, kinds))
    return judged


def judgement(row: Mapping[str, Any], found: Found, kinds: Mapping[str, str]) -> Judged:
    """What a labelled question found: ``entry_id`` is right, so are ``also_ok``; without ``entry_id`` nothing is."""
    right = frozenset([row["entry_id"], *row.get("also_ok", ())]) if row["entry_id"] is not None else frozenset[str]()
    away = bool(found.hits) and kinds[found.hits[0].entry_id] == EntryKind.RUJUKAN
    return Judged(found, right=right, points_away=away)


def matching_entries(path: Path) -> Iterator[Entry]:
    """Entries from rows of one phrasing each: entry_id, category, title, text."""
    gathered: dict[str, tuple[Mapping[str, Any], list[str]]] = {}
    for row in _rows(path):
        gathered.setdefault(row["entry_id"], (row, []))[1].append(row["text"])
    for name, (row, phrasings) in gathered.items():
        yield _entry(row, name, row["title"], phrasings)


def bench_entries(path: Path) -> Iterator[Entry]:
    """Entries from one list: id, category, questions, answer."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        yield _entry(row, row["id"], row["questions"][0], row["questions"])


def _entry(row: Mapping[str, Any], name: str, title: str, phrasings: Iterable[str]) -> Entry:
    return Entry(
        id=name,
        title=title,
        category=row["category"],
        kind=row.get("kind", "answer"),
        object="",
        attribute="",
        phrasings=tuple(phrasings),
        phrasings_en=(),
        acronyms=(),
        answer=row.get("answer", ""),
    )


def _matching_result(row: Mapping[str, Any], found: Found, _: Mapping[str, str]) -> dict[str, Any]:
    hits = [[hit.entry_id, round(hit.confidence, 4)] for hit in found.hits]
    return {"id": row["id"], "hits": hits, "decision": _DECISIONS[found.outcome]}


def _bench_result(row: Mapping[str, Any], found: Found, kinds: Mapping[str, str]) -> dict[str, Any]:
    """What was answered; a polite pointer to another office is no answer."""
    first = found.hits[0].entry_id if found.outcome is Outcome.ANSWER else None
    return {"q": row["q"], "got": None if first is None or kinds[first] == EntryKind.RUJUKAN else first}


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


_Reader = Callable[[Path], Iterable[Entry]]
_Teller = Callable[[Mapping[str, Any], Found, Mapping[str, str]], dict[str, Any]]
_SHAPES: dict[Shape, tuple[_Reader, _Teller]] = {
    Shape.MATCHING: (matching_entries, _matching_result),
    Shape.BENCH: (bench_entries, _bench_result),
}
