"""One to five is also said in words, and what was wanting is written after a low figure: nothing of it is lost."""

import pytest
from support.citizen import Citizen, Conversation, everything
from support.officers import answered, case_of, closed, times

from tickets.kinds import Status
from tickets.models import Rating

MISSED = "belum punya jawaban"


def _rating(conversation: Conversation, number: str) -> tuple[int, str | None] | None:
    with conversation.database.read() as session:
        given = session.get(Rating, case_of(conversation, number).id)
        return None if given is None else (given.score, given.comment)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["lumayan lah 4"], (4, "lumayan lah 4")),
        (["1 jelek bgt"], (1, "1 jelek bgt")),
        (["tiga"], (3, None)),
        (["kasih 5 deh"], (5, None)),
        (["saya kasih bintang 4"], (4, None)),
        (["biasa aja sih", "3"], (3, "biasa aja sih")),
        (["puas pak, cepet banget", "lima"], (5, "puas pak, cepet banget")),
        (["jelek pelayanannya", "2"], (2, "jelek pelayanannya")),
        (["6", "4"], (4, None)),
        (["0", "1"], (1, None)),
        (["terima kasih pak", "10", "5"], (5, None)),
        (["2", "kelamaan, sebulan baru dikerjain"], (2, "kelamaan, sebulan baru dikerjain")),
        (["1 kecewa", "petugasnya kasar, ngomel terus"], (1, "1 kecewa\npetugasnya kasar, ngomel terus")),
        (["di RT 3 juga mati"], None),
        (["jam buka kantor?"], None),
    ],
)
def test_a_figure_and_the_words_around_it_are_kept(
    siti: Citizen, conversation: Conversation, said: list[str], kept: tuple[int, str | None] | None
) -> None:
    number = closed(conversation, siti)

    for words in said:
        assert MISSED not in everything(siti.says(words))

    assert _rating(conversation, number) == kept


def test_a_six_takes_no_case_up_again(siti: Citizen, conversation: Conversation) -> None:
    number = closed(conversation, siti)

    assert "dari 1 (kecewa) sampai 5 (puas)" in everything(siti.says("6"))

    assert case_of(conversation, number).status is Status.CLOSED
    siti.says("Belum beres")
    assert case_of(conversation, number).status is Status.REOPENED


def test_whoever_confirms_is_asked_how_it_was(siti: Citizen, conversation: Conversation) -> None:
    answered(conversation, siti)

    told = siti.says("sudah beres")

    assert "Seberapa puas Anda? Balas angka 1 (kecewa) sampai 5 (puas)." in everything(told)


def test_praise_after_the_rating_is_taken_as_praise(siti: Citizen, conversation: Conversation) -> None:
    closed(conversation, siti)
    siti.says("5")

    assert "Terima kasih kembali" in everything(siti.says("sangat puas"))


def test_what_is_still_wrong_after_a_low_figure_is_asked_about(siti: Citizen, conversation: Conversation) -> None:
    number = closed(conversation, siti)
    siti.says("1")

    assert "membuka kembali laporan" in everything(siti.says("masih mati pak"))

    assert _rating(conversation, number) == (1, None)


def test_a_new_report_after_a_low_figure_is_a_report(siti: Citizen, conversation: Conversation) -> None:
    closed(conversation, siti)
    siti.says("1")

    assert "Periksa dulu laporan Anda" in everything(siti.says("sampah numpuk di pasar Srago"))

    assert times(conversation, "penilaian") == 1
