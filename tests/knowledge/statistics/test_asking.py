"""Questions about figures: the right number of the right place, or a question back, or an honest no. Never a wrong one."""

import json
import random
from decimal import Decimal
from pathlib import Path

import pytest
from support.figures import TODAY, FiguresDesk

from knowledge.statistics.asked import FigureOutcome
from knowledge.statistics.models import RegionLevel
from knowledge.statistics.reading.followups import kept, leaning_on
from knowledge.statistics.reading.operations import Operation

OPEN_QUESTIONS = Path(__file__).resolve().parents[4] / "shared" / "data" / "statistics" / "questions_open.jsonl"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("persentase penduduk miskin klaten 2022", "12.33"),
        ("kemiskinan klaten 2022 katanya 11,36 persen?", "12.33"),
        ("pinten cacahe wong mlarat ing klaten taun 2023", "144.43"),
        ("penganguran klaten 2023", "4.2"),
        ("kedalman kemiskinan klaten 2022", "1.86"),
        ("penduduk klaten yang miskin 2024 brp org", "141.84"),
        ("berapa persen orang miskin di klaten 2024", "12.04"),
        ("what is the poverty rate in klaten 2022", "12.33"),
        ("IPM Kab. Semarang 2023", "75.13"),
        ("semarang kota ipm 2024", "85.25"),
        ("ipm solo 2023", "83.54"),
        ("kemiskinan klaten, jawa tengah 2023", "12.28"),
        ("bukan klaten tapi boyolali ipm 2023", "75.41"),
        ("semester 2 2024 kemiskinan jateng", "9.58"),
        ("luas luwu utra", "7422.257"),
    ],
)
def test_a_figure_is_found_however_it_is_asked_for(desk: FiguresDesk, text: str, value: str) -> None:
    answer = desk.asked(text)

    assert (answer.outcome, answer.value) == (FigureOutcome.ANSWER, Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        "jumlah penduduk klaten utara 2022",
        "ipm klaten barat 2022",
        "kemiskinan prambanan 2022",
        "ipm bandung 2022",
        "ipm jawa timur 2022",
        "ipm jawa timr 2022",
        "ipm wakanda 2023",
        "penduduk kota klaten 2022",
        "kemiskinan karo 2022",
        "ipm semarang 2024",
        "ipm sulawesi 2022",
        "kemiskinan kabupatenp ati 2022",
        "jumlah penduduk klaten per kecamatan",
        "provinsi termiskin di indonesia",
    ],
)
def test_another_place_never_gets_the_office_s_number(desk: FiguresDesk, text: str) -> None:
    assert desk.asked(text).outcome in {FigureOutcome.NO_DATA, FigureOutcome.CLARIFY}


@pytest.mark.parametrize(
    "text",
    [
        "kepadatan penduduk klaten 2023",
        "jumlah penduduk lansia klaten 2022",
        "jumlah pengangguran klaten 2023",
        "jumlah dokter gigi klaten 2023",
        "kasus dbd klaten 2023",
        "kemiskinan ekstrem klaten 2023",
        "upah minimum klaten 2024",
        "prediksi penduduk klaten 2030",
        "ipm klaten 20222",
    ],
)
def test_a_thing_without_a_table_never_gets_the_number_of_its_neighbour(desk: FiguresDesk, text: str) -> None:
    answer = desk.asked(text)

    assert answer.outcome in {FigureOutcome.NO_DATA, FigureOutcome.CLARIFY}
    assert answer.value is None


