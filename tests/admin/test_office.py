"""Settings of the office: its facts, its agencies, its deadlines and its calendar, each change in the books."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from support import cast
from support.time import NOON

from core import office as offices
from core import workdays
from core.audit import AuditEntry
from core.staff import Agency
from core.workdays import Holiday, HolidayKind
from texts import emergency
from texts.words import Words
from tickets import deadlines
from tickets.kinds import ClockKind
from tickets.models import ClockPolicy

OFFICE = "/admin/kantor/"
FACTS = {"name": "Diskominfo Contoh", "short_name": "Diskominfo", "address": "Jalan Contoh 1", "phone": "(0272) 1"}


def _fill(browser, status: int = 302, **changes):
    return browser.submit(browser.get(OFFICE).form(OFFICE), status, **{**FACTS, **changes})


def _office(session):
    session.expire_all()
    return offices.current(session)


def test_the_facts_of_the_office_are_kept_and_in_the_books(enter, session):
    browser = enter(cast.teknis)

    _fill(browser)

    assert _office(session).name == "Diskominfo Contoh"
    noted = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "office_changed")).one()
    assert noted["name"] == ["Pendopo", "Diskominfo Contoh"]
    assert "emergency" not in noted


def test_hours_and_emergency_numbers_are_edited_row_by_row(enter, session):
    browser = enter(cast.teknis)
    form = browser.get(OFFICE).form(OFFICE)
    numbers, labels = form.values["number"], form.values["label"]

    browser.submit(
        form,
        number=[*numbers[:4], "(0272) 321", ""],
        label=[*labels[:4], "posko banjir", ""],
        **{"buka-sabtu": "08:00", "tutup-sabtu": "12.00", "buka-senin": "", "tutup-senin": "", **FACTS},
    )

    office = _office(session)
    assert office.hours["sabtu"] == ("08.00", "12.00")
    assert "senin" not in office.hours
    assert [row.label for row in office.emergency][-1] == "posko banjir"


def test_where_who_speaks_of_dying_is_sent_is_a_setting(enter, session):
    browser = enter(cast.teknis)
    form = browser.get(OFFICE).form(OFFICE)
    assert (form.values["helpline_label"], form.values["helpline"]) == (
        ["Konseling gratis dari Kementerian Kesehatan"],
        ["healing119.id"],
    )

    _fill(browser, helpline_label="Ruang cerita RSUD", helpline="(0272) 555")

    told = emergency.not_alone(Words("id", _office(session)))
    assert "puskesmas terdekat. Ruang cerita RSUD: (0272) 555. Petugas kami" in told
    _fill(browser, helpline_label="", helpline="")
    assert "puskesmas terdekat. Petugas kami" in emergency.not_alone(Words("id", _office(session)))
    noted = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "office_changed")).all()
    assert noted[0]["helpline"] == ["healing119.id", "(0272) 555"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"helpline": ""}, "Isi keduanya, atau kosongkan keduanya."),
        ({"name": ""}, "Wajib diisi"),
        ({"buka-senin": "25.00"}, "Isi jam buka dan tutup"),
        ({"buka-senin": "16.30"}, "Isi jam buka dan tutup"),
        ({"zone_name": "Mars/Utama"}, "Pilih WIB"),
        ({"number": ["", "", "", "", "", ""], "label": ["", "", "", "", "", ""]}, "paling sedikit satu nomor darurat"),
        ({"number": ["satu-satu-dua"] * 6}, "Setiap baris perlu nomor"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_kept(enter, session, changes, said):
    page = _fill(enter(cast.teknis), 422, **changes)

    assert said in page
    assert _office(session).name == "Pendopo"


def test_two_people_who_save_the_office_at_once_are_told(enter, session):
    slow, quick = enter(cast.teknis), enter(cast.koordinator)
    form = slow.get(OFFICE).form(OFFICE)
    _fill(quick, phone="(0272) 999")

    page = slow.submit(form, 409, **{**FACTS, "phone": "(0272) 111"})

    assert "(0272) 999" in page
    assert page.form(OFFICE).values["phone"] == ["(0272) 111"]
    slow.submit(page.form(OFFICE))
    assert _office(session).phone == "(0272) 111"
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "office_changed")).all()) == 2


def test_an_agency_is_added_changed_and_found(enter, session):
    browser = enter(cast.koordinator)

    browser.submit(
        browser.get("/admin/opd/baru").form("/admin/opd/baru"),
        name="Dinas Perhubungan",
        short_name="Dishub",
        code="dishub",
    )
    agency = session.scalars(select(Agency)).one()
    path = f"/admin/opd/{agency.id}"
    browser.submit(browser.get(path).form(path), name="Dinas Perhubungan Daerah")

    session.expire_all()
    assert session.get(Agency, agency.id).name == "Dinas Perhubungan Daerah"
    assert path in browser.get("/admin/opd/?cari=daerah").links
    assert path not in browser.get("/admin/opd/?cari=zzz").links
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["agency_created", "agency_changed"]


def test_an_agency_s_code_is_short_plain_and_its_own(enter, database):
    with database.write() as session:
        cast.agency(session)
    browser = enter(cast.koordinator)
    form = browser.get("/admin/opd/baru").form("/admin/opd/baru")

    odd = browser.submit(form, 422, name="A", short_name="A", code="Tidak Rapi!")
    taken = browser.submit(form, 422, name="A", short_name="A", code="dpupr")

    assert "huruf kecil" in odd
    assert "sudah dipakai OPD lain" in taken
    assert taken.form("/admin/opd/baru").values["name"] == ["A"]


def test_an_old_form_of_an_agency_overwrites_nothing(enter, database, session):
    with database.write() as writing:
        agency = cast.agency(writing)
    path = f"/admin/opd/{agency.id}"
    slow, quick = enter(cast.koordinator), enter(cast.teknis)
    form = slow.get(path).form(path)
    quick.submit(quick.get(path).form(path), name="Dinas Baru")

    page = slow.submit(form, 422, name="Dinas Lama")

    assert "Sudah disimpan orang lain" in page
    assert session.get(Agency, agency.id).name == "Dinas Baru"
    slow.submit(page.form(path))
    session.expire_all()
    assert session.get(Agency, agency.id).name == "Dinas Lama"


def test_an_agency_that_is_switched_off_is_offered_no_more(enter, database):
    with database.write() as session:
        agency, case = cast.agency(session), cast.a_complaint(session)
    browser = enter(cast.koordinator)
    form = browser.get(f"/admin/opd/{agency.id}").form(f"/admin/opd/{agency.id}")
    form.values.pop("is_active")

    browser.submit(form)

    assert "Dinas DPUPR" not in browser.get(f"/admin/tiket/{case.number}").html


def test_a_changed_deadline_counts_for_the_next_case_and_names_its_rule(enter, session, database):
    policy = session.scalars(select(ClockPolicy).where(ClockPolicy.clock == ClockKind.VERIFICATION)).one()
    path = f"/admin/tenggat/{policy.id}"
    with database.write() as writing:
        before = cast.a_complaint(writing)
    browser = enter(cast.koordinator)

    browser.submit(browser.get(path).form(path), days="2", citation="Perbup Contoh 1/2026")

    with database.write() as writing:
        after = cast.a_complaint(writing)
        terms = {case.id: deadlines.of_case(writing, case)[0] for case in (before, after)}
        assert (terms[before.id].days, terms[after.id].days) == (3, 2)
        assert terms[after.id].citation == "Perbup Contoh 1/2026"
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "deadline_changed")).one()
    assert noted.details == {"what": "ADU/V/", "days": 2, "citation": "Perbup Contoh 1/2026"}


@pytest.mark.parametrize("days", ["0", "-3", "366", "", "tiga", "1.5"])
def test_a_deadline_is_a_sensible_number_of_days(enter, session, days):
    policy = session.scalars(select(ClockPolicy)).first()
    path = f"/admin/tenggat/{policy.id}"
    browser = enter(cast.koordinator)

    page = browser.submit(browser.get(path).form(path), 422, days=days)

    assert 'class="wrong"' in page.html
    session.expire_all()
    assert session.get(ClockPolicy, policy.id).version == 1


def test_an_unchanged_form_changes_nothing_it_should_not(enter, session):
    policy = session.scalars(select(ClockPolicy)).first()
    path = f"/admin/tenggat/{policy.id}"
    browser = enter(cast.koordinator)

    browser.submit(browser.get(path).form(path))

    session.expire_all()
    again = session.get(ClockPolicy, policy.id)
    assert (again.days, again.citation, again.applies_to) == (policy.days, policy.citation, policy.applies_to)


def test_the_calendar_names_each_day_off_and_its_decree(enter):
    page = enter(cast.koordinator).get("/admin/kalender/?tahun=2026")

    assert "Hari Suci Nyepi" in page
    assert "SKB Tiga Menteri 2026" in page
    assert "belum memuat cuti bersama" not in page


def test_a_year_without_cuti_bersama_is_warned_about(enter, database):
    with database.write() as session:
        session.execute(
            delete(Holiday).where(Holiday.kind == HolidayKind.CUTI_BERSAMA, Holiday.day >= date(2026, 1, 1))
        )

    assert "Tahun 2026 belum memuat cuti bersama" in enter(cast.koordinator).get("/admin/kalender/")


CALENDAR = "/admin/kalender/"
LEAVE = {"day": "2027-07-13", "name": "Cuti bersama contoh", "kind": "cuti_bersama", "decree": "SKB Contoh 2027"}


def _declares(browser, status: int = 302, **changes):
    return browser.submit(browser.get(CALENDAR).form(CALENDAR), status, **{**LEAVE, **changes})


def test_a_day_of_cuti_bersama_is_added_with_its_decree_and_counts_no_more(enter, session):
    browser = enter(cast.koordinator)

    _declares(browser)

    assert "Cuti bersama contoh" in browser.then()
    assert not workdays.current(session).is_workday(date(2027, 7, 13))
    assert session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "holiday_declared")).all() == [
        "holiday:2027-07-13"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "2026-08-17"}, "Tanggal itu sudah ada di kalender."),
        ({"day": "kapan-kapan"}, "Isi tanggalnya."),
        ({"name": " "}, "Isi nama hari liburnya."),
        ({"kind": "raya"}, "Pilih jenisnya."),
        ({"decree": ""}, "Sebutkan keputusan yang menetapkannya."),
    ],
)
def test_a_day_off_needs_a_free_date_a_name_a_kind_and_a_decree(enter, session, changes, said):
    page = _declares(enter(cast.koordinator), 422, **changes)

    assert said in page
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "holiday_declared")).all() == []


def test_saving_the_office_wants_the_password_after_a_while(enter, clock):
    browser = enter(cast.teknis)
    clock.now = NOON
    clock.move(minutes=16)

    browser.get(OFFICE, 302)

    assert browser.answer.headers["Location"].startswith("/admin/konfirmasi")
