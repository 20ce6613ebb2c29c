"""Deadlines: which clocks a case has, started, paused and met by what happens to it.

Every term is a row of the office's table with the rule that sets it; nothing here is a number of days in code but
the defaults that fill an empty table. The day of receipt is day 0, weekends too (DECISIONS 18).
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.clock import local_day
from core.db import table_of
from core.office import NonworkingReceipt, Office
from core.workdays import Deadline, SkippedDay, WorkCalendar
from tickets.kinds import CaseKind, ClockKind, Kadar, Rung, Subject
from tickets.models import Case, CaseClock, ClockPolicy, Complaint

_PENGADUAN = "Tabel tenggat kantor: PermenPANRB 62/2018; Perbup Klaten 19/2016 jo. 50/2017"
_ADU, _PPD = CaseKind.PENGADUAN, CaseKind.PERMOHONAN
_HOUSE = "Kebijakan kantor"
REMINDER, REVIVAL = "pengingat", "tidak_dilengkapi"

DEFAULTS: tuple[tuple[CaseKind, ClockKind, str, int, str], ...] = (
    (_ADU, ClockKind.VERIFICATION, "", 3, _PENGADUAN),
    (_ADU, ClockKind.FIRST_ANSWER, "", 5, _PENGADUAN),
    (_ADU, ClockKind.COMPLETION, Subject.INFORMASI, 5, _PENGADUAN),
    (_ADU, ClockKind.COMPLETION, Kadar.TIDAK_BERKADAR, 14, _PENGADUAN),
    (_ADU, ClockKind.COMPLETION, Kadar.BERKADAR, 60, _PENGADUAN),
    (_ADU, ClockKind.REPORTER_COMPLETES, "", 10, _PENGADUAN),
    (_ADU, ClockKind.REPORTER_REACTS, "", 10, _PENGADUAN),
    (_ADU, ClockKind.REOPENING, "", 10, _PENGADUAN),
    (_ADU, ClockKind.REPORTER_COMPLETES, REMINDER, 5, _HOUSE),
    (_ADU, ClockKind.REPORTER_REACTS, REMINDER, 5, _HOUSE),
    (_ADU, ClockKind.REOPENING, REVIVAL, 30, _HOUSE),
    (_ADU, ClockKind.RETURNING, "", 2, _HOUSE),
    (_PPD, ClockKind.NOTICE, "", 10, "UU 14/2008 Pasal 22 ayat (7)"),
    (_PPD, ClockKind.REOPENING, "", 10, _HOUSE),
)

OF_THE_OFFICE = frozenset({ClockKind.VERIFICATION, ClockKind.FIRST_ANSWER, ClockKind.COMPLETION, ClockKind.NOTICE})


def seed(session: Session) -> None:
    """Add the defaults the table does not have yet; what an office has changed stays."""
    columns = (ClockPolicy.case_kind, ClockPolicy.clock, ClockPolicy.applies_to)
    known = {tuple(row) for row in session.execute(select(*columns))}
    session.add_all(
        ClockPolicy(case_kind=kind, clock=clock, applies_to=str(applies_to), days=days, citation=citation)
        for kind, clock, applies_to, days, citation in DEFAULTS
        if (kind, clock, str(applies_to)) not in known
    )


def completion_of(complaint: Complaint) -> str:
    """Which completion term a complaint has: by its kadar first, then by what it wants."""
    if complaint.kadar is Kadar.BERKADAR or complaint.subject is Subject.PENGADUAN:
        return complaint.kadar.value
    return Subject.INFORMASI.value


def start(session: Session, case: Case, kind: ClockKind, *, at: datetime, applies_to: str = "") -> CaseClock:
    """Start a term of this case now; one that already runs for the same thing is left alone."""
    clock = begin(session, case, running(session, case), kind, at=at, applies_to=applies_to)
    show_next(session, case)
    return clock


def begin(
    session: Session, case: Case, terms: list[CaseClock], kind: ClockKind, *, at: datetime, applies_to: str = ""
) -> CaseClock:
    """The same for who has the running ``terms`` of the case at hand, which get the new one; it is written, and shown, later."""
    known = next((clock for clock in terms if clock.kind is kind), None)
    if known is not None:
        return known
    with session.no_autoflush:  # what the office has settled does not hang on what is being changed here
        rule = policy(session, case.kind, kind, applies_to)
        office, calendar = offices.current(session), workdays.current(session)
    day = first_day(at, office, calendar)
    term = calendar.after(day, rule.days)
    clock = CaseClock(
        case_id=case.id,
        kind=kind,
        days=rule.days,
        citation=rule.citation,
        calendar_version=term.calendar_version,
        started_at=at,
        start_day=day,
        due_on=term.due,
        skipped=explanation(term),
    )
    session.add(clock)
    terms.append(clock)
    return clock


def policy(session: Session, case_kind: CaseKind, kind: ClockKind, applies_to: str = "") -> ClockPolicy:
    """The office's rule for this term. Raises LookupError when the table has none: it is never guessed. Each is read once in
    a session: a row of it that is changed there is the same row."""
    known: dict[tuple[CaseKind, ClockKind, str], ClockPolicy] = session.info.setdefault(_RULES, {})
    wanted = (case_kind, kind, applies_to)
    if wanted not in known:
        rule = session.scalar(_RULE, {"case_kind": case_kind, "clock": kind, "applies_to": applies_to})
        if rule is None:
            raise LookupError(f"no deadline is set for {case_kind}/{kind}/{applies_to or '-'}")
        known[wanted] = rule
    return known[wanted]


_RULES = "clock_policies"
_RULE = select(ClockPolicy).where(
    ClockPolicy.case_kind == bindparam("case_kind"),
    ClockPolicy.clock == bindparam("clock"),
    ClockPolicy.applies_to == bindparam("applies_to"),
)


def first_day(at: datetime, office: Office, calendar: WorkCalendar) -> date:
    """Day 0 of a message: the office's calendar day, or the next working day where the office chose that."""
    day = local_day(at, office.zone)
    return calendar.next_workday(day) if office.nonworking_receipt is NonworkingReceipt.NEXT_WORKING_DAY else day


