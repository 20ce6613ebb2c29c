"""Bringing tickets together in the panel, taking them apart, and who may."""

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core import office as offices
from core.messages import media
from core.messages.media import MediaKind
from core.privacy import keyring
from tickets import merging, queries, reporting, service
from tickets.kinds import Status, Visibility
from tickets.models import Case, Link


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


@pytest.fixture
def together(database, app):
    """Siti's report, disposed to Rina's agency, with an anonymous one by Tono who sent a photo and said more since."""
    store = app.extensions["pendopo_panel"].files
    with database.write() as session:
        photo = _a_photo(session, store)
        master = cast.a_complaint(session, contact=cast.siti(session))
        other = cast.a_complaint(
            session,
            contact=cast.tono(session),
            text="Lampu kedip sejak Senin, kata Tono",
            place="gang mawar",
            media=(photo.id,),
            visibility=Visibility.ANONIM,
        )
        reporting.add(session, other, text="Sudah dua malam", at=NOON)
        by = cast.koordinator(session)
        merging.merge(session, master, [other], by=by, version=None, at=NOON)
        service.dispose(session, master, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        reporting.add(session, other, text="Saya saksinya", at=NOON)
        alias = f"Pelapor {keyring(session).pseudonym(other.id)}"
    return master.number, other.number, photo.id, alias


def _a_photo(session, store):
    who, kept = cast.tono(session), store.put(b"\xff\xd8\xff")
    return media.keep(session, channel=who.channel, chat_key=who.chat_key, kind=MediaKind.PHOTO, kept=kept, at=NOON)


def test_the_agency_reads_what_others_reported_on_the_ticket_that_stands_for_them(enter, together):
    master, other, photo, _ = together
    rina = enter(cast.rina)

    page = rina.get(f"/admin/tiket/{master}")

    said = ("Lampu kedip sejak Senin, kata [nama disamarkan]", "gang mawar", "Sudah dua malam", "Saya saksinya")
    assert all(words in page for words in said)
    assert page.text.count("Sudah dua malam") == 1
    rina.get(f"/admin/lampiran/{photo}")
    rina.get(f"/admin/tiket/{other}", 404)
    enter(cast.agus).get(f"/admin/lampiran/{photo}", 404)


def test_words_of_an_anonymous_reporter_do_not_stand_under_another_ones_name(enter, together):
    master, _, _, alias = together

    page = enter(cast.koordinator).get(f"/admin/tiket/{master}")

    after = page.html.split("Saya saksinya")[0].rsplit('<div class="meta">', 1)[1]
    assert alias in after
    assert "Siti" not in after
    assert "Tono" not in page


@pytest.fixture
def parted(database):
    """One message of Siti's about a lamp and about rubbish: the lamp lies with Rina's agency, the rubbish with Agus's."""

    def file(**report) -> tuple[Case, Case]:
        with database.write() as session:
            lamp = cast.a_complaint(session, text="Lampu jalan mati di Wedi", **report)
            rubbish = cast.a_complaint(session, text="Sampah menumpuk di Bayat", **report)
            merging.filed_together(session, [lamp, rubbish], at=NOON)
            for case, code in ((lamp, cast.DPUPR), (rubbish, cast.DLH)):
                _dispose(session, case, code)
            return lamp, rubbish

    return file


def _dispose(session, case, code) -> None:
    by, to = cast.koordinator(session), cast.agency(session, code)
    service.dispose(session, case, by=by, version=None, agency=to, instruction="Cek", at=NOON)


def _beside(page) -> str:
    return " ".join(page.text.split())


def test_two_reports_of_one_message_lead_to_each_other(enter, parted):
    lamp, rubbish = parted()

    wati = enter(cast.koordinator)

    for one, other in ((lamp, rubbish), (rubbish, lamp)):
        assert f"{other.number} Dilaporkan bersama dari satu pesan" in _beside(wati.get(f"/admin/tiket/{one.number}"))


def test_that_two_reports_came_together_is_no_ones_to_take_off(enter, parted, session):
    lamp, _ = parted()
    wati, path = enter(cast.koordinator), f"/admin/tiket/{lamp.number}"
    assert "Lepas kaitan" not in wati.get(path)

    link = session.scalars(select(Link)).one()
    wati.post(f"{path}/lepas-kaitan", {"link": link.id, "version": session.get(Case, lamp.id).version}, 409)

    session.expire_all()
    assert session.scalars(select(Link)).one().undone_at is None


def test_an_agency_does_not_learn_of_the_report_that_lies_with_another(enter, parted):
    lamp, rubbish = parted()

    page = enter(cast.rina).get(f"/admin/tiket/{lamp.number}")

    assert rubbish.number not in page
    assert "Dilaporkan bersama" not in page


def test_an_agency_that_has_both_sees_they_came_together_unless_the_reporter_hides(enter, parted, database):
    open_ones, hidden = parted(), parted(visibility=Visibility.ANONIM)
    with database.write() as session:
        for _, rubbish in (open_ones, hidden):
            _dispose(session, session.get(Case, rubbish.id), cast.DPUPR)
    rina, wati = enter(cast.rina), enter(cast.koordinator)

    assert "Dilaporkan bersama" in rina.get(f"/admin/tiket/{open_ones[0].number}")
    assert "Dilaporkan bersama" not in rina.get(f"/admin/tiket/{hidden[0].number}")
    assert "Dilaporkan bersama" in wati.get(f"/admin/tiket/{hidden[0].number}")
