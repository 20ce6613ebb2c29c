"""How fast the search answers and how much memory it takes as the knowledge grows, beside two plain methods.

usage: python -m benchmarks.matching [--sizes 100,1000,10000,100000]

Entries are made from the sample office's own by recombining their words; questions are phrasings with slips of the
finger. Each size runs in a process of its own, so that memory is the growth of that process over an empty index.
"""

import argparse
import gc
import math
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from core.language.normalise import words
from knowledge.search import Entry
from knowledge.search.concepts import default_synonyms
from knowledge.search.index import Index

STARTER = Path(__file__).parent.parent / "knowledge" / "starter"
SYLLABLES = ("ba", "ci", "da", "ga", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "wa", "ku", "lu", "si", "ti", "ro")
QUESTIONS = 400
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def starter_entries() -> list[Entry]:
    """The sample office's entries."""
    found = []
    for path in sorted(STARTER.glob("*.yaml")):
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [_entry(row) for row in rows if "phrasings" in row]
    return found


def _entry(row: dict[str, object]) -> Entry:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(str(text) for text in row.get(name) or ())  # type: ignore[attr-defined]

    def text(name: str) -> str:
        return str(row.get(name) or "")

    return Entry(
        id=text("id"),
        title=text("title"),
        category=text("category"),
        kind=text("kind"),
        object=text("object"),
        attribute=text("attribute"),
        phrasings=texts("phrasings"),
        phrasings_en=texts("phrasings_en"),
        acronyms=texts("acronyms"),
        answer=text("answer"),
    )


def recombined(entries: Sequence[Entry], phrasings: int, seed: int = 7) -> list[Entry]:
    """As many entries as make this many phrasings: the given ones, then copies with other words in their places."""
    chosen = random.Random(seed)
    spoken = sorted({word for entry in entries for text in entry.phrasings for word in words(text) if len(word) > 3})
    made: list[Entry] = []
    total = 0
    for copy in range(10_000):
        swapped = {word: _another(word, spoken, chosen) for word in spoken} if copy else {}
        for entry in entries:
            if total >= phrasings:
                return made
            kept = entry.phrasings[: phrasings - total]
            made.append(_reworded(replace(entry, phrasings=kept), swapped, copy))
            total += len(kept)
    return made


def _another(word: str, spoken: Sequence[str], chosen: random.Random) -> str:
    """A third of the words stay, most become another known word, and one in twenty a word nobody has seen."""
    chance = chosen.random()
    if chance < 0.35:
        return word
    if chance < 0.95:
        return chosen.choice(spoken)
    return "".join(chosen.choice(SYLLABLES) for _ in range(3))


def _reworded(entry: Entry, swapped: dict[str, str], copy: int) -> Entry:
    def told(text: str) -> str:
        return " ".join(swapped.get(word.lower(), word) for word in text.split()) if swapped else text

    return replace(
        entry,
        id=f"{entry.id}-{copy}",
        title=told(entry.title),
        object=told(entry.object),
        phrasings=tuple(told(text) for text in entry.phrasings),
        answer=told(entry.answer),
        acronyms=entry.acronyms if not copy else (),
    )


def slipped(text: str, chosen: random.Random) -> str:
    """A phrasing as a hurried thumb types it: one or two letters changed, dropped or doubled."""
    letters = list(text.lower())
    for _ in range(chosen.choice((0, 1, 2))):
        place = chosen.randrange(len(letters))
        letters[place] = chosen.choice((chosen.choice(LETTERS), "", letters[place] * 2))
    return "".join(letters)


