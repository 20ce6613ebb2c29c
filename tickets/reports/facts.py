"""Facts: one line per case of a span, read from its events and terms as they stood when the span ended.

Every figure of a report counts such lines, so that each number can show exactly its tickets.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from core import workdays
from core.db import direct
from core.office import Office
from tickets.guards import ANSWERS
from tickets.kinds import CaseKind, ClockKind, Kadar, LinkKind, Outcome, Status
from tickets.models import Case, CaseClock, CaseEvent, Complaint, Disposition, Link, Rating
from tickets.reports import places
from tickets.reports.promises import History, Promise, Step, Term, judged
from tickets.reports.span import Span
from tickets.states import Action

BATCH = 2000
MADE = "diterima"
RATED = "penilaian"


class Came(StrEnum):
    """How a case came to be one of the span's: new, open since before, or ended before and taken up again.

    ``dinilai``: ended before and only rated now; it counts among the ratings and nowhere else.
    """

    NEW = "masuk"
    CARRIED = "bawaan"
    AGAIN = "kembali"
    ONLY_RATED = "dinilai"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a report knows of one case. ``state`` is the status of an open case and the outcome of one that ended."""

    number: str
    came: Came
    state: str
    received: date
    agency_id: int | None
    channel: str
    kadar: str
    category: str | None
    place: str | None
    area: str | None
    steps: tuple[str, ...]
    promises: Mapping[str, str]
    days_from_receipt: int | None = None
    days_from_disposition: int | None = None
    score: int | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """A case the books do not agree about: no report with one of these is published."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All lines of a span, and what did not add up."""

    facts: list[Fact]
    unclear: list[Unclear]


Progress = Callable[[int, int], None]
_TOLD = (*Action, MADE, RATED)
_WITH_DETAILS = (Action.VERIFY, Action.RECLASSIFY, Action.ARCHIVE, Action.SUPPLY, MADE, RATED)
_SINCE = (*Action, MADE, "hitung_ulang", "menerima_gabungan", "melepas_gabungan")
_ENDED_BY = {
    Action.CONFIRM: Outcome.CONFIRMED,
    Action.CLOSE: Outcome.CLOSED_BY_STAFF,
    Action.LAPSE: Outcome.NO_REACTION,
    Action.LAPSE_INCOMPLETE: Outcome.INCOMPLETE,
    Action.WITHDRAW: Outcome.WITHDRAWN,
    Action.TRANSFER: Outcome.TRANSFERRED,
    Action.TO_PPID: Outcome.TO_PPID,
    Action.MERGE: Outcome.MERGED,
}
FINISHED = frozenset({Outcome.CONFIRMED, Outcome.CLOSED_BY_STAFF, Outcome.NO_REACTION})
STEPS = (
    Action.VERIFY,
    Action.ASK,
    Action.DISPOSE,
    Action.RETURN,
    Action.ACCEPT,
    Action.ANSWER,
    Action.REOPEN,
    Action.RECLASSIFY,
)
"""The acts a report counts cases by; an approved answer is an answer."""


def span_of(session: Session, office: Office, start: datetime, end: datetime) -> Span:
    """The span between two moments, with the working days known at its end."""
    return Span(start, end, office, workdays.as_of(session, end))


def read(session: Session, span: Span, *, progress: Progress | None = None) -> Reading:
    """Every complaint that was there in the span. ``progress`` hears how many of how many are read."""
    ids = list(session.scalars(select(Case.id).where(*_candidates(span)).order_by(Case.id)))
    found = Reading([], [])
    for begin in range(0, len(ids), BATCH):
        for line in _lines(session, span, ids[begin], ids[min(begin + BATCH, len(ids)) - 1]):
            if isinstance(line, Fact):
                found.facts.append(line)
            elif line is not None:
                found.unclear.append(line)
        if progress is not None:
            progress(min(begin + BATCH, len(ids)), len(ids))
    found.unclear.extend(_uncounted(session, span, found))
    return found


def _candidates(span: Span) -> list[ColumnElement[bool]]:
    """Open in the span, or ended or rated since it began; what moved after its end is sorted out line by line."""
    rated = select(Rating.case_id).where(Rating.at >= span.start)
    was_there = or_(Case.closed_at.is_(None), Case.closed_at >= span.start, Case.id.in_(rated))
    return [Case.kind == CaseKind.PENGADUAN, Case.received_at < span.end, was_there]


def _uncounted(session: Session, span: Span, found: Reading) -> Iterator[Unclear]:
    """A second count, past the lines: every case whose first event lies in the span has to be among the new ones."""
    first = (
        select(Case.number)
        .join(CaseEvent, and_(CaseEvent.case_id == Case.id, CaseEvent.seq == 1))
        .where(Case.kind == CaseKind.PENGADUAN, CaseEvent.at >= span.start, CaseEvent.at < span.end)
    )
    counted = {fact.number for fact in found.facts if fact.came is Came.NEW}
    known = {line.number for line in found.unclear}
    here = set(session.scalars(first))
    yield from (Unclear(number, "tidak terhitung") for number in sorted(here - counted - known))
    yield from (Unclear(number, "terhitung tanpa dasar") for number in sorted(counted - here))


