"""Entries about the same thing: what is asked about it decides which of them answers."""

import pytest

from benchmarks.matching import starter_entries
from knowledge.search import Outcome
from knowledge.search.index import Index
from knowledge.search.parts import find

ENTRIES = starter_entries()
KINDS = {entry.id: entry.kind for entry in ENTRIES}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(ENTRIES)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("biaya konsultasi statistik", "pst-konsultasi-biaya"),
        ("konsultasi statistik berapa lama", "pst-konsultasi-lama"),
        ("cara konsultasi statistik", "pst-konsultasi-cara"),
        ("syarat rekomendasi statistik", "pst-rekomendasi-syarat"),
        ("rekomendasi statistik berapa lama", "pst-rekomendasi-lama"),
        ("rekomendasi statistik bayar berapa", "pst-rekomendasi-biaya"),
        ("apa itu rekomendasi statistik", "pst-rekomendasi-apa"),
        ("syarat beli publikasi", "pst-publikasi-syarat"),
        ("cara beli publikasi", "pst-publikasi-cara"),
        ("perpustakaan statistik bayar gak", "pst-perpustakaan-biaya"),
        ("perpustakaan statistik berapa lama dilayani", "pst-perpustakaan-lama"),
        ("data mikro itu apa", "pst-mikro-apa"),
        ("cara beli data mikro", "pst-mikro-cara"),
        ("mediasi berapa lama", "mediasi-lama"),
        ("mediasi gagal gimana", "mediasi-gagal"),
        ("biaya sengketa", "sengketa-biaya"),
        ("apa itu keberatan", "keberatan-apa"),
        ("berapa biaya permohonan informasi", "ppid-biaya"),
        ("permohonan informasi dijawab berapa lama", "ppid-jangka-waktu"),
    ],
)
def test_what_is_asked_about_a_thing_breaks_the_tie(question: str, entry: str, index: Index) -> None:
    found = find(question, index)

    assert found.outcome is Outcome.ANSWER
    assert found.hits[0].entry_id == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("paspor dibuat dimana kak", "rujuk-paspor"),
        ("gawe sim nang ngendi", "rujuk-sim"),
        ("bpjs saya nonaktif", "rujuk-bpjs-kesehatan"),
        ("token listrik gak masuk", "rujuk-pln"),
        ("KK hilang", "rujuk-kk"),
        ("haji ke kemenag daftarnya gimana", "rujuk-haji"),
    ],
)
def test_what_another_office_does_is_pointed_there(question: str, entry: str, index: Index) -> None:
    found = find(question, index)

    assert KINDS[entry] == "rujukan"
    assert entry in [hit.entry_id for hit in found.hits[:3]]
    assert found.outcome is not Outcome.UNKNOWN


def test_an_acronym_in_capitals_is_no_word_of_the_same_letters(index: Index) -> None:
    shouted = find("apa itu DIK", index)

    assert shouted.hits[0].entry_id == "informasi-dik"
