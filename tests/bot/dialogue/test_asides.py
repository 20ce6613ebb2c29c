"""A question of its own beside a complaint is answered; what a complaint itself asks stays part of it."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation, everything

from core.db import Database
from core.messages.channels import Channel
from tests.bot.dialogue.test_asking import _asked
from tickets.models import Case, Complaint

ROAD = "Jalan di depan SD 2 rusak parah."
ASKS = "Sekalian tanya, jumlah penduduk Klaten 2022 berapa?"
ONE_BUBBLE = 1024
"""What fits above a list of choices on WhatsApp, where each bubble is billed."""
REVIEW = "Periksa dulu laporan Anda"


def _filed(database: Database) -> Complaint:
    with database.read() as session:
        return session.scalars(select(Complaint)).one()


@pytest.mark.parametrize("channel", [Channel.TELEGRAM, Channel.WHATSAPP, Channel.WEB])
def test_a_question_beside_a_complaint_is_answered_in_the_same_message(
    conversation: Conversation, database: Database, channel: Channel
) -> None:
    siti = conversation.citizen("1001", channel)

    (told,) = siti.says(f"{ROAD} {ASKS}")

    assert told.text.startswith("Jumlah penduduk")
    assert len(told.text) <= ONE_BUBBLE
    assert "1.275,69 ribu jiwa" in told.text
    assert "Sumber: BPS" in told.text
    assert told.text.index("1.275,69") < told.text.index(REVIEW)
    assert told.labels == ["Kirim laporan", "Kirim anonim", "Ubah", "Batal"]
    siti.says("ya")
    kept = _filed(database)
    assert (kept.place, kept.category) == ("depan SD 2", "jalan")
    assert ROAD in kept.text
    assert ASKS in kept.text


@pytest.mark.parametrize(
    "said",
    [
        "kapan diperbaiki?",
        "kok belum diangkut ya?",
        "apa harus nunggu korban dulu?",
        "mau sampai kapan begini?",
        "berapa jumlah penduduk yang harus jadi korban?",
        "berapa anggarannya tahun 2023?",
        "sudah berapa tahun dibiarkan?",
        "kemana uang pajak kami?",
        "mau tanya, kapan diperbaiki?",
        "jumlah korban jatuh di sana sudah berapa?",
        "apa gunanya kami bayar pajak tiap tahun?",
        "siapa yang tanggung jawab?",
    ],
)
def test_what_a_complaint_asks_itself_is_never_a_question_for_data(
    siti: Citizen, database: Database, said: str
) -> None:
    (told,) = siti.says(f"Jalan di depan SD 2 Wedi rusak parah. {said}")

    assert told.text.startswith(REVIEW)
    assert "Sumber:" not in told.text
    assert _asked(database) == []
    siti.says("ya")
    assert said in _filed(database).text


@pytest.mark.parametrize(
    ("said", "heard", "place"),
    [
        ("Jumlah penduduk miskin Klaten 2023 berapa? Oh ya lampu jalan di desa Sumber mati", "144,43", "desa Sumber"),
        ("jalan rusak di desa Bayat sekalian tanya penduduk klaten 2022 berapa", "1.275,69", "desa Bayat"),
        ("Sampah menumpuk di pasar Wedi. Mau tanya syarat bikin KTP apa?", "Dukcapil", "pasar Wedi"),
        ("lampu mati di Jl. Pemuda.\nnumpang tanya\njumlah penduduk kecamatan Wedi 2022?", "Wedi", "Jl. Pemuda"),
        ("Got mampet di desa Kajen. Berapa persentase penduduk miskin Klaten 2023? Kapan dikeruk?", "12,28", "desa Kajen"),
    ],
)  # fmt: skip
def test_each_way_of_asking_beside_it_is_answered_and_gives_no_place_to_the_report(
    siti: Citizen, database: Database, said: str, heard: str, place: str
) -> None:
    (told,) = siti.says(said)

    answer, _, card = told.text.partition(REVIEW)
    assert heard in answer
    assert f"Lokasi: {place}\n" in card
    siti.says("ya")
    assert _filed(database).place == place


def test_a_complaint_without_a_place_is_not_lost_behind_its_question(siti: Citizen) -> None:
    (told,) = siti.says("Jalan rusak parah. Syarat bikin KTP apa?")

    assert "Dukcapil" in told.text
    assert told.text.endswith("(langkah 2 dari 3)")
    assert "Jalan rusak parah." in everything(siti.says("depan balai desa Sumber"))


def test_a_question_nobody_can_answer_is_said_to_be_and_stays_for_the_officer(
    siti: Citizen, database: Database
) -> None:
    (told,) = siti.says("sampah numpuk di pasar wedi. sekalian tanya siapa nama kepala pasarnya?")

    assert told.text.startswith("Pertanyaan Anda belum bisa saya jawab")
    assert [row.outcome.value for row in _asked(database)] == ["missed"]
    siti.says("ya")
    assert "kepala pasarnya" in _filed(database).text


def test_a_figure_asked_while_a_draft_is_open_is_answered_and_the_draft_waits(
    siti: Citizen, database: Database
) -> None:
    siti.says("lampu jalan mati di desa Sumber")

    (told,) = siti.says("berapa jumlah penduduk Klaten 2022?")

    assert "1.275,69 ribu jiwa" in told.text
    assert "Ketik LANJUT" in told.text
    assert told.labels[-2:] == ["Lanjut", "Batal"]
    assert "1.284,39" in everything(siti.says("kalau 2023?"))
    card = everything(siti.says("lanjut"))
    assert "Isi: lampu jalan mati di desa Sumber\n" in card
    siti.says("ya")
    assert _filed(database).text == "lampu jalan mati di desa Sumber"


def test_a_figure_asked_without_a_question_mark_is_no_part_of_the_report(siti: Citizen) -> None:
    siti.says("lampu jalan mati di desa Sumber")

    assert "1.275,69 ribu jiwa" in everything(siti.says("jumlah penduduk klaten 2022"))
    assert "jumlah penduduk" not in everything(siti.says("lanjut"))
    assert "jumlah lampu yang mati 3" in everything(siti.says("jumlah lampu yang mati 3 sejak 2022"))


def test_more_of_the_story_with_a_question_beside_it_does_both(siti: Citizen) -> None:
    siti.says("mau lapor")
    assert "1.275,69" in everything(siti.says(f"{ROAD} {ASKS}"))

    (told,) = siti.says("Lubangnya dalam. Oh ya mau tanya jumlah penduduk Klaten 2021?")

    assert "1.266,69" in told.text
    assert "Lubangnya dalam." in told.text


def test_a_place_with_a_question_beside_it_is_the_place(siti: Citizen) -> None:
    siti.says("lampunya mati semua pak")

    (told,) = siti.says("depan masjid desa Sumber. Jumlah penduduk Klaten 2022 berapa?")

    assert "1.275,69" in told.text
    assert "Lokasi: depan masjid desa Sumber\n" in told.text


@pytest.mark.parametrize("place", ["kecamatan Prambanan", "Bandung"])
def test_where_there_is_no_figure_the_answer_says_so_and_a_person_can_be_asked(siti: Citizen, place: str) -> None:
    (told,) = siti.says(f"Jalan rusak di desa Sumber. Sekalian tanya, jumlah penduduk {place} 2022 berapa?")

    assert "belum tersedia" in told.text or "tidak punya data" in told.text
    assert REVIEW in told.text
    assert told.labels == ["Kirim laporan", "Kirim anonim", "Ubah", "Batal", "Konsultasi petugas"]


def test_a_formal_request_never_takes_the_place_of_a_complaint_being_written(siti: Citizen) -> None:
    siti.says("lampu jalan mati di desa Sumber")

    assert "masih tersimpan" in everything(siti.says("permohonan informasi"))
    assert "lampu jalan mati" in everything(siti.says("lanjut"))


@pytest.mark.parametrize("channel", [Channel.TELEGRAM, Channel.WHATSAPP])
def test_the_same_message_once_more_makes_no_second_report(
    conversation: Conversation, database: Database, channel: Channel
) -> None:
    siti = conversation.citizen("1001", channel)
    siti.says(f"{ASKS} {ROAD}")
    assert "tidak kami gandakan" in everything(siti.says(f"{ASKS} {ROAD}"))
    siti.says("ya")
    assert "sudah kami terima dengan nomor" in everything(siti.says(f"{ASKS} {ROAD}"))

    with database.read() as session:
        assert session.query(Case).count() == 1


def test_an_english_message_is_answered_in_english(siti: Citizen) -> None:
    (told,) = siti.says("The street lamp is broken in desa Sumber. May I ask, how many people live in Klaten in 2022?")

    assert "Please check your report" in told.text or "Check your report" in told.text
    assert "Source:" in told.text


@pytest.mark.parametrize("asks", [ASKS, "Sekalian tanya, kenapa langit biru?"])
def test_a_question_beside_the_place_is_kept_with_the_report(siti: Citizen, database: Database, asks: str) -> None:
    siti.says("jalan rusak parah")

    siti.says(f"di depan pasar Srago. {asks}")

    siti.says("ya")
    kept = _filed(database)
    assert kept.place == "di depan pasar Srago"
    assert kept.category == "jalan"
    assert asks in kept.text
