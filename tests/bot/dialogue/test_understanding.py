"""Short messages are read once, for as long as what the office knows stays the same."""

from dataclasses import replace

import pytest

from bot.dialogue import understanding
from bot.dialogue.intents import COURTESIES, Intent
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


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("halo kak Bayu", Intent.HELLO),
        ("halo bu indah", Intent.HELLO),
        ("selamat pagi pak budi", Intent.HELLO),
        ("terima kasih kak dewi", Intent.THANKS),
        ("makasih banyak mbak siti aminah", Intent.THANKS),
        ("terima kasih mas agus sudah dibantu", Intent.THANKS),
        ("Terima kasih bu Ani atas infonya", Intent.THANKS),
        ("terima kasih pak camat", Intent.THANKS),
        ("maaf bu Sri Wahyuni", Intent.SORRY),
        ("halo pak Joko saya mau tanya", Intent.MAY_ASK),
    ],
)
def test_a_courtesy_to_somebody_by_name_is_a_courtesy(known: Knowledge, text: str, meant: Intent) -> None:
    assert understanding.understand(text, known, KLATEN).intents == {meant}


@pytest.mark.parametrize(
    "text",
    [
        "selamat pagi pak banjir",
        "halo pak jalan rusak",
        "HALO PAK JALAN RUSAK",
        "halo pak sampah",
        "halo pak ktp",
        "halo kak jumlah penduduk",
        "halo kak jumlh pendudukk",
        "permisi pak listrik mati",
        "halo kak syarat akta",
        "maaf pak depan warung sarmi",
        "terima kasih pak di Desa Sengon RT 2",
        "halo pak saya kehilangan motor tadi malam",
    ],
)
def test_what_follows_a_title_and_is_no_name_is_not_swallowed(known: Knowledge, text: str) -> None:
    assert not understanding.understand(text, known, KLATEN).intents & COURTESIES


def test_nothing_is_looked_up_for_a_mere_courtesy(known: Knowledge) -> None:
    said = understanding.understand("terima kasih banyak", known, KLATEN)

    assert (said.found, said.figure) == ((), None)
