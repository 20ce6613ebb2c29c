"""Lists of cases in the order of the queue: emergencies first, then by due date, then the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from tickets import queries, searching
from tickets.kinds import Priority
from tickets.models import Case, CaseWords

PAGE = 50
MOST_COUNTED = 5_000
"""What a search finds beyond this is counted only for who turns to the last page of it. No bulk act takes more."""
MOST_SEEN = 999
_NEAR = 10_000
"""So many rows that have a last day are walked for words that many cases hold, before all of those are sorted."""
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

    A few thousand are found, counted and sorted in one look. Of more than that a page is put together from a walk along
    the list, and how many there are is left open until somebody turns to the last of them.
    """
    start = number * PAGE
    if start < MOST_COUNTED:
        ids, count = _counted(session, within, asked, start=start)
        if count <= MOST_COUNTED and (ids or not number):
            return Listed(_loaded(session, ids), number, count)
        is_many = count > MOST_COUNTED
    else:
        is_many = True
    ids = _walked(session, within, asked, start=start, length=PAGE + 1) if is_many else []
    if len(ids) > PAGE:
        return Listed(_loaded(session, ids[:PAGE]), number, max(start + PAGE, MOST_COUNTED), is_more=True)
    return _last(session, within, asked, number=number)


def _last(session: Session, within: Where, asked: str, *, number: int) -> Listed:
    """The page, if there is one, else the last one; how many are found is counted for it."""
    count = _count(session, within, asked)
    number = _within(number, count)
    if count > MOST_COUNTED:
        ids = _walked(session, within, asked, start=number * PAGE, length=PAGE)
    else:
        ids, _ = _counted(session, within, asked, start=number * PAGE)
    return Listed(_loaded(session, ids), number, count)


def at_most(session: Session, where: Where, asked: str = "") -> int:
    """How many cases a filter finds, counted no further than one past :data:`MOST_SEEN`: a number to stand beside a name.

    ``asked`` are words the cases hold; as in :func:`search`, few that hold them are looked through first.
    """
    if not asked:
        return _bounded(session, select(Case.id).where(*where))
    holding = searching.holding(session, asked).limit(MOST_COUNTED + 1).subquery()
    if (session.scalar(select(func.count()).select_from(holding)) or 0) > MOST_COUNTED:
        return _bounded(session, select(Case.id).where(*where, *searching.conditions(asked)))
    return _bounded(session, select(Case.id).join(holding, holding.c.case_id == Case.id).where(*where))


def _bounded(session: Session, cases: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(cases.limit(MOST_SEEN + 1).subquery())) or 0


