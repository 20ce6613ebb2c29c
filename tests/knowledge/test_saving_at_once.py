"""Twenty people save at once: nothing is lost, and of those who edit the same entry all but one hear of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import func, select
from support.time import NOON

from core.db import Database
from knowledge import entries, phrasings
from knowledge.entries import Content, EntryChanged
from knowledge.models import Entry, EntryCategory, EntryVersion
from knowledge.phrasings import Ways

PEOPLE = 20
WORDS = Content("Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))


def _published(database: Database) -> Entry:
    with database.write() as session:
        entry = entries.create(session, WORDS, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _all_at_once(act: Callable[[int], object]) -> list[object]:
    """Every person's act, begun together; an act refused because of another one's is its refusal."""
    ready = threading.Barrier(PEOPLE)

    def one(person: int) -> object:
        ready.wait()
        try:
            return act(person)
        except EntryChanged as refusal:
            return refusal

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_twenty_new_answers_of_one_title_are_twenty_answers(database: Database) -> None:
    def write(person: int) -> str:
        with database.write() as session:
            made = entries.create(session, replace(WORDS, answer=f"Dari {person}"), by=None, at=NOON)
            entries.publish(session, made, lock=made.lock, by=None, at=NOON)
            return made.slug

    slugs = _all_at_once(write)

    with database.read() as session:
        answers = set(session.scalars(select(EntryVersion.answer)))
        number = entries.revision(session)
    assert len(set(slugs)) == PEOPLE
    assert answers == {f"Dari {person}" for person in range(PEOPLE)}
    assert number == PEOPLE


def test_of_twenty_edits_of_one_answer_one_is_saved_and_nineteen_are_told(database: Database) -> None:
    entry = _published(database)

    def edit(person: int) -> int:
        with database.write() as session:
            words = replace(WORDS, answer=f"Dari {person}")
            entries.revise(session, session.get_one(Entry, entry.id), words, lock=entry.lock, by=None, at=NOON)
            return person

    outcomes = _all_at_once(edit)

    saved = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(saved) == 1
    assert sum(isinstance(outcome, EntryChanged) for outcome in outcomes) == PEOPLE - 1
    with database.read() as session:
        draft = entries.draft_of(session, session.get_one(Entry, entry.id))
        assert draft is not None
        assert draft.answer == f"Dari {saved[0]}"


def test_twenty_phrasings_for_one_answer_are_all_learnt(database: Database) -> None:
    entry = _published(database)

    def teach(person: int) -> str:
        with database.write() as session:
            ways = Ways((f"kapan pintu nomor {person} dibuka",))
            return phrasings.learn(session, session.get_one(Entry, entry.id), ways, by=None, at=NOON)

    assert set(_all_at_once(teach)) == {"now"}

    with database.read() as session:
        live = entries.live_version(session, entry.slug)
        versions = session.scalar(select(func.count()).select_from(EntryVersion))
    assert live is not None
    assert set(live.phrasings) == {"jam buka", *(f"kapan pintu nomor {person} dibuka" for person in range(PEOPLE))}
    assert versions == PEOPLE + 1
