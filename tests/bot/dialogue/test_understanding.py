"""Short messages are read once, for as long as what the office knows stays the same."""

from dataclasses import replace

import pytest

from bot.dialogue import understanding
from bot.dialogue.understanding import Understander, Understanding
from core.office import Office
from knowledge.live import Knowledge, LiveKnowledge

KLATEN, SRAGEN = Office(region_code="33.10"), Office(region_code="33.14")


@pytest.fixture
def known(sample_knowledge: LiveKnowledge) -> Knowledge:
    return sample_knowledge.now()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that were really read."""
    read: list[str] = []
    reading = understanding.understand

    def noted(text: str, knowledge: Knowledge, office: Office) -> Understanding:
        read.append(text)
        return reading(text, knowledge, office)

    monkeypatch.setattr(understanding, "understand", noted)
    return read


def test_what_many_people_write_is_read_once(known: Knowledge, read: list[str]) -> None:
    understander = Understander()

    said = [understander.understand(text, known, KLATEN) for text in ("jam buka", "halo", "jam buka")]

    assert read == ["jam buka", "halo"]
    assert said[0] == said[2] == understanding.understand("jam buka", known, KLATEN)


def test_it_is_read_anew_when_an_answer_changed_or_the_office_moved(known: Knowledge, read: list[str]) -> None:
    understander = Understander()

    for knowledge, office in ((known, KLATEN), (replace(known, revision=known.revision + 1), KLATEN), (known, SRAGEN)):
        understander.understand("jumlah penduduk", knowledge, office)

    assert read == ["jumlah penduduk"] * 3


def test_a_long_story_is_nobody_elses(known: Knowledge, read: list[str]) -> None:
    understander, story = Understander(), "jalan rusak di depan rumah kami, " * 4

    for _ in range(2):
        understander.understand(story, known, KLATEN)

    assert read == [story, story]
