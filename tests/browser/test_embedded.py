"""The chat inside another website's page, in a real browser."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from support.bot_api import PNG
from support.service import free_port, running_web, running_worker

from core.clock import utc_now
from core.db import Database
from core.files import FileStore
from core.messages import outbox
from core.messages.inbox import InboxMessage
from core.messages.outfiles import FILE, OutFile
from core.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """A website of somebody else, and the one page it shows."""
    page = [""]

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page[0].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://localhost:{server.server_port}", page
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("is_listed", [True, False])
def test_one_script_tag_brings_the_chat_into_a_listed_website_only(
    chromium: Browser, settings: Settings, site: tuple[str, list[str]], is_listed: bool
) -> None:
    origin, page = site
    port = free_port()
    listed = origin if is_listed else "https://lain.example"
    chosen = replace(settings, port=port, public_url=f"http://127.0.0.1:{port}", embed_origins=(listed,))
    with running_web(chosen) as address, running_worker(chosen):
        page[0] = (
            f'<!doctype html><html lang="id"><title>Situs</title><h1>Situs</h1><script src="{address}/embed.js"></script>'
        )
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        visitor = context.new_page()
        visitor.goto(origin)
        visitor.get_by_role("button", name="Tanya atau lapor").click()
        frame = visitor.frame_locator("#pendopo-frame")
        if is_listed:
            frame.locator("#tulis").fill("halo")
            frame.locator("#tulis").press("Enter")
            expect(frame.locator(".bubble.theirs")).to_have_count(1, timeout=20_000)
            visitor.reload()
            visitor.get_by_role("button", name="Tanya atau lapor").click()
            expect(frame.locator(".bubble")).to_have_count(2, timeout=20_000)
            assert context.cookies() == []
        else:
            visitor.wait_for_timeout(1000)
            assert frame.locator("#tulis").count() == 0
        context.close()


def test_in_a_frame_without_a_cookie_a_sent_picture_is_shown_and_a_paper_can_be_kept(
    chromium: Browser, settings: Settings, database: Database
) -> None:
    port = free_port()
    chosen = replace(
        settings, port=port, public_url=f"http://127.0.0.1:{port}", embed_origins=("https://lain.example",)
    )
    files = FileStore(chosen.files_url)
    with running_web(chosen) as address, running_worker(chosen):
        visitor = chromium.new_page(viewport={"width": 390, "height": 844})
        visitor.goto(f"{address}/embed")
        visitor.fill("#tulis", "halo")
        visitor.press("#tulis", "Enter")
        expect(visitor.locator(".bubble.theirs")).to_have_count(1, timeout=20_000)
        with database.write() as session:
            (chat,) = session.scalars(select(InboxMessage.chat_key))
            for place, (content, name) in enumerate(((PNG, "grafik.png"), (b"%PDF-1.4\n%%EOF\n", "lampiran-1.pdf")), 1):
                kept = files.put(content)
                file = OutFile(kept.sha256, kept.mime, name, kept.size, alt="Grafik garis IPM")
                data = {"place": place, "of": 2, FILE: file.to_json()}
                outbox.enqueue(session, key=f"a{place}", chat_key=chat, kind="officer_file", data=data, at=utc_now())

        picture = visitor.get_by_alt_text("Grafik garis IPM")
        expect(picture).to_have_attribute("src", re.compile("^blob:"), timeout=20_000)
        expect(picture).to_have_js_property("naturalWidth", 1)
        with visitor.expect_download() as download:
            visitor.get_by_text("lampiran-1.pdf").click()
        assert download.value.suggested_filename == "lampiran-1.pdf"
        visitor.close()
