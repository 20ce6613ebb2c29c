"""The state machine: every cell of role x state x action, and nothing outside the table."""

import itertools

import pytest
from sqlalchemy.orm import Session
from support.cast import DPUPR, a_complaint, agency, agus, siti, someone
from support.time import NOON

from core.db import Database
from core.staff import Role, Staff
from tickets import reporting, states
from tickets.kinds import CaseKind, Kadar, Party, Status
from tickets.models import Case
from tickets.states import MOVES, Action, NotNow, NotYourCase, NotYourPart

_TABLE = {
    CaseKind.PENGADUAN: """
alih_ditolak | dialihkan | terverifikasi | inspektorat koordinator +alasan
alih_ditolak | dialihkan | terverifikasi | sistem +alasan
alihkan | diterima terverifikasi | dialihkan | inspektorat koordinator +alasan
alihkan_ppid | diterima terverifikasi | dialihkan | koordinator verifikator +alasan
arsipkan | diterima terverifikasi | diarsipkan | inspektorat koordinator verifikator +alasan
batal_gabung | digabung | diterima | inspektorat koordinator +alasan
buka_kembali | diarsipkan dijawab selesai | dibuka_kembali | inspektorat koordinator supervisor +alasan
buka_kembali | dijawab selesai | dibuka_kembali | pelapor
cabut | diterima menunggu_pelapor terverifikasi | diarsipkan | pelapor
disposisi | dibuka_kembali didisposisikan diterima terverifikasi | didisposisikan | inspektorat koordinator +alasan
disposisi | diproses | didisposisikan | koordinator +alasan
gabung | dibuka_kembali didisposisikan dijawab diproses diterima menunggu_pelapor terverifikasi | digabung | inspektorat koordinator
gantikan | digabung | diterima | sistem
hidupkan | diarsipkan | diterima | pelapor
jawab | dibuka_kembali didisposisikan diproses | dijawab | admin_opd inspektorat koordinator
jawab | dijawab diterima menunggu_pelapor terverifikasi | dijawab | koordinator
keberatan_arsip | diarsipkan | diarsipkan | pelapor
kembalikan | didisposisikan | terverifikasi | admin_opd inspektorat +alasan
konfirmasi | dijawab | selesai | pelapor
melengkapi | menunggu_pelapor | diterima | koordinator verifikator
melengkapi | menunggu_pelapor | diterima | pelapor
minta_kelengkapan | diterima | menunggu_pelapor | koordinator verifikator
pertanyaan_disampaikan | menunggu_pelapor | menunggu_pelapor | koordinator verifikator
proses | dibuka_kembali didisposisikan | diproses | admin_opd inspektorat koordinator
proses | terverifikasi | diproses | inspektorat
setujui_jawaban | diproses | dijawab | koordinator supervisor
tanpa_tanggapan | dijawab | selesai | sistem
tidak_dilengkapi | menunggu_pelapor | diarsipkan | sistem
tolak_usulan | diproses | diproses | koordinator supervisor +alasan
tutup | dijawab diproses | selesai | admin_opd inspektorat koordinator +alasan
ubah_klasifikasi | dibuka_kembali | dibuka_kembali | inspektorat koordinator verifikator +alasan
ubah_klasifikasi | didisposisikan | didisposisikan | inspektorat koordinator verifikator +alasan
ubah_klasifikasi | diproses | diproses | inspektorat koordinator verifikator +alasan
ubah_klasifikasi | terverifikasi | terverifikasi | inspektorat koordinator verifikator +alasan
usulkan_jawaban | dibuka_kembali didisposisikan diproses | diproses | admin_opd inspektorat koordinator
verifikasi | diterima | terverifikasi | koordinator verifikator
""",
    CaseKind.PERMOHONAN: """
buka_kembali | dijawab selesai | dibuka_kembali | atasan_ppid ppid +alasan
buka_kembali | dijawab selesai | dibuka_kembali | pelapor
cabut | diproses diterima menunggu_pelapor | diarsipkan | pelapor
jawab | dibuka_kembali dijawab diproses diterima menunggu_pelapor | dijawab | atasan_ppid ppid
konfirmasi | dijawab | selesai | pelapor
melengkapi | menunggu_pelapor | diproses | pelapor
minta_kelengkapan | diproses diterima | menunggu_pelapor | atasan_ppid ppid
proses | diterima | diproses | atasan_ppid ppid
tutup | dijawab | selesai | atasan_ppid ppid +alasan
""",
}
"""What, from where, into what, by whom: COMPLAINTS, and beyond it docs/decisions/0012. Written here a second time, so that
no cell changes by the way."""


