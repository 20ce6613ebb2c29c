"""`pendopo ticket`: what the panel can do, from a terminal, with the same rules and the same books."""

import pytest
from sqlalchemy import select
from support import cast
from support.terminal import Run
from support.time import NOON

from core import audit
from core.audit import AuditEntry
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.staff import Agency
from tickets import service
from tickets.kinds import Status
from tickets.models import Case, CaseEvent


def _a_number(database: Database) -> str:
    with database.write() as session:
        return cast.a_complaint(session).number


def _case(database: Database) -> Case:
    with database.read() as session:
        return session.scalars(select(Case)).one()


def _told(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def _events(database: Database) -> list[CaseEvent]:
    with database.read() as session:
        return list(session.scalars(select(CaseEvent).order_by(CaseEvent.id)))


def _answered(run: Run, database: Database) -> str:
    number = _a_number(database)
    assert run("ticket", "reply", number, "Sudah diganti.").exit_code == 0
    return number


def test_an_answer_reaches_the_citizen_and_the_books(run: Run, database: Database) -> None:
    number = _a_number(database)
    before = len(_told(database))

    result = run("ticket", "reply", number, "Lampu sudah diganti tadi pagi.")

    assert result.exit_code == 0, result.output
    assert _case(database).status is Status.ANSWERED
    assert len(_told(database)) == before + 1
    assert _events(database)[-1].text == "Lampu sudah diganti tadi pagi."
    with database.snapshot() as session:
        (entry,) = session.scalars(select(AuditEntry)).all()
        assert (entry.action, entry.subject) == ("ticket_reply", f"case:{number}")
        assert list(audit.verify(session)) == []


def test_an_answer_needs_no_quotes(run: Run, database: Database) -> None:
    number = _a_number(database)

    result = run("ticket", "reply", number, *"Lampu sudah diganti.".split())

    assert result.exit_code == 0, result.output
    assert _events(database)[-1].text == "Lampu sudah diganti."


def test_a_word_in_between_is_sent_and_changes_no_status(run: Run, database: Database) -> None:
    number = _a_number(database)
    before = len(_told(database))

    assert run("ticket", "inform", number, "Petugas menuju lokasi.").exit_code == 0

    assert _case(database).status is Status.RECEIVED
    assert len(_told(database)) == before + 1


def test_a_note_stays_inside(run: Run, database: Database) -> None:
    number = _a_number(database)
    before = _told(database)

    assert run("ticket", "note", number, "Cek stok lampu.").exit_code == 0

    assert _told(database) == before
    assert _events(database)[-1].is_internal


def test_a_question_waits_for_the_reporter(run: Run, database: Database) -> None:
    number = _a_number(database)

    assert run("ticket", "ask", number, "RT berapa?").exit_code == 0

    assert _case(database).status is Status.WAITING


def test_a_disposed_case_is_taken_up(run: Run, database: Database) -> None:
    number = _a_number(database)
    with database.write() as session:
        desk = cast.koordinator(session)
        cast.agency(session)
        case = session.scalars(select(Case)).one()
        agency = session.scalars(select(Agency)).one()
        service.dispose(session, case, by=desk, version=None, agency=agency, instruction="Tangani", at=NOON)

    assert run("ticket", "accept", number).exit_code == 0

    assert _case(database).status is Status.IN_PROGRESS


def test_a_case_is_closed_after_its_answer_went_out_and_reopened(run: Run, database: Database) -> None:
    number = _answered(run, database)
    too_early = run("ticket", "close", number)
    assert too_early.exit_code == 1
    assert "belum ada jawaban yang terkirim" in too_early.output
    with database.write() as session:
        for message in session.scalars(select(OutboxMessage)):
            message.attempts = 1

    assert run("ticket", "close", number).exit_code == 0
    assert _case(database).status is Status.CLOSED
    assert run("ticket", "reopen", number, "Lampu mati lagi").exit_code == 0
    assert _case(database).status is Status.REOPENED
    assert _events(database)[-1].reason == "Lampu mati lagi"


@pytest.mark.parametrize("number", ["ADU-26-99999-X", "bukan nomor", "", "'; drop table cases; --"])
def test_a_number_nobody_has_is_one_sentence(run: Run, database: Database, number: str) -> None:
    result = run("ticket", "reply", number, "halo")

    assert result.exit_code == 1
    assert result.output == "Error: Tiket tidak ditemukan. Periksa lagi nomornya.\n"


@pytest.mark.parametrize("action", ["close", "reopen", "accept"])
def test_a_step_that_is_not_possible_now_is_one_sentence_and_changes_nothing(
    run: Run, database: Database, action: str
) -> None:
    number = _a_number(database)
    before = len(_events(database))

    result = run("ticket", action, number, "alasan")

    assert result.exit_code == 1
    assert "tidak bisa dilakukan saat status tiket “Diterima”" in result.output
    assert "Traceback" not in result.output
    assert len(_events(database)) == before
    with database.read() as session:
        assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("action", ["reply", "inform", "note", "ask"])
def test_nothing_is_said_without_words(run: Run, database: Database, action: str) -> None:
    result = run("ticket", action, _a_number(database))

    assert result.exit_code == 1
    assert "masih kosong" in result.output


def test_it_is_done_in_the_name_of_an_account_and_with_its_rights_only(run: Run, database: Database) -> None:
    number = _a_number(database)
    with database.write() as session:
        cast.koordinator(session), cast.dewi(session)

    by_supervisor = run("ticket", "reply", number, "halo", "--as", "dewi@kantor.example")
    by_stranger = run("ticket", "reply", number, "halo", "--as", "tono@kantor.example")
    by_desk = run("ticket", "reply", number, "halo", "--as", "wati@kantor.example")

    assert (by_supervisor.exit_code, by_stranger.exit_code, by_desk.exit_code) == (1, 1, 0)
    assert "tidak berwenang" in by_supervisor.output
    assert "Akun petugas tidak ditemukan" in by_stranger.output
    with database.read() as session:
        assert session.scalars(select(AuditEntry.actor)).all() == ["wati@kantor.example"]


def test_an_account_that_was_closed_can_do_nothing(run: Run, database: Database) -> None:
    number = _a_number(database)
    with database.write() as session:
        cast.koordinator(session).active = False

    assert run("ticket", "reply", number, "halo", "--as", "wati@kantor.example").exit_code == 1


def test_an_action_nobody_knows_is_refused_with_the_ones_there_are(run: Run) -> None:
    result = run("ticket", "hapus", "ADU-26-00001-X")

    assert result.exit_code == 2
    assert "reply" in result.output


def test_a_case_is_verified_and_disposed_from_a_terminal(run: Run, database: Database) -> None:
    number = _a_number(database)
    with database.write() as session:
        cast.agency(session)

    assert run("ticket", "verify", number).exit_code == 0
    nowhere = run("ticket", "dispose", number, "Mohon cek", "--agency", "tidak-ada")
    assert run("ticket", "dispose", number, "Mohon cek", "--agency", cast.DPUPR).exit_code == 0

    assert nowhere.exit_code == 1
    assert _case(database).status is Status.DISPOSED


def test_a_case_is_put_aside_from_a_terminal_with_ground_and_reason(run: Run, database: Database) -> None:
    number = _a_number(database)

    without = run("ticket", "archive", number, "Iklan pinjaman")
    assert run("ticket", "archive", number, "Iklan pinjaman", "--ground", "spam").exit_code == 0

    assert without.exit_code == 1
    assert _case(database).status is Status.ARCHIVED


def test_news_of_a_case_that_has_ended_is_refused_as_in_the_panel(run: Run, database: Database) -> None:
    number = _a_number(database)
    assert run("ticket", "archive", number, "Iklan", "--ground", "spam").exit_code == 0

    assert run("ticket", "inform", number, "Sedang kami kerjakan di lapangan.").exit_code == 1
