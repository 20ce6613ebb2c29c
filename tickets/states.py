"""The state machine as a table: who may do what to a case, from which state, into which, and what it takes.

Nothing else changes a status. A test walks every cell of role x state x action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.staff import Role, Staff, agencies_of, office_wide
from tickets.kinds import CaseKind, Kadar, Outcome, Party, Status
from tickets.models import Case


class Action(StrEnum):
    """A move in a case."""

    VERIFY = "verifikasi"
    ASK = "minta_kelengkapan"
    SUPPLY = "melengkapi"
    DISPOSE = "disposisi"
    RETURN = "kembalikan"
    ACCEPT = "proses"
    ANSWER = "jawab"
    CLOSE = "tutup"
    CONFIRM = "konfirmasi"
    LAPSE = "tanpa_tanggapan"
    LAPSE_INCOMPLETE = "tidak_dilengkapi"
    REOPEN = "buka_kembali"
    ARCHIVE = "arsipkan"
    WITHDRAW = "cabut"


class NotNow(Refusal):
    """The case is not in a state that allows this move."""

    code = "not_now"


class NotYourPart(Refusal):
    """The move belongs to another role."""

    code = "not_your_part"


class NotYourCase(Refusal):
    """Outside the person's scope: for them the case does not exist (404)."""

    code = "not_your_case"


class ReasonNeeded(Refusal):
    code = "reason_needed"


