"""Error pages: who works in the panel keeps the menu and finds a way back, and nobody is shown more than they had."""

from datetime import timedelta

import pytest
from flask import abort
from support import cast
from support.staff import everything

from texts import errors

MENU = 'aria-label="Menu utama"'
CODES = (400, 403, 404, 429, 500)


@pytest.fixture
def app(app):
    """The panel with an address for each kind of failure."""

    def fails(code: int) -> str:
        if code == 500:
            raise RuntimeError("the inside of the house")
        abort(code)

    app.add_url_rule("/admin/uji/<int:code>", "uji", fails)
    return app


@pytest.mark.parametrize("code", CODES)
def test_somebody_in_the_panel_keeps_the_menu_and_reads_what_happened(enter, code):
    page = enter(cast.verifikator).get(f"/admin/uji/{code}", code)

    assert MENU in page.html
    assert errors.PAGES[code][0] in page
    assert {"/admin/", "/admin/tiket/"} <= set(page.links)
    assert "inside of the house" not in page.html


def test_the_page_leads_back_to_where_one_came_from(enter):
    yudi = enter(cast.verifikator)

    page = yudi.get("/admin/uji/404", 404, headers={"Referer": "http://localhost/admin/tiket/?tab=semua&cari=a"})

    assert "/admin/tiket/?tab=semua&cari=a" in page.links


@pytest.mark.parametrize(
    "address", ["http://jahat.example/admin/tiket/", "http://localhost/", "http://localhost/admin/uji/404"]
)
def test_no_way_leads_back_outside_the_panel_or_to_the_same_failure(enter, address):
    page = enter(cast.verifikator).get("/admin/uji/404", 404, headers={"Referer": address})

    assert "Kembali ke halaman sebelumnya" not in page


def test_the_menu_is_the_persons_own(enter):
    page = enter(cast.rina).get("/admin/jejak-audit/", 404)

    assert MENU in page.html
    assert "/admin/percakapan/" not in page.links


@pytest.mark.parametrize("code", CODES)
def test_a_stranger_sees_no_menu(stranger, code):
    page = stranger.get(f"/admin/uji/{code}", code)

    assert MENU not in page.html
    assert errors.PAGES[code][0] in page


def test_a_form_that_is_too_old_shows_no_menu_to_a_session_that_is_over(enter, clock):
    yudi = enter(cast.verifikator)
    assert MENU in yudi._read(yudi.client.post("/admin/tiket/unduh"), 400).html

    clock.now += timedelta(hours=1)

    page = yudi._read(yudi.client.post("/admin/tiket/unduh"), 400)
    assert MENU not in page.html
    assert "sudah kedaluwarsa" in page


def test_an_error_in_the_menu_itself_still_has_a_page(enter, monkeypatch):
    everybody = enter(everything)

    def broken() -> list[object]:
        raise RuntimeError("the menu is broken")

    monkeypatch.setitem(everybody.app.jinja_env.globals, "menu", broken)

    page = everybody.get("/admin/uji/404", 404)

    assert MENU not in page.html
    assert errors.PAGES[404][0] in page


def test_a_file_that_is_not_there_shows_no_menu_since_browsers_keep_that_answer(enter):
    page = enter(cast.verifikator).get("/admin/static/tidak-ada.css", 404)

    assert MENU not in page.html


def test_citizens_are_led_to_the_chat(stranger):
    page = stranger.get("/tidak-ada", 404)

    assert "Ke layanan chat" in page
    assert "Panel petugas" not in page


@pytest.mark.parametrize("code", [404, 500])
@pytest.mark.parametrize("address", ["http://[", "http://[::1/admin/tiket/"])
def test_what_is_no_address_leads_nowhere_and_breaks_no_page(enter, code, address):
    page = enter(cast.verifikator).get(f"/admin/uji/{code}", code, headers={"Referer": address})

    assert MENU in page.html
    assert "Kembali ke halaman sebelumnya" not in page


@pytest.mark.parametrize(
    "address", ["/admin/tiket/tampilan/saya/%00", "/admin/tiket/tampilan/bersama/a%00b", "/laporan/%00"]
)
def test_a_sign_that_no_database_takes_is_at_no_address(enter, address):
    page = enter(cast.verifikator).get(address, 404)

    assert errors.PAGES[404][0] in page
