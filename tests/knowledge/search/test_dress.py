"""What does not change a question: capitals, spaces, punctuation, the order of words."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge.search.office import entries, first, office

INDEX = office()
PHRASINGS = [(text, each.id) for each in entries() for text in each.phrasings]


@given(st.sampled_from(PHRASINGS), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_capitals_never_change_the_first_entry(phrasing: tuple[str, str], dressed: "type[str]") -> None:
    assert first(INDEX, dressed(phrasing[0])) == phrasing[1]


@given(st.sampled_from(PHRASINGS), st.sampled_from([" ", "  ", "\t", "\n", " \u00a0 "]))
def test_spaces_never_change_the_first_entry(phrasing: tuple[str, str], space: str) -> None:
    assert first(INDEX, f"{space}{phrasing[0].replace(' ', space)}{space}") == phrasing[1]


@given(st.sampled_from(PHRASINGS), st.text(alphabet='?!.,;:()"…', max_size=5), st.integers(min_value=0, max_value=4))
def test_punctuation_never_changes_the_first_entry(phrasing: tuple[str, str], signs: str, place: int) -> None:
    spoken = phrasing[0].split()
    spoken.insert(min(place, len(spoken)), signs)

    assert first(INDEX, " ".join(spoken) + signs) == phrasing[1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_words_does_not_change_the_first_entry(seed: int) -> None:
    for text, name in PHRASINGS:
        spoken = text.split()
        random.Random(seed).shuffle(spoken)
        assert first(INDEX, " ".join(spoken)) == name
