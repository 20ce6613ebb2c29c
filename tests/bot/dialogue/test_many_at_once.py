"""Several questions at once, questions that lean on the last one, questions inside a form, other languages."""

import pytest
from support.citizen import Citizen, everything

from core.db import Database
from tests.bot.dialogue.test_asking import _asked
from tickets.models import Case


def test_two_questions_in_one_message_get_two_answers(siti: Citizen) -> None:
    told = siti.says("syarat bikin ktp apa dan kantor buka jam berapa?")

    assert len(told) == 2
    assert "Dukcapil" in told[0].text
    assert "07.30" in told[1].text


def test_three_short_questions_are_all_answered(siti: Citizen) -> None:
    told = everything(siti.says("kantor buka jam berapa? alamatnya di mana? telponnya berapa?"))

    assert "07.30" in told
    assert "Alamat" in told
    assert "Telepon" in told


def test_two_uncertain_questions_are_offered_side_by_side(siti: Citizen) -> None:
    (told,) = siti.says("biaya minta informasi berapa? terus lamanya berapa hari?")

    assert {"Biaya memperoleh informasi", "Berapa lama permohonan informasi dijawab"} <= set(told.labels)


def test_two_questions_of_one_message_are_each_kept(siti: Citizen, database: Database) -> None:
    siti.says("kantor buka jam berapa sama alamatnya di mana")

    assert len({row.entry_id for row in _asked(database)}) == 2


@pytest.mark.parametrize(
    ("first", "then", "heard"),
    [
        ("berapa lama permohonan informasi dijawab?", "syaratnya apa?", "Untuk pemohon perorangan"),
        ("berapa lama permohonan informasi dijawab?", "biayanya?", "biaya ringan"),
        ("kantore bukak jam piro", "alamate nang endi", "Alamat"),
        ("cara bikin paspor", "kalau kk?", "Kartu Keluarga"),
    ],
)
def test_a_question_leans_on_what_was_talked_about(siti: Citizen, first: str, then: str, heard: str) -> None:
    siti.says(first)

    assert heard in everything(siti.says(then))


@pytest.mark.parametrize(
    ("first", "then", "offered"),
    [
        ("cara mengajukan keberatan?", "batas waktunya?", "Batas waktu mengajukan keberatan"),
        ("how much does it cost to request information?", "and how long does it take?", "Berapa lama permohonan"),
    ],
)
def test_a_leaning_question_that_stays_uncertain_offers_the_same_topic_first(
    siti: Citizen, first: str, then: str, offered: str
) -> None:
    siti.says(first)

    assert siti.says(then)[-1].labels[0].startswith(offered)


def test_after_ten_minutes_nothing_is_leant_on(siti: Citizen) -> None:
    siti.says("berapa lama permohonan informasi dijawab?")
    siti.conversation.clock.move(minutes=11)

    assert "Untuk pemohon perorangan" not in everything(siti.says("syaratnya apa?"))


def test_a_question_about_the_report_does_not_become_part_of_it(siti: Citizen) -> None:
    siti.says("saya mau lapor")
    siti.says("jalan rusak di depan balai desa kemudo prambanan")
    siti.says("berapa lama laporan ditangani?")

    assert "berapa lama laporan" not in everything(siti.says("lanjut"))


def test_what_belongs_to_the_report_is_no_question_aside(siti: Citizen) -> None:
    siti.says("saya mau lapor")
    siti.says("lampu jalan mati semua")
    siti.says("depan masjid al ikhlas desa sumber trucuk")

    assert "lubangnya ada tiga" in everything(siti.says("lubangnya ada tiga, yang satu besar sekali"))


def test_a_question_in_the_middle_of_a_request_is_answered_and_the_request_waits(
    siti: Citizen, database: Database
) -> None:
    siti.says("permohonan")
    siti.says("salinan perbup tentang ppid")
    assert "biaya ringan" in everything(siti.says("biayanya berapa ya?"))
    assert "salinan perbup tentang ppid" in everything(siti.says("lanjut"))
    siti.taps("Kirim permohonan")

    with database.read() as session:
        assert session.query(Case).count() == 1


def test_asking_how_to_replace_something_lost_is_no_complaint(siti: Citizen) -> None:
    assert "Dukcapil" in everything(siti.says("KTP hilang syaratnya?"))


@pytest.mark.parametrize(
    "said", ["pasal 28 uu kip isinya apa", "jam layanan ppid boyolali", "apbd 2019 minta", "ppid kemenkes telponnya"]
)
def test_another_article_year_place_or_office_is_offered_and_never_answered(
    siti: Citizen, database: Database, said: str
) -> None:
    siti.says(said)

    assert [row.outcome.value for row in _asked(database)] in (["offered"], ["missed"])


def test_an_english_question_for_the_hours_is_answered_in_english(siti: Citizen) -> None:
    told = everything(siti.says("What time does your office open?"))

    assert "Source:" in told
    assert "07.30" in told
