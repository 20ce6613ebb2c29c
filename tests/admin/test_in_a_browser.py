"""The panel in a real browser: nothing the page may not do, nothing typed is lost, keys for those who want them."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page
from support import cast
from support.staff import PASSWORD, StaffBrowser, everything
from support.time import NOON
from werkzeug.serving import make_server

from core.messages import handovers

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app) -> Iterator[str]:
    """Where the app of this test can be reached; what a page still asks by itself is answered before the house closes."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def screen(chromium, address, app, database) -> Iterator[Page]:
    """A phone-sized window of somebody with every role; what a page was not allowed to do fails the test."""
    with database.write() as session:
        staff = everything(session)
    StaffBrowser(app, database).give_password(staff)
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    _log_in(page)
    yield page
    context.close()
    assert complaints == []


def _is_wrong(message: ConsoleMessage) -> bool:
    """A refused form is answered with 422, which a browser notes too."""
    return message.type == "error" and "status of 422" not in message.text


def _log_in(page: Page, email: str = "semua@kantor.example") -> None:
    page.goto("/admin/masuk")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/admin/")


def _number(database) -> str:
    with database.write() as session:
        return cast.a_complaint(session).number


def test_every_screen_fits_a_phone_and_breaks_no_rule_of_the_page(screen, database):
    number = _number(database)
    with database.write() as session:
        siti = cast.siti(session)
        handovers.request(session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON)
    paths = [
        "",
        "tiket/",
        "massal/",
        f"tiket/{number}",
        "percakapan/",
        "percakapan/1",
        "jawaban/",
        "jawaban/baru",
        "pertanyaan/",
    ]
    paths += ["impor-data/", "sumber-otomatis/", "perbedaan-angka/", "indikator/", "indikator/baru", "jadwal-rilis/"]
    paths += ["jawaban/banyak/", "coba-pertanyaan/?q=ktp+hilang", "padanan-kata/", "padanan-kata/isi"]
    paths += [
        "opd/",
        "petugas/",
        "kantor/",
        "kalender/",
        "tenggat/",
        "kanal/",
        "pesan-bermasalah/",
        "jejak-audit/",
        "ganti-sandi",
    ]

    for path in paths:
        screen.goto(f"/admin/{path}")
        wide = screen.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path


def test_a_half_written_answer_survives_a_session_that_ended(screen, database, clock):
    number = _number(database)
    screen.goto(f"/admin/tiket/{number}")
    screen.click("summary:has-text('Jawab')")
    screen.fill("#jawab-text", "Lampu sudah diganti tadi pagi.")
    clock.move(minutes=31)

    screen.click("button:has-text('Kirim ke warga'):visible")
    screen.wait_for_url("**/admin/masuk**")
    _log_in(screen)
    screen.goto(f"/admin/tiket/{number}")

    assert screen.input_value("#jawab-text") == "Lampu sudah diganti tadi pagi."
    screen.click("button:has-text('Kirim ke warga'):visible")
    screen.wait_for_selector(".flash.success")
    screen.goto(f"/admin/tiket/{number}")
    assert screen.input_value("#jawab-text") == ""


def test_the_words_of_one_reporter_do_not_stand_in_the_form_of_the_next(screen):
    screen.goto("/admin/catat/")
    screen.fill("#text", "Pagar taman rusak, pakunya menonjol")
    screen.fill("#place", "Taman Ceper")

    screen.click("button:has-text('Catat dan cetak')")

    screen.wait_for_selector("article.receipt")
    screen.goto("/admin/catat/")
    assert screen.input_value("#text") == ""


def test_what_somebody_began_is_not_there_for_who_uses_the_browser_next(screen, app, database):
    with database.write() as session:
        wati = cast.koordinator(session)
    StaffBrowser(app, database).give_password(wati)
    path = f"/admin/tiket/{_number(database)}"
    for leaves in ("button:has-text('Keluar')", None):
        screen.goto(path)
        screen.click("summary:has-text('Catatan internal')")
        screen.fill("#catatan-text", "Jangan dibaca orang lain")
        if leaves:
            screen.click(".who summary")
            screen.click(leaves)
        else:
            screen.wait_for_load_state("networkidle")
            screen.goto("about:blank")
            screen.context.clear_cookies()
        _log_in(screen, wati.email if leaves is None else "semua@kantor.example")
        screen.goto(path)
        assert screen.input_value("#catatan-text") == ""


def test_the_menu_of_a_phone_opens_and_closes_without_a_script(screen):
    screen.click("a.to-menu")
    assert screen.is_visible("#menu >> text=Antrean tiket")

    screen.click("text=Tutup menu")

    assert not screen.is_visible("#menu >> text=Antrean tiket")


