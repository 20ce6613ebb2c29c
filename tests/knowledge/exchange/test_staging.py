"""A file taken over: row by row checked, all of it or none of it, and nobody's work overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core import office
from core.db import Database
from knowledge import entries
from knowledge.entries import Content, EntryChanged, SecondReaderNeeded
from knowledge.exchange import staging
from knowledge.exchange.columns import Line
from knowledge.exchange.staging import AlreadyApplied, Fate
from knowledge.models import Entry, EntryCategory, EntryImport, EntryVersion, VersionState

HOURS = Content("Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",), object="jam")


def _row(number: int = 2, **cells: Any) -> Line:
    whole = {"title": "KTP hilang", "answer": "Datang.", "source": "Perbup", "phrasings": "ktp hilang\nktp raib"}
    return Line(number, {**whole, **cells})


def _published(session: Session, content: Content = HOURS) -> Entry:
    entry = entries.create(session, content, by=None, at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _staged(session: Session, *lines: Line) -> EntryImport:
    rows = staging.check(session, lines)
    return staging.stage(session, rows, name="jawaban.csv", by=cast.koordinator(session), at=NOON)


def _apply(session: Session, staged: EntryImport, *, publish: bool = True) -> int:
    return staging.apply(session, staged, publish=publish, by=cast.koordinator(session), at=NOON)


def _answers(session: Session) -> dict[str, str]:
    rows = session.execute(select(Entry.slug, EntryVersion.answer).join(EntryVersion, EntryVersion.id == Entry.live_id))
    return {row.slug: row.answer for row in rows}


def test_every_row_says_what_it_would_do(database: Database) -> None:
    with database.write() as session:
        _published(session)
        rows = staging.check(
            session,
            [
                _row(2),
                Line(3, {"id": "jam-buka", "answer": "Pukul 08.00."}),
                Line(4, {"id": "jam-buka-2", "title": "Jam buka"}),
                Line(5, {"id": "jam-buka", "answer": "Pukul 07.30."}),
            ],
        )

    assert [(row.number, row.slug, row.fate) for row in rows] == [
        (2, "ktp-hilang", Fate.NEW),
        (3, "jam-buka", Fate.CHANGED),
        (4, "jam-buka-2", Fate.WRONG),
        (5, "jam-buka", Fate.WRONG),
    ]
    assert rows[1].changes == ("answer",)
    assert set(rows[2].problems) == {"answer", "source", "phrasings"}
    assert rows[3].problems == {"id": "twice"}


def test_a_row_that_changes_nothing_is_the_same(database: Database) -> None:
    with database.write() as session:
        _published(session)

        (row,) = staging.check(session, [Line(2, {"id": "jam-buka", "answer": "Pukul 07.30.", "title": "Jam buka"})])

    assert row.fate is Fate.SAME


def test_columns_that_are_not_there_stay_as_they_were(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        _apply(session, _staged(session, Line(2, {"id": "jam-buka", "answer": "Pukul 08.00."})))

        live = entries.live_version(session, entry.slug)
        assert live is not None
        assert entries.content_of(live) == replace(HOURS, answer="Pukul 08.00.")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"id": "Bukan Nama"}, {"id": "not_a_name"}),
        ({"related": "tidak-ada"}, {"related": "unknown"}),
        ({"dated": "besok"}, {"dated": "not_a_day"}),
        ({"agency": "tidak-ada"}, {"agency": "no_such_agency"}),
        ({"answer": "x" * 3501}, {"answer": "too_long"}),
        ({"source_url": "klaten"}, {"source_url": "not_an_address"}),
    ],
)
def test_what_is_wrong_is_said_by_column(database: Database, cells: dict[str, str], problem: dict[str, str]) -> None:
    with database.read() as session:
        (row,) = staging.check(session, [_row(**cells)])

    assert (row.fate, row.problems) == (Fate.WRONG, problem)


def test_rows_may_name_each_other(database: Database) -> None:
    with database.read() as session:
        rows = staging.check(session, [_row(id="satu", related="dua"), _row(id="dua", related="satu")])

    assert {row.fate for row in rows} == {Fate.NEW}


def test_a_file_is_published_whole(database: Database) -> None:
    with database.write() as session:
        _published(session)
        staged = _staged(session, _row(), Line(3, {"id": "jam-buka", "answer": "Pukul 08.00."}))
        before = entries.revision(session)
        assert _answers(session) == {"jam-buka": "Pukul 07.30."}

        assert _apply(session, staged) == 2

        assert _answers(session) == {"jam-buka": "Pukul 08.00.", "ktp-hilang": "Datang."}
        assert entries.revision(session) == before + 1
        kept = entries.versions(session, session.scalars(select(Entry).where(Entry.slug == "jam-buka")).one())
        assert [version.state for version in kept] == [VersionState.PUBLISHED, VersionState.SUPERSEDED]


def test_a_file_taken_over_as_drafts_changes_no_answer(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        before = entries.revision(session)

        _apply(session, _staged(session, _row(), Line(3, {"id": "jam-buka", "answer": "X"})), publish=False)

        assert _answers(session) == {"jam-buka": "Pukul 07.30."}
        assert entries.revision(session) == before
        session.refresh(entry)
        draft = entries.draft_of(session, entry)
        assert draft is not None
        assert draft.answer == "X"


def test_an_entry_that_changed_since_the_check_stops_the_whole_file(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        staged = _staged(session, _row(), Line(3, {"id": "jam-buka", "answer": "X"}))
    with database.write() as session:
        current = session.get_one(Entry, entry.id)
        entries.revise(session, current, replace(HOURS, answer="Dari Rina"), lock=entry.lock, by=None, at=NOON)

    with pytest.raises(EntryChanged), database.write() as session:
        _apply(session, staged)

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 1
        assert [row.fate for row in staging.again(session, staged)] == [Fate.NEW, Fate.WRONG]


def test_a_name_that_was_taken_since_the_check_stops_the_whole_file(database: Database) -> None:
    with database.write() as session:
        staged = _staged(session, _row(id="jam-buka"), _row(id="lain"))
    with database.write() as session:
        _published(session)

    with pytest.raises(EntryChanged), database.write() as session:
        _apply(session, staged)

    with database.read() as session:
        assert _answers(session) == {"jam-buka": "Pukul 07.30."}


def test_somebody_s_open_draft_is_not_written_over(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        entries.revise(session, entry, replace(HOURS, answer="Sedang ditulis"), lock=entry.lock, by=None, at=NOON)

        (row,) = staging.check(session, [Line(2, {"id": "jam-buka", "answer": "X"})])

    assert row.problems == {"id": "has_draft"}


def test_a_file_is_taken_over_once(database: Database) -> None:
    with database.write() as session:
        staged = _staged(session, _row())
        _apply(session, staged)

        with pytest.raises(AlreadyApplied):
            _apply(session, staged)


def test_where_two_readers_are_wanted_another_person_publishes_the_file(database: Database) -> None:
    with database.write() as session:
        office.save(session, values={"second_reader": True}, at=NOON)
        staged = _staged(session, _row())

        with pytest.raises(SecondReaderNeeded):
            _apply(session, staged)
        staging.apply(session, staged, publish=True, by=cast.ppid(session), at=NOON)

        assert _answers(session) == {"ktp-hilang": "Datang."}


def test_what_begins_later_waits_for_its_day(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)

        _apply(session, _staged(session, Line(2, {"id": "jam-buka", "answer": "X", "valid_from": date(2026, 4, 1)})))

        session.refresh(entry)
        assert _answers(session) == {"jam-buka": "Pukul 07.30."}
        assert session.get_one(EntryVersion, entry.next_id).answer == "X"


def test_two_thousand_rows_are_taken_over_in_one_step(database: Database) -> None:
    with database.write() as session:
        staged = _staged(session, *(_row(number, id=f"jawaban-{number}") for number in range(2000)))

        assert _apply(session, staged) == 2000

        assert len(_answers(session)) == 2000
