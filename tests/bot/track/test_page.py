"""The page /lacak: the right number and code open a case, everything else gets the same sentence."""

import re

import pytest
from flask.testing import FlaskClient
from support import cast
from support.time import MovableClock
from werkzeug.test import TestResponse

from bot.track.routes import PER_ADDRESS
from core.db import Database
from core.privacy import keyring
from core.settings import Settings
from tickets import queries, service
from tickets.kinds import Visibility
from wsgi import create_app

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def page(settings: Settings, database: Database, clock: MovableClock) -> FlaskClient:
    return create_app(settings, database=database, clock=clock).test_client()


@pytest.fixture
def known(database: Database) -> tuple[str, str]:
    """An anonymous, confidential report with an answer: its number and code."""
    with database.write() as session:
        case = cast.a_complaint(
            session, text="Lampu mati, saya Siti 081234567890", visibility=Visibility.ANONIM_RAHASIA
        )
        service.reply(session, case, by=cast.koordinator(session), version=None, text="Lampu diganti.", at=cast.NOON)
        return case.number, keyring(session).secret_code(case.id, case.code_version)


def _looks(page: FlaskClient, number: str, code: str) -> TestResponse:
    token = _TOKEN.search(page.get("/lacak").text)[1]
    return page.post("/lacak", data={"csrf_token": token, "nomor": number, "kode": code})


def _said(answer: TestResponse) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text)


def test_the_right_number_and_code_show_how_it_stands(page: FlaskClient, known: tuple[str, str]) -> None:
    answer = _looks(page, known[0].lower().replace("-", " "), known[1].lower())

    assert answer.status_code == 200
    assert "Status: Dijawab" in answer.text
    assert "Lampu diganti." in answer.text
    assert "081234567890" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_code_and_an_unknown_number_are_answered_alike(page: FlaskClient, known: tuple[str, str]) -> None:
    wrong = _looks(page, known[0], "AAAAA11111")
    unknown = _looks(page, "ADU-26-99999-0", known[1])
    nothing = _looks(page, "halo", "")

    assert {answer.status_code for answer in (wrong, unknown, nothing)} == {404}
    assert _said(wrong) == _said(unknown) == _said(nothing)
    assert "Lampu" not in wrong.text


def test_guessing_is_slowed_down_even_for_the_right_code_and_passes(
    page: FlaskClient, known: tuple[str, str], clock: MovableClock
) -> None:
    for _ in range(PER_ADDRESS):
        _looks(page, known[0], "AAAAA11111")

    assert _looks(page, *known).status_code == 429
    clock.move(minutes=16)
    assert _looks(page, *known).status_code == 200


def test_another_web_process_counts_the_same_tries_and_right_looks_do_not_count(
    page: FlaskClient, known: tuple[str, str], settings: Settings, database: Database, clock: MovableClock
) -> None:
    other = create_app(settings, database=database, clock=clock).test_client()
    for _ in range(PER_ADDRESS + 1):
        assert _looks(other, *known).status_code == 200
    for turn in range(PER_ADDRESS):
        _looks((page, other)[turn % 2], known[0], "AAAAA11111")

    assert (_looks(page, *known).status_code, _looks(other, *known).status_code) == (429, 429)


def test_a_form_from_elsewhere_is_refused(page: FlaskClient, known: tuple[str, str]) -> None:
    answer = page.post("/lacak", data={"nomor": known[0], "kode": known[1]})

    assert answer.status_code == 400
    assert "Lampu" not in answer.text


def test_looking_changes_nothing(page: FlaskClient, known: tuple[str, str], database: Database) -> None:
    _looks(page, *known)

    with database.read() as session:
        assert queries.by_number(session, known[0]).version == 2