def test_new_lines_of_a_talk_appear_by_themselves(screen, database):
    with database.write() as session:
        siti = cast.siti(session)
        handover = handovers.request(
            session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON
        )
    screen.goto(f"/admin/percakapan/{handover.id}")
    with database.write() as session:
        handovers.say(
            session, handover.id, by=everything(session), text="Ditulis dari meja lain", mark="a" * 16, at=NOON
        )

    screen.wait_for_selector("text=Ditulis dari meja lain", timeout=8000)


def test_after_a_refusal_one_goes_on_at_the_field_that_is_wrong(screen):
    screen.goto("/admin/kalender/")
    screen.once("dialog", lambda dialog: dialog.accept())
    for name, typed in (("day", "2026-12-25"), ("name", "Natal"), ("decree", "SKB")):
        screen.fill(f"#{name}", typed)

    screen.click("#tambah button")

    screen.wait_for_selector(".flash.error:has-text('Belum ditambahkan')")
    assert screen.evaluate("document.activeElement.id") == "day"
    assert screen.input_value("#decree") == "SKB"


def test_who_asks_for_a_person_appears_in_the_line_by_itself(screen, database):
    screen.goto("/admin/percakapan/")
    assert screen.locator(".chip:has-text('Urutan 1')").count() == 0

    with database.write() as session:
        siti = cast.siti(session)
        handovers.request(session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON)

    screen.wait_for_selector(".chip:has-text('Urutan 1')", timeout=15000)


def test_keys_go_to_the_search_and_through_the_rows(screen, database):
    _number(database)
    screen.set_viewport_size({"width": 1366, "height": 800})
    screen.goto("/admin/tiket/")

    screen.keyboard.press("/")
    assert screen.evaluate("document.activeElement.id") == "cari-semua"
    screen.evaluate("document.activeElement.blur()")
    screen.keyboard.press("j")

    assert screen.evaluate("document.activeElement.className") == "title"


def test_the_blanks_of_an_answer_are_filled_in_the_preview(screen):
    screen.goto("/admin/jawaban/baru")
    screen.fill("#answer", "Datang ke {kantor}.")
    screen.click("summary:has-text('Pratinjau')")

    assert screen.inner_text("[data-preview]") == "Datang ke Pendopo."


def test_a_colleague_is_completed_by_keys_and_stands_out_in_the_note(screen, database):
    with database.write() as session:
        cast.koordinator(session)
    screen.goto(f"/admin/tiket/{_number(database)}")
    screen.click("summary:has-text('Catatan internal')")
    screen.locator("#catatan-text").press_sequentially("Tolong @wa")
    screen.wait_for_selector("[role=option]:has-text('@wati')")

    screen.keyboard.press("Enter")
    screen.locator("#catatan-text").press_sequentially("cek lokasi")

    assert screen.input_value("#catatan-text") == "Tolong @wati cek lokasi"
    assert screen.locator("[role=option]").count() == 0
    screen.click("button:has-text('Simpan catatan')")
    screen.wait_for_selector(".flash.success:has-text('Wati diberi tahu')")
    assert screen.inner_text("mark.mention") == "@wati"


def test_a_filter_is_kept_under_a_name_on_a_phone_and_says_how_many_it_finds(screen, database):
    _number(database)
    screen.goto("/admin/tiket/?tab=semua&kanal=telegram")
    screen.click("summary:has-text('Simpan tampilan')")
    screen.fill("#nama-tampilan", "Dari Telegram")

    screen.click(".keeping button:has-text('Simpan')")

    screen.wait_for_selector(".views [aria-current]:has-text('Dari Telegram')")
    screen.wait_for_selector(".views b:has-text('1')")
    screen.once("dialog", lambda dialog: dialog.accept())
    screen.click("summary:has-text('Alamat')")
    screen.click("button:has-text('Hapus tampilan')")
    screen.wait_for_selector(".flash:has-text('Tampilan dihapus')")
    assert screen.locator(".views").count() == 0


def test_moving_to_another_device_shows_a_code_and_copies_the_link_once(screen):
    screen.goto("/")
    screen.click("#pindah:not([disabled])")
    screen.wait_for_selector("#kartu-pindah")
    screen.click("#pindah")
    screen.wait_for_timeout(300)

    assert screen.locator("#kartu-pindah").count() == 1
    assert screen.evaluate("document.querySelector('#kartu-pindah img').naturalWidth") > 0
    assert "/lanjut/" in screen.input_value("#kartu-pindah input")
    screen.click("#kartu-pindah button")
    screen.wait_for_selector("#kartu-pindah button:text-matches('Tersalin|Tekan tahan')")
