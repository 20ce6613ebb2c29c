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
    TELL = "pertanyaan_disampaikan"
    SUPPLY = "melengkapi"
    DISPOSE = "disposisi"
    RETURN = "kembalikan"
    ACCEPT = "proses"
    PROPOSE = "usulkan_jawaban"
    DECLINE = "tolak_usulan"
    APPROVE = "setujui_jawaban"
    ANSWER = "jawab"
    CLOSE = "tutup"
    CONFIRM = "konfirmasi"
    LAPSE = "tanpa_tanggapan"
    LAPSE_INCOMPLETE = "tidak_dilengkapi"
    REVIVE = "hidupkan"
    REOPEN = "buka_kembali"
    ARCHIVE = "arsipkan"
    OBJECT = "keberatan_arsip"
    WITHDRAW = "cabut"
    RECLASSIFY = "ubah_klasifikasi"
    TRANSFER = "alihkan"
    TRANSFER_REJECTED = "alih_ditolak"
    TO_PPID = "alihkan_ppid"
    MERGE = "gabung"
    UNMERGE = "batal_gabung"
    SUCCEED = "gantikan"


class Guard(StrEnum):
    """What a move takes beside role and state; :mod:`tickets.guards` knows how each is checked."""

    SECOND_QUESTION = "second_question"
    NOT_TOLD_YET = "not_told_yet"
    RETURN_IN_TIME = "return_in_time"
    APPROVAL = "approval"
    EVIDENCE = "evidence"
    SUBSTANCE = "substance"
    SOMETHING_PROPOSED = "something_proposed"
    NOTHING_PROPOSED = "nothing_proposed"
    ANOTHER_PERSON = "another_person"
    ANSWER_SENT = "answer_sent"
    REOPEN_IN_TIME = "reopen_in_time"
    REVIVE_IN_TIME = "revive_in_time"
    MAY_OBJECT = "may_object"


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


class GroundNeeded(Refusal):
    """Put aside without saying on which ground."""

    code = "ground_needed"


