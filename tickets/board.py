"""The board of supervisors: numbers of cases by group, each counted by the very filter that lists them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.staff import Staff
from tickets import queries, signs
from tickets.kinds import Outcome, Status
from tickets.models import Case, Rating
from tickets.queries import CaseFilter, Tab
from tickets.signs import Sign


@dataclass(frozen=True, slots=True)
class Day:
    """The office's day a board is looked at: today, when it began, and the next working day."""

    today: date
    midnight: datetime
    soon: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Heap:
    """What lies with an agency or an officer (``key`` None: with nobody)."""

    key: int | None
    open: int
    overdue: int
    nearly: int
    undelivered: int


_OF_THE_OPEN = frozenset({Tab.OPEN, Tab.OVERDUE, Tab.TODAY, Tab.WAITING, Tab.NEW, Tab.MINE})


def counts(session: Session, staff: Staff, day: Day, filters: Sequence[CaseFilter]) -> list[int]:
    """How many cases each of these filters lists for this person; what looks at open cases only is one pass over them."""
    seen = queries.visible_to(staff)
    wanted = [_narrowed(one, staff, day) for one in filters]
    live = [place for place, one in enumerate(filters) if one.tab in _OF_THE_OPEN]
    rest = [place for place, one in enumerate(filters) if one.tab not in _OF_THE_OPEN]
    found = {place: queries.count(session, [seen, *wanted[place]]) for place in rest}
    if live:
        columns = [func.count().filter(and_(*wanted[place])) for place in live]
        open_ones = select(*columns).select_from(Case).where(seen, Case.status.in_(queries.OPEN))
        found |= dict(zip(live, session.execute(open_ones).one(), strict=True))
    return [int(found[place]) for place in range(len(filters))]


def _narrowed(wanted: CaseFilter, staff: Staff, day: Day) -> list[ColumnElement[bool]]:
    return queries.narrowed(replace(wanted, now=day.now, soon=day.soon), staff, today=day.today, midnight=day.midnight)


def heaps(session: Session, staff: Staff, day: Day, by: InstrumentedAttribute[Any]) -> list[Heap]:
    """The open cases by agency or officer, the fullest first and what nobody has last."""
    opened = func.count().filter(queries.NOT_HELD)
    overdue = func.count().filter(Case.due_on < day.today)
    nearly, stuck = (
        func.count().filter(signs.condition(sign, today=day.today, soon=day.soon), queries.NOT_HELD)
        for sign in (Sign.NEARLY_LATE, Sign.UNDELIVERED)
    )
    rows = session.execute(
        select(by, opened, overdue, nearly, stuck)
        .where(queries.visible_to(staff), Case.status.in_(queries.OPEN))
        .group_by(by)
        .order_by(by.is_(None), opened.desc(), by)
    )
    return [Heap(*row) for row in rows]


def by_week(session: Session, staff: Staff, day: Day, first: date) -> list[tuple[date, date, int]]:
    """What came in each seven days since ``first``: the days it spans and the count."""
    spans, begin = [], first
    while begin <= day.today:
        spans.append((begin, min(begin + timedelta(days=6), day.today)))
        begin += timedelta(days=7)
    weeks = [CaseFilter(tab=Tab.ALL, received_from=start, received_to=end) for start, end in spans]
    columns = [func.count().filter(and_(*_narrowed(week, staff, day))) for week in weeks]
    since = _narrowed(CaseFilter(tab=Tab.ALL, received_from=first), staff, day)
    row = session.execute(select(*columns).select_from(Case).where(queries.visible_to(staff), *since)).one()
    return [(start, end, int(count)) for (start, end), count in zip(spans, row, strict=True)]


def by_channel(session: Session, staff: Staff, day: Day, first: date) -> list[tuple[Any, int, int]]:
    """What came through each channel since ``first``, and how much of that lies open."""
    opened = func.count().filter(Case.status.in_(queries.OPEN), queries.NOT_HELD)
    since = CaseFilter(tab=Tab.ALL, received_from=first)
    where = queries.conditions(since, staff, today=day.today, midnight=day.midnight)
    rows = session.execute(select(Case.channel, func.count(), opened).where(*where).group_by(Case.channel))
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: (-row[1], row[0]))


def states_since(session: Session, staff: Staff, day: Day, first: date) -> list[tuple[Status, Outcome | None, int]]:
    """Where the cases received since ``first`` stand now: by status while open, by outcome once ended."""
    since = CaseFilter(tab=Tab.ALL, received_from=first)
    where = queries.conditions(since, staff, today=day.today, midnight=day.midnight)
    rows = session.execute(
        select(Case.status, Case.outcome, func.count()).where(*where).group_by(Case.status, Case.outcome)
    )
    found: dict[tuple[Status, Outcome | None], int] = {}
    for status, outcome, count in rows:
        key = (status, None if status.is_open else outcome)
        found[key] = found.get(key, 0) + count
    return [(status, outcome, count) for (status, outcome), count in sorted(found.items(), key=lambda row: -row[1])]


def ratings_since(session: Session, staff: Staff, day: Day, first: date) -> dict[int, int]:
    """How often each score was given since ``first``."""
    begin = day.midnight + timedelta(days=(first - day.today).days)
    rows = session.execute(
        select(Rating.score, func.count())
        .join(Case, Case.id == Rating.case_id)
        .where(queries.visible_to(staff), Rating.at >= begin)
        .group_by(Rating.score)
    )
    found = {row[0]: row[1] for row in rows}
    return {score: found.get(score, 0) for score in range(5, 0, -1)}
