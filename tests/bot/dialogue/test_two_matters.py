"""Two matters in one message: offered to be parted, never parted by itself, and never at the cost of a word."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation, everything

from bot.dialogue.two_matters import _two
from core.db import Database
from core.messages.channels import Channel
from tickets.kinds import LinkKind
from tickets.models import Attachment, Case, Complaint, Link

BOTH = "Lampu jalan di Tegalmulyo mati, dan sampah di Pasar Gede sudah seminggu tidak diangkut"
FIRST, SECOND = "Lampu jalan di Tegalmulyo mati", "sampah di Pasar Gede sudah seminggu tidak diangkut"
OFFER = "terdengar seperti dua laporan"


def _filed(database: Database) -> list[Complaint]:
    with database.read() as session:
        return list(session.scalars(select(Complaint).order_by(Complaint.case_id)))


@pytest.mark.parametrize("channel", [Channel.TELEGRAM, Channel.WHATSAPP, Channel.WEB])
@pytest.mark.parametrize("says_so", ["Pisah jadi dua", "3", "pisah", "ya pisahkan pak"])
def test_two_matters_become_two_reports_when_the_citizen_says_so(
    conversation: Conversation, database: Database, channel: Channel, says_so: str
) -> None:
    siti = conversation.citizen("1001", channel)

    (offered,) = siti.says(BOTH)
    (card,) = siti.says(says_so)
    told = siti.says("ya")

    assert OFFER in offered.text
    assert offered.labels == ["Kirim laporan", "Kirim anonim", "Pisah jadi dua", "Ubah", "Batal"]
    assert f"Isi: {FIRST}\nLokasi: Tegalmulyo\n" in card.text
    assert f"Isi: {SECOND}\nLokasi: Pasar Gede\n" in card.text
    numbers = [heard.number for heard in told]
    assert len(set(numbers)) == 2
    assert None not in numbers
    first, second = _filed(database)
    assert (first.text, first.place, first.category) == (FIRST, "Tegalmulyo", "lampu")
    assert (second.text, second.place, second.category) == (SECOND, "Pasar Gede", "sampah")
    assert second.happened == "sudah seminggu"
    with database.read() as session:
        link = session.scalars(select(Link)).one()
        assert (link.kind, link.case_id, link.to_id) == (LinkKind.FILED_WITH, second.case_id, first.case_id)


@pytest.mark.parametrize("no", ["tidak usah", "tidak", "gak usah dipisah", "jangan", "satu saja", "tidak perlu pak"])
def test_a_no_keeps_the_one_report_with_all_that_was_said(siti: Citizen, database: Database, no: str) -> None:
    siti.says(BOTH)

    (card,) = siti.says(no)

    assert OFFER not in card.text
    assert BOTH in card.text
    siti.says("ya")
    (filed,) = _filed(database)
    assert filed.text == BOTH


def test_silence_and_a_plain_yes_send_one_report(siti: Citizen, conversation: Conversation, database: Database) -> None:
    siti.says(BOTH)
    conversation.restart()
    conversation.clock.move(days=2)
    assert _filed(database) == []

    siti.says("ya")

    (filed,) = _filed(database)
    assert filed.text == BOTH


def test_the_yes_delivered_twice_changes_nothing(siti: Citizen, conversation: Conversation, database: Database) -> None:
    siti.says(BOTH)
    siti.taps("Pisah jadi dua")
    for _ in range(3):
        siti.writes(text="ya", ext_id="test:once")
    siti.hears()
    conversation.restart()
    siti.writes(text="ya", ext_id="test:once")
    siti.hears()

    assert len(_filed(database)) == 2
    assert "sudah kami terima dengan nomor" in everything(siti.says(BOTH))
    assert len(_filed(database)) == 2


def test_parted_reports_become_one_again(siti: Citizen, database: Database) -> None:
    siti.says(BOTH)
    siti.taps("Pisah jadi dua")

    (card,) = siti.taps("Jadikan satu")

    assert "Laporan 1" not in card.text
    siti.taps("Kirim laporan")
    assert [one.text for one in _filed(database)] == [BOTH]


def test_photos_more_words_and_secrecy_reach_both(siti: Citizen, database: Database) -> None:
    siti.says(BOTH)
    siti.taps("Pisah jadi dua")
    siti.sends("photo")
    siti.says("tolong cepat ditangani, banyak anak sekolah lewat")

    siti.taps("Kirim anonim")

    assert all("banyak anak sekolah lewat" in one.text for one in _filed(database))
    with database.read() as session:
        assert [case.visibility.value for case in session.scalars(select(Case))] == ["anonim", "anonim"]
        assert len(session.scalars(select(Attachment)).all()) == 2


def test_a_question_beside_two_matters_is_answered_and_kept_with_the_first(siti: Citizen, database: Database) -> None:
    (told,) = siti.says(f"{BOTH}. Sekalian tanya, jumlah penduduk Klaten 2022 berapa?")
    siti.taps("Pisah jadi dua")
    siti.says("ya")

    assert "1.275,69" in told.text
    first, second = _filed(database)
    assert "jumlah penduduk" in first.text
    assert first.category == "lampu"
    assert "jumlah penduduk" not in second.text


def test_batal_drops_both_and_ubah_starts_from_one(siti: Citizen, database: Database) -> None:
    siti.says(BOTH)
    siti.taps("Pisah jadi dua")
    siti.taps("Ubah")
    siti.taps("Ubah isi")
    assert "Laporan 1" not in everything(siti.says("lampu jalan di desa Sumber mati"))
    assert "Lokasi: desa Sumber" in siti.last[-1].text

    assert "dibatalkan" in everything(siti.says("batal"))
    assert _filed(database) == []


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (BOTH, FIRST, SECOND),
        ("1. Lampu mati di Jl. Pemuda\n2. Got mampet di desa Kajen", "Lampu mati di Jl. Pemuda", "Got mampet di desa Kajen"),
        ("Lampu PJU di perempatan Tegalmulyo padam. Mohon segera. Selain itu sampah di belakang terminal menumpuk.",
         "Lampu PJU di perempatan Tegalmulyo padam. Mohon segera.", "sampah di belakang terminal menumpuk."),
        ("lampu jalan mati nang Tegalmulyo karo banyu PDAM mati nang desa Wedi", "lampu jalan mati nang Tegalmulyo",
         "banyu PDAM mati nang desa Wedi"),
    ],
)  # fmt: skip
def test_two_things_in_two_places_are_told_apart(said: str, first: str, second: str) -> None:
    assert _two(said, "33.10") == (first, second)


@pytest.mark.parametrize(
    "said",
    [
        "lampu jalan mati dan jalan rusak di desa Bayat",
        "lampu jalan mati di desa Bayat dan jalannya berlubang",
        "Jalan di Wedi rusak dan jalan di Bayat juga rusak",
        "jalan rusak di desa Sumber karena got mampet di depan pasar Cawas",
        "got mampet di desa Kajen sehingga banjir di Jl. Pemuda",
        "banjir di Jl Merdeka, sampah numpuk di selokan Jl Merdeka",
        "Jalan di Desa Sumber rusak dan sampah di pasar Desa Sumber numpuk",
        "sampah di TPS Gayamprit menumpuk, baunya sampai ke SD 1 Wedi",
        "Saya warga desa Sumber. Lampu di jalan Pemuda mati",
        "pohon tumbang di jalan Veteran menimpa kabel lampu di depan SD Wedi",
        "jalan berlubang di depan pasar Wedi, anak saya jatuh dan dibawa ke puskesmas Cawas",
        "lampu mati di Wedi, sampah numpuk di pasar Cawas, jalan rusak di desa Bayat",
        "petugas kelurahan Sumber minta uang untuk urus KTP, dan saya disuruh ke dukcapil",
        "jalan rusak di desa Sumber, sampah",
        "jalan depan pasar Wedi macet karena parkir liar di depan toko Maju",
        "air PDAM di Wedi mati, dan jumlah penduduk di Cawas berapa",
    ],
)
def test_on_any_doubt_it_is_one(said: str) -> None:
    assert _two(said, "33.10") is None


UNKNOWN = "Sekalian mau tanya, apakah ada lowongan kerja di pabrik bata?"


@pytest.mark.parametrize("more", ["depan toko Amanda", UNKNOWN, "tiangnya miring", f"tiangnya miring. {UNKNOWN}"])
def test_what_is_told_after_the_parting_is_kept_and_moves_no_place(
    siti: Citizen, database: Database, more: str
) -> None:
    siti.says(BOTH)
    siti.says("pisah")

    card = everything(siti.says(more))

    assert "Lokasi: Tegalmulyo\n" in card
    assert "Lokasi: Pasar Gede\n" in card
    siti.says("ya")
    first, second = _filed(database)
    assert (first.place, first.category) == ("Tegalmulyo", "lampu")
    assert (second.place, second.category) == ("Pasar Gede", "sampah")
    for sentence in more.split(". "):
        assert sentence in first.text
        assert sentence in second.text or sentence == UNKNOWN


def test_a_question_beside_two_matters_moves_no_place(siti: Citizen, database: Database) -> None:
    siti.says(f"{BOTH}. {UNKNOWN}")
    siti.says("pisah")
    siti.says("ya")

    first, second = _filed(database)
    assert (first.place, second.place) == ("Tegalmulyo", "Pasar Gede")
    assert UNKNOWN in first.text


def test_two_reports_of_somebody_hidden_are_both_hidden(siti: Citizen, database: Database) -> None:
    siti.says(f"{BOTH}. Jangan sebut nama saya")
    siti.says("pisah")
    siti.says("ya")

    with database.read() as session:
        cases = session.scalars(select(Case)).all()
    assert len(cases) == 2
    assert all(case.visibility.hides_reporter for case in cases)
