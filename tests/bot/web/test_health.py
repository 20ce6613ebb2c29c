"""Health: alive, ready, and the figures, for whoever holds the token."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from support.time import MovableClock
from support.visitor import Office, Visitor

from bot.web import health
from core.db import Database
from core.files import FileStore
from core.messages import channel_commands, inbox, media, outbox
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.media import MediaKind
from core.messages.outbox import OutboxMessage, TryLater
from core.settings import Settings

TOKEN = "token-pantau-uji"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, metrics_token=TOKEN)


@pytest.fixture
def without_database(tmp_path: Path, clock: MovableClock) -> Iterator[Flask]:
    """Health of a house whose database cannot be reached."""
    app = Flask("away")
    away = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    app.register_blueprint(health.blueprint(away, metrics_token=TOKEN, clock=clock))
    yield app
    away.dispose()


def _figures(app: Flask) -> str:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.text


def test_the_process_says_that_it_lives_and_can_serve(app: Flask) -> None:
    client = app.test_client()

    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (200, {"ok": True})
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"ok": True, "database": "ok"})


def test_a_house_without_its_database_lives_but_is_not_ready(without_database: Flask) -> None:
    client = without_database.test_client()

    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (503, {"ok": False, "database": "away"})


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer salah", f"Bearer {TOKEN}x", "Bearer \xe9", "Basic x"])
def test_without_the_token_there_are_no_figures(app: Flask, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    assert app.test_client().get("/metrics", headers=headers).status_code == 404


def test_where_no_token_is_set_nobody_gets_figures(database: Database, clock: MovableClock) -> None:
    app = Flask("tokenless")
    app.register_blueprint(health.blueprint(database, metrics_token="", clock=clock))

    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_figures_count_what_waits_and_what_was_said(
    app: Flask, visitor: Visitor, office: Office, clock: MovableClock
) -> None:
    visitor.writes("halo")
    clock.move(seconds=90)
    waiting = _figures(app)
    assert 'pendopo_inbox_messages{channel="web",state="new"} 1.0' in waiting
    assert 'pendopo_inbox_lag_seconds{channel="web"} 90.0' in waiting
    assert 'pendopo_inbox_lag_seconds{channel="telegram"} 0.0' in waiting

    office.answers()

    answered = _figures(app)
    assert 'pendopo_inbox_messages{channel="web",state="done"} 1.0' in answered
    assert 'pendopo_outbox_messages{channel="web",state="sent"} 1.0' in answered
    assert 'pendopo_inbox_lag_seconds{channel="web"} 0.0' in answered


def test_the_figures_tell_how_often_a_channel_was_tried_again_and_how_far_it_lags(
    app: Flask, database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        outbox.enqueue(session, key="k", chat_key="whatsapp:1:2", kind="case_answered", data={}, at=clock())
        row = session.query(OutboxMessage).one()
        for _ in range(3):
            outbox.start_sending(row)
            outbox.settle(row, TryLater("500"), at=clock())
    clock.move(seconds=40)

    told = _figures(app)

    assert 'pendopo_outbox_retries{channel="whatsapp"} 2.0' in told
    assert 'pendopo_outbox_lag_seconds{channel="whatsapp"} 40.0' in told


def test_the_figures_name_nobody(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.writes("lapor lampu mati, saya Budi 081234567890")
    office.answers()

    told = _figures(app)

    assert "Budi" not in told
    assert "0812" not in told
    assert "web:" not in told


def test_the_figures_count_everything_that_is_dead_and_look_at_services_not_at_commands(
    app: Flask, database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        inbox.accept_unreadable(session, Channel.TELEGRAM, "{", why="not JSON", at=clock())
        channel_commands.done(session, Channel.WHATSAPP, Command.TEMPLATES, "{}", at=clock())
        clock.move(days=3)
        channel_commands.done(session, Channel.WHATSAPP, Command.CHECK, "{}", at=clock())
    clock.move(seconds=60)

    told = _figures(app)

    assert 'pendopo_inbox_messages{channel="telegram",state="dead"} 1.0' in told
    assert 'pendopo_channel_last_ok_seconds{name="whatsapp:check"} 60.0' in told
    assert "whatsapp:templates" not in told


def test_a_house_whose_files_another_machine_keeps_for_itself_says_so(
    app: Flask, database: Database, settings: Settings, tmp_path: Path, clock: MovableClock
) -> None:
    elsewhere = FileStore(str(tmp_path / "another machine")).put(b"foto")
    with database.write() as session:
        kept = media.expect(
            session,
            inbox_id=1,
            channel=Channel.WEB,
            chat_key="web:1",
            kind=MediaKind.PHOTO,
            ext_file="x",
            name=None,
            at=clock(),
        )
        media.stored(session, kept.id, sha256=elsewhere.sha256, mime="image/png", size=4)
    assert app.test_client().get("/readyz").json == {"ok": True, "database": "ok", "files": "not shared"}

    FileStore(settings.files_url).put(b"foto")

    assert app.test_client().get("/readyz").json == {"ok": True, "database": "ok"}
