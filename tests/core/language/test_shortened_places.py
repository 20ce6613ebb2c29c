"""A full stop after a shortened word ends no place: "Jl. Pemuda", "Kec. Trucuk"."""

import pytest

from core.places.phrases import find_place


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Jalan rusak di Jl. Pemuda Klaten. Kapan diperbaiki?", "Jl. Pemuda Klaten"),
        ("lubang di Ds. Sumber, Kec. Trucuk parah", "Ds. Sumber, Kec. Trucuk"),
        ("Jl. Dr. Wahidin gelap", "Jl. Dr. Wahidin"),
        ("jln. raya Solo berlubang", "jln. raya Solo"),
        ("lampu mati di desa Sumber. Jl sepi", "desa Sumber"),
    ],
)
def test_a_shortened_word_goes_on(said: str, place: str) -> None:
    assert find_place(said, home_code="33.10") == place
