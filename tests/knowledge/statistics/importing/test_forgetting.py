"""The rows of an import that is long over go; what waits, what is disputed, the counts and the figures stay."""

from datetime import timedelta

from support import cast
from support.imports import SECTORAL, TPT, Importer
from support.time import NOON

from core.db import Database
from knowledge.statistics import conflicts
from knowledge.statistics.importing import batches
from knowledge.statistics.importing.forgetting import counts, forget_rows
from knowledge.statistics.staging import ImportBatch, RowState

TABLE = "Kabupaten/Kota;Tahun;Nilai\nKab. Klaten;2027;4,11\nBoyolali;2027;3,25\nAtlantis;2027;3,00\n"
LATER = NOON + timedelta(days=1)


def _forgets(database: Database, *, limit: int = 2) -> int:
    """Walk until nothing is left to go, a few rows at a time."""
    gone = 0
    while True:
        with database.write() as session:
            done = forget_rows(session, before=LATER, limit=limit)
        if not done:
            return gone
        gone += done


def _counted(database: Database, batch: ImportBatch) -> dict[RowState, int]:
    with database.read() as session:
        return counts(session, session.get_one(ImportBatch, batch.id))


def test_a_published_import_keeps_its_counts_and_figures_and_can_still_be_taken_back(
    importer: Importer, database: Database
) -> None:
    batch = importer.publishes(importer.reads(TABLE, **TPT))
    before = _counted(database, batch)

    assert _forgets(database) == 3

    assert importer.rows(batch) == []
    assert _counted(database, batch) == before == {RowState.NEW: 2, RowState.REFUSED: 1}
    assert len(importer.current("tpt", "3310", "2027-08")) == 1
    importer.takes_back(importer.again(batch))
    assert importer.current("tpt", "3310", "2027-08") == []


def test_an_import_that_waits_for_a_person_is_never_touched(importer: Importer, database: Database) -> None:
    waiting = importer.reads(TABLE, **TPT)
    dropped = importer.reads(TABLE.replace("2027", "2028"), **TPT)
    with database.write() as session:
        batches.drop(session, dropped.id, lock=None)

    assert _forgets(database) == 3

    assert (len(importer.rows(waiting)), len(importer.rows(dropped))) == (3, 0)
    importer.publishes(waiting)
    assert len(importer.current("tpt", "3310", "2027-08")) == 1


def test_an_import_that_ended_lately_keeps_its_rows(importer: Importer, database: Database) -> None:
    batch = importer.publishes(importer.reads(TABLE, **TPT))

    with database.write() as session:
        assert forget_rows(session, before=NOON) == 0

    assert len(importer.rows(batch)) == 3


def test_the_row_of_an_open_difference_stays_until_it_is_decided(importer: Importer, database: Database) -> None:
    table = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,00\nKab. Klaten;Maret 2027;11,02\n"
    batch = importer.publishes(importer.reads(table, indicator="persen_penduduk_miskin", source=SECTORAL))

    assert _forgets(database) == 1
    assert [row.state for row in importer.rows(batch)] == [RowState.CONFLICT]
    with database.write() as session:
        (found,) = conflicts.listed(session, is_decided=False)
        conflicts.decide(
            session, found.conflict.id, take_rival=False, reason="BPS.", lock=1, by=cast.dewi(session), at=NOON
        )
    assert _forgets(database) == 1

    assert importer.rows(batch) == []
    with database.read() as session:
        (decided,) = conflicts.listed(session, is_decided=True)
        assert (decided.conflict.decision, decided.conflict.staged_row_id) == ("BPS.", None)
