"""The calendar on its screen: a date taken back, the library's proposal, and the open terms that follow."""

from datetime import date

from sqlalchemy import delete, select
from support import cast

import worker
from core import workdays
from core.audit import AuditEntry
from core.workdays import Holiday, HolidayKind
from tickets import deadlines
from tickets.kinds import ClockKind

CALENDAR = "/admin/kalender/"


def _withdraws(browser, day: date, session, reason: str = "SKB diubah"):
    key = session.scalar(select(Holiday.id).where(Holiday.day == day, Holiday.removed_in.is_(None)))
    return browser.post(f"{CALENDAR}tarik", {"id": str(key), "reason": reason, "tahun": str(day.year)})


def test_a_date_that_should_not_be_there_is_taken_back_with_a_reason(enter, session):
    browser = enter(cast.koordinator)

    _withdraws(browser, date(2026, 3, 18), session)

    assert "ditarik: SKB diubah" in browser.then()
    assert workdays.current(session).is_workday(date(2026, 3, 18))
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "holiday_withdrawn")).one()
    assert noted.details["reason"] == "SKB diubah"


def test_taking_back_without_a_reason_changes_nothing(enter, session):
    browser = enter(cast.koordinator)

    _withdraws(browser, date(2026, 3, 18), session, reason=" ")

    assert "Tulis alasan" in browser.then()
    assert not workdays.current(session).is_workday(date(2026, 3, 18))


def test_the_library_s_year_is_a_proposal_until_a_decree_is_named(enter, session, database):
    with database.write() as writing:
        writing.execute(delete(Holiday).where(Holiday.day >= date(2027, 1, 1)))
    browser = enter(cast.koordinator)
    page = browser.get(f"{CALENDAR}?tahun=2027")
    assert "Tahun 2027 belum memuat cuti bersama" in page
    form = page.form(f"{CALENDAR}usulan")

    browser.submit(form, hari=["2027-08-17"], decree=" ")
    assert session.scalar(select(Holiday.id).where(Holiday.day == date(2027, 8, 17))) is None
    browser.submit(form, hari=["2027-08-17", "2027-01-01"], decree="SKB Contoh 1/2026")

    assert "2 tanggal ditambahkan" in browser.then()
    taken = session.scalars(select(Holiday).where(Holiday.day >= date(2027, 1, 1)).order_by(Holiday.day)).all()
    assert [row.day for row in taken] == [date(2027, 1, 1), date(2027, 8, 17)]
    assert {(row.decree, row.kind) for row in taken} == {("SKB Contoh 1/2026", HolidayKind.NATIONAL)}


def test_a_decree_moves_open_terms_only_and_the_ticket_says_so(enter, database, clock):
    with database.write() as session:
        running, met = cast.a_complaint(session), cast.a_complaint(session)
        deadlines.meet(session, met, (ClockKind.VERIFICATION,), at=clock.now)
    browser = enter(cast.koordinator)
    page = browser.get(CALENDAR)

    browser.submit(
        page.form(CALENDAR), day="2026-03-13", name="Libur daerah", kind="kantor", decree="Keputusan Bupati 7/2026"
    )
    assert "2 tiket sedang menunggu" in browser.then()
    worker.follow_calendar(database, clock.now)

    with database.read() as session:
        terms = {case.id: deadlines.of_case(session, case)[0] for case in (running, met)}
        assert (terms[running.id].due_on, terms[met.id].due_on) == (date(2026, 3, 17), date(2026, 3, 16))
        assert ["2026-03-13", "Libur daerah"] in terms[running.id].skipped
    told = browser.get(f"/admin/tiket/{running.number}")
    assert "Tenggat dihitung ulang" in told
    assert "Verifikasi: Sen, 16 Mar menjadi Sel, 17 Mar" in told
    assert "menunggu tenggatnya" not in browser.get(CALENDAR)


def test_only_who_manages_the_office_edits_the_calendar(enter, session):
    browser = enter(cast.verifikator)

    browser.post(f"{CALENDAR}tarik", {"id": "1", "reason": "x"}, status=404)
    browser.post(f"{CALENDAR}usulan", {"hari": "2027-01-01", "decree": "x"}, status=404)
