"""Conversations as people write them: several lines each, and what the last reply must and must not say."""

import pytest
from support.citizen import Citizen, everything

DRAFT, STATUS, PLACE = "Periksa dulu laporan Anda", "Belum ada laporan dari chat ini", "Di mana lokasinya"


@pytest.mark.parametrize(
    ("said", "told", "never"),
    [
        (["mau ngadu", "gak jadi wes"], "dibatalkan", PLACE),
        (["lapor pohon tumbang", "wes gak jadi"], "dibatalkan", DRAFT),
        (["sampah numpuk di pasar Wedi, ada anak hampir jatuh, baunya kayak kebakaran"], DRAFT, "112"),
        (["bau menyengat dari pabrik di Ceper tiap malam, anak saya sesak napas"], DRAFT, "112"),
        (["TOLONG ADA RUMAH KEBAKARAN DI DESA KALIKOTES"], "112", DRAFT),
        (["ada orang tenggelam di rawa jombor tolong cepat"], "112", DRAFT),
        (["anak saya sesak napas tolong"], "112", DRAFT),
        (["jalannya rusak"], PLACE, "belum punya jawaban"),
        (["lampunya belum nyala"], PLACE, "belum punya jawaban"),
        (["jalannya rusak", "depan rumah pak lurah"], DRAFT, "belum punya jawaban"),
        (["kalian itu kerja apa sih, sampah di TPS Gayamprit gak diangkut2 sudah 2 minggu"], DRAFT, "belum punya jawaban"),
        (["banyune mboten mili sampun 3 dinten pak, dukuh Jombor"], DRAFT, "Maksud Anda"),
        (["perangkat desa minta uang 200 ribu buat ngurus KTP di desa Kajen"], DRAFT, "belum punya jawaban"),
        (["gas elpiji langka di kecamatan Trucuk, harganya 35rb"], DRAFT, "belum punya jawaban"),
        (["cek laporan sy yg kmrn"], STATUS, DRAFT),
        (["lacak laporanku"], STATUS, DRAFT),
        (["pelayanan di kantor desa Paseban oleh petugas lambat sekali"], "Lokasi: kantor desa Paseban\n", "oleh petugas\n"),
        (["biaya ktp berapa"], "Dukcapil", DRAFT),
        (["jam buka kantor"], "Jam layanan", DRAFT),
    ],
)  # fmt: skip
def test_a_messy_conversation_ends_as_it_should(siti: Citizen, said: list[str], told: str, never: str) -> None:
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)
    assert never not in everything(siti.last)


def test_a_nod_after_filing_is_only_a_nod(siti: Citizen) -> None:
    siti.says("jembatan di desa Bayat mau roboh")
    siti.says("ya")

    assert "Ada lagi" in everything(siti.says("ok siap"))


def test_more_of_the_same_without_a_place_is_asked_about_and_is_no_second_report(siti: Citizen) -> None:
    siti.says("lampu jalan mati di depan pasar Wedi")
    number = siti.says("ya")[-1].number

    assert f"Ini untuk laporan {number}" in everything(siti.says("lampunya sekarang 3 yang mati"))
    assert "Periksa dulu" in everything(siti.says("lampu jalan mati di desa Sumber"))
