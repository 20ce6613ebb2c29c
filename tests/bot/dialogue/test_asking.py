"""Asking: an answer with its source, a choice, an honest word; and never silence."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, everything

from bot.port import Kind
from core.db import Database
from core.messages.handovers import Handover, HandoverState
from knowledge.models import AskedOutcome, AskedQuestion
from tickets.models import Case


def _asked(database: Database) -> list[AskedQuestion]:
    with database.read() as session:
        return list(session.scalars(select(AskedQuestion).order_by(AskedQuestion.id)))


def test_an_answer_comes_with_its_source_and_date(siti: Citizen) -> None:
    (told,) = siti.says("berapa lama permohonan informasi dijawab?")

    assert "10 hari kerja" in told.text
    assert "Sumber: UU 14/2008 Pasal 22" in told.text
    assert "2008" in told.text


def test_typos_and_chat_spelling_are_understood(siti: Citizen) -> None:
    told = siti.says("ass kak mw tny, brp lma ya klo minta infrmasi ke ppid? syg udh seminggu blm dibls")

    assert "10 hari kerja" in everything(told)


def test_an_unknown_question_is_kept_and_a_way_on_is_offered(siti: Citizen, database: Database) -> None:
    (told,) = siti.says("harga emas hari ini berapa")

    assert "belum punya jawaban" in told.text
    assert {"Bicara petugas", "Permohonan resmi"} <= set(told.labels)
    assert [row.outcome for row in _asked(database)] == [AskedOutcome.MISSED]


def test_a_thing_of_another_office_is_named_politely(siti: Citizen) -> None:
    assert "Dukcapil" in everything(siti.says("cara bikin ktp baru"))


def test_a_question_for_a_figure_is_never_answered_with_a_guess(siti: Citizen) -> None:
    assert "2023" in everything(siti.says("berapa jumlah penduduk tahun 2023?"))
    assert "2022" in everything(siti.says("kalau 2022?"))
    assert "kecamatan" in everything(siti.says("per kecamatan ada?"))
    assert "BPS" in everything(siti.says("sumbernya dari mana"))


def test_an_english_question_gets_an_english_answer(siti: Citizen) -> None:
    told = everything(siti.says("How long does it take to get an answer to an information request?"))

    assert "working days" in told
    assert "Source:" in told


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("halo", "Halo"),
        ("hlo", "Halo"),
        ("hlw min", "Halo"),
        ("assalamualaikum", "Waalaikumsalam"),
        ("selamat pagi", "Selamat pagi"),
        ("makasih ya", "Sama-sama"),
        ("ok mksh", "Sama-sama"),
        ("maaf ya kak", "Tidak apa-apa"),
        ("/start", "Selamat datang"),
        ("menu", "Selamat datang"),
        ("a", "terlalu pendek"),
        ("?", "tidak berisi tulisan"),
        ("😂😂😂", "tidak berisi tulisan"),
        ("   ", "tidak berisi tulisan"),
        ("\x00\x01", "tidak berisi tulisan"),
        ("batal", "Tidak ada laporan"),
        ("lanjut", "Tidak ada draf"),
        ("ya", "Baik"),
        ("bicara dengan petugas", "Urutan Anda: 1"),
        ("apa kabar", "Baik"),
    ],
)
def test_everything_gets_a_fitting_sentence(siti: Citizen, said: str, heard: str) -> None:
    told = siti.says(said)

    assert len(told) == 1
    assert heard in told[0].text


@pytest.mark.parametrize(
    "poison",
    [
        "<script>alert(1)</script>",
        "'; drop table cases; --",
        '=HYPERLINK("http://x","y")',
        "{{7*7}} {number} %(x)s %s",
        "(a+)+$" * 200,
        "\u202e\u200b\u200d" * 50 + "tes",
        "a" * 100_000,
        "؟" * 300,
        "日本語で質問してもいいですか",
        "\ud83d",
        "null",
        "-1",
        "9" * 5000,
    ],
)
def test_hostile_or_odd_words_get_an_honest_answer(siti: Citizen, poison: str) -> None:
    told = siti.says(poison.encode("utf-8", "replace").decode())

    assert told


@pytest.mark.parametrize("kind", [Kind.UNSUPPORTED, Kind.CONTACT])
def test_a_message_of_an_unknown_kind_is_answered(siti: Citizen, kind: Kind) -> None:
    assert "belum bisa membaca" in everything(siti.does(kind))


def test_asking_for_a_person_outside_hours_says_when_one_comes(siti: Citizen, database: Database) -> None:
    siti.conversation.clock.move(hours=12)
    told = everything(siti.says("panggilkan petugas"))

    assert "Kamis, 12 Maret 2026 pukul 07.30 WIB" in told
    with database.read() as session:
        assert session.scalars(select(Handover)).one().state is HandoverState.WAITING


def test_an_unknown_question_becomes_a_formal_request_with_a_number(siti: Citizen, database: Database) -> None:
    siti.says("minta salinan notulen rapat revitalisasi alun-alun lama")
    siti.taps("Permohonan resmi") if "Permohonan resmi" in siti.last[-1].labels else siti.says("permohonan")
    if "tulis informasi" in everything(siti.last):
        siti.says("notulen rapat revitalisasi alun-alun lama")
    assert "nama dan alamat" in everything(siti.last)
    siti.says("Siti, Klaten, untuk skripsi")
    told = siti.taps("Kirim permohonan")

    with database.read() as session:
        case = session.scalars(select(Case)).one()
    assert told[-1].number == case.number
    assert case.number.startswith("PPD-")
    assert "10 hari kerja" in told[-1].text or "Jawaban tertulis" in told[-1].text


def test_a_choice_is_taken_by_its_number_or_by_a_tap(siti: Citizen, database: Database) -> None:
    (told,) = siti.says("permohonan informasi")
    if "Maksud Anda" not in told.text and "tulis informasi" not in told.text:
        assert told.text
        return
    siti.says("batal")


def test_a_wrong_answer_is_reported_with_one_tap(siti: Citizen, database: Database) -> None:
    siti.says("berapa lama permohonan informasi dijawab?")
    assert "diperiksa petugas" in everything(siti.taps("👎 Bukan ini"))

    assert [row.helped for row in _asked(database)] == [False]


def test_stopping_is_honoured_and_undone_by_writing_again(siti: Citizen) -> None:
    assert "tidak akan mengirim" in everything(siti.says("berhenti"))
    assert "Halo" in everything(siti.says("halo"))


def test_small_talk_leaves_no_unanswered_question(siti: Citizen, database: Database) -> None:
    siti.says("ok mksh")
    siti.says("halo")

    assert _asked(database) == []


def test_a_question_about_another_thing_does_not_lean_on_the_last_one(siti: Citizen) -> None:
    assert "Polres" in everything(siti.says("cara perpanjang SIM"))

    assert "Polres" not in everything(siti.says("berapa harga beras"))
    assert "Polres" not in everything(siti.says("biayanya?"))


def test_the_year_before_is_counted_from_the_year_that_was_asked(siti: Citizen) -> None:
    siti.says("berapa angka kemiskinan klaten 2021?")

    assert "2020" in everything(siti.says("kalau tahun sebelumnya?"))
    assert "BPS" in everything(siti.says("datanya dari siapa"))
