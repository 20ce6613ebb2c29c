"""Odd, broken and hostile input at the web chat: a clear no or a clear sentence, never a fault, and nothing is lost."""

import json
import uuid
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as some
from sqlalchemy import select
from support.visitor import Office, Visitor

from core.db import Database
from core.messages.inbox import InboxMessage, InboxState

ID = "3f0c6c1e-5a55-4f0e-9d0a-0123456789ab"
_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_NAMES = some.sampled_from(["id", "text", "button", "label", "latitude", "longitude", "session", "kind", "files"])


def _states(database: Database) -> list[InboxState]:
    with database.read() as session:
        return list(session.scalars(select(InboxMessage.state)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\x00",
        "jalan\x00rusak \x01\x02\x1b[31m",
        "berapa tarif\x00 sewa gedung kesenian",
        "lapor jalan rusak\x00 di desa Sumber RT 2",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; drop table cases; -- \" or 1=1",
        "{{7*7}} {number} %(x)s %s ${jndi:ldap://x}",
        '=HYPERLINK("http://x","y")',
        "\ud83d",
        "halo \udc00 di sana",
        "\u202e\u200b\u200d\ufeff" * 40,
        "a" * 100_000,
        "🚧" * 50_000,
    ],
    ids=range(15),
)
def test_any_text_is_taken_and_answered(visitor: Visitor, office: Office, database: Database, text: str) -> None:
    assert visitor.posts_raw(json.dumps({"id": ID, "text": text}).encode()).status_code == 202
    office.answers()

    assert _states(database) == [InboxState.DONE]
    assert visitor.told().strip()


def test_a_complaint_with_a_control_character_is_filed(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.writes("lapor jalan\x00 rusak parah di Desa Sumber RT 2")
    office.answers()
    visitor.writes("ya")
    office.answers()

    assert "Nomor: ADU-" in visitor.told()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b'{"id": "3f0c6c1e-5a55-4f0e-9d0a-0123456789ab", "text": "\xff"}',
        b"[]",
        b"null",
        b"1" * 5000,
        b'"halo"',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=range(10),
)
def test_a_body_that_is_no_message_is_refused(visitor: Visitor, database: Database, body: bytes) -> None:
    answer = visitor.posts_raw(body)

    assert answer.status_code == 400
    assert answer.json == {"ok": False, "error": "400"}
    assert _states(database) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ID},
        {"text": "halo"},
        {"id": "", "text": "halo"},
        {"id": "satu", "text": "halo"},
        {"id": ["x"], "text": "halo"},
        {"id": ID, "text": None},
        {"id": ID, "text": 5},
        {"id": ID, "text": ["halo"]},
        {"id": ID, "text": {"a": 1}},
        {"id": ID, "text": "a" * 100_001},
        {"id": ID, "button": 5},
        {"id": ID, "button": ""},
        {"id": ID, "button": "x" * 41},
        {"id": ID, "latitude": "-7", "longitude": "110"},
        {"id": ID, "latitude": -91, "longitude": 0},
        {"id": ID, "latitude": float("nan"), "longitude": 0},
        {"id": ID, "latitude": float("inf"), "longitude": 0},
        {"id": ID, "latitude": True, "longitude": False},
        {"id": ID, "latitude": -7.7},
    ],
    ids=range(19),
)
def test_a_message_of_the_wrong_shape_is_refused(visitor: Visitor, database: Database, wrong: dict[str, Any]) -> None:
    assert visitor.posts_raw(json.dumps(wrong).encode()).status_code == 400
    assert _states(database) == []


def test_unknown_fields_are_passed_over(visitor: Visitor, office: Office) -> None:
    answer = visitor.posts({"id": ID, "text": "halo", "session": "web:orang-lain", "kind": "file", "files": ["x"]})
    office.answers()

    assert answer.status_code == 202
    assert [line["text"] for line in visitor.lines() if line["mine"]] == ["halo"]


def test_a_body_beyond_all_measure_is_refused(visitor: Visitor, database: Database) -> None:
    assert visitor.posts_raw(b'"' + b"a" * (26 * 1024 * 1024) + b'"').status_code == 413
    assert _states(database) == []


def test_a_message_that_does_not_say_it_is_json_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/chat/messages", data="halo", headers=visitor.headers())

    assert answer.status_code == 400


@pytest.mark.parametrize("after", ["", "x", "1", "1.x", "-1.0", "1.0.0.0", "9" * 30 + ".0", "0.0'", "\x00", "٣.٣ "])
def test_a_cursor_that_is_none_is_refused(visitor: Visitor, after: str) -> None:
    assert visitor.client.get("/chat/messages", query_string={"after": after}).status_code == 400


def test_a_cursor_of_the_future_shows_nothing(visitor: Visitor) -> None:
    visitor.writes("halo")

    assert visitor.lines(f"{'9' * 18}.{'9' * 18}") == []


@pytest.mark.parametrize(("method", "path"), [("put", "/chat/messages"), ("get", "/chat/files"), ("delete", "/")])
def test_a_method_nobody_offers_is_refused(visitor: Visitor, method: str, path: str) -> None:
    answer = visitor.client.open(path, method=method.upper(), headers=visitor.headers())

    assert answer.status_code == 405


@runs(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=some.dictionaries(_NAMES, _JSON, max_size=6) | _JSON, whole=some.booleans())
def test_no_body_makes_the_chat_fail(visitor: Visitor, database: Database, body: Any, whole: bool) -> None:
    if whole and isinstance(body, dict):
        body["id"] = str(uuid.uuid4())
    before = len(_states(database))

    answer = visitor.posts_raw(json.dumps(body).encode())

    assert answer.status_code in {202, 400}
    assert len(_states(database)) == before + (answer.status_code == 202)


def test_after_all_that_an_ordinary_message_is_answered(app: Flask, office: Office) -> None:
    hostile, honest = Visitor(app), Visitor(app)
    hostile.posts_raw(b'{"id": "%s", "button": "\\ud800", "label": "\\ud800"}' % ID.encode())
    honest.writes("halo")
    office.answers()

    assert honest.told().strip()
    assert hostile.told().strip()
