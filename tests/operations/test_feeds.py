"""Feeds against stand-ins with the real shapes: last pages, sub-periods, keys that collide, errors inside HTTP 200."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from support.data_services import KEY, DataService, a_table
from support.imports import Importer, pemilik
from support.time import NOON

from core.db import Database
from core.files import FileStore
from core.settings import Settings
from knowledge.statistics import feeds
from knowledge.statistics.feeds import DataFeed
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.models import DataSource, Indicator
from knowledge.statistics.staging import BatchKind, BatchState, ImportBatch, RowState
from operations.feeding import FeedWorker

KLATEN, BOYOLALI = ("3310", "Klaten"), ("3309", "Boyolali")
MARCH, SEPTEMBER = ("61", "Maret"), ("62", "September")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def service() -> Iterator[DataService]:
    with DataService() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, service: DataService) -> Settings:
    return replace(settings, bps_key=KEY, bps_base=service.base, ckan_portals=(service.base,))


class Fetching:
    """One office that fetches."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.files = FileStore(settings.files_url)
        self.importer = Importer(database, self.files)

    def adds(self, indicator: str = "persen_penduduk_miskin", **told: Any) -> int:
        with self.database.write() as session:
            key = session.scalars(select(Indicator.id).where(Indicator.code == indicator)).one()
            values = {
                "kind": BatchKind.WEBAPI, "title": "Kemiskinan menurut kabupaten/kota", "domain": "3300", "variable": "543",
                "indicator_id": key, "producer": "BPS", "licence": "CC BY 4.0", "is_nightly": True, **told,
            }  # fmt: skip
            return feeds.add(session, values, by=pemilik(session), at=NOON).id

    def works(self, at: datetime = NOON) -> bool:
        return FeedWorker(self.database, self.files, self.settings, clock=lambda: at).work()

    def feed(self, key: int) -> DataFeed:
        with self.database.read() as session:
            return session.get_one(DataFeed, key)

    def batches(self) -> list[ImportBatch]:
        with self.database.read() as session:
            own = select(ImportBatch).where(ImportBatch.kind.in_(feeds.KINDS)).order_by(ImportBatch.id)
            return list(session.scalars(own))


@pytest.fixture
def fetching(database: Database, settings: Settings) -> Fetching:
    return Fetching(database, settings)


def test_a_table_comes_with_its_last_page_and_both_sub_periods(fetching: Fetching, service: DataService) -> None:
    """Case 2: Maret and September are both kept, and nothing is published by itself."""
    for id_, label in service.years:
        content = {f"3310543{0}{id_}61": 11.25, f"3310543{0}{id_}62": 11.02}
        service.tables[id_] = a_table((id_, label), content, places=[KLATEN], within=[MARCH, SEPTEMBER])
    fetching.adds()

    fetching.works()
    (batch,) = fetching.batches()
    batch = fetching.importer.works(batch)

    found = [(row.period, row.value) for row in fetching.importer.rows(batch)]
    assert found == [
        ("2022-03", Decimal("11.25")), ("2022-09", Decimal("11.02")),
        ("2027-03", Decimal("11.25")), ("2027-09", Decimal("11.02")),
    ]  # fmt: skip
    assert batch.state is BatchState.CHECKED
    with fetching.database.read() as session:
        source = session.get_one(DataSource, batch.source_id)
        assert source.publication == "Kemiskinan menurut kabupaten/kota (WebAPI BPS)"


def test_keys_that_two_cells_share_are_quarantined(fetching: Fetching, service: DataService) -> None:
    """Case 2: 1 + 1127 and 11 + 127 are one key; neither cell gets its number, and the clear one beside them does."""
    service.years = [("127", "2027")]
    parts = [("1", "Laki-laki"), ("11", "Perempuan")]
    content = {"3310543112761": 10.5, "33105431112761": 11.25, "999": 7}
    table = a_table(("127", "2027"), content, places=[KLATEN], within=[MARCH], parts=parts)
    table["tahun"].append({"val": 1127, "label": "2028"})
    service.tables["127"] = table
    fetching.adds()

    fetching.works()
    batch = fetching.importer.works(fetching.batches()[0])

    rows = [(row.period, row.dimension, row.state, row.raw[5]) for row in fetching.importer.rows(batch)]
    shared = "kunci 33105431112761 milik 2 sel"
    assert rows == [
        ("2027-03", "laki-laki", RowState.NEW, "10.5"),
        ("2028-03", "laki-laki", RowState.REFUSED, shared),
        ("2027-03", "perempuan", RowState.REFUSED, shared),
        ("", "", RowState.REFUSED, "7"),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b'{"status": "Error", "message": "There is something wrong!"}', "There is something wrong!"),
        (b'{"status": "OK", "data-availability": "list-not-available", "data": ""}', "tidak punya data"),
        (b"<html>maintenance</html>", "bukan JSON"),
    ],
)
def test_an_error_inside_http_200_is_no_table(
    fetching: Fetching, service: DataService, said: bytes, words: str
) -> None:
    service.broken = lambda path: (200, "application/json", said)
    key = fetching.adds()

    fetching.works()

    assert fetching.batches() == []
    assert words in fetching.feed(key).said
    assert not fetching.works()


