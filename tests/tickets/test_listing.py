"""A search finds what it always found, in the order of the queue, whichever way its page is put together."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from support import cast
from support.quarter import lived
from support.time import NOON

from tickets import bulk, listing, reporting, searching
from tickets.kinds import CaseKind, Priority, Visibility
from tickets.models import Case, CaseWords, Complaint


@pytest.fixture
def three(database):
    """Two complaints and a request for information."""
    with database.write() as session:
        road = cast.a_complaint(session, text="Jalan BERLUBANG 100% di depan\nSDN_2 Pedan", place="Pasar Wedi")
        cast.a_complaint(session, text="Aduan kotor: sampah O'Brien \\ menumpuk", visibility=Visibility.ANONIM)
        reporting.file_permohonan(
            session, text="Anggaran jalan 2025", requester=None, purpose=None, contact=cast.siti(session),
            source_inbox_id=7, at=NOON,
        )  # fmt: skip
    return road


_FOUND = {
    "berlubang": "1", "WEDI": "1", "jalan": "13", "jalan wedi": "1", "jalan sampah": "", "100%": "1", "sdn_2": "1", "sdn%2": "",
    "o'brien": "2", "' or 1=1 --": "", "\\": "2", "adu": "2", "2025": "3", "ppd-26": "3", "pedan pasar": "1", "pedanpasar": "",
    "an ko": "2", ":x %(y)s": "", "b": "12", "o'": "2", '",': "", "{}": "", "%": "1", "n_": "1", "xq": "", "1 2 3 4 5 zz": "",
}  # fmt: skip


def test_each_word_is_looked_for_in_text_place_and_number_as_it_is_written(database, three):
    with database.read() as session:
        listed = {asked: listing.search(session, [], asked, number=0) for asked in _FOUND}

    found = {
        asked: "".join(sorted(str(case.id - three.id + 1) for case in each.cases)) for asked, each in listed.items()
    }
    assert found == _FOUND
    assert all((each.count, each.is_more) == (len(_FOUND[asked]), False) for asked, each in listed.items())


def test_a_part_of_a_number_finds_its_case(database, three):
    with database.read() as session:
        listed = listing.search(session, [], three.number[:-2].lower(), number=0)

    assert [case.number for case in listed.cases] == [three.number]


@pytest.mark.parametrize("within", [[], [Case.kind == CaseKind.PENGADUAN]], ids=["of all", "of some"])
@pytest.mark.parametrize(
    ("counted", "near"),
    [(100, 100), (4, 100), (4, 3)],
    ids=["counted at once", "walked", "sorted as a whole"],
)
def test_the_pages_of_a_search_are_the_same_whichever_way_they_are_made(database, monkeypatch, within, counted, near):
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", counted)
    monkeypatch.setattr(listing, "_NEAR", near)
    with database.write() as session:
        for number in range(11):
            priority = Priority.DARURAT if number in {3, 6} else Priority.BIASA
            text = "Pohon tumbang" if number % 4 == 1 else "Lampu mati"
            cast.a_complaint(session, text=text, at=NOON - timedelta(days=number * 5 % 7), priority=priority)
        cases = session.scalars(select(Case)).all()
        for case in cases[7:]:
            case.due_on = None
        lamps = [case for case in cases if case.title.startswith("Lampu")]
        lamps.sort(key=lambda case: (case.priority is not Priority.DARURAT, case.due_on is None, case.due_on, -case.id))
    with database.read() as session:
        pages = [listing.search(session, within, "lampu", number=page) for page in range(4)]
        past = listing.search(session, within, "lampu", number=9)

    assert [case.id for page in pages for case in page.cases] == [case.id for case in lamps]
    assert [case.id for case in past.cases] == [case.id for case in lamps[6:]]
    assert (past.number, past.count, past.is_more) == (3, 8, False)
    assert [page.is_more for page in pages[:2]] == [counted == 4] * 2
    assert (pages[3].count, pages[3].is_more) == (8, False)


def test_on_postgresql_words_of_two_letters_are_looked_up_in_an_index(database):
    if database.is_sqlite:
        pytest.skip("SQLite looks at row by row")
    with database.read() as session:
        assert "ix_case_words_parts" in _plan(session, searching.holding(session, "rt xq"))


def test_on_postgresql_the_beginning_of_a_number_is_read_off_an_index(database):
    if database.is_sqlite:
        pytest.skip("SQLite looks at row by row")
    with database.read() as session:
        session.execute(text("set local enable_seqscan = off"))  # a few rows are read sooner than any index
        assert "ix_case_words_number_start" in _plan(session, searching.holding(session, "adu-26-0"))


def _plan(session, found):
    asked = str(found.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    return "\n".join(session.execute(text(f"explain {asked}")).scalars())


@pytest.mark.parametrize("counted", [100, 1], ids=["counted at once", "walked"])
@pytest.mark.parametrize(
    "sought",
    [
        ("adu-26-0", "1246"), ("ADU-26-00001", "14"), ("adu-26-0 lampu", "46"), ("lampu adu-26-0", "46"), ("ppd-26", "35"),
        ("adu-25", ""), ("adu-26-00001 adu-26-00002", "4"), ("26-00001", "134"), ("adu-26-0%", ""), ("keb-", ""),
    ],
)  # fmt: skip
def test_the_beginning_of_a_number_finds_its_cases_and_those_that_speak_of_it(
    database, three, monkeypatch, counted, sought
):
    """Cases 4 to 6: two more complaints, of which the first cites two numbers, with a request between them that is no complaint."""
    asked, expected = sought
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", counted)
    with database.write() as session:
        cites = cast.a_complaint(session, text="Lampu masih mati, lanjutan adu-26-00001-x dan ADU-26-00002-y")
        reporting.file_permohonan(
            session, text="Anggaran lampu", requester=None, purpose=None, contact=cast.siti(session), source_inbox_id=8,
            at=NOON,
        )  # fmt: skip
        cast.a_complaint(session, text="Lampu padam")
    assert cites.id == three.id + 3
    with database.read() as session:
        pages = [listing.search(session, [], asked, number=page) for page in range(3)]

    ids = [str(case.id - three.id + 1) for page in pages[: max(1, -(-len(expected) // 2))] for case in page.cases]
    assert "".join(sorted(ids)) == expected


def test_what_a_bulk_act_takes_is_always_counted():
    assert listing.MOST_COUNTED >= bulk.MOST


def test_every_case_can_be_found_however_it_came_about(database):
    lived(database)

    with database.read() as session:
        unfound = select(Case.number).where(Case.id.not_in(select(CaseWords.case_id)))
        assert session.scalars(unfound).all() == []
        rows = session.execute(
            select(Case.number, Complaint.text, Complaint.place, CaseWords.number, CaseWords.words)
            .join(Complaint, Complaint.case_id == Case.id)
            .join(CaseWords, CaseWords.case_id == Case.id)
        ).all()
    assert len(rows) >= 40
    assert all(row[3] == row[0].lower() and row[4] == searching.folded(row[1], row[2]) for row in rows)


def test_what_is_masked_for_staff_is_not_found_either(database):
    with database.write() as session:
        siti = cast.siti(session)
        cast.a_complaint(
            session, contact=siti, text="Saya Siti, NIK 3310015505900001, lampu mati", visibility=Visibility.ANONIM
        )
    with database.read() as session:
        assert listing.search(session, [], "lampu", number=0).count == 1
        assert listing.search(session, [], "siti", number=0).count == 0
        assert listing.search(session, [], "3310015505900001", number=0).count == 0


@pytest.mark.parametrize(("counted", "seen"), [(100, 999), (1, 999), (100, 1)], ids=["few", "many", "past the bound"])
def test_the_number_beside_a_name_is_what_its_search_lists_or_one_past_the_bound(
    database, three, monkeypatch, counted, seen
):
    monkeypatch.setattr(listing, "MOST_COUNTED", counted)
    monkeypatch.setattr(listing, "MOST_SEEN", seen)
    with database.read() as session:
        beside = {asked: listing.at_most(session, [], asked) for asked in _FOUND}
        complaints = listing.at_most(session, [Case.kind == CaseKind.PENGADUAN], "jalan")

    assert beside == {asked: min(len(found), seen + 1) for asked, found in _FOUND.items()}
    assert complaints == 1
