"""Retired and merged entries: their names and old buttons lead to what took their place."""

import pytest
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core import office
from core.db import Database
from knowledge import entries, live, merging
from knowledge.entries import Content, EntryChanged
from knowledge.live import LiveKnowledge
from knowledge.merging import CannotMerge
from knowledge.models import Entry, EntryCategory
from knowledge.phrasings import Learned


def _published(session: Session, title: str, *phrasings: str) -> Entry:
    words = Content(title, EntryCategory.KANTOR, f"Tentang {title}.", "Kantor", phrasings, acronyms=(title[:3],))
    entry = entries.create(session, words, by=None, at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _merge(session: Session, entry: Entry, into: Entry) -> Learned:
    return merging.merge(session, entry, into, lock=entry.lock, by=None, at=NOON)


def test_the_ways_of_asking_move_and_the_old_name_leads_there(database: Database) -> None:
    with database.write() as session:
        old, new = _published(session, "KTP hilang", "ktp raib"), _published(session, "KTP lenyap", "ktp lenyap")

        assert _merge(session, old, new) is Learned.NOW

        stays = entries.live_version(session, new.slug)
        assert stays is not None
        assert stays.phrasings == ["ktp lenyap", "KTP hilang", "ktp raib"]
    known = LiveKnowledge(database).now()
    assert known.answer("ktp-hilang") == known.answers["ktp-lenyap"]
    assert known.answer("tidak-ada") is None


def test_a_chain_of_merged_entries_ends_at_the_one_that_answers(database: Database) -> None:
    with database.write() as session:
        first, second, third = (_published(session, name, name) for name in ("Satu", "Dua", "Tiga"))
        _merge(session, first, second)
        _merge(session, second, third)

        assert live.moved(session) == {"satu": "tiga", "dua": "tiga"}


def test_an_entry_that_comes_back_answers_for_itself_again(database: Database) -> None:
    with database.write() as session:
        old, new = _published(session, "Lama", "lama"), _published(session, "Baru", "baru")
        _merge(session, old, new)

        version = entries.versions(session, old)[0]
        entries.restore(session, old, version, lock=old.lock, by=None, at=NOON)
        entries.publish(session, old, lock=old.lock, by=None, at=NOON)

        assert live.moved(session) == {}
        _merge(session, new, old)
        assert live.moved(session) == {"baru": "lama"}


def test_an_entry_is_merged_into_one_that_answers_and_never_into_itself(database: Database) -> None:
    with database.write() as session:
        entry, retired = _published(session, "Satu", "satu"), _published(session, "Dua", "dua")
        entries.retire(session, retired, lock=retired.lock, at=NOON)

        for into in (entry, retired):
            with pytest.raises(CannotMerge):
                _merge(session, entry, into)


def test_a_page_that_is_out_of_date_merges_nothing(database: Database) -> None:
    with database.write() as session:
        old, new = _published(session, "Satu", "satu"), _published(session, "Dua", "dua")

        with pytest.raises(EntryChanged):
            merging.merge(session, old, new, lock=old.lock - 1, by=None, at=NOON)

        assert entries.live_version(session, "satu") is not None


def test_where_a_second_reader_is_wanted_the_name_moves_and_the_ways_wait(database: Database) -> None:
    with database.write() as session:
        office.save(session, values={"second_reader": True}, at=NOON)
        old, new = _published(session, "Satu", "satu"), _published(session, "Dua", "dua")

        learned = merging.merge(session, old, new, lock=old.lock, by=cast.koordinator(session), at=NOON)

        assert learned is Learned.WAITING
        assert live.moved(session) == {"satu": "dua"}
        assert entries.draft_of(session, new) is not None
