"""Files the office sends into a web chat: for that session alone, and nothing a browser would run."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from support.bot_api import PNG
from support.time import NOON, MovableClock
from support.visitor import Office, Visitor

from core.db import Database
from core.messages import outbox
from core.messages.inbox import InboxMessage
from core.messages.outfiles import FILE, OutFile
from core.settings import Settings
from wsgi import create_app

HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def chart(office: Office) -> OutFile:
    kept = office.files.put(PNG)
    return OutFile(kept.sha256, kept.mime, "grafik.png", kept.size, alt="Grafik garis IPM", is_ours=True)


def _sends(
    office: Office, database: Database, visitor: Visitor, file: OutFile, key: str = "ev1.1"
) -> dict[str, object]:
    """The visitor writes, and an officer's file comes with the answers; the bubble it is in."""
    visitor.writes("halo")
    with database.write() as session:
        chat = session.scalars(select(InboxMessage.chat_key).order_by(InboxMessage.id.desc())).first()
        assert chat is not None
        data = {"place": 1, "of": 1, FILE: file.to_json()}
        outbox.enqueue(session, key=key, chat_key=chat, kind="officer_file", data=data, at=NOON)
    office.answers()
    found = [line["file"] for line in visitor.lines() if line["file"]]
    return dict(found[-1]) if found else {}


def test_a_chart_is_shown_in_the_page_with_words_for_who_cannot_see_it(
    visitor: Visitor, office: Office, database: Database, chart: OutFile
) -> None:
    shown = _sends(office, database, visitor, chart)
    answer = visitor.client.get(f"/chat/files/{shown['path']}")

    assert (shown["alt"], shown["shown"], shown["size"]) == ("Grafik garis IPM", True, len(PNG))
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert answer.headers["Content-Disposition"] == 'inline; filename="grafik.png"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("content", "mime"), [(HTML, "text/html"), (PNG, "image/png")])
def test_what_the_house_did_not_draw_is_only_ever_a_download(
    visitor: Visitor, office: Office, database: Database, content: bytes, mime: str
) -> None:
    kept = office.files.put(content)
    shown = _sends(office, database, visitor, OutFile(kept.sha256, mime, "lampiran-1.bin", kept.size))
    answer = visitor.client.get(f"/chat/files/{shown['path']}")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'; sandbox" in answer.headers["Content-Security-Policy"]


def test_nobody_else_can_fetch_it(
    visitor: Visitor, office: Office, database: Database, chart: OutFile, app: Flask
) -> None:
    path = f"/chat/files/{_sends(office, database, visitor, chart)['path']}"

    assert Visitor(app).client.get(path).status_code == 404
    assert app.test_client().get(path).status_code == 401
    assert visitor.client.get("/chat/files/999999999999").status_code == 404


def test_a_file_that_is_gone_is_told_in_words(
    visitor: Visitor, office: Office, database: Database, chart: OutFile
) -> None:
    assert _sends(office, database, visitor, replace(chart, sha256="0" * 64)) == {}
    assert "grafik.png tidak bisa kami kirim" in visitor.told()


def test_in_another_site_s_frame_the_bearer_opens_it_and_the_page_stays_frameable(
    settings: Settings, database: Database, clock: MovableClock, office: Office, chart: OutFile
) -> None:
    app = create_app(replace(settings, embed_origins=("https://klaten.example",)), database=database, clock=clock)
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {client.post('/embed/session').json['session']}"}  # type: ignore[index]
    message = {"id": "10000000-1000-4000-8000-100000000000", "text": "halo"}
    client.post("/embed/messages", json=message, headers=bearer)
    with database.write() as session:
        chat = session.scalars(select(InboxMessage.chat_key)).one()
        data = {"place": 1, "of": 1, FILE: chart.to_json()}
        outbox.enqueue(session, key="ev1.1", chat_key=chat, kind="officer_file", data=data, at=NOON)
    office.answers()
    news = client.get("/embed/messages?after=0.0", headers=bearer).json
    assert news is not None
    (path,) = [line["file"]["path"] for line in news["messages"] if line["file"]]

    assert client.get(f"/embed/files/{path}").status_code == 401
    opened = client.get(f"/embed/files/{path}", headers=bearer)
    assert opened.data == PNG
    assert "sandbox" in opened.headers["Content-Security-Policy"]
