"""Who else has a ticket open: said on its page, and forgotten when they leave."""

from datetime import timedelta

import pytest
from support import cast
from support.time import NOON

from tickets import presence, queries


@pytest.fixture
def number(database):
    with database.write() as session:
        return cast.a_complaint(session).number


def test_two_people_who_open_a_ticket_see_each_other_s_names(enter, number):
    wati, yudi = enter(cast.koordinator), enter(cast.verifikator)
    address = f"/admin/tiket/{number}/hadir"

    alone = wati.client.post(address, data={"csrf_token": wati.token()}).json
    both = yudi.client.post(address, data={"csrf_token": yudi.token()}).json

    assert alone == {"said": ""}
    assert both == {"said": "Sedang dibuka juga oleh Wati."}
    assert f'data-address="{address}"' in wati.get(f"/admin/tiket/{number}").html


def test_a_ticket_that_is_left_open_keeps_no_session_alive(enter, number, clock):
    wati = enter(cast.koordinator)
    token = wati.token()
    for _ in range(3):
        clock.move(minutes=10)
        wati.client.post(f"/admin/tiket/{number}/hadir", data={"csrf_token": token})
    clock.move(minutes=1)

    wati.get("/admin/", 302)


def test_another_agency_is_not_told_who_works_on_a_ticket(enter, number):
    agus = enter(cast.agus)

    assert agus.client.post(f"/admin/tiket/{number}/hadir", data={"csrf_token": agus.token()}).status_code == 404


def test_who_left_three_minutes_ago_is_not_there_any_more(database, number):
    with database.write() as session:
        case = queries.by_number(session, number)
        presence.here(session, case, by=cast.koordinator(session), at=NOON)

        soon = presence.here(session, case, by=cast.dewi(session), at=NOON + timedelta(minutes=2))
        later = presence.here(session, case, by=cast.dewi(session), at=NOON + timedelta(minutes=3))

        assert (soon, later) == (["Wati"], [])
