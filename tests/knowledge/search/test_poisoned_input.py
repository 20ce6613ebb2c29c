"""Messages made to hurt: long, strange, empty. None may cost more than a moment or raise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language.normalise import HEAD, TAIL, considered
from knowledge.search.parts import parts
from knowledge.search.question import MOST_WORDS
from tests.knowledge.search.office import first, office

INDEX = office()
LONG = 100_000
POISON = {
    "one letter": "a" * LONG,
    "spaces": " " * LONG,
    "line ends": "\n" * LONG,
    "question marks": "?" * LONG,
    "digits": "1" * LONG,
    "thousands": "1.000." * (LONG // 6),
    "hyphens": "a-" * (LONG // 2),
    "politeness": "kak tolong dong " * (LONG // 16),
    "run-together words": "lokasiwifigratis" * (LONG // 16),
    "unknown words": " ".join(f"kata{number}zxq" for number in range(LONG // 12)),
    "brackets": "(((((a+)+)+)+)+$" * (LONG // 16),
    "connectors": "dan berapa " * (LONG // 11),
    "stacked accents": "a" + "\u0301" * LONG,
    "ligatures that unfold": "\ufdfa" * LONG,
    "mixed scripts": "аpа itu 中文 \u0627\u0644 " * (LONG // 16),
    "emoji": "😀" * LONG,
    "control signs": "\x00\x07" * (LONG // 2),
    "nothing": "",
}


@pytest.mark.parametrize("name", POISON)
def test_of_a_poisoned_message_no_more_is_read_than_of_a_long_one(name: str) -> None:
    assert len(considered(POISON[name])) <= HEAD + TAIL + 1
    assert len(INDEX.search(POISON[name]).words) <= MOST_WORDS


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_message_is_one_message(name: str) -> None:
    assert 1 <= len(parts(POISON[name], INDEX)) <= 3


def test_a_question_drowned_in_invisible_signs_is_still_read() -> None:
    assert first(INDEX, "\u200b" * 5000 + "lokasi wifi gratis" + "\u200b" * 5000) == "wifi"


def test_a_question_at_the_end_of_a_long_story_is_still_read() -> None:
    story = "kemarin saya jalan jalan ke pasar lalu pulang naik becak. " * 60

    assert first(INDEX, f"{story} Lokasi wifi gratis di mana ya?") == "wifi"


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_at_all_is_searched(text: str) -> None:
    found = INDEX.search(text)

    assert all(0 <= hit.confidence <= 1 for hit in found.hits)
