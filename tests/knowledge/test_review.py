"""From draft to published: a second reader where the office wants one, and words that begin and end on their day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON, MovableClock

import worker
from core import office
from core.db import Database
from core.staff import Staff
from knowledge import entries, live
from knowledge.entries import Content, EntryChanged, SecondReaderNeeded, check
from knowledge.live import LiveKnowledge
from knowledge.models import Entry, EntryCategory, VersionState

TODAY = date(2026, 3, 11)
FARE = Content("Tarif", EntryCategory.LAYANAN, "Rp10.000.", "Perbup 1/2026", ("tarif parkir", "biaya parkir"))


def _draft(session: Session, by: Staff | None, content: Content = FARE) -> Entry:
    return entries.create(session, content, by=by, at=NOON)


def _published(session: Session, content: Content = FARE) -> Entry:
    entry = _draft(session, None, content)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _two_readers(session: Session) -> None:
    office.save(session, values={"second_reader": True}, at=NOON)


def _told(session: Session, day: date) -> list[str]:
    return [version.answer for version in live.live_versions(session, on=day).values()]


def test_alone_one_publishes_what_one_wrote_unless_the_office_says_otherwise(database: Database) -> None:
    with database.write() as session:
        entry, writer = _draft(session, cast.ppid(session)), cast.ppid(session)

        entries.publish(session, entry, lock=entry.lock, by=writer, at=NOON)

        assert _told(session, TODAY) == ["Rp10.000."]


def test_where_two_are_wanted_the_writer_does_not_publish_and_another_does(database: Database) -> None:
    with database.write() as session:
        _two_readers(session)
        entry, writer = _draft(session, cast.ppid(session)), cast.ppid(session)
        entries.submit(session, entry, lock=entry.lock)

        with pytest.raises(SecondReaderNeeded):
            entries.publish(session, entry, lock=entry.lock, by=writer, at=NOON)
        assert _told(session, TODAY) == []
        entries.publish(session, entry, lock=entry.lock, by=cast.koordinator(session), at=NOON)

        assert _told(session, TODAY) == ["Rp10.000."]


def test_who_changes_a_draft_becomes_its_writer(database: Database) -> None:
    with database.write() as session:
        _two_readers(session)
        entry, second = _draft(session, cast.ppid(session)), cast.koordinator(session)
        entries.revise(session, entry, replace(FARE, answer="Rp12.000."), lock=entry.lock, by=second, at=NOON)

        with pytest.raises(SecondReaderNeeded):
            entries.publish(session, entry, lock=entry.lock, by=second, at=NOON)

        entries.publish(session, entry, lock=entry.lock, by=cast.ppid(session), at=NOON)


def test_a_draft_is_sent_back_with_a_note_and_submitted_again_without_it(database: Database) -> None:
    with database.write() as session:
        entry = _draft(session, cast.ppid(session))
        entries.submit(session, entry, lock=entry.lock)
        entries.send_back(session, entry, lock=entry.lock, note="Sumbernya kurang.")
        draft = entries.draft_of(session, entry)
        assert draft is not None
        assert (draft.state, draft.review_note) == (VersionState.DRAFT, "Sumbernya kurang.")

        entries.submit(session, entry, lock=entry.lock)

        assert (draft.state, draft.review_note) == (VersionState.REVIEW, "")


def test_a_draft_that_changed_since_it_was_read_is_not_approved(database: Database) -> None:
    with database.write() as session:
        entry = _draft(session, cast.ppid(session))
        read = entry.lock
        entries.revise(session, entry, FARE, lock=entry.lock, by=cast.ppid(session), at=NOON)

        for act in (
            lambda: entries.submit(session, entry, lock=read),
            lambda: entries.send_back(session, entry, lock=read, note=""),
            lambda: entries.publish(session, entry, lock=read, by=cast.koordinator(session), at=NOON),
            lambda: entries.call_off(session, entry, lock=read),
        ):
            with pytest.raises(EntryChanged):
                act()


def test_words_for_later_leave_today_s_alone_until_their_day(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        later = replace(FARE, answer="Rp15.000.", valid_from=TODAY + timedelta(days=1))
        entries.revise(session, entry, later, lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert _told(session, TODAY) == ["Rp10.000."]
        assert _told(session, TODAY + timedelta(days=1)) == ["Rp15.000."]

        assert entries.turn_the_day(session, today=TODAY) == 0
        assert entries.turn_the_day(session, today=TODAY + timedelta(days=1)) == 1
        assert [version.state for version in entries.versions(session, entry)] == ["published", "superseded"]
        assert entry.next_id is None


def test_the_worker_turns_the_day_by_the_office_s_calendar(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        later = replace(FARE, answer="Rp15.000.", valid_from=TODAY + timedelta(days=1))
        entries.revise(session, entry, later, lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

    for hours, answer in ((0, "Rp10.000."), (15, "Rp15.000.")):  # 00.00 WIB is 17.00 UTC
        worker.turn_the_day(database, NOON + timedelta(hours=hours))

        with database.read() as session:
            live = entries.live_version(session, entry.slug)
            assert live is not None
            assert live.answer == answer


def test_a_correction_today_does_not_undo_what_begins_tomorrow(database: Database) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with database.write() as session:
        entry = _published(session)
        for content in (replace(FARE, answer="Rp15.000.", valid_from=tomorrow), replace(FARE, answer="Rp10.500.")):
            entries.revise(session, entry, content, lock=entry.lock, by=None, at=NOON)
            entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert (_told(session, TODAY), _told(session, tomorrow)) == (["Rp10.500."], ["Rp15.000."])

        entries.call_off(session, entry, lock=entry.lock)
        assert _told(session, tomorrow) == ["Rp10.500."]


def test_an_answer_is_told_from_its_first_to_its_last_day(database: Database) -> None:
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
    with database.write() as session:
        _published(session, replace(FARE, valid_from=first, valid_until=last))

        told = [bool(_told(session, TODAY + timedelta(days=days))) for days in range(6)]

    assert told == [False, True, True, True, False, False]


def test_a_running_process_follows_the_calendar_of_the_office(database: Database) -> None:
    clock = MovableClock()
    with database.write() as session:
        _published(session, replace(FARE, valid_until=TODAY))
    here = LiveKnowledge(database, clock=clock)
    assert here.now().answers

    clock.move(hours=14, minutes=1)  # 00.01 WIB
    here._looked = 0.0

    assert not here.now().answers


def test_an_end_before_the_beginning_is_a_mistake() -> None:
    wrong = replace(FARE, valid_from=TODAY, valid_until=TODAY - timedelta(days=1))

    assert check(wrong) == {"valid_until": "ends_before"}


@pytest.mark.parametrize(
    ("links", "problem"),
    [
        ((("Formulir", "https://klaten.example/f.pdf"),), None),
        ((("Formulir", "javascript:alert(1)"),), "not_an_address"),
        ((("Formulir", "https://klaten.example/a b"),), "not_an_address"),
        ((("x" * 81, "https://klaten.example"),), "too_long"),
        ((("a", "https://klaten.example"),) * 6, "too_many_links"),
    ],
)
def test_links_lead_somewhere(links: tuple[tuple[str, str], ...], problem: str | None) -> None:
    assert check(replace(FARE, links=links)).get("links") == problem
