"""What a change would do: which known questions would get another answer, before anything is saved."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.language.normalise import key
from knowledge.gist import gist_of
from knowledge.models import AskedQuestion
from knowledge.search.concepts import Group
from knowledge.search.entries import Entry, Outcome

if TYPE_CHECKING:
    from knowledge.search.index import Index

MOST_PROBES = 200
MOST_LOGGED = 2_000
FOLDS = 3


class Turn(StrEnum):
    """What would happen to a question: another entry answers it, none does any more, or one does at last."""

    STOLEN = "stolen"
    LOST = "lost"
    GAINED = "gained"


@dataclass(frozen=True, slots=True)
class Probe:
    """A known question: a phrasing of an entry (``owner``), or one that people asked."""

    text: str
    owner: str | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question gets: the entry that answers or is nearest, and whether it is told at once."""

    slug: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Effect:
    """A known question that would get something else."""

    probe: Probe
    turn: Turn
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a change would do, the worst first, and how many known questions were tried."""

    effects: tuple[Effect, ...]
    tried: int

    @property
    def harm(self) -> tuple[Effect, ...]:
        """The questions that would lose the answer they get today."""
        return tuple(effect for effect in self.effects if effect.turn is not Turn.GAINED)


def of_entries(
    session: Session,
    index: Index,
    changed: Iterable[Entry],
    *,
    removed: Iterable[str] = (),
    meant: Iterable[str] = (),
) -> Preview:
    """What these entries would do as they are given, and without those removed.

    ``meant`` are the questions the change is made for: that they get another answer is what is wanted.
    """
    wanted = {key(text) for text in meant}
    new, gone = {entry.id: entry for entry in changed}, set(removed)
    old = index.entries
    touched = [_new_texts(entry, old.get(name)) for name, entry in new.items()]
    touched += [_texts(old[name]) for name in gone if name in old]
    probes = _near(index, [*_phrasings(old, gone | new.keys()), *_logged(session)], touched)
    probes = [probe for probe in probes if probe.owner is not None or key(probe.text) not in wanted]
    after = index.updated(new.values(), gone)
    asked = preview(index, after, [probe for probe in probes if probe.owner is None])
    return Preview(_sorted([*asked.effects, *_taken(index, after, probes, set(new))]), len(probes))


def of_synonyms(session: Session, index: Index, before: Sequence[Group], after: Sequence[Group]) -> Preview:
    """What other groups of synonyms would do."""
    changed = set(before) ^ set(after)
    texts = {term for group in changed for term in group}
    old = index.entries
    probes = _near(index, [*_phrasings(old, set()), *_logged(session)], [texts])
    return preview(index, index.meaning(after), probes)


def preview(before: Index, after: Index, probes: Sequence[Probe]) -> Preview:
    """Ask both of every known question; what differs."""
    found = []
    for probe in probes:
        was, would_be = verdict(probe.text, before), verdict(probe.text, after)
        turn = _turn(probe, was, would_be)
        if turn is not None:
            found.append(Effect(probe, turn, was, would_be))
    return Preview(_sorted(found), len(probes))


def _sorted(found: Iterable[Effect]) -> tuple[Effect, ...]:
    order = list(Turn)
    return tuple(sorted(found, key=lambda effect: (order.index(effect.turn), -effect.probe.people, effect.probe.text)))


def _taken(before: Index, after: Index, probes: Sequence[Probe], changed: Container[str]) -> Iterator[Effect]:
    """The phrasings whose like would go to a changed entry: citizens never ask in just these words.

    A phrasing always finds itself, so a third of them is hidden from both indexes at a time and asked for.
    """
    owned = [probe for probe in probes if probe.owner is not None]
    for fold in range(FOLDS):
        hidden = owned[fold::FOLDS]
        was, would_be = _without(before, hidden), _without(after, hidden)
        for probe in hidden:
            then = verdict(probe.text, would_be)
            if then.slug in changed and then.slug != probe.owner:
                now = verdict(probe.text, was)
                if _leads_to(now, probe.owner):
                    yield Effect(probe, Turn.STOLEN, now, then)


def _without(index: Index, hidden: Sequence[Probe]) -> Index:
    texts = {probe.text for probe in hidden}
    names = {probe.owner for probe in hidden}
    less = [
        replace(entry, phrasings=tuple(text for text in entry.phrasings if text not in texts))
        for name, entry in index.entries.items()
        if name in names
    ]
    return index.updated(less)


def verdict(text: str, index: Index) -> Verdict:
    """What the bot would do with a question."""
    from knowledge.search.parts import find  # noqa: PLC0415 - as above

    found = find(text, index)
    return Verdict(found.hits[0].entry_id if found.hits else None, found.outcome)


def _leads_to(verdict: Verdict, owner: str | None) -> bool:
    """Is this entry told or offered? What nobody is told today cannot be taken away."""
    return verdict.slug == owner and verdict.outcome is not Outcome.UNKNOWN


def _turn(probe: Probe, was: Verdict, would_be: Verdict) -> Turn | None:
    if probe.owner is not None:
        if not _leads_to(was, probe.owner):
            return None
        if would_be.slug != probe.owner:
            return Turn.STOLEN
        is_doubted = was.outcome is Outcome.ANSWER and would_be.outcome is not Outcome.ANSWER
        return Turn.LOST if is_doubted else None
    if was.outcome is Outcome.ANSWER:
        if would_be.outcome is not Outcome.ANSWER:
            return Turn.LOST
        return Turn.STOLEN if would_be.slug != was.slug else None
    return Turn.GAINED if would_be.outcome is Outcome.ANSWER else None


def _phrasings(entries: Mapping[str, Entry], apart: Iterable[str]) -> list[Probe]:
    """The phrasings of every entry but these: what their entry must go on being found by."""
    left_out = set(apart)
    return [Probe(text, name) for name, entry in entries.items() if name not in left_out for text in entry.phrasings]


def _logged(session: Session) -> list[Probe]:
    """What people asked lately, each wording once."""
    latest = (
        select(func.max(AskedQuestion.id).label("id"), func.count(func.distinct(AskedQuestion.asker)).label("people"))
        .group_by(AskedQuestion.key)
        .order_by(func.max(AskedQuestion.id).desc())
        .limit(MOST_LOGGED)
        .subquery()
    )
    rows = session.execute(select(AskedQuestion.text, latest.c.people).join(latest, latest.c.id == AskedQuestion.id))
    return [Probe(row.text, None, row.people) for row in rows]


def _near(index: Index, probes: Sequence[Probe], touched: Iterable[Iterable[str]]) -> list[Probe]:
    """The known questions that share most with what was changed; the others cannot be found by it."""
    concepts = index.concepts
    changed = [gist_of(text, concepts) for texts in touched for text in texts]
    roots = frozenset().union(*(gist.roots | gist.marks for gist in changed))
    nearness = []
    for place, probe in enumerate(probes):
        gist = gist_of(probe.text, concepts)
        told = gist.roots | gist.marks
        shared = len(told & roots)
        if shared:
            best = max((len(told & (each.roots | each.marks)) for each in changed), default=0)
            nearness.append((-best / len(told), -shared, place))
    return [probes[place] for *_, place in sorted(nearness)[:MOST_PROBES]]


def _new_texts(entry: Entry, old: Entry | None) -> set[str]:
    """What of an entry is new or gone; for a new one everything."""
    return _texts(entry) ^ _texts(old) if old is not None else _texts(entry)


def _texts(entry: Entry) -> set[str]:
    told = {entry.title, entry.object, *entry.phrasings, *entry.phrasings_en, *entry.acronyms}
    pieces = {piece.strip() for piece in entry.answer.split("\n")}
    return {text for text in told | pieces if text}