def _within(number: int, count: int) -> int:
    return min(number, max(0, -(-count // PAGE) - 1))


_URGENT = and_(Case.priority == literal_column(f"'{Priority.DARURAT.value}'"), Case.status.in_(queries.OPEN))


def _stretch(session: Session, where: Where, *, start: int, length: int) -> list[Case]:
    """A stretch of the queue. The few emergencies are put in front of a walk along the index over due dates, which has
    all that most lists are narrowed by: the cases themselves are read once it is known which."""
    urgent = _urgent(session, where)
    ids = urgent[start : start + length]
    if len(ids) < length:
        skipped = max(start - len(urgent), 0)
        rest = _by_due(select(Case.id).where(*where, not_(_URGENT))).limit(length - len(ids)).offset(skipped)
        ids += session.scalars(rest)
    return _loaded(session, ids)


def _urgent(session: Session, where: Where) -> list[int]:
    return list(session.scalars(_by_due(select(Case.id).where(*where, _URGENT))))


def _by_due(cases: Any) -> Any:
    return cases.order_by(Case.due_on.asc().nulls_last(), Case.id.desc())


# what a search finds ---------------------------------------------------------------------------------------------


def _counted(session: Session, within: Where, asked: str, *, start: int) -> tuple[list[int], int]:
    """A page of what is found and how many that is, both right unless there are more than are counted.

    As long as few cases hold the words at all, those are sorted. Where many do, only a narrower list can have few.
    """
    holding = searching.holding(session, asked).limit(MOST_COUNTED + 1).cte("holding")
    number = select(func.count().label("of_all")).select_from(holding).cte("number")
    few = select(number.c.of_all).scalar_subquery() <= MOST_COUNTED
    found = _ordered(select(Case.id).join(holding, holding.c.case_id == Case.id).where(*within, few), start)
    together = select(number.c.of_all, found.c.id, found.c.how_many).select_from(number).outerjoin(found, true())
    rows = session.execute(together.order_by(found.c.place)).all()
    if rows[0].of_all <= MOST_COUNTED:
        return [row.id for row in rows if row.id is not None], rows[0].how_many or 0
    if _is_everything(within):
        return [], MOST_COUNTED + 1
    return _counted_of_many(session, [*within, *searching.conditions(asked)], start=start)


def _counted_of_many(session: Session, where: Where, *, start: int) -> tuple[list[int], int]:
    some = select(Case.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    found = _ordered(select(Case.id).join(some, some.c.id == Case.id), start)
    rows = session.execute(select(found.c.id, found.c.how_many).order_by(found.c.place)).all()
    return [row.id for row in rows], rows[0].how_many if rows else 0


def _ordered(cases: Select[int], start: int) -> Subquery:
    """A page of these, with its order and the number of them all."""
    order = (_URGENT.desc(), Case.due_on.asc().nulls_last(), Case.id.desc())
    place = func.row_number().over(order_by=order).label("place")
    counted = cases.add_columns(place, func.count().over().label("how_many"))
    return counted.order_by(place).limit(PAGE).offset(start).subquery()


def _count(session: Session, within: Where, asked: str) -> int:
    """How many hold the words; of a list that holds everything nothing else need be read."""
    if not _is_everything(within):
        return queries.count(session, [*within, *searching.conditions(asked)])
    return session.scalar(select(func.count()).select_from(searching.holding(session, asked).subquery())) or 0


def _is_everything(within: Where) -> bool:
    return all(condition.compare(true()) for condition in within)


def _walked(session: Session, within: Where, asked: str, *, start: int, length: int) -> list[int]:
    """A stretch of what many cases hold: the emergencies, those with a last day, and then the others from the newest on.

    Each part is walked along its index and left as soon as the stretch is full.
    """
    words = searching.row_by_row(asked)
    span = searching.span(session, asked)
    if span is not None:
        within, words = [*within, _lies_in(span, Case.id)], [*words, _lies_in(span, CaseWords.case_id)]
    ids, end = _urgent(session, [*within, _has(words, Case.id)]), start + length
    if len(ids) < end:
        ids += _with_a_last_day(session, within, words, most=end - len(ids))
    shown = ids[start:end]
    if len(shown) == length:
        return shown
    if not _is_within_reach(session, within):
        found = Case.id.in_(select(CaseWords.case_id).where(*words))
        return _sorted(session, [*within, found], start=start, length=length)
    return shown + _without(session, within, words, start=max(start - len(ids), 0), most=length - len(shown))


def _with_a_last_day(session: Session, within: Where, words: Where, *, most: int) -> list[int]:
    head = _by_due(select(Case.id, Case.due_on).where(*within, *_HAS_A_LAST_DAY)).limit(_NEAR).subquery()
    found = select(head.c.id).where(_has(words, head.c.id)).order_by(head.c.due_on.asc(), head.c.id.desc())
    return list(session.scalars(found.limit(most)))


def _has(words: Where, case_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The words, asked of one row at a time, which ``offset`` keeps a planner from turning round."""
    return select(CaseWords.case_id).where(CaseWords.case_id == case_id, *words).offset(0).exists()


def _lies_in(span: tuple[int, int], case_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The ends are written into the statement: a plan made for any two is a bad one for most."""
    first, last = (bindparam(None, end, Integer, literal_execute=True) for end in span)
    return and_(case_id >= first, case_id <= last)


def _is_within_reach(session: Session, within: Where) -> bool:
    """Are all that have a last day among those that were walked?"""
    some = select(Case.id).where(*within, *_HAS_A_LAST_DAY).limit(_NEAR + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= _NEAR


def _without(session: Session, within: Where, words: Where, *, start: int, most: int) -> list[int]:
    found = (
        select(Case.id)
        .join(CaseWords, and_(CaseWords.case_id == Case.id, *words))
        .where(*within, not_(_URGENT), Case.due_on.is_(None))
    )
    return list(session.scalars(found.order_by(Case.id.desc()).limit(most).offset(start)))


_HAS_A_LAST_DAY = (not_(_URGENT), Case.due_on.is_not(None))


def _sorted(session: Session, where: Where, *, start: int, length: int) -> list[int]:
    ordered = select(Case.id).where(*where).order_by(_URGENT.desc(), Case.due_on.asc().nulls_last(), Case.id.desc())
    return list(session.scalars(ordered.limit(length).offset(start)))


def _loaded(session: Session, ids: Sequence[int]) -> list[Case]:
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(ids)))} if ids else {}
    return [cases[case_id] for case_id in ids if case_id in cases]
