"""Bulk acts: one step for many tickets, ordered at once and made one by one through the use cases of a single ticket.

An order keeps which tickets were chosen, each with the version it had then: one that somebody changed since is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core import audit
from core.errands import Errand, ErrandKind
from core.errors import Refusal
from core.staff import Agency, Permission, Staff, agencies_of, office_wide
from tickets import quarantine, queries, service
from tickets.kinds import Attention, CaseKind, Outcome, Party, Status
from tickets.models import Case
from tickets.states import MOVES, Action, GroundNeeded, NotNow, NotYourPart, ReasonNeeded, may_see

MOST = 5_000


class BulkAct(StrEnum):
    """What can be done to many tickets at once: nothing that puts words of an answer into a citizen's hands."""

    DISPOSE = "disposisi"
    ASSIGN = "tugaskan"
    ARCHIVE = "arsipkan"
    CLOSE = "tutup"
    RELEASE = "lepas-karantina"


_MOVES: Mapping[BulkAct, Action] = {
    BulkAct.DISPOSE: Action.DISPOSE,
    BulkAct.ARCHIVE: Action.ARCHIVE,
    BulkAct.CLOSE: Action.CLOSE,
}


class NothingPicked(Refusal):
    code = "nothing_picked"


class TooManyTickets(Refusal):
    code = "too_many_tickets"


class AssigneeNeeded(Refusal):
    """Whoever gets the tickets works in the office or the agency of the person who hands them out."""

    code = "assignee_needed"


class AssigneeMayNotSee(Refusal):
    code = "assignee_may_not_see"


class AlreadyTheirs(Refusal):
    code = "already_theirs"


class AlreadyThere(Refusal):
    """The agency has the ticket already: its citizen is not told the same twice because a filter took it along."""

    code = "already_there"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to each of them."""

    act: BulkAct
    reason: str = ""
    agency: int | None = None
    ground: str = ""
    assignee: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticket as it was chosen."""

    case_id: int
    version: int


def offered(staff: Staff) -> list[BulkAct]:
    """The acts a role of this person reaches; which tickets they fit is seen ticket by ticket."""
    return [act for act in BulkAct if _is_theirs(act, staff)]


def _is_theirs(act: BulkAct, staff: Staff) -> bool:
    if act in _MOVES:
        moves = (move for table in MOVES.values() for move in table if move.party is Party.STAFF)
        return staff.active and any(move.action is _MOVES[act] and move.roles & staff.role_names for move in moves)
    return staff.may(Permission.RECORD_CASES if act is BulkAct.RELEASE else Permission.WORK_CASES)


def fits(act: BulkAct, kind: CaseKind, status: Status, attention: Attention | None) -> bool:
    """Would the act be taken in this state? A guard, a scope or somebody quicker can still refuse it."""
    if act is BulkAct.RELEASE:
        return attention is Attention.QUARANTINE
    if act is BulkAct.ASSIGN:
        return status.is_open
    moves = (move for move in MOVES.get(kind, ()) if move.party is Party.STAFF and move.action is _MOVES[act])
    return any(status in move.sources for move in moves)


def candidates(session: Session, by: Staff) -> list[Staff]:
    """Whom this person may give tickets to: anybody who works on tickets, or the colleagues of their agencies."""
    active = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name, Staff.id))
    working = [person for person in active if person.may(Permission.WORK_CASES)]
    if office_wide(by):
        return working
    return [person for person in working if agencies_of(person) & agencies_of(by)]


def check(session: Session, order: Order, *, by: Staff) -> None:
    """Refuses an order that no ticket could be done by: not this person's, or with a field that is missing."""
    if order.act not in offered(by):
        raise NotYourPart(action=order.act)
    agency = session.get(Agency, order.agency) if order.agency else None
    if order.act is BulkAct.DISPOSE and (agency is None or not agency.is_active):
        raise service.AgencyNeeded()
    if order.act is BulkAct.ARCHIVE and order.ground not in service.ARCHIVE_GROUNDS:
        raise GroundNeeded()
    if order.act in _MOVES and not order.reason.strip():
        raise ReasonNeeded(action=_MOVES[order.act])
    if order.act is BulkAct.ASSIGN and order.assignee not in {person.id for person in candidates(session, by)}:
        raise AssigneeNeeded()


