"""Promises: which terms of a case were kept, as it stood when the span ended, whatever happened to the case later.

A term counts in the span in which it was met. One that runs on is looked at on the last day. What ends a case without
the act a term waits for (merging, transfer, withdrawal) leaves the term unjudged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from tickets.guards import ANSWERS
from tickets.kinds import ClockKind, Status
from tickets.reports.span import Span
from tickets.states import Action


class Promise(StrEnum):
    """How it stands with a term."""

    LATE = "terlambat"
    OVERDUE = "lewat"
    RUNNING = "berjalan"
    ON_TIME = "tepat"


_WORST_FIRST = tuple(Promise)
JUDGED = (
    ClockKind.VERIFICATION,
    ClockKind.FIRST_ANSWER,
    ClockKind.COMPLETION,
    ClockKind.REPORTER_COMPLETES,
    ClockKind.REPORTER_REACTS,
)
_DECIDED = frozenset(
    {*ANSWERS, Action.VERIFY, Action.DISPOSE, Action.ARCHIVE, Action.TRANSFER, Action.TO_PPID}
)  # what ends verification: the office said what becomes of the report
_OF_REPORTER = {
    ClockKind.REPORTER_COMPLETES: (Status.WAITING, {Action.SUPPLY}, Action.LAPSE_INCOMPLETE),
    ClockKind.REPORTER_REACTS: (Status.ANSWERED, {Action.CONFIRM, Action.REOPEN}, Action.LAPSE),
}


class Step(NamedTuple):
    """A row of the case's events."""

    case_id: int
    at: datetime
    action: str
    before: Status | None
    after: Status
    details: Mapping[str, Any] | None


class Term(NamedTuple):
    """A row of the case's clocks."""

    case_id: int
    kind: ClockKind
    days: int
    started_at: datetime
    start_day: date
    due_on: date
    met_at: datetime | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class History:
    """A case as the books have it: what happened before the span's end, its terms, and what was done since.

    ``joined`` are the last days that merged cases lent their master's terms before the end.
    """

    steps: Sequence[Step]
    terms: Sequence[Term]
    later: Sequence[Step] = ()
    joined: Mapping[ClockKind, date] | None = None
    state: Status = field(init=False)
    first_answer: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        answered = next((step.at for step in self.steps if step.action in ANSWERS), None)
        object.__setattr__(self, "state", self.steps[-1].after)
        object.__setattr__(self, "first_answer", answered)


def judged(history: History, span: Span) -> dict[ClockKind, Promise]:
    """The terms of the case that count in this span, each as the worst of its kind."""
    there = {term.kind for term in history.terms}
    found = {kind: list(judge(history, span)) for kind, judge in _JUDGES.items() if kind in there}
    return {kind: min(each, key=_WORST_FIRST.index) for kind, each in found.items() if each}


def _of_kind(history: History, span: Span, kind: ClockKind) -> list[Term]:
    return [term for term in history.terms if term.kind is kind and term.started_at < span.end]


def _with_next(terms: Sequence[Term]) -> Iterator[tuple[Term, datetime | None]]:
    for place, term in enumerate(terms):
        yield term, terms[place + 1].started_at if place + 1 < len(terms) else None


def _verification(history: History, span: Span) -> Iterator[Promise]:
    for term, following in _with_next(_of_kind(history, span, ClockKind.VERIFICATION)):
        stop = _stop(history, term, following, _DECIDED)
        if stop is None and following is None and not _stands_still(history, span, term):
            yield from _running(history, span, term)
        elif stop is not None and span.has(stop.at):
            yield _verdict(_paused_day(history, span, stop) or span.day(stop.at), term.due_on)


def _stands_still(history: History, span: Span, verification: Term) -> bool:
    """Had the question reached the reporter when the span ended, and in time? Until it does, verification runs on."""
    if history.state is not Status.WAITING:
        return False
    asked = _of_kind(history, span, ClockKind.REPORTER_COMPLETES)
    return any(
        term.started_at >= history.steps[-1].at and span.day(term.started_at) <= verification.due_on for term in asked
    )


def _paused_day(history: History, span: Span, stop: Step) -> date | None:
    """The day verification stood still, when the office decided while it still waited for the reporter."""
    before = [step for step in history.steps if step.at <= stop.at and step is not stop]
    if not before or before[-1].after is not Status.WAITING:
        return None
    asked = [term.started_at for term in history.terms if term.kind is ClockKind.REPORTER_COMPLETES]
    delivered = [at for at in asked if before[-1].at <= at <= stop.at]
    return span.day(delivered[-1]) if delivered else None


