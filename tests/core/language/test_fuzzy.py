"""Near spellings."""

import pytest

from core.language.fuzzy import Lexicon

LEXICON = Lexicon(
    ["informasi", "permohonan", "perpustakaan", "fasilitas", "biaya", "bupati", "data", "ppid", "aplikasi"]
)


@pytest.mark.parametrize(
    ("spelling", "word"),
    [
        ("infrmasi", "informasi"),
        ("permohnan", "permohonan"),
        ("baiya", "biaya"),
        ("perpus", "perpustakaan"),
        ("fslts", "fasilitas"),
        ("applikasi", "aplikasi"),
        ("pipd", "ppid"),
        ("bulati", "bupati"),
    ],
)
def test_a_misspelled_word_is_recognised(spelling: str, word: str) -> None:
    assert LEXICON.near(spelling)[0].word == word


@pytest.mark.parametrize("spelling", ["xyz", "sandal", "qwertyuiop", "12345", "", "a" * 500])
def test_what_resembles_nothing_finds_nothing(spelling: str) -> None:
    assert LEXICON.near(spelling) == ()


def test_a_nearer_word_comes_first() -> None:
    near = Lexicon(["jadwal", "jadwalnya"]).near("jadwl")

    assert near[0].word == "jadwal"
    assert near[0].likeness > 0.8


def test_an_answer_is_remembered() -> None:
    assert LEXICON.near("infrmasi") is LEXICON.near("infrmasi")