class ChangedMeanwhile(Refusal):
    """Somebody else moved the case after this screen was opened."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Move:
    """One cell of the table. ``roles`` is empty where only the reporter or the system moves."""

    action: Action
    sources: frozenset[Status]
    target: Status
    party: Party
    roles: frozenset[Role] = frozenset()
    needs_reason: bool = False
    outcome: Outcome | None = None


_S, _A, _R = Status, Action, Role
_DESK = frozenset({_R.KOORDINATOR})
_OPD = frozenset({_R.ADMIN_OPD, _R.INSPEKTORAT, _R.KOORDINATOR})


def _move(
    action: Action,
    sources: set[Status],
    target: Status,
    roles: set[Role] | frozenset[Role] = frozenset(),
    *,
    party: Party = Party.STAFF,
    reason: bool = False,
    outcome: Outcome | None = None,
) -> Move:
    return Move(action, frozenset(sources), target, party, frozenset(roles), reason, outcome)


_COMPLAINT = (
    _move(_A.VERIFY, {_S.RECEIVED}, _S.VERIFIED, {_R.VERIFIKATOR, _R.KOORDINATOR}),
    _move(_A.ASK, {_S.RECEIVED}, _S.WAITING, {_R.VERIFIKATOR, _R.KOORDINATOR}),
    _move(_A.SUPPLY, {_S.WAITING}, _S.RECEIVED, party=Party.REPORTER),
    _move(_A.LAPSE_INCOMPLETE, {_S.WAITING}, _S.ARCHIVED, party=Party.SYSTEM, outcome=Outcome.INCOMPLETE),
    _move(_A.DISPOSE, {_S.RECEIVED, _S.VERIFIED, _S.DISPOSED, _S.REOPENED}, _S.DISPOSED, _DESK, reason=True),
    _move(_A.RETURN, {_S.DISPOSED}, _S.VERIFIED, {_R.ADMIN_OPD, _R.INSPEKTORAT}, reason=True),
    _move(_A.ACCEPT, {_S.DISPOSED, _S.REOPENED}, _S.IN_PROGRESS, _OPD),
    _move(_A.ANSWER, {_S.DISPOSED, _S.IN_PROGRESS, _S.REOPENED}, _S.ANSWERED, _OPD),
    _move(_A.ANSWER, {_S.RECEIVED, _S.VERIFIED, _S.WAITING, _S.ANSWERED}, _S.ANSWERED, _DESK),
    _move(_A.CONFIRM, {_S.ANSWERED}, _S.CLOSED, party=Party.REPORTER, outcome=Outcome.CONFIRMED),
    _move(_A.CLOSE, {_S.IN_PROGRESS, _S.ANSWERED}, _S.CLOSED, _OPD, reason=True, outcome=Outcome.CLOSED_BY_STAFF),
    _move(_A.LAPSE, {_S.ANSWERED}, _S.CLOSED, party=Party.SYSTEM, outcome=Outcome.NO_REACTION),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, party=Party.REPORTER),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED, _S.ARCHIVED}, _S.REOPENED, {_R.SUPERVISOR, _R.KOORDINATOR}, reason=True),
    _move(_A.ARCHIVE, {_S.RECEIVED, _S.VERIFIED}, _S.ARCHIVED, {_R.VERIFIKATOR, _R.KOORDINATOR}, reason=True),
    _move(
        _A.WITHDRAW,
        {_S.RECEIVED, _S.VERIFIED, _S.WAITING},
        _S.ARCHIVED,
        party=Party.REPORTER,
        outcome=Outcome.WITHDRAWN,
    ),
)
_PPID = {_R.PPID, _R.ATASAN_PPID}
_PERMOHONAN = (
    _move(_A.ASK, {_S.RECEIVED, _S.IN_PROGRESS}, _S.WAITING, _PPID),
    _move(_A.SUPPLY, {_S.WAITING}, _S.IN_PROGRESS, party=Party.REPORTER),
    _move(_A.ACCEPT, {_S.RECEIVED}, _S.IN_PROGRESS, _PPID),
    _move(_A.ANSWER, {_S.RECEIVED, _S.IN_PROGRESS, _S.WAITING, _S.REOPENED, _S.ANSWERED}, _S.ANSWERED, _PPID),
    _move(_A.CONFIRM, {_S.ANSWERED}, _S.CLOSED, party=Party.REPORTER, outcome=Outcome.CONFIRMED),
    _move(_A.CLOSE, {_S.ANSWERED}, _S.CLOSED, _PPID, reason=True, outcome=Outcome.CLOSED_BY_STAFF),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, party=Party.REPORTER),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, _PPID, reason=True),
    _move(
        _A.WITHDRAW,
        {_S.RECEIVED, _S.IN_PROGRESS, _S.WAITING},
        _S.ARCHIVED,
        party=Party.REPORTER,
        outcome=Outcome.WITHDRAWN,
    ),
)
MOVES: Mapping[CaseKind, tuple[Move, ...]] = {CaseKind.PENGADUAN: _COMPLAINT, CaseKind.PERMOHONAN: _PERMOHONAN}


def find(case: Case, action: Action, *, by: Staff | None, party: Party) -> Move:
    """The cell of the table for this move.

    Refuses :class:`NotYourCase`, :class:`NotNow` or :class:`NotYourPart`, in that order.
    """
    if by is not None and not may_see(by, case):
        raise NotYourCase(number=case.number)
    of_action = [move for move in MOVES[case.kind] if move.action is action and move.party is party]
    if not of_action:
        raise NotYourPart(action=action)
    in_state = [move for move in of_action if case.status in move.sources]
    if not in_state:
        raise NotNow(action=action, status=case.status, number=case.number)
    if party is not Party.STAFF:
        return in_state[0]
    for move in in_state:
        if by is not None and by.active and any(role_reaches(by, role, case) for role in move.roles):
            return move
    raise NotYourPart(action=action)


def allowed(case: Case, staff: Staff) -> frozenset[Action]:
    """What this person may do to the case as it stands: the buttons of a screen."""
    if not may_see(staff, case):
        return frozenset()
    return frozenset(
        move.action
        for move in MOVES[case.kind]
        if move.party is Party.STAFF
        and case.status in move.sources
        and any(role_reaches(staff, role, case) for role in move.roles)
    )


def role_reaches(staff: Staff, role: Role, case: Case) -> bool:
    """Does the person hold this role for this case? A role tied to an agency reaches that agency's cases only."""
    duties = [duty for duty in staff.duties if duty.role is role]
    if role is Role.ADMIN_OPD:
        return any(duty.agency_id is not None and duty.agency_id == case.agency_id for duty in duties)
    return any(duty.agency_id is None or duty.agency_id == case.agency_id for duty in duties)


RESTRICTED_DESK = frozenset({Role.INSPEKTORAT, Role.SUPERVISOR})
_COMPLAINT_DESK = frozenset({Role.VERIFIKATOR, Role.KOORDINATOR, Role.SUPERVISOR})
_PPID_DESK = frozenset({Role.PPID, Role.ATASAN_PPID, Role.SUPERVISOR})
DESKS: Mapping[CaseKind, frozenset[Role]] = {
    CaseKind.PENGADUAN: _COMPLAINT_DESK,
    CaseKind.PERMOHONAN: _PPID_DESK,
    CaseKind.KEBERATAN: _PPID_DESK,
    CaseKind.KONSULTASI: _COMPLAINT_DESK,
}


def may_see(staff: Staff, case: Case) -> bool:
    """The desk of its kind sees a case, an agency what is disposed to it, the restricted desk what is berkadar."""
    if not staff.active:
        return False
    roles = office_wide(staff)
    if case.complaint is not None and case.complaint.kadar is Kadar.BERKADAR:
        return bool(roles & RESTRICTED_DESK)
    return bool(roles & DESKS[case.kind]) or (case.agency_id is not None and case.agency_id in agencies_of(staff))
