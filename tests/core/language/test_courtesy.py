"""Courtesy around a question."""

from core.language.courtesy import courtesies


def overheard(text: str) -> list[str]:
    spoken = text.split()
    return [word for word, polite in zip(spoken, courtesies(spoken), strict=True) if polite]


def test_a_plea_for_an_answer_is_courtesy() -> None:
    assert overheard("jadwal kereta tolong dong dijawab") == ["tolong", "dong", "dijawab"]


def test_asking_for_information_is_courtesy_only_at_the_end() -> None:
    assert overheard("jam buka loket mohon informasi ya") == ["mohon", "informasi", "ya"]
    assert overheard("mohon informasi publik tentang anggaran") == []


def test_a_message_of_nothing_but_courtesy_keeps_its_words() -> None:
    assert overheard("terima kasih banyak") == []
