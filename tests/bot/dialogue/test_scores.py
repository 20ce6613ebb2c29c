"""One to five, as people write it; wherever it is read, the same words give the same figure."""

import pytest

from bot.dialogue.verdicts import score_in


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("5", 5), ("5.", 5), ("*4*", 4), ("⭐⭐⭐", 3), ("⭐️⭐️", 2), ("★★★★", 4), ("5⭐", 5), ("5 ⭐️", 5), ("4 ⭐⭐⭐⭐", 4),
        ("bintang 5", 5), ("5/5", 5), ("4 dari 5 pak", 4), ("nilai 3", 3), ("lima bintang", 5), ("bintang lima ⭐⭐⭐⭐⭐", 5),
        ("⭐⭐⭐⭐ bagus pak", 4), ("rating: 2", 2),
    ],
)  # fmt: skip
def test_a_score_is_read(said: str, score: int) -> None:
    assert score_in(said) == score


@pytest.mark.parametrize(
    "said",
    ["6", "0", "⭐⭐⭐⭐⭐⭐", "5 ⭐⭐", "RT 5", "nilai 5?", "lampu nomor 3 mati", "sudah 2 minggu", "12", "", "bagus",
     "dari 5 lampu yang rusak sudah 4 dari 5 yang diganti tapi kok"],
)  # fmt: skip
def test_what_is_no_score_is_none(said: str) -> None:
    assert score_in(said) is None


def test_a_bare_figure_counts_only_where_one_was_asked_for() -> None:
    assert score_in("5", was_asked=False) is None
    assert score_in("5⭐", was_asked=False) == 5
    assert score_in("bintang 5", was_asked=False) == 5
