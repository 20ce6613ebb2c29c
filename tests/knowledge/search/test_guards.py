"""What must not be confused: years, articles, codes and places."""

import pytest

from knowledge.search import Outcome
from knowledge.search.guards import differ, marks_of
from tests.knowledge.search.office import entry, office

NOWHERE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("apbd 2023", "anggaran 2022"),
        ("isi pasal 17", "isi pasal 9"),
        ("huruf b", "huruf a"),
        ("arti p1", "arti p2"),
        ("penduduk bandung", "penduduk klaten"),
        ("uu nomor 25 tahun 2009", "uu nomor 14 tahun 2008"),
        ("penduduk kota batu", "penduduk kota"),
        ("telepon ppid kemenkes", "telepon ppid"),
        ("alamat kementerian sosial", "alamat kantor"),
    ],
)
def test_a_question_about_another_thing_of_the_kind_differs(question: str, known: str) -> None:
    assert differ(marks_of(question), marks_of(known), NOWHERE)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("apbd 2023", "anggaran 2023"),
        ("pasal 9", "menurut Pasal 9"),
        ("uu 14/2008", "UU Nomor 14 Tahun 2008"),
        ("lapor sejak 2 minggu lalu", "cara lapor"),
        ("batu besar di jalan", "jalan rusak"),
        ("jam 8", "jam buka"),
    ],
)
def test_the_same_thing_or_an_idle_number_does_not_differ(question: str, known: str) -> None:
    assert not differ(marks_of(question), marks_of(known), NOWHERE)


def test_a_pointer_to_another_office_may_be_asked_by_that_offices_name() -> None:
    assert not differ(marks_of("haji ke kemenag"), marks_of("daftar haji"), NOWHERE, points_away=True)


def test_the_offices_own_region_does_not_differ() -> None:
    assert not differ(marks_of("kantor klaten"), marks_of("kantor"), frozenset({"klaten"}))


def test_another_year_is_offered_and_not_answered() -> None:
    index = office().updated([entry("wifi", "lokasi wifi gratis tahun 2021")])

    assert index.search("lokasi wifi gratis tahun 2021").outcome is Outcome.ANSWER
    assert index.search("lokasi wifi gratis tahun 2019").outcome is Outcome.CHOOSE


def test_another_place_is_offered_and_not_answered() -> None:
    assert office().search("lokasi wifi gratis surabaya").outcome is not Outcome.ANSWER
