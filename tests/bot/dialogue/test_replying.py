"""An officer asks, or puts a report aside: what the citizen says to that reaches the report, and nothing else does."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.officers import case_of

from tickets import queries, service
from tickets.kinds import Outcome, Status
from tickets.models import Attachment, CaseEvent


@pytest.fixture
def filed(siti: Citizen) -> str:
    siti.says("lapor lampu mati di pedan")
    number = siti.says("ya")[-1].number
    assert number
    return number


@pytest.fixture
def asked(siti: Citizen, filed: str) -> str:
    """An officer has asked which pole it is."""
    conversation = siti.conversation
    with conversation.database.write() as session:
        case, by = queries.by_number(session, filed), cast.koordinator(session)
        service.ask(session, case, by=by, version=case.version, text="Tiang nomor berapa?", at=conversation.clock())
    siti.hears()
    return filed


@pytest.fixture
def put_aside(siti: Citizen, filed: str) -> str:
    conversation = siti.conversation
    with conversation.database.write() as session:
        case, by, at = queries.by_number(session, filed), cast.koordinator(session), conversation.clock()
        ground = Outcome.OUT_OF_SCOPE
        service.archive(session, case, by=by, version=None, ground=ground, reason="bukan kewenangan kami", at=at)
    assert "tulis alasannya di sini" in everything(siti.hears())
    return filed


def _told(conversation: Conversation) -> list[str]:
    with conversation.database.read() as session:
        return [text for text in session.scalars(select(CaseEvent.text).order_by(CaseEvent.id)) if text]


@pytest.mark.parametrize("said", ["bentar saya cek", "sebentar ya pak", "tunggu"])
def test_who_goes_to_look_has_not_answered_yet(siti: Citizen, asked: str, said: str) -> None:
    assert "Baik, kami tunggu" in everything(siti.says(said))

    assert case_of(siti.conversation, asked).status is Status.WAITING
    siti.says("tiang no 12")
    assert case_of(siti.conversation, asked).status is Status.RECEIVED


def test_a_question_to_the_office_is_answered_and_the_officer_goes_on_waiting(siti: Citizen, asked: str) -> None:
    told = siti.says("jam buka kantor kapan?")

    assert len(told) == 1
    assert "07.30" in told[0].text
    assert f"Petugas masih menunggu keterangan Anda untuk laporan {asked}" in told[0].text
    assert case_of(siti.conversation, asked).status is Status.WAITING


def test_a_question_about_the_question_goes_to_the_officer(siti: Citizen, asked: str) -> None:
    siti.says("maksudnya tiang yang mana?")

    assert "maksudnya tiang yang mana?" in _told(siti.conversation)


def test_an_answer_in_several_messages_reaches_the_case_whole(siti: Citizen, asked: str) -> None:
    siti.says("yang miring itu pak")
    siti.says("tiang no 12 dekat warung bu Sri")
    siti.sends("photo")

    assert {"yang miring itu pak", "tiang no 12 dekat warung bu Sri"} <= set(_told(siti.conversation))
    with siti.conversation.database.read() as session:
        assert len(session.scalars(select(Attachment)).all()) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("sampah numpuk di pasar Srago", "Periksa dulu laporan Anda"),
        ("makasih pak", "Sama-sama"),
        ("jam buka kantor kapan?", "07.30"),
    ],
)
def test_what_comes_after_the_answer_and_is_something_else_is_not_added(
    siti: Citizen, asked: str, said: str, told: str
) -> None:
    siti.says("tiang no 12")

    assert told in everything(siti.says(said))

    assert said not in _told(siti.conversation)


def test_an_hour_later_words_are_asked_about_first(siti: Citizen, asked: str) -> None:
    siti.says("tiang no 12")
    siti.conversation.clock.move(hours=1)

    siti.says("yang miring itu pak")

    assert "yang miring itu pak" not in _told(siti.conversation)


@pytest.mark.parametrize(
    "said", [["kok gitu? ga terima saya"], ["itu kan jalan kabupaten pak"], ["halo", "saya keberatan"]]
)
def test_the_reason_against_putting_it_aside_is_an_objection(siti: Citizen, put_aside: str, said: list[str]) -> None:
    for words in said:
        siti.says(words)

    assert f"Keberatan Anda atas pengarsipan laporan {put_aside} kami catat" in everything(siti.last)
    assert said[-1] in _told(siti.conversation)


@pytest.mark.parametrize(
    "said", ["lapor sampah numpuk di pasar Srago", "cara mengajukan keberatan informasi", "terima kasih"]
)
def test_other_words_after_it_are_no_objection(siti: Citizen, put_aside: str, said: str) -> None:
    assert "Keberatan Anda atas pengarsipan" not in everything(siti.says(said))


@pytest.mark.parametrize("typed", ["ADU-26-O0001-J", "adu 26 oooo1 j", "ADU-26-0000l-J"])
def test_letters_that_look_like_figures_find_the_case(siti: Citizen, filed: str, typed: str) -> None:
    assert f"Pengaduan {filed}" in everything(siti.says(f"status {typed}"))


def test_a_photo_said_to_be_the_photo_is_asked_what_happened(siti: Citizen) -> None:
    siti.sends("photo")

    assert "apa yang terjadi dan di mana" in everything(siti.says("itu fotonya pak"))

    assert "Lampiran: 1 berkas" in everything(siti.says("jalan bolong di pedan"))
