"""Asked questions: kept without who asked, and grouped so that a curator reads each of them once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import asking, cast
from support.time import NOON

from core.db import Database
from knowledge import entries, inbox, questions
from knowledge.entries import Content
from knowledge.models import AskedOutcome, AskedQuestion, Entry, EntryCategory, Resolution

KTP = Content("KTP hilang", EntryCategory.KANTOR, "Datang ke Disdukcapil.", "Perbup contoh", ("ktp hilang",))


def _ask(
    session: Session,
    text: str,
    *,
    by: str = "1001",
    outcome: AskedOutcome = AskedOutcome.MISSED,
    entry: Entry | None = None,
    at: datetime = NOON,
) -> AskedQuestion:
    entry_id = entry.id if entry else None
    return asking.asked(session, text, f"telegram:{by}", outcome=outcome, entry_id=entry_id, at=at)


@pytest.mark.parametrize(
    ("said", "private"),
    [
        ("NIK saya 3310012505900001 kok belum aktif", "3310012505900001"),
        ("nik 33.10.01.250590.0001 ya", "250590"),
        ("hubungi 0812-3456-7890 ya", "7890"),
        ("hubungi +62 812 3456 7890", "7890"),
        ("surel saya siti.a@contoh.example", "siti.a"),
    ],
)
def test_numbers_and_addresses_of_a_person_are_not_kept(database: Database, said: str, private: str) -> None:
    with database.write() as session:
        kept = _ask(session, said)

        assert private not in kept.text
        assert private not in kept.key
        assert "disamarkan" in kept.text


def test_an_identity_number_at_the_end_of_what_is_kept_is_not_half_kept(database: Database) -> None:
    for blanks in range(480, 501):
        with database.write() as session:
            kept = _ask(session, "x" * blanks + " 3310012505900001")
            assert "33100125" not in kept.text, blanks


def test_the_asker_is_a_mark_that_cannot_be_read_back(database: Database) -> None:
    with database.write() as session:
        first, again, other = _ask(session, "a"), _ask(session, "b"), _ask(session, "a", by="6666")

        assert first.asker == again.asker != other.asker
        assert "1001" not in first.asker


def test_questions_that_differ_only_in_dress_are_one_miss(database: Database) -> None:
    with database.write() as session:
        for number, text in enumerate(
            ["Bayar pajak motor dimana?", "bayar pajak MOTOR dimana", "bayar  pajak motor dimana!!"]
        ):
            _ask(session, text, by=str(number // 2), at=NOON + timedelta(minutes=number))
        _ask(session, "jam buka museum")

        (tax, museum) = inbox.clusters(session)

    assert (tax.times, tax.people, tax.last_at) == (3, 2, NOON + timedelta(minutes=2))
    assert (museum.times, museum.people) == (1, 1)


def test_what_most_people_miss_comes_first_however_often_one_asks(database: Database) -> None:
    with database.write() as session:
        for _ in range(9):
            _ask(session, "harga beras", by="1")
        for person in "234":
            _ask(session, "jadwal samsat", by=person)

        assert [each.first.text for each in inbox.clusters(session)] == ["jadwal samsat", "harga beras"]


def test_an_answered_question_waits_for_nobody_until_its_answer_did_not_help(database: Database) -> None:
    with database.write() as session:
        entry = entries.create(session, KTP, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        asked = _ask(session, "ktp hilang", outcome=AskedOutcome.ANSWERED, entry=entry)
        assert asked.entry_id == entry.id
        assert not inbox.clusters(session)

        questions.judged(session, asked.id, helped=True)
        session.flush()
        assert not inbox.clusters(session)
        questions.judged(session, asked.id, helped=False)
        session.flush()

        assert [each.first.text for each in inbox.clusters(session)] == ["ktp hilang"]


def test_a_choice_that_was_made_is_no_miss(database: Database) -> None:
    with database.write() as session:
        entries.create(session, KTP, by=None, at=NOON)
        asked = _ask(session, "ktp", outcome=AskedOutcome.OFFERED)
        assert questions.open_count(session) == 1

        questions.picked(session, asked.id, "ktp-hilang")
        session.flush()

        assert questions.open_count(session) == 0
        assert asked.entry_id is not None


def test_dealing_with_a_question_deals_with_all_of_its_wording(database: Database) -> None:
    with database.write() as session:
        asked = [_ask(session, text, by=text) for text in ("jam samsat", "Jam samsat?", "JAM SAMSAT")]
        other = _ask(session, "jam museum")

        dealt = questions.resolve(session, asked[0].key, Resolution.IGNORED, by=cast.ppid(session))

        assert dealt == 3
        assert [each.first.key for each in inbox.clusters(session)] == [other.key]
        assert questions.open_count(session) == 1
        assert questions.resolve(session, asked[0].key, Resolution.IGNORED, by=cast.ppid(session)) == 0


@pytest.mark.parametrize("text", ["", "؟؟؟", "🚧" * 3000, "a" * 100_000], ids=range(4))
def test_any_question_can_be_kept(database: Database, text: str) -> None:
    with database.write() as session:
        _ask(session, text)

    with database.read() as session:
        kept = session.scalars(select(AskedQuestion)).one()
        assert len(kept.text) <= 500
        assert len(kept.key) <= 300


def test_judging_what_is_not_there_is_harmless(database: Database) -> None:
    with database.write() as session:
        questions.judged(session, 999, helped=True)
        questions.picked(session, 999, "x")
