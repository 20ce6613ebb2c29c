"""Siti goes on: despair and danger, fear of being known, words one by one, places that are none, news of what was told."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, everything

from core.db import Database
from core.places.phrases import find_place
from tests.bot.dialogue.test_asking import _asked
from tickets import service
from tickets.kinds import Visibility
from tickets.models import Case, Complaint

REVIEW, NO_ANSWER, CALL = "Periksa dulu laporan Anda", "belum punya jawaban", "SEGERA TELEPON 112"
NOT_ALONE, ANONYMOUS = "Anda tidak sendirian. Telepon 112", "Nama Anda disembunyikan"
LAMP = "lampu jalan mati di depan pasar Cawas"


@pytest.mark.parametrize(
    "said",
    [
        "saya mau bunuh diri aja, capek hidup",
        "temen saya katanya mau gantung diri, saya harus gimana",
        "pengen mati rasanya pak",
        "kemarin saya mau bunuh diri tapi gagal",
        "i want to die",
    ],
)
def test_who_speaks_of_dying_is_not_told_that_there_is_no_answer(siti: Citizen, database: Database, said: str) -> None:
    met = everything(siti.says(said))

    assert met.startswith(("Terima kasih sudah bercerita", "Thank you for telling us"))
    assert "112" in met
    assert "healing119.id" in met
    assert NO_ANSWER not in everything(siti.says("gak ada yang peduli"))
    assert _asked(database) == []


@pytest.mark.parametrize(
    ("said", "is_despair"),
    [
        ("berapa orang bunuh diri di klaten 2022", False),
        ("mending mati lampu daripada bayar mahal", False),
        ("jalan rusak di Bayat, capek hidup di desa yang tidak diurus", False),
        ("jalan rusak di Bayat", False),
    ],
)
def test_other_words_are_no_despair(siti: Citizen, said: str, is_despair: bool) -> None:
    assert ("Anda tidak sendirian" in everything(siti.says(said))) is is_despair


@pytest.mark.parametrize(
    ("said", "is_danger"),
    [
        ("ada yang berantem pake pisau di terminal Penggung sekarang!!", True),
        ("anak saya hilang dari tadi siang di pasar Klaten tolong", True),
        ("pohon tumbang nimpa rumah di Karangnongko tolong cepat", True),
        ("ada kabel listrik putus menjuntai di jalan desa Ngawen bahaya anak-anak lewat", True),
        ("ada yang bunuh diri di rel Ketandan tolong", True),
        ("ada maling!!", True),
        ("dasar bupati maling", False),
        ("anak saya hilang sepatu di masjid", False),
        ("akta anak saya hilang syaratnya apa", False),
        ("pohon tumbang menimpa pagar SD di Ngawen", False),
        ("kabel telkom menjuntai di jalan desa Ngawen", False),
    ],
)
def test_danger_is_met_with_the_call(siti: Citizen, said: str, is_danger: bool) -> None:
    assert (CALL in everything(siti.says(said))) is is_danger


@pytest.mark.parametrize(
    ("said", "is_hidden"),
    [
        ("lapor pungli di SMPN 3 Delanggu tapi jangan bilang siapa yang lapor ya", True),
        ("pungli di kantor desa Manjung, saya takut kalau ketahuan", True),
        ("petugas pasar Delanggu minta duit ke pedagang, jangan sampai orang pasar tau saya yg lapor", True),
        ("pungli di pasar Delanggu, tolong lindungi saya", True),
        ("teacher at SMPN 1 Wedi hits students, don't tell anyone it was me", True),
        ("saya tidak tahu kalau kami harus bayar pungli 50rb di kantor desa Manjung", False),
        ("petugas takut ketahuan warga makanya pungli di pasar Delanggu lewat calo", False),
    ],
)
def test_fear_of_being_known_is_heeded(siti: Citizen, database: Database, said: str, is_hidden: bool) -> None:
    siti.says(said)
    siti.says("ya")

    with database.read() as session:
        kept = Visibility(session.scalars(select(Case)).one().visibility)
    assert kept.hides_reporter is is_hidden


def test_whether_they_will_be_known_is_answered_beside_the_draft(siti: Citizen) -> None:
    siti.says("jalan rusak di desa Sumber")
    assert "Balas ANONIM" in everything(siti.says("apakah nama saya akan diketahui kades?"))
    assert "Isi: jalan rusak di desa Sumber\n" in everything(siti.last)

    siti.says("anonim")

    assert "sudah disembunyikan" in everything(siti.says("apakah nama saya akan diketahui kades?"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["lampu", "mati", "di depan pasar", "sudah 3 hari"], "Isi: lampu mati\nsudah 3 hari\nLokasi: di depan pasar"),
        (["lapor", "jalan", "rusak", "desa sumber"], "Isi: jalan rusak\nLokasi: desa sumber"),
        (["jalan", "rusak parah", "desa sumber"], "Isi: jalan rusak parah"),
        (["ktp", "hilang"], "KTP hilang diurus di Dukcapil"),
        (["lapor", "besok aja deh"], "Draf Anda masih tersimpan"),
        (["jalan rusak di desa Sumber", "bukan desa Sumber, desa Sumberejo"], "Lokasi: desa Sumberejo\n"),
        (["sampah numpuk di tps gayamprit", "eh bukan di situ, di tps jonggrangan"], "Lokasi: tps jonggrangan\n"),
        (["sampah numpuk di tps gayamprit", "bukan cuma di tps, di pasar Srago juga"], "Lokasi: tps gayamprit\n"),
        (["jalan rusak di desa Sumber", "pisah"], "belum bisa kami pisahkan"),
        (["jalan rusak di desa Sumber", "jumlah penduduk klaten 2022 berapa", "kalau 2023"], "Kabupaten Klaten, 2023:"),
        (["min"], "Ada yang bisa kami bantu"),
        (["ada orang?"], "Ada yang bisa kami bantu"),
        (["kemarin saya lapor jalan rusak di Pedan, sudah sampai mana ya?"], "Belum ada laporan dari chat ini"),
        (["saya sudah lapor kemarin ke desa tapi belum ada kabar, jalan di Bayat rusak parah"], REVIEW),
        (["saya sudah lapor ke desa tapi tidak ditanggapi, jalan di Dukuh Krajan desa Sabranglor rusak parah"], REVIEW),
        (
            ["mau tanya, jalan depan balai desa Jimbung itu kewenangan siapa ya? rusak parah soalnya"],
            "balai desa Jimbung",
        ),
        (["tetangga bakar sampah tiap sore asapnya masuk rumah, di perum Griya Prima Belangwetan"], REVIEW),
        (["bantuan PKH di desa Trunuh tidak tepat sasaran"], REVIEW),
        (["My street light at Perum Klaten Kencana has been off for two weeks"], "Place: Perum Klaten Kencana\n"),
        (["permohonan", "saya minta salinan APBD 2024", "ya"], "tulis nama dan alamat Anda"),
    ],
)
def test_words_are_met_with_sense(siti: Citizen, said: list[str], told: str) -> None:
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)


def test_a_point_after_a_photo_is_told_of(siti: Citizen) -> None:
    siti.sends("photo")

    assert "Lokasi Anda sudah kami terima" in everything(siti.sends_location(-7.7, 110.6))
    assert "lokasi yang Anda kirim di peta" in everything(siti.says("tumpukan sampah liar"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tumpukan sampah liar", None),
        ("nek arep lapor dalan bolong ning ngendi min", None),
        ("lampu jalan mati di gang mawar Mojayan 😡", "gang mawar Mojayan"),
        ("jalan di Cawas jadi gelap", "Cawas"),
        ("jln rsk prah di ds tegalmulyo kemalang sdh brthn2 gk di prbaiki", "ds tegalmulyo kemalang"),
        ("desa Sumber jalannya rusak", "desa Sumber"),
        ("rusak di desa Tumpukan", "desa Tumpukan"),
    ],
)
def test_a_place_ends_where_the_complaint_begins(text: str, place: str | None) -> None:
    assert find_place(text, home_code="33.10") == place


@pytest.mark.parametrize("said", ["masih mati pak", "udah ada kabar blm min?", "any news about my report?", "😡"])
def test_words_about_an_open_report_find_it(siti: Citizen, said: str) -> None:
    siti.says(LAMP)
    siti.says("ya")

    assert "ADU-26-" in everything(siti.says(said))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["👎"], "Kami bisa membuka kembali"),
        (["sudah nyala", "4 deh"], "4 dari 5"),
        (["sampun sae pak, matur nuwun"], "tandai selesai"),
        (["alhamdulillah sampun"], "tandai selesai"),
        (["terima kasih banyak pak"], "Sama-sama"),
        (["baik terima kasih"], "Sama-sama"),
    ],
)
def test_an_answer_is_met_in_few_words(siti: Citizen, database: Database, said: list[str], told: str) -> None:
    siti.says(LAMP)
    siti.says("ya")
    with database.write() as session:
        case = session.scalars(select(Case)).one()
        by = cast.koordinator(session)
        service.reply(session, case, by=by, text="Lampu sudah kami ganti.", version=case.version, at=cast.NOON)
    siti.hears()
    for words in said:
        siti.says(words)

    assert told in everything(siti.last)


def test_an_angry_report_is_filed_as_it_was_told(siti: Citizen, database: Database) -> None:
    siti.says("saya sudah lapor ke desa tapi tidak ditanggapi, jalan di Dukuh Krajan desa Sabranglor rusak parah")
    siti.says("ya")

    with database.read() as session:
        assert session.scalars(select(Complaint)).one().place == "Dukuh Krajan desa Sabranglor"
