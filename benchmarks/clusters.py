"""How long it takes to put unanswered questions together, and how well, beside comparing every pair with rapidfuzz.

usage: python -m benchmarks.clusters

Questions are phrasings of the sample office with slips of the finger. "Pure" is the share of questions that stand with
a leader of their own entry; "found" the share of the merges a perfect reader would make.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from benchmarks.matching import slipped, starter_entries
from knowledge.clusters import clustered

SIZES = (500, 2_000, 5_000)
ALIKE = 85

Clusters = list[list[int]]


def every_pair(texts: Sequence[str]) -> Clusters:
    """The plain way: all pairs by token_sort_ratio, each text with the first one that is like it."""
    alike = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, workers=1)
    found: dict[int, list[int]] = {}
    for place in range(len(texts)):
        leader = next((other for other in found if alike[place, other]), place)
        found.setdefault(leader, []).append(place)
    return list(found.values())


def row(name: str, put_together: Callable[[Sequence[str]], Clusters], asked: Sequence[tuple[str, str]]) -> str:
    """One line of the table."""
    texts = [text for text, _ in asked]
    start, busy = time.perf_counter(), time.process_time()
    found = put_together(texts)
    taken, busy = time.perf_counter() - start, time.process_time() - busy
    merged = [(asked[place][1], asked[cluster[0]][1]) for cluster in found for place in cluster[1:]]
    pure = sum(own == leader for own, leader in merged) / max(len(merged), 1)
    possible = len(asked) - len({entry for _, entry in asked})
    return f"| {name} | {len(asked):,} | {taken:.2f} / {busy:.2f} | {len(found):,} | {pure:.0%} | {len(merged) / possible:.0%} |"


def main() -> None:
    """Print the table."""
    chosen = random.Random(5)
    phrasings = [(text, entry.id) for entry in starter_entries() for text in entry.phrasings]
    clustered(["apa itu ppid"])
    print("| way | questions | seconds / CPU | clusters | pure | found |\n|---|---|---|---|---|---|")
    for size in SIZES:
        drawn = [chosen.choice(phrasings) for _ in range(size)]
        asked = [(slipped(text, chosen), entry) for text, entry in drawn]
        print(row("Pendopo", clustered, asked), flush=True)
        print(row("every pair, token_sort_ratio", every_pair, asked), flush=True)


if __name__ == "__main__":
    sys.exit(main())
