"""The door: who is let in, who has to wait, and when a session ends."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from support import cast
from support.staff import PASSWORD

from admin.auth import one_time_link
from core.audit import AuditEntry
from core.staff import Staff, deactivate

WRONG = "bukan sandi yang benar"


@pytest.fixture
def yudi(stranger, database):
    """A verifikator with a password."""
    with database.write() as session:
        staff = cast.verifikator(session)
    stranger.give_password(staff)
    return staff


def test_the_right_password_opens_the_panel(stranger, yudi):
    answer = stranger.through_the_door(yudi.email)

    assert answer.headers["Location"] == "/admin/"
    assert yudi.name in stranger.get("/admin/")


def test_capitals_in_the_address_do_not_matter(stranger, yudi):
    assert stranger.through_the_door("  YUDI@Kantor.Example ").status_code == 302


def test_a_wrong_password_and_an_unknown_account_are_told_the_same(stranger, yudi):
    wrong = stranger.through_the_door(yudi.email, WRONG)
    unknown = stranger.through_the_door("tidak.ada@kantor.example", WRONG)

    assert _said(wrong) == _said(unknown)
    assert "Surel atau kata sandi tidak cocok" in wrong.text


def test_a_deactivated_account_is_told_the_same_as_a_wrong_password(stranger, yudi, database):
    with database.write() as session:
        deactivate(session, session.get(Staff, yudi.id), by=cast.teknis(session))

    assert "Surel atau kata sandi tidak cocok" in stranger.through_the_door(yudi.email).text


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(stranger, yudi, clock):
    for _ in range(5):
        stranger.through_the_door(yudi.email, WRONG)

    assert stranger.through_the_door(yudi.email).status_code == 200
    clock.move(minutes=2)
    assert stranger.through_the_door(yudi.email).status_code == 302


def test_the_wait_grows_with_every_wrong_password_after_it(stranger, yudi, clock, session):
    for _ in range(5):
        stranger.through_the_door(yudi.email, WRONG)
    clock.move(minutes=2)
    stranger.through_the_door(yudi.email, WRONG)

    locked_until = session.scalar(select(Staff.locked_until).where(Staff.id == yudi.id))
    assert (locked_until - clock.now).total_seconds() == 120


def test_nobody_can_lock_an_account_for_good_by_knocking_on(stranger, yudi, clock, session):
    for _ in range(9):
        stranger.through_the_door(yudi.email, WRONG)

    locked_until = session.scalar(select(Staff.locked_until).where(Staff.id == yudi.id))
    assert (locked_until - clock.now).total_seconds() == 60


def test_logging_in_is_in_the_books(stranger, yudi, session):
    stranger.through_the_door(yudi.email, WRONG)
    stranger.through_the_door(yudi.email)

    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["login_failed", "login"]


def test_a_forgotten_password_sends_nothing_and_tells_nothing(stranger, yudi):
    stranger.get("/admin/lupa-sandi")
    known = stranger.client.post("/admin/lupa-sandi", data={"csrf_token": _token(stranger), "email": yudi.email})
    unknown = stranger.client.post("/admin/lupa-sandi", data={"csrf_token": _token(stranger), "email": "x@y.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert "admin teknis" in stranger.get("/admin/lupa-sandi")


def test_a_one_time_link_sets_a_password_once(stranger, yudi, app):
    path = one_time_link(app, yudi.email).removeprefix("http://127.0.0.1:8000")

    stranger.submit(
        stranger.get(path).form(path), password="kata sandi yang baru", password_confirm="kata sandi yang baru"
    )

    assert stranger.through_the_door(yudi.email, "kata sandi yang baru").status_code == 302
    assert "tidak berlaku" in _followed(stranger, path)


def test_a_one_time_link_that_was_tampered_with_is_void(stranger, yudi, app):
    path = one_time_link(app, yudi.email).removeprefix("http://127.0.0.1:8000")

    assert "tidak berlaku" in _followed(stranger, path[:-3] + "abc")


def test_a_new_password_must_be_long_and_typed_twice_alike(stranger, yudi, app):
    path = one_time_link(app, yudi.email).removeprefix("http://127.0.0.1:8000")
    form = stranger.get(path).form(path)

    short = stranger.submit(form, 200, password="pendek", password_confirm="pendek")
    unlike = stranger.submit(form, 200, password="cukup panjang satu", password_confirm="cukup panjang dua")

    assert "Kata sandi minimal 10 huruf" in short
    assert "Kedua kata sandi tidak sama" in unlike


def test_a_one_time_link_ends_the_wait(stranger, yudi, app, session):
    for _ in range(5):
        stranger.through_the_door(yudi.email, WRONG)
    path = one_time_link(app, yudi.email).removeprefix("http://127.0.0.1:8000")

    stranger.submit(
        stranger.get(path).form(path), password="kata sandi yang baru", password_confirm="kata sandi yang baru"
    )

    assert stranger.through_the_door(yudi.email, "kata sandi yang baru").status_code == 302


def test_a_person_changes_their_own_password(enter, stranger, database):
    browser = enter(cast.verifikator)
    with database.read() as session:
        stranger.give_password(cast.verifikator(session))
    form = browser.get("/admin/ganti-sandi").form("/admin/ganti-sandi")

    wrong = browser.submit(
        form, 200, password="salah", new_password="sandi baru sekali", new_password_confirm="sandi baru sekali"
    )
    browser.submit(form, password=PASSWORD, new_password="sandi baru sekali", new_password_confirm="sandi baru sekali")

    assert "Kata sandi sekarang tidak cocok" in wrong
    assert stranger.through_the_door("yudi@kantor.example", "sandi baru sekali").status_code == 302


def test_after_logging_in_a_person_gets_the_page_they_wanted(stranger, yudi):
    stranger.client.get("/admin/tiket/?tab=semua")
    form = stranger.get("/admin/masuk?next=/admin/tiket/?tab=semua").form("/admin/masuk")

    answer = stranger.client.post("/admin/masuk", data=form.filled(email=yudi.email, password=PASSWORD))

    assert answer.headers["Location"] == "/admin/tiket/?tab=semua"


@pytest.mark.parametrize(
    "outside", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "https:jahat.example"]
)
def test_logging_in_never_leads_outside(stranger, yudi, outside):
    form = stranger.get("/admin/masuk").form("/admin/masuk")

    answer = stranger.client.post("/admin/masuk", data=form.filled(email=yudi.email, password=PASSWORD, next=outside))

    where = answer.headers.get("Location", "")
    assert urlsplit(where).netloc == ""
    assert "\\" not in where


def test_a_session_ends_after_half_an_hour_without_a_click(enter, clock):
    browser = enter(cast.dewi)
    clock.move(minutes=29)
    browser.get("/admin/")
    clock.move(minutes=31)

    browser.get("/admin/", 302)

    assert "/admin/masuk" in browser.answer.headers["Location"]


def test_a_session_ends_after_twelve_hours_however_busy(enter, clock):
    browser = enter(cast.dewi)
    for _ in range(28):
        clock.move(minutes=25)
        browser.get("/admin/")
    clock.move(minutes=25)

    browser.get("/admin/", 302)


def test_a_talk_that_is_left_open_does_not_keep_a_session_alive(enter, clock, database):
    with database.write() as session:
        from core.messages import handovers

        siti = cast.siti(session)
        handover = handovers.request(
            session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="", at=clock()
        )
    browser = enter(cast.verifikator)
    for _ in range(3):
        clock.move(minutes=10)
        browser.get(f"/admin/percakapan/{handover.id}/baris")
        browser.get("/admin/percakapan/barisan")
    clock.move(minutes=1)

    browser.get("/admin/", 302)


def test_what_an_old_session_left_behind_does_not_end_a_new_one(stranger, yudi, clock):
    stranger.through_the_door(yudi.email)
    stranger.post("/admin/keluar")
    clock.move(hours=13)

    stranger.through_the_door(yudi.email)

    stranger.get("/admin/")


def test_logging_out_is_final(enter):
    browser = enter(cast.dewi)

    browser.post("/admin/keluar")

    browser.get("/admin/", 302)


def test_a_person_can_leave_every_device_at_once(enter):
    here, there = enter(cast.dewi), enter(cast.dewi)

    here.post("/admin/keluar-semua")

    here.get("/admin/", 302)
    there.get("/admin/", 302)


def test_a_deactivated_person_is_out_at_once(enter, database):
    browser = enter(cast.rina)
    browser.get("/admin/")
    with database.write() as session:
        deactivate(session, cast.rina(session), by=cast.teknis(session))

    browser.get("/admin/", 302)


def test_a_remembered_login_does_not_exist(stranger, yudi):
    form = stranger.get("/admin/masuk").form("/admin/masuk")

    answer = stranger.client.post("/admin/masuk", data=form.filled(email=yudi.email, password=PASSWORD, remember="y"))

    assert "remember_token" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_token_in_a_header_opens_nothing(stranger, yudi, app):
    with app.test_request_context():
        account = app.extensions["security"].datastore.find_user(email=yudi.email)
        token = account.get_auth_token()

    answer = stranger.client.get("/admin/", headers={"Authentication-Token": token})

    assert answer.status_code == 302


def test_grave_screens_ask_for_the_password_again_after_a_quarter_of_an_hour(enter, database, clock):
    browser = enter(cast.teknis)
    with database.read() as session:
        browser.give_password(cast.teknis(session))
    browser.get("/admin/petugas/")
    clock.move(minutes=16)
    browser.get("/admin/petugas/", 302)
    form = browser.then().form("/admin/konfirmasi")

    wrong = browser.submit(form, 422, password=WRONG)
    browser.submit(form, password=PASSWORD)

    assert "Kata sandi tidak cocok" in wrong
    assert browser.answer.headers["Location"] == "/admin/petugas/"
    browser.get("/admin/petugas/")


def _token(browser) -> str:
    return browser.get("/admin/masuk").form("/admin/masuk").values["csrf_token"][0]


def _followed(browser, path: str) -> str:
    browser.get(path, 302)
    return browser.then().text


def _said(answer) -> str:
    return answer.text.split('role="alert">')[1].split("</p>")[0]
