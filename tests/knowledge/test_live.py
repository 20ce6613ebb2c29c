"""The live knowledge: what is published in one process answers in every other within a second."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from support.databases import open_test_database
from support.time import NOON

from core.db import Database
from knowledge import entries, live
from knowledge.entries import Content
from knowledge.live import LiveKnowledge
from knowledge.models import Entry, EntryCategory, SynonymGroup
from knowledge.search.parts import find

KTP = Content(
    title="KTP hilang",
    category=EntryCategory.KANTOR,
    answer="Datang ke Disdukcapil.",
    source="Perbup contoh 1/2026",
    phrasings=("ktp saya hilang", "cara urus ktp hilang", "kehilangan ktp"),
)


def _publish(database: Database, content: Content = KTP) -> None:
    with database.write() as session:
        entry = session.scalars(select(Entry).where(Entry.slug == "ktp-hilang")).first()
        if entry is None:
            entry = entries.create(session, content, by=None, at=NOON)
        else:
            entries.revise(session, entry, content, lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)


def _retire(database: Database) -> None:
    with database.write() as session:
        entry = session.scalars(select(Entry)).one()
        entries.retire(session, entry, lock=entry.lock, at=NOON)


def _within_a_second(what: Callable[[], bool]) -> bool:
    """Looks once after the longest time a process may go without looking at the revision."""
    time.sleep(live.LOOK_EVERY + 0.05)
    return what()


def _found(knowledge: LiveKnowledge, asked: str) -> list[str]:
    return [hit.entry_id for hit in find(asked, knowledge.now().index).hits]


def test_a_process_looks_at_least_twice_a_second() -> None:
    assert live.LOOK_EVERY <= 0.5


def test_what_another_process_publishes_edits_and_retires_is_followed(database: Database, database_url: str) -> None:
    elsewhere = open_test_database(database_url)
    here = LiveKnowledge(database)
    assert here.now().answers == {}

    _publish(elsewhere)
    assert _within_a_second(lambda: "ktp-hilang" in here.now().answers)
    assert _found(here, "ktp saya hilang")[:1] == ["ktp-hilang"]

    _publish(elsewhere, replace(KTP, answer="Sekarang lewat aplikasi.", phrasings=("dompet saya dicopet",)))
    assert _within_a_second(lambda: here.now().answers["ktp-hilang"].answer == "Sekarang lewat aplikasi.")
    assert _found(here, "dompet saya dicopet")[:1] == ["ktp-hilang"]

    _retire(elsewhere)
    assert _within_a_second(lambda: here.now().answers == {})
    assert _found(here, "ktp saya hilang") == []
    elsewhere.dispose()


def test_a_draft_is_not_told(database: Database) -> None:
    _publish(database)
    here = LiveKnowledge(database)
    here.now()
    with database.write() as session:
        entry = session.scalars(select(Entry)).one()
        entries.revise(session, entry, replace(KTP, answer="Rahasia dulu"), lock=entry.lock, by=None, at=NOON)

    assert _within_a_second(lambda: here.now().answers["ktp-hilang"].answer == KTP.answer)


def test_nothing_is_read_again_while_nothing_changes(database: Database) -> None:
    _publish(database)
    here = LiveKnowledge(database)
    first = here.now()

    assert _within_a_second(lambda: here.now() is first)


def test_words_that_mean_the_same_are_followed_too(database: Database) -> None:
    _publish(database)
    here = LiveKnowledge(database)
    here.now()
    with database.write() as session:
        session.add(SynonymGroup(words="ktp,kartu sakti"))
        entries.touch(session)

    assert _within_a_second(lambda: _found(here, "kartu sakti hilang")[:1] == ["ktp-hilang"])


def test_an_answer_carries_where_it_comes_from(database: Database) -> None:
    _publish(database, replace(KTP, source_url="https://klaten.example/perbup", is_sample=True, related=("ktp-rusak",)))

    told = LiveKnowledge(database).now().answers["ktp-hilang"]

    assert (told.title, told.source, told.source_url) == (KTP.title, KTP.source, "https://klaten.example/perbup")
    assert (told.is_sample, told.related) == (True, ("ktp-rusak",))


def test_many_threads_ask_at_once_and_all_get_the_same(database: Database) -> None:
    _publish(database)
    here = LiveKnowledge(database)

    with ThreadPoolExecutor(8) as pool:
        states = {id(state) for state in pool.map(lambda _: here.now(), range(40))}

    assert len(states) == 1


@pytest.mark.parametrize("rounds", [6])
def test_a_long_row_of_edits_ends_in_the_same_knowledge_as_a_fresh_start(database: Database, rounds: int) -> None:
    here = LiveKnowledge(database)
    for number in range(rounds):
        way = f"cara {'abcdefgh'[number] * 4} ktp"
        _publish(database, replace(KTP, answer=f"Jawaban {number}", phrasings=(way, "ktp hilang")))
        assert _within_a_second(lambda number=number: here.now().answers["ktp-hilang"].answer == f"Jawaban {number}")

    fresh = LiveKnowledge(database)
    for asked in ("ktp hilang", "cara ffff ktp", "cara aaaa ktp"):
        edited, anew = find(asked, here.now().index), find(asked, fresh.now().index)
        assert [hit.entry_id for hit in edited.hits] == [hit.entry_id for hit in anew.hits]
        assert edited.outcome is anew.outcome
        assert edited.hits[0].confidence == pytest.approx(anew.hits[0].confidence, abs=0.01)