class ChangedMeanwhile(Refusal):
    """Somebody else moved the case after this screen was opened."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Move:
    """One cell of the table. ``roles`` is empty where only the reporter or the system moves.

    ``restores``: the target is what the case was before, or what the case it stands in for is; the one written is for a
    case that came from nowhere.
    """

    action: Action
    sources: frozenset[Status]
    target: Status
    party: Party
    roles: frozenset[Role] = frozenset()
    needs_reason: bool = False
    outcome: Outcome | None = None
    guards: tuple[Guard, ...] = ()
    restores: bool = False


_S, _A, _R, _G = Status, Action, Role, Guard
_CHECKS = frozenset({_R.VERIFIKATOR, _R.KOORDINATOR})
_LEADS = frozenset({_R.KOORDINATOR, _R.INSPEKTORAT})
"""Who leads a case: the koordinator, and the inspektorat what is berkadar, which nobody else but a supervisor sees."""
_OPD = frozenset({_R.ADMIN_OPD, _R.INSPEKTORAT, _R.KOORDINATOR})
_OPEN = frozenset(status for status in Status if status.is_open)


def _move(
    action: Action,
    sources: set[Status] | frozenset[Status],
    target: Status,
    roles: set[Role] | frozenset[Role] = frozenset(),
    *guards: Guard,
    party: Party = Party.STAFF,
    reason: bool = False,
    outcome: Outcome | None = None,
    restores: bool = False,
) -> Move:
    return Move(action, frozenset(sources), target, party, frozenset(roles), reason, outcome, guards, restores)


def _stays(action: Action, sources: set[Status], roles: frozenset[Role], *guards: Guard, reason: bool) -> list[Move]:
    """A step that leaves the case where it is: one cell for each state it may be made in."""
    return [_move(action, {status}, status, roles, *guards, reason=reason) for status in Status if status in sources]


_REPORTER, _SYSTEM = Party.REPORTER, Party.SYSTEM
_IN_HAND = {_S.VERIFIED, _S.DISPOSED, _S.IN_PROGRESS, _S.REOPENED}
_COMPLAINT = (
    _move(_A.VERIFY, {_S.RECEIVED}, _S.VERIFIED, _CHECKS),
    _move(_A.ASK, {_S.RECEIVED}, _S.WAITING, _CHECKS, _G.SECOND_QUESTION),
    _move(_A.TELL, {_S.WAITING}, _S.WAITING, _CHECKS, _G.NOT_TOLD_YET),
    _move(_A.SUPPLY, {_S.WAITING}, _S.RECEIVED, party=_REPORTER),
    _move(_A.SUPPLY, {_S.WAITING}, _S.RECEIVED, _CHECKS),
    _move(_A.LAPSE_INCOMPLETE, {_S.WAITING}, _S.ARCHIVED, party=_SYSTEM, outcome=Outcome.INCOMPLETE),
    _move(_A.REVIVE, {_S.ARCHIVED}, _S.RECEIVED, frozenset(), _G.REVIVE_IN_TIME, party=_REPORTER),
    _move(_A.DISPOSE, {_S.RECEIVED, _S.VERIFIED, _S.DISPOSED, _S.REOPENED}, _S.DISPOSED, _LEADS, reason=True),
    _move(_A.DISPOSE, {_S.IN_PROGRESS}, _S.DISPOSED, {_R.KOORDINATOR}, reason=True),
    _move(_A.RETURN, {_S.DISPOSED}, _S.VERIFIED, {_R.ADMIN_OPD, _R.INSPEKTORAT}, _G.RETURN_IN_TIME, reason=True),
    _move(_A.ACCEPT, {_S.DISPOSED, _S.REOPENED}, _S.IN_PROGRESS, _OPD),
    _move(_A.ACCEPT, {_S.VERIFIED}, _S.IN_PROGRESS, {_R.INSPEKTORAT}),
    _move(
        _A.PROPOSE,
        {_S.DISPOSED, _S.IN_PROGRESS, _S.REOPENED},
        _S.IN_PROGRESS,
        _OPD,
        _G.NOTHING_PROPOSED,
        _G.EVIDENCE,
        _G.SUBSTANCE,
    ),
    *_stays(
        _A.DECLINE,
        {_S.IN_PROGRESS},
        frozenset({_R.KOORDINATOR, _R.SUPERVISOR}),
        _G.SOMETHING_PROPOSED,
        reason=True,
    ),
    _move(
        _A.APPROVE,
        {_S.IN_PROGRESS},
        _S.ANSWERED,
        {_R.KOORDINATOR, _R.SUPERVISOR},
        _G.SOMETHING_PROPOSED,
        _G.ANOTHER_PERSON,
        _G.SUBSTANCE,
    ),
    _move(
        _A.ANSWER, {_S.DISPOSED, _S.IN_PROGRESS, _S.REOPENED}, _S.ANSWERED, _OPD, _G.APPROVAL, _G.EVIDENCE, _G.SUBSTANCE
    ),
    _move(_A.ANSWER, {_S.RECEIVED, _S.VERIFIED, _S.WAITING, _S.ANSWERED}, _S.ANSWERED, {_R.KOORDINATOR}, _G.SUBSTANCE),
    _move(_A.CONFIRM, {_S.ANSWERED}, _S.CLOSED, party=_REPORTER, outcome=Outcome.CONFIRMED),
    _move(
        _A.CLOSE,
        {_S.IN_PROGRESS, _S.ANSWERED},
        _S.CLOSED,
        _OPD,
        _G.ANSWER_SENT,
        reason=True,
        outcome=Outcome.CLOSED_BY_STAFF,
    ),
    _move(_A.LAPSE, {_S.ANSWERED}, _S.CLOSED, party=_SYSTEM, outcome=Outcome.NO_REACTION),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, frozenset(), _G.REOPEN_IN_TIME, party=_REPORTER),
    _move(
        _A.REOPEN,
        {_S.ANSWERED, _S.CLOSED, _S.ARCHIVED},
        _S.REOPENED,
        {_R.SUPERVISOR, _R.KOORDINATOR, _R.INSPEKTORAT},
        reason=True,
    ),
    _move(_A.ARCHIVE, {_S.RECEIVED, _S.VERIFIED}, _S.ARCHIVED, _CHECKS | {_R.INSPEKTORAT}, reason=True),
    _move(_A.OBJECT, {_S.ARCHIVED}, _S.ARCHIVED, frozenset(), _G.MAY_OBJECT, party=_REPORTER),
    _move(
        _A.WITHDRAW,
        {_S.RECEIVED, _S.VERIFIED, _S.WAITING},
        _S.ARCHIVED,
        party=_REPORTER,
        outcome=Outcome.WITHDRAWN,
    ),
    *_stays(_A.RECLASSIFY, _IN_HAND, _CHECKS | {_R.INSPEKTORAT}, reason=True),
    _move(_A.TRANSFER, {_S.RECEIVED, _S.VERIFIED}, _S.TRANSFERRED, _LEADS, reason=True, outcome=Outcome.TRANSFERRED),
    _move(_A.TRANSFER_REJECTED, {_S.TRANSFERRED}, _S.VERIFIED, _LEADS, reason=True),
    _move(_A.TRANSFER_REJECTED, {_S.TRANSFERRED}, _S.VERIFIED, party=_SYSTEM, reason=True),
    _move(_A.TO_PPID, {_S.RECEIVED, _S.VERIFIED}, _S.TRANSFERRED, _CHECKS, reason=True, outcome=Outcome.TO_PPID),
    _move(_A.MERGE, _OPEN, _S.MERGED, _LEADS, outcome=Outcome.MERGED),
    _move(_A.UNMERGE, {_S.MERGED}, _S.RECEIVED, _LEADS, reason=True, restores=True),
    _move(_A.SUCCEED, {_S.MERGED}, _S.RECEIVED, party=_SYSTEM, restores=True),
)
_PPID = {_R.PPID, _R.ATASAN_PPID}
_PERMOHONAN = (
    _move(_A.ASK, {_S.RECEIVED, _S.IN_PROGRESS}, _S.WAITING, _PPID),
    _move(_A.SUPPLY, {_S.WAITING}, _S.IN_PROGRESS, party=_REPORTER),
    _move(_A.ACCEPT, {_S.RECEIVED}, _S.IN_PROGRESS, _PPID),
    _move(
        _A.ANSWER, {_S.RECEIVED, _S.IN_PROGRESS, _S.WAITING, _S.REOPENED, _S.ANSWERED}, _S.ANSWERED, _PPID, _G.SUBSTANCE
    ),
    _move(_A.CONFIRM, {_S.ANSWERED}, _S.CLOSED, party=_REPORTER, outcome=Outcome.CONFIRMED),
    _move(_A.CLOSE, {_S.ANSWERED}, _S.CLOSED, _PPID, _G.ANSWER_SENT, reason=True, outcome=Outcome.CLOSED_BY_STAFF),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, frozenset(), _G.REOPEN_IN_TIME, party=_REPORTER),
    _move(_A.REOPEN, {_S.ANSWERED, _S.CLOSED}, _S.REOPENED, _PPID, reason=True),
    _move(
        _A.WITHDRAW,
        {_S.RECEIVED, _S.IN_PROGRESS, _S.WAITING},
        _S.ARCHIVED,
        party=_REPORTER,
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
