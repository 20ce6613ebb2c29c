"""Places with a code to scan: the list, the poster, and what the code leads to."""

import json

import pytest
from support import cast
from support.time import NOON

from core.messages import channel_commands, service_points
from core.messages.channels import Channel
from core.messages.service_points import ServicePoint

PAGE = "/admin/titik/"


@pytest.fixture
def market(database) -> int:
    with database.write() as session:
        return service_points.add(session, name="Pasar Contoh", place="Jl. Contoh 2", at=NOON).id


def test_a_place_is_added_once_and_named_in_the_list(enter, session):
    koordinator = enter(cast.koordinator)
    assert "Belum ada titik layanan" in koordinator.get(PAGE).text

    koordinator.post(PAGE, {"name": " Pasar  Contoh ", "place": "Jl. Contoh 2"})
    again = koordinator.post(PAGE, {"name": "Pasar Contoh", "place": "Jl. Lain"}, 422)

    assert "Sudah ada titik bernama Pasar Contoh" in again.text
    assert [point.name for point in session.query(ServicePoint)] == ["Pasar Contoh"]


def test_a_place_without_an_address_is_refused_and_what_was_typed_stays(enter, session):
    page = enter(cast.koordinator).post(PAGE, {"name": "Pasar Contoh", "place": " "}, 422)

    assert 'value="Pasar Contoh"' in page.html
    assert session.query(ServicePoint).count() == 0


def test_a_place_is_taken_off_and_put_back(enter, market, session):
    koordinator = enter(cast.koordinator)
    koordinator.post(f"{PAGE}{market}", {})
    assert "Tidak dipakai" in koordinator.get(PAGE).text

    koordinator.post(f"{PAGE}{market}", {})

    assert session.get(ServicePoint, market).retired_at is None


def test_a_poster_has_a_code_for_each_channel_whose_name_is_known(enter, market, database):
    koordinator = enter(cast.koordinator)
    assert koordinator.get(f"{PAGE}{market}/poster").html.count("<figure>") == 1

    with database.write() as session:
        channel_commands.done(session, Channel.TELEGRAM, "check", json.dumps({"account": "klaten_bot"}), at=NOON)
        channel_commands.done(session, Channel.WHATSAPP, "check", json.dumps({"account": "628110000112"}), at=NOON)
    poster = koordinator.get(f"{PAGE}{market}/poster")

    assert poster.html.count("<figure>") == 3
    assert "Pasar Contoh" in poster.text


def test_only_who_runs_the_office_keeps_the_list(enter, market, session):
    enter(cast.verifikator).post(f"{PAGE}{market}", status=404)
    assert session.get(ServicePoint, market).retired_at is None
    enter(cast.koordinator).get(f"{PAGE}999/poster", 404)


def test_the_web_chat_offers_to_report_about_the_place(stranger, market):
    assert f"Saya di Pasar Contoh (lok_{market})" in stranger.get(f"/?titik={market}").html
    for nonsense in ("999", "abc", "", "9" * 40):
        assert "(lok_" not in stranger.get(f"/?titik={nonsense}").html