@pytest.mark.parametrize("kind", list(MOVES))
def test_the_table_is_the_one_that_was_decided(kind: CaseKind) -> None:
    rows = sorted(_as_row(move) for move in MOVES[kind])

    assert rows == _TABLE[kind].strip().split("\n")


def _as_row(move: states.Move) -> str:
    who = " ".join(sorted(role.value for role in move.roles)) or move.party.value
    reason = " +alasan" if move.needs_reason else ""
    return f"{move.action} | {' '.join(sorted(move.sources))} | {move.target} | {who}{reason}"


def _case_in(session: Session, kind: CaseKind, status: Status) -> Case:
    if kind is CaseKind.PENGADUAN:
        case = a_complaint(session)
        case.agency_id = agency(session).id
    else:
        case = reporting.file_permohonan(
            session, text="Minta DIP", requester=None, purpose=None, contact=siti(session), source_inbox_id=1, at=NOON
        )
    case.status = status
    session.flush()
    return case


def _person(session: Session, role: Role) -> Staff:
    return someone(session, f"Orang{role.value}", (role, DPUPR if role is Role.ADMIN_OPD else None))


@pytest.mark.parametrize("kind", list(MOVES))
def test_every_cell_of_the_table_is_as_written(database: Database, kind: CaseKind) -> None:
    with database.write() as session:
        case = _case_in(session, kind, Status.RECEIVED)
        people = {role: _person(session, role) for role in Role}

        for role, status, action in itertools.product(Role, Status, Action):
            case.status = status
            cells = [move for move in MOVES[kind] if move.action is action and move.party is Party.STAFF]
            expected = _expected(case, people[role], role, status, cells)
            assert _asked(case, people[role], action) == expected, (role, status, action)
        session.rollback()


def _expected(case: Case, person: Staff, role: Role, status: Status, cells: list[states.Move]) -> str:
    if not states.may_see(person, case):
        return NotYourCase.code
    if not cells:
        return NotYourPart.code
    in_state = [move for move in cells if status in move.sources]
    if not in_state:
        return NotNow.code
    return "allowed" if any(role in move.roles for move in in_state) else NotYourPart.code


def _asked(case: Case, person: Staff, action: Action) -> str:
    try:
        states.find(case, action, by=person, party=Party.STAFF)
    except (NotNow, NotYourPart, NotYourCase) as refusal:
        assert action not in states.allowed(case, person)
        return refusal.code
    assert action in states.allowed(case, person)
    return "allowed"


@pytest.mark.parametrize("kind", list(MOVES))
def test_the_reporter_and_the_system_move_only_where_the_table_says(database: Database, kind: CaseKind) -> None:
    with database.write() as session:
        case = _case_in(session, kind, Status.RECEIVED)

        for party, status, action in itertools.product((Party.REPORTER, Party.SYSTEM), Status, Action):
            case.status = status
            cells = [move for move in MOVES[kind] if move.action is action and move.party is party]
            allowed = any(status in move.sources for move in cells)
            if allowed:
                assert states.find(case, action, by=None, party=party).target
            else:
                with pytest.raises((NotNow, NotYourPart)):
                    states.find(case, action, by=None, party=party)
        session.rollback()


def test_another_agency_s_case_does_not_exist_for_an_officer(database: Database) -> None:
    with database.write() as session:
        case = _case_in(session, CaseKind.PENGADUAN, Status.DISPOSED)

        with pytest.raises(NotYourCase):
            states.find(case, Action.ACCEPT, by=agus(session), party=Party.STAFF)


def test_a_dismissed_officer_may_do_nothing(database: Database) -> None:
    with database.write() as session:
        case = _case_in(session, CaseKind.PENGADUAN, Status.RECEIVED)
        person = _person(session, Role.KOORDINATOR)
        person.active = False

        assert states.allowed(case, person) == frozenset()
        with pytest.raises(NotYourCase):
            states.find(case, Action.VERIFY, by=person, party=Party.STAFF)


def test_a_complaint_about_officials_leaves_the_ordinary_desk(database: Database) -> None:
    with database.write() as session:
        case = _case_in(session, CaseKind.PENGADUAN, Status.VERIFIED)
        assert case.complaint is not None
        case.complaint.kadar = Kadar.BERKADAR

        assert not states.may_see(_person(session, Role.KOORDINATOR), case)
        assert states.may_see(_person(session, Role.INSPEKTORAT), case)
        assert states.may_see(_person(session, Role.SUPERVISOR), case)


def test_no_move_leads_out_of_a_case_that_was_never_ended_and_none_is_a_dead_end() -> None:
    for kind, moves in MOVES.items():
        reachable = {Status.RECEIVED} | {move.target for move in moves}
        for status in reachable:
            leaves = [move for move in moves if status in move.sources and move.target is not status]
            assert leaves or not status.is_open, (kind, status)
