"""Figures in conversation: the card, its buttons, follow-ups, and every number with the observation it came from."""

import asyncio
import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select
from support.bot_api import PNG
from support.citizen import Citizen, Conversation, everything
from support.said_figures import derived, numbers_of

from bot.making import Maker
from bot.port import Kind
from bot.steps import Made, Make, Send, Work
from core.child import ChildFailed
from core.db import Database
from core.messages import inbox
from core.messages.handovers import Handover
from knowledge.models import AskedQuestion
from knowledge.statistics.asked import FigureOutcome, QuestionLog
from knowledge.statistics.models import Observation

ASKED = (
    "kemiskinan klaten 2022",
    "ipm klaten 3 tahun terakhir",
    "bandingkan ipm klaten, boyolali dan sukoharjo 2024",
    "naik atau turun kemiskinan klaten dari 2021 ke 2022?",
    "5 kabupaten termiskin di jawa tengah 2024",
    "jumlah dokter di klaten 2022",
    "pertumbuhan penduduk klaten 2017 ke 2020",
    "komponen ipm klaten 2023",
    "tpt laki-laki dan perempuan klaten 2022",
)


def _logs(database: Database) -> list[QuestionLog]:
    with database.read() as session:
        return list(session.scalars(select(QuestionLog).order_by(QuestionLog.id)))


def test_the_card_says_value_unit_period_place_source_and_status(siti: Citizen) -> None:
    told = everything(siti.says("kemiskinan klaten 2022"))

    for part in ("12,33 persen", "Maret 2022", "Kabupaten Klaten", "Sumber: BPS", "angka tetap", "Turun 1,16 poin"):
        assert part in told


@pytest.mark.parametrize("text", ASKED)
def test_every_number_said_comes_from_an_observation_of_the_log(siti: Citizen, database: Database, text: str) -> None:
    said = numbers_of(everything(siti.says(text)))

    log = _logs(database)[-1]
    with database.read() as session:
        values = session.execute(
            select(Observation.value, Observation.period).where(Observation.id.in_(log.observation_ids))
        )
        known = derived([row.value for row in values.all()]) | _years(log, text, database)

    assert log.observation_ids
    assert said - known == set()


def _years(log: QuestionLog, text: str, database: Database) -> set[Decimal]:
    with database.read() as session:
        periods = session.scalars(select(Observation.period).where(Observation.id.in_(log.observation_ids))).all()
    said = re.findall(r"\d{4}", text)
    census = {Decimal(2010), Decimal(2020)}
    return census | {Decimal(period[:4]) for period in periods} | {Decimal(year) for year in said}


def test_an_ambiguous_place_is_asked_once_and_a_tap_answers(siti: Citizen) -> None:
    asked = siti.says("ipm semarang 2024")
    told = everything(siti.taps("Kota Semarang"))

    assert "beberapa wilayah" in everything(asked)
    assert "Kota Semarang, 2024: 85,25" in told


def test_a_typed_place_answers_the_question_back_as_well(siti: Citizen) -> None:
    siti.says("ipm semarang 2024")

    assert "Kota Semarang, 2024: 85,25" in everything(siti.says("kota semarang"))


def test_another_place_and_how_to_read_are_one_tap_away(siti: Citizen) -> None:
    siti.says("kemiskinan klaten 2022")
    read = everything(siti.taps("Cara membaca"))
    siti.taps("Wilayah lain")

    assert "12,33 persen" in read
    assert "draf" in read
    assert "Kabupaten Boyolali, Maret 2022" in everything(siti.says("Boyolali"))


def test_a_disputed_figure_goes_to_a_person_with_its_observation(siti: Citizen, database: Database) -> None:
    siti.says("kemiskinan klaten 2022")
    siti.taps("Salah?")

    with database.read() as session:
        reasons = session.scalars(select(Handover.reason)).all()
    assert list(reasons) == ["figure"]
    assert "catatan" in everything(siti.last[:1])


def test_a_figure_that_is_not_there_is_demand_with_a_way_to_a_request(siti: Citizen, database: Database) -> None:
    told = siti.says("jumlah dokter di klaten 2022")

    log = _logs(database)[-1]
    assert (log.outcome, log.indicator, log.place, log.period) == (FigureOutcome.NO_DATA, "dokter", "3310", "2022")
    assert {"2021", "2023", "Konsultasi petugas", "Permohonan resmi"} <= set(told[-1].labels)
    with database.read() as session:
        assert len(session.scalars(select(AskedQuestion)).all()) == 1
    assert "332 orang" in everything(siti.taps("2021"))


def test_the_formal_request_begins_with_the_question(siti: Citizen) -> None:
    siti.says("jumlah dokter di klaten 2022")
    siti.taps("Permohonan resmi")
    siti.says("lewati")

    assert "jumlah dokter di klaten 2022" in everything(siti.last)


def test_the_catalogue_lists_what_there_is_by_topic(siti: Citizen) -> None:
    told = everything(siti.says("katalog"))

    assert "Kemiskinan:" in told
    assert "/data" in told
    assert "Indeks Pembangunan Manusia" in told


def test_after_ten_minutes_nothing_is_leaned_on(siti: Citizen, conversation: Conversation) -> None:
    siti.says("ipm klaten 2023")
    conversation.clock.move(minutes=11)

    assert "Kabupaten Boyolali, 2023" not in everything(siti.says("kalau boyolali?"))