def explanation(term: Deadline) -> list[list[str]]:
    """The skipped dates with their reasons, as they are kept and shown."""
    return written(term.skipped)


def written(days: Iterable[SkippedDay]) -> list[list[str]]:
    """Dates that do not count with their reasons, as they are kept and shown."""
    return [[skip.day.isoformat(), skip.reason] for skip in days]


def open_clock(session: Session, case: Case, kind: ClockKind) -> CaseClock | None:
    """The running (or paused) term of this kind."""
    return session.scalar(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == kind, CaseClock.met_at.is_(None))
    )


def of_case(session: Session, case: Case) -> list[CaseClock]:
    """Every term the case ever had, in the order they started."""
    return list(session.scalars(select(CaseClock).where(CaseClock.case_id == case.id).order_by(CaseClock.id)))


def due_day(session: Session, case: Case, kind: ClockKind) -> date | None:
    """The last day of the running (or paused) term of this kind."""
    return session.scalar(_LAST_DAY, {"case": case.id, "kind": kind})


def meet(session: Session, case: Case, kinds: Iterable[ClockKind], *, at: datetime) -> None:
    """These terms are over: what they waited for has happened, in time or not."""
    end(running(session, case), kinds, at=at)
    show_next(session, case)


def end(terms: list[CaseClock], kinds: Iterable[ClockKind], *, at: datetime) -> None:
    """The same for who has the running ``terms`` at hand, which keep those that go on; it is written, and shown, later."""
    over = frozenset(kinds)
    for clock in terms:
        if clock.kind in over:
            clock.met_at, clock.paused_at = at, None
    terms[:] = [clock for clock in terms if clock.met_at is None]


def pause(session: Session, case: Case, kind: ClockKind, *, at: datetime) -> None:
    """The term stands still: the reporter has to answer first. One that is missed already stays missed, and runs on."""
    clock = open_clock(session, case, kind)
    office, calendar = offices.current(session), workdays.current(session)
    if clock is None or clock.paused_at is not None or local_day(at, office.zone) > clock.due_on:
        return
    spent = calendar.between(clock.start_day, local_day(at, office.zone))
    had = clock.days if clock.days_left is None else clock.days_left
    clock.paused_at, clock.days_left = at, max(had - spent, 0)
    session.flush()
    show_next(session, case)


def resume(session: Session, case: Case, kind: ClockKind, *, at: datetime) -> None:
    """The term goes on with the working days it had left; today is its day 0 again.

    One that was missed before it stood still, as was possible once, keeps the last day it missed.
    """
    clock = open_clock(session, case, kind)
    if clock is None or clock.paused_at is None:
        return
    office, calendar = offices.current(session), workdays.current(session)
    stood_from = local_day(clock.paused_at, office.zone)
    if stood_from > clock.due_on:
        clock.paused_at = None
        session.flush()
        show_next(session, case)
        return
    day = local_day(at, office.zone)
    term = calendar.after(day, clock.days_left or 0)
    put_off(clock, term.due)
    clock.start_day, clock.calendar_version = day, term.calendar_version
    ran_over = [skip for skip in clock.skipped if date.fromisoformat(skip[0]) <= stood_from]
    clock.skipped = [*ran_over, *explanation(term)]
    clock.paused_at = None
    session.flush()
    show_next(session, case)


