"""Escalation: a term that nears its end is told to who holds the case, an overdue one to the agency's head and the
koordinator, and three working days later it stands in the digest of the Sekda. Each rung once, each an event.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core import office as offices
from core import staff_chats, workdays
from core.clock import local_day
from core.messages import outbox
from core.staff import Role, Staff, StaffRole
from core.workdays import WorkCalendar
from tickets import chat_notices, deadlines, events, staff_notices
from tickets.chat_notices import ChatNotice
from tickets.kinds import CaseKind, Kadar, Party, Rung
from tickets.models import Case, CaseClock
from tickets.service import locked
from tickets.staff_notices import StaffNotice
from tickets.states import may_see

SOON_DAYS, SEKDA_DAYS = 1, 3
_BATCH = 200
_ORDER = tuple(Rung)


def climbing(session: Session, *, at: datetime) -> list[int]:
    """Running terms of the office that have a rung to climb today."""
    today, calendar = _today(session, at), workdays.current(session)
    soon = calendar.after(today, SOON_DAYS).due
    running = session.execute(
        select(CaseClock.id, CaseClock.due_on, CaseClock.rung)
        .where(
            CaseClock.kind.in_(deadlines.OF_THE_OFFICE),
            CaseClock.met_at.is_(None),
            CaseClock.paused_at.is_(None),
            CaseClock.due_on <= soon,
            CaseClock.rung.is_distinct_from(Rung.SEKDA),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
    )
    due = [row.id for row in running if _next(row.rung, row.due_on, today, calendar) is not None]
    return due[:_BATCH]


def climb(session: Session, clock_id: int, *, at: datetime) -> None:
    """Let one term climb as far as it has to; nothing happens when somebody else met it meanwhile."""
    known = session.get(CaseClock, clock_id)
    if known is None:
        return
    case = locked(session, known.case_id)
    clock = session.get_one(CaseClock, clock_id, populate_existing=True)
    today, calendar = _today(session, at), workdays.current(session)
    while clock.met_at is None and clock.paused_at is None:
        rung = _next(clock.rung, clock.due_on, today, calendar)
        if rung is None:
            return
        clock.rung = rung
        details = {"clock": clock.kind.value, "rung": rung.value, "due_on": clock.due_on.isoformat()}
        events.append(session, case, "tenggat", party=Party.SYSTEM, is_internal=True, details=details, at=at)
        if rung is Rung.SEKDA:
            _into_digest(session, case, today, at=at)
        else:
            people = _holders(session, case) if rung is Rung.SOON else _leaders(session, case)
            about = f"c{clock.id}.{clock.due_on:%y%m%d}" if rung is Rung.SOON else f"c{clock.id}"
            staff_notices.tell(
                session, people, rung, about=about, at=at, case_id=case.id, due_on=clock.due_on, details=details
            )
            why = ChatNotice.DUE_SOON if rung is Rung.SOON else ChatNotice.OVERDUE
            chat_notices.tell(session, case, why, people, key=f"{about}.{rung}", at=at)


def _today(session: Session, at: datetime) -> date:
    return local_day(at, offices.current(session).zone)


def _next(reached: Rung | None, due_on: date, today: date, calendar: WorkCalendar) -> Rung | None:
    """The rung to climb now. What is overdue already is not warned of any more."""
    place = _ORDER.index(reached) + 1 if reached is not None else 0
    if today <= due_on:
        is_soon = calendar.between(today, due_on) <= SOON_DAYS
        return Rung.SOON if place == 0 and is_soon else None
    if place <= _ORDER.index(Rung.OVERDUE):
        return Rung.OVERDUE
    if place == _ORDER.index(Rung.SEKDA) and calendar.between(due_on, today) >= SEKDA_DAYS:
        return Rung.SEKDA
    return None


def _holders(session: Session, case: Case) -> list[Staff]:
    """Who holds the case: its officer, else the agency, else the desk that has not given it away yet."""
    assignee = session.get(Staff, case.assignee_id) if case.assignee_id is not None else None
    if assignee is not None and may_see(assignee, case):
        return [assignee]
    return _agency(session, case) or _desk(session, case)


def _leaders(session: Session, case: Case) -> list[Staff]:
    """The agency's head, or its people where none is named, and the koordinator; of what is berkadar the inspektorat."""
    people = _agency(session, case)
    heads = [person for person in people if person.is_head]
    found = {person.id: person for person in [*(heads or people), *_desk(session, case)]}
    return list(found.values())


def _agency(session: Session, case: Case) -> list[Staff]:
    if case.agency_id is None:
        return []
    held = Staff.duties.any((StaffRole.role == Role.ADMIN_OPD) & (StaffRole.agency_id == case.agency_id))
    return _seeing(session, case, held)


def _desk(session: Session, case: Case) -> list[Staff]:
    role = Role.KOORDINATOR
    if case.kind is CaseKind.PERMOHONAN:
        role = Role.PPID
    elif case.complaint is not None and case.complaint.kadar is Kadar.BERKADAR:
        role = Role.INSPEKTORAT
    return _seeing(session, case, Staff.duties.any((StaffRole.role == role) & StaffRole.agency_id.is_(None)))


def _seeing(session: Session, case: Case, who: ColumnElement[bool]) -> list[Staff]:
    people = session.scalars(select(Staff).where(Staff.active, who).order_by(Staff.id))
    return [person for person in people if may_see(person, case)]


def _into_digest(session: Session, case: Case, today: date, *, at: datetime) -> None:
    """The digest of the day: one notice for each supervisor, to which the case is added."""
    supervisors = Staff.duties.any((StaffRole.role == Role.SUPERVISOR) & StaffRole.agency_id.is_(None))
    for person in _seeing(session, case, supervisors):
        about = f"d{today.isoformat()}"
        key = f"{about}.{Rung.SEKDA}.{person.id}"
        digest = session.scalar(select(StaffNotice).where(StaffNotice.key == key).with_for_update())
        if digest is None:
            (digest,) = staff_notices.tell(session, [person], Rung.SEKDA, about=about, at=at, details={"cases": []})
        if case.number not in digest.details["cases"]:
            digest.details = {**digest.details, "cases": [*digest.details["cases"], case.number]}
            digest.seen_at = None


def tell_digests(session: Session, *, at: datetime) -> int:
    """The digest of the day goes to the chats of its supervisors too, once, when all of the day stands in it."""
    written = select(StaffNotice).where(StaffNotice.rung == Rung.SEKDA, StaffNotice.at <= at)
    told = 0
    for digest in session.scalars(written.where(StaffNotice.at > at - _A_DAY).order_by(StaffNotice.id)):
        person = session.get(Staff, digest.staff_id)
        numbers = [number for number in digest.details["cases"] if number not in digest.details.get("told", ())]
        if person is None or not person.active or not numbers:
            continue
        for _, contact in staff_chats.of_staff(session, person.id):
            outbox.enqueue(
                session,
                key=f"staf.{digest.key}.{len(digest.details['cases'])}.{contact.id}",
                chat_key=contact.chat_key,
                kind=chat_notices.DIGEST,
                data={"numbers": numbers},
                at=at,
            )
            told += 1
        digest.details = {**digest.details, "told": list(digest.details["cases"])}
    return told


_A_DAY = timedelta(days=1)
