"""The inbox of curation: what people asked in vain, put together by what it asks, most people first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import CACHE
from core.staff import Staff
from knowledge import questions, synonyms
from knowledge.models import AskedOutcome, AskedQuestion, Resolution

MOST_WORDINGS = 5_000
_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Wording:
    """One way the question was asked, spelling aside. ``newest_id`` is the last time somebody did."""

    key: str
    text: str
    times: int
    askers: frozenset[str]
    newest_id: int
    last_at: datetime
    outcome: AskedOutcome
    offered: tuple[str, ...]
    answered_by: int | None
    features: dict[str, Any]

    @property
    def people(self) -> int:
        return len(self.askers)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Wordings that ask the same; the one that most people used stands first."""

    wordings: tuple[Wording, ...]

    @property
    def first(self) -> Wording:
        return self.wordings[0]

    @property
    def people(self) -> int:
        """How many different people asked, whatever their words."""
        return len(frozenset().union(*(wording.askers for wording in self.wordings)))

    @property
    def times(self) -> int:
        return sum(wording.times for wording in self.wordings)

    @property
    def last_at(self) -> datetime:
        return max(wording.last_at for wording in self.wordings)

    @property
    def outcomes(self) -> frozenset[AskedOutcome]:
        return frozenset(wording.outcome for wording in self.wordings)

    @property
    def offered(self) -> tuple[str, ...]:
        """The entries the bot offered or answered with, those of the first wording first."""
        return tuple(dict.fromkeys(slug for wording in self.wordings for slug in wording.offered))

    @property
    def answered_by(self) -> frozenset[int]:
        """The entries whose answer somebody found wrong."""
        return frozenset(wording.answered_by for wording in self.wordings if wording.answered_by is not None)


def clusters(session: Session) -> Sequence[Cluster]:
    """Every cluster that waits. Put together anew only when a question came, went or was judged."""
    waiting = select(func.count(), func.sum(AskedQuestion.id)).where(*questions.is_open())
    groups = synonyms.effective(session)
    stamp = (*session.execute(waiting).one(), hash(groups))
    cache = session.info.setdefault(CACHE, {})
    kept: tuple[Any, Sequence[Cluster]] | None = cache.get("curation")
    if kept is not None and kept[0] == stamp:
        return kept[1]
    found = _put_together(wordings(session), groups)
    cache["curation"] = (stamp, found)
    return found


def _put_together(asked: Sequence[Wording], groups: Iterable[tuple[str, ...]]) -> Sequence[Cluster]:
    from knowledge.clusters import clustered  # noqa: PLC0415 - brings rapidfuzz: only its readers pay

    places = clustered([wording.text for wording in asked], groups)
    found = [Cluster(tuple(asked[place] for place in cluster)) for cluster in places]
    return sorted(found, key=lambda cluster: (-cluster.people, -cluster.times, -cluster.first.newest_id))


def wordings(session: Session, *, most: int = MOST_WORDINGS) -> list[Wording]:
    """What waits, one by one: the newest 5,000 wordings, those of most people first."""
    rows = session.execute(
        select(
            AskedQuestion.key,
            AskedQuestion.asker,
            func.count().label("times"),
            func.max(AskedQuestion.id).label("newest_id"),
        )
        .where(*questions.is_open())
        .group_by(AskedQuestion.key, AskedQuestion.asker)
        .order_by(func.max(AskedQuestion.id).desc())
        .limit(_MOST_ROWS)
    ).all()
    gathered: dict[str, tuple[int, int, set[str]]] = {}
    for row in rows:
        times, newest, askers = gathered.get(row.key, (0, 0, set()))
        gathered[row.key] = times + row.times, max(newest, row.newest_id), askers | {row.asker}
    newest_first = sorted(gathered.values(), key=lambda row: -row[1])[:most]
    last = _by_id(session, [newest for _, newest, _ in newest_first])
    found = [_wording(last[newest], times, askers) for times, newest, askers in newest_first if newest in last]
    return sorted(found, key=lambda wording: (-wording.people, -wording.times, -wording.newest_id))


def _by_id(session: Session, ids: Sequence[int]) -> dict[int, AskedQuestion]:
    found: dict[int, AskedQuestion] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(select(AskedQuestion).where(AskedQuestion.id.in_(ids[start : start + 500])))
        found |= {row.id: row for row in rows}
    return found


def _wording(newest: AskedQuestion, times: int, askers: set[str]) -> Wording:
    return Wording(
        key=newest.key,
        text=newest.text,
        times=times,
        askers=frozenset(askers),
        newest_id=newest.id,
        last_at=newest.at,
        outcome=newest.outcome,
        offered=tuple(newest.offered),
        answered_by=newest.entry_id if newest.outcome is AskedOutcome.ANSWERED else None,
        features=newest.features,
    )


def resolve(session: Session, question_ids: Iterable[int], resolution: Resolution, *, by: Staff) -> int:
    """Deal with every open question worded like one of these; how many there were."""
    return sum(questions.resolve(session, key, resolution, by=by) for key in _keys(session, question_ids))


def take_back(session: Session, question_ids: Iterable[int], resolution: Resolution, *, by: Staff) -> int:
    """What this person dealt with so a moment ago waits again; how many there are."""
    return sum(questions.take_back(session, key, resolution, by=by) for key in _keys(session, question_ids))


def _keys(session: Session, question_ids: Iterable[int]) -> list[str]:
    """How these are worded."""
    worded = select(AskedQuestion.key).where(AskedQuestion.id.in_(tuple(question_ids))).distinct()
    return sorted(session.scalars(worded))
