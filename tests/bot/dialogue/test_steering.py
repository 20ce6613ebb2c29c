"""Words beside a draft: a yes in a sentence, a part that should change, pictures to come, and questions asked before it."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation, everything
from support.officers import case_of, closed

from core.db import Database
from core.messages.channels import Channel
from tickets.kinds import Priority, Status
from tickets.models import Case, CaseEvent

LAMP = "lapor lampu mati di pedan"
CARD, UNTOUCHED = "Periksa dulu laporan Anda", "Isi: lampu mati di pedan\nLokasi: pedan\n"


@pytest.mark.parametrize(
    "said",
    [
        "sudah bener kok, tolong dikirim",
        "bener pak lanjutkan",
        "siap kirim",
        "wes bener mas, kirimno",
        "y kirim pak makasih",
        "iye",
        "yo",
        "yaudah kirim",
        "isinya sudah sesuai, silakan dikirim",
        "👍🏽",
    ],
)
def test_a_yes_in_a_sentence_sends_the_report(siti: Citizen, database: Database, said: str) -> None:
    siti.says(LAMP)

    assert siti.says(said)[-1].number

    with database.read() as session:
        assert session.scalars(select(Case)).one().complaint.text == "lampu mati di pedan"


@pytest.mark.parametrize(
    "said", ["ya tapi lokasinya salah", "iya sudah 3 hari", "jangan dikirim dulu", "kirim besok", "lanjut"]
)
def test_what_is_more_or_less_than_a_yes_sends_nothing(siti: Citizen, said: str) -> None:
    siti.says(LAMP)

    assert siti.says(said)[-1].number is None


@pytest.mark.parametrize("said", ["ga usah deh udah nyala", "ga jadi pak lampunya sudah nyala", "batal wae, wis murup"])
def test_what_is_over_already_is_not_reported(siti: Citizen, said: str) -> None:
    siti.says(LAMP)

    assert "dibatalkan" in everything(siti.says(said))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["ubah lokasi jadi di cawas"], "Isi: lampu mati di pedan\nLokasi: di cawas\n"),
        (["mau ganti lokasi", "cawas"], "Isi: lampu mati di pedan\nLokasi: cawas\n"),
        (["lokasinya salah", "yg bener di cawas depan puskesmas"], "Lokasi: di cawas depan puskesmas\n"),
        (["salah alamat pak, harusnya jl pemuda"], "Lokasi: jl pemuda\n"),
        (["ubah isi: lampu dan kabel mati di pedan"], "Isi: lampu dan kabel mati di pedan\n"),
        (["ubah", "isi", "kabel putus di pedan"], "Isi: kabel putus di pedan\n"),
        (["ubah", "lokasi", "pasar srago"], "Isi: lampu mati di pedan\nLokasi: pasar srago\n"),
        (["ubah", "lokasi di srago"], "Isi: lampu mati di pedan\nLokasi: di srago\n"),
        (["ubah", "waktu", "kemarin malam"], "Lokasi: pedan\nWaktu: kemarin malam\n"),
        (["ubah", "waktu", "7", "pas magrib"], "Lokasi: pedan\nWaktu: pas magrib\n"),
        (["ubah", "waktu", "lewati"], UNTOUCHED),
        (["ubah", "sejak kemarin"], "Isi: lampu mati di pedan\nLokasi: pedan\nWaktu: sejak kemarin\n"),
        (["ubah", "kabel putus di cawas"], "Isi: kabel putus di cawas\nLokasi: cawas\n"),
        (["ubah", "tambahan: sangat bahaya"], "Isi: lampu mati di pedan\ntambahan: sangat bahaya\n"),
        (["ubah", "isi", "ga jadi ubah"], UNTOUCHED),
        (["ubah", "lokasi", "lewati"], UNTOUCHED),
        (["ubah", "foto"], "Silakan kirim foto atau berkasnya di sini"),
        (["tambah foto"], "Silakan kirim foto atau berkasnya di sini"),
        (["tambah foto", "lanjut"], UNTOUCHED),
        (["fotonya nyusul ya", "lanjut"], UNTOUCHED),
        (["salah, itu di pasar Gede"], "Lokasi: pasar Gede\n"),
        (["alamat lengkapnya jl veteran no 3"], "Isi: lampu mati di pedan\nLokasi: pedan, jl veteran no 3\n"),
        (["ubah", "ya"], "Bagian mana yang mau diubah"),
    ],
)
@pytest.mark.parametrize("channel", [Channel.TELEGRAM, Channel.WHATSAPP])
def test_a_part_is_changed_in_the_words_people_use(siti: Citizen, channel: Channel, said: list[str], told: str) -> None:
    budi = siti.conversation.citizen("62811:628111", channel)
    budi.says(LAMP)

    for words in said:
        budi.says(words)

    assert told in everything(budi.last)


def test_what_goes_on_with_the_story_changes_no_part(siti: Citizen) -> None:
    siti.says(LAMP)

    assert "perbaiki lokasi parkir yang rusak juga" in everything(siti.says("perbaiki lokasi parkir yang rusak juga"))


def test_a_photo_sent_while_the_text_is_written_again_is_kept(siti: Citizen) -> None:
    siti.says(LAMP)
    siti.says("ubah isi")
    siti.sends("photo")

    assert "Isi: kabel putus di pedan\nLokasi: pedan\nLampiran: 1 berkas" in everything(
        siti.says("kabel putus di pedan")
    )
    assert "Lampiran" not in everything(siti.says("hapus fotonya"))


def test_a_pin_takes_the_place_of_the_place_that_was_wrong(siti: Citizen) -> None:
    siti.says(LAMP)
    siti.says("ubah lokasi")

    assert "Lokasi: lokasi yang Anda kirim di peta" in everything(siti.sends_location(-7.7, 110.6))


def test_a_yes_to_the_card_is_no_yes_to_what_was_asked_before_it(siti: Citizen, database: Database) -> None:
    siti.says(LAMP)
    siti.says("ya")
    assert "Ini untuk laporan" in everything(siti.says("tolong segera"))
    siti.says("sampah numpuk di pasar Pedan")

    assert siti.says("ya")[-1].number

    with database.read() as session:
        assert len(session.scalars(select(Case)).all()) == 2
        assert "tolong segera" not in session.scalars(select(CaseEvent.text)).all()


@pytest.mark.parametrize("said", [["lapor lampu mati di pedan", "ya"], ["lampu jalan mati di pedan", "ya"]])
def test_a_report_after_an_emergency_is_that_report(siti: Citizen, database: Database, said: list[str]) -> None:
    siti.says("tolong ada kebakaran di rumah tetangga")

    for words in said:
        siti.says(words)

    with database.read() as session:
        complaint = session.scalars(select(Case)).one()
        assert (complaint.priority, complaint.complaint.place) == (Priority.BIASA, "pedan")
    siti.says("ya")
    siti.says("catat")
    with database.read() as session:
        _, newest = session.scalars(select(Case).order_by(Case.id)).all()
        assert newest.complaint.text == "tolong ada kebakaran di rumah tetangga"


def test_buka_lagi_aja_takes_the_case_up_again(siti: Citizen, conversation: Conversation) -> None:
    number = closed(conversation, siti)
    assert "Apakah ini tentang laporan" in everything(siti.says("lho kok mati lagi lampunya"))

    assert "kami buka kembali" in everything(siti.says("buka lagi aja"))

    assert case_of(conversation, number).status is Status.REOPENED


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            ["mau lapor tapi takut", "pungli di kelurahan Bareng Lor"],
            "Isi: pungli di kelurahan Bareng Lor\nLokasi: kelurahan",
        ),
        (
            ["jalan", "rusak parah sekali", "bolong depan pasar Wedi"],
            "bolong depan pasar Wedi\nLokasi: depan pasar Wedi",
        ),
        (["lapor lampu mati", "gatau"], "Isi: lampu mati\nLokasi: belum disebut"),
        (["kak mau spill, jln depan kampus unwidha amsyong bgt, pada jatoh org"], "Lokasi: depan kampus unwidha"),
        (["margi ngajengipun griya kula risak sanget, ing dhusun Jetis Wedi"], "Lokasi: dhusun Jetis Wedi"),
        (["I want to report garbage at pasar srago"], "Place: pasar srago"),
    ],
)
def test_what_happened_and_where_are_found_in_the_words_people_use(siti: Citizen, said: list[str], told: str) -> None:
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)