def _first_answers(history: History, span: Span) -> Iterator[Promise]:
    for term, following in _with_next(_of_kind(history, span, ClockKind.FIRST_ANSWER)):
        stop = _stop(history, term, following, ANSWERS)
        if stop is None and following is None:
            yield from _running(history, span, term)
        elif stop is not None and span.has(stop.at):
            yield _verdict(span.day(stop.at), term.due_on)


def _completion(history: History, span: Span) -> Iterator[Promise]:
    """The first answer settles it for good, and a breach made before reclassifying stays one."""
    terms = _made_before(_of_kind(history, span, ClockKind.COMPLETION), span)
    if not terms:
        return
    breached = any(
        span.day(one.met_at) > one.due_on
        for (one, _), (_, made) in pairwise(terms)
        if one.met_at is not None and made == one.met_at
    )
    stop, last = history.first_answer, terms[-1][0]
    if stop is None:
        for running in _running(history, span, last):
            yield Promise.OVERDUE if breached else running
    elif span.has(stop):
        yield Promise.LATE if breached else _verdict(span.day(stop), last.due_on)


def _made_before(terms: Sequence[Term], span: Span) -> list[tuple[Term, datetime]]:
    """The terms there were, each with when it was made: after reclassifying the new one says it began at receipt."""
    found: list[tuple[Term, datetime]] = []
    for term in terms:
        earlier = found[-1][0].met_at if found else None
        made = max(term.started_at, earlier) if earlier is not None else term.started_at
        if made >= span.end:
            break
        found.append((term, made))
    return found


def _of_reporter(history: History, span: Span, kind: ClockKind) -> Iterator[Promise]:
    waits_in, reactions, silence = _OF_REPORTER[kind]
    for term in _of_kind(history, span, kind):
        if term.met_at is None or term.met_at >= span.end:
            if history.state is waits_in:
                yield from _running(history, span, term)
            continue
        ended_by = {step.action for step in history.steps if step.at == term.met_at}
        if span.has(term.met_at) and ended_by & reactions:
            yield _verdict(span.day(term.met_at), term.due_on)
        elif span.has(term.met_at) and silence in ended_by:
            yield Promise.LATE


def _stop(history: History, term: Term, following: datetime | None, by: frozenset[Action]) -> Step | None:
    for step in history.steps:
        if step.action in by and step.at >= term.started_at and (following is None or step.at < following):
            return step
    return None


def _verdict(day: date, due_on: date) -> Promise:
    return Promise.ON_TIME if day <= due_on else Promise.LATE


def _running(history: History, span: Span, term: Term) -> Iterator[Promise]:
    """A term nothing has met: late from the day after its last one; unjudged when the case ended otherwise."""
    if history.state.is_open:
        last_day = _due_at_the_end(history, span, term)
        yield Promise.OVERDUE if last_day < span.last_day else Promise.RUNNING


def _due_at_the_end(history: History, span: Span, term: Term) -> date:
    """The last day as it stood when the span ended: the first thing that moved it since tells what it was before."""
    for step in history.later:
        if term.met_at is not None and step.at > term.met_at:
            break
        if step.action == "hitung_ulang":
            for kind, before, _ in (step.details or {}).get("moved", ()):
                if kind == term.kind:
                    return date.fromisoformat(before)
        if step.action == Action.SUPPLY and term.kind is ClockKind.VERIFICATION:
            return _before_the_pause(history, span, term)
        if step.action in {"menerima_gabungan", "melepas_gabungan"}:
            left = term.days if term.days_left is None else term.days_left
            own = span.calendar.after(term.start_day, left).due
            return min(own, (history.joined or {}).get(term.kind, own))
    return term.due_on


def _before_the_pause(history: History, span: Span, term: Term) -> date:
    resumed = [step for step in history.steps if step.action == Action.SUPPLY and (step.details or {}).get("due_on")]
    if resumed:
        assert resumed[-1].details is not None
        return date.fromisoformat(resumed[-1].details["due_on"])
    return span.due(term.started_at, term.days)


_JUDGES: Mapping[ClockKind, Callable[[History, Span], Iterator[Promise]]] = {
    ClockKind.VERIFICATION: _verification,
    ClockKind.FIRST_ANSWER: _first_answers,
    ClockKind.COMPLETION: _completion,
    **{kind: partial(_of_reporter, kind=kind) for kind in _OF_REPORTER},
}
