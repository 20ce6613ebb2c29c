"""Migrations: numbered, complete, and undone without a trace, on both databases."""

import re
from pathlib import Path

from alembic import command
from sqlalchemy import inspect, select, update
from support import cast
from support.databases import PostgresServer, open_test_database

from core.db import Database, table_of
from operations import schema
from tickets import queries
from tickets.models import Case, CaseWords, Complaint

VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))

    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_models_and_migrations_agree(database: Database) -> None:
    schema.check(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = sorted(inspect(database.engine).get_table_names())

    schema.upgrade(database)

    assert sorted(inspect(database.engine).get_table_names()) == before


def test_everything_can_be_taken_down_again(database: Database) -> None:
    command.downgrade(schema.configuration(database), "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]


def test_cases_that_were_there_before_can_be_searched_too(database: Database) -> None:
    with database.write() as session:
        cast.a_complaint(session, text="Jalan BERLUBANG\ndi Pedan", place="Pasar Wedi")
        cast.a_complaint(session, text="Élok 1")
    with database.read() as session:
        written = session.execute(select(table_of(CaseWords))).all()

    command.downgrade(schema.configuration(database), "0009")
    schema.upgrade(database)

    with database.read() as session:
        assert session.execute(select(table_of(CaseWords))).all() == written


def test_what_was_kept_before_is_masked_and_found_no_more(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session, text="WA (0812) 3456 7890, lampu mati", place="rumah 0272-321123")
        number, raw = case.number, "wa (0812) 3456 7890, lampu mati"
        session.execute(
            update(table_of(Complaint)).values(text=raw, place="rumah 0272-321123", happened="0812 3456 7890")
        )
        session.execute(update(table_of(Case)).values(title=raw))
        session.execute(update(table_of(CaseWords)).values(words=f"{raw}\nrumah 0272-321123"))

    command.downgrade(schema.configuration(database), "0012")
    schema.upgrade(database)

    with database.read() as session:
        kept = queries.by_number(session, number)
        assert kept is not None
        assert kept.complaint is not None
        masked = "[nomor telepon disamarkan]"
        assert kept.title == kept.complaint.text == f"wa {masked}, lampu mati"
        assert (kept.complaint.place, kept.complaint.happened) == (f"rumah {masked}", masked)
        assert session.scalar(select(CaseWords.words)) == f"wa {masked}, lampu mati\nrumah {masked}"


def test_a_new_database_on_a_new_server_comes_up(postgres: PostgresServer) -> None:
    postgres.execute("create database brand_new")
    database = open_test_database(postgres.url("brand_new"))

    schema.upgrade(database)
    schema.check(database)

    assert "cases" in inspect(database.engine).get_table_names()
    database.dispose()
