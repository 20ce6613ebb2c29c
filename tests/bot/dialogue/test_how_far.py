"""Many ways to ask what has become of one's report, and what only sounds like it."""

import pytest
from support.citizen import Citizen, everything

from bot.dialogue.how_far import Sure, asks_how_far
from core.language.normalise import words

CLEAR = """
wis dilaporke durung? | laporanku wis tekan ngendi? | udah sampe mana laporan saya | aduan saya kok belum ada kabar
nasib laporanku piye | laporan saya gimana kabarnya | gimana kelanjutan laporan saya | tindak lanjut laporan saya bagaimana
laporanku wis ditanggapi durung | laporan kulo pripun | laporan kulo sampun dugi pundi | aduanku piye kabare
keluhan saya sudah ditangani belum | laporan saya sudah diproses belum ya | udah diproses belum laporanku
laporan saya udah masuk belum | apakah laporan saya sudah diterima | laporan saya masuk gak?
kenapa laporan saya belum ditindaklanjuti | kapan laporan saya ditindaklanjuti | mana kelanjutan aduan saya
progres laporan saya dong | update laporan saya | min laporan saya sampe mn ya | lapuran kulo wonten pundi
laporane wis tekan endi | laporan ku kok rung ono kabare | pengaduan saya sudah sampai tahap apa
status pengaduan saya gimana | my report how is it going | any update on my report? | what is the status of my complaint
laporan lampu saya sudah sampai mana | wis diproses durung laporanku | laporanku kok sui banget
sudah seminggu laporan saya belum ada kabar | laporan saya hilang ya? | laporanku diurus gak sih
apa laporan saya sudah dibaca | opo wis dilaporke? | sudah dilaporkan belum? | udah dilaporin blm min
laporan kula dereng wonten kabar | tlg dicek laporan sy udh diproses blm
"""
WITH_ONE = """
laporan yg kemarin gimana | laporan tadi sudah diteruskan belum | tiket saya gimana | nomor laporan saya berapa ya
laporan saya nomor berapa | laporan kemarin kok belum ditanggapi
"""
NEAR_MISSES = """
cara cek status laporan | bagaimana cara melapor | mau lapor jalan rusak | berapa lama laporan ditangani
status desa wisata klaten | kabar baik pak | apa syarat laporan diterima | laporan keuangan daerah 2022 di mana
jumlah laporan masuk tahun 2023 | laporan kinerja instansi pemerintah | nasib guru honorer bagaimana
lampu di desa Sumber wis mati kok durung didandani | kapan jalan depan pasar Wedi diperbaiki | saya mau buat laporan
progres pembangunan tol Klaten sampai mana | siapa yang membaca laporan saya | laporan saya ingin dirahasiakan
apakah laporan saya dirahasiakan | sudah sampai mana pembangunan jembatan | bisa lapor lewat telepon?
laporan saya berapa lama ditangani | laporan saya salah alamat | saya belum lapor | laporan PPID tahunan
laporan saya kemarin belum ada fotonya | dana desa saya sampai mana | KTP saya sudah jadi belum
"""


def _each(table: str) -> list[str]:
    return [said.strip() for line in table.strip().splitlines() for said in line.split("|")]


@pytest.mark.parametrize("said", _each(CLEAR))
def test_it_clearly_asks_for_the_own_report(said: str) -> None:
    assert asks_how_far(words(said), said) is Sure.YES


@pytest.mark.parametrize("said", _each(WITH_ONE))
def test_it_asks_for_the_own_report_of_who_has_one(said: str) -> None:
    assert asks_how_far(words(said), said) is Sure.WITH_ONE


@pytest.mark.parametrize("said", _each(NEAR_MISSES))
def test_it_only_sounds_like_it(said: str) -> None:
    assert asks_how_far(words(said), said) is Sure.NO


def test_every_way_of_asking_shows_the_own_tickets_and_nobody_elses(siti: Citizen, tono: Citizen) -> None:
    siti.says("lampu jalan mati di depan pasar Wedi")
    number = siti.says("ya")[-1].number
    assert number is not None

    for said in [*_each(CLEAR), *_each(WITH_ONE), "kok laporan saya gak ada respon"]:
        assert number in everything(siti.says(said)) + str(siti.last[-1].labels), said
    for said in _each(CLEAR):
        told = everything(tono.says(said))
        assert number not in told, said
        assert "laporan dari chat ini" in told or "reports from this chat" in told, said
        assert tono.last[-1].labels, said


def test_near_misses_never_show_a_ticket(siti: Citizen) -> None:
    siti.says("lampu jalan mati di depan pasar Wedi")
    number = siti.says("ya")[-1].number
    assert number is not None

    for said in _each(NEAR_MISSES):
        told = everything(siti.says(said))
        assert f"• {number}" not in told, said
        siti.says("batal")


@pytest.mark.parametrize("said", ["cek status", "laporanku wis tekan ngendi?"])
def test_asking_while_another_report_is_written_shows_them_and_the_draft_waits(siti: Citizen, said: str) -> None:
    siti.says("lampu jalan mati di depan pasar Wedi")
    number = siti.says("ya")[-1].number
    siti.says("sampah menumpuk di desa Sumber")

    (told,) = siti.says(said)

    assert number in told.text
    assert told.labels[-1] == "Lanjut"
    assert "Isi: sampah menumpuk di desa Sumber\n" in everything(siti.says("lanjut"))


def test_somebody_elses_inaction_at_a_place_is_a_complaint(tono: Citizen) -> None:
    told = everything(tono.says("laporan saya soal jalan rusak di desa Sumber belum ditanggapi desa"))

    assert "Periksa dulu laporan Anda" in told