def put_off(clock: CaseClock, due: date) -> None:
    """The term has another last day. One that is later is warned of again; what was missed is not forgotten."""
    if due > clock.due_on and clock.rung is Rung.SOON:
        clock.rung = None
    clock.due_on = due


def react_days(session: Session, kind: CaseKind) -> int | None:
    """How many working days a reporter has to react to an answer; None where no such term is kept."""
    return _days(session, kind, ClockKind.REPORTER_REACTS)


def completing_days(session: Session, kind: CaseKind) -> int | None:
    """How many working days a reporter has to reply to a question; None where no such term is kept."""
    return _days(session, kind, ClockKind.REPORTER_COMPLETES)


def _days(session: Session, kind: CaseKind, clock: ClockKind) -> int | None:
    rule = ClockPolicy.case_kind == kind, ClockPolicy.clock == clock, ClockPolicy.applies_to == ""
    return session.scalar(select(ClockPolicy.days).where(*rule))


def may_reopen_until(session: Session, case: Case, closed_at: datetime) -> date:
    """The last day on which the reporter may reopen a case closed then."""
    office, calendar = offices.current(session), workdays.current(session)
    days = policy(session, case.kind, ClockKind.REOPENING).days
    return calendar.after(local_day(closed_at, office.zone), days).due


def run_again(session: Session, case: Case, clock_ids: Iterable[int]) -> None:
    """These terms were ended by a move that is undone: they run on as if it had not been made."""
    for clock in session.scalars(select(CaseClock).where(CaseClock.id.in_(list(clock_ids)))):
        clock.met_at = None
    session.flush()
    show_next(session, case)


def running(session: Session, case: Case) -> list[CaseClock]:
    """The terms of this case that are not over, in the order they started."""
    return list(session.scalars(_RUNNING, {"case": case.id}))


def nearest(session: Session, case: Case) -> CaseClock | None:
    """The term of the office that is due first, as the queue and the citizen are shown it."""
    return min(_of_the_office(running(session, case)), key=lambda clock: clock.due_on, default=None)


def _of_the_office(terms: Iterable[CaseClock]) -> list[CaseClock]:
    return [clock for clock in terms if clock.kind in OF_THE_OFFICE and clock.paused_at is None]


_RUNNING = (
    select(CaseClock).where(CaseClock.case_id == bindparam("case"), CaseClock.met_at.is_(None)).order_by(CaseClock.id)
)
_LAST_DAY = select(CaseClock.due_on).where(
    CaseClock.case_id == bindparam("case"), CaseClock.kind == bindparam("kind"), CaseClock.met_at.is_(None)
)
_CLOCK = table_of(CaseClock).c
_MISSED = select(_CLOCK.due_on, _CLOCK.met_at).where(
    _CLOCK.case_id == bindparam("case"),
    _CLOCK.kind == ClockKind.COMPLETION,
    _CLOCK.started_at == bindparam("since"),
    _CLOCK.met_at.is_not(None),
)


def show_next(session: Session, case: Case) -> None:
    """Keep the nearest due date of the office's own running terms on the header, for the queue.

    A completion term that was missed before the complaint was classified anew counts on until the answer: a new term
    never erases a breach.
    """
    session.flush()
    show(session, case, running(session, case))


def show(session: Session, case: Case, terms: Iterable[CaseClock]) -> None:
    """The same for who has the running ``terms`` at hand."""
    shown = _of_the_office(terms)
    completion = next((clock for clock in shown if clock.kind is ClockKind.COMPLETION), None)
    missed = _missed(session, case, completion.started_at) if completion is not None else []
    case.due_on = min([*missed, *(clock.due_on for clock in shown)], default=None)


def _missed(session: Session, case: Case, since: datetime) -> list[date]:
    """The last days of completion terms of the same receipt that ended too late, another one going on for them."""
    with session.no_autoflush:
        ended = session.execute(_MISSED, {"case": case.id, "since": since}).all()
    zone = offices.current(session).zone if ended else None
    return [row.due_on for row in ended if zone is not None and local_day(row.met_at, zone) > row.due_on]