@pytest.mark.parametrize(
    "text",
    [
        "penduduk klaten lansia 2022",
        "penduduk klaten yang difabel 2023",
        "penduduk klaten usia 15-64 tahun 2023",
        "penduduk klaten umur 60 tahun ke atas 2023",
        "tpt klaten perkotaan 2022",
        "kemiskinan klaten di desa 2022",
        "kemiskinan klaten untuk anak 2023",
        "dokter di klaten yang pns 2023",
        "rumah sakit klaten pemerintah 2023",
        "tpt klaten lulusan sma 2022",
        "ipm klaten dan sekitarnya 2023",
        "luas klaten yang jadi sawah",
        "ipm klaten 2x23",
        "berapa kabupaten yang ipm nya di atas 75",
        "tpt laki-laki dan perempuan klaten dan boyolali 2022",
        "persentase bblr klaten 2023",
        "pengangguran klaten berapa orang 2023",
        "ipm klaten 2023; kemiskinan boyolali 2022",
    ],
)
def test_a_word_that_narrows_a_question_is_asked_about_wherever_it_stands(desk: FiguresDesk, text: str) -> None:
    answer = desk.asked(text)

    assert (answer.outcome, answer.value) == (FigureOutcome.CLARIFY, None)


def test_a_narrowing_word_is_not_forgotten_in_the_next_question(desk: FiguresDesk) -> None:
    assert desk.then("penduduk klaten lansia 2022", "kalau boyolali?").outcome is FigureOutcome.CLARIFY
    assert desk.then("penduduk klaten 2022", "kalau lansia klaten 2023?").outcome is FigureOutcome.CLARIFY


@pytest.mark.parametrize(
    "text",
    [
        "anak saya disuruh guru cari jumlah penduduk klaten 2023",
        "saya mahasiswa ugm mau skripsi butuh data penduduk klaten 2023",
        "penduduk klaten 2023 buat tugas sekolah anak saya",
        "penduduk solo eh maksud saya klaten 2023",
        "penduduk klaten 2022, ralat 2023",
        "penduduk klaten 2023 bukan 2022",
        "piro penduduke klaten taun 2023",
    ],
)
def test_a_story_or_a_correction_around_a_question_changes_nothing_of_it(desk: FiguresDesk, text: str) -> None:
    answer = desk.asked(text)

    assert (answer.outcome, answer.value) == (FigureOutcome.ANSWER, Decimal("1284.39"))


@pytest.mark.parametrize("word", ["laki2", "laki-laki", "cowok", "pria2", "lanang", "lakilaki"])
def test_men_are_men_however_they_are_written(desk: FiguresDesk, word: str) -> None:
    answer = desk.asked(f"penduduk terdaftar {word} sleman 2025")

    assert (answer.dimension, answer.value) == ("laki-laki", Decimal(557436))


@pytest.mark.parametrize(
    "text",
    [
        "ipm malaysia 2023",
        "penduduk dunia 2023",
        "kemiskinan di luar klaten 2023",
        "kemiskinan bukan di klaten 2023",
        "ipm sekitar klaten 2023",
        "provinsi termiskin 2023",
    ],
)
def test_what_lies_elsewhere_has_no_figures_here(desk: FiguresDesk, text: str) -> None:
    assert desk.asked(text).outcome is FigureOutcome.NO_DATA


def test_a_ranking_names_the_one_region_nobody_has_figures_of(desk: FiguresDesk) -> None:
    answer = desk.asked("kabupaten terluas di sulawesi selatan")

    assert answer.value == [["7322", Decimal("7422.257")]]
    assert desk.catalogue.names(answer.details["without"]) == "Kabupaten Pangkajene dan Kepulauan"


def test_a_count_of_people_after_a_rate_is_about_those_people(desk: FiguresDesk) -> None:
    poor = desk.then("persentase penduduk miskin klaten 2023", "jumlahnya berapa orang?")
    jobless = desk.then("tpt klaten 2023", "jumlahnya berapa orang?")

    assert (poor.indicators, poor.value) == (("jumlah_penduduk_miskin",), Decimal("144.43"))
    assert jobless.outcome is FigureOutcome.CLARIFY


def test_the_sort_of_place_alone_answers_the_question_back(desk: FiguresDesk) -> None:
    assert desk.then("ipm semarang 2023", "yang kota").regions == ("3374",)


