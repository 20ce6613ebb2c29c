"""Words run together."""

from core.language.segment import split

COSTS = dict.fromkeys(["mau", "minta", "data", "penduduk", "kota", "berapa", "jiwa"], 5.0)


def test_run_together_words_are_cut() -> None:
    assert split("mauminta datapenduduk".replace(" ", ""), COSTS) == ["mau", "minta", "data", "penduduk"]


def test_a_name_between_known_words_is_kept_whole() -> None:
    assert split("datapendudukklatenberapajiwa", COSTS) == ["data", "penduduk", "klaten", "berapa", "jiwa"]


def test_letters_that_make_no_words_are_left_alone() -> None:
    assert split("zzxqwvvkj", COSTS) == ["zzxqwvvkj"]
