"""Siti as she writes: asking leave to ask, correcting herself, no words but emoji, waiting, and danger next door."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, everything

from core.db import Database
from tests.bot.dialogue.test_asking import _asked
from tickets.models import Complaint

REVIEW, UNKNOWN = "Periksa dulu laporan Anda", "belum punya jawaban"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["min mau tanya dong"], "Silakan, tulis saja pertanyaan Anda"),
        (["pak boleh nanya gak?"], "Silakan, tulis saja pertanyaan Anda"),
        (["WOYYY JALAN DEPAN RUMAH GUE ANCUR BANGET, UDAH 3 BULAN GA ADA YG BENERIN!!! KERJA APA KALIAN"], REVIEW),
        (["saya punya aduan tapi panjang ceritanya"], "ceritakan laporan Anda"),
        (["dasar bot bego", "maaf ya min emosi"], "Tidak apa-apa"),
        (["berapa penduduk klaten 2022", "siapa bupati klaten sekarang"], UNKNOWN),
        (["jalan rusak di desa Sumber", "gak usah deh percuma"], "Laporan dibatalkan"),
        (["jalan rusak di desa Sumber", "hehe iya"], "Nomor: ADU-"),
        (["jalan rusak di desa Sumber", "bentar ya saya cek dulu"], "Draf Anda masih tersimpan"),
        (["air pdam keruh bau lumpur", "ga tau di mana pak"], "Lokasi: belum disebut"),
        (["nama suparmi nik 3310124501800003 hp 085712345678"], "tidak perlu dikirim"),
        (["petugas", "batal"], "kembali dilayani bot"),
        (["petugas", "kapan dibales?"], "Urutan Anda: 1"),
        (["tetangga saya kdrt istrinya, gimana lapornya", "sekarang lagi mukulin tolong"], "112"),
        (["ada orang gila ngamuk di pasar wedi bawa golok"], "112"),
        (["ada orang gila ngamuk di pasar wedi bawa golok", "sudah telp polisi"], "CATAT"),
        (["saya mau tarik laporan saya"], "Tidak ada laporan terbuka"),
    ],
)
def test_what_people_write_is_met_with_sense(siti: Citizen, said: list[str], told: str) -> None:
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)


def test_leave_to_ask_is_no_question_nobody_answered(siti: Citizen, database: Database) -> None:
    siti.says("numpang tanya pak")

    assert _asked(database) == []


def test_emoji_are_no_story_and_the_photo_waits_for_one(siti: Citizen, database: Database) -> None:
    siti.sends("photo")
    assert "ceritakan laporan Anda" in everything(siti.says("🕳️🕳️😡"))

    card = everything(siti.says("jalan berlubang di depan pasar cawas"))

    assert "Isi: jalan berlubang" in card
    assert "Lampiran: 1 berkas" in card


@pytest.mark.parametrize(
    ("correction", "place"),
    [
        ("eh salah, bukan tps gayamprit tapi tps tonggalan", "tps tonggalan"),
        ("ralat, di tps tonggalan", "tps tonggalan"),
        ("maksud saya di depan pasar Wedi", "depan pasar Wedi"),
        ("yang di tps itu bukan cuma sampah", "tps gayamprit"),
    ],
)
def test_a_corrected_place_is_the_place(siti: Citizen, database: Database, correction: str, place: str) -> None:
    siti.says("sampah numpuk di tps gayamprit")
    siti.says(correction)
    siti.says("ya")

    with database.read() as session:
        kept = session.scalars(select(Complaint)).one()
    assert kept.place == place


def test_a_case_in_danger_is_recorded_after_the_call(siti: Citizen, database: Database) -> None:
    siti.says("ada orang gila ngamuk di pasar wedi bawa golok")
    siti.says("sudah telp polisi")

    assert "Prioritas: darurat" in everything(siti.says("catat aja"))