def test_a_wrong_key_is_said_and_never_shown(fetching: Fetching, service: DataService) -> None:
    fetching.settings = replace(fetching.settings, bps_key="salah")
    key = fetching.adds()

    fetching.works()

    assert fetching.feed(key).said == "layanan BPS menolak: Invalid Key"


def test_a_fetch_that_broke_off_goes_on_where_it_stood(fetching: Fetching, service: DataService) -> None:
    for id_, label in service.years:
        service.tables[id_] = a_table((id_, label), {f"33105430{id_}61": 9.5}, places=[KLATEN], within=[MARCH])
    service.broken = lambda path: (502, "text/html", b"") if "/th/127/" in path else None
    key = fetching.adds()
    fetching.works()
    assert fetching.feed(key).said == "layanan BPS menjawab 502"
    service.broken = lambda path: None
    service.asked.clear()

    fetching.works(NOON + timedelta(days=1))

    assert [path for path in service.asked if "/model/data/" in path and "/th/122/" in path] == []
    assert len(fetching.batches()) == 1


def test_the_same_table_the_next_night_is_no_new_import(fetching: Fetching, service: DataService) -> None:
    service.years = [("127", "2027")]
    service.tables["127"] = a_table(("127", "2027"), {"3310543012761": 9.5}, places=[KLATEN], within=[MARCH])
    key = fetching.adds()
    fetching.works()

    assert not fetching.works(NOON + timedelta(hours=2))
    assert fetching.works(NOON + timedelta(days=1))

    assert len(fetching.batches()) == 1
    assert fetching.feed(key).said == "tidak ada perubahan"


def test_a_quarter_is_neither_a_month_nor_a_year(fetching: Fetching, service: DataService) -> None:
    service.years = [("127", "2027")]
    service.tables["127"] = a_table(
        ("127", "2027"), {"3310543012731": 4.2}, places=[KLATEN], within=[("31", "Triwulan I")]
    )  # fmt: skip
    fetching.adds()
    fetching.works()

    batch = fetching.importer.works(fetching.batches()[0])

    assert fetching.importer.verdicts(batch) == [(2, RowState.REFUSED, ["no_period"])]


def test_a_portal_s_table_is_found_by_its_content(fetching: Fetching, service: DataService) -> None:
    """A resource called CSV that is a picture is passed over."""
    service.files = {"/a.csv": PNG, "/b.xyz": b"Kabupaten/Kota;Tahun;Nilai\nKlaten;2027;12\n"}
    resources = [{"format": "CSV", "name": "Hasil.png", "url": f"{service.base}/a.csv"},
                 {"format": "", "name": "Tabel", "url": f"{service.base}/b.xyz"}]  # fmt: skip
    service.packages["dokter"] = {"name": "dokter", "license_title": "CC BY", "resources": resources}
    fetching.adds("dokter", kind=BatchKind.CKAN, url=service.base, variable="dokter", domain="")

    fetching.works()

    (batch,) = fetching.batches()
    assert (batch.state, batch.filename, len(Mapping.from_json(batch.mapping).values)) == (
        BatchState.MAPPING,
        "b.xyz",
        1,
    )


def test_a_portal_without_a_table_and_one_that_is_not_listed_are_said(fetching: Fetching, service: DataService) -> None:
    resources = [{"format": "CSV", "name": "Hasil.png", "url": f"{service.base}/a.csv"},
                 {"format": "CSV", "name": "Luar", "url": "http://169.254.169.254/latest"}]  # fmt: skip
    service.packages["akip"] = {"name": "akip", "resources": resources}
    service.files = {"/a.csv": PNG}
    told = {"kind": BatchKind.CKAN, "domain": "", "is_nightly": True}
    here = fetching.adds("dokter", url=service.base, variable="akip", **told)
    fetching.works()
    other = fetching.adds("dokter", url="http://127.0.0.1:9", variable="akip", **told)
    fetching.works()

    assert fetching.feed(here).said == "tidak ada tabel di paket ini (Hasil.png: picture; Luar: di alamat lain)"
    assert "PENDOPO_CKAN_PORTALS" in fetching.feed(other).said
    assert fetching.batches() == []
