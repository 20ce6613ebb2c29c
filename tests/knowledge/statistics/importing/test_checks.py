"""Rows that are no good figures: each is named with its row and the reason, and never becomes the official one."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from support.imports import SECTORAL, TPT, Importer

from core.db import Database
from knowledge.statistics.importing import cells, crosschecks
from knowledge.statistics.importing.cells import Nothing, Style
from knowledge.statistics.models import FigureStatus, Indicator, Region, SeriesBase
from knowledge.statistics.staging import RowState

TABLE = "Kabupaten/Kota;Tahun;Nilai\n"
R = RowState


def test_rates_somebody_computed_are_flagged_and_the_official_one_stays(importer: Importer) -> None:
    """Case 1: a file whose percent is poor / population; published is 12,33 where it says 11,36."""
    people = {"Kab. Klaten": ("144,87", "1275,57", "11,36"), "Boyolali": ("104,82", "1079,95", "9,71"),
              "Sragen": ("115,28", "992,24", "11,62"), "Kab. Sukoharjo": ("73,84", "916,63", "8,06")}  # fmt: skip
    text = "Kabupaten/Kota;Tahun;Penduduk miskin;Jumlah penduduk (ribu);Persentase penduduk miskin\n"
    text += "".join(f"{place};2022;{';'.join(numbers)}\n" for place, numbers in people.items())

    batch = importer.reads(text, indicator="persen_penduduk_miskin", source=SECTORAL)

    percent = [row for row in importer.rows(batch) if row.part == "E"]
    assert {(row.state, row.problems[0]["code"]) for row in percent} == {(R.REFUSED, "derived")}
    (official,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")
    assert official.value == Decimal("12.33")


def test_a_computed_rate_gives_itself_away_without_its_counts_beside_it(importer: Importer) -> None:
    text = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;11,36\n"

    batch = importer.reads(text, indicator="persen_penduduk_miskin", source=SECTORAL)

    assert importer.verdicts(batch) == [(2, R.REFUSED, ["derived"])]


def test_a_quotient_that_may_be_official_is_looked_at_and_not_refused(importer: Importer) -> None:
    text = "Kabupaten/Kota;Tahun;Kolom A;Kolom B;TPT\n"
    text += "Klaten;2027;30000;700000;4,29\nBoyolali;2027;20000;610000;3,28\nSragen;2027;21000;520000;4,04\n"

    batch = importer.reads(text, **TPT)

    assert importer.verdicts(batch) == [(number, R.NEW, ["maybe_derived"]) for number in (2, 3, 4)]


def test_every_dirty_row_is_named_with_its_reason(importer: Importer) -> None:
    """Case 3: the rest of the file goes on."""
    rows = [
        "Kab. Klaten;2027;4,11", "Semarang;2027;5,20", "Atlantis;2027;3,00", "Boyolali;2027;...", "Sragen;2027;-",
        "Wonogiri;2027;abc", "Kab. Karanganyar;2027;25674,58", "Kab. Demak;tahun lalu;3,50", "Kab. Kudus;2027;3,10;9",
        "Kab. Pati;2027;3,70", "Kab. Pati;2027;3,80", "Kab. Jepara;2027;2,90", "Kab. Jepara;2027;2,90", "Kab. Blora;2027;-3,00",
    ]  # fmt: skip

    batch = importer.reads(TABLE + "\n".join(rows) + "\n", **TPT)

    assert importer.verdicts(batch) == [
        (2, R.NEW, []), (3, R.REFUSED, ["ambiguous_place"]), (4, R.REFUSED, ["unknown_place"]),
        (5, R.EMPTY, ["no_figure"]), (6, R.EMPTY, ["no_figure"]), (7, R.REFUSED, ["no_number"]),
        (8, R.REFUSED, ["percent"]), (9, R.REFUSED, ["no_period"]), (10, R.REFUSED, ["shifted"]),
        (11, R.REFUSED, ["contradicts"]), (12, R.REFUSED, ["contradicts"]), (13, R.NEW, []),
        (14, R.REFUSED, ["duplicate"]), (15, R.REFUSED, ["percent"]),
    ]  # fmt: skip


def test_a_year_beside_a_series_of_months_is_asked_for_its_month(importer: Importer) -> None:
    batch = importer.reads(TABLE + "Kab. Klaten;2022;4,4\n", indicator="tpt")

    assert importer.verdicts(batch) == [(2, R.REFUSED, ["period_kind"])]
    assert importer.rows(batch)[0].problems[0]["data"] == {"months": ["08"]}


def test_a_poverty_line_cut_to_505_is_refused(importer: Importer) -> None:
    batch = importer.reads(
        "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2027;505\n", indicator="garis_kemiskinan"
    )  # fmt: skip

    assert importer.verdicts(batch) == [(2, R.REFUSED, ["magnitude"])]


def test_a_leap_goes_in_only_after_somebody_looked(importer: Importer) -> None:
    batch = importer.reads(TABLE + "Kab. Klaten;2027;24,11\n", **TPT)

    assert importer.verdicts(batch) == [(2, R.NEW, ["jump"])]


@pytest.mark.parametrize(
    ("header", "row", "problems"),
    [
        ("kode bps;nama kabupaten;Tahun;Nilai", "3310;Klaten;2027;4,1", []),
        ("kode kemendagri;Tahun;Nilai", "73.24;2027;4,1", []),
        ("kode bps;nama kabupaten;Tahun;Nilai", "3309;Klaten;2027;4,1", ["code_and_name"]),
        ("kode bps;nama kota;Tahun;Nilai", "3374;Semarang;2027;4,1", []),
        ("kode bps;Tahun;Nilai", "9999;2027;4,1", ["unknown_code"]),
    ],
)
def test_codes_of_both_systems_and_names_have_to_mean_one_place(
    importer: Importer, header: str, row: str, problems: list[str]
) -> None:
    batch = importer.reads(f"{header}\n{row}\n", **TPT)

    assert [codes for _, _, codes in importer.verdicts(batch)] == [problems]


def test_the_same_digits_are_another_place_in_the_other_system(importer: Importer, database: Database) -> None:
    bps = importer.reads("kode bps;Tahun;Nilai\n7325;2027;4,1\n", **TPT)
    kemendagri = importer.reads("kode kemendagri;Tahun;Nilai\n73.24;2028;4,1\n", **TPT)

    assert importer.rows(bps)[0].region_id == importer.rows(kemendagri)[0].region_id


def test_men_and_women_have_to_make_all(importer: Importer) -> None:
    text = "Kabupaten/Kota;Tahun;Jenis kelamin;Nilai\n"
    text += "Kab. Klaten;2027;L;60\nKab. Klaten;2027;P;70\nKab. Klaten;2027;L+P;140\n"

    batch = importer.reads(text, indicator="dokter")

    assert [codes[-1] for _, _, codes in importer.verdicts(batch)] == ["men_and_women"] * 3


def test_all_kabupaten_have_to_make_the_province(importer: Importer, database: Database) -> None:
    with database.read() as session:
        below = session.scalars(select(Region.code)).all()
    codes = [code for code in below if code.startswith("33") and len(code) == 4 and code != "3300"]
    rows = "".join(f"{code};2027;10\n" for code in codes)

    wrong = importer.reads(f"kode bps;Tahun;Nilai\n{rows}3300;2027;900\n", indicator="bidan")
    right = importer.reads(f"kode bps;Tahun;Nilai\n{rows}3300;2027;{len(codes) * 10}\n", indicator="bidan")

    assert "sum" in importer.rows(wrong)[-1].problems[0]["code"]
    assert all("sum" not in codes for _, _, codes in importer.verdicts(right))


def test_the_development_index_is_computed_anew_from_its_parts() -> None:
    assert abs(crosschecks.human_development(76.95, 13.37, 9.24, 12774) - Decimal("77.09")) < Decimal("0.4")


def test_small_counts_on_a_sensitive_topic_are_withheld_with_what_would_tell_them(
    importer: Importer, database: Database
) -> None:
    with database.write() as session:
        session.scalars(select(Indicator).where(Indicator.code == "bayi_bblr")).one().is_sensitive = True
    text = "Kabupaten/Kota;Tahun;Jenis kelamin;Nilai\n"
    text += "Kab. Klaten;2027;L;3\nKab. Klaten;2027;P;900\nKab. Klaten;2027;total;903\n"

    batch = importer.reads(text, indicator="bayi_bblr")

    assert [(row.state, [one["code"] for one in row.problems]) for row in importer.rows(batch)] == [
        (R.WITHHELD, ["small"]), (R.WITHHELD, ["small_beside"]), (R.NEW, []),
    ]  # fmt: skip


def test_an_indicator_on_several_bases_waits_for_a_person_to_say_which(importer: Importer, database: Database) -> None:
    text = TABLE + "Kab. Klaten;2027;1290,5\n"

    unsaid = importer.reads(text, indicator="jumlah_penduduk")
    said = importer.publishes(importer.reads(text, indicator="jumlah_penduduk", base="SP2020"))

    assert importer.verdicts(unsaid) == [(2, R.REFUSED, ["which_base"])]
    (public,) = importer.current("jumlah_penduduk", "3310", "2027")
    with database.read() as session:
        assert session.get_one(SeriesBase, public.base_id).code == "SP2020"
    assert importer.again(said).state == "published"


@pytest.mark.parametrize(
    ("text", "style", "value", "status"),
    [
        ("12,33", Style.COMMA, "12.33", None),
        ("12.33", Style.POINT, "12.33", None),
        ("1.275.569", Style.COMMA, "1275569", None),
        ("1,275,569.5", Style.POINT, "1275569.5", None),
        ("1 275 569", Style.COMMA, "1275569", None),
        ("12,33*", Style.COMMA, "12.33", FigureStatus.SEMENTARA),
        ("12,33**", Style.COMMA, "12.33", FigureStatus.SANGAT_SEMENTARA),
        ("12,33 r", Style.COMMA, "12.33", FigureStatus.REVISI),
        ("12,33 1)", Style.COMMA, "12.33", None),
        ("-0,42", Style.COMMA, "-0.42", None),
    ],
)
def test_numbers_are_read_as_the_tables_of_bps_write_them(
    text: str, style: Style, value: str, status: FigureStatus | None
) -> None:
    read = cells.read(text, style)

    assert (read.value, read.status) == (Decimal(value), status)


@pytest.mark.parametrize("text", ["12.33", "1.2345,6", "12,33,4", "12,331)", "12)", "1e5", "Rp500", "0x1F", "١٢"])
def test_what_is_no_number_in_this_style_is_never_read_as_one(text: str) -> None:
    assert cells.read(text, Style.COMMA).value is None


def test_the_signs_of_bps_are_no_figures() -> None:
    said = {sign: cells.read(sign, Style.COMMA).nothing for sign in ("-", "...", "NA", "")}

    assert said == {"-": Nothing.NONE, "...": Nothing.NOT_YET, "NA": Nothing.NOT_SHOWN, "": Nothing.BLANK}


@pytest.mark.parametrize(
    ("text", "period"),
    [("2022", "2022"), ("Maret 2022", "2022-03"), ("2022-03", "2022-03"), ("03/2022", "2022-03"), ("Sept 2021", "2021-09"),
     ("Tahun 2020", "2020"), ("2022 - 2023", ""), ("Maret", ""), ("Semester I 2022", ""), ("abc", "")],
)  # fmt: skip
def test_periods_are_read_or_not_at_all(text: str, period: str) -> None:
    assert cells.period_of(text) == period
