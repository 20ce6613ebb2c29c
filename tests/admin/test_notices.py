"""Pemberitahuan: what the ladder told a person stands in the panel until it is looked at."""

from support import cast
from support.time import NOON

import worker
from tickets import service, staff_notices
from tickets.kinds import Rung

PAGE = "/admin/pemberitahuan/"


def _overdue(database, clock):
    with database.write() as session:
        cast.rina(session)
        case = cast.a_complaint(session)
        chief = cast.koordinator(session)
        service.dispose(session, case, by=chief, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
    clock.move(days=40)
    worker.escalate(database, clock())
    return case


def test_what_is_overdue_is_told_and_counted_until_it_is_looked_at(enter, database, clock):
    case = _overdue(database, clock)
    rina = enter(cast.rina)
    page = rina.get(PAGE)
    assert case.number in page.text
    assert "Baru" in page.text
    assert "Pemberitahuan 1" in " ".join(page.text.split())

    rina.submit(page.form(f"{PAGE}dilihat"))

    seen = rina.then()
    assert "Baru" not in seen.text
    assert case.number in seen.text


def test_the_ladder_stands_in_the_line_of_the_ticket(enter, database, clock):
    case = _overdue(database, clock)

    assert "OPD dan koordinator diberi tahu" in enter(cast.rina).get(f"/admin/tiket/{case.number}").text


def test_another_agency_hears_nothing_and_a_case_that_moved_away_is_not_shown(enter, database, clock):
    case = _overdue(database, clock)
    with database.write() as session:
        fresh = session.get(type(case), case.id)
        service.dispose(
            session, fresh, by=cast.koordinator(session), version=None, agency=cast.agency(session, cast.DLH),
            instruction="Pindah", at=clock(),
        )  # fmt: skip

    assert "Belum ada pemberitahuan" in enter(cast.agus).get(PAGE).text
    moved = enter(cast.rina).get(PAGE)
    assert case.number not in moved.text
    assert "tidak lagi Anda pegang" in moved.text


def test_nothing_to_tell_says_what_will_come(enter):
    assert "Belum ada pemberitahuan" in enter(cast.rina).get(PAGE).text


def test_what_the_terms_of_one_ticket_told_stands_together_and_counts_once(enter, database, clock):
    case = _overdue(database, clock)

    page = enter(cast.rina).get(PAGE)

    assert page.links.count(f"/admin/tiket/{case.number}") == 1
    assert page.text.count("Sebelumnya,") == 1
    assert "Jawaban pertama" in page
    assert "Penyelesaian" in page


def test_a_digest_names_no_ticket_that_a_newer_one_names(enter, database, clock):
    with database.write() as session:
        dewi = cast.dewi(session)
        first, second = cast.a_complaint(session), cast.a_complaint(session, text="Sampah", contact=cast.budi(session))
        for day, cases in (("1", [first.number, second.number]), ("2", [first.number])):
            staff_notices.tell(session, [dewi], Rung.SEKDA, about=day, at=NOON, details={"cases": cases})

    page = enter(cast.dewi).get(PAGE)

    for case in (first, second):
        assert page.links.count(f"/admin/tiket/{case.number}") == 1
    assert "Pemberitahuan 1" in " ".join(page.text.split())
