"""Siti asks beside what she reports, tells it word by word, and has more to report."""

import pytest
from support.citizen import Citizen, Conversation, everything
from support.officers import disposed

from tests.bot.dialogue.test_asking import _asked

REVIEW, MISSED, WHERE = "Periksa dulu laporan Anda", "belum punya jawaban", "Di mana lokasinya?"
STREET_LIGHT = "I want to report a broken street light at Perum Klaten Kencana"


@pytest.mark.parametrize("asked", ["what about 2021?", "how about 2020", "and in 2021?"])
def test_an_english_follow_up_beside_a_draft_is_answered(siti: Citizen, asked: str) -> None:
    siti.says("how many people live in Klaten in 2022?")
    siti.says(STREET_LIGHT)

    told = everything(siti.says(asked))

    assert "Population (BPS projection), Kabupaten Klaten, 202" in told
    assert "Your draft is still kept" in told
    assert f"Report: {STREET_LIGHT}\nPlace" in everything(siti.says("continue"))


@pytest.mark.parametrize(
    "asked",
    [
        "akta hilang syaratnya apa",
        "KTP saya hilang gimana ngurusnya",
        "kartu kia hilang urus dimana ya",
        "kartu ktp patah ganti baru gimana",
        "ktp saya hilang di jalan pasar cawas, gimana ya",
        "ijazah hilang kebakaran syarat buat lagi apa",
    ],
)
def test_who_asks_for_a_lost_paper_is_answered_and_reports_nothing(siti: Citizen, asked: str) -> None:
    told = everything(siti.says(asked))

    assert REVIEW not in told
    assert WHERE not in told


@pytest.mark.parametrize(
    "said", ["lapor KTP saya hilang dicuri di pasar Cawas", "kk saya ditahan petugas desa Trunuh, pungli"]
)
def test_a_paper_that_somebody_took_is_reported(siti: Citizen, said: str) -> None:
    assert REVIEW in everything(siti.says(said))


def test_the_first_word_of_a_report_is_met_with_an_ear(siti: Citizen, conversation: Conversation) -> None:
    for word in ("lampu", "jalan", "depan pasar"):
        told = everything(siti.says(word))
        assert told.startswith("Kami simak: lampu")
        assert MISSED not in told

    assert "Isi: lampu jalan depan pasar mati\nLokasi: depan pasar" in everything(siti.says("mati"))
    assert _asked(conversation.database) == []


def test_the_words_so_far_are_the_report_when_that_is_tapped(siti: Citizen) -> None:
    siti.says("got")
    siti.says("depan pasar")

    assert "Isi: got depan pasar\nLokasi: depan pasar" in everything(siti.taps("Buat pengaduan"))


def test_words_that_are_likely_a_question_are_still_offered_their_answers(siti: Citizen) -> None:
    assert "Maksud Anda yang mana?" in everything(siti.says("mati"))


@pytest.mark.parametrize(
    "said", ["ada lagi pak", "satu lagi", "ada lagi yang mau dilaporkan", "masih ada masalah lagi", "one more report"]
)
def test_who_has_more_to_report_begins_another_report(siti: Citizen, conversation: Conversation, said: str) -> None:
    disposed(conversation)
    siti.hears()

    assert siti.says(said)[-1].labels in (["Batal"], ["Cancel"])

    assert REVIEW in everything(siti.says("sampah numpuk di pasar Srago"))


@pytest.mark.parametrize("said", ["kapan diperbaiki?", "kapan dikerjain pak?", "when will it be fixed?"])
def test_who_asks_when_reads_how_it_stands(siti: Citizen, conversation: Conversation, said: str) -> None:
    number = disposed(conversation)
    siti.hears()

    told = everything(siti.says(said))

    assert number in told
    assert "Paling lambat: " in told or "No later than: " in told


def test_how_long_it_will_take_is_asked_of_the_report_that_is_written(siti: Citizen) -> None:
    siti.says("lapor pohon miring di depan SD Gergunung")

    assert siti.says("nanti berapa hari diproses?")[-1].labels[0] == "Lama penyelesaian laporan biasa"


@pytest.mark.parametrize(
    "said",
    [
        "hello, there's a big pothole on Jalan Pemuda near the post office, very dangerous",
        "there's garbage behind Pasar Srago again",
    ],
)
def test_an_english_report_with_local_names_is_answered_in_english(siti: Citizen, said: str) -> None:
    assert "Please check your report" in everything(siti.says(said))
