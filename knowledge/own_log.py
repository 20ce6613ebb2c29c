"""The office's own questions as a test set: what curators and askers said about them is the label."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.language.normalise import key
from knowledge import synonyms
from knowledge.hitrates import Judged
from knowledge.live import live_versions, searchable
from knowledge.models import AskedQuestion, EntryKind, EntryVersion, Resolution
from knowledge.models import Entry as StoredEntry
from knowledge.search import Entry
from knowledge.search.index import Index
from knowledge.search.parts import find

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Label:
    """A question people asked and what is known about it: the entries that help, or that were turned down."""

    text: str
    right: frozenset[str] = frozenset()
    refuted: frozenset[str] = frozenset()


def labels(session: Session, live: Mapping[str, EntryVersion], *, since: datetime) -> dict[str, Label]:
    """The labelled questions since then, one for each wording; what was said last about a wording counts.

    Known: an offered entry was picked, or a curator made the question a phrasing of an entry that is live. Refuted: the
    answer, or all that was offered, was turned down. No entry helps: a curator put the question aside. Whatever nobody
    said anything about has no label and is left out.
    """
    owners = {
        key(phrasing): slug
        for slug, version in live.items()
        for phrasing in (*version.phrasings, *version.phrasings_en)
    }
    found: dict[str, Label] = {}
    for row, slug in _asked(session, since):
        label = _label(row, slug, owners, live)
        if label is not None:
            found[row.key] = label
    return found


def measure(session: Session, *, since: datetime, on: date) -> dict[str, Judged]:
    """Ask the live knowledge every labelled question again; what it found and what is known, by wording.

    The words that curators took over from these very questions are hidden first: they would only find themselves.
    """
    live = live_versions(session, on=on)
    known = labels(session, live, since=since)
    entries = [_hidden(searchable(slug, version), known) for slug, version in live.items()]
    index = Index.build(entries, synonyms=synonyms.effective(session))
    kinds = {entry.id: entry.kind for entry in entries}
    return {wording: _judged(label, index, kinds) for wording, label in known.items()}


def _asked(session: Session, since: datetime) -> Iterator[tuple[AskedQuestion, str | None]]:
    judged = AskedQuestion.helped.is_not(None) | (AskedQuestion.resolution != Resolution.OPEN)
    rows = (
        select(AskedQuestion, StoredEntry.slug)
        .outerjoin(StoredEntry, StoredEntry.id == AskedQuestion.entry_id)
        .where(AskedQuestion.at >= since, judged)
        .order_by(AskedQuestion.id)
        .limit(AT_ONCE)
    )
    last = 0
    while page := session.execute(rows.where(AskedQuestion.id > last)).all():
        for row in page:
            yield row.AskedQuestion, row.slug
        last = page[-1].AskedQuestion.id


def _label(
    row: AskedQuestion, slug: str | None, owners: Mapping[str, str], live: Mapping[str, EntryVersion]
) -> Label | None:
    if row.resolution in _TAKEN_OVER and row.key in owners:
        return Label(row.text, right=frozenset({owners[row.key]}))
    if row.helped and slug in live:
        return Label(row.text, right=frozenset({str(slug)}))
    if row.resolution is Resolution.IGNORED:
        return Label(row.text)
    turned_down = frozenset({slug} if slug else row.offered) & live.keys()
    return Label(row.text, refuted=frozenset(turned_down)) if row.helped is False and turned_down else None


_TAKEN_OVER = {Resolution.PHRASED, Resolution.DRAFTED}


def _hidden(entry: Entry, known: Mapping[str, Label]) -> Entry:
    """An entry without the phrasings that are questions of the log; it keeps one at least."""

    def kept(phrasings: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(phrasing for phrasing in phrasings if entry.id not in _right(known, key(phrasing)))

    own = kept(entry.phrasings) or entry.phrasings[:1]
    return replace(entry, phrasings=own, phrasings_en=kept(entry.phrasings_en))


def _right(known: Mapping[str, Label], wording: str) -> frozenset[str]:
    return known[wording].right if wording in known else frozenset()


def _judged(label: Label, index: Index, kinds: Mapping[str, str]) -> Judged:
    found = find(label.text, index)
    away = bool(found.hits) and kinds[found.hits[0].entry_id] == EntryKind.RUJUKAN
    return Judged(found, right=label.right, refuted=label.refuted, points_away=away)
