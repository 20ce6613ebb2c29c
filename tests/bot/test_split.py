"""Long texts in parts: nothing lost, nothing doubled, never over the limit, and cut where a reader would pause."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some

from bot.split import split, utf16_length

_PIECES = some.sampled_from(
    [
        "kata",
        "🚧",
        "é",
        " ",
        "\n",
        "\n\n",
        ". ",
        ", ",
        "; ",
        "https://klaten.example/a/b?c=d",
        "x" * 40,
        "\u200d",
        "日本",
    ]
)
_TEXTS = some.lists(_PIECES, max_size=120).map("".join) | some.text(max_size=400)


def _without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@runs(deadline=None, max_examples=300)
@given(text=_TEXTS, most=some.integers(2, 200))
def test_no_sign_is_lost_or_doubled_and_no_part_is_too_long(text: str, most: int) -> None:
    parts = split(text, most, length=utf16_length)

    assert _without_space("".join(parts)) == _without_space(text)
    assert all(utf16_length(part) <= most for part in parts)


@runs(deadline=None, max_examples=200)
@given(text=_TEXTS, most=some.integers(1, 200))
def test_a_text_that_fits_stays_as_it_is_and_every_other_part_says_something(text: str, most: int) -> None:
    parts = split(text, most)

    if len(text) <= most:
        assert parts == [text]
    elif text.strip():
        assert all(part.strip() for part in parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("satu dua\n\ntiga empat", ["satu dua", "tiga empat"]),
        ("satu dua tiga\nempat", ["satu dua tiga", "empat"]),
        ("Satu dua. Tiga empat", ["Satu dua.", "Tiga empat"]),
        ("satu dua tiga empat", ["satu dua tiga", "empat"]),
        ("x" * 20, ["x" * 14, "x" * 6]),
    ],
)
def test_the_cut_falls_at_a_paragraph_a_line_a_sentence_or_a_word(text: str, parts: list[str]) -> None:
    assert split(text, 14) == parts


@runs(deadline=None, max_examples=200)
@given(before=some.integers(0, 90), after=some.integers(0, 200))
def test_an_address_that_fits_is_never_cut(before: int, after: int) -> None:
    address = "https://klaten.example/ppid/daftar-informasi,publik;2026.html"
    text = "kata " * (before // 5) + address + " kata" * (after // 5)

    assert any(address in part for part in split(text, 100))


def test_an_address_longer_than_a_part_is_cut_but_kept_whole_in_order() -> None:
    address = "https://klaten.example/" + "a" * 300

    assert "".join(split(address, 100)) == address


def test_emoji_count_as_the_service_counts_them() -> None:
    text = "🚧" * 4096

    parts = split(text, 4096, length=utf16_length)

    assert [utf16_length(part) for part in parts] == [4096, 4096]
    assert "".join(parts) == text


def test_white_space_beyond_the_limit_is_cut_too() -> None:
    assert all(len(part) <= 10 for part in split(" " * 50, 10))
