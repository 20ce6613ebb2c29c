"""The same talk on another device, and the chat inside another website's page."""

import base64
import re
import uuid
from dataclasses import replace

import pytest
from flask import Flask
from itsdangerous import TimestampSigner
from support.time import MovableClock
from support.visitor import Office, Visitor
from werkzeug.test import Client

from core.db import Database
from core.drawn_codes import drawn
from core.settings import BadSetting, Settings, from_environment
from wsgi import create_app

SITE = "https://klaten.example"


def _link(visitor: Visitor) -> str:
    answer = visitor.client.post("/chat/link", headers=visitor.headers())
    assert answer.status_code == 200
    return str(answer.json["link"]).removeprefix("http://localhost")


def _confirm(client: Client, link: str) -> int:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(link).text)
    assert token is not None
    return client.post(link, data={"csrf_token": token[1]}).status_code


def test_a_link_goes_on_with_the_talk_on_another_device(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.writes("halo")
    office.answers()
    other = Visitor(app)
    assert other.lines() == []

    assert _confirm(other.client, _link(visitor)) == 302

    assert other.lines() == visitor.lines() != []


def test_the_link_comes_with_a_code_to_scan_that_holds_the_same_address(visitor: Visitor) -> None:
    answer = visitor.client.post("/chat/link", headers=visitor.headers()).json

    drawing = base64.b64decode(answer["code"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert drawing == drawn(answer["link"])
    assert drawing.startswith("<svg")


def test_opening_a_link_changes_nothing_before_it_is_confirmed(app: Flask, visitor: Visitor, office: Office) -> None:
    """Somebody who is sent a stranger's link must not write into the stranger's talk without noticing."""
    visitor.writes("halo")
    office.answers()
    other = Visitor(app)

    page = other.client.get(_link(visitor))

    assert "Anda buat sendiri" in page.text
    assert other.lines() == []
    assert other.client.post(_link(visitor)).status_code == 400


@pytest.mark.parametrize("token", ["palsu", "a.b.c", "x" * 3000])
def test_a_link_somebody_made_up_opens_nothing(visitor: Visitor, token: str) -> None:
    answer = visitor.client.get(f"/lanjut/{token}")

    assert answer.status_code == 410
    assert "tidak berlaku" in answer.text


def test_a_link_is_void_after_a_day(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    link = _link(visitor)
    now = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + 24 * 3600 + 60)

    assert Visitor(app).client.get(link).status_code == 410


def test_a_link_is_made_only_for_a_session_of_one_s_own(app: Flask, visitor: Visitor) -> None:
    stranger = app.test_client()

    assert stranger.post("/chat/link").status_code == 400
    visitor.client.delete_cookie("pendopo_chat")
    assert visitor.client.post("/chat/link", headers=visitor.headers()).status_code == 401


@pytest.fixture
def framed(settings: Settings, database: Database, clock: MovableClock) -> Flask:
    """The web process of an office that lets one website show the chat."""
    return create_app(replace(settings, embed_origins=(SITE,)), database=database, clock=clock)


def _bearer(framed: Flask) -> tuple[Client, dict[str, str]]:
    client = framed.test_client(use_cookies=False)
    session = client.post("/embed/session").json["session"]
    return client, {"Authorization": f"Bearer {session}"}


def test_in_a_frame_a_talk_needs_no_cookie(framed: Flask, office: Office) -> None:
    client, proof = _bearer(framed)
    body = {"id": str(uuid.uuid4()), "text": "halo"}

    assert client.post("/embed/messages", json=body, headers=proof).status_code == 202
    assert client.post("/embed/messages", json=body, headers=proof).status_code == 202
    office.answers()

    lines = client.get("/embed/messages?after=0.0", headers=proof).json["messages"]
    assert [line["mine"] for line in lines] == [True, False]


def test_a_frame_without_a_session_of_its_own_reads_and_writes_nothing(framed: Flask, office: Office) -> None:
    visitor = Visitor(framed)
    visitor.writes("rahasia saya")
    cookie = visitor.client.get_cookie("pendopo_chat")
    body = {"id": str(uuid.uuid4()), "text": "halo"}

    for given in ("", "Bearer ", "Bearer palsu", f"Bearer {cookie.value}", cookie.value):
        headers = {"Authorization": given}
        assert visitor.client.get("/embed/messages", headers=headers).status_code == 401
        assert visitor.client.post("/embed/messages", json=body, headers=headers).status_code == 401
        assert visitor.client.post("/embed/files", data={}, headers=headers).status_code == 401


def test_only_the_websites_of_the_list_may_frame_the_chat(framed: Flask) -> None:
    client = framed.test_client()

    assert f"frame-ancestors {SITE}" in client.get("/embed").headers["Content-Security-Policy"]
    assert "Set-Cookie" not in client.get("/embed").headers
    for path in ("/", "/admin/masuk"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]
    script = client.get("/embed.js")
    assert script.mimetype == "text/javascript"
    assert "http://localhost/embed" in script.text
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_without_a_list_there_is_nothing_to_frame(app: Flask) -> None:
    client = app.test_client()

    for path in ("/embed", "/embed.js", "/embed/messages"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "given", ["klaten.example", "https://", "https://a.example; script-src *", "*", "https://a.example/x"]
)
def test_a_list_of_websites_that_could_open_too_much_is_refused(given: str, tmp_path) -> None:
    with pytest.raises(BadSetting, match="PENDOPO_EMBED_ORIGINS"):
        from_environment({"PENDOPO_DATA_DIR": str(tmp_path), "PENDOPO_EMBED_ORIGINS": given})
