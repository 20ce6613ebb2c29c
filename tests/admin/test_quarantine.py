"""The tab of held reports: one tap lets a report in, and only the desk has that tap."""

import pytest
from support import cast

from tickets import quarantine, queries
from tickets.quarantine import MOST_A_DAY

TAB = "/admin/tiket/?tab=karantina"


@pytest.fixture
def held(database) -> str:
    with database.write() as session:
        for number in range(MOST_A_DAY + 1):
            case = cast.a_complaint(session, text=f"Selokan mampet di gang {number}")
            quarantine.consider(session, case, cast.siti(session), at=case.received_at)
        return case.number


def test_one_tap_in_the_list_lets_a_held_report_in(enter, held, session):
    wati = enter(cast.koordinator)

    page = wati.get(TAB)
    wati.submit(page.form(f"/admin/tiket/{held}/lepas-karantina"))

    assert "tersimpan" in wati.then()
    assert queries.by_number(session, held).attention is None
    assert "Tidak ada yang ditahan" in wati.get(TAB)


def test_a_supervisor_sees_the_held_report_and_no_tap(enter, held):
    dewi = enter(cast.dewi)

    page = dewi.get(TAB)

    assert held in page
    assert "Masukkan ke antrean" not in page.text
    dewi.post(f"/admin/tiket/{held}/lepas-karantina", status=422)
