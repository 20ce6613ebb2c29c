"""Figures: a question for a number is recognised, whichever words it comes in, and other questions are left alone."""

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some

from core.language.normalise import words
from knowledge.figures import FigureQuestion, figure_question
from knowledge.starter import FOLDER

INDICATORS = yaml.safe_load((FOLDER / "indikator.yaml").read_text(encoding="utf-8"))
SYNONYMS = [(synonym, row["name"]) for row in INDICATORS for synonym in row["synonyms"]]


def _asked(text: str) -> FigureQuestion | None:
    return figure_question(words(text), text)


@pytest.mark.parametrize(("synonym", "name"), SYNONYMS, ids=[synonym for synonym, _ in SYNONYMS])
def test_every_word_for_an_indicator_is_understood_as_a_citizen_types_it(synonym: str, name: str) -> None:
    asked = _asked(f"Berapa {synonym.upper()} tahun 2024?")

    assert asked is not None
    assert (asked.indicator, asked.year, asked.asks_number) == (name, "2024", True)


def test_no_word_means_two_indicators() -> None:
    assert len({synonym for synonym, _ in SYNONYMS}) == len(SYNONYMS)


@pytest.mark.parametrize(
    ("text", "indicator", "year", "level", "asks_number"),
    [
        ("jumlah penduduk miskin per kecamatan", "Jumlah penduduk miskin", None, "kecamatan", True),
        ("jumlah penduduk desa sumber 2023", "Jumlah penduduk", "2023", "desa", True),
        ("apa itu ipm", "Indeks pembangunan manusia", None, None, False),
        ("berapa ipm dan apa artinya", "Indeks pembangunan manusia", None, None, True),
        ("cara menghitung inflasi", "Inflasi", None, None, False),
        ("what is the poverty rate in 2022", "Persentase penduduk miskin", "2022", None, True),
        ("data tahun 1999", None, "1999", None, True),
    ],
)
def test_what_is_asked_for_which_year_and_how_fine(
    text: str, indicator: str | None, year: str | None, level: str | None, asks_number: bool
) -> None:
    assert _asked(text) == FigureQuestion(indicator, year, level, asks_number)


@pytest.mark.parametrize(
    "text", ["", "halo", "kantor buka jam berapa", "lampu jalan mati", "nomor 12024 hilang", "kok jadi gini ya"]
)
def test_a_question_that_asks_for_no_figure_is_left_alone(text: str) -> None:
    assert _asked(text) is None


@runs(max_examples=200, deadline=None)
@given(text=some.text(max_size=300))
def test_any_words_can_be_looked_at(text: str) -> None:
    asked = _asked(text)

    assert asked is None or asked.indicator or asked.year or asked.level
