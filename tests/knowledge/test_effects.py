"""Effects: what a change would take from which entry, told before anything is saved."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from support.time import NOON

from core.db import Database
from core.messages.channels import Channel
from knowledge import effects, questions
from knowledge.effects import Turn
from knowledge.models import AskedOutcome
from knowledge.search.concepts import default_synonyms
from knowledge.search.entries import Entry
from knowledge.search.index import Index
from knowledge.trial import try_out


def _entry(name: str, *phrasings: str) -> Entry:
    return Entry(name, phrasings[0].capitalize(), "kantor", "answer", "", "", phrasings, (), (), "Jawabannya.")


SAMSAT = _entry("samsat", "jadwal samsat keliling", "samsat keliling hari ini di mana", "mobil samsat buka jam berapa")
VAKSIN = _entry("vaksin", "jadwal vaksin rabies", "vaksin rabies kucing kapan", "suntik rabies anjing")
KTP = _entry("ktp", "ktp saya hilang", "cara urus ktp hilang", "kehilangan ktp di jalan")
INDEX = Index.build([SAMSAT, VAKSIN, KTP])


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as writing:
        for person in ("siti", "budi"):
            questions.log(
                writing,
                text="jadwal samsat keliling minggu ini",
                chat_key=f"web:{person}",
                channel=Channel.WEB,
                lang="id",
                outcome=AskedOutcome.ANSWERED,
                at=NOON,
            )
    with database.read() as reading:
        yield reading


def test_a_phrasing_that_takes_a_known_question_says_from_whom(session: Session) -> None:
    greedy = replace(VAKSIN, phrasings=(*VAKSIN.phrasings, "jadwal samsat keliling minggu ini"))

    found = effects.of_entries(session, INDEX, [greedy])

    (effect,) = found.harm
    assert (effect.probe.text, effect.probe.people) == ("jadwal samsat keliling minggu ini", 2)
    assert (effect.turn, effect.before.slug, effect.after.slug) == (Turn.STOLEN, "samsat", "vaksin")


def test_the_question_a_change_is_made_for_is_no_harm(session: Session) -> None:
    asked = "jadwal samsat keliling minggu ini"
    greedy = replace(VAKSIN, phrasings=(*VAKSIN.phrasings, asked))

    assert effects.of_entries(session, INDEX, [greedy], meant=[asked.upper()]).harm == ()


def test_a_phrasing_so_like_another_entry_s_that_its_askers_would_go_astray_is_told(session: Session) -> None:
    greedy = replace(VAKSIN, phrasings=(*VAKSIN.phrasings, "kehilangan ktp di jalan"))

    found = effects.of_entries(session, INDEX, [greedy])

    (effect,) = [effect for effect in found.harm if effect.probe.text == "kehilangan ktp di jalan"]
    assert (effect.probe.owner, effect.after.slug, effect.turn) == ("ktp", "vaksin", Turn.STOLEN)


def test_a_phrasing_of_its_own_kind_takes_nothing(session: Session) -> None:
    better = replace(KTP, phrasings=(*KTP.phrasings, "dompet dan ktp dicopet"))

    assert effects.of_entries(session, INDEX, [better]).effects == ()


def test_an_answer_that_goes_leaves_its_questions_without_one(session: Session) -> None:
    found = effects.of_entries(session, INDEX, [], removed=["samsat"])

    assert [effect.probe.text for effect in found.harm] == ["jadwal samsat keliling minggu ini"]
    assert found.harm[0].turn in {Turn.LOST, Turn.STOLEN}


def test_other_synonyms_show_what_they_would_answer(session: Session) -> None:
    with_name = (*default_synonyms(), ("samsat", "kuya kuya"))

    found = effects.of_synonyms(session, INDEX, default_synonyms(), with_name)

    assert found.tried > 0
    assert found.harm == ()


def test_a_trial_says_which_word_met_which_and_how() -> None:
    (trial,) = try_out("ktpku ilang", INDEX)

    assert trial.hits[0].entry_id == "ktp"
    assert ("hilang", "exact") in {(reason.met, reason.how) for reason in trial.hits[0].reasons}


def test_a_trial_with_drafts_asks_what_is_not_published_yet() -> None:
    draft = _entry("batik", "pelatihan membatik gratis", "kursus batik")

    assert try_out("ada pelatihan membatik gratis", INDEX)[0].outcome != "answer"
    assert try_out("ada pelatihan membatik gratis", INDEX, [draft])[0].hits[0].entry_id == "batik"


def test_a_trial_says_that_a_year_holds_an_answer_back() -> None:
    figures = _entry("padi", "panen padi 2022", "hasil panen padi tahun 2022", "produksi padi 2022")
    index = Index.build([SAMSAT, VAKSIN, KTP, figures])

    (trial,) = try_out("panen padi 2024", index)

    assert trial.outcome == "choose"
    assert trial.is_guarded


def test_nothing_is_tried_for_an_empty_question() -> None:
    assert try_out("   ", INDEX) == []
