"""A whole day through real browsers: Siti asks and complains, the desk answers, she reads it, Dewi takes the log home."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from support import cast
from support.service import free_port, running_web, running_worker
from support.staff import PASSWORD, StaffBrowser

from core.db import Database
from core.settings import Settings
from core.staff import Staff
from wsgi import create_app

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 800}
PATIENCE = 20_000
COMPLAINT = "Lampu jalan mati di depan SDN 1 Tegalyoso sejak Senin"
ANSWER = "Lampu sudah diganti regu penerangan pagi ini. =TERIMA(kasih)"


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def address(settings: Settings, database: Database) -> Iterator[str]:
    """The running service."""
    port = free_port()
    chosen = replace(settings, port=port, public_url=f"http://127.0.0.1:{port}")
    with running_web(chosen) as at, running_worker(chosen):
        yield at


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[[dict[str, int]], Page]]:
    """Opens windows of people who have nothing to do with each other; an error in any of them fails the test."""
    contexts, errors = [], []

    def opened(size: dict[str, int]) -> Page:
        context = chromium.new_context(base_url=address, viewport=size, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def log_in(open_page, settings: Settings, database: Database) -> Callable[[Callable[[Session], Staff]], Page]:
    """Opens the panel for one of the cast, through the door."""
    door = StaffBrowser(create_app(settings, database=database), database)

    def entered(who: Callable[[Session], Staff]) -> Page:
        with database.write() as session:
            staff = who(session)
        door.give_password(staff)
        page = open_page(DESK)
        page.goto("/admin/masuk")
        page.fill("#email", staff.email)
        page.fill("#password", PASSWORD)
        page.click("button.main")
        page.wait_for_url("**/admin/")
        return page

    return entered


def says(page: Page, text: str) -> None:
    page.fill("#tulis", text)
    page.keyboard.press("Enter")


def hears(page: Page, text: str) -> str:
    """Wait until the office's newest message with these words is there; all of what it says."""
    said = page.locator(".bubble.theirs", has_text=text).last
    expect(said).to_be_visible(timeout=PATIENCE)
    return said.inner_text()


def test_an_officer_works_through_the_queue_without_a_mouse(log_in, database: Database) -> None:
    with database.write() as session:
        numbers = [cast.a_complaint(session, text=f"Lampu jalan mati di gang {n}").number for n in range(2)]
    wati = log_in(cast.koordinator)
    wati.goto("/admin/tiket/")

    wati.keyboard.press("?")
    expect(wati.locator("#pintasan")).to_be_visible()
    wati.keyboard.press("x")
    wati.keyboard.press("Escape")
    expect(wati.locator("#pintasan")).to_be_hidden()
    assert wati.locator("tbody input:checked").count() == 0
    for key in ("j", "j", "x"):
        wati.keyboard.press(key)
    ticked = wati.locator("tbody tr", has=wati.locator("input:checked"))
    expect(ticked).to_have_count(1)
    second = wati.locator("tbody .title").nth(1).get_attribute("href")
    assert ticked.locator(".title").get_attribute("href") == second
    wati.keyboard.press("Enter")
    wati.wait_for_url(f"**/{second}")
    assert second in numbers
    wati.keyboard.press("n")
    wati.keyboard.type("Sudah dicek nanti malam?")
    expect(wati.locator("#catatan-text")).to_have_value("Sudah dicek nanti malam?")
    expect(wati.locator("#pintasan")).to_be_hidden()


