"""The sample office's figures: loaded once, named by source, never over what is there."""

import shutil
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from support.time import NOON

from core.db import Database
from knowledge.statistics import loading
from knowledge.statistics.models import DataSource, Indicator, Observation, Region, SeriesBase


def _load(database: Database, folder: Path = loading.SAMPLE) -> loading.LoadedFigures:
    with database.write() as session:
        return loading.load(session, folder, at=NOON)


def test_the_sample_figures_come_in_once(database: Database) -> None:
    first, again = _load(database), _load(database)

    assert first.observations > 6000
    assert again == loading.LoadedFigures()


def test_a_figure_is_kept_exactly_with_its_source(database: Database) -> None:
    _load(database)

    with database.read() as session:
        rows = session.execute(
            select(Observation.value, DataSource.publication)
            .join(Indicator, Indicator.id == Observation.indicator_id)
            .join(Region, Region.id == Observation.region_id)
            .join(DataSource, DataSource.id == Observation.source_id)
            .where(Indicator.code == "persen_penduduk_miskin", Region.code == "3310", Observation.period == "2022-03")
        ).all()

    assert [row.value for row in rows] == [Decimal("12.33")]
    assert rows[0].publication.startswith("BPS")


def test_figures_of_two_censuses_have_two_bases(database: Database) -> None:
    _load(database)

    with database.read() as session:
        codes = session.scalars(
            select(SeriesBase.code)
            .join(Indicator, Indicator.id == SeriesBase.indicator_id)
            .where(Indicator.code == "jumlah_penduduk")
        ).all()

    assert sorted(codes) == ["SP2010", "SP2020"]


def test_both_codes_of_a_region_are_kept_though_they_differ(database: Database) -> None:
    _load(database)

    with database.read() as session:
        region = session.scalar(select(Region).where(Region.name == "Kabupaten Luwu Timur"))

    assert region is not None
    assert (region.code_bps, region.code_kemendagri) == ("7325", "73.24")


def test_a_second_folder_adds_what_is_missing_and_changes_nothing(database: Database, tmp_path: Path) -> None:
    _load(database)
    folder = tmp_path / "second"
    shutil.copytree(loading.SAMPLE, folder)
    rows = (folder / "observations.csv").read_text(encoding="utf-8").splitlines()
    changed = [
        row.replace("12.33,,", "99.99,,") if row.startswith("persen_penduduk_miskin,3310,2022-03") else row
        for row in rows
    ]
    (folder / "observations.csv").write_text("\n".join([*changed, "ipm,3310,2030,,80.5,,S001,"]), encoding="utf-8")

    added = _load(database, folder)

    assert added.observations == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Observation.value == Decimal("99.99"))) == 0
