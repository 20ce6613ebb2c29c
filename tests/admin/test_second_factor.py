"""The second factor: set up once, asked for at the door, lost and found again, and in the books."""

import re
import time
from urllib.parse import quote

import pytest
from passlib.totp import TOTP
from sqlalchemy import select
from support import cast
from support.staff import PASSWORD, StaffBrowser

from core import office as offices
from core.audit import AuditEntry
from core.staff import Staff

SETUP, CODE, RECOVERY, KEPT = "/admin/kode-kedua", "/admin/kode", "/admin/kode/cadangan", "/admin/kode-cadangan"
_STEP = 30


class Telephone:
    """An authenticator app. Time goes on between two codes, as the same one opens only once."""

    def __init__(self, key: str) -> None:
        self._totp, self._steps = TOTP(key=key.replace("-", "").replace(" ", ""), format="base32"), -1

    def code(self) -> str:
        self._steps += 1
        return self._totp.generate(time.time() + _STEP * self._steps).token

    def same_again(self) -> str:
        return self._totp.generate(time.time() + _STEP * self._steps).token


@pytest.fixture
def dewi(enter, database) -> StaffBrowser:
    """A supervisor with a password, at her desk."""
    browser = enter(cast.dewi)
    with database.read() as session:
        staff = session.scalars(select(Staff).where(Staff.email == "dewi@kantor.example")).one()
        session.expunge(staff)
    browser.give_password(staff)
    return browser.log_in(staff)


@pytest.fixture
def telephone(dewi) -> Telephone:
    """Dewi's, with the app set up."""
    page = dewi.submit(dewi.get(SETUP).form(SETUP), 200, setup="authenticator")
    return _pairs(dewi, page)


def _pairs(browser, page) -> Telephone:
    found = Telephone(re.search(r"<code>([A-Z0-9 -]{20,})</code>", page.html)[1])
    form = next(form for form in page.forms if "code" in form.values)
    browser.submit(form, 302, code=found.code())
    return found


def _by_password(browser, email="dewi@kantor.example"):
    return browser.through_the_door(email).headers["Location"]


def _types(browser, code, path=CODE, status=302):
    return browser.submit(browser.get(path).form(path), status, code=code)


def _is_in(browser) -> bool:
    return browser.client.get("/admin/").status_code == 200


def _booked(session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_after_the_password_comes_the_code(stranger, telephone, session):
    assert _by_password(stranger).startswith(CODE)
    assert not _is_in(stranger)
    assert "login" not in _booked(session)

    _types(stranger, telephone.code())

    assert _is_in(stranger)
    assert _booked(session)[-1] == "login"
    assert "second_factor_set" in _booked(session)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("", "/admin/"), ("/admin/tiket/?tab=semua", "/admin/tiket/")],
)
def test_after_the_code_comes_the_page_that_was_wanted(stranger, telephone, wanted, reached):
    door = stranger.get(f"/admin/masuk?next={quote(wanted, safe='')}" if wanted else "/admin/masuk")
    filled = door.form("/admin/masuk").filled(email="dewi@kantor.example", password=PASSWORD)
    asked = stranger.client.post("/admin/masuk", data=filled, headers={"Referer": "http://localhost/admin/masuk"})
    form = stranger.get(asked.headers["Location"]).form(CODE)

    answer = stranger.client.post(form.action, data=form.filled(code=telephone.code()), follow_redirects=True)

    assert (answer.status_code, answer.request.path) == (200, reached)


def test_who_has_none_gets_in_by_the_password_alone(stranger, dewi):
    assert _by_password(stranger) == "/admin/"
    assert _is_in(stranger)


def test_a_code_opens_once(stranger, another, telephone):
    _by_password(stranger)
    _types(stranger, telephone.code())
    _by_password(another)

    page = _types(another, telephone.same_again(), status=200)

    assert "sudah dipakai" in page.text
    assert not _is_in(another)


def test_wrong_codes_make_the_right_one_wait(stranger, telephone, clock):
    _by_password(stranger)
    for _ in range(5):
        assert "Kode tidak cocok" in _types(stranger, "000000", status=200).text

    assert "Tunggu sebentar" in _types(stranger, telephone.code(), status=200).text
    clock.move(minutes=2)
    _types(stranger, telephone.code())
    assert _is_in(stranger)


def test_the_right_password_does_not_clear_wrong_codes(stranger, telephone):
    for _ in range(5):
        _by_password(stranger)
        _types(stranger, "000000", status=200)

    assert "Surel atau kata sandi tidak cocok" in stranger.through_the_door("dewi@kantor.example").text


@pytest.fixture
def another(app, database) -> StaffBrowser:
    """One more browser with nobody in it."""
    return StaffBrowser(app, database)