def test_every_name_that_several_places_have_is_asked_about(desk: FiguresDesk) -> None:
    places = desk.catalogue.places
    shared: dict[str, set[str]] = {}
    for place in places.by_code.values():
        if place.level in {RegionLevel.PROVINSI, RegionLevel.KABUPATEN, RegionLevel.KOTA}:
            shared.setdefault(place.base_name, set()).add(place.code)
    ambiguous = {name: codes for name, codes in shared.items() if len(codes) > 1}

    answers = {name: desk.asked(f"luas wilayah {name}") for name in ambiguous}

    assert len(ambiguous) >= 28
    assert [name for name, answer in answers.items() if answer.outcome is FigureOutcome.ANSWER] == []
    assert set(answers["tegal"].options) == {"3328", "3376"}


def _misspelled(name: str, chance: random.Random) -> str:
    letters = list(name)
    for _ in range(chance.choice([1, 1, 2])):
        place = chance.randrange(len(letters))
        match chance.choice("drst"):
            case "d" if len(letters) > 4:
                del letters[place]
            case "r":
                letters[place] = chance.choice("abcdefghijklmnopqrstuvwxyz")
            case "s" if place + 1 < len(letters):
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
            case _:
                letters.insert(place, chance.choice("abcdefghijklmnopqrstuvwxyz"))
    return "".join(letters)


def test_two_hundred_misspelled_places_never_get_another_place_s_number(desk: FiguresDesk) -> None:
    chance = random.Random(20261121)
    places = desk.catalogue.places
    large = [place for place in places.by_code.values() if place.level is not RegionLevel.DESA]
    wrong = []

    for place in chance.sample(large, 200):
        spelled = _misspelled(place.base_name, chance)
        answer = desk.asked(f"kemiskinan {spelled} 2022")
        if answer.outcome is FigureOutcome.ANSWER and (spelled,) not in places.aliases_and_names():
            got = places.by_code[answer.regions[0]]
            wrong += [] if got.base_name == place.base_name else [(place.name, spelled, got.name)]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "operation", "regions", "periods"),
    [
        ("bandingkan tpt klaten dengan jateng 2023", Operation.COMPARE, ("3310", "3300"), ("2023-08",)),
        ("selisih kemiskinan klaten dan jateng 2023", Operation.COMPARE, ("3310", "3300"), ("2023-03",)),
        ("yang paling miskin mana klaten atau sragen 2024", Operation.COMPARE, ("3310", "3314"), ("2024-03",)),
        ("klaten karo sragen luwih miskin endi 2024", Operation.COMPARE, ("3310", "3314"), ("2024-03",)),
        ("daerah paling miskin di jateng 2024", Operation.RANK, ("3300/*",), ("2024-03",)),
        ("dlm 3 thn trakhir ipm klaten gmn", Operation.SERIES, ("3310",), ("2022", "2023", "2024")),
        ("ipm klaten 2022 vs 2023", Operation.CHANGE, ("3310",), ("2022", "2023")),
        ("ipm terendah di jawa tengah 2024", Operation.RANK, ("3300/*",), ("2024",)),
        ("peringkat ipm klaten di jateng", Operation.RANK, ("3300/*",), ("2024",)),
        ("dokter klaten tiap tahun", Operation.SERIES, ("3310",), ("2020", "2021", "2023")),
        ("ada berapa dokter di klaten sekarang", Operation.LATEST, ("3310",), ("2023",)),
    ],
)
def test_what_is_wanted_of_the_figures_is_understood(
    desk: FiguresDesk, text: str, operation: Operation, regions: tuple[str, ...], periods: tuple[str, ...]
) -> None:
    answer = desk.asked(text)

    assert (answer.operation, answer.regions, answer.periods) == (operation, regions, periods)


def test_a_change_across_two_bases_is_refused_with_the_reason(desk: FiguresDesk) -> None:
    answer = desk.asked("ipm jateng 2019 ke 2022 naik berapa")

    assert answer.outcome is FigureOutcome.REFUSE_BREAK
    assert answer.value is None


def test_a_missing_year_is_not_filled_in_but_its_neighbours_are_offered(desk: FiguresDesk) -> None:
    answer = desk.asked("jumlah dokter di klaten 2022")

    assert answer.outcome is FigureOutcome.NO_DATA
    assert [one.period for one in answer.offered] == ["2021", "2023"]


