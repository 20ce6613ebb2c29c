"""Lists of cases in the order of the queue: emergencies first, then by due date, then the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, select
from sqlalchemy.orm import Session

from tickets import queries, searching
from tickets.kinds import Priority
from tickets.models import Case

PAGE = 50
MOST_COUNTED = 5_000
"""What a search finds beyond this is counted only for who turns that many pages. No bulk act takes more."""
_NEAR = 10_000
"""So many rows of the queue are walked for a word that many cases hold, before all of those are sorted."""
Where = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. ``count`` is how many there are in all or, when ``is_more``, at least."""

    cases: list[Case]
    number: int
    count: int
    is_more: bool = False


def page(session: Session, where: Where, *, number: int, count: int) -> Listed:
    """One page of a plain list of so many, walked along its index. A page past the last is the last."""
    number = _within(number, count)
    return Listed(_stretch(session, where, start=number * PAGE, length=PAGE), number, count)


def first(session: Session, where: Where, *, limit: int) -> list[Case]:
    """The head of the queue."""
    return _stretch(session, where, start=0, length=limit)


def search(session: Session, within: Where, asked: str, *, number: int) -> Listed:
    """One page of what holds these words. ``within`` is the list that is searched.

    A few thousand are found, counted and sorted in one look. Of more than that a page is looked for at the head of the
    list, where they are dense, and how many there are is left open until somebody turns past what was counted.
    """
    found = [*within, *searching.conditions(asked)]
    if number * PAGE < MOST_COUNTED:
        ids, count = _counted(session, found, start=number * PAGE)
        if count > MOST_COUNTED:
            ids = _near(session, within, asked, start=number * PAGE) or _sorted(session, found, start=number * PAGE)
            return Listed(_loaded(session, ids), number, MOST_COUNTED, is_more=True)
        if ids or not number:
            return Listed(_loaded(session, ids), number, count)
    count = queries.count(session, found)
    number = _within(number, count)
    return Listed(_loaded(session, _sorted(session, found, start=number * PAGE)), number, count)


def _within(number: int, count: int) -> int:
    return min(number, max(0, -(-count // PAGE) - 1))


_URGENT = and_(Case.priority == literal_column(f"'{Priority.DARURAT.value}'"), Case.status.in_(queries.OPEN))


def _stretch(session: Session, where: Where, *, start: int, length: int) -> list[Case]:
    """A stretch of the queue. The few emergencies are put in front of a walk along the index over due dates."""
    urgent = list(session.scalars(_by_due(select(Case).where(*where, _URGENT))))
    shown = urgent[start : start + length]
    skipped = max(start - len(urgent), 0)
    rest = _by_due(select(Case).where(*where, not_(_URGENT))).limit(length - len(shown)).offset(skipped)
    return shown + list(session.scalars(rest)) if len(shown) < length else shown


def _by_due(cases: Any) -> Any:
    return cases.order_by(Case.due_on.asc().nulls_last(), Case.id.desc())


def _counted(session: Session, where: Where, *, start: int) -> tuple[list[int], int]:
    """A page of what is found and how many that is, both right unless there are more than are counted."""
    found = select(Case.id, Case.due_on, _URGENT.label("is_urgent")).where(*where).limit(MOST_COUNTED + 1).subquery()
    order = (found.c.is_urgent.desc(), found.c.due_on.asc().nulls_last(), found.c.id.desc())
    rows = session.execute(select(found.c.id, func.count().over()).order_by(*order).limit(PAGE).offset(start)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _sorted(session: Session, where: Where, *, start: int) -> list[int]:
    ordered = select(Case.id).where(*where).order_by(_URGENT.desc(), Case.due_on.asc().nulls_last(), Case.id.desc())
    return list(session.scalars(ordered.limit(PAGE).offset(start)))


def _near(session: Session, within: Where, asked: str, *, start: int) -> list[int]:
    """A full page among the emergencies and the next few thousand of the list; nothing when it lies further on."""
    words = searching.conditions(asked)
    urgent = list(session.scalars(_by_due(select(Case.id).where(*within, *words, _URGENT))))
    head = _by_due(select(Case.id, Case.due_on).where(*within, not_(_URGENT))).limit(_NEAR).subquery()
    match = searching.holding(head.c.id, asked)
    rest = select(head.c.id).where(*match).order_by(head.c.due_on.asc().nulls_last(), head.c.id.desc())
    ids = (urgent + list(session.scalars(rest.limit(start + PAGE))))[start : start + PAGE]
    return ids if len(ids) == PAGE else []


def _loaded(session: Session, ids: Sequence[int]) -> list[Case]:
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(ids)))} if ids else {}
    return [cases[case_id] for case_id in ids if case_id in cases]
