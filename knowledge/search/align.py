"""Question against entries, word by word in both directions: what of the question is met, what of the entry is asked."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from knowledge.search.compiled import Row
from knowledge.search.question import Question
from knowledge.search.tables import Floats, Ints, Spans, Tables

MOST_ENTRIES = 96
HEAVY = 0.8
LITTLE_MATTER = 0.15
ONE_WORD = 0.85
ABSENT = 0.1
DEFINITE = 0.5

Features = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A question laid against some entries: asked words by terms, and how much each asked word counts."""

    question: Question
    tables: Tables
    entries: Ints
    likeness: Floats
    weights: Floats

    @property
    def total(self) -> float:
        return float(self.weights.sum())


def meet(question: Question, tables: Tables) -> Meeting:
    """Lay a question against the entries that share most with it."""
    likeness = np.zeros((len(question.asked), len(tables.vocabulary.terms)), dtype=np.float32)
    for place, asked in enumerate(question.asked):
        likeness[place, list(asked.likeness.terms)] = asked.likeness.values
    weights = np.array([asked.weight for asked in question.asked], dtype=np.float32)
    return Meeting(question, tables, _likeliest(question, tables), likeness, weights)


def features(meeting: Meeting) -> Features:
    """What speaks for and against each entry, 0 to 1 each."""
    found: Features = {}
    profile = _by_rows(meeting, found)
    _by_answer(meeting, profile, found)
    found["subject"] = _subject(meeting)
    _by_names(meeting, found)
    return found