def test_from_a_question_to_the_log_on_the_supervisors_desk(open_page, log_in) -> None:
    siti = open_page(PHONE)
    siti.goto("/")
    says(siti, "brp lama permohonan informasi dijawab?")
    assert "Sumber: UU 14/2008" in hears(siti, "10 hari kerja")

    says(siti, f"lapor {COMPLAINT}")
    hears(siti, "Periksa dulu laporan Anda")
    siti.get_by_role("button", name="Kirim", exact=False).first.click()
    number = next(word for word in hears(siti, "Nomor: ADU-").split() if word.startswith("ADU-"))

    wati = log_in(cast.koordinator)
    wati.goto("/admin/tiket/")
    wati.locator(f"a[href*='{number}']").first.click()
    expect(wati.locator("body")).to_contain_text(COMPLAINT)
    _act(wati, "Jawab", "#jawab-text", ANSWER)

    assert ANSWER in hears(siti, f"Jawaban untuk laporan {number}")
    siti.reload()
    assert ANSWER in hears(siti, ANSWER)
    says(siti, "belum, tetap gelap pak")
    hears(siti, "kami buka kembali")
    wati.goto(f"/admin/tiket/{number}")
    expect(wati.locator("body")).to_contain_text("tetap gelap pak")

    dewi = log_in(cast.dewi)
    dewi.goto("/admin/tiket/?tab=semua")
    with dewi.expect_download() as download:
        dewi.click("button[value=csv]")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")), delimiter=";"))
    mine = next(row for row in rows if row["Nomor"] == number)
    assert mine["Isi"] == COMPLAINT
    assert mine["Kanal"] == "Web"
    assert mine["Dijawab pertama"]
    assert mine["Ditutup"] == ""
    with dewi.expect_download() as download:
        dewi.click("button[value=xlsx]")
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert number in [row[0].value for row in sheet.iter_rows()]
    assert [row[1].value for row in sheet.iter_rows() if row[0].value == number] == [mine["Jenis"]]


def _act(page: Page, title: str, field: str, text: str) -> None:
    """Open a step of the ticket's page, write, and send."""
    step = page.locator(f"details:has(> summary:has-text('{title}'))").first
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    page.fill(field, text)
    step.locator("button.main").click()
    page.wait_for_selector(".flash.success")


def test_an_officer_opens_an_answer_and_the_chat_knows_it_at_once(open_page, log_in) -> None:
    siti = open_page(PHONE)
    siti.goto("/")
    says(siti, "apakah ada layanan pijat lansia di pendopo")
    hears(siti, "belum punya jawaban")

    wati = log_in(cast.koordinator)
    wati.goto("/admin/jawaban/baru")
    wati.fill("[name=title]", "Pijat lansia di pendopo")
    wati.fill("[name=phrasings]", "layanan pijat lansia di pendopo\nada pijat untuk lansia\npijat lansia gratis")
    wati.fill("[name=answer]", "Pijat lansia ada setiap Sabtu pagi di pendopo.")
    wati.fill("[name=source]", "Pengumuman kantor")
    wati.get_by_role("button", name="Terbitkan").first.click()
    wati.wait_for_selector(".flash.success")

    answer = siti.locator(".bubble.theirs", has_text="setiap Sabtu pagi")
    for heard in range(2, 12):  # the worker reads a change in the background: within a second, later on a busy machine
        says(siti, "apakah ada layanan pijat lansia di pendopo")
        expect(siti.locator(".bubble.theirs")).to_have_count(heard, timeout=PATIENCE)
        if answer.count():
            break
        siti.wait_for_timeout(1000)
    assert "Pengumuman kantor" in hears(siti, "setiap Sabtu pagi")


def test_without_a_connection_the_phone_says_so_and_sends_by_itself_later(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, viewport=PHONE)
    siti = context.new_page()
    siti.goto("/")
    says(siti, "apa itu ppid?")
    hears(siti, "Pejabat Pengelola Informasi")

    context.set_offline(True)
    says(siti, "berapa lama permohonan informasi dijawab?")

    expect(siti.locator("#kabar")).to_contain_text("Sambungan terputus")
    expect(siti.locator("#kabar")).to_be_in_viewport(ratio=1)
    expect(siti.locator("#mengetik")).to_be_hidden()
    context.set_offline(False)
    hears(siti, "10 hari kerja")
    expect(siti.locator("#kabar")).to_be_empty()
    context.close()


def test_a_photo_is_kept_and_an_officer_sees_it(open_page, log_in, tmp_path) -> None:
    photo = tmp_path / "lubang.png"
    siti = open_page(PHONE)
    siti.goto("/")
    siti.screenshot(path=photo)
    siti.set_input_files("#berkas", photo)
    says(siti, "lapor jalan berlubang di Jalan Melati Desa Buntalan")
    hears(siti, "Periksa dulu laporan Anda")
    says(siti, "ya")
    number = next(word for word in hears(siti, "Nomor: ADU-").split() if word.startswith("ADU-"))

    wati = log_in(cast.koordinator)
    for _ in range(20):
        wati.goto(f"/admin/tiket/{number}")
        if wati.locator("img[src*=lampiran]").count():
            break
        wati.wait_for_timeout(500)
    picture = wati.locator("img[src*=lampiran]").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
