"""Forty complaints of a quarter against a table written by hand, and the same figures whenever they are asked for."""

import dataclasses
from datetime import date

import pytest
from support.quarter import went_on

from core import office as offices
from core.db import Database
from core.staff import Agency
from tickets.reports import facts, figures, public
from tickets.reports.definitions import CURRENT, DEFINITIONS
from tickets.reports.figures import Figures, computed, contradictions, digest, picked
from tickets.reports.quarters import Quarter

FIRST = Quarter(2026, 1)


def _reading(database: Database) -> facts.Reading:
    with database.snapshot() as session:
        office = offices.current(session)
        span = facts.span_of(session, office, FIRST.begins(office.zone), FIRST.ends(office.zone))
        return facts.read(session, span)


def _figures(database: Database, code: str | None = None) -> Figures:
    with database.read() as session:
        agencies = {row.id: row for row in session.query(Agency)}
    agency_id = next((row.id for row in agencies.values() if row.code == code), None)
    names = {row.id: row.short_name for row in agencies.values()}
    return computed(_reading(database), DEFINITIONS[CURRENT], FIRST, agencies=names, agency_id=agency_id)


def _there(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


STATES = {
    "diterima": 2,
    "menunggu_pelapor": 1,
    "terverifikasi": 4,
    "didisposisikan": 3,
    "dijawab": 1,
    "dikonfirmasi": 8,
    "ditutup_petugas": 3,
    "tanpa_tanggapan": 4,
    "tidak_dilengkapi": 2,
    "spam": 2,
    "kata_kasar": 1,
    "bukan_kewenangan": 2,
    "dicabut": 1,
    "dialihkan": 2,
    "dialihkan_ppid": 1,
    "digabung": 3,
}
PROMISES = {
    "V": {"tepat": 25, "terlambat": 6, "lewat": 1, "berjalan": 1},
    "R1": {"tepat": 9, "terlambat": 8, "lewat": 4, "berjalan": 0},
    "T": {"tepat": 12, "terlambat": 5, "lewat": 6, "berjalan": 4},
    "P": {"tepat": 2, "terlambat": 3, "lewat": 0, "berjalan": 1},
    "J": {"tepat": 9, "terlambat": 4, "lewat": 0, "berjalan": 1},
}


def _is_as_written_by_hand(found: Figures) -> None:
    assert found["came"] == {"masuk": 40, "bawaan": 1, "kembali": 1}
    assert _there({state: row["masuk"] for state, row in found["states"].items()}) == STATES
    assert _there({state: row["bawaan"] for state, row in found["states"].items()}) == {"dikonfirmasi": 1}
    assert _there({state: row["kembali"] for state, row in found["states"].items()}) == {"dibuka_kembali": 1}
    assert found["steps"] == {
        "verifikasi": 21,
        "minta_kelengkapan": 6,
        "disposisi": 19,
        "kembalikan": 0,
        "proses": 6,
        "jawab": 17,
        "buka_kembali": 3,
        "ubah_klasifikasi": 2,
    }
    assert found["promises"] == PROMISES
    assert found["speed"] == {
        "receipt": {"count": 17, "sum": 147, "mean": "8.6"},
        "disposition": {"count": 17, "sum": 116, "mean": "6.8"},
    }
    assert found["ratings"] == {
        "scores": {"5": 2, "4": 1, "3": 1, "2": 1, "1": 1},
        "given": 6,
        "silent": 11,
        "mean": "3.33",
    }
    assert found["categories"] == [["-", 32], ["lampu", 6], ["aparatur", 2]]
    assert found["kadar"] == [["tidak_berkadar", 38], ["berkadar", 2]]
    assert found["places"] == [["depan pasar", 29], ["Sengon, Kec. Prambanan", 6], ["Kec. Wedi", 5]]
    held = [(row["name"], row["total"], row["open"], row["answered"]) for row in found["agencies"]]
    assert held == [("DPUPR", 11, 2, 10), ("DLH", 9, 2, 7), ("", 22, 8, 0)]
    assert contradictions(found) == []


def test_forty_complaints_make_the_table_written_by_hand(database, quarter):
    _is_as_written_by_hand(_figures(database))


def test_two_supervisors_on_different_days_get_identical_figures(database, quarter):
    on_the_first_day = _figures(database)
    went_on(database, quarter)

    three_weeks_later = _figures(database)

    assert three_weeks_later == on_the_first_day
    _is_as_written_by_hand(three_weeks_later)


def test_the_agencies_add_up_to_the_whole_office(database, quarter):
    office, works, environment = _figures(database), _figures(database, "dpupr"), _figures(database, "dlh")

    assert [works["total"], environment["total"]] == [row["total"] for row in office["agencies"][:2]]
    assert works["promises"]["T"] == {"tepat": 9, "terlambat": 1, "lewat": 1, "berjalan": 0}
    assert environment["promises"]["T"] == {"tepat": 3, "terlambat": 4, "lewat": 2, "berjalan": 0}
    assert contradictions(works) == contradictions(environment) == []


def test_every_number_finds_just_as_many_tickets(database, quarter):
    reading, found = _reading(database), _figures(database)

    for state, row in found["states"].items():
        for came, count in row.items():
            assert len(picked(reading.facts, {"keadaan": state, "asal": came})) == count
    for kind, row in found["promises"].items():
        for kept, count in row.items():
            assert len(picked(reading.facts, {"tenggat": f"{kind}.{kept}"})) == count
    for score, count in found["ratings"]["scores"].items():
        assert len(picked(reading.facts, {"nilai": score})) == count
    assert len(picked(reading.facts, {"diam": "1"})) == found["ratings"]["silent"]
    late = [fact.number for fact in picked(reading.facts, {"tenggat": "V.terlambat"})]
    assert sorted(late) == sorted(quarter["late"] + quarter["out of scope"])


def test_a_ticket_whose_books_disagree_is_named(database, quarter):
    from sqlalchemy import update

    from core.db import change
    from tickets.kinds import Outcome
    from tickets.models import Case

    number = quarter["spam"][0]
    with database.write() as session:
        change(session, update(Case).where(Case.number == number).values(outcome=Outcome.CONFIRMED))

    found = contradictions(_figures(database))

    assert found[0] == f"{number}: hasilnya tidak sama dengan riwayatnya"


def test_the_hash_is_of_the_figures_and_of_nothing_else(database, quarter):
    first = _figures(database)

    assert digest(first) == digest(dict(reversed(first.items())))
    assert digest(first) != digest({**first, "total": 43})


def test_the_public_gets_no_small_number_and_none_that_gives_one_away(database, quarter):
    told = public.version_of(_figures(database))

    numbers = [count for count in told["states"].values() if count is not None]
    assert sorted(set(numbers)) == [0, 9]
    assert sum(count is None for count in told["states"].values()) == 16
    assert told["came"] == {"masuk": None, "bawaan": None, "kembali": None}
    assert told["areas"] == [["Kec. Prambanan", 6], ["Kec. Wedi", 5]]
    assert "places" not in told
    assert "unclear" not in told


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 10, "b": 20}, {"a": 10, "b": 20}),
        ({"a": 3, "b": 9, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 1, "b": 1, "c": 9}, {"a": None, "b": None, "c": None}),
        ({"a": 0, "b": 4, "c": 4}, {"a": 0, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
    ],
)
def test_a_withheld_number_cannot_be_worked_out_from_the_rest(cells, shown):
    assert public.withheld(cells, 5) == shown
    assert figures.on_time({"tepat": 1, "terlambat": 1, "lewat": 1, "berjalan": 9}) == 33


def test_the_weeks_add_up_to_all_that_came_also_what_was_keyed_in_late(database, quarter):
    found = _reading(database).facts
    place = next(place for place, fact in enumerate(found) if fact.came is facts.Came.NEW)
    found[place] = dataclasses.replace(found[place], received=date(2025, 12, 29))

    whole = computed(facts.Reading(found, []), DEFINITIONS[CURRENT], FIRST, agencies={1: "", 2: ""}, agency_id=None)

    assert sum(count for _, count in whole["weeks"]) == whole["came"]["masuk"]
    first, count = whole["weeks"][0]
    assert len(picked(found, {"minggu": first, "asal": "masuk"})) == count
