"""Who says anywhere in a report that they do not want to be named is not named."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, everything
from support.time import MovableClock

from bot.dialogue.secrecy import wished_in
from core.db import Database
from core.messages.contacts import Contact
from core.privacy import keyring
from knowledge.models import AskedQuestion
from tests.bot.dialogue.test_asking import _asked
from tickets import service
from tickets.kinds import Visibility
from tickets.models import Case, Complaint

ROAD = "jalan ambles di desa Krakitan Bayat"


def _visibility(database: Database) -> Visibility:
    with database.read() as session:
        return session.scalars(select(Case)).one().visibility


@pytest.mark.parametrize(
    "said",
    ["jangan disebut nama saya ya", "jangan sebutkan nama saya", "tolong jangan bocorkan identitas saya", "anonim ya min",
     "nama saya jangan disebut", "nama tolong dirahasiakan", "mohon identitas pelapor disamarkan", "saya mau anonim saja",
     "rahasiakan nama saya", "gak usah sebut nama", "please keep me anonymous", "don't mention my name", "aja nyebut jenengku",
     "gapapa ya kl nama sy dirahasiakan?"],
)  # fmt: skip
def test_words_that_ask_not_to_be_named(said: str) -> None:
    assert wished_in(said) is Visibility.ANONIM


@pytest.mark.parametrize(
    "said", ["tolong rahasiakan", "takut pak, rahasiain ya", "ini rahasia ya", "lapor pungli tapi rahasia"]
)
def test_words_that_ask_to_hide_all(said: str) -> None:
    assert wished_in(said) is Visibility.ANONIM_RAHASIA


@pytest.mark.parametrize(
    "said",
    ["jalan rusak di desa Sumber", "nama saya Budi", "ada surat anonim di kantor desa", "tidak usah anonim",
     "tidak perlu dirahasiakan",
     "sudah jadi rahasia umum kadesnya pungli", "apa itu anonim?", "nama jalannya tidak ada", "jangan lama-lama ya"],
)  # fmt: skip
def test_words_that_ask_for_nothing_of_it(said: str) -> None:
    assert wished_in(said) is None


def test_a_wish_at_the_end_of_a_long_story_is_heeded(siti: Citizen, database: Database) -> None:
    card = everything(siti.says(f"{ROAD}\nsudah dari minggu lalu\n\nNB: jangan disebut nama saya ya"))

    assert "Nama Anda disembunyikan" in card
    siti.says("kirim")
    assert _visibility(database) is Visibility.ANONIM


@pytest.mark.parametrize("said", ["gapapa ya kl nama sy dirahasiakan?", "takut pak, rahasiain ya", "bisa anonim ga?"])
def test_a_wish_while_the_card_is_open_is_heeded_and_no_part_of_the_story(
    siti: Citizen, database: Database, said: str
) -> None:
    siti.says(ROAD)

    card = everything(siti.says(said))

    assert "Nama Anda disembunyikan" in card
    siti.says("ya")
    assert _visibility(database).hides_reporter
    with database.read() as session:
        assert session.scalars(select(Complaint)).one().text == ROAD


def test_who_was_hidden_may_be_named_again(siti: Citizen, database: Database) -> None:
    siti.says(f"{ROAD}, tolong rahasiakan nama saya")
    assert "Nama Anda disembunyikan" not in everything(siti.says("tidak usah anonim"))

    siti.says("ya")

    assert _visibility(database) is Visibility.BIASA


def test_an_emergency_keeps_the_wish_too(siti: Citizen, database: Database) -> None:
    siti.says("tetangga saya mukulin istrinya sekarang tolong, jangan sebut nama saya")
    siti.says("catat")

    assert _visibility(database) is Visibility.ANONIM


def test_what_is_told_beside_the_place_is_kept(siti: Citizen, database: Database) -> None:
    siti.says("mau lapor pungli")
    siti.says("di SD negeri 1 Delanggu, tiap anak disuruh bayar 300 ribu uang gedung")
    siti.says("kirim")

    with database.read() as session:
        kept = session.scalars(select(Complaint)).one()
    assert "tiap anak disuruh bayar 300 ribu" in kept.text
    assert kept.place == "SD negeri 1 Delanggu"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["sampah di gang Mawar blm diambil"], "Lokasi: gang Mawar"),
        (["tolong lampu jalan depan rumah saya diperbaiki, dari bulan lalu mati"], "Lokasi: belum disebut"),
        (["lapor jalan rusak di desa Sumber", "batal", "eh jadi deh lapor"], "ceritakan laporan Anda"),
        (["jalan rusak di desa Sumber", "oke kirim makasih"], "Nomor: ADU-"),
        (["there is a big pothole near the bank", "send it"], "Number: ADU-"),
        (["jalan rusak di desa Sumber", "ya", "udah sampe mana?"], "Laporan Anda dari chat ini"),
        (["kebakaran di gudang kapas ceper!!!", "udah panggil damkar"], "CATAT"),
    ],
)
def test_the_rest_of_what_siti_stumbled_over(siti: Citizen, said: list[str], told: str) -> None:
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)


def test_what_nobody_could_answer_becomes_a_report_by_one_tap(siti: Citizen, database: Database) -> None:
    siti.says("pak kades kok bagi2 bansos cuma ke saudaranya")
    assert _asked(database)

    told = everything(siti.taps("Buat pengaduan"))

    assert "Di mana lokasinya" in told
    assert "saudaranya" in everything(siti.says("desa Mlese Gantiwarno"))


@pytest.mark.parametrize(
    "said",
    ["kenapa tidak anonim?", "apa tidak dirahasiakan?", "ini tidak rahasia kan", "lho kok ga anonim", "why not anonymous?",
     "jangan sampai tidak rahasia ya", "takut kalau tidak dirahasiakan pak", "jangan tidak anonim"],
)  # fmt: skip
def test_who_asks_or_fears_to_be_named_stays_hidden(siti: Citizen, database: Database, said: str) -> None:
    siti.says(f"{ROAD}, jangan sebut nama saya")

    siti.says(said)

    siti.taps("Lanjut") if "Lanjut" in siti.last[-1].labels else siti.says("lanjut")
    siti.says("ya")
    assert _visibility(database).hides_reporter


def test_who_wants_to_be_hidden_but_not_the_matter_is_not_named(siti: Citizen, database: Database) -> None:
    siti.says(f"{ROAD}, tolong rahasiakan")

    card = everything(siti.says("tidak usah rahasia, anonim saja"))

    assert "Nama Anda disembunyikan" in card
    assert "dirahasiakan dari publik" not in card
    siti.says("ya")
    assert _visibility(database) is Visibility.ANONIM


def test_a_wish_in_english_is_answered_in_english(siti: Citizen, database: Database) -> None:
    siti.says("The road at Jalan Pemuda is badly broken")

    card = everything(siti.says("don't mention my name"))

    assert "Please check your report" in card
    assert "Number: ADU-" in everything(siti.says("yes"))
    assert _visibility(database) is Visibility.ANONIM


def test_a_question_is_kept_without_the_name_of_who_asked(siti: Citizen, database: Database) -> None:
    siti.says("halo")
    with database.write() as session:
        contact = session.scalars(select(Contact).where(Contact.chat_key == siti.chat)).one()
        contact.name = keyring(session).seal("Sumarni Rahayuningsih")

    siti.says("apakah saya Sumarni Rahayuningsih bisa ikut lomba catur tingkat dunia?")

    with database.read() as session:
        asked = session.scalars(select(AskedQuestion.text).order_by(AskedQuestion.id.desc())).first()
    assert asked == "apakah saya [nama disamarkan] bisa ikut lomba catur tingkat dunia?"


def test_a_report_that_goes_on_where_an_anonymous_one_ended_names_nobody_either(
    siti: Citizen, database: Database, clock: MovableClock
) -> None:
    siti.says(f"{ROAD}\n\nNB: jangan disebut nama saya ya")
    siti.says("kirim")
    with database.write() as session:
        case = session.scalars(select(Case)).one()
        service.reply(session, case, by=cast.koordinator(session), version=None, text="Sudah ditambal.", at=clock())
    siti.hears()
    siti.taps("Sudah beres")
    clock.move(days=40)

    siti.says(f"tambahan untuk {case.number}: ternyata belum beres, ambles lagi di desa Krakitan Bayat")
    card = everything(siti.last)
    siti.says("kirim")

    assert "Nama Anda disembunyikan" in card
    with database.read() as session:
        made = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert made.id != case.id
    assert made.visibility is Visibility.ANONIM
