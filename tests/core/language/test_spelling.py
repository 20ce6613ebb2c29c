"""Chat spellings and the words they stand for."""

from core.language.spelling import english_forms, is_ordinary, little_words, resolve


def test_an_ambiguous_spelling_that_the_knowledge_base_uses_stays() -> None:
    assert resolve(["urus", "kk"], known={"kk"}) == ["urus", "kk"]


def test_an_ambiguous_spelling_nobody_uses_is_resolved() -> None:
    assert resolve(["makasih", "kk"]) == ["terima", "kasih", "kakak"]


def test_a_spelling_that_is_certain_is_resolved_even_when_it_is_used() -> None:
    assert resolve(["gmn"], known={"gmn"}) == ["bagaimana"]


def test_two_words_may_be_one_spelling() -> None:
    assert resolve(["kasih", "tau"]) == ["beri", "tahu"]


def test_politeness_weighs_next_to_nothing() -> None:
    assert little_words()["tolong"] < 0.05


def test_ordinary_words_are_known() -> None:
    assert is_ordinary("sawah")
    assert not is_ordinary("swahh")


def test_english_words_lose_their_endings() -> None:
    assert "report" in english_forms("reported")
    assert english_forms("kantor") == ()
