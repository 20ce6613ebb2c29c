"""Clusters: what asks the same is read once, and what only looks alike stays apart."""

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some

from knowledge.clusters import clustered


def _together(*texts: str) -> list[list[str]]:
    return [[texts[place] for place in cluster] for cluster in clustered(texts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("biaya bikin ktp berapa", "brp ongkos buat KTP?"),
        ("kak mau tanya dong, jadwal samsat keliling kapan ya", "jadwal samsat keliling"),
        ("syarat pindah domisili", "persyaratan pindah domisili apa saja"),
        ("cara urus kartu keluarga hilang", "cara mengurus KK hilang"),
    ],
)
def test_the_same_question_in_other_words_is_one(one: str, other: str) -> None:
    assert _together(one, other) == [[one, other]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("biaya ktp", "biaya kk"),
        ("ktp hilang", "ktp rusak"),
        ("jumlah penduduk 2023", "jumlah penduduk 2024"),
        ("jadwal samsat keliling", "jadwal vaksin keliling"),
        ("wifi gratis di alun-alun", "ambulans gratis"),
    ],
)
def test_questions_about_different_things_stay_apart(one: str, other: str) -> None:
    assert len(_together(one, other)) == 2


def test_the_first_of_each_leads_and_nothing_is_left_out() -> None:
    texts = ["jadwal samsat", "harga beras", "jadwal samsat ya min", "hrga beras brp", "???"]

    found = clustered(texts)

    assert found[:2] == [[0, 2], [1, 3]]
    assert sorted(place for cluster in found for place in cluster) == list(range(5))


def test_a_slip_of_the_finger_is_the_word_that_others_use() -> None:
    texts = ["pelatihan membatik gratis", "jadwal pelatihan membatik di desa", "syarat ikut pelatihan membatik"]

    assert clustered([*texts, "pelatihn membatikk gratis min 🙏"])[0] == [0, 3]


def test_an_office_s_own_synonyms_bring_questions_together() -> None:
    texts = ["jadwal posyandu melati", "jadwal bungkesmas melati"]

    assert len(clustered(texts)) == 2
    assert len(clustered(texts, [("posyandu", "bungkesmas")])) == 1


@runs(max_examples=60, deadline=None)
@given(some.lists(some.text(max_size=60), max_size=12))
def test_any_texts_can_be_put_together(texts: list[str]) -> None:
    found = clustered(texts)

    assert sorted(place for cluster in found for place in cluster) == list(range(len(texts)))
