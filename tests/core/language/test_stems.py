"""Roots of Indonesian words."""

import pytest

from core.language.stems import bare, stem, stems


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("mengajukan", "aju"),
        ("pengaduan", "adu"),
        ("dilaporin", "lapor"),
        ("pelayanan", "layan"),
        ("perpanjangan", "panjang"),
        ("memakai", "pakai"),
        ("mengurus", "urus"),
        ("menulis", "tulis"),
        ("menyampaikan", "sampai"),
        ("pengecualian", "kecuali"),
        ("nulis", "tulis"),
        ("ngajuin", "aju"),
    ],
)
def test_affixes_are_taken_off(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize("word", ["bulan", "makan", "sekolah", "penduduk", "berkas", "kepala", "ktp", "jalan"])
def test_short_roots_and_whole_words_stay(word: str) -> None:
    assert stem(word) == word


def test_clitics_are_taken_off_alone() -> None:
    assert bare("syaratnya") == "syarat"
    assert bare("aduanku") == "aduan"


def test_the_word_itself_is_always_a_reading() -> None:
    assert "pertanyaan" in stems("pertanyaan")