def test_an_english_question_gets_its_figure_in_english(siti: Citizen) -> None:
    told = everything(siti.says("what is the poverty rate in klaten in 2022?"))

    assert "12.33 percent" in told
    assert "March 2022" in told


def test_a_chart_comes_as_years_in_words_first_and_then_as_a_picture(siti: Citizen, conversation: Conversation) -> None:
    siti.says("ipm klaten 2023")
    words, picture = siti.taps("Grafik")

    assert "2020: 75,56" in words.text
    assert picture.file is not None
    assert conversation.files.get(picture.file.sha256).startswith(b"\x89PNG")
    assert "dari 75,56 (2020) ke 78,16 (2024)" in picture.file.alt
    assert "Sumber: BPS" in picture.text
    assert picture.text.endswith("/data/ipm?wilayah=3310")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bandingkan ipm klaten, boyolali dan sukoharjo 2024", "Grafik batang Indeks Pembangunan Manusia"),
        ("kabupaten termiskin di jawa tengah 2024", "Kabupaten Brebes 15,60 persen"),
        ("naik atau turun kemiskinan klaten dari 2021 ke 2022?", "Grafik garis"),
    ],
)
def test_comparisons_rankings_and_changes_have_their_picture(siti: Citizen, text: str, shown: str) -> None:
    siti.says(text)
    picture = siti.taps("Grafik")[-1]

    assert picture.file is not None
    assert shown in picture.file.alt


def test_a_chart_can_be_asked_for_in_words_and_comes_once(siti: Citizen) -> None:
    told = siti.says("grafik kemiskinan klaten 2020-2024")

    assert [message.file is not None for message in told] == [False, True]


def test_a_picture_that_cannot_be_made_is_told_and_the_numbers_remain(
    siti: Citizen, conversation: Conversation
) -> None:
    def fail(_: dict[str, object]) -> bytes:
        raise ChildFailed("killed")

    conversation.maker = Maker(conversation.database, conversation.files, draw=fail)
    siti.says("ipm klaten 2023")
    words, instead = siti.taps("Grafik")

    assert "2020: 75,56" in words.text
    assert instead.file is None
    assert "gambarnya belum bisa dibuat" in instead.text


class SlowMaker(Maker):
    """Says so often that a file is still being made."""

    late = 0

    async def make(self, message_id: int, work: Work) -> Made:
        self.late -= 1
        return Made(message_id, is_late=True) if self.late >= 0 else await super().make(message_id, work)


@pytest.mark.parametrize(("late", "comes"), [(2, True), (3, False)])
def test_a_picture_that_takes_long_lets_the_chat_go_on_and_is_waited_for_a_while(
    siti: Citizen, conversation: Conversation, late: int, comes: bool
) -> None:
    conversation.maker = SlowMaker(conversation.database, conversation.files, draw=lambda _: PNG)
    conversation.maker.late = late
    siti.says("ipm klaten 2023")
    siti.taps("Grafik")
    siti.writes(text="terima kasih")
    with conversation.database.read() as session:
        waiting = inbox.head(session, siti.chat)
    assert waiting is not None

    heard = siti.hears()
    for _ in range(3):
        conversation.clock.move(seconds=2)
        heard += siti.hears()

    assert "Sama-sama" in everything(heard)
    assert [message.file is not None for message in heard if "Sama-sama" not in message.text] == [comes]


def test_an_excel_file_is_one_tap_away_or_asked_for_in_words(siti: Citizen, conversation: Conversation) -> None:
    siti.says("ipm klaten 2023")

    for *_, told in (siti.taps("Excel"), siti.says("ada excelnya?")):
        assert told.file is not None
        book = openpyxl.load_workbook(io.BytesIO(conversation.files.get(told.file.sha256)))
        assert book.sheetnames == ["Data", "Metadata", "Sumber"]
        assert {row[1] for row in book["Data"].iter_rows(min_row=2, values_only=True)} == {"3310"}
        assert told.file.name == "ipm.xlsx"


@pytest.mark.parametrize("text", ["penduduk klaten lansia 2023", "persentase penduduk klaten 2023"])
def test_a_narrower_question_is_asked_about_once_and_a_tap_gives_the_whole(siti: Citizen, text: str) -> None:
    asked = everything(siti.says(text))
    told = everything(siti.taps("Jumlah penduduk (proyeksi BPS)"))

    assert "1.284" not in asked
    assert "1.284,39 ribu jiwa" in told


def test_a_worker_that_dies_while_drawing_or_before_sending_leaves_the_picture_to_the_next(
    siti: Citizen, conversation: Conversation
) -> None:
    siti.says("bandingkan ipm klaten, boyolali dan sukoharjo 2024")
    (chart,) = [id_ for id_, label in siti.last[-1].choices if label == "Grafik"]
    siti.writes(Kind.BUTTON, button=chart)

    assert isinstance(conversation.desk.step(siti.chat, "token"), Make)
    conversation.restart()
    work = conversation.desk.step(siti.chat, "token")
    assert isinstance(work, Make)
    made = asyncio.run(conversation.maker.make(work.message_id, work.work))
    assert isinstance(conversation.desk.step(siti.chat, "token", made), Send)
    conversation.restart()

    (picture,) = siti.hears()
    assert made.file is not None
    assert picture.file == replace(made.file, is_fresh=True)
    assert "Dikirim ulang" in picture.text
