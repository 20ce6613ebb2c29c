"""Words that mean the same: the house's groups stay, and the office adds to them, changes them and takes them away."""

import pytest
from support.time import NOON

from core.db import Database
from core.errors import SavedMeanwhile
from knowledge import entries, synonyms
from knowledge.entries import Content
from knowledge.live import LiveKnowledge
from knowledge.models import EntryCategory
from knowledge.search.concepts import default_synonyms
from knowledge.search.parts import find
from knowledge.synonyms import Change, NotAGroup

OWN = Change(("ktp", "kartu sakti"))
COSTS = next(group for group in default_synonyms() if "biaya" in group)


def test_an_own_group_is_added_to_the_house_s(database: Database) -> None:
    with database.write() as session:
        synonyms.save(session, OWN, version=0)

        assert synonyms.effective(session) == (*default_synonyms(), OWN.words)


def test_an_own_group_does_not_silence_the_house_s(database: Database) -> None:
    with database.write() as session:
        words = Content("Biaya KTP", EntryCategory.KANTOR, "Gratis.", "Perbup", ("biaya ktp", "tarif membuat ktp"))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        synonyms.save(session, OWN, version=0)

    index = LiveKnowledge(database).now().index

    assert find("ongkos kartu sakti", index).hits[0].entry_id == "biaya-ktp"


def test_a_house_group_is_changed_switched_off_and_brought_back(database: Database) -> None:
    with database.write() as session:
        kept = synonyms.save(session, Change(("biaya", "mahar"), house=COSTS[0]), version=0)
        assert ("biaya", "mahar") in synonyms.effective(session)
        assert COSTS not in synonyms.effective(session)

        off = synonyms.save(session, Change(COSTS, house=COSTS[0], is_off=True), version=kept.version)
        assert not [group for group in synonyms.effective(session) if "biaya" in group]

        synonyms.drop(session, off.id, version=off.version)
        assert synonyms.effective(session) == default_synonyms()


def test_a_change_is_told_to_every_process(database: Database) -> None:
    with database.write() as session:
        before = entries.revision(session)
        kept = synonyms.save(session, OWN, version=0)
        synonyms.drop(session, kept.id, version=kept.version)

        assert entries.revision(session) == before + 2


def test_of_two_who_edit_a_group_the_second_is_told(database: Database) -> None:
    with database.write() as session:
        kept = synonyms.save(session, OWN, version=0)
        changed = Change(("ktp", "kartu ajaib"), key=kept.id)
        synonyms.save(session, changed, version=kept.version)

        with pytest.raises(SavedMeanwhile):
            synonyms.save(session, Change(("ktp", "kartu lain"), key=kept.id), version=1)
        with pytest.raises(SavedMeanwhile):
            synonyms.drop(session, kept.id, version=1)

        assert synonyms.effective(session)[-1] == ("ktp", "kartu ajaib")


def test_what_would_be_is_what_is_kept(database: Database) -> None:
    with database.write() as session:
        for wanted in (OWN, Change(("biaya", "mahar"), house=COSTS[0])):
            expected = synonyms.would_be(session, wanted)
            synonyms.save(session, wanted, version=0)

            assert synonyms.effective(session) == expected


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "few"),
        ("ktp", "few"),
        ("ktp, KTP ,  ktp", "few"),
        (", ".join(f"kata{number}" for number in range(31)), "many"),
        ("ktp, kartu tanda penduduk elektronik model baru", "long"),
    ],
)
def test_what_is_no_group_is_refused(typed: str, why: str) -> None:
    with pytest.raises(NotAGroup) as refused:
        synonyms.read(typed)

    assert refused.value.data == {"why": why}


def test_a_group_is_read_as_it_was_meant() -> None:
    assert synonyms.read("KTP,  Kartu   Sakti\nktp, !!,") == ("ktp", "kartu sakti")


def test_every_group_of_the_house_has_a_name_of_its_own(database: Database) -> None:
    with database.read() as session:
        listed = synonyms.listed(session)

    assert [row.words for row in listed] == list(default_synonyms())
    assert len({row.house for row in listed}) == len(listed)