# one batch -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is kept beside the cases of a batch, by case id."""

    steps: Mapping[int, list[Step]]
    later: Mapping[int, list[Step]]
    terms: Mapping[int, list[Term]]
    orders: Mapping[int, list[Any]]
    joined: Mapping[int, Mapping[ClockKind, date]]


def _lines(session: Session, span: Span, first: int, last: int) -> Iterator[Fact | Unclear | None]:
    """The cases of the span between two of them."""
    ids = select(Case.id).where(*_candidates(span), Case.id.between(first, last)).scalar_subquery()
    batch = _batch(session, span, ids)
    headers = (
        select(
            Case.id,
            Case.number,
            Case.received_at,
            Case.channel,
            Case.status,
            Case.outcome,
            Case.closed_at,
            Case.visibility,
            Complaint.place,
        )
        .join(Complaint, Complaint.case_id == Case.id)
        .where(Case.id.in_(ids))
        .order_by(Case.id)
    )
    for header in direct(session, headers).all():
        yield _line(span, header, batch)


def _batch(session: Session, span: Span, ids: ScalarSelect[int]) -> _Batch:
    event = (CaseEvent.case_id, CaseEvent.at, CaseEvent.action, CaseEvent.before, CaseEvent.after)
    details, of_batch = cast(CaseEvent.details, Text), CaseEvent.case_id.in_(ids)
    some = case((CaseEvent.action.in_(_WITH_DETAILS), details))
    told = select(*event, some).where(of_batch, CaseEvent.at < span.end, CaseEvent.action.in_(_TOLD))
    since = select(*event, details).where(of_batch, CaseEvent.at >= span.end, CaseEvent.action.in_(_SINCE))
    clock = CaseClock
    terms = select(
        clock.case_id, clock.kind, clock.days, clock.started_at, clock.start_day, clock.due_on, clock.met_at, clock.days_left
    ).where(clock.case_id.in_(ids), clock.started_at < span.end)  # fmt: skip
    order = Disposition
    orders = select(order.case_id, order.agency_id, order.at, order.returned_at)
    orders = orders.where(order.case_id.in_(ids), order.at < span.end)
    later = _grouped(session, since.order_by(CaseEvent.case_id, CaseEvent.seq), _step)
    return _Batch(
        _grouped(session, told.order_by(CaseEvent.case_id, CaseEvent.seq), _step),
        later,
        _grouped(session, terms.order_by(clock.id), Term._make),
        _grouped(session, orders.order_by(order.id), lambda row: row),
        {case_id: _joined(session, span, case_id) for case_id, rows in later.items() if _merged_since(rows)},
    )


