"""Ways of asking: learnt at once and once only, read by a second person where the office wants it, and never at the
price of somebody's open draft."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core import office
from core.db import Database
from knowledge import entries, phrasings
from knowledge.entries import MAX_PHRASINGS, Content
from knowledge.models import Entry, EntryCategory, EntryVersion, VersionState
from knowledge.phrasings import Learned, TooManyWays, Ways

KTP = Content("KTP hilang", EntryCategory.KANTOR, "Datang ke Disdukcapil.", "Perbup contoh", ("ktp saya hilang",))


def _published(session: Session, content: Content = KTP) -> Entry:
    entry = entries.create(session, content, by=None, at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _learn(session: Session, entry: Entry, *ways: str, **who: object) -> Learned:
    return phrasings.learn(session, entry, Ways(ways), by=who.get("by"), at=NOON)  # type: ignore[arg-type]


def _live(session: Session, entry: Entry) -> EntryVersion:
    live = session.get(EntryVersion, entry.live_id or 0)
    assert live is not None
    return live


def test_a_new_way_of_asking_is_learnt_at_once_and_only_once(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)

        learned = [_learn(session, entry, way) for way in ("KTPku ilang", "ktpku ILANG!")]

        assert learned == [Learned.NOW, Learned.NOTHING]
        assert _live(session, entry).phrasings == ["ktp saya hilang", "KTPku ilang"]


def test_what_was_never_published_or_is_retired_learns_nothing(database: Database) -> None:
    with database.write() as session:
        draft, retired = entries.create(session, KTP, by=None, at=NOON), _published(session)
        entries.retire(session, retired, lock=retired.lock, at=NOON)

        assert [_learn(session, entry, "ktp") for entry in (draft, retired)] == [Learned.NOTHING] * 2


def test_an_open_draft_learns_it_too_and_stays_its_writer_s(database: Database) -> None:
    with database.write() as session:
        entry, writer = _published(session), cast.ppid(session)
        revised = replace(KTP, answer="Kalimat yang sedang ditulis.")
        entries.revise(session, entry, revised, lock=entry.lock, by=writer, at=NOON)
        entries.submit(session, entry, lock=entry.lock)

        _learn(session, entry, "ktpku ilang", by=cast.koordinator(session))

        draft = entries.draft_of(session, entry)
        assert draft is not None
        assert (draft.answer, draft.made_by) == ("Kalimat yang sedang ditulis.", writer.id)
        assert draft.state is VersionState.REVIEW
        assert draft.phrasings == _live(session, entry).phrasings == ["ktp saya hilang", "ktpku ilang"]
        assert _live(session, entry).answer == KTP.answer


def test_words_that_wait_for_their_day_learn_it_too(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        later = replace(KTP, answer="Lewat aplikasi.", valid_from=date(2026, 3, 14))
        entries.revise(session, entry, later, lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        _learn(session, entry, "ktpku ilang")

        waiting = session.get(EntryVersion, entry.next_id or 0)
        assert waiting is not None
        assert (waiting.answer, waiting.phrasings[-1]) == ("Lewat aplikasi.", "ktpku ilang")
        assert waiting.state is VersionState.SCHEDULED
        assert entry.draft_id is None


def test_where_a_second_reader_is_wanted_it_waits_for_one(database: Database) -> None:
    with database.write() as session:
        office.save(session, values={"second_reader": True}, at=NOON)
        entry, writer = _published(session), cast.koordinator(session)

        assert _learn(session, entry, "ktpku ilang", by=writer) is Learned.WAITING

        draft = entries.draft_of(session, entry)
        assert draft is not None
        assert (draft.state, draft.made_by) == (VersionState.REVIEW, writer.id)
        assert _live(session, entry).phrasings == ["ktp saya hilang"]


def test_an_entry_that_is_asked_in_too_many_ways_is_two_entries(database: Database) -> None:
    with database.write() as session:
        ways = tuple(f"cara {number} mengurus" for number in range(MAX_PHRASINGS))
        entry = _published(session, replace(KTP, phrasings=ways))

        with pytest.raises(TooManyWays):
            _learn(session, entry, "satu lagi")
