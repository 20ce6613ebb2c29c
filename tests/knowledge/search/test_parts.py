"""Two questions in one message."""

import pytest

from knowledge.search.parts import parts
from tests.knowledge.search.office import entries, office

INDEX = office()


def test_two_questions_with_question_marks_are_two() -> None:
    assert parts("Kantor buka jam berapa? Cara mengurus kartu keluarga?", INDEX) == [
        "Kantor buka jam berapa",
        "Cara mengurus kartu keluarga",
    ]


def test_a_second_question_without_its_thing_borrows_it() -> None:
    found = parts("syarat magang apa saja dan berapa lama", INDEX)

    assert found == ["syarat magang apa saja", "berapa lama magang"]


def test_a_story_before_a_question_is_no_question() -> None:
    assert len(parts("Saya warga baru di sini. Kemarin tutup. Kantor buka jam berapa?", INDEX)) == 1


@pytest.mark.parametrize("question", ["lampu jalan mati dan gelap sekali", "apa beda magang dan kerja", "halo", ""])
def test_one_question_stays_whole(question: str) -> None:
    assert parts(question, INDEX) == [question]


def test_no_phrasing_of_the_office_is_torn_apart() -> None:
    assert all(parts(text, INDEX) == [text] for each in entries() for text in each.phrasings)
