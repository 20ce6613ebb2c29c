"""The first page and the frame around every page."""

from support import cast
from support.time import NOON

from tickets import approval, classifying, service, unmasking
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Visibility
from tickets.models import Case


def test_a_supervisor_sees_the_first_page(enter):
    assert "Beranda" in enter(cast.dewi).get("/admin/")


def _disposed(session, code: str) -> None:
    by, case = cast.koordinator(session), cast.a_complaint(session)
    classifying.verify(session, case, by=by, version=case.version, sort=Sorted(kadar=Kadar.TIDAK_BERKADAR), at=NOON)
    agency = cast.agency(session, code)
    service.dispose(session, case, by=by, version=case.version, agency=agency, instruction="Mohon dicek.", at=NOON)


def test_the_first_page_says_where_the_open_cases_lie_and_leads_to_them(enter, database, clock):
    with database.write() as session:
        _disposed(session, cast.DPUPR)
        _disposed(session, cast.DLH)
        cast.a_complaint(session)
        dpupr = cast.agency(session, cast.DPUPR).id
    dewi = enter(cast.dewi)

    page = dewi.get("/admin/")

    assert "Tiket terbuka menurut OPD" in page
    assert "Belum didisposisikan" in page
    rows = next(link for link in page.links if f"opd={dpupr}" in link)
    assert "Lampu jalan mati" in dewi.get(rows)
    nobody = next(link for link in page.links if "tanda=tanpa-opd" in link)
    assert "1 tiket" in dewi.get(nobody)


def test_an_agency_is_not_told_where_the_cases_of_others_lie(enter, database):
    with database.write() as session:
        _disposed(session, cast.DPUPR)
        _disposed(session, cast.DLH)

    assert "Tiket terbuka menurut OPD" not in enter(cast.rina).get("/admin/")


def test_what_waits_for_a_second_person_stands_on_their_first_page_and_leads_there(enter, database):
    with database.write() as session:
        rina, wati, dewi = cast.rina(session), cast.koordinator(session), cast.dewi(session)
        case = cast.a_complaint(session, category="aparatur", visibility=Visibility.ANONIM)
        cast.a_complaint(session)
        service.dispose(session, case, by=wati, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        service.accept(session, case, by=rina, version=None, at=NOON)
        approval.propose(session, case, by=rina, version=None, text="Petugas parkir sudah ditegur.", at=NOON)
        unmasking.ask(session, case, by=dewi, reason="Permintaan tertulis", at=NOON)
    browser = enter(cast.koordinator)

    page = browser.get("/admin/")

    for words, sign in (("usulan jawaban menunggu", "menunggu-persetujuan"), ("pembukaan nama", "nama-diminta")):
        assert f"<b>1</b>{words}" in page.html
        rows = next(link for link in page.links if f"tanda={sign}" in link)
        assert case.number in browser.get(rows)
        assert "1 tiket" in browser.get(rows)
    assert "usulan jawaban" not in enter(cast.rina).get("/admin/")
    with database.write() as session:
        wati, case = cast.koordinator(session), session.get(Case, case.id)
        approval.decline(session, case, by=wati, version=None, reason="Sebut tanggalnya", at=NOON)
        unmasking.decide(session, case, by=wati, is_granted=False, at=NOON)
    assert "menunggu persetujuan" not in browser.get("/admin/")
    assert "menunggu keputusan" not in browser.get("/admin/")


def test_the_dashboard_of_an_office_without_tickets_tells_how_to_begin(enter):
    assert "Belum ada tiket dalam triwulan ini" in enter(cast.dewi).get("/admin/dasbor/").text
