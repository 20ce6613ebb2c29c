"""Whatever is posted to the page's or the frame's addresses: no fault, and whoever was taken in gets an answer."""

import io
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from support.time import MovableClock
from support.visitor import Office, Visitor

from core.db import Database
from core.messages.inbox import InboxMessage, InboxState
from core.settings import Settings
from wsgi import create_app

_SIGNS = some.text(some.characters(codec=None), max_size=30)
_LEAF = some.none() | some.booleans() | some.integers() | some.floats() | _SIGNS
_JSON = some.recursive(
    _LEAF,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(_SIGNS, inner, max_size=3),
    max_leaves=6,
)
_ID = some.builds(lambda number: str(uuid.UUID(int=number)), some.integers(0, 2**128 - 1))
_MESSAGE = some.fixed_dictionaries(
    {"id": _ID | _JSON},
    optional={
        "text": _SIGNS | some.sampled_from(["halo", "lapor", "ya", "batal", "/start", "1"]) | _JSON,
        "button": some.text(max_size=40) | _JSON,
        "label": _JSON,
        "latitude": some.floats(-100, 100) | _JSON,
        "longitude": some.floats(-200, 200) | _JSON,
        "session": _JSON,
    },
)
_FILE = some.tuples(
    some.binary(max_size=60), some.text(max_size=300) | _SIGNS, some.sampled_from(["", "image/png", "x"])
)
_ODD = runs(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Post:
    """Posts as one address expects it, each time as somebody new."""

    def __init__(self, app: Flask, base: str) -> None:
        self.app, self.base = app, base

    def somebody(self) -> tuple[FlaskClient, dict[str, str]]:
        if self.base == "/chat":
            visitor = Visitor(self.app)
            return visitor.client, visitor.headers()
        client = self.app.test_client(use_cookies=False)
        return client, {"Authorization": f"Bearer {client.post('/embed/session').json['session']}"}


@pytest.fixture(params=["/chat", "/embed"])
def post(request: pytest.FixtureRequest, settings: Settings, database: Database, clock: MovableClock) -> Post:
    framing = replace(settings, embed_origins=("https://klaten.example",))
    return Post(create_app(framing, database=database, clock=clock), request.param)


def _is_silent(client: FlaskClient, headers: dict[str, str], base: str) -> bool:
    news = client.get(f"{base}/messages", headers=headers).json
    return all(line["mine"] for line in news["messages"]) or news["typing"]


@_ODD
@given(body=_MESSAGE | _JSON)
def test_any_message_is_refused_or_answered(post: Post, office: Office, database: Database, body: Any) -> None:
    client, headers = post.somebody()

    answer = client.post(
        f"{post.base}/messages", data=json.dumps(body), headers={"Content-Type": "application/json", **headers}
    )

    assert answer.status_code in {202, 400}
    assert answer.is_json
    if answer.status_code == 202:
        office.answers()
        assert not _is_silent(client, headers, post.base)


@_ODD
@given(files=some.lists(_FILE, max_size=3), text=_SIGNS, message_id=_ID | _SIGNS)
def test_any_file_is_refused_or_answered(
    post: Post, office: Office, files: list[tuple[bytes, str, str]], text: str, message_id: str
) -> None:
    client, headers = post.somebody()
    clean = [(content, _sendable(name), claimed) for content, name, claimed in files]
    form: dict[str, Any] = {"id": _sendable(message_id), "text": _sendable(text)}
    form["files"] = [(io.BytesIO(content), name, claimed or None) for content, name, claimed in clean]

    answer = client.post(f"{post.base}/files", data=form, headers=headers, content_type="multipart/form-data")

    assert answer.status_code in {202, 400}
    if answer.status_code == 202:
        office.answers()
        assert not _is_silent(client, headers, post.base)


def _sendable(text: str) -> str:
    """What a form can carry at all."""
    return text.encode("utf-8", "replace").decode()


@_ODD
@given(after=_SIGNS | some.from_regex(r"\d+\.\d+(\.\d+)?", fullmatch=True), proof=some.binary(max_size=80))
def test_any_cursor_and_any_proof_are_refused_or_answered(post: Post, after: str, proof: bytes) -> None:
    client, headers = post.somebody()

    asked = client.get(f"{post.base}/messages", query_string={"after": _sendable(after)}, headers=headers)
    forged = {"Authorization": b"Bearer ".decode() + proof.decode("latin-1").replace("\n", "").replace("\r", "")}
    stranger = post.app.test_client(use_cookies=False).get(f"{post.base}/messages", headers=forged)

    assert asked.status_code in {200, 400}
    assert stranger.status_code == 401


def test_while_the_database_is_away_the_page_hears_that_it_has_to_come_again(
    post: Post, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, headers = post.somebody()
    message = {"id": str(uuid.uuid4()), "text": "halo"}
    with monkeypatch.context() as away:

        def fail() -> None:
            raise OperationalError("begin", {}, Exception("the database is away"))

        away.setattr(database, "write", fail)
        answer = client.post(f"{post.base}/messages", json=message, headers=headers)
    assert (answer.status_code, answer.json) == (503, {"ok": False, "error": "503"})

    assert client.post(f"{post.base}/messages", json=message, headers=headers).status_code == 202
    with database.read() as session:
        assert session.scalars(select(InboxMessage.state)).all() == [InboxState.NEW]
