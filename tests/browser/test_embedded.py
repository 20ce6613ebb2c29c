"""The chat inside another website's page, in a real browser."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect
from support.service import free_port, running_web, running_worker

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
