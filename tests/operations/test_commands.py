"""The other commands: preparing, the sample office, accounts, measuring, and the books."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from support import asking, cast
from support.staff import PASSWORD, StaffBrowser
from support.terminal import Run
from support.time import NOON

from core import audit
from core.audit import AuditEntry
from core.db import Database
from core.settings import Settings
from core.staff import Role, Staff
from knowledge import entries
from knowledge.models import Entry, Resolution
from tickets import events, internal_notes, reporting
from tickets.models import Case, CaseEvent
from worker import anchor
from wsgi import create_app


def _count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_database_is_prepared_and_preparing_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    fresh = f"sqlite:///{tmp_path / 'fresh.db'}"

    first = run("db", "upgrade", PENDOPO_DATABASE_URL=fresh)
    second = run("db", "upgrade", PENDOPO_DATABASE_URL=fresh)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    house = Database(fresh)
    with house.engine.connect() as connection:
        assert connection.execute(text("select count(*) from calendar_version")).scalar() == 1
        assert connection.execute(text("select count(*) from entry")).scalar() == 0
    house.dispose()


def test_the_sample_office_is_loaded_once_and_keeps_what_the_office_changed(run: Run, database: Database) -> None:
    first = run("demo", "load")
    assert first.exit_code == 0, first.output
    loaded = _count(database, Entry), _count(database, Staff)
    assert "14 agencies and 4 accounts added" in first.output
    with database.write() as session:
        entry = session.scalars(select(Entry).where(Entry.slug == "ppid-apa")).one()
        entries.retire(session, entry, lock=entry.lock, at=NOON)

    second = run("demo", "load")

    assert "everything is there already, nothing was changed" in second.output
    assert (_count(database, Entry), _count(database, Staff)) == loaded
    with database.read() as session:
        assert entries.live_version(session, "ppid-apa") is None


def test_a_new_account_gets_a_link_that_lets_it_set_a_password(
    run: Run, database: Database, settings: Settings
) -> None:
    with database.write() as session:
        cast.agency(session)

    result = run("staff", "create", "Rina@Kantor.Example", "--name", "Rina", "--role", "admin_opd@dpupr")

    assert result.exit_code == 0, result.output
    link = result.output.strip().splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/admin/")
    browser = StaffBrowser(create_app(settings, database=database), database)
    assert 'type="password"' in browser.get(link.removeprefix("http://127.0.0.1:8000")).html
    with database.read() as session:
        made = session.scalars(select(Staff)).one()
        assert (made.email, [duty.role for duty in made.duties]) == ("rina@kantor.example", [Role.ADMIN_OPD])
        assert made.password is None
        assert [entry.action for entry in session.scalars(select(audit.AuditEntry))] == ["staff_created"]


@pytest.mark.parametrize(
    ("role", "sentence"),
    [("raja", "Peran “raja” tidak dikenal"), ("admin_opd@tidak-ada", "admin_opd@tidak-ada"), ("admin_opd", "OPD")],
)
def test_a_role_that_cannot_be_given_is_one_sentence_and_makes_no_account(
    run: Run, database: Database, role: str, sentence: str
) -> None:
    result = run("staff", "create", "x@kantor.example", "--name", "X", "--role", role)

    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert _count(database, Staff) == 0


def test_an_address_is_given_to_one_account_only(run: Run, database: Database) -> None:
    run("staff", "create", "wati@kantor.example", "--name", "Wati", "--role", "koordinator")

    again = run("staff", "create", "WATI@kantor.example ", "--name", "Lain", "--role", "supervisor")

    assert again.exit_code == 1
    assert "sudah dipakai akun lain" in again.output


def test_a_link_can_be_made_again_but_not_for_nobody(run: Run, database: Database) -> None:
    with database.write() as session:
        cast.dewi(session)
        cast.koordinator(session).active = False

    found = run("staff", "link", "dewi@kantor.example")

    assert (found.exit_code, found.output.startswith("http://127.0.0.1:8000/admin/")) == (0, True)
    for email in ("wati@kantor.example", "tono@kantor.example"):
        refused = run("staff", "link", email)
        assert refused.exit_code == 1
        assert f"no active account has the address {email}" in refused.output


def test_the_first_login_is_told_until_somebody_has_a_password(
    run: Run, database: Database, settings: Settings
) -> None:
    assert run("staff", "first-login").output == ""
    with database.write() as session:
        teguh = cast.teknis(session)
    assert "First login as teguh@kantor.example" in run("staff", "first-login").output

    StaffBrowser(create_app(settings, database=database), database).give_password(teguh)

    assert PASSWORD
    assert run("staff", "first-login").output == ""


def test_questions_are_measured(run: Run, tmp_path: Path) -> None:
    row = {"entry_id": "ktp", "category": "kantor", "title": "KTP hilang", "text": "ktp saya hilang"}
    (tmp_path / "entries.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(json.dumps({"id": 1, "text": "ktp saya hilang"}), encoding="utf-8")
    names = {name: str(tmp_path / f"{name}.jsonl") for name in ("entries", "questions", "out")}

    result = run("knowledge", "evaluate", *[word for name, path in names.items() for word in (f"--{name}", path)])

    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert told["hits"][0][0] == "ktp"


def test_an_office_s_own_log_is_measured_and_an_unjudged_one_says_so(run: Run, database: Database) -> None:
    nothing = run("knowledge", "evaluate")
    with database.write() as session:
        asked = asking.asked(session, "resep rendang", "web:1", at=datetime.now(UTC))
        asked.resolution = Resolution.IGNORED

    measured = run("knowledge", "evaluate", "--days", "7")

    assert "Nobody has judged" in nothing.output
    assert "last 7 days" in measured.output


def test_measuring_without_a_file_is_one_sentence(run: Run, tmp_path: Path) -> None:
    result = run("knowledge", "evaluate", "--entries", "none", "--questions", "none", "--out", "out")

    assert result.exit_code == 2
    assert "does not exist" in result.output


def _books(database: Database) -> None:
    with database.write() as session:
        audit.record(session, by=cast.dewi(session), action="export", subject="log", at=NOON, details={"rows": 1})
        cast.a_complaint(session)
    anchor(database, NOON)


def test_untouched_books_are_whole(run: Run, database: Database) -> None:
    _books(database)

    result = run("audit", "verify")

    assert (result.exit_code, result.output) == (0, "The books are whole.\n")


@pytest.mark.parametrize(
    ("mending", "found"),
    [
        ("update audit set actor = 'orang lain' where id = 1", "audit row 1 was changed"),
        ("delete from audit where id = 1", "does not follow the row before it"),
        ("delete from audit where id = 2", "is not the end of the chain"),
        ("update case_event set text = 'lain' where seq = 1", "was changed after it was written"),
        ("update case_event set reason = 'lain' where seq = 1", "was changed after it was written"),
        ("update cases set events_count = 9", "9 events were written"),
        ("delete from case_event", "events were written, 0 are here"),
        ("update cases set status = 'selesai'", "stands as selesai, its last event left it diterima"),
    ],
    ids=["actor", "first row", "last row", "text", "reason", "count", "events", "status"],
)
def test_mended_books_are_found_out(run: Run, database: Database, mending: str, found: str) -> None:
    _books(database)
    with database.write() as session:
        session.execute(text(mending))

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert found in result.output
    assert "breaks found." in result.output


def _vanish(session: Session, case: Case) -> None:
    """Every row of a case is gone, as a hand with the password of the database would do it."""
    for table in reversed(Case.metadata.sorted_tables):
        if "case_id" in table.columns and table.name != "case_anchor":
            session.execute(table.delete().where(table.columns.case_id == case.id))
    session.execute(text("delete from cases where id = :id"), {"id": case.id})


def test_a_case_that_vanished_whole_is_found_out_also_when_newer_ones_exist(run: Run, database: Database) -> None:
    _books(database)
    with database.write() as session:
        cast.a_complaint(session)
        _vanish(session, session.get_one(Case, 1))
        cast.a_complaint(session)

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "case 1 was anchored and is not here" in result.output


def test_a_case_that_vanished_before_a_night_leaves_a_gap_in_the_numbers(run: Run, database: Database) -> None:
    _books(database)
    with database.write() as session:
        _vanish(session, cast.a_complaint(session))

    result = run("audit", "verify")

    assert "2 numbers of ADU-26 were given out, 1 are here" in result.output


def _cut(session: Session) -> None:
    """The last event of the only case is gone, and the header says that this is how it was."""
    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    session.execute(text("delete from case_event where id = :id"), {"id": last.id})
    session.execute(
        text("update cases set events_head = :head, events_count = :seq"), {"head": last.previous, "seq": last.seq - 1}
    )


def test_an_event_cut_off_the_end_is_found_out_by_the_anchor(run: Run, database: Database) -> None:
    with database.write() as session:
        internal_notes.write(
            session, cast.a_complaint(session), by=cast.koordinator(session), text="Memberatkan", at=NOON
        )
    anchor(database, NOON)
    with database.write() as session:
        _cut(session)
    with database.write() as session:
        internal_notes.write(
            session, session.scalars(select(Case)).one(), by=cast.koordinator(session), text="Lain", at=NOON
        )

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "its anchored event 2 does not stand in its chain" in result.output


@pytest.mark.parametrize("mending", ["update case_anchor set events = 1", "delete from case_anchor"])
def test_an_anchor_that_was_mended_is_found_out(run: Run, database: Database, mending: str) -> None:
    with database.write() as session:
        internal_notes.write(
            session, cast.a_complaint(session), by=cast.koordinator(session), text="Memberatkan", at=NOON
        )
    anchor(database, NOON)
    with database.write() as session:
        session.execute(text(mending))

    result = run("audit", "verify")

    assert "the anchor of audit row 1 was changed after it was written" in result.output


def test_a_night_notes_only_the_chains_that_grew(run: Run, database: Database) -> None:
    _books(database)
    with database.write() as session:
        cast.a_complaint(session)

    anchor(database, NOON)
    anchor(database, NOON)

    with database.read() as session:
        noted = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "anchor").order_by(AuditEntry.id))
        assert [row["heads"] for row in noted] == [1, 1, 0]
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize("kind", ["complaint", "permohonan"])
def test_a_report_whose_words_were_changed_is_found_out(run: Run, database: Database, kind: str) -> None:
    with database.write() as session:
        cast.a_complaint(session)
        reporting.file_permohonan(
            session, text="DIP", requester=None, purpose=None, contact=cast.siti(session), source_inbox_id=1, at=NOON
        )
    with database.write() as session:
        session.execute(text(f"update {kind} set text = 'Terima kasih, semuanya baik.'"))

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "the words of the report were changed after it was written" in result.output


def test_a_report_from_before_the_seal_is_accepted_and_told(run: Run, database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session)
        first = session.scalars(select(CaseEvent)).one()
        first.text_digest = events.sealed_words("")
        first.hash = events._digest(first)
        case.events_head = first.hash

    result = run("audit", "verify")

    assert result.exit_code == 0
    assert "1 reports are older than the seal on a report's words" in result.output


def test_a_wrong_setting_is_one_sentence_for_every_command(run: Run) -> None:
    for command in (("db", "upgrade"), ("audit", "verify"), ("staff", "first-login")):
        result = run(*command, PENDOPO_LOG_FORMAT="xml")
        assert result.exit_code == 1
        assert result.output == "Error: PENDOPO_LOG_FORMAT must be one of text, json, not 'xml'\n"
