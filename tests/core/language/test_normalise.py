"""Plain words out of what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.normalise import key, sentences, words


def test_chat_spellings_become_whole_words() -> None:
    assert words("gmn cara mnta info yg bnr") == ["bagaimana", "cara", "minta", "informasi", "yang", "bnr"]


def test_javanese_becomes_indonesian() -> None:
    assert words("piye carane njaluk data neng kantor") == ["bagaimana", "cara", "minta", "data", "di", "kantor"]


def test_a_thank_you_in_two_javanese_words_is_a_thank_you() -> None:
    assert words("matur nuwun nggih") == ["terima", "kasih", "ya"]


def test_letters_disguised_as_digits_are_read() -> None:
    assert words("4pa nama bup4t1 w0n0s0b0") == ["apa", "nama", "bupati", "wonosobo"]


@pytest.mark.parametrize("name", ["p1", "covid19", "fs3"])
def test_names_that_end_in_a_digit_stay_names(name: str) -> None:
    assert words(name) == [name]


def test_drawn_out_letters_are_shortened() -> None:
    assert words("lamaaaa seliii") == ["lama", "seli"]


def test_a_doubled_word_counts_once() -> None:
    assert words("laki-laki dan laki2") == ["laki", "dan", "laki"]


def test_numbers_are_kept_and_thousands_joined() -> None:
    assert words("Rp 25.000 tahun 2024, 14hari") == ["rp", "25000", "tahun", "2024", "14", "hari"]


def test_glued_punctuation_parts_words() -> None:
    assert words("halo,min!tolong...dijawab") == ["halo", "min", "tolong", "dijawab"]


def test_invisible_signs_and_accents_disappear() -> None:
    assert words("pa\u200bjak da\u0301erah\u00ad") == ["pajak", "daerah"]


def test_cyrillic_look_alikes_are_read_as_latin() -> None:
    assert words("раjаk") == ["pajak"]


def test_emoji_say_nothing() -> None:
    assert words("😀😀 👍") == []


def test_sentences_without_words_are_left_out() -> None:
    assert sentences("Halo. ??? Kapan buka?") == ["Halo", " Kapan buka"]


@pytest.mark.parametrize(
    "other",
    ["CARA MENDAFTAR MAGANG", "cara   mendaftar\tmagang", "Cara mendaftar, magang!?", "caraaa mendaftar magangggg"],
)
def test_the_key_ignores_dress(other: str) -> None:
    assert key(other) == key("cara mendaftar magang")


def test_the_key_tells_different_questions_apart() -> None:
    assert key("syarat magang") != key("biaya magang")


def test_the_key_keeps_numbers_apart() -> None:
    assert key("pasal 1 7") != key("pasal 17")


@given(st.text(max_size=300))
def test_any_text_at_all_has_words_and_a_key(text: str) -> None:
    assert all(word and word == word.strip() for word in words(text))
    assert key(text) == key(f"  {text}\t")