def test_a_short_next_question_keeps_what_was_talked_about(desk: FiguresDesk) -> None:
    boyolali = desk.then("ipm klaten 2023", "kalau Boyolali?")
    before = desk.then("ipm klaten 2023", "kalau Boyolali?", "tahun lalu?")
    compared = desk.then("ipm klaten 2023", "bandingkan dengan solo")

    assert (boyolali.regions, boyolali.periods) == (("3309",), ("2023",))
    assert (before.regions, before.periods) == (("3309",), ("2022",))
    assert compared.regions == ("3310", "3372")


@pytest.mark.parametrize(
    "text",
    [
        "hi, I'm a researcher from Japan. how many people live in Klaten in 2022?",
        "Saya mahasiswa dari Solo. Berapa jumlah penduduk Klaten 2022?",
    ],
)
def test_where_somebody_comes_from_is_not_what_they_ask_about(desk: FiguresDesk, text: str) -> None:
    answer = desk.asked(text)

    assert (answer.regions, answer.value) == (("3310",), Decimal("1275.69"))


def test_a_breakdown_nobody_has_is_declined_in_english_too(desk: FiguresDesk) -> None:
    assert desk.asked("where can I get the poverty rate by district?").outcome is FigureOutcome.NO_DATA


def test_the_month_before_is_a_month_and_never_the_year_before(desk: FiguresDesk) -> None:
    before = desk.then("inflasi kota parepare februari 2025", "bulan sebelumnya?")
    after_a_year = desk.then("ipm klaten 2023", "bulan sebelumnya?")

    assert (before.periods, before.value) == (("2025-01",), Decimal("0.27"))
    assert after_a_year.value is None


@pytest.mark.parametrize("text", ["harga emas hari ini berapa", "apa itu ppid", "tahun lalu saya lapor jalan rusak"])
def test_a_message_about_another_thing_leans_on_no_figure(desk: FiguresDesk, text: str) -> None:
    before = desk.reads("ipm klaten 2023")
    question = desk.reads(text)
    assert before is not None

    assert question is None or leaning_on(question, kept(before), today=TODAY) is None


def test_an_unknown_place_stays_unknown_in_the_next_question(desk: FiguresDesk) -> None:
    answer = desk.then("tpt wakanda 2022", "kalau perempuan?")

    assert answer.outcome is FigureOutcome.NO_DATA
    assert answer.regions == ("luar-cakupan",)


@pytest.mark.parametrize("text", ["halo", "a", "terima kasih banyak", "rumah sakit klaten alamatnya di jalan apa"])
def test_what_asks_for_no_figure_is_left_alone(desk: FiguresDesk, text: str) -> None:
    assert desk.reads(text) is None


def test_every_word_for_an_indicator_is_understood(desk: FiguresDesk) -> None:
    too_common = {"gk", "warga"}
    lost = []
    for measure in desk.catalogue.measures.by_code.values():
        for synonym in set(measure.synonyms) - too_common:
            question = desk.reads(f"berapa {synonym} klaten 2022")
            if question is None or measure.code not in question.indicators or question.qualified_by:
                lost.append((measure.code, synonym))

    assert lost == []


@pytest.mark.skipif(not OPEN_QUESTIONS.exists(), reason="the open questions lie beside the project and are not here")
def test_the_open_questions_are_all_right(desk: FiguresDesk) -> None:
    wrong = []
    for line in OPEN_QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        expected, answer = row["expected"], desk.asked(row["text"])
        got = (answer.outcome, answer.operation, answer.indicators, answer.regions, answer.periods, answer.options)
        wanted = (
            expected["outcome"], expected["operation"], tuple(expected["indicator"]), tuple(expected["regions"]),
            tuple(expected["periods"]), tuple(expected["options"]),
        )  # fmt: skip
        if got != wanted:
            wrong.append((row["id"], got))

    assert wrong == []
