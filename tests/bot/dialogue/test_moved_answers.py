"""Answers that moved: an old button leads to what took its place, and links and files go with the words."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.time import NOON, MovableClock

from core.db import Database
from core.files import Kept
from knowledge import entries, files, merging
from knowledge.entries import Content
from knowledge.live import LiveKnowledge
from knowledge.models import AskedQuestion, Entry, EntryCategory

BUS = Content(
    "Samsat keliling", EntryCategory.LAYANAN, "Datang ke loket.", "Perbup 1/2026", ("jadwal samsat keliling",)
)


@pytest.fixture
def sample() -> bool:
    return False


def _publish(session: Session, content: Content) -> Entry:
    entry = entries.create(session, content, by=None, at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    return entry


def _siti(database: Database, clock: MovableClock) -> tuple[Citizen, LiveKnowledge]:
    knowledge = LiveKnowledge(database, clock=clock, public_url="https://klaten.example")
    return Conversation(database, clock, knowledge).citizen("1001"), knowledge


def test_an_old_button_leads_to_the_answer_that_took_its_place(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        old = _publish(session, replace(BUS, title="Bus lama", phrasings=("jadwal bus lama",), answer="Cara lama."))
        heir = _publish(session, replace(BUS, title="Bus baru", phrasings=("jadwal bus baru",), answer="Cara baru."))
        _publish(session, replace(BUS, related=("bus-lama",)))
    siti, knowledge = _siti(database, clock)
    siti.says("kapan jadwal samsat keliling?")
    with database.write() as session:
        merging.merge(session, session.get_one(Entry, old.id), heir, lock=old.lock, by=None, at=NOON)
    knowledge._looked = 0.0

    told = siti.taps("Bus lama")

    assert "Cara baru." in everything(told)


def test_a_related_answer_that_moved_is_offered_under_its_new_name(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        old = _publish(session, replace(BUS, title="Bus lama", phrasings=("jadwal bus lama",)))
        heir = _publish(session, replace(BUS, title="Bus baru", phrasings=("jadwal bus baru",)))
        _publish(session, replace(BUS, related=("bus-lama", "bus-baru")))
        merging.merge(session, old, heir, lock=old.lock, by=None, at=NOON)

    (told,) = _siti(database, clock)[0].says("kapan jadwal samsat keliling?")

    assert [label for label in told.labels if label.startswith("Bus")] == ["Bus baru"]


def test_links_and_files_go_with_the_words(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        kept = Kept("ab" * 32, "application/pdf", 120_000)
        file = files.add(session, kept, name="Formulir F-1.02.pdf", by=cast.ppid(session), at=NOON)
        linked = replace(BUS, links=(("Antrean", "https://klaten.example/a"),), files=(file.id,))
        files.claim(session, _publish(session, linked), (file.id,))

    told = everything(_siti(database, clock)[0].says("kapan jadwal samsat keliling?"))

    assert "Antrean: https://klaten.example/a" in told
    assert f"Formulir F-1.02.pdf (118 KB): https://klaten.example/berkas/{file.id}" in told
    assert told.index("Datang ke loket.") < told.index("Antrean") < told.index("Sumber")


def test_a_question_answered_by_an_heir_is_its_own(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        old = _publish(session, replace(BUS, title="Vaksin di rumah", phrasings=("jadwal vaksin rabies di rumah",)))
        heir = _publish(session, replace(BUS, title="Vaksin di balai", phrasings=("jadwal vaksin rabies di balai",)))
    siti, knowledge = _siti(database, clock)
    siti.says("kapan jadwal vaksin rabies?")
    with database.write() as session:
        entries.retire(session, session.get_one(Entry, old.id), lock=old.lock, at=NOON, into=heir)
    knowledge._looked = 0.0

    siti.taps("Vaksin di rumah")

    with database.read() as session:
        assert session.scalars(select(AskedQuestion.entry_id)).one() == heir.id
