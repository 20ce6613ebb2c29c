"""Takes the pictures of the documents from the running product. `make pictures`, or with --review FOLDER every screen.

The house is started on a temporary folder, lives through the same few weeks every time (day.py) and is gone afterwards.
"""

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from docs.pictures import smaller
from docs.pictures.day import TODAY, Day, live_through
from docs.pictures.house import PASSWORD, House, open_house

HERE = Path(__file__).parent
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 800}
Before = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the panel: its file, its address, who looks, on what, and what they did before."""

    name: str
    path: str
    who: str
    phone: bool = False
    before: Before | None = None
    whole: bool = False
    kept: bool = True


def _opens(title: str) -> Before:
    def click(page: Page) -> None:
        page.click(f"summary:has-text('{title}')")
        page.locator(f"details:has(> summary:has-text('{title}'))").scroll_into_view_if_needed()

    return click


def _tries_the_channel(page: Page) -> None:
    """A test message is begun, and the service is asked who we are."""
    page.click("section[aria-labelledby=kanal-telegram] button:has-text('pesan uji')")
    page.wait_for_load_state("networkidle")


def _asks_for_a_code(page: Page) -> None:
    page.click("button:has-text('Buat kode tautan')")
    page.wait_for_load_state("networkidle")


def _saves_a_view(page: Page) -> None:
    """The filter gets a name, and its address stands open."""
    page.click("summary:has-text('Simpan tampilan')")
    page.fill("#nama-tampilan", "Belum didisposisikan")
    page.click(".keeping button:has-text('Simpan')")
    page.click("summary:has-text('Alamat')")
    page.locator(".views b:not([hidden])").first.wait_for()


def _mentions_a_colleague(page: Page) -> None:
    """A name is begun in an internal note, and colleagues are offered."""
    _opens("Catatan internal")(page)
    page.locator("#catatan-text").press_sequentially("Tolong pasang rambu dulu sebelum malam, @r")
    page.wait_for_selector(".mentions:not([hidden])")
    page.locator("#langkah details[open]").scroll_into_view_if_needed()


def _shots(day: Day) -> list[Shot]:
    k, s, a = day.koordinator, day.supervisor, day.admin
    ticket = f"/admin/tiket/{day.shown}"
    return [
        Shot("panel-queue", "/admin/tiket/", k),
        Shot("panel-queue-phone", "/admin/tiket/", k, phone=True),
        Shot("panel-ticket", ticket, k, whole=True),
        Shot("panel-ticket-phone", ticket, k, phone=True, kept=False, whole=True),
        Shot("panel-ticket-new", f"/admin/tiket/{day.new}", k, whole=True),
        Shot("panel-ticket-answered", f"/admin/tiket/{day.answered}", k, whole=True, kept=False),
        Shot("panel-ticket-request", f"/admin/tiket/{day.request}", a, whole=True, kept=False),
        Shot("panel-ticket-anonymous", f"/admin/tiket/{day.anonymous}", s, before=_opens("Minta nama pelapor dibuka")),
        Shot("panel-home", "/admin/", s),
        Shot("panel-chats", "/admin/percakapan/", k, kept=False),
        Shot("panel-chat", "/admin/percakapan/1", k),
        Shot("panel-questions", "/admin/pertanyaan/", k),
        Shot("panel-trial", "/admin/coba-pertanyaan/?q=berapa+biaya+minta+informasi", k),
        Shot("panel-synonyms", "/admin/padanan-kata/", k, kept=False),
        Shot("panel-imports", "/admin/jawaban/banyak/", k, kept=False),
        Shot("panel-import-past", day.table, s),
        Shot("panel-notices", "/admin/pemberitahuan/", s),
        Shot("panel-demand", "/admin/permintaan-data/", k, kept=False),
        Shot("panel-staff-chat", "/admin/chat-petugas/", k, before=_asks_for_a_code, whole=True),
        Shot("panel-intake", "/admin/catat/", k, whole=True),
        Shot("panel-alike", "/admin/serupa/", k, kept=False),
        Shot("panel-dashboard", "/admin/dasbor/", s, whole=True),
        Shot("panel-reports", "/admin/laporan/", s, kept=False),
        Shot("reports", "/laporan", "pembaca", kept=False),
        Shot("panel-analytics", "/admin/analitik/", s),
        Shot("track", "/lacak", "pelacak", kept=False),
        Shot("data", "/data", "pembaca", kept=False),
        Shot("data-indicator", "/data/ipm", "pembaca", whole=True, kept=False),
        Shot("panel-answers", "/admin/jawaban/", k, kept=False),
        Shot("panel-answer", "/admin/jawaban/1", k, whole=True),
        Shot("panel-answer-new", "/admin/jawaban/baru", k, whole=True, kept=False),
        Shot("panel-answer-versions", "/admin/jawaban/1/versi", k, kept=False),
        Shot("panel-download", "/admin/tiket/?tab=semua&jenis=ADU&dari=2026-11-01&sampai=2026-11-20", s),
        Shot("panel-agencies", "/admin/opd/", a),
        Shot("panel-agency", "/admin/opd/2", a, kept=False),
        Shot("panel-staff", "/admin/petugas/", a),
        Shot("panel-staff-new", "/admin/petugas/baru", a),
        Shot("panel-office", "/admin/kantor/", a, whole=True),
        Shot("panel-calendar", "/admin/kalender/", a),
        Shot("panel-deadlines", "/admin/tenggat/", a),
        Shot("panel-deadline", "/admin/tenggat/1", a, kept=False),
        Shot("panel-channels", "/admin/kanal/", a, before=_tries_the_channel),
        Shot("panel-service-points", "/admin/titik/", a),
        Shot("panel-poster", "/admin/titik/1/poster", a, whole=True),
        Shot("panel-dead-letters", "/admin/pesan-bermasalah/", s),
        Shot("panel-audit", "/admin/jejak-audit/", s),
        Shot("panel-password", "/admin/ganti-sandi", k, kept=False),
        Shot("panel-no-such", "/admin/tiket/ADU-26-99999-X", k, kept=False),
        Shot("panel-nothing", "/admin/tiket/?tab=semua&cari=gajah", k, kept=False),
        Shot("panel-mention", ticket, k, before=_mentions_a_colleague),
        Shot("panel-views", "/admin/tiket/?tab=baru&jenis=ADU&status=diterima", k, before=_saves_a_view),
    ]


class Camera:
    """A browser with a few people in it."""

    def __init__(self, browser: Browser, house: House, folder: Path) -> None:
        self._browser, self._house, self._folder = browser, house, folder
        self._pages: dict[tuple[str, bool, str], Page] = {}

    def page(self, who: str, *, phone: bool, scheme: str = "light") -> Page:
        """A window of this person; logged in when it is somebody of the office."""
        key = (who, phone, scheme)
        if key not in self._pages:
            context = self._browser.new_context(
                base_url=self._house.base,
                viewport=PHONE if phone else DESKTOP,
                device_scale_factor=2 if phone else 1,
                has_touch=phone,
                color_scheme=scheme,
                locale="id-ID",
                timezone_id="Asia/Jakarta",
                reduced_motion="reduce",
            )
            self._pages[key] = context.new_page()
            if "@" in who:
                _log_in(self._pages[key], who)
        return self._pages[key]

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        path = self._folder / f"{name}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")
        if self._folder == HERE:
            smaller.shrink(path)

    def shoot(self, shot: Shot, *, phone: bool | None = None, scheme: str = "light", name: str = "") -> None:
        phone = shot.phone if phone is None else phone
        page = self.page(shot.who, phone=phone, scheme=scheme)
        page.goto(shot.path)
        page.wait_for_load_state("networkidle")
        if shot.before:
            shot.before(page)
        self.take(page, name or shot.name, whole=shot.whole or bool(name))


def _log_in(page: Page, who: str) -> None:
    page.goto("/admin/masuk")
    page.fill("#email", who)
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/admin/")


def _talk(page: Page, *, asks: bool) -> None:
    """A complaint from the first word to its number, typed and tapped; before it, if wanted, a question."""
    page.goto("/")
    page.wait_for_selector(".start button")
    if asks:
        _says(page, "apa itu ppid?")
    _says(page, "jalan di depan pasar contoh wedi rusak parah, banyak lubang, tolong diperbaiki")
    page.click(".choices:not(.used) button:has-text('Kirim laporan')")
    page.wait_for_selector(".theirs:has-text('ADU-')")
    _settles(page)
    page.locator("#tulis").blur()


def _asks_for_a_chart(page: Page) -> None:
    """A figure, and its picture a moment later."""
    page.goto("/")
    page.wait_for_selector(".start button")
    _says(page, "ipm klaten")
    page.click(".choices:not(.used) button:has-text('Grafik')")
    page.wait_for_selector(".theirs img")
    _settles(page)
    page.locator("#tulis").blur()


def _says(page: Page, words: str) -> None:
    before = page.locator(".theirs").count()
    page.fill("#tulis", words)
    page.press("#tulis", "Enter")
    page.locator(".theirs").nth(before).wait_for()
    _settles(page)


def _settles(page: Page) -> None:
    page.wait_for_selector("#mengetik", state="hidden")
    page.wait_for_timeout(400)


def _chats(camera: Camera, scheme: str, ending: str) -> None:
    for phone, name in ((True, "chat-phone"), (False, "chat-desktop")):
        page = camera.page(f"warga{ending}", phone=phone, scheme=scheme)
        page.goto("/")
        page.wait_for_timeout(300)
        camera.take(page, f"{name}-start{ending}")
        _talk(page, asks=not phone)
        camera.take(page, f"{name}{ending}")
        page = camera.page(f"peneliti{ending}", phone=phone, scheme=scheme)
        _asks_for_a_chart(page)
        camera.take(page, f"{name}-figures{ending}")


def _login(camera: Camera, scheme: str = "light", ending: str = "") -> None:
    page = camera.page(f"tamu{ending}", phone=False, scheme=scheme)
    page.goto("/admin/masuk")
    camera.take(page, f"panel-login{ending}")


def review(camera: Camera, day: Day) -> None:
    """Every screen, on both kinds of screen, light and dark."""
    for scheme in ("light", "dark"):
        _login(camera, scheme, f"-{scheme}")
        for shot in _shots(day):
            for phone in (False, True):
                if phone or not shot.phone:
                    size = "phone" if phone else "desktop"
                    camera.shoot(shot, phone=phone, scheme=scheme, name=f"{shot.name}-{size}-{scheme}")
        _chats(camera, scheme, f"-{scheme}")


def documents(camera: Camera, day: Day) -> None:
    """The pictures the documents use."""
    _login(camera)
    for shot in _shots(day):
        if shot.kept:
            camera.shoot(shot)
    page = camera.page("warga", phone=True)
    _talk(page, asks=False)
    camera.take(page, "chat-phone")
    page = camera.page("peneliti", phone=True)
    _asks_for_a_chart(page)
    camera.take(page, "chat-figures")


def main() -> None:
    """Take them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--review", type=Path, metavar="FOLDER", help="every screen, light and dark, into this folder")
    asked.add_argument("--chromium", default="/usr/bin/chromium")
    given = asked.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder = given.review or HERE
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        open_house(Path(data), *TODAY, 7, 0) as house,
    ):
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox"], env={**os.environ, "LANGUAGE": "id"}
        )
        day = live_through(house, _photo(browser))
        camera = Camera(browser, house, folder)
        (review if given.review else documents)(camera, day)
        browser.close()
    sys.stdout.write(f"Pictures are in {folder}\n")


def _photo(browser: Browser) -> bytes:
    """A drawing of a hole in a road, in place of a citizen's photo."""
    page = browser.new_page(viewport={"width": 480, "height": 360})
    page.set_content(
        "<svg width=480 height=360 viewBox='0 0 48 36' style='position:fixed;inset:0'>"
        "<rect width=48 height=14 fill='#a9cbe0'/><path d='M0 14 12 8l9 5 10-7 17 8v6H0z' fill='#5f8a5b'/>"
        "<path d='M18 14h12l16 22H2z' fill='#6d6f72'/><path d='M24 15v3m0 3v4m0 4v5' stroke='#e8e3cf'/>"
        "<ellipse cx=30 cy=27 rx=7 ry=3 fill='#3a3129'/><ellipse cx=30 cy=27.600 rx=5 ry=1.900 fill='#6b5a45'/></svg>"
    )
    taken = page.screenshot()
    page.close()
    return taken


if __name__ == "__main__":
    main()
