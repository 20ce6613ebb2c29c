"""From a file to a public figure and back: compared, approved by a second person, shown at once, taken back whole."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from support import cast
from support.imports import SECTORAL, SOURCE, TPT, Importer, a_workbook, pemilik
from support.time import NOON

from core import schedule
from core.db import Database
from core.staff import Role
from knowledge.models import Revision
from knowledge.statistics import conflicts, loading, metadata
from knowledge.statistics.importing import batches, publishing, work
from knowledge.statistics.importing.tables import NotATable
from knowledge.statistics.importing.work import ImportWorker
from knowledge.statistics.models import FigureStatus, Indicator, Observation
from knowledge.statistics.staging import BatchState, Conflict, ImportBatch, RowState, StagedRow

TABLE = "Kabupaten/Kota;Tahun;Nilai\nKab. Klaten;2027;4,11\nBoyolali;2027;3,25*\n"


def test_a_long_table_becomes_public_only_after_the_second_person(importer: Importer) -> None:
    batch = importer.reads(TABLE, **TPT)

    assert batch.state is BatchState.CHECKED
    assert importer.current("tpt", "3310", "2027-08") == []
    importer.publishes(batch)

    (klaten,) = importer.current("tpt", "3310", "2027-08")
    (boyolali,) = importer.current("tpt", "3309", "2027-08")
    assert (klaten.value, boyolali.value, boyolali.status) == (
        Decimal("4.11"), Decimal("3.25"), FigureStatus.SEMENTARA,
    )  # fmt: skip
    assert importer.again(batch).state is BatchState.PUBLISHED


def test_a_wide_workbook_of_bps_is_read_by_its_headers(importer: Importer) -> None:
    head = ("Provinsi", "Persentase Penduduk Miskin - Maret", "Persentase Penduduk Miskin - September")
    book = a_workbook(
        ("Kemiskinan",), head, ("(1)", "(2)", "(3)"), ("Jawa Tengah", 9.58, 9.43), ("DI Yogyakarta", 10.5, "...")
    )

    batch = importer.reads(book, name="miskin.xlsx", period="2027", indicator="persen_penduduk_miskin")

    found = [(row.number, row.period, row.state, row.value) for row in importer.rows(batch)]
    assert found == [
        (4, "2027-03", RowState.NEW, Decimal("9.58")),
        (4, "2027-09", RowState.NEW, Decimal("9.43")),
        (5, "2027-03", RowState.NEW, Decimal("10.5")),
        (5, "2027-09", RowState.EMPTY, None),
    ]


def test_what_differs_from_today_is_told_apart(importer: Importer, database: Database) -> None:
    with database.read() as session:
        rows = session.execute(
            select(Observation.period, Observation.value, Indicator.code)
            .join(Indicator, Indicator.id == Observation.indicator_id)
            .where(Indicator.code == "tpt", Observation.is_current, Observation.dimension == "")
            .join(loading.Region, loading.Region.id == Observation.region_id)
            .where(loading.Region.code == "3310")
            .order_by(Observation.period.desc())
            .limit(2)
        ).all()
    same, changed = rows
    text = f"kode bps;Tahun;Nilai\n3310;{same.period};{same.value}\n3310;{changed.period};{changed.value + 1}\n3310;2027;4.0\n"

    batch = importer.reads(text, **TPT)

    assert [row.state for row in importer.rows(batch)] == [RowState.SAME, RowState.CHANGED, RowState.NEW]


def test_a_correction_supersedes_and_the_rollback_brings_the_old_one_back(
    importer: Importer, database: Database
) -> None:
    (before,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")
    text = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,41\nKab. Klaten;Maret 2027;11,02\n"

    batch = importer.publishes(importer.reads(text, indicator="persen_penduduk_miskin"))
    (corrected,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")
    importer.takes_back(batch)

    (after,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")
    assert (corrected.value, corrected.version) == (Decimal("12.41"), before.version + 1)
    assert (after.id, after.value, after.superseded_by) == (before.id, Decimal("12.33"), None)
    assert importer.current("persen_penduduk_miskin", "3310", "2027-03") == []
    assert importer.again(batch).state is BatchState.ROLLED_BACK
    with database.read() as session:
        kept = session.scalars(select(Observation.is_current).where(Observation.batch_id == batch.id)).all()
    assert kept == [False, False]


def test_figures_come_back_under_a_newer_version_after_a_rollback(importer: Importer) -> None:
    importer.takes_back(importer.publishes(importer.reads(TABLE, **TPT)))

    importer.publishes(importer.reads(TABLE, **TPT))

    (klaten,) = importer.current("tpt", "3310", "2027-08")
    assert (klaten.value, klaten.version) == (Decimal("4.11"), 2)


def test_an_older_import_is_not_taken_back_from_under_a_newer_one(importer: Importer) -> None:
    older = importer.publishes(importer.reads(TABLE, **TPT))
    importer.publishes(importer.reads(TABLE.replace("4,11", "4,15"), **TPT))

    with pytest.raises(publishing.NewerFigures):
        importer.takes_back(older)

    (klaten,) = importer.current("tpt", "3310", "2027-08")
    assert klaten.value == Decimal("4.15")


def test_who_brought_it_does_not_approve_it(importer: Importer, database: Database) -> None:
    batch = importer.reads(TABLE, **TPT)

    with pytest.raises(batches.SecondPersonNeeded), database.write() as session:
        batches.submit(session, batch.id, lock=None, by=pemilik(session), at=NOON)
        batches.approve(session, batch.id, lock=None, has_looked=True, by=pemilik(session), at=NOON)


def test_an_owner_of_one_agency_brings_only_its_figures(importer: Importer, database: Database) -> None:
    batch = importer.brings(TABLE)

    with pytest.raises(metadata.NotYourIndicator), database.write() as session:
        other = cast.someone(session, "Lain", (Role.PEMILIK_DATA, cast.DLH))
        mapping = work.Mapping.from_json({**batch.mapping, **TPT})
        batches.map_it(session, batch.id, mapping, SOURCE, lock=None, by=other, at=NOON)


def test_an_owner_of_another_agency_is_no_second_person(importer: Importer, database: Database) -> None:
    batch = importer.reads(TABLE, **TPT)
    with database.write() as session:
        batches.submit(session, batch.id, lock=None, by=pemilik(session), at=NOON)

    with pytest.raises(metadata.NotYourIndicator), database.write() as session:
        other = cast.someone(session, "Lain", (Role.PEMILIK_DATA, cast.DLH))
        batches.approve(session, batch.id, lock=None, has_looked=True, by=other, at=NOON)


def test_nothing_is_published_while_metadata_is_missing(importer: Importer, database: Database) -> None:
    with database.write() as session:
        session.scalars(select(Indicator).where(Indicator.code == "tpt")).one().definition = ""
    batch = importer.reads(TABLE, **TPT, source={"publication": "Tabel", "producer": "", "licence": ""})

    with database.read() as session:
        found = [(lack.indicator.code if lack.indicator else "", lack.fields) for lack in batches.lacks(session, batch)]
    with pytest.raises(batches.MetadataMissing):
        importer.publishes(batch)

    assert found == [("", ("producer", "licence")), ("tpt", ("definition",))]


def test_two_producers_who_differ_are_kept_apart_until_somebody_decides(importer: Importer, database: Database) -> None:
    text = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,00\nKab. Klaten;Maret 2027;11,02\n"
    batch = importer.publishes(importer.reads(text, indicator="persen_penduduk_miskin", source=SECTORAL))
    (public,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")

    with database.write() as session:
        (found,) = conflicts.listed(session, is_decided=False)
        conflicts.decide(
            session, found.conflict.id, take_rival=True, reason="Berita acara forum 3.", lock=1, by=cast.dewi(session), at=NOON
        )  # fmt: skip

    assert (public.value, found.our_producer, found.rival_producer) == (Decimal("12.33"), "BPS", "Dinas Sosial")
    (agreed,) = importer.current("persen_penduduk_miskin", "3310", "2022-03")
    assert (agreed.value, agreed.version) == (Decimal("12"), 2)
    assert importer.again(batch).state is BatchState.PUBLISHED


def test_a_difference_is_not_asked_twice(importer: Importer, database: Database) -> None:
    text = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,00\nKab. Klaten;Maret 2027;{}\n"
    for value in ("11,02", "11,03"):
        importer.publishes(
            importer.reads(text.format(value), indicator="persen_penduduk_miskin", source=SECTORAL)
        )  # fmt: skip

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Conflict)) == 1


def test_a_figure_published_meanwhile_sends_the_batch_back_to_be_checked(
    importer: Importer, database: Database
) -> None:
    late = importer.reads(TABLE.replace("4,11", "4,90"), **TPT)
    importer.publishes(importer.reads(TABLE, **TPT))

    again = importer.publishes(late)

    assert (again.state, [one["code"] for one in again.problems]) == (BatchState.CHECKED, ["stale"])
    assert [row.state for row in importer.rows(late)] == [RowState.CHANGED, RowState.SAME]
    (klaten,) = importer.current("tpt", "3310", "2027-08")
    assert klaten.value == Decimal("4.11")


@pytest.mark.parametrize("stop_at", ["scan", "stage", "judge"])
def test_a_reading_that_was_cut_off_goes_on_and_stages_nothing_twice(
    importer: Importer, database: Database, monkeypatch: pytest.MonkeyPatch, stop_at: str
) -> None:
    rows = "".join(f"Kab. Klaten;{year};{4 if year % 2 else 60}\n" for year in range(1950, 2010))
    batch = importer.brings("Kabupaten/Kota;Tahun;Nilai\n" + rows)
    importer.maps(batch, **TPT)
    monkeypatch.setattr(work, "CHUNK", 7)
    monkeypatch.setattr(work.judging, "CHUNK", 7)
    breaks = {
        "scan": (ImportWorker, "_clear", 0),
        "stage": (ImportWorker, "_held", 4),
        "judge": (work.judging, "write", 3),
    }
    module, name, times = breaks[stop_at]
    with monkeypatch.context() as broken:
        broken.setattr(module, name, _breaking(getattr(module, name), times))
        with pytest.raises(ConnectionError):
            importer.works(batch)

    batch = importer.works(batch)

    assert (batch.state, batch.rows_done) == (BatchState.CHECKED, 60)
    assert [row.number for row in importer.rows(batch)] == list(range(2, 62))


def _breaking(real, times):
    """Works so many times, and then the machine dies."""
    left = [times]

    def once(*given, **named):
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionError("the machine died")
        return real(*given, **named)

    return once


def test_of_two_workers_one_reads_at_a_time(importer: Importer, database: Database) -> None:
    batch = importer.brings(TABLE)
    importer.maps(batch, **TPT)
    other = ImportWorker(database, importer.files, clock=lambda: NOON)

    with database.write() as session:
        schedule.claim(session, work._JOB, at=NOON)

    assert not other.work()
    assert importer.again(batch).state is BatchState.READING
    later = ImportWorker(database, importer.files, clock=lambda: NOON + timedelta(minutes=3))
    assert later.work()
    assert importer.again(batch).state is BatchState.CHECKED


@pytest.mark.parametrize(("part", "ends"), [("_read", BatchState.FAILED), ("publish", BatchState.SUBMITTED)])
def test_a_fault_of_ours_ends_after_three_tries_and_is_said(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, part: str, ends: BatchState
) -> None:
    batch = importer.brings(TABLE) if part == "_read" else importer.reads(TABLE, **TPT)
    monkeypatch.setattr(ImportWorker if part == "_read" else publishing, part, _breaking(None, 0))

    for turn in range(3):
        with pytest.raises(ConnectionError):
            importer.works(batch) if turn else _first(importer, batch, part)

    batch = importer.works(batch)
    assert (batch.state, [one["code"] for one in batch.problems]) == (ends, ["our_fault"])


def _first(importer: Importer, batch: ImportBatch, part: str) -> None:
    if part == "_read":
        importer.maps(batch, **TPT)
        importer.works(batch)
    else:
        importer.publishes(batch)


def test_publishing_that_was_cut_off_shows_nothing_until_it_is_whole(
    importer: Importer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Kab. Klaten;{year};4,{year % 90 + 10}\n" for year in range(1950, 2010))
    batch = importer.reads("Kabupaten/Kota;Tahun;Nilai\n" + rows, **TPT)
    monkeypatch.setattr(publishing, "CHUNK", 25)
    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_lay_down", _breaking(publishing._lay_down, 2))
        with pytest.raises(ConnectionError):
            importer.publishes(batch)
    assert importer.current("tpt", "3310", "1950-08") == []

    importer.works(batch)

    with database.read() as session:
        laid = session.execute(
            select(func.count(), func.count(func.distinct(Observation.period))).where(
                Observation.batch_id == batch.id, Observation.is_current
            )
        ).one()
        assert tuple(laid) == (60, 60)


def test_every_process_hears_that_figures_changed(importer: Importer, database: Database) -> None:
    def number() -> int:
        with database.read() as session:
            return session.scalars(select(Revision.number).where(Revision.name == "figures")).one()

    before = number()
    batch = importer.publishes(importer.reads(TABLE, **TPT))
    published = number()
    importer.takes_back(batch)

    assert before < published < number()


def test_a_file_of_which_nothing_can_be_taken_leaves_nothing(importer: Importer, database: Database) -> None:
    with pytest.raises(NotATable):
        importer.brings(b"\x89PNG\r\n\x1a\n" + b"\0" * 200, name="data.csv")

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ImportBatch).where(ImportBatch.kind == "berkas")) == 0
        assert session.scalar(select(func.count()).select_from(StagedRow)) == 0
