"""Bringing tickets together in the panel, taking them apart, and who may."""

import pytest
from support import cast
from support.time import NOON

from core import office as offices
from tickets import queries
from tickets.kinds import Status
from tickets.models import Case


@pytest.fixture
def cases(database):
    with database.write() as session:
        offices.save(session, values={"region_code": "33.10"}, at=NOON)
        who = (cast.siti, cast.budi, cast.tono)
        return [
            cast.a_complaint(
                session, contact=person(session), text="Lampu jalan mati depan pasar Wedi", place=None, category="lampu"
            )
            for person in who
        ]


def _status(session, case) -> Status:
    session.expire_all()
    return session.get(Case, case.id).status


def test_a_proposed_group_is_merged_with_one_button_and_taken_apart_again(enter, cases, session):
    browser = enter(cast.koordinator)
    page = browser.get("/admin/serupa/")
    assert "3 laporan" in page

    browser.submit(page.form("/admin/serupa/gabung"), tiket=[case.number for case in cases], induk=cases[0].number)

    assert "2 laporan digabung" in browser.then()
    assert [_status(session, case) for case in cases] == [Status.RECEIVED, Status.MERGED, Status.MERGED]
    assert "Tidak ada kelompok" in browser.get("/admin/serupa/")
    path = f"/admin/tiket/{cases[0].number}"
    browser.submit(browser.get(path).form(f"{path}/lepas-semua"), reason="Ternyata lain")
    assert {_status(session, case) for case in cases} == {Status.RECEIVED}


def test_the_ticket_shows_what_may_be_the_same_and_merges_it(enter, cases, session):
    browser = enter(cast.koordinator)
    path = f"/admin/tiket/{cases[0].number}"
    page = browser.get(path)
    assert "Mungkin hal yang sama" in page

    browser.submit(page.form(f"{path}/gabung"), numbers=f"{cases[1].number} {cases[2].number}")

    assert cases[1].number in browser.then()
    assert _status(session, cases[2]) is Status.MERGED


def test_a_number_nobody_has_merges_nothing(enter, cases, session):
    browser = enter(cast.koordinator)
    path = f"/admin/tiket/{cases[0].number}"

    page = browser.submit(browser.get(path).form(f"{path}/gabung"), 422, numbers="yang kemarin itu")

    assert "Tiket tidak ditemukan" in page
    assert {_status(session, case) for case in cases} == {Status.RECEIVED}


def test_one_report_is_no_group(enter, cases):
    browser = enter(cast.koordinator)

    browser.post("/admin/serupa/gabung", {"tiket": cases[0].number, "induk": cases[0].number})

    assert "paling sedikit dua" in browser.then()


@pytest.mark.parametrize("who", [cast.verifikator, cast.rina, cast.dewi], ids=lambda who: who.__name__)
def test_only_who_leads_merges(enter, cases, session, who):
    browser = enter(who)

    browser.get("/admin/serupa/", 404)
    browser.post("/admin/serupa/gabung", {"tiket": [case.number for case in cases], "induk": cases[0].number}, 404)

    assert {_status(session, case) for case in cases} == {Status.RECEIVED}


def test_splitting_makes_a_second_ticket_that_points_back(enter, cases, session):
    browser = enter(cast.koordinator)
    path = f"/admin/tiket/{cases[0].number}"

    browser.submit(browser.get(path).form(f"{path}/pecah"), text="Sampah menumpuk di sebelahnya")

    part = max(queries.of_contact(session, cases[0].contact_id), key=lambda case: case.id)
    assert part.title == "Sampah menumpuk di sebelahnya"
    assert "Pecahan dari tiket itu" in browser.get(f"/admin/tiket/{part.number}")


def test_a_case_another_agency_has_is_not_there_to_be_merged(enter, cases, session):
    browser = enter(cast.rina)

    browser.post(f"/admin/tiket/{cases[0].number}/gabung", {"numbers": cases[1].number, "version": "1"}, 404)

    assert {_status(session, case) for case in cases} == {Status.RECEIVED}
