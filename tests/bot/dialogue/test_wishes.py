"""A report is filed: its reporter wants not to be named after all, or to take it back, in their own words."""

import pytest
from support.citizen import Citizen, Conversation, everything
from support.officers import case_of, disposed, times

from tickets.hiding import HIDDEN
from tickets.kinds import Status, Visibility

ASKS = "mau dicabut?"


@pytest.fixture
def filed(siti: Citizen) -> str:
    siti.says("lapor pungli di kantor desa Kragilan")
    number = siti.says("ya")[-1].number
    assert number
    return number


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["nama saya jangan disebut ya pak"], Visibility.ANONIM),
        (["anonim aja"], Visibility.ANONIM),
        (["tolong dirahasiakan"], Visibility.ANONIM_RAHASIA),
        (["tolong dirahasiakan", "anonim"], Visibility.ANONIM_RAHASIA),
        (["apakah nama saya dirahasiakan?"], Visibility.BIASA),
        (["bisa lapor anonim?"], Visibility.BIASA),
    ],
)
def test_a_wish_that_comes_late_is_heeded(siti: Citizen, filed: str, said: list[str], kept: Visibility) -> None:
    for words in said:
        siti.says(words)

    assert case_of(siti.conversation, filed).visibility is kept


def test_what_an_agency_may_have_read_is_not_promised_back(conversation: Conversation, siti: Citizen) -> None:
    number = disposed(conversation)
    siti.hears()

    told = everything(siti.says("tolong rahasiakan nama saya"))

    assert f"Mulai sekarang nama Anda di laporan {number} disembunyikan" in told
    assert "yang sudah terbaca di instansi tidak bisa kami tarik" in told


def test_said_twice_it_is_noted_once(siti: Citizen, filed: str) -> None:
    siti.says("anonim")
    siti.says("anonim")

    assert times(siti.conversation, HIDDEN) == 1


def test_of_several_reports_the_one_that_is_meant_is_hidden(siti: Citizen, filed: str) -> None:
    siti.says("lapor sampah numpuk di pasar Srago")
    other = siti.says("ya")[-1].number
    assert siti.says("anonim")[-1].labels == [other, filed]

    siti.says("2")

    assert case_of(siti.conversation, filed).visibility is Visibility.ANONIM
    assert case_of(siti.conversation, str(other)).visibility is Visibility.BIASA


@pytest.mark.parametrize(
    "said",
    [
        "pak laporan saya tadi dibatalkan aja ya, udah nyala",
        "ga jadi lapor pak, lampunya udah nyala",
        "laporannya ga usah diproses deh",
        "batalkan",
    ],
)
def test_who_wants_a_report_back_is_asked_once_more(siti: Citizen, filed: str, said: str) -> None:
    assert ASKS in everything(siti.says(said))
    assert case_of(siti.conversation, filed).status is Status.RECEIVED

    assert "sudah kami cabut" in everything(siti.says("ya"))


def test_a_no_leaves_the_report_as_it_is(siti: Citizen, filed: str) -> None:
    siti.says("batalkan laporan pak")

    assert f"laporan {filed} tetap kami kerjakan" in everything(siti.says("ga usah deh"))

    assert case_of(siti.conversation, filed).status is Status.RECEIVED


@pytest.mark.parametrize("said", ["laporan jalan di Bayat dibatalkan kades", "kenapa laporan saya dibatalkan?"])
def test_what_tells_of_something_else_takes_nothing_back(siti: Citizen, filed: str, said: str) -> None:
    assert ASKS not in everything(siti.says(said))


def test_without_a_report_nothing_is_asked(siti: Citizen) -> None:
    assert ASKS not in everything(siti.says("batal"))