class Bm25:
    """Okapi BM25 over phrasings, as small as it gets."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [Counter(words(text)) for text in texts]
        self.mean = sum(map(len, self.texts)) / len(self.texts)
        self.holders: dict[str, list[int]] = {}
        for place, text in enumerate(self.texts):
            for word in text:
                self.holders.setdefault(word, []).append(place)

    def best(self, question: str) -> int:
        """The place of the best phrasing."""
        scores: dict[int, float] = {}
        for word in words(question):
            holders = self.holders.get(word, ())
            rarity = math.log(1 + (len(self.texts) - len(holders) + 0.5) / (len(holders) + 0.5))
            for place in holders:
                often, length = self.texts[place][word], len(self.texts[place])
                share = often * 2.5 / (often + 1.5 * (0.25 + 0.75 * length / self.mean))
                scores[place] = scores.get(place, 0.0) + rarity * share
        return max(scores, key=scores.__getitem__, default=-1)


def latency(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """The median and the 99th percentile of the time a question takes, in milliseconds."""
    taken = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


def resident() -> float:
    """The memory this process holds now, in megabytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def measure(size: int) -> str:
    """One row of the table: everything about one size."""
    entries = recombined(starter_entries(), size)
    phrasings = [text for entry in entries for text in entry.phrasings]
    chosen = random.Random(3)
    questions = [slipped(chosen.choice(phrasings), chosen) for _ in range(QUESTIONS)]
    Index.build(entries[:2]).search("apa itu ppid")
    before = resident()
    start = time.perf_counter()
    index = Index.build(entries)
    built = time.perf_counter() - start
    cold = latency(index.search, questions[:1])[0]
    own = latency(index.search, questions)
    grown = resident() - before
    start = time.perf_counter()
    changed = replace(entries[0], phrasings=(*entries[0].phrasings, "cara mendapatkan stiker kucing kantor"))
    edited = index.updated([changed])
    edit = (time.perf_counter() - start) * 1000
    assert edited.search("cara mendapatkan stiker kucing kantor").hits[0].entry_id == entries[0].id
    start = time.perf_counter()
    index.meaning([*default_synonyms(), ("jam buka", "waktu melayani")])
    synonym = (time.perf_counter() - start) * 1000
    few = questions[: 60 if size > 20_000 else 200]
    plain = latency(lambda question: process.extractOne(question, phrasings, scorer=fuzz.WRatio), few)
    ranked = Bm25(phrasings)
    bm25 = latency(ranked.best, questions)
    return (
        f"| {len(phrasings):,} | {len(entries):,} | {own[0]:.1f} / {own[1]:.1f} | {cold:.1f} | {grown:.0f} | {built:.1f} |"
        f" {edit:.0f} | {synonym:.0f} | {plain[0]:.1f} / {plain[1]:.1f} | {bm25[0]:.2f} / {bm25[1]:.2f} |"
    )


POISON = {
    "a text of 100,000 letters": "lampu jalan mati " * 5900,
    "one letter 100,000 times": "a" * 100_000,
    "8,500 unknown words": " ".join(f"kata{number}zxq" for number in range(8500)),
    "run-together words": "lokasiwifigratis" * 6250,
    "ligatures that unfold": "\ufdfa" * 100_000,
}


def poisoned() -> None:
    """Print what messages made to hurt cost, beside an ordinary question."""
    index = Index.build(starter_entries())
    ordinary = latency(index.search, ["berapa lama permohonan informasi dijawab"] * 50)[0]
    print("\n| message | median ms |\n|---|---|")
    print(f"| an ordinary question | {ordinary:.1f} |")
    for name, text in POISON.items():
        print(f"| {name} | {latency(index.search, [text] * 5)[0]:.1f} |")


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table, each size measured in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000,100000")
    parser.add_argument("--one", type=int, help="measure one size in this process")
    given = parser.parse_args(arguments)
    if given.one:
        print(measure(given.one))
        return
    columns = "phrasings | entries | search p50 / p99 ms | first ms | memory MB | build s | edit ms | synonym ms"
    print(f"| {columns} | WRatio ms | BM25 ms |\n{'|---' * 10}|", flush=True)
    for size in given.sizes.split(","):
        subprocess.run([sys.executable, "-m", "benchmarks.matching", "--one", size], check=True)
    poisoned()


if __name__ == "__main__":
    main(sys.argv[1:])
