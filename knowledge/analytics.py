"""What people ask: counts of the asked questions by week, channel, answer and wording, and the questions behind each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.messages.channels import Channel
from knowledge.models import AskedOutcome, AskedQuestion, Entry, EntryVersion

PAGE = 50


class Slice(StrEnum):
    """A part of the questions that is counted: the words are those of the addresses."""

    ALL = "semua"
    ANSWERED = "dijawab"
    OFFERED = "pilihan"
    PICKED = "dipilih"
    MISSED = "tak-terjawab"
    LIKED = "membantu"
    REFUTED = "tidak-membantu"
    GAPS = "celah"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which questions are looked at: from a moment to another, of one channel or of all."""

    since: datetime
    until: datetime
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there were and what they got.

    ``picked`` counts offers of which an answer was chosen; ``liked`` and ``refuted`` the thumbs.
    """

    asked: int = 0
    answered: int = 0
    offered: int = 0
    picked: int = 0
    missed: int = 0
    liked: int = 0
    refuted: int = 0

    def of(self, part: Slice) -> int:
        """The number of one part."""
        return {
            Slice.ALL: self.asked,
            Slice.ANSWERED: self.answered,
            Slice.OFFERED: self.offered,
            Slice.PICKED: self.picked,
            Slice.MISSED: self.missed,
            Slice.LIKED: self.liked,
            Slice.REFUTED: self.refuted,
        }[part]

    def share(self, part: Slice, whole: Slice = Slice.ALL) -> int | None:
        """A part of a whole in percent; None of nothing."""
        return round(100 * self.of(part) / self.of(whole)) if self.of(whole) else None


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of counts that do not overlap."""
    every = list(parts)
    return Counts(*(sum(getattr(part, name) for part in every) for name in Counts.__dataclass_fields__))


def by_week(session: Session, scope: Scope, starts: Sequence[datetime]) -> list[dict[Channel, Counts]]:
    """For each week, by its channels; ``starts`` are the beginnings of the weeks, in order."""
    ends = [*starts[1:], scope.until]
    counted = [func.count().filter(_PARTS[part]) for part in _PARTS if part is not Slice.GAPS]
    weeks = [
        select(literal(place), AskedQuestion.channel, *counted)
        .where(*_within(replace(scope, since=start, until=end)))
        .group_by(AskedQuestion.channel)
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    rows = session.execute(union_all(*weeks))
    found: list[dict[Channel, Counts]] = [{} for _ in starts]
    for place, channel, *numbers in rows:
        found[place][Channel(channel)] = Counts(*numbers)
    return found


def people(session: Session, scope: Scope) -> int:
    """How many different askers; one person on two channels counts twice, for nobody's identity is kept."""
    asked = select(func.count(func.distinct(AskedQuestion.asker))).where(*_within(scope))
    return session.scalar(asked) or 0


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer or a wording that was asked for: how often, by how many people, and how often it was turned down."""

    slug: str
    title: str
    question_id: int
    times: int
    people: int
    refuted: int


def wanted(session: Session, scope: Scope, *, limit: int) -> list[Asked]:
    """The answers people were given or chose, most people first."""
    most = _most(AskedQuestion.entry_id, AskedQuestion.entry_id.is_not(None), *_within(scope), limit=limit).subquery()
    rows = session.execute(
        select(Entry.slug, EntryVersion.title, *most.c[1:])
        .join(Entry, Entry.id == most.c.entry_id)
        .join(EntryVersion, EntryVersion.id == func.coalesce(Entry.live_id, Entry.draft_id))
        .order_by(most.c.people.desc(), most.c.times.desc(), most.c.newest.desc())
    )
    return [Asked(*row) for row in rows]


def missing(session: Session, scope: Scope, *, limit: int) -> list[Asked]:
    """Wordings that got no good answer, whether somebody has dealt with them since or not; most people first."""
    most = _most(AskedQuestion.key, *_within(scope), _PARTS[Slice.GAPS], limit=limit).subquery()
    rows = session.execute(
        select(AskedQuestion.text, *most.c[1:])
        .join(AskedQuestion, AskedQuestion.id == most.c.newest)
        .order_by(most.c.people.desc(), most.c.times.desc(), most.c.newest.desc())
    )
    return [Asked("", *row) for row in rows]


def _most(by: InstrumentedAttribute[Any], *where: ColumnElement[bool], limit: int) -> Select[Any]:
    """The groups most people are in: what they have in common, the newest question, how many, by how many, refuted."""
    newest, times = func.max(AskedQuestion.id), func.count()
    askers = func.count(func.distinct(AskedQuestion.asker))
    refuted = func.count().filter(AskedQuestion.helped.is_(False))
    return (
        select(by, newest.label("newest"), times.label("times"), askers.label("people"), refuted.label("refuted"))
        .where(*where)
        .group_by(by)
        .order_by(askers.desc(), times.desc(), newest.desc())
        .limit(limit)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A question with the title of what it was answered with, if it was."""

    question: AskedQuestion
    title: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions behind one number: a part, perhaps of one answer (its slug) or of one wording."""

    scope: Scope
    part: Slice = Slice.ALL
    slug: str = ""
    like: int | None = None
    """The id of a question with the wanted wording."""


def count(session: Session, chosen: Chosen) -> int:
    """How many questions there are behind a number."""
    found = select(func.count()).select_from(AskedQuestion).outerjoin(Entry, Entry.id == AskedQuestion.entry_id)
    return session.scalar(found.where(*_conditions(chosen))) or 0


def rows(session: Session, chosen: Chosen, *, number: int) -> list[Row]:
    """One page of the questions behind a number, the newest first."""
    found = session.execute(
        select(AskedQuestion, EntryVersion.title)
        .outerjoin(Entry, Entry.id == AskedQuestion.entry_id)
        .outerjoin(EntryVersion, EntryVersion.id == func.coalesce(Entry.live_id, Entry.draft_id))
        .where(*_conditions(chosen))
        .order_by(AskedQuestion.at.desc(), AskedQuestion.id.desc())
        .limit(PAGE)
        .offset(number * PAGE)
    )
    return [Row(row.AskedQuestion, row.title) for row in found]


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    conditions = [*_within(chosen.scope), _PARTS[chosen.part]]
    if chosen.slug:
        conditions.append(Entry.slug == chosen.slug)
    if chosen.like is not None:
        wording = select(AskedQuestion.key).where(AskedQuestion.id == chosen.like).scalar_subquery()
        conditions.append(AskedQuestion.key == wording)
    return conditions


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    dated = [AskedQuestion.at >= scope.since, AskedQuestion.at < scope.until]
    return dated if scope.channel is None else [*dated, AskedQuestion.channel == scope.channel]


_OFFERED = AskedQuestion.outcome == AskedOutcome.OFFERED
_REFUTED = AskedQuestion.helped.is_(False)
_PARTS: dict[Slice, ColumnElement[bool]] = {
    Slice.ALL: true(),
    Slice.ANSWERED: AskedQuestion.outcome == AskedOutcome.ANSWERED,
    Slice.OFFERED: _OFFERED,
    Slice.PICKED: and_(_OFFERED, AskedQuestion.helped.is_(True)),
    Slice.MISSED: AskedQuestion.outcome == AskedOutcome.MISSED,
    Slice.LIKED: and_(AskedQuestion.outcome == AskedOutcome.ANSWERED, AskedQuestion.helped.is_(True)),
    Slice.REFUTED: _REFUTED,
    Slice.GAPS: or_(
        AskedQuestion.outcome == AskedOutcome.MISSED, _REFUTED, and_(_OFFERED, AskedQuestion.helped.is_(None))
    ),
}