def _grouped(session: Session, rows: Any, made: Callable[[Any], Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in direct(session, rows).all():
        found[row[0]].append(made(row))
    return found


def _step(row: Any) -> Step:
    return Step(row[0], row[1], row[2], row[3], row[4], _read(row[5]))


@lru_cache(maxsize=1_000)
def _read(details: str | None) -> Mapping[str, Any] | None:
    """Details of many events are the same few words."""
    read: Mapping[str, Any] | None = json.loads(details) if details else None
    return read


def _merged_since(rows: Sequence[Any]) -> bool:
    return any(row.action in {"menerima_gabungan", "melepas_gabungan"} for row in rows)


def _joined(session: Session, span: Span, case_id: int) -> dict[ClockKind, date]:
    """The earliest last day, by kind, among the cases that stood behind this one when the span ended."""
    links = session.scalars(
        select(Link).where(
            Link.to_id == case_id,
            Link.kind == LinkKind.DUPLICATE_OF,
            Link.at < span.end,
            or_(Link.undone_at.is_(None), Link.undone_at >= span.end),
        )
    )
    ids = [clock_id for link in links for clock_id in link.details["clocks"]]
    earliest = select(CaseClock.kind, func.min(CaseClock.due_on)).where(CaseClock.id.in_(ids)).group_by(CaseClock.kind)
    return {row[0]: row[1] for row in session.execute(earliest)}


# one line --------------------------------------------------------------------------------------------------------


def _line(span: Span, header: Any, batch: _Batch) -> Fact | Unclear | None:
    steps, later = batch.steps.get(header.id, []), batch.later.get(header.id, [])
    if not steps:
        return None if any(row.action == MADE for row in later) else Unclear(header.number, "tanpa riwayat")
    came = _came(span, steps)
    if came is None and steps[0].action == MADE:
        return None
    wrong = _broken(steps)
    state = _state(header, steps, is_last=not any(row.before is not None for row in later))
    if wrong or state is None or came is None:
        return Unclear(header.number, wrong or "cara berakhirnya tidak tercatat")
    if isinstance(state, Unclear):
        return state
    history = History(steps, batch.terms.get(header.id, []), later, batch.joined.get(header.id))
    known, received = _known(steps), span.day(header.received_at)
    answered = history.first_answer if came is not Came.ONLY_RATED else None
    in_span = answered if answered is not None and span.has(answered) else None
    ordered = next((step.at for step in steps if step.action == Action.DISPOSE), None)
    place, area = places.of(header.place, span.office.region_code, is_hidden=header.visibility.hides_content)
    return Fact(
        number=header.number,
        came=came,
        state=state,
        received=received,
        agency_id=_holder(span, batch.orders.get(header.id, [])),
        channel=header.channel.value,
        kadar=known.get("kadar") or Kadar.TIDAK_BERKADAR.value,
        category=known.get("category"),
        place=place,
        area=area,
        steps=_done(span, steps) if came is not Came.ONLY_RATED else (),
        promises={kind.value: kept.value for kind, kept in _promises(came, history, span).items()},
        days_from_receipt=span.between(received, span.day(in_span)) if in_span else None,
        days_from_disposition=(
            span.between(span.day(ordered), span.day(in_span)) if in_span and ordered and ordered <= in_span else None
        ),
        score=_score(span, steps),
        is_silent=_is_silent(span, steps, state),
    )


def _came(span: Span, steps: Sequence[Step]) -> Came | None:
    """New, open or moved in the span, or rated in it; None when it was not there."""
    before = [step for step in steps if step.at < span.start]
    if not before:
        return Came.NEW
    if before[-1].after.is_open:
        return Came.CARRIED
    within = [step for step in steps if step.at >= span.start]
    if any(step.after.is_open for step in within):
        return Came.AGAIN
    return Came.ONLY_RATED if any(step.action == RATED for step in within) else None


def _broken(steps: Sequence[Step]) -> str:
    """What is wrong with a chain of events, in words; empty when it holds."""
    if steps[0].action != MADE:
        return "tanpa peristiwa penerimaan"
    state = steps[0].after
    for step in steps[1:]:
        if step.before is not None and step.before is not state:
            return "riwayat statusnya terputus"
        state = step.after
    return ""


def _state(header: Any, steps: Sequence[Step], *, is_last: bool) -> str | Unclear | None:
    """Where the case stood at the end; it has to agree with the case itself when nothing moved it since."""
    after: Status = steps[-1].after
    if is_last and after is not header.status:
        return Unclear(header.number, "statusnya tidak sama dengan riwayatnya")
    if after.is_open:
        return after.value
    ended = next((step for step in reversed(steps) if step.before is not None and step.before is not step.after), None)
    if ended is None:
        return None
    outcome = _outcome(header, ended, is_last=is_last)
    if is_last and outcome != header.outcome:
        return Unclear(header.number, "hasilnya tidak sama dengan riwayatnya")
    return outcome.value if outcome else None


def _outcome(header: Any, ended: Any, *, is_last: bool) -> Outcome | None:
    if ended.action != Action.ARCHIVE:
        return _ENDED_BY.get(ended.action)
    ground = (ended.details or {}).get("ground")
    if ground:
        return Outcome(ground)
    outcome: Outcome | None = header.outcome if is_last or header.closed_at == ended.at else None
    return outcome


def _known(steps: Sequence[Step]) -> dict[str, Any]:
    """Category and kadar as they were last set."""
    known: dict[str, Any] = {}
    for step in steps:
        if step.action in {MADE, Action.VERIFY, Action.RECLASSIFY}:
            said = step.details or {}
            known.update({name: said[name] for name in ("category", "kadar") if name in said})
    return known


def _holder(span: Span, orders: Sequence[Any]) -> int | None:
    """The agency that held the case at the end."""
    if not orders or (orders[-1].returned_at is not None and orders[-1].returned_at < span.end):
        return None
    agency_id: int = orders[-1].agency_id
    return agency_id


def _done(span: Span, steps: Sequence[Step]) -> tuple[str, ...]:
    done = {Action.ANSWER if step.action in ANSWERS else step.action for step in steps if span.has(step.at)}
    return tuple(step.value for step in STEPS if step in done)


def _promises(came: Came, history: History, span: Span) -> dict[ClockKind, Promise]:
    return judged(history, span) if came is not Came.ONLY_RATED else {}


def _score(span: Span, steps: Sequence[Step]) -> int | None:
    given = [step for step in steps if step.action == RATED]
    return int((given[-1].details or {})["score"]) if given and span.has(given[-1].at) else None


def _is_silent(span: Span, steps: Sequence[Step], state: str) -> bool:
    """Did it end with an answer in this span, and nobody said how it was?"""
    if state not in FINISHED or any(step.action == RATED for step in steps):
        return False
    ended = [step for step in steps if step.before is not None and step.before is not step.after]
    return span.has(ended[-1].at)