def test_a_recovery_code_lets_in_once_and_only_once(stranger, another, dewi, telephone, session):
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", dewi.get(f"{KEPT}?show_codes=y").html)
    assert len(set(codes)) == 8
    assert codes[0] not in str(session.execute(select(Staff.mf_recovery_codes)).all())
    _by_password(stranger)

    _types(stranger, codes[0], RECOVERY)

    assert _is_in(stranger)
    assert "recovery_code_used" in _booked(session)
    _by_password(another)
    assert "sudah dipakai" in _types(another, codes[0], RECOVERY, 200).text
    assert not _is_in(another)
    assert "7 kode" in dewi.get(KEPT).text


def test_a_slip_while_setting_up_leads_back_to_a_new_code_to_scan(dewi, session):
    page = dewi.submit(dewi.get(SETUP).form(SETUP), 200, setup="authenticator")

    dewi.submit(next(form for form in page.forms if "code" in form.values), 302, code="000000")

    assert "pindai kode QR yang baru" in dewi.get(dewi.answer.headers["Location"]).text
    assert not session.scalars(select(Staff).where(Staff.email == "dewi@kantor.example")).one().has_second_factor


def test_wrong_recovery_codes_are_counted_too(stranger, telephone):
    _by_password(stranger)
    for _ in range(5):
        _types(stranger, "0000-0000-0000", RECOVERY, 200)

    assert "Tunggu sebentar" in _types(stranger, telephone.code(), status=200).text


def test_nothing_is_changed_at_an_open_page_without_the_password(dewi, telephone, clock, session):
    form = dewi.get(SETUP).form(SETUP)
    for _ in range(3):
        clock.move(minutes=20)
        dewi.get("/admin/")

    for path in (SETUP, f"{KEPT}?show_codes=y"):
        assert dewi.client.get(path).headers["Location"].startswith("/admin/konfirmasi")
    dewi.submit(form, setup="disable")
    assert dewi.answer.headers["Location"].startswith("/admin/konfirmasi")
    assert session.scalars(select(Staff).where(Staff.email == "dewi@kantor.example")).one().has_second_factor


def test_it_can_be_taken_off_by_who_has_no_duty_to_it(stranger, dewi, telephone, session):
    dewi.submit(dewi.get(SETUP).form(SETUP), setup="disable")

    assert _by_password(stranger) == "/admin/"
    assert "second_factor_taken" in _booked(session)
    assert session.scalars(select(Staff.mf_recovery_codes).where(Staff.email == "dewi@kantor.example")).one() is None


def test_where_the_office_says_so_a_supervisor_sets_one_up_at_the_door(stranger, dewi, database, clock, session):
    with database.write() as writing:
        offices.save(writing, values={"second_factor": True}, at=clock.now)

    assert _by_password(stranger) == SETUP
    assert not _is_in(stranger)
    page = stranger.submit(stranger.get(SETUP).form(SETUP), 200, setup="authenticator")
    _pairs(stranger, page)

    assert _is_in(stranger)
    assert "second_factor_set" in _booked(session)
    assert "Lepas" not in stranger.get(SETUP).text
    stranger.submit(stranger.get(SETUP).form(SETUP), 200, setup="disable")
    assert session.scalars(select(Staff).where(Staff.email == "dewi@kantor.example")).one().has_second_factor


def test_the_office_asks_no_officer_for_it(stranger, database, clock):
    with database.write() as writing:
        offices.save(writing, values={"second_factor": True}, at=clock.now)
        yudi = cast.verifikator(writing)
    stranger.give_password(yudi)

    assert _by_password(stranger, yudi.email) == "/admin/"


def test_an_administrator_takes_it_off_a_lost_telephone(stranger, enter, dewi, telephone, session):
    teguh = enter(cast.teknis)
    key = session.scalars(select(Staff.id).where(Staff.email == "dewi@kantor.example")).one()
    form = teguh.get(f"/admin/petugas/{key}").form(f"/admin/petugas/{key}/lepas-kode")

    teguh.submit(form)

    assert not _is_in(dewi)
    assert _by_password(stranger) == "/admin/"
    assert "second_factor_reset" in _booked(session)
    teguh.post(f"/admin/petugas/{key}/lepas-kode", {}, 404)


def test_a_code_without_a_password_leads_to_the_door(stranger, telephone):
    for path in (CODE, RECOVERY, "/admin/kode/bantuan", "/admin/kode/pilih"):
        answer = stranger.client.get(path, follow_redirects=True)
        assert answer.request.path == "/admin/masuk", path


def test_the_secret_lies_sealed(telephone, session):
    kept = session.scalars(select(Staff.tf_totp_secret).where(Staff.email == "dewi@kantor.example")).one()

    assert '"enckey"' in kept
    assert telephone._totp.base32_key not in kept
    assert PASSWORD not in kept