def checked(picks: Iterable[Pick]) -> list[Pick]:
    """Each ticket once. Refuses :class:`NothingPicked` and :class:`TooManyTickets`."""
    once = list({pick.case_id: pick for pick in picks}.values())
    if not once:
        raise NothingPicked()
    if len(once) > MOST:
        raise TooManyTickets(most=MOST, count=len(once))
    return once


def start(
    session: Session, order: Order, picks: Sequence[Pick], *, key: str, title: str, by: Staff, at: datetime
) -> Errand:
    """Order it. The same form (``key``) sent again is the same errand; the books get one row for the whole."""
    session.get_one(Staff, by.id, with_for_update={"key_share": True})
    of_form = Errand.wanted["key"].as_string() == key
    before = session.scalar(
        select(Errand).where(Errand.asked_by == by.id, Errand.kind == ErrandKind.BULK, of_form).limit(1)
    )
    if before is not None:
        return before
    check(session, order, by=by)
    rows = [[pick.case_id, pick.version] for pick in checked(picks)]
    wanted = {"key": key, "order": asdict(order), "rows": rows, "refused": {}}
    errand = Errand(
        kind=ErrandKind.BULK, title=title[:200], wanted=wanted, asked_by=by.id, asked_at=at, total=len(rows)
    )
    session.add(errand)
    session.flush()
    details = {"act": order.act.value, "count": len(rows), "errand": errand.id}
    audit.record(session, by=by, action="bulk_ordered", subject="cases", at=at, details=details)
    return errand


def order_of(wanted: Mapping[str, Any]) -> Order:
    """The order an errand keeps."""
    kept = dict(wanted["order"])
    return Order(**{**kept, "act": BulkAct(kept["act"])})


def step(session: Session, order: Order, pick: Pick, *, by: Staff, at: datetime) -> None:
    """Do it to one ticket, with every check the ticket's own page makes."""
    case = session.get(Case, pick.case_id)
    if case is None:
        raise service.UnknownCase()
    version = pick.version
    if order.act is BulkAct.DISPOSE:
        agency = session.get(Agency, order.agency)
        if case.status is Status.DISPOSED and case.agency_id == order.agency and may_see(by, case):
            raise AlreadyThere()
        service.dispose(session, case, by=by, version=version, agency=agency, instruction=order.reason, at=at)
    elif order.act is BulkAct.ARCHIVE:
        ground = Outcome(order.ground)
        service.archive(session, case, by=by, version=version, ground=ground, reason=order.reason, at=at)
    elif order.act is BulkAct.CLOSE:
        service.close(session, case, by=by, version=version, reason=order.reason, at=at)
    elif order.act is BulkAct.RELEASE:
        quarantine.release(session, case, by=by, version=version, at=at)
    else:
        _assign(session, case, order, by=by, version=version, at=at)


def _assign(session: Session, case: Case, order: Order, *, by: Staff, version: int, at: datetime) -> None:
    case, to = service.open_for(session, case, by=by, version=version), session.get_one(Staff, order.assignee)
    if not by.may(Permission.WORK_CASES):
        raise NotYourPart(action="ambil")
    if not case.status.is_open:
        raise NotNow(action="ambil", status=case.status, number=case.number)
    if not may_see(to, case):
        raise AssigneeMayNotSee()
    if case.assignee_id == to.id:
        raise AlreadyTheirs()
    service.assign(session, case, by=by, to=to, version=version, at=at)


def at_hand(session: Session, order: Order, picks: Iterable[Pick], *, by: Staff) -> list[object]:
    """What the steps of these tickets ask for, read at once: as long as this list is kept, each finds its own here."""
    agency = session.get(Agency, order.agency) if order.agency else None
    return [
        agency,
        *((case, case.complaint) for case in visible(session, (pick.case_id for pick in picks), by).values()),
    ]


def visible(session: Session, ids: Iterable[int], by: Staff) -> dict[int, Case]:
    """Those of the tickets this person may see."""
    seen = select(Case).where(Case.id.in_(list(ids)), queries.visible_to(by))
    found = session.scalars(seen.options(selectinload(Case.complaint)))
    return {case.id: case for case in found}