def _likeliest(question: Question, tables: Tables) -> Ints:
    total = np.zeros(len(tables.entries), dtype=np.float32)
    for asked in question.asked:
        if asked.weight >= LITTLE_MATTER or len(question.asked) < 4:
            entries, values = tables.presence(asked.likeness)
            total[entries] += asked.weight * values
    if len(total) <= MOST_ENTRIES:
        return np.flatnonzero(total).astype(np.int32)
    top = np.argpartition(-total, MOST_ENTRIES)[:MOST_ENTRIES]
    return np.sort(top[total[top] > 0]).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the entries met, end to end: their terms, and where each row and each entry begins."""

    terms: Ints
    starts: Ints
    kinds: Ints
    each: Ints
    first: Ints

    @property
    def owner(self) -> Ints:
        return np.repeat(np.arange(len(self.each), dtype=np.int32), self.each)


def _rows(meeting: Meeting) -> Rows:
    tables, entries = meeting.tables, meeting.entries
    first = tables.first_row[entries]
    last = tables.first_row[entries + 1] if meeting.question.lang == "en" else first + tables.own_rows[entries]
    terms, sizes = tables.rows.gathered(first, last)
    each = last - first
    kinds = np.concatenate([tables.kinds[start:end] for start, end in zip(first, last, strict=True)])
    return Rows(terms, np.cumsum(sizes) - sizes, kinds, each, np.cumsum(each) - each)


def _by_rows(meeting: Meeting, found: Features) -> Floats:
    """Each phrasing by itself, the title, and all of an entry together. Returns asked words by entries."""
    rows = _rows(meeting)
    meets = meeting.likeness.take(rows.terms, axis=1)
    asked_met = np.maximum.reduceat(meets, rows.starts, axis=1)
    met = meeting.weights @ asked_met / meeting.total
    covered = _covered(rows, meets, meeting.tables.term_weight.take(rows.terms))
    both = _balanced(rows, met, covered, meeting.tables.term_weight[rows.terms])
    best = np.lexsort((-both, rows.owner))[rows.first]
    found["both"], found["covered"] = both[best], covered[best]
    found["mean"] = np.asarray(np.add.reduceat(met, rows.first) / rows.each, dtype=np.float32)
    titles = np.flatnonzero(rows.kinds == Row.TITLE)
    titled: Floats = np.zeros((2, len(rows.each)), dtype=np.float32)
    titled[:, rows.owner[titles]] = met[titles], covered[titles]
    found["title_met"], found["title_covered"] = titled
    profile: Floats = np.maximum.reduceat(asked_met, rows.first, axis=1)
    found["profile"] = meeting.weights @ profile / meeting.total
    return profile


def _covered(rows: Rows, meets: Floats, term_weights: Floats) -> Floats:
    """How much of each row is asked for."""
    whole = np.maximum(np.add.reduceat(term_weights, rows.starts), np.float32(1e-6))
    return np.asarray(np.add.reduceat(term_weights * meets.max(axis=0), rows.starts) / whole, dtype=np.float32)


def _balanced(rows: Rows, met: Floats, covered: Floats, term_weights: Floats) -> Floats:
    """The harmonic mean of both directions; a title or acronym of one telling word counts a little less."""
    both = np.asarray(2 * met * covered / np.maximum(met + covered, np.float32(1e-6)), dtype=np.float32)
    telling = np.add.reduceat((term_weights > HEAVY).astype(np.int32), rows.starts)
    both[(telling <= 1) & (rows.kinds != Row.PHRASING)] *= ONE_WORD
    return both


def _by_answer(meeting: Meeting, profile: Floats, found: Features) -> None:
    """What the answer tells, and what it adds to the phrasings."""
    told = _greatest(meeting, meeting.tables.answers)
    found["told"] = meeting.weights @ told / meeting.total
    found["answer"] = meeting.weights @ np.maximum(profile, told) / meeting.total - found["profile"]


def _greatest(meeting: Meeting, spans: Spans) -> Floats:
    """Asked words by entries: the best meeting in one list of terms per entry, zero for an empty one."""
    terms, sizes = spans.gathered(meeting.entries, meeting.entries + 1)
    found = np.zeros((len(meeting.weights), len(meeting.entries)), dtype=np.float32)
    full = sizes > 0
    if full.any():
        starts = (np.cumsum(sizes) - sizes)[full]
        found[:, full] = np.maximum.reduceat(meeting.likeness[:, terms], starts, axis=1)
    return found


def _subject(meeting: Meeting) -> Floats:
    """How much of what an entry is about is asked for."""
    terms, sizes = meeting.tables.subjects.gathered(meeting.entries, meeting.entries + 1)
    found = np.zeros(len(meeting.entries), dtype=np.float32)
    full = sizes > 0
    if full.any():
        starts = (np.cumsum(sizes) - sizes)[full]
        weights = meeting.tables.term_weight[terms]
        asked = np.add.reduceat(weights * meeting.likeness.take(terms, axis=1).max(axis=0), starts)
        found[full] = asked / np.maximum(np.add.reduceat(weights, starts), 1e-6)
    return found


def _by_names(meeting: Meeting, found: Features) -> None:
    """The same wording, an acronym of the entry, and the aspect asked for."""
    question, tables = meeting.question, meeting.tables
    is_short = sum(asked.weight > HEAVY for asked in question.asked) <= 2
    named = (
        {number for word in set(question.words) for number in tables.by_acronym.get(word, ())} if is_short else set()
    )
    found["exact"] = _among(meeting.entries, tables.by_key.get(hash(question.key), ()))
    found["acronym"] = _among(meeting.entries, named)
    columns = [tables.aspect_column[name] for name in question.aspects if name in tables.aspect_column]
    shares = tables.aspects[meeting.entries]
    agreed = shares[:, columns].max(axis=1) if columns else np.zeros(len(shares), dtype=np.float32)
    is_definite = shares.max(axis=1, initial=0.0) >= DEFINITE
    found["clash"] = ((agreed < ABSENT) & is_definite & bool(question.aspects)).astype(np.float32)


def _among(entries: Ints, named: Collection[int]) -> Floats:
    """One for each entry that is among those named, else zero."""
    return np.isin(entries, list(named)).astype(np.float32) if named else np.zeros(len(entries), dtype=np.float32)
