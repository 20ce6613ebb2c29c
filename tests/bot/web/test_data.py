"""The public pages of figures: what they show, what can be taken home, and what stays inside."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from bot.web.line_chart import line_chart
from core.db import Database, change
from knowledge.statistics import store
from knowledge.statistics.models import Indicator, IndicatorState, Observation


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_catalogue_shows_the_newest_figures_with_their_source(client: FlaskClient) -> None:
    page = client.get("/data").text

    assert "Indeks Pembangunan Manusia" in page
    assert "78,16" in page
    assert "BPS Provinsi Jawa Tengah" in page


def test_an_indicator_s_page_draws_a_break_as_a_gap_and_says_so(client: FlaskClient, database: Database) -> None:
    page = client.get("/data/jumlah_penduduk?wilayah=3310").text
    with database.read() as session:
        chart = line_chart(store.readings(session, "jumlah_penduduk", ["3310"]))

    assert chart is not None
    assert len(chart.lines) == 2
    assert "basis data berganti" in page
    assert "tidak mulai dari nol" in page


def test_a_provisional_figure_is_a_hollow_point(client: FlaskClient) -> None:
    assert 'class="hollow"' in client.get("/data/pertumbuhan_ekonomi?wilayah=3310").text


def test_the_table_goes_out_with_source_licence_and_observation(client: FlaskClient) -> None:
    text = client.get("/data/persen_penduduk_miskin.csv?wilayah=3310").text

    rows = {row["periode"]: row for row in csv.DictReader(io.StringIO(text))}
    assert Decimal(rows["2022-03"]["nilai"]) == Decimal("12.33")
    assert rows["2022-03"]["sumber"].startswith("BPS")
    assert rows["2022-03"]["lisensi"]
    assert int(rows["2022-03"]["observasi"])


def test_the_same_goes_out_as_json_with_its_description(client: FlaskClient) -> None:
    table = client.get("/data/ipm.json?wilayah=3310").get_json()
    package = client.get("/data/ipm/datapackage.json").get_json()

    assert [row["nilai"] for row in table["data"]][-1] == "78.16"
    assert package["resources"][0]["path"].endswith("/data/ipm.csv")
    assert package["licenses"]


def test_the_workbook_has_data_metadata_and_sources(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/data/ipm.xlsx?wilayah=3310").data))

    assert book.sheetnames == ["Data", "Metadata", "Sumber"]
    assert [row[6].value for row in book["Data"].iter_rows(min_row=2)][-1] == 78.16


def test_a_draft_indicator_and_a_computed_figure_stay_inside(client: FlaskClient, database: Database) -> None:
    with database.write() as session:
        change(session, update(Indicator).where(Indicator.code == "ipm").values(state=IndicatorState.DRAFT))
        change(session, update(Observation).where(Observation.period == "2022-03").values(is_derived=True))

    assert client.get("/data/ipm").status_code == 404
    assert client.get("/data/ipm.csv").status_code == 404
    assert "2022-03" not in client.get("/data/persen_penduduk_miskin.csv").text


@pytest.mark.parametrize("address", ["/data/IPM%20OR%201", "/data/tidak_ada", "/data/tidak_ada.xlsx"])
def test_an_indicator_nobody_has_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_region_that_is_no_code_is_refused(client: FlaskClient) -> None:
    assert client.get("/data/ipm.csv?wilayah=%27--").status_code == 400
