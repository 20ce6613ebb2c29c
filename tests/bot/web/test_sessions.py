"""Who is who in the web chat: a signed cookie, a token against forged requests, and nothing else."""

from dataclasses import replace

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import select
from support.bot_api import PNG
from support.keys import SECRET_KEY
from support.visitor import Visitor

from core.db import Database
from core.messages.inbox import InboxMessage
from core.settings import Settings
from wsgi import create_app


def _kept(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(InboxMessage.chat_key)))


@pytest.mark.parametrize("token", [None, "", "palsu", "a.b.c"])
def test_a_message_without_the_token_of_the_page_is_refused(
    visitor: Visitor, database: Database, token: str | None
) -> None:
    headers = {} if token is None else {"X-CSRFToken": token}
    body = {"id": "3f0c6c1e-5a55-4f0e-9d0a-0123456789ab", "text": "halo"}

    answer = visitor.client.post("/chat/messages", json=body, headers=headers)

    assert (answer.status_code, answer.json) == (400, {"ok": False, "error": "csrf"})
    assert _kept(database) == []


def test_the_token_of_another_visitor_opens_nothing(app: Flask, visitor: Visitor, database: Database) -> None:
    visitor.token = Visitor(app).token

    assert visitor.writes("halo").status_code == 400
    assert visitor.attaches((PNG, "a.png", "image/png")).status_code == 400
    assert _kept(database) == []


@pytest.mark.parametrize(
    "cookie", ["", "x", "InNpdGki.palsu", "....", "a" * 3000, '"\\303\\251"', "%00", "eyJhIjoxfQ.AAAA"]
)
def test_a_cookie_somebody_made_up_is_nobody_s(visitor: Visitor, database: Database, cookie: str) -> None:
    visitor.client.set_cookie("pendopo_chat", cookie)

    assert visitor.client.get("/chat/messages").status_code == 401
    assert visitor.writes("halo").status_code == 401
    assert _kept(database) == []
    assert "pendopo_chat=" in str(visitor.client.get("/").headers.getlist("Set-Cookie"))


def test_a_cookie_signed_for_something_else_is_nobody_s(visitor: Visitor) -> None:
    visitor.client.set_cookie("pendopo_chat", str(URLSafeSerializer(SECRET_KEY, salt="lain").dumps("x")))

    assert visitor.client.get("/chat/messages").status_code == 401


def test_one_changed_letter_of_the_cookie_ends_the_session(visitor: Visitor) -> None:
    cookie = visitor.client.get_cookie("pendopo_chat")
    assert cookie is not None
    changed = ("B" if cookie.value[3] != "B" else "C").join([cookie.value[:3], cookie.value[4:]])
    visitor.client.set_cookie("pendopo_chat", changed)

    assert visitor.client.get("/chat/messages").status_code == 401


def test_without_a_cookie_nothing_is_read(app: Flask) -> None:
    answer = app.test_client().get("/chat/messages")

    assert (answer.status_code, answer.json) == (401, {"ok": False, "error": "401"})


def test_the_database_knows_only_a_mark_of_the_session(visitor: Visitor, database: Database) -> None:
    visitor.writes("halo")

    cookie = visitor.client.get_cookie("pendopo_chat")
    assert cookie is not None
    session_id = URLSafeSerializer(SECRET_KEY, salt="pendopo.web.chat").loads(cookie.value)
    (chat_key,) = _kept(database)
    assert session_id not in chat_key


def test_behind_https_the_cookies_never_travel_in_the_open(settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, public_url="https://layanan.klaten.example"), database=database)

    page = app.test_client().get("/")

    assert all("Secure" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
