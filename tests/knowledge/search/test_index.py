"""Asking and changing an index."""

from dataclasses import replace

import pytest

from knowledge.search import Outcome
from knowledge.search.concepts import default_synonyms
from knowledge.search.index import Index
from tests.knowledge.search.office import entries, entry, first, office


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("brp lama sih magangnya", "magang-lama"),
        ("apa saja yang harus dibawa buat pkl", "magang-syarat"),
        ("kntr bkanya jam brp", "jam-buka"),
        ("kantore nang endi", "alamat"),
        ("internet cuma-cuma ada di mana", "wifi"),
        ("bikin kk gmn", "kk"),
        ("lampujalandepanrumahmati", "lapor"),
        ("permisi kak maaf mengganggu, mau tanya alamat kantor ya, terima kasih", "alamat"),
        ("what are the opening hours", "jam-buka"),
    ],
)
def test_people_ask_in_their_own_way_and_are_understood(question: str, name: str) -> None:
    assert first(office(), question) == name


def test_a_phrasing_of_the_office_is_answered() -> None:
    found = office().search("Lokasi wifi gratis")

    assert found.outcome is Outcome.ANSWER
    assert found.hits[0].confidence > 0.9


def test_small_talk_is_not_answered() -> None:
    assert office().search("resep rendang yang enak").outcome is not Outcome.ANSWER


def test_nothing_known_is_unknown() -> None:
    found = office().search("xyzzy")

    assert found.outcome is Outcome.UNKNOWN
    assert not [hit for hit in found.hits if hit.confidence > 0.2]


def test_a_hit_says_which_words_it_met() -> None:
    reasons = office().search("berkas pkl").hits[0].reasons

    assert ("berkas", "berkas", "exact") in {(reason.asked, reason.met, reason.how) for reason in reasons}


def test_a_misspelled_word_is_told_as_a_spelling() -> None:
    reasons = office().search("syarat magagn").hits[0].reasons

    assert ("magagn", "spelling") in {(reason.asked, reason.how) for reason in reasons}


def test_hits_come_with_falling_confidence_and_at_most_five() -> None:
    chances = [hit.confidence for hit in office().search("kantor magang").hits]

    assert chances == sorted(chances, reverse=True)
    assert 0 < len(chances) <= 5
    assert all(0 <= chance <= 1 for chance in chances)


def test_the_features_of_the_first_hit_are_told_for_the_log() -> None:
    features = office().search("berapa lama magang").hits[0].features

    assert features["exact"] == 1.0
    assert {"profile", "lead", "mass"} <= set(features)


def test_a_new_phrasing_is_found_and_the_old_index_still_works() -> None:
    before = office()

    after = before.updated([entry("wifi", "hotspot umum nyangkut di alun alun")])

    assert first(after, "hotspot umum nyangkut") == "wifi"
    assert after.search("hotspot umum nyangkut di alun alun").outcome is Outcome.ANSWER
    assert before.search("hotspot umum nyangkut di alun alun").outcome is not Outcome.ANSWER
    assert first(before, "alamat kantor") == "alamat"


def test_a_removed_entry_is_no_longer_found() -> None:
    after = office().updated(removed=["wifi"])

    assert "wifi" not in {hit.entry_id for hit in after.search("lokasi wifi gratis").hits}


def test_an_edit_gives_the_same_answers_as_a_fresh_index() -> None:
    changed = entry("kk", "kartu keluarga hilang")
    edited = office().updated([changed])
    fresh = Index.build([changed if each.id == "kk" else each for each in entries()])

    for question in ("kk hilang", "kartu keluarga", "jam buka", "lampu jalan mati"):
        assert [hit.entry_id for hit in edited.search(question).hits] == [
            hit.entry_id for hit in fresh.search(question).hits
        ]


def test_an_empty_index_knows_nothing() -> None:
    assert Index.build([]).search("jam buka").outcome is Outcome.UNKNOWN


def test_an_entry_without_a_single_word_does_no_harm() -> None:
    silent = replace(entry("wifi"), id="silent", title="😀", object="", phrasings=(), answer="")

    assert first(office().updated([silent]), "lokasi wifi gratis") == "wifi"


def test_the_offices_own_synonyms_replace_those_of_the_house() -> None:
    index = Index.build(entries(), synonyms=[["wifi", "sinyal ajaib"]])

    assert first(index, "sinyal ajaib") == "wifi"


def test_other_synonyms_give_the_same_answers_as_a_fresh_index() -> None:
    house = default_synonyms()
    steps = [
        [*house, ("wifi", "sinyal ajaib")],
        [*house[3:], ("sinyal ajaib", "kartu keluarga"), ("lampu jalan", "obor kampung", "pju")],
        [*house[:40], ("obor kampung", "jam buka")],
        list(house),
    ]
    phrasings = [text for each in entries() for text in each.phrasings]
    edited = office()
    for groups in steps:
        edited = edited.meaning(groups)
        fresh = Index.build(entries(), synonyms=groups)
        for question in (
            *phrasings,
            "sinyal ajaib",
            "obor kampung mati",
            "syarat kartu keluarga",
            "kapan jam buka kantor",
        ):
            found, wanted = edited.search(question), fresh.search(question)
            assert found.outcome is wanted.outcome, question
            assert [hit.entry_id for hit in found.hits] == [hit.entry_id for hit in wanted.hits], question
            assert [hit.confidence for hit in found.hits] == pytest.approx([hit.confidence for hit in wanted.hits])


def test_an_acronym_in_capitals_is_a_key_of_its_own() -> None:
    assert first(office(), "KK itu apa") == "kk"


def test_a_greeting_is_no_acronym() -> None:
    assert office().search("hai kak").outcome is not Outcome.ANSWER
