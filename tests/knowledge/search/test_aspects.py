"""What is asked about a thing."""

import pytest

from core.language.normalise import words
from knowledge.search.aspects import aspects, profile, subject


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("syaratnya apa aja", "syarat"),
        ("bayar gak sih", "biaya"),
        ("brp hari jadinya", "lama"),
        ("dmn kantornya", "tempat"),
        ("buka jam piro", "waktu"),
        ("apa itu inflasi", "apa"),
        ("sudah sampai mana laporanku", "status"),
    ],
)
def test_the_aspect_is_read_from_the_words(text: str, aspect: str) -> None:
    assert aspect in aspects(words(text))


def test_what_is_left_is_the_subject() -> None:
    assert subject(words("berapa lama magang di kantor")) == ["magang", "di", "kantor"]


def test_an_entry_without_an_attribute_gets_it_from_its_phrasings() -> None:
    shares = profile("", [words("biaya fotokopi"), words("fotokopi bayar berapa")])

    assert shares["biaya"] == 1.0


def test_an_attribute_given_by_staff_counts() -> None:
    assert profile("syarat", [words("mau ikut lomba")])["syarat"] == pytest.approx(0.6)
