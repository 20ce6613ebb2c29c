"""The page of the web chat: nothing from outside, nothing inline, everything named, in Indonesian."""

import re

from flask import Flask
from support.staff import Page
from support.time import NOON
from support.visitor import Visitor

from core import office as offices
from core.db import Database

_ELSEWHERE = re.compile(r"""["'(]\s*(?:https?:)?//[\w.]""")


def test_the_page_has_one_heading_names_for_every_control_and_no_address_outside(visitor: Visitor) -> None:
    page = Page(visitor.page.text)

    assert visitor.page.status_code == 200
    assert page.problems == []


def test_the_page_tells_a_screen_reader_what_is_new(visitor: Visitor) -> None:
    html = visitor.page.text

    assert '<html lang="id">' in html
    assert re.search(r'<div id="pesan"[^>]*role="log"[^>]*aria-live="polite"', html)
    assert re.search(r'<p id="kabar"[^>]*role="status"', html)
    assert '<a class="skip" href="#tulis">' in html
    assert "<noscript>" in html


def test_the_policy_of_the_page_allows_only_what_is_ours(visitor: Visitor) -> None:
    policy = visitor.page.headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}

    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == ["'none'"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert visitor.page.headers["X-Content-Type-Options"] == "nosniff"


def test_everything_the_page_loads_is_there_and_leads_nowhere_else(visitor: Visitor) -> None:
    loaded = re.findall(r'(?:src|href)="(/[^"]+)"', visitor.page.text)
    assert len(loaded) >= 3

    for address in loaded:
        with visitor.client.get(address) as answer:
            assert answer.status_code == 200, address
            assert "Content-Security-Policy" in answer.headers
            told = answer.text.replace("http://www.w3.org/2000/svg", "")
        assert not _ELSEWHERE.search(told), address


def test_the_page_names_the_office_and_says_when_it_is_an_example(app: Flask, database: Database) -> None:
    assert "kantor contoh" not in app.test_client().get("/").text
    with database.write() as session:
        offices.save(session, values={"name": "Diskominfo <Contoh>", "sample": True}, at=NOON)

    html = app.test_client().get("/").text

    assert "Diskominfo &lt;Contoh&gt;" in html
    assert "kantor contoh" in html


def test_the_chat_cookie_is_out_of_reach_of_scripts_and_the_page_is_never_kept(visitor: Visitor) -> None:
    cookies = visitor.page.headers.getlist("Set-Cookie")
    (chat,) = [cookie for cookie in cookies if cookie.startswith("pendopo_chat=")]

    assert "HttpOnly" in chat
    assert "SameSite=Lax" in chat
    assert visitor.page.headers["Cache-Control"] == "no-store"


def test_a_visitor_keeps_the_session_when_the_page_is_loaded_again(visitor: Visitor) -> None:
    before = visitor.client.get_cookie("pendopo_chat")

    again = visitor.client.get("/")

    assert not [cookie for cookie in again.headers.getlist("Set-Cookie") if cookie.startswith("pendopo_chat=")]
    assert visitor.client.get_cookie("pendopo_chat") == before


def test_an_address_nobody_knows_is_a_page_in_indonesian(visitor: Visitor) -> None:
    answer = visitor.client.get("/tidak-ada")

    assert answer.status_code == 404
    assert 'lang="id"' in answer.text
    assert Page(answer.text).problems == []
